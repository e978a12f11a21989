import Elementary
import Numerics
import Probability

// Where to begin. Centres drawn uniformly from the points often fall into the same cluster; drawn
// far from each other they seldom do.

extension KMeans {
  /// The probability of each point to become the next centre of k-means++: proportional to its
  /// squared distance to the nearest centre so far,
  /// $p_i = D_i^2 / \sum_j D_j^2$ with $D_i^2 = \min_k \lVert x_i - c_k \rVert^2$.
  ///
  /// All points are equally probable while there is no centre, and also if each of them lies on
  /// one.
  ///
  /// - Parameters:
  ///   - data: n × d, a point a row.
  ///   - centres: the centres so far, vectors of length d.
  /// - Returns: n probabilities.
  public static func seedingProbabilities(
    of data: Matrix, given centres: [[Double]]
  ) -> [Double] {
    let uniform = Array(repeating: 1 / Double(data.rows), count: data.rows)
    guard !centres.isEmpty else { return uniform }
    let nearest = ClusteringKernels.nearestCentres(
      points: data.elements, dimension: data.columns, centres: Array(centres.joined()))
    let total = RowKernels.sum(nearest.squaredDistances)
    return total > 0 ? nearest.squaredDistances.map { $0 / total } : uniform
  }

  /// The seeds of k-means++: points drawn one after the other, each with `seedingProbabilities`.
  ///
  /// The expected sum of squares that they leave is within a factor $8 (\ln K + 2)$ of the best
  /// possible one, before any step of K-means.
  ///
  /// - Parameters:
  ///   - data: n × d, a point a row; at least one point.
  ///   - count: K.
  /// - Returns: K vectors of length d.
  ///
  /// Source: D. Arthur and S. Vassilvitskii (2007), "k-means++: The advantages of careful seeding",
  /// *Proceedings of SODA*, 1027–1035.
  public static func plusPlusCentres(
    of data: Matrix, count: Int, using random: inout RandomStream
  ) -> [[Double]] {
    var centres: [[Double]] = []
    for _ in 0..<count {
      let probabilities = seedingProbabilities(of: data, given: centres)
      centres.append(data.row(random.categorical(probabilities)))
    }
    return centres
  }

  /// The best of several runs, each from its own k-means++ seeds.
  ///
  /// Restart r draws from `random.split(r)`, so the runs do not depend on how many there are. Of
  /// equally good ones the first wins. No other run is kept: the memory does not grow with
  /// restarts.
  ///
  /// - Parameters:
  ///   - data: n × d, a point a row; at least one point.
  ///   - clusters: K, at least one.
  ///   - restarts: how many runs, at least one.
  public static func best(
    on data: Matrix, clusters: Int, restarts: Int, using random: RandomStream
  ) -> KMeans {
    require(restarts > 0, "KMeans.best: \(restarts) restarts")
    func run(_ restart: Int) -> KMeans {
      var stream = random.split(restart)
      let seeds = plusPlusCentres(of: data, count: clusters, using: &stream)
      return KMeans(data, from: seeds)
    }
    return (1..<restarts).reduce(run(0)) { best, restart in
      let next = run(restart)
      return next.sumOfSquares < best.sumOfSquares ? next : best
    }
  }

  /// J at the end of the run, in squared units of the data.
  public var sumOfSquares: Double { sumsOfSquares[sumsOfSquares.count - 1] }
}
