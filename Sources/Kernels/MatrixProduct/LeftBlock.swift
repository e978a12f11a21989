/// Some rows of A within a slice of the depth: strips of 8 rows, one below the other.
struct LeftBlock<Number: BinaryFloatingPoint & SIMDScalar> {
  /// The first number.
  private(set) var base: UnsafeRawPointer
  /// Bytes between the rows of a strip.
  let rowOffsets: RowOffsets
  /// Bytes from one column to the next.
  let columnStride: Int
  /// Bytes from one strip to the next.
  private let stripStride: Int

  /// Rows in their place.
  @inline(__always)
  init(_ a: Operand<Number>) {
    self.init(
      base: a.base, rowStride: a.rowStride, columnStride: a.columnStride,
      stripStride: 8 &* a.rowStride)
  }

  @inline(__always)
  private init(base: UnsafeRawPointer, rowStride: Int, columnStride: Int, stripStride: Int) {
    self.base = base
    self.rowOffsets = RowOffsets(stride: rowStride)
    self.columnStride = columnStride
    self.stripStride = stripStride
  }

  /// Leaves out the first 8 rows, or fewer in the last strip.
  @inline(__always)
  mutating func advance(rows: Int) {
    base += rows == 8 ? stripStride : rows &* rowOffsets.one
  }

  /// A copy, column after column within each strip, of rows whose columns are contiguous.
  @inline(never)
  func packed(rows: Int, depth: Int, into target: UnsafeMutableRawPointer) -> LeftBlock {
    let size = MemoryLayout<Number>.size
    let copy = LeftBlock(
      base: UnsafeRawPointer(target), rowStride: size, columnStride: 8 &* size,
      stripStride: 8 &* size &* depth)
    for strip in 0..<(rows &+ 7) / 8 {
      var (source, place) = (base + strip &* stripStride, target + strip &* copy.stripStride)
      let height = min(8, rows &- 8 &* strip)
      for _ in 0..<depth {
        if height == 8 {
          place.storeBytes(
            of: source.loadUnaligned(as: SIMD8<Number>.self), as: SIMD8<Number>.self)
        } else {
          place.copyMemory(from: source, byteCount: height &* size)
        }
        source += columnStride
        place += copy.columnStride
      }
    }
    return copy
  }
}
