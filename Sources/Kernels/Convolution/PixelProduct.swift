/// Pixels that come from pixels: each is the product of a patch, which lies around a source pixel,
/// with one and the same matrix.
///
/// The matrix is packed into panels of two vectors of columns, and one of one vector if their number
/// is odd. What hangs over the last column is filled with zeros.
final class PixelProduct<Vector: SIMD & SendableMetatype>: @unchecked Sendable
where Vector.Scalar: BinaryFloatingPoint & Sendable {
  typealias Number = Vector.Scalar

  private let pixels: Int
  private let walk: DepthWalk
  private let columns: Int
  private let sources: [Int]
  private let targets: [Int]
  private let panels: UnsafeMutablePointer<Number>

  /// - Parameters:
  ///   - pixels: where each pixel's patch begins in a source image, and where the pixel's numbers
  ///     begin in a target image.
  ///   - images: the most images that `multiply` is given at once.
  ///   - sourceSize: how far apart source images begin.
  ///   - targetSize: how far apart target images begin.
  ///   - walk: how a patch is laid out.
  ///   - columns: the numbers of a pixel.
  ///   - matrix: entry (k, j) of the matrix.
  @inline(__always)
  init(
    pixels: [(source: Int, target: Int)], images: Int, sourceSize: Int, targetSize: Int,
    walk: DepthWalk, columns: Int, matrix: (_ row: Int, _ column: Int) -> Number
  ) {
    self.pixels = pixels.count
    self.walk = walk
    self.columns = columns
    sources = (0..<images).flatMap { image in pixels.map { image * sourceSize + $0.source } }
    targets = (0..<images).flatMap { image in pixels.map { image * targetSize + $0.target } }
    let lanes = Vector.scalarCount
    let vectors = (columns + lanes - 1) / lanes
    panels = .allocate(capacity: vectors * lanes * walk.depth)
    for first in stride(from: 0, to: vectors, by: 2) {
      let width = min(2, vectors - first) * lanes
      let panel = panels + first * lanes * walk.depth
      for row in 0..<walk.depth {
        for lane in 0..<width {
          let column = first * lanes + lane
          panel[row * width + lane] = column < columns ? matrix(row, column) : 0
        }
      }
    }
  }

  deinit { panels.deallocate() }

  /// Writes the pixels of `images` images.
  @inline(__always)
  func multiply(
    _ source: UnsafePointer<Number>, images: Int, into target: UnsafeMutablePointer<Number>
  ) {
    let lanes = Vector.scalarCount
    var first = 0
    while first < columns {
      let panel = UnsafePointer(panels + first * walk.depth)
      if columns - first > lanes {
        multiply(source, images, panel, TwoVectorRow<Vector>.self, first, target)
      } else {
        multiply(source, images, panel, OneVectorRow<Vector>.self, first, target)
      }
      first += 2 * lanes
    }
  }

  @inline(__always)
  private func multiply<Row: VectorRow<Number>>(
    _ source: UnsafePointer<Number>, _ images: Int, _ panel: UnsafePointer<Number>,
    _ rows: Row.Type, _ first: Int, _ target: UnsafeMutablePointer<Number>
  ) {
    typealias Tile = ConvolutionTile<Row>
    let width = min(Row.count, columns - first)
    let count = images * pixels
    sources.withUnsafeBufferPointer { sources in
      targets.withUnsafeBufferPointer { targets in
        guard let sources = sources.baseAddress, let targets = targets.baseAddress else { return }
        for pixel in stride(from: 0, to: count, by: Tile.rows) {
          Tile.multiply(
            source, sources: sources + pixel, walk: walk, panel, bStride: Row.count,
            into: target + first, targets: targets + pixel, height: min(Tile.rows, count - pixel),
            width: width, adding: false)
        }
      }
    }
  }
}
