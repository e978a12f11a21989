/// A part of C = A B, and what one thread does to compute it.
///
/// The depth is cut into slices, and the columns into panels, three or four vectors wide. A panel of
/// B within a slice is packed, row after row without gaps, and stays in the second-level cache while
/// tile after tile is multiplied with it. A is read in place, unless its lines would push each other
/// out of the first-level cache; then blocks of its rows are packed.
struct ProductPart<Vector: InterleavedVector>: @unchecked Sendable {
  typealias Number = Vector.Scalar

  let a: MatrixView<Number>
  let b: MatrixView<Number>
  let c: UnsafeMutablePointer<Number>
  /// How far apart the rows of C begin.
  let cStride: Int
  /// Whether the product is added to what is in C.
  let adding: Bool

  /// The greatest depth of a slice. It decides how sums are rounded: to change it changes last digits.
  private static var greatestDepth: Int { 512 }
  /// The greatest number of rows of a block of A that is packed.
  private static var greatestHeight: Int { 256 }

  /// The depth of all slices but the last, which may be smaller.
  @inline(__always)
  var sliceDepth: Int {
    let depth = max(a.columns, 1)
    // A division takes as long as a small product.
    if depth <= Self.greatestDepth { return depth }
    let slices = (depth &+ Self.greatestDepth &- 1) / Self.greatestDepth
    return (depth &+ slices &- 1) / slices
  }

  /// Some of the rows and columns.
  func part(rows: Range<Int>, columns: Range<Int>) -> ProductPart {
    ProductPart(
      a: a.part(rows: rows, columns: 0..<a.columns), b: b.part(rows: 0..<b.rows, columns: columns),
      c: c + rows.lowerBound &* cStride + columns.lowerBound, cStride: cStride, adding: adding)
  }

  /// Computes the part.
  @inline(__always)
  func multiply() {
    if isNarrow { multiplyNarrow() } else { multiplyInOrder() }
  }

  /// Computes the part slice by slice, block by block, panel by panel.
  @inline(never)
  private func multiplyInOrder() {
    let (lanes, rows, columns, depth) = (Vector.scalarCount, a.rows, b.columns, a.columns)
    let sliceDepth = sliceDepth
    let height = packsBlocks ? min(rows, Self.greatestHeight) : max(rows, 1)
    let packsPanels = packsPanels
    let panelSize =
      packsPanels || columns % lanes > 0 ? min(4 &* lanes, columns &+ lanes) &* sliceDepth : 0
    let blockSize = packsBlocks ? (height &+ 7) / 8 &* 8 &* sliceDepth : 0
    withScratch(panelSize &+ blockSize, of: Number.self) { scratch in
      for start in stride(from: 0, to: max(depth, 1), by: sliceDepth) {
        let slice = start..<min(start &+ sliceDepth, depth)
        for first in stride(from: 0, to: rows, by: height) {
          let block = a.part(rows: first..<min(first &+ height, rows), columns: slice)
          var left = LeftRows(block)
          if packsBlocks, let scratch { left = LeftRows(block, packedInto: scratch + panelSize) }
          BlockProduct<Vector>(
            part: ProductPart(
              a: block, b: b.part(rows: slice, columns: 0..<columns), c: c + first &* cStride,
              cStride: cStride, adding: adding || start > 0),
            left: left, packsPanels: packsPanels, scratch: scratch
          ).multiplyPanels(columns: columns)
        }
      }
    }
  }

  /// Whether blocks of A are packed: worth its cost where neighbours in a column are adjacent or far
  /// apart, and a block is multiplied with many panels.
  private var packsBlocks: Bool {
    a.rows >= 64 && b.columns >= 192 && (a.rowStride == 1 || a.rowStride.isMultiple(of: 256))
  }

  /// Whether all panels are packed: those that could be read in place stay in the caches then, which
  /// is worth it from some rows on.
  @inline(__always)
  private var packsPanels: Bool {
    b.columnStride != 1
      || a.rows >= 40 && sliceDepth &* b.rowStride &* MemoryLayout<Number>.size > 16384
  }
}

/// A block of A, packed or not, times a slice of B.
private struct BlockProduct<Vector: InterleavedVector>: PanelProduct {
  let part: ProductPart<Vector>
  let left: LeftRows<Vector.Scalar>
  let packsPanels: Bool
  /// Where panels are packed.
  let scratch: UnsafeMutablePointer<Vector.Scalar>?

  @inline(__always)
  func multiply<T: Tile>(panelFrom column: Int, _ tile: T.Type) where T.Row.Vector == Vector {
    let width = min(T.Row.count, part.b.columns &- column)
    let panel = part.b.part(rows: 0..<part.b.rows, columns: column..<column &+ width)
    var (right, stride) = (panel.base, panel.rowStride)
    if packsPanels || width < T.Row.count, let scratch {
      panel.pack(as: T.Row.self, into: scratch)
      (right, stride) = (UnsafePointer(scratch), T.Row.count)
    }
    let tiles = TileColumn(
      left: left, right: right, rightStride: stride, depth: panel.rows,
      c: part.c + column, cStride: part.cStride, width: width, adding: part.adding)
    // No tile reaches over the end of a packed strip.
    var row = 0
    if 8 % T.height == 0 || !left.isPacked {
      row = tiles.multiply(rows: row..<part.a.rows, T.self)
    }
    row = tiles.multiply(rows: row..<part.a.rows, FourRows<T.Row>.self)
    row = tiles.multiply(rows: row..<part.a.rows, TwoRows<T.Row>.self)
    _ = tiles.multiply(rows: row..<part.a.rows, OneRow<T.Row>.self)
  }
}

/// The tiles of one panel: they lie one below the other.
private struct TileColumn<Number: BinaryFloatingPoint & SIMDScalar> {
  let left: LeftRows<Number>
  let right: UnsafePointer<Number>
  /// How far apart the rows of the panel begin.
  let rightStride: Int
  let depth: Int
  let c: UnsafeMutablePointer<Number>
  let cStride: Int
  /// How many columns of a tile are in C.
  let width: Int
  let adding: Bool

  /// Computes as many tiles as there are rows for, and returns the first row that is left.
  @inline(__always)
  func multiply<T: Tile>(rows: Range<Int>, _ tile: T.Type) -> Int where T.Number == Number {
    var row = rows.lowerBound
    while row &+ T.height <= rows.upperBound {
      multiply(tileFrom: row, tile)
      row &+= T.height
    }
    return row
  }

  /// Computes a tile: apart from the loop over the tiles, which would take registers from this one.
  @inline(never)
  private func multiply<T: Tile>(tileFrom row: Int, _ tile: T.Type) where T.Number == Number {
    let (start, target) = (left.start(of: row), c + row &* cStride)
    var tile = T(from: 0) { start + left.offsets[$0] }
    tile.addProducts(depth: depth, step: { $0 &* left.columnStride }, right, stride: rightStride)
    tile.write(width: width, adding: adding) { target + $0 &* cStride }
  }
}

/// Rows of A, in place or packed: strips of 8 rows, one below the other.
private struct LeftRows<Number: BinaryFloatingPoint & SIMDScalar> {
  private let base: UnsafePointer<Number>
  private let stripStride: Int
  let offsets: RowOffsets
  let columnStride: Int

  /// Rows in their place.
  @inline(__always)
  init(_ a: MatrixView<Number>) {
    (base, offsets, columnStride) = (a.base, RowOffsets(stride: a.rowStride), a.columnStride)
    stripStride = 8 &* a.rowStride
  }

  /// A copy, column after column within each strip.
  @inline(__always)
  init(_ a: MatrixView<Number>, packedInto target: UnsafeMutablePointer<Number>) {
    (base, offsets, columnStride) = (UnsafePointer(target), RowOffsets(stride: 1), 8)
    stripStride = 8 &* a.columns
    for first in stride(from: 0, to: a.rows, by: 8) {
      a.part(rows: first..<min(first &+ 8, a.rows), columns: 0..<a.columns).transposed
        .pack(as: OneVector<SIMD8<Number>>.self, into: target + first / 8 &* stripStride)
    }
  }

  /// Whether each strip stands on its own.
  @inline(__always)
  var isPacked: Bool { stripStride != 8 &* offsets.one }

  /// Where a row begins.
  @inline(__always)
  func start(of row: Int) -> UnsafePointer<Number> {
    base + (row >> 3) &* stripStride + (row & 7) &* offsets.one
  }
}

/// How far a row lies from the one that is 1, 2 and 4 above.
///
/// That the last two are multiples of the first is hidden from the loops, which would otherwise find
/// each of eight addresses from the one before, one addition after the other.
private struct RowOffsets {
  let one: Int
  let two: Int
  let four: Int

  @inline(__always)
  init(stride: Int) { (one, two, four) = (stride, 2 &* stride, 4 &* stride) }

  @inline(__always)
  subscript(row: Int) -> Int {
    (row & 1 == 0 ? 0 : one) &+ (row & 2 == 0 ? 0 : two) &+ (row & 4 == 0 ? 0 : four)
  }
}
