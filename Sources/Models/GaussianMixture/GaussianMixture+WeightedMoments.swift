import Numerics
import Probability

// The three sums of the M-step. Each is a function of the data and the responsibilities alone.

extension GaussianMixture {
  /// A component that is responsible for less than this many points is starved: what it would be
  /// estimated from is rounding noise.
  public static let starvationThreshold = 1e-12

  static func isStarved(_ total: Double) -> Bool {
    total < starvationThreshold
  }

  /// How many points each component is responsible for: $N_k = \sum_i \gamma_{ik}$.
  ///
  /// - Parameter responsibilities: γ, n × K.
  /// - Returns: N, of length K.
  public static func totals(of responsibilities: Matrix) -> [Double] {
    RowKernels.columnSums(
      responsibilities.elements, columns: responsibilities.columns)
  }

  /// The weighted means $\mu_k = \frac{1}{N_k} \sum_i \gamma_{ik} x_i$.
  ///
  /// - Parameters:
  ///   - data: n × d, a point a row.
  ///   - responsibilities: γ, n × K.
  ///   - totals: N, of length K.
  ///   - previous: the means that starved components keep.
  /// - Returns: K vectors of length d.
  public static func means(
    of data: Matrix, under responsibilities: Matrix, totals: [Double],
    keeping previous: [[Double]]
  ) -> [[Double]] {
    let sums = GaussianKernels.weightedSums(of: data, weights: responsibilities)
    return totals.indices.map { k in
      isStarved(totals[k]) ? previous[k] : sums[k].map { $0 / totals[k] }
    }
  }

  /// The weighted covariances about given means, of the form that `kind` demands.
  ///
  /// With the scatter $S_k = \sum_i \gamma_{ik} (x_i - \mu_k)(x_i - \mu_k)^T$ they are
  ///
  /// | kind | $\Sigma_k$ |
  /// |---|---|
  /// | `full` | $S_k / N_k$ |
  /// | `diagonal` | the diagonal of $S_k / N_k$ |
  /// | `spherical` | $\sigma_k^2 I$ with $\sigma_k^2 = \mathrm{tr}(S_k) / (d N_k)$ |
  /// | `tied` | $\sum_j S_j / \sum_j N_j$, the same for all k |
  ///
  /// - Parameters:
  ///   - data: n × d, a point a row.
  ///   - responsibilities: γ, n × K.
  ///   - means: μ, K vectors of length d.
  ///   - totals: N, of length K.
  ///   - previous: the covariances that starved components keep.
  /// - Returns: K matrices of d × d.
  ///
  /// Source: C. M. Bishop (2006), *Pattern Recognition and Machine Learning*, eq. 9.19.
  public static func covariances(
    of data: Matrix, under responsibilities: Matrix, about means: [[Double]], totals: [Double],
    kind: CovarianceKind, keeping previous: [Matrix]
  ) -> [Matrix] {
    let estimates: [Matrix]
    switch kind {
    case .full, .tied:
      let scatter = GaussianKernels.weightedScatter(
        of: data, weights: responsibilities, about: means)
      guard kind == .full else {
        let shared = (1 / totals.reduce(0, +)) * scatter.dropFirst().reduce(scatter[0], +)
        return totals.map { _ in shared }
      }
      estimates = zip(totals, scatter).map { (1 / $0) * $1 }
    case .diagonal, .spherical:
      let squares = GaussianKernels.weightedSquares(
        of: data, weights: responsibilities, about: means)
      estimates = zip(totals, squares).map { total, squares in
        let variance = squares.reduce(0, +) / (Double(data.columns) * total)
        return Matrix(diagonal: squares.map { kind == .diagonal ? $0 / total : variance })
      }
    }
    return totals.indices.map { isStarved(totals[$0]) ? previous[$0] : estimates[$0] }
  }
  /// The mean of all data, and their maximum likelihood covariance of the given kind.
  static func moments(
    of data: Matrix, kind: CovarianceKind
  ) -> (mean: [Double], covariance: Matrix) {
    let all = Matrix(rows: data.rows, columns: 1, repeating: 1)
    let totals = [Double(data.rows)]
    let means = means(of: data, under: all, totals: totals, keeping: [])
    let covariances = covariances(
      of: data, under: all, about: means, totals: totals, kind: kind, keeping: [])
    return (means[0], covariances[0])
  }
}
