import Elementary
import Numerics
import Probability

// EM climbs one function of two arguments, in turns: the evidence lower bound of the parameters θ
// and the responsibilities γ. Its parts are here. All are sums over the points, in nats.

extension GaussianMixture {
  /// The Q-function: the complete-data log likelihood expected under the responsibilities.
  ///
  /// $$Q(\theta; \gamma) = \sum_{ik} \gamma_{ik}
  ///   \left( \log \pi_k + \log N(x_i \mid \mu_k, \Sigma_k) \right)$$
  ///
  /// A responsibility of zero contributes nothing, even where the density is zero.
  ///
  /// - Parameters:
  ///   - data: n × d, a point a row.
  ///   - responsibilities: γ, n × K; any distribution in each row, not only the posterior.
  public func expectedCompleteLogLikelihood(
    of data: Matrix, under responsibilities: Matrix
  ) -> Double {
    Self.sum(responsibilities, logJoint(of: data)) { $0 * $1 }
  }

  /// The first part of Q, the expected log likelihood of the points given their labels:
  /// $\sum_{ik} \gamma_{ik} \log N(x_i \mid \mu_k, \Sigma_k)$.
  ///
  /// It is what a variational autoencoder calls the reconstruction term.
  public func expectedConditionalLogLikelihood(
    of data: Matrix, under responsibilities: Matrix
  ) -> Double {
    var sum = 0.0
    for i in 0..<data.rows {
      let point = data.row(i)
      for k in 0..<componentCount where responsibilities[i, k] > 0 {
        sum += responsibilities[i, k] * logDensity(point, of: k)
      }
    }
    return sum
  }

  /// The entropy of the responsibilities, $H(\gamma) = -\sum_{ik} \gamma_{ik} \log \gamma_{ik}$.
  public static func entropy(of responsibilities: Matrix) -> Double {
    -sum(responsibilities, responsibilities) { $0 * .log($1) }
  }

  /// The evidence lower bound $\mathcal L(\theta, \gamma) = Q(\theta; \gamma) + H(\gamma)$.
  ///
  /// $\log p(X \mid \theta) = \mathcal L(\theta, \gamma) + \sum_i \mathrm{KL}(\gamma_i \Vert
  /// p(z_i \mid x_i, \theta))$ for any responsibilities, so it is never above the log likelihood,
  /// and equal to it right after the E-step.
  public func evidenceLowerBound(of data: Matrix, under responsibilities: Matrix) -> Double {
    expectedCompleteLogLikelihood(of: data, under: responsibilities)
      + Self.entropy(of: responsibilities)
  }

  /// The gap of the bound, $\sum_i \mathrm{KL}(\gamma_i \Vert p(z_i \mid x_i, \theta))$.
  ///
  /// Computed from the posterior's own logarithms, not as a difference of the other terms.
  public func divergenceToPosterior(of data: Matrix, from responsibilities: Matrix) -> Double {
    let logJoint = logJoint(of: data)
    let logPosterior = (0..<data.rows).map { i in
      let row = logJoint.row(i)
      let logEvidence = logSumExp(row)
      return row.map { $0 - logEvidence }
    }
    return Self.divergence(from: responsibilities, to: Matrix(rows: logPosterior))
  }

  /// The regularizer, $\sum_i \mathrm{KL}(\gamma_i \Vert \pi)$: how far the responsibilities are
  /// from the prior of the labels.
  ///
  /// `expectedConditionalLogLikelihood` less this is the bound once more: the split that variational
  /// autoencoders use.
  public func divergenceToPrior(from responsibilities: Matrix) -> Double {
    let logWeights = weights.map { Double.log($0) }
    return Self.divergence(
      from: responsibilities,
      to: Matrix(rows: (0..<responsibilities.rows).map { _ in logWeights }))
  }

  /// $\sum_{ik} \gamma_{ik} (\log \gamma_{ik} - \ell_{ik})$ for distributions given by logarithms ℓ.
  private static func divergence(from responsibilities: Matrix, to logs: Matrix) -> Double {
    sum(responsibilities, logs) { $0 * (.log($0) - $1) }
  }

  /// The sum of `term` over all entries, where the responsibility is positive.
  private static func sum(
    _ responsibilities: Matrix, _ other: Matrix, _ term: (Double, Double) -> Double
  ) -> Double {
    require(
      responsibilities.rows == other.rows && responsibilities.columns == other.columns,
      "GaussianMixture: responsibilities \(responsibilities.shape) with \(other.shape)")
    var sum = 0.0
    for (responsibility, value) in zip(responsibilities.elements, other.elements)
    where responsibility > 0 {
      sum += term(responsibility, value)
    }
    return sum
  }
}
