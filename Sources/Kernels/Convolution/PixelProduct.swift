/// A matrix of weights, packed for `ConvolutionTile`.
///
/// It is cut into panels of two vectors of columns, and one of one vector if their number is odd; a
/// panel holds row after row. What hangs over the last column is filled with zeros.
final class PackedMatrix<Vector: SIMD & SendableMetatype>: @unchecked Sendable
where Vector.Scalar: BinaryFloatingPoint & Sendable {
  let depth: Int
  let columns: Int
  private let numbers: UnsafeMutablePointer<Vector.Scalar>

  /// The columns, rounded up to whole vectors.
  let wholeColumns: Int

  /// - Parameters:
  ///   - rows: where the rows begin, from `base` on.
  ///   - columnStride: how far apart neighbours in a row are.
  @inline(__always)
  init(_ base: UnsafePointer<Vector.Scalar>, rows: [Int], columns: Int, columnStride: Int) {
    let lanes = Vector.scalarCount
    depth = rows.count
    self.columns = columns
    wholeColumns = (columns + lanes - 1) / lanes * lanes
    numbers = .allocate(capacity: wholeColumns * depth)
    for first in stride(from: 0, to: wholeColumns, by: 2 * lanes) {
      let width = min(2 * lanes, wholeColumns - first)
      let filled = min(width, columns - first)
      var target = numbers + first * depth
      for row in rows {
        let source = base + row + first * columnStride
        for lane in 0..<filled { target[lane] = source[lane * columnStride] }
        (target + filled).update(repeating: 0, count: width - filled)
        target += width
      }
    }
  }

  deinit { numbers.deallocate() }

  /// The panel that begins with a column.
  func panel(from column: Int) -> UnsafePointer<Vector.Scalar> {
    UnsafePointer(numbers + column * depth)
  }
}

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
