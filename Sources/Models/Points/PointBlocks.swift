import Threads

// How the kernels of this folder walk over n points, a row of `dimension` numbers each.
//
// Points are cut into blocks, which the workers share, and a block into tiles. A tile is turned on
// its side: the first coordinates of 128 points lie next to each other, then the second ones, so
// that the lanes of a vector hold the same coordinate of 16 points. Every lane then does what a
// plain loop over the points would do, whatever the width of the processor's vectors.
//
// A sum over the points has a fixed shape: a lane adds every sixteenth point of a block, the lanes
// of a block are added in a fixed tree, and the blocks in their order. So it has the same bits on
// every processor and for every number of workers.

/// Sixteen points in the lanes of a vector.
typealias PointLanes = SIMD16<Double>

/// The cut of n points into blocks, the unit of work of one thread.
struct PointBlocks {
  /// How many points there are.
  let points: Int

  /// The points of a block. It decides how sums are rounded: to change it changes last digits.
  static let size = 2048

  /// How many blocks there are; the last one may be shorter.
  var count: Int { (points + Self.size - 1) / Self.size }

  /// The points of a block.
  func range(of block: Int) -> Range<Int> {
    block * Self.size..<min(points, (block + 1) * Self.size)
  }

  /// Calls `body` with the tiles of a block, in order: where each starts, and how many points it
  /// has, 128 but for the last.
  func forEachTile(of block: Int, _ body: (_ start: Int, _ count: Int) -> Void) {
    let range = range(of: block)
    var start = range.lowerBound
    while start < range.upperBound {
      body(start, min(Tile.points, range.upperBound - start))
      start += Tile.points
    }
  }
}

/// Up to 128 points turned on their side: column c of point i is at `c * Tile.points + i`.
enum Tile {
  /// The points of a full tile: small enough that a few tiles fit into the nearest cache.
  static let points = 128

  /// Writes rows into a tile. The places beyond `count` become zero.
  static func load(
    rows: UnsafePointer<Double>, count: Int, columns: Int, into tile: UnsafeMutablePointer<Double>
  ) {
    for column in 0..<columns {
      let lane = tile + column * points
      var source = rows + column
      for i in 0..<count {
        lane[i] = source.pointee
        source += columns
      }
      (lane + count).update(repeating: 0, count: points - count)
    }
  }

  /// Writes the first `count` points of a tile back into rows.
  static func store(
    _ tile: UnsafePointer<Double>, count: Int, columns: Int,
    intoRows rows: UnsafeMutablePointer<Double>
  ) {
    for column in 0..<columns {
      let lane = tile + column * points
      var destination = rows + column
      for i in 0..<count {
        destination.pointee = lane[i]
        destination += columns
      }
    }
  }
}

extension UnsafePointer<Double> {
  /// The sixteen numbers from `offset` on.
  @inline(__always)
  func lanes(at offset: Int) -> PointLanes {
    UnsafeRawPointer(self + offset).loadUnaligned(as: PointLanes.self)
  }
}

extension UnsafeMutablePointer<Double> {
  /// The sixteen numbers from `offset` on.
  @inline(__always)
  func lanes(at offset: Int) -> PointLanes {
    UnsafeRawPointer(self + offset).loadUnaligned(as: PointLanes.self)
  }

  /// Writes sixteen numbers from `offset` on.
  @inline(__always)
  func set(_ lanes: PointLanes, at offset: Int) {
    UnsafeMutableRawPointer(self + offset).storeBytes(of: lanes, as: PointLanes.self)
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

/// Working memory for a block: `count` doubles, aligned to a cache line, undefined at first.
@inline(__always)
func withScratch(_ count: Int, _ body: (UnsafeMutablePointer<Double>) -> Void) {
  withUnsafeTemporaryAllocation(
    byteCount: count * MemoryLayout<Double>.stride, alignment: 64
  ) { bytes in
    let doubles = bytes.bindMemory(to: Double.self)
    if let base = doubles.baseAddress { body(base) }
  }
}

/// A new array of `count` doubles, each of which `body` writes.
func arrayOfDoubles(
  count: Int, writtenBy body: (UnsafeMutablePointer<Double>) -> Void
) -> [Double] {
  Array(unsafeUninitializedCapacity: count) { buffer, initializedCount in
    if let base = buffer.baseAddress { body(base) }
    initializedCount = count
  }
}

/// Adds up what each block of points contributes: `length` sums, the blocks in their order.
///
/// - Parameter addends: writes the `length` sums over the points of a range.
func sumOverBlocks(
  _ blocks: PointBlocks, length: Int,
  addends: @Sendable (Range<Int>, UnsafeMutablePointer<Double>) -> Void
) -> [Double] {
  let partialSums = arrayOfDoubles(count: blocks.count * length) { base in
    let partialSums = SharedPointer(base: base)
    Workers.current.forEach(block: blocks.count) { block in
      addends(blocks.range(of: block), partialSums.base + block * length)
    }
  }
  var sums = Array(repeating: 0.0, count: length)
  for block in 0..<blocks.count {
    for index in 0..<length { sums[index] += partialSums[block * length + index] }
  }
  return sums
}

/// A pointer that several threads may use, each at places of its own.
struct SharedPointer: @unchecked Sendable {
  let base: UnsafeMutablePointer<Double>
}
