extension ProductPart {
  /// Computes the first rows of a narrow part, and returns how many: a multiple of a vector's
  /// numbers, or none.
  ///
  /// A vector here stands upright: it holds numbers of a column of C, and not of a row, which would
  /// leave most of it empty. So $C^T = B^T A^T$ is computed, with the tiles of any other product:
  /// their rows are the columns of C. Where the columns of A are not contiguous, squares of A are
  /// turned in registers, which costs less than the empty lanes. Every entry is the same chain of
  /// multiply-adds, in the same slices, so the bits are those of the other products.
  @inline(__always)
  func multiplyUpright<Vector: InterleavedVector>(vectors: Vector.Type) -> Int
  where Vector.Scalar == Number {
    let height = Vector.scalarCount
    let isContiguous = cRowStride == columns &* MemoryLayout<Number>.size
    guard isContiguous, rows >= height, a.hasContiguousColumns || depth >= height else { return 0 }
    switch columns {
    case 1: multiplyUpright(OneRow<OneVector<Vector>>.self, Single<Vector>.self)
    case 2: multiplyUpright(Twice<OneRow<OneVector<Vector>>>.self, Couple<Single<Vector>>.self)
    case 4:
      multiplyUpright(
        Twice<Twice<OneRow<OneVector<Vector>>>>.self, Couple<Couple<Single<Vector>>>.self)
    case 8:
      multiplyUpright(
        Twice<Twice<Twice<OneRow<OneVector<Vector>>>>>.self,
        Couple<Couple<Couple<Single<Vector>>>>.self)
    default: return 0
    }
    return rows / height * height
  }

  /// The same for a tile that has as many rows, and a group that has as many vectors, as C columns.
  ///
  /// The numbers of B are contiguous along its rows or its columns. Each case is compiled on its
  /// own: to know one stride saves the loop half of its additions of addresses.
  @inline(never)
  private func multiplyUpright<Tile: MicroTile, Group: VectorGroup>(
    _ tile: Tile.Type, _ group: Group.Type
  ) where Tile.Row == OneVector<Group.Vector>, Group.Vector.Scalar == Number {
    let (size, height) = (MemoryLayout<Number>.size, Tile.Row.columns)
    let (slices, sliceDepth) = Self.shares(of: depth, unit: 1, greatest: Self.greatestDepth)
    for row in stride(from: 0, through: rows &- height, by: height) {
      for slice in 0..<slices {
        let start = slice &* sliceDepth
        let steps = min(sliceDepth, depth &- start)
        let left = a.from(row: row, column: start)
        let right = b.from(row: start, column: 0).base
        let tile: Tile =
          b.hasContiguousRows
          ? left.uprightProduct(
            Operand(base: right, rowStride: size, columnStride: Tile.rows &* size), depth: steps)
          : left.uprightProduct(
            Operand(base: right, rowStride: b.columnStride, columnStride: size), depth: steps)
        tile.write(as: group, to: c + row &* cRowStride, adding: adding || slice > 0)
      }
    }
  }
}

extension Operand where Number: BinaryFloatingPoint & SIMDScalar {
  /// The transposed product of the first rows, as many as a vector has numbers, and a matrix that
  /// is given transposed.
  @inline(__always)
  fileprivate func uprightProduct<Tile: MicroTile>(_ b: Operand, depth: Int) -> Tile
  where Tile.Row.Vector: InterleavedVector, Tile.Row.Number == Number {
    var tile = Tile()
    if hasContiguousColumns {
      tile.addProducts(LeftBlock(b), base, bRowStride: columnStride, depth: depth)
      return tile
    }
    let side = Tile.Row.columns
    for column in stride(from: 0, through: depth &- side, by: side) {
      tile.addSquare(b.from(row: 0, column: column), from(row: 0, column: column), skipping: 0)
    }
    // The last square overlaps the one before.
    let rest = depth % side
    if rest > 0 {
      tile.addSquare(
        b.from(row: 0, column: depth &- rest), from(row: 0, column: depth &- side),
        skipping: side &- rest)
    }
    return tile
  }
}

extension MicroTile {
  /// Adds the products of a matrix and the columns of a square, but for the first columns.
  @inline(__always)
  fileprivate mutating func addSquare(
    _ a: Operand<Row.Number>, _ square: Operand<Row.Number>, skipping skipped: Int
  ) where Row.Vector: InterleavedVector {
    let columns = Row.Vector.Square(loading: square.base, stride: square.rowStride).transposed
    withUnsafeBytes(of: columns) {
      guard let first = $0.baseAddress else { return }
      addProducts(
        LeftBlock(a), first + skipped &* Row.byteCount, bRowStride: Row.byteCount,
        depth: Row.columns &- skipped)
    }
  }

  /// Writes the transposed tile to C, whose rows follow each other without gaps, or adds it to what
  /// is there.
  @inline(__always)
  fileprivate func write<Group: VectorGroup>(
    as group: Group.Type, to c: UnsafeMutableRawPointer, adding: Bool
  ) where Row == OneVector<Group.Vector> {
    withUnsafeBytes(of: self) {
      guard let sums = $0.baseAddress else { return }
      withUnsafeBytes(of: Group(loading: sums, stride: Row.byteCount).transposed) {
        guard let turned = $0.baseAddress else { return }
        for vector in 0..<Group.count {
          let offset = vector &* Row.byteCount
          var numbers = Row(loading: turned + offset)
          if adding { numbers.add(Row(loading: c + offset)) }
          numbers.store(to: c + offset)
        }
      }
    }
  }
}
