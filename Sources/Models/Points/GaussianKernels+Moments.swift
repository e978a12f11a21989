import Elementary
import Numerics

extension GaussianKernels {
  /// Sums of weighted points: $s_k = \sum_i w_{ik} x_i$.
  ///
  /// - Parameters:
  ///   - points: n × d, a point a row.
  ///   - weights: w, n × K, a point a row.
  /// - Returns: s, K vectors of length d.
  static func weightedSums(of points: Matrix, weights: Matrix) -> [[Double]] {
    sumOverBlocks(of: points, weights: weights, length: points.columns) {
      points, weights, k, sums in
      for column in 0..<points.columns {
        sums[column] = sumOverTiles(of: points, weights) { points, weights, i, sum in
          sum.addProduct(weights[k, i], points[column, i])
        }
      }
    }
  }

  /// The second moments of weighted points about given centres, axis by axis:
  /// $v_{kj} = \sum_i w_{ik} (x_{ij} - \mu_{kj})^2$.
  ///
  /// - Parameters: as for `weightedScatter`.
  /// - Returns: v, K vectors of length d.
  static func weightedSquares(
    of points: Matrix, weights: Matrix, about centres: [[Double]]
  ) -> [[Double]] {
    requireCentres(centres, for: points, weights)
    return sumOverBlocks(of: points, weights: weights, length: points.columns) {
      points, weights, k, squares in
      for column in 0..<points.columns {
        let centre = centres[k][column]
        squares[column] = sumOverTiles(of: points, weights) { points, weights, i, sum in
          let deviation = points[column, i] - centre
          sum.addProduct(weights[k, i] * deviation, deviation)
        }
      }
    }
  }

  /// Stops unless there is a centre for each weight of a point, and in as many dimensions.
  static func requireCentres(_ centres: [[Double]], for points: Matrix, _ weights: Matrix) {
    require(
      centres.count == weights.columns && centres.allSatisfy { $0.count == points.columns },
      "GaussianKernels: \(points.shape) points, \(weights.shape) weights and the centres \(centres)"
    )
  }

  /// Adds up sixteen lanes over all tiles of a block, then the lanes.
  @inline(__always)
  private static func sumOverTiles(
    of points: TiledRows, _ weights: TiledRows,
    _ add: (_ points: Tile, _ weights: Tile, _ point: Int, _ sum: inout PointLanes) -> Void
  ) -> Double {
    var sum = PointLanes.zero
    for tile in 0..<points.tiles {
      Tile.forEachVector { add(points[tile], weights[tile], $0, &sum) }
    }
    return sum.sumOfLanes
  }
}
