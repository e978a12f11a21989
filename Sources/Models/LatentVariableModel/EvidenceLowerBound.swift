import Numerics
import Probability

// The bound of the evidence, $\mathcal L(q) \le \log p(x)$, for every model and every q. The forms are
// equal; each is computed as it is written, so that one can be compared with another.

extension LatentVariableModel {
  // snippet.bound-joint
  /// The evidence lower bound, $\mathcal L(q) = \mathbb E_q[\log p(x, z) - \log q(z)]$, in nats.
  ///
  /// It is $\log p(x) - KL(q \Vert p(z \mid x))$.
  ///
  /// Source: M. I. Jordan, Z. Ghahramani, T. S. Jaakkola and L. K. Saul (1999), *Machine Learning* 37,
  /// 183–233.
  public func evidenceLowerBound(
    of x: Observation, under q: some Approximation<Latent>
  ) -> Double {
    q.expectation { z in logJoint(of: x, and: z) - q.logDensity(z) }
  }
  // snippet.end

  // snippet.bound-reconstruction
  /// The reconstruction term $\mathbb E_q[\log p(x \mid z)]$, in nats.
  public func expectedLogLikelihood(
    of x: Observation, under q: some Approximation<Latent>
  ) -> Double {
    q.expectation { z in logLikelihood(of: x, given: z) }
  }

  /// The regulariser $KL(q \Vert p(z)) = \mathbb E_q[\log q(z) - \log p(z)]$, in nats.
  public func divergenceToPrior(from q: some Approximation<Latent>) -> Double {
    q.expectation { z in q.logDensity(z) - logPrior(of: z) }
  }

  /// The bound as reconstruction less regulariser,
  /// $\mathbb E_q[\log p(x \mid z)] - KL(q \Vert p(z))$, in nats.
  ///
  /// Source: D. P. Kingma and M. Welling (2014), *Auto-Encoding Variational Bayes*, equation 3.
  public func evidenceLowerBoundByReconstruction(
    of x: Observation, under q: some Approximation<Latent>
  ) -> Double {
    expectedLogLikelihood(of: x, under: q) - divergenceToPrior(from: q)
  }
  // snippet.end

  // snippet.bound-entropy
  /// The expected log joint $\mathbb E_q[\log p(x, z)]$, in nats: the negative of the energy.
  public func expectedLogJoint(
    of x: Observation, under q: some Approximation<Latent>
  ) -> Double {
    q.expectation { z in logJoint(of: x, and: z) }
  }

  /// The bound as expected log joint plus entropy, $\mathbb E_q[\log p(x, z)] + H(q)$, in nats: the
  /// negative of the variational free energy. The entropy is q's own formula, where it has one.
  ///
  /// Source: R. M. Neal and G. E. Hinton (1998), "A view of the EM algorithm that justifies
  /// incremental, sparse, and other variants", equation 7.
  public func evidenceLowerBoundByEntropy(
    of x: Observation, under q: some Approximation<Latent>
  ) -> Double {
    expectedLogJoint(of: x, under: q) + q.entropy
  }
  // snippet.end

  /// The bound of a data set of independent observations, $\sum_i \mathcal L(q_i; x_i)$, in nats.
  ///
  /// - Parameter q: the approximation $q_i$ for an observation $x_i$: an encoder, or a table.
  public func evidenceLowerBound<Q: Approximation<Latent>>(
    ofAll data: [Observation], under q: (Observation) -> Q
  ) -> Double {
    data.reduce(0) { $0 + evidenceLowerBound(of: $1, under: q($1)) }
  }
}

extension LatentVariableModel where Latent == Double, Prior == Normal {
  /// The bound for a normal q as reconstruction less regulariser,
  /// $\mathbb E_q[\log p(x \mid z)] - KL(q \Vert p(z))$, in nats: the first by Gauss–Hermite
  /// quadrature, the second a closed form. It serves a q of any width.
  public func evidenceLowerBound(of x: Observation, under q: Normal, nodes: Quadrature) -> Double {
    q.expectation(of: { logLikelihood(of: x, given: $0) }, nodes: nodes)
      - klDivergence(from: q, to: prior)
  }
}
