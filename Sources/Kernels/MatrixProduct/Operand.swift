/// A matrix as the loops of the product see it: a place in memory, and strides in bytes.
struct Operand<Number> {
  var base: UnsafeRawPointer
  let rowStride: Int
  let columnStride: Int

  @inline(__always)
  init(_ view: MatrixView<Number>) {
    base = UnsafeRawPointer(view.base)
    rowStride = view.rowStride &* MemoryLayout<Number>.size
    columnStride = view.columnStride &* MemoryLayout<Number>.size
  }

  @inline(__always)
  init(base: UnsafeRawPointer, rowStride: Int, columnStride: Int) {
    (self.base, self.rowStride, self.columnStride) = (base, rowStride, columnStride)
  }

  /// Whether the numbers of a row lie side by side.
  @inline(__always)
  var hasContiguousRows: Bool { columnStride == MemoryLayout<Number>.size }

  /// Whether the numbers of a column lie side by side.
  @inline(__always)
  var hasContiguousColumns: Bool { rowStride == MemoryLayout<Number>.size }

  /// The part of the matrix from this entry on.
  @inline(__always)
  func from(row: Int, column: Int) -> Operand {
    var part = self
    part.base += row &* rowStride + column &* columnStride
    return part
  }
}
