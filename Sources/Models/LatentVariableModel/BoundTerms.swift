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
  /// The same log ratio averaged over the posterior, $\log p(x) + KL(p(z \mid x) \Vert q)$.
  public let upperBound: Double
}

extension ExactInference {
  /// All terms of the bound for an observation, in nats.
  public func boundTerms(of x: Observation, under q: some Approximation<Latent>) -> BoundTerms {
    BoundTerms(
      logEvidence: logEvidence(of: x), bound: evidenceLowerBound(of: x, under: q),
      expectedLogJoint: expectedLogJoint(of: x, under: q), entropy: q.entropy,
      reconstruction: expectedLogLikelihood(of: x, under: q),
      regulariser: divergenceToPrior(from: q), gap: divergenceToPosterior(of: x, from: q),
      upperBound: evidenceUpperBound(of: x, under: q))
  }

  /// An upper bound of the evidence: the log ratio of the lower bound, averaged over the posterior,
  /// $\mathbb E_{p(z \mid x)}[\log p(x, z) - \log q(z)] = \log p(x) + KL(p(z \mid x) \Vert q)$, in
  /// nats.
  ///
  /// It needs the posterior, so it finds none; beside the lower bound it encloses the evidence where
  /// draws from the posterior are at hand, as they are for simulated data.
  ///
  /// Source: R. B. Grosse, Z. Ghahramani and R. P. Adams (2015), "Sandwiching the marginal likelihood
  /// using bidirectional Monte Carlo", arXiv:1511.02543.
  public func evidenceUpperBound(
    of x: Observation, under q: some Approximation<Latent>
  ) -> Double {
    posterior(of: x).expectation { z in logJoint(of: x, and: z) - q.logDensity(z) }
  }
}

extension LatentVariableModel {
  /// The variance under q of $\log p(x, z) - \log r(z)$, in nats²: that of a single draw.
  ///
  /// With r = q it belongs to the estimate $\log p(x, z) - \log q(z)$ of the bound, with r = p(z) to
  /// $\log p(x \mid z) - KL(q \Vert p(z))$, and with the posterior for r it is zero.
  public func logRatioVariance(
    of x: Observation, under q: some Approximation<Latent>,
    dividingBy r: some Distribution<Latent>
  ) -> Double {
    func logRatio(_ z: Latent) -> Double { logJoint(of: x, and: z) - r.logDensity(z) }
    let mean = q.expectation(of: logRatio)
    return q.expectation { (logRatio($0) - mean) * (logRatio($0) - mean) }
  }
}
