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
    let sums = Matrix(
      rows: totals.count, columns: data.columns,
      elements: GaussianKernels.weightedSums(
        points: data.elements, dimension: data.columns, weights: responsibilities.elements,
        components: totals.count))
    return totals.indices.map { k in
      isStarved(totals[k]) ? previous[k] : sums.row(k).map { $0 / totals[k] }
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
    let components = totals.indices
    switch kind {
    case .full:
      let scatter = scatter(of: data, under: responsibilities, about: means)
      return components.map { k in
        isStarved(totals[k]) ? previous[k] : (1 / totals[k]) * scatter[k]
      }
    case .tied:
      let scatter = scatter(of: data, under: responsibilities, about: means)
      let shared = (1 / totals.reduce(0, +)) * scatter.dropFirst().reduce(scatter[0], +)
      return components.map { _ in shared }
    case .diagonal:
      let squares = squares(of: data, under: responsibilities, about: means)
      return components.map { k in
        isStarved(totals[k]) ? previous[k] : Matrix(diagonal: squares[k].map { $0 / totals[k] })
      }
    case .spherical:
      let squares = squares(of: data, under: responsibilities, about: means)
      return components.map { k in
        let variance = squares[k].reduce(0, +) / (Double(data.columns) * totals[k])
        return isStarved(totals[k])
          ? previous[k] : Matrix(diagonal: squares[k].map { _ in variance })
      }
    }
  }

  /// $S_k = \sum_i \gamma_{ik} (x_i - \mu_k)(x_i - \mu_k)^T$.
  private static func scatter(
    of data: Matrix, under responsibilities: Matrix, about means: [[Double]]
  ) -> [Matrix] {
    let entries = GaussianKernels.weightedScatter(
      points: data.elements, dimension: data.columns, weights: responsibilities.elements,
      about: Array(means.joined()))
    let size = data.columns * data.columns
    return means.indices.map { k in
      Matrix(
        rows: data.columns, columns: data.columns,
        elements: Array(entries[k * size..<(k + 1) * size]))
    }
  }

  /// The diagonals of the $S_k$.
  private static func squares(
    of data: Matrix, under responsibilities: Matrix, about means: [[Double]]
  ) -> [[Double]] {
    let entries = GaussianKernels.weightedSquares(
      points: data.elements, dimension: data.columns, weights: responsibilities.elements,
      about: Array(means.joined()))
    return means.indices.map { k in
      Array(entries[k * data.columns..<(k + 1) * data.columns])
    }
  }
}
