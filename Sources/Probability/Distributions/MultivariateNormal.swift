import Elementary
import Numerics

/// The normal distribution $N(\mu, \Sigma)$ of a vector.
public struct MultivariateNormal: Distribution, Hashable {
  /// The mean μ.
  public let mean: [Double]

  /// The covariance Σ.
  public let covariance: Matrix

  /// The Cholesky factor of the covariance.
  public let cholesky: Cholesky

  /// The distribution with this mean and this covariance, whose lower triangle is read.
  ///
  /// - Precondition: the covariance has a row and a column for each entry of the mean.
  /// - Throws: `NotPositiveDefinite` if the covariance is not positive definite.
  public init(mean: [Double], covariance: Matrix) throws(NotPositiveDefinite) {
    require(
      covariance.rows == mean.count && covariance.columns == mean.count,
      "MultivariateNormal: \(mean.count) means with a covariance of \(covariance.shape)")
    self.mean = mean
    self.covariance = covariance
    self.cholesky = try Cholesky(covariance)
  }

  /// The distribution with the same covariance around another mean. Nothing is factored again.
  ///
  /// - Precondition: the mean has d entries.
  public func recentred(at mean: [Double]) -> MultivariateNormal {
    require(
      mean.count == dimension,
      "MultivariateNormal.recentred: \(mean.count) means in dimension \(dimension)")
    return MultivariateNormal(mean: mean, covariance: covariance, cholesky: cholesky)
  }

  private init(mean: [Double], covariance: Matrix, cholesky: Cholesky) {
    self.mean = mean
    self.covariance = covariance
    self.cholesky = cholesky
  }

  /// The number d of entries.
  public var dimension: Int { mean.count }

  /// $\frac{1}{2} \log \det 2 \pi e \Sigma$, in nats.
  public var entropy: Double {
    0.5 * (Double(dimension) * (logTwoPi + 1) + cholesky.logDeterminant)
  }

  /// $\log N(x \mid \mu, \Sigma) = -\frac{1}{2} \left( d \log 2 \pi + \log \det \Sigma
  /// + (x - \mu)^T \Sigma^{-1} (x - \mu) \right)$, in nats.
  ///
  /// - Precondition: `x` has d entries.
  public func logDensity(_ x: [Double]) -> Double {
    require(
      x.count == dimension,
      "MultivariateNormal.logDensity: \(x.count) entries in dimension \(dimension)")
    let deviation = zip(x, mean).map { $0 - $1 }
    return -0.5
      * (Double(dimension) * logTwoPi + cholesky.logDeterminant
        + cholesky.squaredMahalanobis(deviation))
  }

  /// $\mu + L \epsilon$ with $\epsilon$ standard normal and $\Sigma = L L^T$.
  public func sample(using random: inout RandomStream) -> [Double] {
    let deviation = cholesky.lower * random.normals(dimension)
    return zip(mean, deviation).map { $0 + $1 }
  }
}
