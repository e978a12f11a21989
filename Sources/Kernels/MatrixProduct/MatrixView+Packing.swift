extension MatrixView where Number: BinaryFloatingPoint & SIMDScalar {
  /// Copies the rows to where they follow each other without gaps, each filled up with zeros to a row
  /// of a tile.
  ///
  /// - Precondition: there are no more columns than a row of a tile has numbers.
  @inline(never)
  func pack<Row: VectorRow>(as row: Row.Type, into target: UnsafeMutablePointer<Number>)
  where Row.Number == Number, Row.Vector: InterleavedVector {
    let square = Row.Vector.scalarCount
    var place = target
    if columnStride == 1 {
      for k in 0..<rows {
        let source = base + k &* rowStride
        if columns == Row.count {
          Row(at: source).write(to: place)
        } else {
          Row().write(to: place)
          place.update(from: source, count: columns)
        }
        place += Row.count
      }
      return
    }
    let turned = rowStride == 1 && rows >= square ? columns / square &* square : 0
    for column in stride(from: 0, to: turned, by: square) {
      // The last square overlaps the one before.
      for start in stride(from: 0, to: rows, by: square) {
        let k = min(start, rows &- square)
        Row.Vector.Square(at: base + column &* columnStride + k, stride: columnStride)
          .transposed.write(to: target + k &* Row.count + column, stride: Row.count)
      }
    }
    guard turned < Row.count else { return }
    for k in 0..<rows {
      for column in turned..<columns {
        place[column] = base[k &* rowStride &+ column &* columnStride]
      }
      for column in columns..<Row.count { place[column] = 0 }
      place += Row.count
    }
  }
}
