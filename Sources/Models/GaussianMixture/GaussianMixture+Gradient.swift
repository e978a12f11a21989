import Numerics
import Probability

extension GaussianMixture {
  /// The derivatives of Q with respect to the parameters, the responsibilities held fixed.
  public struct Gradient: Sendable, Equatable {
    /// $\partial Q / \partial \pi_k - n = N_k / \pi_k - n$: what is left of the derivative once the
    /// Lagrange multiplier of $\sum_k \pi_k = 1$ is subtracted.
    public let weights: [Double]

    /// $\partial Q / \partial \mu_k = \Sigma_k^{-1} \sum_i \gamma_{ik} (x_i - \mu_k)$.
    public let means: [[Double]]

    /// $\partial Q / \partial \Sigma_k = \frac12 \Sigma_k^{-1} \left( S_k - N_k \Sigma_k \right)
    /// \Sigma_k^{-1}$ with the scatter $S_k = \sum_i \gamma_{ik} (x_i - \mu_k)(x_i - \mu_k)^T$, for a
    /// component with a full covariance of its own. All d² entries count as free.
    public let covariances: [Matrix]

    /// The derivatives of the weights, then of the means, then of the covariances.
    public var entries: [Double] { weights + means.joined() + covariances.flatMap(\.elements) }
  }

  /// The gradient of Q at this mixture.
  ///
  /// Under this mixture's own responsibilities it is the gradient of the log likelihood as well
  /// (R. A. Fisher's identity: the two functions touch there).
  ///
  /// - Parameters:
  ///   - data: n × d, a point a row.
  ///   - responsibilities: γ, n × K; the rows sum to one.
  public func gradient(of data: Matrix, under responsibilities: Matrix) -> Gradient {
    let totals = Self.totals(of: responsibilities)
    var weights: [Double] = []
    var meanGradients: [[Double]] = []
    var covarianceGradients: [Matrix] = []
    for k in 0..<componentCount {
      var force = Array(repeating: 0.0, count: dimension)
      var excess = -totals[k] * covariances[k]
      for i in 0..<data.rows {
        let deviation = zip(data.row(i), means[k]).map(-)
        force = zip(force, deviation).map { $0 + responsibilities[i, k] * $1 }
        excess = excess + responsibilities[i, k] * .outerProduct(deviation, deviation)
      }
      let precision = factors[k].inverse
      weights.append(totals[k] / self.weights[k] - Double(data.rows))
      meanGradients.append(precision * force)
      covarianceGradients.append(0.5 * (precision * excess * precision))
    }
    return Gradient(weights: weights, means: meanGradients, covariances: covarianceGradients)
  }
}
