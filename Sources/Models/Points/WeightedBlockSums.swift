import Elementary
import Numerics

/// The rows of a block, in tiles. Places beyond the last row hold zero.
struct TiledRows {
  /// How many tiles there are.
  let tiles: Int

  /// How many numbers a row has.
  let columns: Int

  private let base: UnsafeMutablePointer<Double>

  /// The rows from 128 · `tile` on.
  subscript(tile: Int) -> Tile { Tile(base: base + tile * columns * Tile.points) }

  /// Calls `body` with some rows of a table.
  static func with(_ range: Range<Int>, of table: Matrix, _ body: (TiledRows) -> Void) {
    let tiles = (range.count + Tile.points - 1) / Tile.points
    withScratch(tiles * table.columns * Tile.points) { base in
      let rows = TiledRows(tiles: tiles, columns: table.columns, base: base)
      for tile in 0..<tiles {
        let points = range.dropFirst(tile * Tile.points).prefix(Tile.points)
        rows[tile].load(table.elements, points, columns: table.columns)
      }
      body(rows)
    }
  }
}

/// Adds over blocks of weighted points: K rows of `length` numbers.
///
/// - Parameters:
///   - points: n × d, a point a row.
///   - weights: n × K, a point a row.
///   - addends: writes what one block adds to one component's row.
func sumOverBlocks(
  of points: Matrix, weights: Matrix, length: Int,
  addends:
    @Sendable (
      _ points: TiledRows, _ weights: TiledRows, _ component: Int, UnsafeMutablePointer<Double>
    ) -> Void
) -> [[Double]] {
  require(
    points.rows == weights.rows,
    "a sum over \(points.shape) points with \(weights.shape) weights")
  let components = weights.columns
  let sums = sumOverBlocks(of: points.rows, length: components * length) { range, sums in
    TiledRows.with(range, of: points) { points in
      TiledRows.with(range, of: weights) { weights in
        for k in 0..<components { addends(points, weights, k, sums + k * length) }
      }
    }
  }
  return (0..<components).map { Array(sums[$0 * length..<($0 + 1) * length]) }
}
