import Elementary

/// The inner loops of K-means, over many points at once.
public enum ClusteringKernels {
  /// The nearest centre of each point and the squared Euclidean distance to it.
  ///
  /// Of several centres at the same distance the first one wins. Costs n·K·d multiplications.
  ///
  /// - Parameters:
  ///   - points: n × d, a point a row.
  ///   - dimension: d, at least one.
  ///   - centres: K × d, at least one row.
  /// - Returns: the indices of the centres and the squared distances, n of each.
  public static func nearestCentres(
    points: [Double], dimension: Int, centres: [Double]
  ) -> (indices: [Int], squaredDistances: [Double]) {
    require(
      dimension > 0 && !centres.isEmpty && points.count.isMultiple(of: dimension)
        && centres.count.isMultiple(of: dimension),
      "ClusteringKernels.nearestCentres: the shapes do not agree")
    let count = points.count / dimension
    var distances: [Double] = []
    let indices = array(count: count) { (indices: UnsafeMutablePointer<Int>) in
      distances = array(count: count) { distances in
        nonisolated(unsafe) let (indices, distances) = (indices, distances)
        forEachTile(of: points, points: count, columns: dimension, scratch: 2) {
          tile, nearest, points in
          findNearest(tile, dimension, centres, centres.count / dimension, into: nearest)
          nearest.base.withMemoryRebound(to: Int.self, capacity: Tile.points) {
            (indices + points.lowerBound).update(from: $0, count: points.count)
          }
          (distances + points.lowerBound).update(
            from: nearest.base + Tile.points, count: points.count)
        }
      }
    }
    return (indices, distances)
  }

  /// Writes the indices of the nearest centres of a tile's points, and behind them the squared
  /// distances; a later centre wins only if it is strictly nearer.
  private static func findNearest(
    _ tile: Tile, _ dimension: Int, _ centres: UnsafePointer<Double>, _ components: Int,
    into result: Tile
  ) {
    Tile.forEachVector { point in
      var nearest = PointLanes.MaskStorage.zero
      var least = squaredDistances(tile, point, dimension, to: centres)
      for component in 1..<components {
        let distance = squaredDistances(
          tile, point, dimension, to: centres + component &* dimension)
        let isNearer = distance .< least
        least.replace(with: distance, where: isNearer)
        nearest.replace(with: Int64(component), where: isNearer)
      }
      result[0, point] = unsafeBitCast(nearest, to: PointLanes.self)
      result[1, point] = least
    }
  }

  @inline(__always)
  private static func squaredDistances(
    _ tile: Tile, _ point: Int, _ dimension: Int, to centre: UnsafePointer<Double>
  ) -> PointLanes {
    var sum = PointLanes.zero
    for column in 0..<dimension {
      let difference = tile[column, point] - centre[column]
      sum.addProduct(difference, difference)
    }
    return sum
  }

  /// How many points are assigned to each centre, and their sum: $n_k$ and
  /// $s_k = \sum_{i: a_i = k} x_i$.
  ///
  /// - Parameters:
  ///   - points: n × d, a point a row.
  ///   - dimension: d, at least one.
  ///   - assignments: n indices below `components`.
  ///   - components: K.
  /// - Returns: the counts, of length K, and the sums, K × d.
  public static func sums(
    points: [Double], dimension: Int, assignments: [Int], components: Int
  ) -> (counts: [Int], sums: [Double]) {
    require(
      dimension > 0 && points.count == assignments.count * dimension && components >= 0,
      "ClusteringKernels.sums: the shapes do not agree")
    let sumsEnd = components * dimension
    let totals = sumOverBlocks(of: assignments.count, length: sumsEnd + components) {
      range, totals in
      forEachAssigned(points, dimension, assignments, components, range) { point, centre in
        add(point, to: totals + centre &* dimension, count: dimension)
        totals[sumsEnd &+ centre] += 1
      }
    }
    return (totals[sumsEnd...].map { Int($0) }, Array(totals[..<sumsEnd]))
  }

  /// $\sum_i \lVert x_i - c_{a_i} \rVert^2$: the squared distances of the points to the centres that
  /// they are assigned to.
  ///
  /// - Parameters:
  ///   - points: n × d, a point a row.
  ///   - dimension: d, at least one.
  ///   - assignments: n indices of centres.
  ///   - centres: K × d.
  public static func sumOfSquares(
    points: [Double], dimension: Int, assignments: [Int], centres: [Double]
  ) -> Double {
    require(
      dimension > 0 && points.count == assignments.count * dimension
        && centres.count.isMultiple(of: dimension),
      "ClusteringKernels.sumOfSquares: the shapes do not agree")
    return sumOverBlocks(of: assignments.count, length: 1) { range, sum in
      forEachAssigned(points, dimension, assignments, centres.count / dimension, range) {
        point, centre in
        for column in 0..<dimension {
          let difference = point[column] - centres[centre &* dimension &+ column]
          sum[0] += difference * difference
        }
      }
    }[0]
  }

  /// Calls `body` with each point of a range and the index of its centre, which must exist.
  @inline(__always)
  private static func forEachAssigned(
    _ points: UnsafePointer<Double>, _ dimension: Int, _ assignments: UnsafePointer<Int>,
    _ components: Int, _ range: Range<Int>,
    _ body: (_ point: UnsafePointer<Double>, _ centre: Int) -> Void
  ) {
    for i in range {
      let centre = assignments[i]
      require(
        centre >= 0 && centre < components,
        "ClusteringKernels: point \(i) is assigned to centre \(centre) of \(components)")
      body(points + i &* dimension, centre)
    }
  }
}
