/// A matrix of weights, packed panel by panel; a panel holds row after row. What hangs over the last
/// column is filled with zeros.
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
    for (first, vectors) in Panels(columns: columns, lanes: lanes) {
      let width = vectors * lanes
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
