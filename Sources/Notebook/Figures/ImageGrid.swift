import Elementary
import Foundation

/// A figure of small images of equal size, in rows.
///
/// ```swift
/// let grid = ImageGrid(
///   description: "Ten digits, and under each its reconstruction (mean error 0.021).",
///   images: digits + reconstructions, width: 28, height: 28, columns: 10, scale: 2)
/// notebook.figure("digits", grid)
/// ```
public struct ImageGrid: Picture, Sendable {
  /// The text that stands for the figure where it cannot be seen. It states the number that the
  /// figure shows.
  public let description: String
  let images: [[Double]]
  let width: Int
  let height: Int
  let columns: Int
  let gap: Int
  let scale: Int

  /// A grid of images.
  ///
  /// - Parameters:
  ///   - images: The pixels of each image, row by row, from black at 0 to white at 1; others are
  ///     drawn as the nearest of those, and what is not a number in the gray of the gaps.
  ///   - width: The pixels of an image's row.
  ///   - height: The rows of an image.
  ///   - columns: The images of a row.
  ///   - gap: The pixels between images and around them.
  ///   - scale: How many pixels of the page a pixel is wide and high.
  public init(
    description: String, images: [[Double]], width: Int, height: Int, columns: Int, gap: Int = 4,
    scale: Int = 1
  ) {
    require(!description.isEmpty, "ImageGrid: a description is needed")
    require(!images.isEmpty && columns >= 1, "ImageGrid: at least one image is needed")
    require(width >= 1 && height >= 1, "ImageGrid: images of \(width)×\(height) pixels")
    require(gap >= 0 && scale >= 1, "ImageGrid: a gap of \(gap), a scale of \(scale)")
    require(
      images.allSatisfy { $0.count == width * height },
      "ImageGrid: each image needs \(width)×\(height) pixels")
    self.description = description
    self.images = images
    self.width = width
    self.height = height
    self.columns = min(columns, images.count)
    self.gap = gap
    self.scale = scale
  }

  /// The width of the grid in pixels of the page.
  var pageWidth: Int { columns * (width * scale + gap) + gap }

  /// The grid, row by row, from black at 0 to white at 255.
  var pixels: [UInt8] {
    let rows = (images.count + columns - 1) / columns
    let pageHeight = rows * (height * scale + gap) + gap
    var page = [UInt8](repeating: ImageGrid.gapGray, count: pageWidth * pageHeight)
    for (index, image) in images.enumerated() {
      let (row, column) = index.quotientAndRemainder(dividingBy: columns)
      let top = gap + row * (height * scale + gap)
      let left = gap + column * (width * scale + gap)
      for y in 0..<height * scale {
        for x in 0..<width * scale {
          page[(top + y) * pageWidth + left + x] =
            ImageGrid.gray(image[y / scale * width + x / scale])
        }
      }
    }
    return page
  }

  /// Images are made of pixels.
  public var fileExtension: String { "png" }

  /// The PNG file.
  public var contents: Data { Data(pngFile(pixels: pixels, width: pageWidth)) }

  private static let gapGray: UInt8 = 128

  private static func gray(_ value: Double) -> UInt8 {
    value.isNaN ? gapGray : UInt8((255 * min(1, max(0, value))).rounded())
  }
}
