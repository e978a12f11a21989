import Elementary

extension Estimate {
  /// The ratio R of two means that were measured side by side, $\bar a / \bar b$, with its standard
  /// error by the delta method.
  ///
  /// To first order the error of R is the mean of $(a_i - R b_i) / \bar b$. So the estimate is made of
  /// $R + (a_i - R b_i) / \bar b$, whose mean is R. It serves where the error of $\bar b$ is small beside
  /// $\bar b$; the bias is then of the order of R's squared relative error.
  ///
  /// - Precondition: as many numerators as denominators, two at least.
  ///
  /// Source: W. G. Cochran (1977), *Sampling Techniques*, §2.11.
  public init(ratioOf numerators: [Double], to denominators: [Double]) {
    require(
      numerators.count == denominators.count && numerators.count > 1,
      "Estimate(ratioOf:): \(numerators.count) numerators, \(denominators.count) denominators")
    let below = Estimate(denominators).mean
    let ratio = Estimate(numerators).mean / below
    self.init(zip(numerators, denominators).map { ratio + ($0 - ratio * $1) / below })
  }
}
