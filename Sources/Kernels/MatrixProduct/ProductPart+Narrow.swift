extension ProductPart {
  /// Whether a row of C would leave most of a vector empty, and C has no gaps.
  @inline(__always)
  var isNarrow: Bool {
    let (columns, height) = (b.columns, Vector.scalarCount)
    return columns <= 8 && columns.nonzeroBitCount == 1 && cStride == columns && a.rows >= height
      && (a.rowStride == 1 || a.columns >= height)
  }

  /// Computes $C^T = B^T A^T$ by the tiles of any other product: a vector holds numbers of a column
  /// of C. Where the columns of A are not contiguous, squares of A are turned in registers.
  ///
  /// Every entry is the same chain of multiply-adds, so the bits are those of the other products.
  @inline(__always)
  func multiplyNarrow() {
    switch b.columns {
    case 1: multiplyNarrow(OneRow<OneVector<Vector>>.self, Single<Vector>.self)
    case 2: multiplyNarrow(TwoRows<OneVector<Vector>>.self, Couple<Single<Vector>>.self)
    case 4: multiplyNarrow(FourRows<OneVector<Vector>>.self, Couple<Couple<Single<Vector>>>.self)
    default:
      multiplyNarrow(
        EightRows<OneVector<Vector>>.self, Couple<Couple<Couple<Single<Vector>>>>.self)
    }
  }

  /// The same for a tile that has as many rows, and a group that has as many vectors, as C columns.
  @inline(never)
  private func multiplyNarrow<T: Tile, Group: VectorGroup>(_ tile: T.Type, _ group: Group.Type)
  where T.Row == OneVector<Vector>, Group.Vector == Vector {
    let (height, sliceDepth) = (Vector.scalarCount, sliceDepth)
    for next in stride(from: 0, to: a.rows, by: height) {
      // The last rows overlap those before, which are written once.
      let row = min(next, a.rows &- height)
      for start in stride(from: 0, to: max(a.columns, 1), by: sliceDepth) {
        let slice = start..<min(start &+ sliceDepth, a.columns)
        let left = a.part(rows: row..<row &+ height, columns: slice)
        let right = b.part(rows: slice, columns: 0..<T.height)
        // To know a stride saves the loop half of its additions of addresses.
        let tile =
          right.rowStride == 1
          ? T.product(left, right.base, rowStride: 1, columnStride: right.columnStride)
          : T.product(left, right.base, rowStride: T.height, columnStride: 1)
        tile.write(
          as: group, to: c + row &* cStride, skipping: (next &- row) &* T.height,
          adding: adding || start > 0)
      }
    }
  }
}

extension Tile where Row.Vector: InterleavedVector {
  /// The transposed product of A, which has as many rows as a vector has numbers, and B.
  @inline(__always)
  fileprivate static func product(
    _ a: MatrixView<Number>, _ b: UnsafePointer<Number>, rowStride: Int, columnStride: Int
  ) -> Self {
    var tile = Self(from: 0) { b + $0 &* columnStride }
    if a.rowStride == 1 {
      tile.addProducts(
        depth: a.columns, step: { $0 &* rowStride }, a.base, stride: a.columnStride)
      return tile
    }
    let (side, rest) = (Row.count, a.columns % Row.count)
    for column in stride(from: 0, to: a.columns &- rest, by: side) {
      tile.addSquare(a, column, skipping: 0, rowStride: rowStride)
    }
    // The last square overlaps the one before.
    if rest > 0 {
      tile.addSquare(a, a.columns &- side, skipping: side &- rest, rowStride: rowStride)
    }
    return tile
  }

  /// Adds the products of as many columns of A as a vector has numbers, but for the first of them.
  @inline(__always)
  private mutating func addSquare(
    _ a: MatrixView<Number>, _ column: Int, skipping skipped: Int, rowStride: Int
  ) {
    let square = Row.Vector.Square(at: a.base + column &* a.columnStride, stride: a.rowStride)
    withUnsafeBytes(of: square.transposed) {
      guard let first = $0.bindMemory(to: Number.self).baseAddress else { return }
      addProducts(
        depth: Row.count &- skipped, step: { (column &+ skipped &+ $0) &* rowStride },
        first + skipped &* Row.count, stride: Row.count)
    }
  }

  /// Writes the transposed tile to C, whose rows follow each other without gaps, or adds it to what
  /// is there; not the first numbers.
  @inline(__always)
  fileprivate func write<Group: VectorGroup>(
    as group: Group.Type, to c: UnsafeMutablePointer<Number>, skipping skipped: Int, adding: Bool
  ) where Group.Vector == Row.Vector {
    withUnsafeTemporaryAllocation(of: Number.self, capacity: Group.count &* Row.count) {
      guard let sums = $0.baseAddress else { return }
      forEachRow(from: 0) { index, row in row.write(to: sums + index &* Row.count) }
      Group(at: sums, stride: Row.count).transposed.write(to: sums, stride: Row.count)
      if skipped > 0 {
        for index in skipped..<Group.count &* Row.count {
          c[index] = adding ? c[index] + sums[index] : sums[index]
        }
        return
      }
      for vector in 0..<Group.count {
        var row = Row(at: sums + vector &* Row.count)
        if adding { row.add(Row(at: c + vector &* Row.count)) }
        row.write(to: c + vector &* Row.count)
      }
    }
  }
}
