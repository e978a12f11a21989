extension Tile {
  /// $C = A B$ or $C \mathrel{+}= A B$ for one tile, where the rows of A are patches of an image, or
  /// the pixels that one weight of a filter meets, and neither have to be copied together.
  ///
  /// - Parameters:
  ///   - sources: where the rows of A begin, from `a` on: `height` offsets.
  ///   - steps: where the entries of a row lie, from its beginning on.
  ///   - stride: how far apart the rows of B begin; `Row.count` numbers are read of each.
  ///   - targets: where the rows of C begin, from `c` on: `height` offsets.
  ///   - height: how many rows the tile has; those that are missing are computed and not written.
  ///   - width: how many of the `Row.count` columns are written.
  @inline(__always)
  static func multiply(
    _ a: UnsafePointer<Number>, sources: UnsafePointer<Int>, steps: UnsafeBufferPointer<Int>,
    _ b: UnsafePointer<Number>, stride: Int, into c: UnsafeMutablePointer<Number>,
    targets: UnsafePointer<Int>, height: Int, width: Int, adding: Bool
  ) {
    var tile = Self(from: 0) { a + sources[min($0, height &- 1)] }
    tile.addProducts(depth: steps.count, step: { steps[$0] }, b, stride: stride)
    tile.write(height: height, width: width, adding: adding) { c + targets[$0] }
  }
}
