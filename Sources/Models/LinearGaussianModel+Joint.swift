import Numerics
import Probability

extension LinearGaussianModel {
  /// The joint distribution of $(x, z)$, a normal one in D + d dimensions: its mean is $(b, 0)$, and
  /// its covariance has the blocks $WW^\top + \sigma^2 I$ and $I$ on the diagonal, W and $W^\top$ beside
  /// it.
  ///
  /// - Throws: `NotPositiveDefinite` where the variance of the noise is lost in rounding.
  ///
  /// Source: C. M. Bishop (2006), *Pattern Recognition and Machine Learning*, §2.3.3.
  public func jointDistribution() throws(NotPositiveDefinite) -> MultivariateNormal {
    let (observed, latent) = (loadings.rows, loadings.columns)
    var covariance = Matrix.identity(observed + latent)
    for i in 0..<observed {
      for j in 0..<observed { covariance[i, j] = marginal.covariance[i, j] }
      for j in 0..<latent {
        covariance[i, observed + j] = loadings[i, j]
        covariance[observed + j, i] = loadings[i, j]
      }
    }
    return try MultivariateNormal(
      mean: offset + Array(repeating: 0, count: latent), covariance: covariance)
  }
}
