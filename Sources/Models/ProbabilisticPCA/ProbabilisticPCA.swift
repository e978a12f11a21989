import Elementary
import Numerics
import Probability

/// Probabilistic principal component analysis: a linear Gaussian model whose parameters are learned
/// from data, $z \sim N(0, I_d)$ and $x \mid z \sim N(Wz + \mu, \sigma^2 I_D)$ with $d < D$.
///
/// It is the latent variable model in which nothing is out of reach: the evidence, the posterior,
/// the gap of any normal approximation, and even the parameters of maximum likelihood are closed
/// forms. So every method for models that lack closed forms can be checked against it.
///
/// Source: M. E. Tipping and C. M. Bishop (1999), "Probabilistic principal component analysis",
/// *Journal of the Royal Statistical Society* B 61, 611–622.
public struct ProbabilisticPCA: Distribution {
  /// The model with these parameters: its prior, decoder, posterior and bound.
  public let model: LinearGaussianModel

  /// A model with given parameters.
  ///
  /// - Parameters:
  ///   - mean: μ, D numbers.
  ///   - loadings: W, D × d.
  ///   - noiseVariance: σ², in squared units of the data.
  /// - Precondition: there is a mean for every row of the loadings.
  /// - Throws: `NotPositiveDefinite` unless the variance of the noise is positive, and not
  ///   lost beside the loadings in rounding.
  public init(mean: [Double], loadings: Matrix, noiseVariance: Double)
    throws(NotPositiveDefinite)
  {
    model = try LinearGaussianModel(
      loadings: loadings, offset: mean, noiseVariance: noiseVariance)
  }

  /// The mean μ of the data, D numbers.
  public var mean: [Double] { model.offset }

  /// The loadings W, D × d.
  public var loadings: Matrix { model.loadings }

  /// The variance σ² of the noise.
  public var noiseVariance: Double { model.noiseVariance }

  /// The number D of observed coordinates.
  public var dimension: Int { loadings.rows }

  /// The number d of latent dimensions.
  public var latentDimension: Int { loadings.columns }

  // snippet.ppca-evidence
  /// The log marginal likelihood $\log p(x)$ in nats, from matrices of d × d alone:
  ///
  /// $$\log p(x) = -\tfrac12 \left( D \log 2\pi + (D - d) \log \sigma^2 + \log\det M
  ///   + \Vert x - \mu - W\hat z \Vert^2 / \sigma^2 + \Vert \hat z \Vert^2 \right)$$
  ///
  /// with $M = W^\top W + \sigma^2 I$ and the posterior's mean $\hat z = M^{-1} W^\top (x - \mu)$.
  /// It is $\log p(x, \hat z) - \log p(\hat z \mid x)$, without a difference of large numbers, and
  /// costs O(Dd) where the density of $N(\mu, WW^\top + \sigma^2 I)$ costs O(D²).
  ///
  /// - Precondition: `x` has D entries.
  public func logDensity(_ x: [Double]) -> Double {
    require(
      x.count == dimension,
      "ProbabilisticPCA.logDensity: \(x.count) entries in dimension \(dimension)")
    let centred = zip(x, mean).map { $0 - $1 }
    let code = model.precisionFactor.solve(loadings.transposed * centred)
    let residual = zip(centred, loadings * code).map { $0 - $1 }
    let free = Double(dimension - latentDimension)
    return -0.5
      * (Double(dimension) * .log(2 * .pi) + free * .log(noiseVariance)
        + model.precisionFactor.logDeterminant
        + dot(residual, residual) / noiseVariance + dot(code, code))
  }
  // snippet.end

  /// The log likelihood of all rows, $\sum_i \log p(x_i)$, in nats.
  public func logLikelihood(of data: Matrix) -> Double {
    (0..<data.rows).reduce(0) { $0 + logDensity(data.row($1)) }
  }

  /// The same distribution of x by other axes of the latent space: the loadings $WR$.
  ///
  /// As $WR(WR)^\top = WW^\top$ for every rotation R, no data can tell the two apart.
  ///
  /// - Precondition: the rotation is d × d.
  public func rotated(by rotation: Matrix) throws(NotPositiveDefinite) -> Self {
    try ProbabilisticPCA(mean: mean, loadings: loadings * rotation, noiseVariance: noiseVariance)
  }
}
