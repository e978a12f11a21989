import Elementary

extension GaussianKernels {
  /// Sums of weighted points: $s_k = \sum_i w_{ik} x_i$.
  ///
  /// - Parameters:
  ///   - points: n × d, a point a row.
  ///   - dimension: d, at least one.
  ///   - weights: n × K, a point a row.
  ///   - components: K, at least one.
  /// - Returns: s, K × d.
  public static func weightedSums(
    points: [Double], dimension: Int, weights: [Double], components: Int
  ) -> [Double] {
    sumOverBlocks(
      points: points, dimension: dimension, weights: weights, components: components,
      length: dimension
    ) { block, component, sums in
      for column in 0..<dimension {
        sums[column] = sumOfLanes(in: block) { tile, offset, sum in
          sum.addProduct(
            block.weights(of: component, tile: tile).lanes(at: offset),
            block.coordinates(column, tile: tile).lanes(at: offset))
        }
      }
    }
  }

  /// The second moments of weighted points about given centres, axis by axis:
  /// $v_{kj} = \sum_i w_{ik} (x_{ij} - \mu_{kj})^2$.
  ///
  /// - Parameters: as for `weightedScatter`.
  /// - Returns: v, K × d.
  public static func weightedSquares(
    points: [Double], dimension: Int, weights: [Double], about centres: [Double]
  ) -> [Double] {
    requireCentres(centres, dimension: dimension)
    return sumOverBlocks(
      points: points, dimension: dimension, weights: weights,
      components: centres.count / dimension, length: dimension
    ) { block, component, squares in
      for column in 0..<dimension {
        let centre = centres[component * dimension + column]
        squares[column] = sumOfLanes(in: block) { tile, offset, sum in
          let deviation = block.coordinates(column, tile: tile).lanes(at: offset) - centre
          let weight = block.weights(of: component, tile: tile).lanes(at: offset)
          sum.addProduct(weight * deviation, deviation)
        }
      }
    }
  }

  /// Stops unless the numbers are those of whole centres.
  static func requireCentres(_ centres: [Double], dimension: Int) {
    require(
      dimension > 0 && centres.count.isMultiple(of: dimension),
      "GaussianKernels: \(centres.count) numbers are no centres of \(dimension) each")
  }

  /// Adds up sixteen lanes over all tiles of a block, then the lanes.
  @inline(__always)
  private static func sumOfLanes(
    in block: TransposedBlock, _ add: (_ tile: Int, _ offset: Int, _ sum: inout PointLanes) -> Void
  ) -> Double {
    var sum = PointLanes.zero
    for tile in 0..<block.tiles {
      for offset in stride(from: 0, to: Tile.points, by: PointLanes.scalarCount) {
        add(tile, offset, &sum)
      }
    }
    return sum.sumOfLanes
  }
}
