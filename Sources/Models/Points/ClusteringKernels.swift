import Elementary
import Threads

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
    let blocks = PointBlocks(points: points.count / dimension)
    var indices = Array(repeating: 0, count: blocks.points)
    let distances = indices.withUnsafeMutableBufferPointer { indices in
      arrayOfDoubles(count: blocks.points) { distances in
        guard let indices = indices.baseAddress else { return }
        let task = NearestCentreTask(
          blocks: blocks, dimension: dimension, components: centres.count / dimension,
          points: points, centres: centres, indices: indices, distances: distances)
        Workers.current.forEach(block: blocks.count) { task.run(block: $0) }
      }
    }
    return (indices, distances)
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
    let totals = sumOverBlocks(
      PointBlocks(points: assignments.count), length: sumsEnd + components
    ) { range, totals in
      totals.update(repeating: 0, count: sumsEnd + components)
      add(points, dimension, assignments, range, components, to: totals)
    }
    return (totals[sumsEnd...].map { Int($0) }, Array(totals[..<sumsEnd]))
  }

  /// Adds each point of a block to the sum of its centre, and counts it behind the sums.
  private static func add(
    _ points: UnsafePointer<Double>, _ dimension: Int, _ assignments: UnsafePointer<Int>,
    _ range: Range<Int>, _ components: Int, to totals: UnsafeMutablePointer<Double>
  ) {
    let counts = totals + components * dimension
    var point = points + range.lowerBound * dimension
    for i in range {
      let centre = assignments[i]
      require(
        centre >= 0 && centre < components,
        "ClusteringKernels.sums: point \(i) is assigned to centre \(centre) of \(components)")
      let sum = totals + centre &* dimension
      for column in 0..<dimension { sum[column] += point[column] }
      counts[centre] += 1
      point += dimension
    }
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
        && centres.count.isMultiple(of: dimension)
        && assignments.allSatisfy { $0 >= 0 && $0 < centres.count / dimension },
      "ClusteringKernels.sumOfSquares: the shapes do not agree")
    return sumOverBlocks(
      PointBlocks(points: assignments.count), length: 1
    ) { range, sum in
      sum[0] = 0
      for i in range {
        for column in 0..<dimension {
          let difference =
            points[i * dimension + column] - centres[assignments[i] * dimension + column]
          sum[0] += difference * difference
        }
      }
    }[0]
  }
}

/// One call of `ClusteringKernels.nearestCentres`.
private struct NearestCentreTask: @unchecked Sendable {
  let blocks: PointBlocks
  let dimension: Int
  let components: Int
  let points: [Double]
  let centres: [Double]
  let indices: UnsafeMutablePointer<Int>
  let distances: UnsafeMutablePointer<Double>

  func run(block: Int) {
    run(block: block, points, centres)
  }

  private func run(
    block: Int, _ points: UnsafePointer<Double>, _ centres: UnsafePointer<Double>
  ) {
    withScratch(dimension * Tile.points) { tile in
      withScratch(Tile.points) { nearest in
        withScratch(Tile.points) { least in
          blocks.forEachTile(of: block) { start, count in
            Tile.load(
              rows: points + start * dimension, count: count, columns: dimension, into: tile)
            for offset in stride(from: 0, to: count, by: PointLanes.scalarCount) {
              let (index, distance) = nearestCentre(to: tile + offset, among: centres)
              nearest.set(index, at: offset)
              least.set(distance, at: offset)
            }
            for i in 0..<count { indices[start + i] = Int(nearest[i]) }
            (distances + start).update(from: least, count: count)
          }
        }
      }
    }
  }

  /// The nearest centres of sixteen points, by index, and their squared distances; a later centre wins only if it is strictly nearer.
  @inline(__always)
  private func nearestCentre(
    to tile: UnsafePointer<Double>, among centres: UnsafePointer<Double>
  ) -> (PointLanes, PointLanes) {
    var nearest = PointLanes.zero
    var least = squaredDistances(from: tile, to: centres)
    for component in 1..<components {
      let distance = squaredDistances(from: tile, to: centres + component * dimension)
      let isNearer = distance .< least
      least.replace(with: distance, where: isNearer)
      nearest.replace(with: Double(component), where: isNearer)
    }
    return (nearest, least)
  }

  @inline(__always)
  private func squaredDistances(
    from tile: UnsafePointer<Double>, to centre: UnsafePointer<Double>
  ) -> PointLanes {
    var sum = PointLanes.zero
    for column in 0..<dimension {
      let difference = tile.lanes(at: column * Tile.points) - centre[column]
      sum.addProduct(difference, difference)
    }
    return sum
  }
}
