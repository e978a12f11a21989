import Threads

// How the kernels of this folder walk over n points, a row of numbers each.
//
// Points are cut into blocks, which the workers share, and a block into tiles. A tile is turned on
// its side: the first coordinates of 128 points lie next to each other, then the second ones, so
// that the lanes of a vector hold the same coordinate of many points. Every lane then does what a
// plain loop over the points would do, whatever the width of the processor's vectors.
//
// A sum over the points has a fixed shape: a lane adds every sixteenth point of a block, the lanes
// of a block are added in a fixed tree, and the blocks in their order. So it has the same bits on
// every processor and for every number of workers.

/// Sixteen points in the lanes of a vector.
typealias PointLanes = SIMD16<Double>

/// Up to 128 points turned on their side: column c of point i is at `c * Tile.points + i`.
struct Tile {
  /// The points of a full tile: small enough that a few tiles fit into the nearest cache.
  static let points = 128

  let base: UnsafeMutablePointer<Double>

  /// The sixteen numbers of a column from `point` on.
  @inline(__always)
  subscript(column: Int, point: Int) -> PointLanes {
    get {
      UnsafeRawPointer(base + (column &* Self.points &+ point)).loadUnaligned(as: PointLanes.self)
    }
    nonmutating set {
      UnsafeMutableRawPointer(base + (column &* Self.points &+ point))
        .storeBytes(of: newValue, as: PointLanes.self)
    }
  }

  /// Reads some rows of a table. The places beyond become zero.
  func load(_ table: UnsafePointer<Double>, _ range: Range<Int>, columns: Int) {
    let (rows, count) = (table + range.lowerBound * columns, range.count)
    // Of wide rows only a few fit into the nearest cache: eight make a cache line of every column.
    let step = columns > 8 ? 8 : Self.points
    for start in stride(from: 0, to: count, by: step) {
      let length = min(step, count - start)
      for column in 0..<columns {
        let lanes = base + (column &* Self.points &+ start)
        var source = rows + (start &* columns &+ column)
        for i in 0..<length {
          lanes[i] = source.pointee
          source += columns
        }
      }
    }
    for column in 0..<columns {
      (base + column * Self.points + count).update(repeating: 0, count: Self.points - count)
    }
  }

  /// Writes them back into rows of a table.
  func store(
    into table: UnsafeMutablePointer<Double>, _ range: Range<Int>, columns: Int
  ) {
    for column in 0..<columns {
      var destination = table + (range.lowerBound * columns + column)
      for i in 0..<range.count {
        destination.pointee = base[column &* Self.points &+ i]
        destination += columns
      }
    }
  }

  /// Calls `body` with the first of each sixteen points of a tile.
  @inline(__always)
  static func forEachVector(_ body: (_ point: Int) -> Void) {
    for point in stride(from: 0, to: points, by: PointLanes.scalarCount) { body(point) }
  }
}

/// The cut of n points into blocks, the unit of work of one thread.
struct PointBlocks {
  /// How many points there are.
  let points: Int

  /// The points of a block. It decides how sums are rounded: to change it changes last digits.
  static let size = 2048

  /// How many blocks there are; the last one may be shorter.
  var count: Int { (points + Self.size - 1) / Self.size }

  /// Calls `body` with the index and the points of every block, which the workers share.
  func forEach(_ body: @Sendable (_ block: Int, _ points: Range<Int>) -> Void) {
    Workers.current.forEach(block: count) { block in
      body(block, block * Self.size..<min(points, (block + 1) * Self.size))
    }
  }
}

/// Calls `body` with every tile of a table of points, and working memory of `scratch` columns.
func forEachTile(
  of rows: UnsafePointer<Double>, points: Int, columns: Int, scratch: Int,
  _ body: @Sendable (_ tile: Tile, _ scratch: Tile, _ points: Range<Int>) -> Void
) {
  nonisolated(unsafe) let rows = rows
  PointBlocks(points: points).forEach { _, block in
    withScratch((columns + scratch) * Tile.points) { base in
      let (tile, scratch) = (Tile(base: base), Tile(base: base + columns * Tile.points))
      for start in stride(from: block.lowerBound, to: block.upperBound, by: Tile.points) {
        let points = start..<min(start + Tile.points, block.upperBound)
        tile.load(rows, points, columns: columns)
        body(tile, scratch, points)
      }
    }
  }
}

/// Adds up what each block of points contributes: `length` sums, the blocks in their order.
///
/// - Parameter addends: adds what the points of a range contribute to sums that are zero at first.
func sumOverBlocks(
  of points: Int, length: Int,
  addends: @Sendable (_ points: Range<Int>, _ sums: UnsafeMutablePointer<Double>) -> Void
) -> [Double] {
  let blocks = PointBlocks(points: points)
  var partialSums = Array(repeating: 0.0, count: blocks.count * length)
  partialSums.withUnsafeMutableBufferPointer { buffer in
    guard let base = buffer.baseAddress else { return }
    nonisolated(unsafe) let partialSums = base
    blocks.forEach { block, points in
      // Neighbouring blocks must not write into the same cache line again and again.
      withScratch(length) { sums in
        sums.update(repeating: 0, count: length)
        addends(points, sums)
        (partialSums + block * length).update(from: sums, count: length)
      }
    }
  }
  return (0..<length).map { index in
    (0..<blocks.count).reduce(0) { $0 + partialSums[$1 * length + index] }
  }
}

extension PointLanes {
  /// The sum of the lanes, in a fixed tree: halves onto halves.
  @inline(__always)
  var sumOfLanes: Double {
    let eight = lowHalf + highHalf
    let four = eight.lowHalf + eight.highHalf
    let two = four.lowHalf + four.highHalf
    return two.x + two.y
  }
}

/// Adds a row of numbers to as many sums, eight at a time and then one by one.
@inline(__always)
func add(_ row: UnsafePointer<Double>, to sums: UnsafeMutablePointer<Double>, count: Int) {
  var i = 0
  while i &+ 8 <= count {
    let sum =
      UnsafeRawPointer(sums + i).loadUnaligned(as: SIMD8<Double>.self)
      + UnsafeRawPointer(row + i).loadUnaligned(as: SIMD8<Double>.self)
    UnsafeMutableRawPointer(sums + i).storeBytes(of: sum, as: SIMD8<Double>.self)
    i &+= 8
  }
  while i < count {
    sums[i] += row[i]
    i &+= 1
  }
}

/// Working memory for a block: `count` doubles, aligned to a cache line, undefined at first.
@inline(__always)
func withScratch(_ count: Int, _ body: (UnsafeMutablePointer<Double>) -> Void) {
  withUnsafeTemporaryAllocation(
    byteCount: count * MemoryLayout<Double>.stride, alignment: 64
  ) { bytes in
    if let base = bytes.bindMemory(to: Double.self).baseAddress { body(base) }
  }
}

/// A new array of `count` numbers, each of which `body` writes.
func array<Number>(
  count: Int, writtenBy body: (UnsafeMutablePointer<Number>) -> Void
) -> [Number] {
  Array(unsafeUninitializedCapacity: count) { buffer, initializedCount in
    if let base = buffer.baseAddress { body(base) }
    initializedCount = count
  }
}
