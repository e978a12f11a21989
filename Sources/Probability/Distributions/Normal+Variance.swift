extension Normal {
  /// The normal distribution with this mean μ and this variance σ², as formulas write it:
  /// $N(\mu, \sigma^2)$.
  ///
  /// - Precondition: the mean is finite; the variance is positive and finite.
  public init(mean: Double, variance: Double) {
    self.init(mean: mean, standardDeviation: variance.squareRoot())
  }
}
