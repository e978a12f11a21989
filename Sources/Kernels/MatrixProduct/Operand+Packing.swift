extension Operand {
  /// Copies `depth` rows of `width` numbers to where they follow each other without gaps, each
  /// filled up with zeros.
  @inline(never)
  func packRows<Row: TileRow>(
    as row: Row.Type, depth: Int, width: Int, into target: UnsafeMutableRawPointer
  ) where Row.Number == Number, Row.Vector: InterleavedVector {
    let square = Row.Vector.scalarCount
    let turned = hasContiguousColumns && depth >= square ? width / square * square : 0
    for column in stride(from: 0, to: turned, by: square) {
      from(row: 0, column: column).packColumns(
        as: row, depth: depth, into: target + column &* MemoryLayout<Number>.size)
    }
    guard turned < Row.columns else { return }
    for k in 0..<depth {
      let place = target + k &* Row.byteCount
      for column in turned..<width {
        let number = base + k &* rowStride + column &* columnStride
        place.storeBytes(
          of: number.loadUnaligned(as: Number.self),
          toByteOffset: column &* MemoryLayout<Number>.size, as: Number.self)
      }
      for column in max(turned, width)..<Row.columns {
        place.storeBytes(
          of: 0, toByteOffset: column &* MemoryLayout<Number>.size, as: Number.self)
      }
    }
  }

  /// Copies as many columns as a vector has numbers, whose numbers lie side by side, square by
  /// square. The last square overlaps the one before.
  @inline(__always)
  private func packColumns<Row: TileRow>(
    as row: Row.Type, depth: Int, into target: UnsafeMutableRawPointer
  ) where Row.Number == Number, Row.Vector: InterleavedVector {
    let square = Row.Vector.scalarCount
    for start in stride(from: 0, to: depth, by: square) {
      let k = min(start, depth - square)
      Row.Vector.Square(loading: base + k &* rowStride, stride: columnStride)
        .transposed.store(to: target + k &* Row.byteCount, stride: Row.byteCount)
    }
  }
}
