import Elementary
import Numerics
import Probability

extension GaussianMixture {
  /// What the E-step finds out about n points under a mixture.
  public struct Expectation: Sendable, Equatable {
    /// $\gamma_{ik} = p(z_i = k \mid x_i, \theta)$, n × K. Each row sums to one.
    public let responsibilities: Matrix

    /// $\log p(x_i \mid \theta)$ for each point, in nats.
    public let logDensities: [Double]

    /// $\log p(X \mid \theta) = \sum_i \log p(x_i \mid \theta)$, in nats.
    public var logLikelihood: Double {
      RowKernels.sum(logDensities)
    }
  }

  /// The E-step: which component each point probably came from.
  ///
  /// $$\gamma_{ik} = p(z_i = k \mid x_i, \theta)
  ///   = \frac{\pi_k N(x_i \mid \mu_k, \Sigma_k)}{\sum_j \pi_j N(x_i \mid \mu_j, \Sigma_j)}$$
  ///
  /// The densities stay logarithms until a row's largest has been subtracted, so that a point many
  /// standard deviations from every component still gets its responsibilities.
  ///
  /// - Parameter data: n × d, a point a row.
  /// - Precondition: the data have d columns.
  ///
  /// Source: A. P. Dempster, N. M. Laird and D. B. Rubin (1977), *J. R. Stat. Soc. B* 39, 1–38.
  public func expectation(of data: Matrix) -> Expectation {
    // snippet.e-step
    // Row i: log p(x_i, z_i = k | θ) for each component k …
    var rows = logJointElements(of: data)
    // … becomes p(z_i = k | x_i, θ); what it is divided by is p(x_i | θ).
    let logDensities = RowKernels.normalizeLogProbabilities(
      &rows, columns: componentCount)
    return Expectation(
      responsibilities: Matrix(rows: data.rows, columns: componentCount, elements: rows),
      logDensities: logDensities)
    // snippet.end
  }

  /// $\gamma_{ik} = p(z_i = k \mid x_i, \theta)$, n × K: the posterior of the labels.
  ///
  /// - Parameter data: n × d, a point a row.
  public func responsibilities(of data: Matrix) -> Matrix {
    expectation(of: data).responsibilities
  }

  /// $\log p(X \mid \theta) = \sum_i \log \sum_k \pi_k N(x_i \mid \mu_k, \Sigma_k)$, in nats.
  ///
  /// - Parameter data: n × d, a point a row.
  public func logLikelihood(of data: Matrix) -> Double {
    expectation(of: data).logLikelihood
  }

  /// $\log p(x_i, z_i = k \mid \theta) = \log \pi_k + \log N(x_i \mid \mu_k, \Sigma_k)$, n × K, in
  /// nats.
  ///
  /// - Parameter data: n × d, a point a row.
  /// - Precondition: the data have d columns.
  public func logJoint(of data: Matrix) -> Matrix {
    Matrix(
      rows: data.rows, columns: componentCount,
      elements: logJointElements(of: data))
  }

  private func logJointElements(of data: Matrix) -> [Double] {
    require(
      data.columns == dimension,
      "GaussianMixture: points of \(data.columns) numbers for a mixture in \(dimension) dimensions")
    return GaussianKernels.logJoint(
      of: data, constants: logPeaks, means: means, factors: factors.map(\.lower),
      areDiagonal: covarianceKind == .diagonal || covarianceKind == .spherical)
  }

  /// $\log \pi_k + \log N(\mu_k \mid \mu_k, \Sigma_k)
  ///   = \log \pi_k - \frac d2 \log 2\pi - \frac12 \log \det \Sigma_k$ for each component.
  private var logPeaks: [Double] {
    zip(weights, factors).map { weight, factor in
      .log(weight) - 0.5 * (Double(dimension) * .log(2 * .pi) + factor.logDeterminant)
    }
  }
}
