import Probability

/// A latent variable model whose evidence and posterior can be computed: by enumeration, by a closed
/// form, or by quadrature as exact as doubles are.
///
/// Estimates that are meant for any model can be checked against such models.
public protocol ExactInference: LatentVariableModel {
  /// The kind of distribution that the posterior is.
  associatedtype Posterior: Approximation<Latent>

  /// The evidence $\log p(x) = \log \int p(x, z)\, dz$, in nats; a sum for a discrete z.
  func logEvidence(of x: Observation) -> Double

  /// The posterior $p(z \mid x) = p(x, z) / p(x)$.
  func posterior(of x: Observation) -> Posterior
}

extension ExactInference {
  // snippet.gap
  /// The gap of the bound, $KL(q \Vert p(z \mid x)) = \mathbb E_q[\log q(z) - \log p(z \mid x)]$, in
  /// nats.
  public func divergenceToPosterior(
    of x: Observation, from q: some Approximation<Latent>
  ) -> Double {
    let posterior = posterior(of: x)
    return q.expectation { q.logDensity($0) - posterior.logDensity($0) }
  }
  // snippet.end

  /// The log evidence of independent observations, $\sum_i \log p(x_i)$, in nats.
  public func logEvidence(ofAll data: [Observation]) -> Double {
    data.reduce(0) { $0 + logEvidence(of: $1) }
  }

  /// The gap of a data set, $\sum_i KL(q_i \Vert p(z \mid x_i))$, in nats.
  ///
  /// - Parameter q: the approximation $q_i$ for an observation $x_i$.
  public func divergenceToPosterior<Q: Approximation<Latent>>(
    ofAll data: [Observation], from q: (Observation) -> Q
  ) -> Double {
    data.reduce(0) { $0 + divergenceToPosterior(of: $1, from: q($1)) }
  }
}
