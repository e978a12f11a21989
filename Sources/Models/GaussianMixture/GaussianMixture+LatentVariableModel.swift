import Probability

// One point at a time, as any latent variable model: the latent variable is the label. For many points
// at once there is `expectation(of:)`.

extension GaussianMixture: ExactInference {
  /// The prior of the label, $\mathrm{Cat}(\pi)$.
  public var prior: Categorical {
    let sum = weights.reduce(0, +)
    return Categorical(probabilities: weights.map { $0 / sum })
  }

  /// $p(x \mid z = k) = N(x \mid \mu_k, \Sigma_k)$.
  ///
  /// - Precondition: k is in 0 ... K − 1.
  public func likelihood(given component: Int) -> MultivariateNormal { components[component] }

  /// $\log p(x) = \log \sum_k \pi_k N(x \mid \mu_k, \Sigma_k)$, in nats: `logDensity`.
  ///
  /// - Precondition: x has d entries.
  public func logEvidence(of x: [Double]) -> Double { logDensity(x) }

  /// The posterior of the label, $p(z = k \mid x)$: the responsibilities of the components for x.
  ///
  /// - Precondition: x has d entries.
  public func posterior(of x: [Double]) -> Categorical {
    Categorical(probabilities: posterior(x))
  }
}
