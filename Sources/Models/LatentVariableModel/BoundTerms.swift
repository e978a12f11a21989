import Probability

/// The terms of the evidence lower bound for one observation and one q, in nats.
///
/// Each is computed as it is written, from the model's densities and expectations under q, and none
/// as a difference of others: so the identities between them can fail, and can be checked.
///
/// $$\log p(x) = \mathcal L(q) + KL(q \Vert p(z \mid x)), \qquad
///   \mathcal L(q) = \mathbb E_q[\log p(x, z)] + H(q)
///   = \mathbb E_q[\log p(x \mid z)] - KL(q \Vert p(z)) .$$
public struct BoundTerms: Sendable, Hashable {
  /// The evidence, $\log p(x)$.
  public let logEvidence: Double
  /// The bound, $\mathcal L(q) = \mathbb E_q[\log p(x, z) - \log q(z)]$.
  public let bound: Double
  /// $\mathbb E_q[\log p(x, z)]$.
  public let expectedLogJoint: Double
  /// $H(q) = -\mathbb E_q[\log q(z)]$.
  public let entropy: Double
  /// The reconstruction term, $\mathbb E_q[\log p(x \mid z)]$.
  public let reconstruction: Double
  /// The regulariser, $KL(q \Vert p(z))$.
  public let regulariser: Double
  /// The gap, $KL(q \Vert p(z \mid x))$.
  public let gap: Double
}

extension ExactInference {
  /// All terms of the bound for an observation, in nats.
  public func boundTerms(of x: Observation, under q: some Approximation<Latent>) -> BoundTerms {
    BoundTerms(
      logEvidence: logEvidence(of: x), bound: evidenceLowerBound(of: x, under: q),
      expectedLogJoint: expectedLogJoint(of: x, under: q), entropy: q.entropy,
      reconstruction: expectedLogLikelihood(of: x, under: q),
      regulariser: divergenceToPrior(from: q), gap: divergenceToPosterior(of: x, from: q))
  }
}
