import Elementary

/// A block of weighted points, turned on its side.
struct TransposedBlock {
  /// How many tiles the block has.
  let tiles: Int

  /// How many numbers a point has.
  let dimension: Int

  /// How many weights a point has.
  let components: Int

  fileprivate let points: UnsafeMutablePointer<Double>
  fileprivate let weights: UnsafeMutablePointer<Double>

  /// Coordinate `column` of the 128 points of a tile. Places beyond the last point hold zero.
  func coordinates(_ column: Int, tile: Int) -> UnsafePointer<Double> {
    UnsafePointer(points + (tile * dimension + column) * Tile.points)
  }

  /// The weights of the 128 points of a tile for one component; zero beyond the last point.
  func weights(of component: Int, tile: Int) -> UnsafePointer<Double> {
    UnsafePointer(weights + (tile * components + component) * Tile.points)
  }
}

/// Adds over blocks of weighted points: K × `length` numbers, a row for each component.
///
/// - Parameters:
///   - points: n × d, a point a row.
///   - weights: n × K, a point a row.
///   - addends: writes what one block adds to one component's row, `length` numbers.
func sumOverBlocks(
  points: [Double], dimension: Int, weights: [Double], components: Int, length: Int,
  addends: @Sendable (TransposedBlock, _ component: Int, UnsafeMutablePointer<Double>) -> Void
) -> [Double] {
  require(
    dimension > 0 && components > 0 && points.count.isMultiple(of: dimension)
      && points.count / dimension * components == weights.count,
    "a sum over weighted points: the shapes do not agree")
  let task = WeightedSumTask(
    dimension: dimension, components: components, length: length, points: points,
    weights: weights)
  return sumOverBlocks(
    PointBlocks(points: points.count / dimension), length: components * length
  ) { range, sums in
    task.run(range, sums, addends)
  }
}

/// One call of `sumOverBlocks`: a block reads its own points and writes its own partial sums.
private struct WeightedSumTask: Sendable {
  let dimension: Int
  let components: Int
  let length: Int
  let points: [Double]
  let weights: [Double]

  func run(
    _ range: Range<Int>, _ sums: UnsafeMutablePointer<Double>,
    _ addends: (TransposedBlock, Int, UnsafeMutablePointer<Double>) -> Void
  ) {
    let tiles = (range.count + Tile.points - 1) / Tile.points
    withScratch(tiles * dimension * Tile.points) { transposedPoints in
      withScratch(tiles * components * Tile.points) { transposedWeights in
        let transposed = TransposedBlock(
          tiles: tiles, dimension: dimension, components: components,
          points: transposedPoints, weights: transposedWeights)
        fill(transposed, from: range, points, weights)
        for component in 0..<components {
          addends(transposed, component, sums + component * length)
        }
      }
    }
  }

  private func fill(
    _ transposed: TransposedBlock, from range: Range<Int>, _ points: UnsafePointer<Double>,
    _ weights: UnsafePointer<Double>
  ) {
    for tile in 0..<transposed.tiles {
      let start = range.lowerBound + tile * Tile.points
      let count = min(Tile.points, range.upperBound - start)
      Tile.load(
        rows: points + start * dimension, count: count, columns: dimension,
        into: transposed.points + tile * dimension * Tile.points)
      Tile.load(
        rows: weights + start * components, count: count, columns: components,
        into: transposed.weights + tile * components * Tile.points)
    }
  }
}
