/// The innermost loop of matrix products and convolutions: a tile of C = A B whose sums never leave
/// the registers.
///
/// Any row of A may begin anywhere, and all take the same steps from one entry to the next. So a row
/// can be that of a matrix, transposed or packed, a patch of an image, or the pixels that one weight
/// of a filter meets.
///
/// A tile is built from rows, one above the other. The largest have 8 rows of three vectors or 6 rows
/// of four: with 512 bits each, their 24 sums, a row of B and one number of A fill up to 29 of 32
/// registers, and 24 multiply-adds follow from 10 or 11 loads.
protocol Tile {
  associatedtype Row: VectorRow
  typealias Number = Row.Number

  /// How many rows there are.
  static var height: Int { get }

  /// Zeros, to which rows of A will be added that begin where `start` says.
  init(from row: Int, startingAt start: (Int) -> UnsafePointer<Number>)
  /// Adds the outer product of a column of A, so far from where its rows begin, and a row of B.
  mutating func addProduct(_ step: Int, _ row: Row)
  /// Calls `body` with the index and the sums of each row.
  func forEachRow(from row: Int, _ body: (Int, Row) -> Void)
}

/// A tile of one row.
struct OneRow<Row: VectorRow>: Tile {
  private var sums = Row()
  private let start: UnsafePointer<Row.Number>

  @inline(__always)
  static var height: Int { 1 }

  @inline(__always)
  init(from row: Int, startingAt start: (Int) -> UnsafePointer<Number>) { self.start = start(row) }

  @inline(__always)
  mutating func addProduct(_ step: Int, _ row: Row) { sums.addProduct(start[step], row) }

  @inline(__always)
  func forEachRow(from row: Int, _ body: (Int, Row) -> Void) { body(row, sums) }
}

/// A tile and another below it.
struct Above<Upper: Tile, Lower: Tile>: Tile where Upper.Row == Lower.Row {
  typealias Row = Upper.Row

  private var upper: Upper
  private var lower: Lower

  @inline(__always)
  static var height: Int { Upper.height &+ Lower.height }

  @inline(__always)
  init(from row: Int, startingAt start: (Int) -> UnsafePointer<Number>) {
    upper = Upper(from: row, startingAt: start)
    lower = Lower(from: row &+ Upper.height, startingAt: start)
  }

  @inline(__always)
  mutating func addProduct(_ step: Int, _ row: Row) {
    upper.addProduct(step, row)
    lower.addProduct(step, row)
  }

  @inline(__always)
  func forEachRow(from row: Int, _ body: (Int, Row) -> Void) {
    upper.forEachRow(from: row, body)
    lower.forEachRow(from: row &+ Upper.height, body)
  }
}

typealias TwoRows<Row: VectorRow> = Above<OneRow<Row>, OneRow<Row>>
typealias FourRows<Row: VectorRow> = Above<TwoRows<Row>, TwoRows<Row>>
typealias SixRows<Row: VectorRow> = Above<FourRows<Row>, TwoRows<Row>>
typealias EightRows<Row: VectorRow> = Above<FourRows<Row>, FourRows<Row>>

extension Tile {
  /// Adds the products of `depth` columns of A and as many rows of B.
  ///
  /// Each sum runs over the depth in order, one fused multiply-add at a time.
  ///
  /// - Parameters:
  ///   - step: how far each column of A lies from where the rows begin.
  ///   - stride: how far apart the rows of B begin.
  @inline(__always)
  mutating func addProducts(
    depth: Int, step: (Int) -> Int, _ b: UnsafePointer<Number>, stride: Int
  ) {
    var b = b
    for k in 0..<depth {
      addProduct(step(k), Row(at: b))
      b += stride
    }
  }

  /// Writes the first `width` numbers of the first `height` rows to where they belong, or adds them
  /// to what is there.
  @inline(__always)
  func write(
    height: Int = Self.height, width: Int, adding: Bool,
    to target: (Int) -> UnsafeMutablePointer<Number>
  ) {
    switch (width == Row.count, adding) {
    case (true, true):
      forEachRow(from: 0) { index, sums in
        guard index < height else { return }
        let place = target(index)
        var row = Row(at: place)
        row.add(sums)
        row.write(to: place)
      }
    case (true, false):
      forEachRow(from: 0) { index, sums in
        if index < height { sums.write(to: target(index)) }
      }
    case (false, _):
      forEachRow(from: 0) { index, sums in
        guard index < height else { return }
        Self.write(sums, first: width, adding: adding, to: target(index))
      }
    }
  }

  private static func write(
    _ sums: Row, first width: Int, adding: Bool, to target: UnsafeMutablePointer<Number>
  ) {
    withUnsafeTemporaryAllocation(of: Number.self, capacity: Row.count) { whole in
      guard let numbers = whole.baseAddress else { return }
      sums.write(to: numbers)
      for index in 0..<width {
        target[index] = adding ? target[index] + numbers[index] : numbers[index]
      }
    }
  }
}
