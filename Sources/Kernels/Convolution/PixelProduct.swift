/// Pixels that are made of pixels: the numbers of each are the product of a patch, which begins at a
/// source pixel, with one and the same matrix.
struct PixelProduct<Vector: SIMD & SendableMetatype>: @unchecked Sendable
where Vector.Scalar: BinaryFloatingPoint & Sendable {
  typealias Number = Vector.Scalar

  /// Where the patches begin, from the first source image on: those of a group of images.
  let sources: [Int]
  /// Where the numbers of each pixel begin, from the first target image on.
  let targets: [Int]
  /// Where the numbers of a patch lie, from its beginning on.
  let steps: [Int]
  let matrix: PackedMatrix<Vector>
  /// How many numbers of a pixel are written.
  let columns: Int

  /// Writes the first `count` pixels of a group.
  @inline(__always)
  func multiply(
    _ source: UnsafePointer<Number>, count: Int, into target: UnsafeMutablePointer<Number>
  ) {
    let lanes = Vector.scalarCount
    for first in stride(from: 0, to: columns, by: 2 * lanes) {
      if columns - first > lanes {
        multiply(source, count, first, TwoVectorRow<Vector>.self, target)
      } else {
        multiply(source, count, first, OneVectorRow<Vector>.self, target)
      }
    }
  }

  @inline(__always)
  private func multiply<Row: VectorRow<Number>>(
    _ source: UnsafePointer<Number>, _ count: Int, _ first: Int, _ rows: Row.Type,
    _ target: UnsafeMutablePointer<Number>
  ) {
    typealias Tile = ConvolutionTile<Row>
    let panel = matrix.panel(from: first)
    let width = min(Row.count, columns - first)
    sources.withUnsafeBufferPointer { sources in
      targets.withUnsafeBufferPointer { targets in
        steps.withUnsafeBufferPointer { steps in
          guard let sources = sources.baseAddress, let targets = targets.baseAddress else { return }
          for pixel in stride(from: 0, to: count, by: Tile.rows) {
            Tile.multiply(
              source, sources: sources + pixel, steps: steps, panel,
              bStride: Row.count, into: target + first, targets: targets + pixel,
              height: min(Tile.rows, count - pixel), width: width, adding: false)
          }
        }
      }
    }
  }
}
