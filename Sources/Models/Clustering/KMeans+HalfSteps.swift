import Numerics
import Probability

extension KMeans {
  /// What the assignment step finds.
  public struct Assignment: Sendable, Equatable {
    /// The nearest centre of each point, by index; at equal distance the lowest.
    public let indices: [Int]

    /// $\sum_i \min_k \lVert x_i - c_k \rVert^2$.
    public let sumOfSquares: Double
  }

  /// The assignment step: each point to its nearest centre, $a_i = \arg\min_k \lVert x_i - c_k
  /// \rVert^2$.
  ///
  /// - Parameters:
  ///   - data: n × d, a point a row.
  ///   - centres: K vectors of length d.
  public static func assignment(
    of data: Matrix, to centres: [[Double]]
  ) -> Assignment {
    // snippet.kmeans-assignment
    let nearest = ClusteringKernels.nearestCentres(
      points: data.elements, dimension: data.columns, centres: Array(centres.joined()))
    return Assignment(
      indices: nearest.indices,
      sumOfSquares: RowKernels.sum(nearest.squaredDistances))
    // snippet.end
  }

  /// The update step: each centre to the mean of its points, $c_k = \frac{1}{n_k} \sum_{i: a_i = k}
  /// x_i$. A centre without points stays where it was.
  ///
  /// - Parameters:
  ///   - data: n × d, a point a row.
  ///   - assignments: the centre of each point, by index.
  ///   - previous: the centres so far, K vectors of length d.
  public static func centres(
    of data: Matrix, assigned assignments: [Int], keeping previous: [[Double]]
  ) -> [[Double]] {
    // snippet.kmeans-update
    let (counts, sums) = ClusteringKernels.sums(
      points: data.elements, dimension: data.columns, assignments: assignments,
      components: previous.count)
    return previous.indices.map { k in
      guard counts[k] > 0 else { return previous[k] }
      return sums[k * data.columns..<(k + 1) * data.columns].map { $0 / Double(counts[k]) }
    }
    // snippet.end
  }

  /// $J(a, c) = \sum_i \lVert x_i - c_{a_i} \rVert^2$, for any assignment and any centres.
  ///
  /// - Parameters:
  ///   - data: n × d, a point a row.
  ///   - assignments: the centre of each point, by index.
  ///   - centres: K vectors of length d.
  public static func sumOfSquares(
    of data: Matrix, assigned assignments: [Int], to centres: [[Double]]
  ) -> Double {
    ClusteringKernels.sumOfSquares(
      points: data.elements, dimension: data.columns, assignments: assignments,
      centres: Array(centres.joined()))
  }
}
