import Numerics
import Probability

extension GaussianMixture {
  /// The log likelihood of data, its lower bound, and the parts of both, in nats.
  ///
  /// Each is computed by its own formula, none as a difference of the others, so that identities
  /// between them can be checked.
  public struct BoundTerms: Sendable, Equatable {
    /// $\log p(X \mid \theta)$.
    public let logLikelihood: Double

    /// The bound $\mathcal L(\theta, \gamma)$.
    public let bound: Double

    /// The gap $\sum_i \mathrm{KL}(\gamma_i \Vert p(z_i \mid x_i, \theta))$.
    public let gap: Double

    /// The expected complete-data log likelihood Q.
    public let expectedCompleteLogLikelihood: Double

    /// The entropy of the responsibilities, $H(\gamma)$.
    public let entropy: Double

    /// The reconstruction term $\sum_{ik} \gamma_{ik} \log N(x_i \mid \mu_k, \Sigma_k)$.
    public let reconstruction: Double

    /// The regularizer $\sum_i \mathrm{KL}(\gamma_i \Vert \pi)$.
    public let divergenceToPrior: Double
  }

  /// The bound of this mixture under any responsibilities, with its parts.
  ///
  /// - Parameters:
  ///   - data: n × d, a point a row.
  ///   - responsibilities: γ, n × K; any distribution in each row, not only the posterior.
  public func boundTerms(of data: Matrix, under responsibilities: Matrix) -> BoundTerms {
    BoundTerms(
      logLikelihood: logLikelihood(of: data),
      bound: evidenceLowerBound(of: data, under: responsibilities),
      gap: divergenceToPosterior(of: data, from: responsibilities),
      expectedCompleteLogLikelihood: expectedCompleteLogLikelihood(
        of: data, under: responsibilities),
      entropy: Self.entropy(of: responsibilities),
      reconstruction: expectedConditionalLogLikelihood(of: data, under: responsibilities),
      divergenceToPrior: divergenceToPrior(from: responsibilities))
  }
}
