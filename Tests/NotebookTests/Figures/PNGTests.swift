import Probability
import Testing

@testable import Notebook

@Suite struct PNGTests {
  @Test func checksumsHaveTheirPublishedValues() {
    #expect(crc32(Array("123456789".utf8)) == 0xCBF4_3926)
    #expect(crc32(Array("IEND".utf8)) == 0xAE42_6082)
    #expect(adler32(Array("Wikipedia".utf8)) == 0x11E6_0398)
    #expect(adler32([]) == 1)
  }

  private func testBytes() -> [[UInt8]] {
    var random = RandomStream(seed: 4, name: "deflate")
    let noise = (0..<2000).map { _ in UInt8(random.integer(below: 256)) }
    let fewValues = (0..<3000).map { _ in UInt8(random.integer(below: 3)) * 100 }
    return [
      [], [7], [0, 255], Array(repeating: 0, count: 5000), noise, fewValues,
      noise + Array(repeating: 9, count: 300) + noise,
      // A run of more than one copy.
      noise + Array(repeating: 9, count: 32_768) + noise,
    ]
  }

  @Test func whatIsCompressedIsRestored() throws {
    for bytes in testBytes() {
      #expect(try inflated(zlibCompressed(bytes)) == bytes)
    }
  }

  @Test func repetitionIsCompressed() {
    #expect(zlibCompressed(Array(repeating: 0, count: 5000)).count < 60)
    // A magnified image is hardly larger than the image itself.
    var random = RandomStream(seed: 6, name: "image")
    let image = [(0..<784).map { _ in random.uniform() }]
    func grid(_ scale: Int) -> ImageGrid {
      ImageGrid(
        description: "d", images: image, width: 28, height: 28, columns: 1, gap: 0, scale: scale)
    }
    #expect(grid(4).contents.count < 5 * grid(1).contents.count)
  }

  @Test func anImageIsRestored() throws {
    var random = RandomStream(seed: 5, name: "png")
    // Slopes and flat areas with noise, which call for different filters.
    let width = 40
    let pixels = (0..<60).flatMap { row in
      (0..<width).map { column in
        let slope = row < 20 ? 5 * column : row < 40 ? 2 * (column + row) : 0
        let step = row > 50 && column > 20 ? 90 : 0
        return UInt8(slope + step + random.integer(below: 1 + row % 7))
      }
    }
    let file = pngFile(pixels: pixels, width: width)
    let image = try decodedPNG(file)
    #expect(image.width == width)
    #expect(image.pixels == pixels)
    #expect(Set(image.filters) == [0, 1, 2, 3, 4])
    #expect(pngFile(pixels: pixels, width: width) == file)
  }

  @Test func aGridPlacesItsImages() {
    let grid = ImageGrid(
      description: "three images", images: [[0, 1], [1, 0], [2, .nan]], width: 2, height: 1,
      columns: 2, gap: 1, scale: 2)
    let (o, w, g) = (UInt8(0), UInt8(255), UInt8(128))
    #expect(grid.pageWidth == 11)
    let expected: [[UInt8]] = [
      [g, g, g, g, g, g, g, g, g, g, g],
      [g, o, o, w, w, g, w, w, o, o, g],
      [g, o, o, w, w, g, w, w, o, o, g],
      [g, g, g, g, g, g, g, g, g, g, g],
      [g, w, w, g, g, g, g, g, g, g, g],
      [g, w, w, g, g, g, g, g, g, g, g],
      [g, g, g, g, g, g, g, g, g, g, g],
    ]
    #expect(grid.pixels == Array(expected.joined()))
  }
}
