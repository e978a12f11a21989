/// The innermost loop of the matrix product: a tile of C whose sums never leave the registers.
///
/// A tile is built from rows, one laid above the other, so that one description serves all its
/// sizes. The largest has 8 rows of three vectors: with 512 bits each, the 24 sums, three vectors of
/// the right matrix and one number of the left fill 28 of 32 registers, and 24 multiply-adds follow
/// from 11 loads.
protocol MicroTile {
  associatedtype Row: TileRow

  /// How many rows there are: 1, 2, 4 or 8.
  static var rows: Int { get }

  /// Zeros.
  init()
  /// Adds the outer product of a column of A, from here on, and a row of B.
  mutating func addProduct(_ a: UnsafeRawPointer, _ offsets: RowOffsets, _ b: Row)
  /// Writes the tile to C, or adds it to what is there; of each row, the first `width` numbers.
  func write(to c: UnsafeMutableRawPointer, stride: Int, width: Int, adding: Bool)
}

/// Bytes from a row of A to the row 1, 2 and 4 below.
///
/// That the last two are multiples of the first is kept from the compiler, which would otherwise
/// find each of eight addresses from the one before, one addition after the other.
struct RowOffsets {
  let one: Int
  let two: Int
  let four: Int

  init(stride: Int) {
    (one, two, four) = (stride, 2 * stride, 4 * stride)
  }

  @inline(__always)
  subscript(rows: Int) -> Int { rows == 1 ? one : rows == 2 ? two : four }
}

/// A tile of one row.
struct OneRow<Row: TileRow>: MicroTile {
  private var sums = Row()

  @inline(__always)
  static var rows: Int { 1 }

  @inline(__always)
  init() {}

  @inline(__always)
  mutating func addProduct(_ a: UnsafeRawPointer, _ offsets: RowOffsets, _ b: Row) {
    sums.addProduct(a.loadUnaligned(as: Row.Number.self), b)
  }

  @inline(__always)
  func write(to c: UnsafeMutableRawPointer, stride: Int, width: Int, adding: Bool) {
    var result = sums
    if width == Row.columns {
      if adding { result.add(Row(loading: c)) }
      result.store(to: c)
    } else {
      if adding { result.add(Row(loading: c, first: width)) }
      result.store(first: width, to: c)
    }
  }
}

/// A tile and another of the same size below it.
struct Twice<Half: MicroTile>: MicroTile {
  typealias Row = Half.Row

  private var upper = Half()
  private var lower = Half()

  @inline(__always)
  static var rows: Int { 2 &* Half.rows }

  @inline(__always)
  init() {}

  @inline(__always)
  mutating func addProduct(_ a: UnsafeRawPointer, _ offsets: RowOffsets, _ b: Row) {
    upper.addProduct(a, offsets, b)
    lower.addProduct(a + offsets[Half.rows], offsets, b)
  }

  @inline(__always)
  func write(to c: UnsafeMutableRawPointer, stride: Int, width: Int, adding: Bool) {
    upper.write(to: c, stride: stride, width: width, adding: adding)
    lower.write(to: c + Half.rows &* stride, stride: stride, width: width, adding: adding)
  }
}

/// What a tile is multiplied from, and where it goes.
struct TileOperands<Number: BinaryFloatingPoint & SIMDScalar> {
  /// The rows of A, of which the tile takes the first.
  var a: LeftBlock<Number>
  /// The first row of B, whose numbers lie side by side.
  var b: UnsafeRawPointer
  /// Bytes from one row of B to the next.
  var bRowStride: Int
  /// The columns of A, which are the rows of B.
  let depth: Int
  /// The first number of C, whose rows lie side by side.
  var c: UnsafeMutableRawPointer
  /// Bytes from one row of C to the next.
  let cRowStride: Int
  /// How many columns of the tile are in C.
  let width: Int
  /// Whether the product is added to what is in C.
  let adding: Bool
}

extension MicroTile {
  /// $C = A B$ or $C \mathrel{+}= A B$ for one tile.
  ///
  /// Each sum runs over the depth in order, one fused multiply-add at a time.
  @inline(never)
  static func multiply(_ operands: TileOperands<Row.Number>) {
    product(operands) { _ in }.write(operands)
  }

  /// The same, and copies the rows of B to where they follow each other without gaps: the loop has
  /// time for that.
  @inline(never)
  static func multiply(
    _ operands: TileOperands<Row.Number>, packing target: UnsafeMutableRawPointer
  ) {
    var target = target
    product(operands) { row in
      row.store(to: target)
      target += Row.byteCount
    }.write(operands)
  }

  @inline(__always)
  private static func product(_ operands: TileOperands<Row.Number>, _ forEachRow: (Row) -> Void)
    -> Self
  {
    var tile = Self()
    tile.addProducts(
      operands.a, operands.b, bRowStride: operands.bRowStride, depth: operands.depth, forEachRow)
    return tile
  }

  /// Adds the product of the first `depth` columns of A, and as many rows of B.
  @inline(__always)
  mutating func addProducts(
    _ a: LeftBlock<Row.Number>, _ b: UnsafeRawPointer, bRowStride: Int, depth: Int,
    _ forEachRow: (Row) -> Void = { _ in }
  ) {
    var (column, b) = (a.base, b)
    for _ in 0..<depth {
      let row = Row(loading: b)
      forEachRow(row)
      addProduct(column, a.rowOffsets, row)
      column += a.columnStride
      b += bRowStride
    }
  }

  /// Asks once for the tile, not once for each row, what is to be written.
  @inline(__always)
  private func write(_ operands: TileOperands<Row.Number>) {
    let (c, stride) = (operands.c, operands.cRowStride)
    switch (operands.width == Row.columns, operands.adding) {
    case (true, true): write(to: c, stride: stride, width: Row.columns, adding: true)
    case (true, false): write(to: c, stride: stride, width: Row.columns, adding: false)
    case (false, let adding):
      write(to: c, stride: stride, width: operands.width, adding: adding)
    }
  }
}
