import Probability

extension ProbabilisticPCA: ExactInference {
  /// The prior p(z), a standard normal distribution in d dimensions.
  public var prior: DiagonalNormal { model.prior }

  /// The decoder's distribution, $p(x \mid z) = N(Wz + \mu, \sigma^2 I_D)$.
  public func likelihood(given z: [Double]) -> DiagonalNormal { model.likelihood(given: z) }

  /// $\log p(x)$, in nats: `logDensity`.
  public func logEvidence(of x: [Double]) -> Double { logDensity(x) }

  /// The posterior $p(z \mid x) = N(M^{-1} W^\top (x - \mu), \sigma^2 M^{-1})$.
  public func posterior(of x: [Double]) -> MultivariateNormal { model.posterior(of: x) }
}
