import Elementary

// snippet.kl-to-standard-normal
/// The divergence of $q = N(\mu, \operatorname{diag} \sigma^2)$ from the standard normal prior, in
/// nats:
/// $KL(q \Vert N(0, I)) = \frac12 \sum_j (\sigma_j^2 + \mu_j^2 - 1 - \log \sigma_j^2)$.
///
/// It is zero at the prior, to the last bit. The order of the terms keeps digits near it, where
/// $\sigma^2 - 1$ and $\log \sigma^2$ nearly cancel: the difference is taken of them alone.
///
/// Source: D. P. Kingma and M. Welling (2014), *Auto-Encoding Variational Bayes*, appendix B.
public func klDivergenceToStandardNormal(from q: DiagonalNormal) -> Double {
  var sum = 0.0
  for (mean, variance) in zip(q.mean, q.variances) {
    sum += variance - 1 - .log(variance) + mean * mean
  }
  return 0.5 * sum
}
// snippet.end

// snippet.kl-of-log-variances
/// The same divergence in the form in which encoders are coded, $-\frac12 \sum_j (1 + \ell_j -
/// \mu_j^2 - e^{\ell_j})$, from the logarithm of the variance $\ell_j = \log \sigma_j^2$ (not of the
/// standard deviation), which may be any number.
///
/// - Precondition: there are as many means as logarithms.
public func klDivergenceToStandardNormal(mean: [Double], logVariances: [Double]) -> Double {
  require(
    mean.count == logVariances.count,
    "klDivergenceToStandardNormal: \(mean.count) means with \(logVariances.count) log variances")
  var sum = 0.0
  for (mean, logVariance) in zip(mean, logVariances) {
    sum += 1 + logVariance - mean * mean - .exp(logVariance)
  }
  return -0.5 * sum
}
// snippet.end

// snippet.kl-gradient
/// The gradient of $KL(N(\mu, \operatorname{diag} \sigma^2) \Vert N(0, I))$, entry by entry.
///
/// The deviation is given in two coordinates; take the one that you optimise.
public struct StandardNormalDivergenceGradient: Sendable, Hashable {
  /// $\partial / \partial \mu_j = \mu_j$.
  public let mean: [Double]
  /// $\partial / \partial \sigma_j = \sigma_j - 1 / \sigma_j$.
  public let standardDeviations: [Double]
  /// $\partial / \partial \log \sigma_j^2 = \frac12 (\sigma_j^2 - 1)$.
  public let logVariances: [Double]

  /// The gradient at q.
  public init(at q: DiagonalNormal) {
    mean = q.mean
    standardDeviations = q.standardDeviations.map { $0 - 1 / $0 }
    logVariances = q.variances.map { 0.5 * ($0 - 1) }
  }
}
// snippet.end
