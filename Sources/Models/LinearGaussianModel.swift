import Elementary
import Numerics
import Probability

/// A latent variable model with a linear decoder: $z \sim N(0, I_d)$,
/// $x \mid z \sim N(Wz + b, \sigma^2 I_D)$.
///
/// Its evidence, its posterior and its bound are closed forms, against which estimates for decoders
/// without closed forms can be checked:
///
/// - $p(x) = N(b, WW^\top + \sigma^2 I)$,
/// - $p(z \mid x) = N(M^{-1} W^\top (x - b), \sigma^2 M^{-1})$ with $M = W^\top W + \sigma^2 I$.
///
/// Source: M. E. Tipping and C. M. Bishop (1999), *Journal of the Royal Statistical Society* B 61,
/// 611–622, equations 5 to 8.
public struct LinearGaussianModel: ExactInference {
  /// The loadings W, a row for each of the D observed dimensions, a column for each of the d
  /// latent ones.
  public let loadings: Matrix
  /// The offset b, D numbers.
  public let offset: [Double]
  /// The variance σ² of the noise in each observed coordinate.
  public let noiseVariance: Double
  /// The distribution of x with z integrated out.
  public let marginal: MultivariateNormal

  /// The factor of $M = W^\top W + \sigma^2 I$, d × d.
  let precisionFactor: Cholesky

  /// The posterior of x = b, $N(0, \sigma^2 M^{-1})$: every posterior has its covariance.
  private let centredPosterior: MultivariateNormal

  /// - Precondition: there is an offset for every row of the loadings.
  /// - Throws: `NotPositiveDefinite` unless the variance of the noise is positive.
  public init(loadings: Matrix, offset: [Double], noiseVariance: Double)
    throws(NotPositiveDefinite)
  {
    require(
      offset.count == loadings.rows,
      "LinearGaussianModel: \(offset.count) offsets for loadings of \(loadings.shape)")
    self.loadings = loadings
    self.offset = offset
    self.noiseVariance = noiseVariance
    marginal = try MultivariateNormal(
      mean: offset,
      covariance: loadings * loadings.transposed
        + noiseVariance * .identity(loadings.rows))
    precisionFactor = try Cholesky(
      loadings.transposed * loadings + noiseVariance * .identity(loadings.columns))
    centredPosterior = try MultivariateNormal(
      mean: Array(repeating: 0, count: loadings.columns),
      covariance: (noiseVariance * precisionFactor.inverse).symmetrized)
  }

  /// The prior p(z), a standard normal distribution.
  public var prior: DiagonalNormal { .standard(dimension: loadings.columns) }

  /// The decoder's distribution, $p(x \mid z) = N(Wz + b, \sigma^2 I)$.
  public func likelihood(given z: [Double]) -> DiagonalNormal {
    DiagonalNormal(
      mean: decode(z),
      standardDeviations: Array(repeating: noiseVariance.squareRoot(), count: offset.count))
  }

  /// The decoder's mean, $Wz + b$.
  public func decode(_ z: [Double]) -> [Double] {
    zip(loadings * z, offset).map { $0 + $1 }
  }

  /// $\log p(x) = \log N(x; b, WW^\top + \sigma^2 I)$, in nats.
  public func logEvidence(of x: [Double]) -> Double { marginal.logDensity(x) }

  /// The posterior $p(z \mid x) = N(M^{-1} W^\top (x - b), \sigma^2 M^{-1})$.
  public func posterior(of x: [Double]) -> MultivariateNormal {
    centredPosterior.recentred(at: posteriorMean(of: x))
  }

  /// The posterior's mean, $M^{-1} W^\top (x - b)$.
  private func posteriorMean(of x: [Double]) -> [Double] {
    precisionFactor.solve(loadings.transposed * zip(x, offset).map { $0 - $1 })
  }

  // snippet.reconstruction-term
  /// The reconstruction term $\mathbb E_q[\log p(x \mid z)]$ under a normal q, exactly:
  /// $-\frac D2 \log 2\pi\sigma^2 - \frac{1}{2\sigma^2} \left( \Vert x - b - Wm \Vert^2 +
  /// \mathrm{tr}\, W S W^\top \right)$ for $q = N(m, S)$.
  public func expectedLogLikelihood(of x: [Double], under q: MultivariateNormal) -> Double {
    let spread = (loadings * q.covariance * loadings.transposed).trace
    return logLikelihood(of: x, given: q.mean) - spread / (2 * noiseVariance)
  }
  // snippet.end

  /// The regulariser $KL(q \Vert p(z))$ of a normal q from the prior, in nats:
  /// $\frac12 (\mathrm{tr}\, S + \Vert m \Vert^2 - d - \log\det S)$ for $q = N(m, S)$.
  public func divergenceToPrior(from q: MultivariateNormal) -> Double {
    0.5
      * (q.covariance.trace + dot(q.mean, q.mean) - Double(q.dimension)
        - q.cholesky.logDeterminant)
  }

  /// The bound $\mathcal L(q) = \mathbb E_q[\log p(x \mid z)] - KL(q \Vert p(z))$ for a normal q,
  /// exactly, in nats.
  ///
  /// It is $\log p(x)$ less $KL(q \Vert p(z \mid x))$, so it touches the evidence at the posterior
  /// and nowhere else.
  public func evidenceLowerBound(of x: [Double], under q: MultivariateNormal) -> Double {
    expectedLogLikelihood(of: x, under: q) - divergenceToPrior(from: q)
  }

  /// The bound on average over data of mean b and covariance C, under a linear encoder
  /// $q(z \mid x) = N(A(x - b), S)$, in nats a point: with $B = I - WA$,
  ///
  /// $$-\frac D2 \log 2\pi\sigma^2 - \frac{\mathrm{tr}\, B C B^\top + \mathrm{tr}\, W S W^\top}{2\sigma^2}
  ///   - \frac12 \left( \mathrm{tr}\, S + \mathrm{tr}\, A C A^\top - d - \log\det S \right) .$$
  ///
  /// It needs no more of the data than second moments.
  ///
  /// - Parameters:
  ///   - dataCovariance: C, D × D.
  ///   - encoder: A, d × D.
  ///   - covariance: S, d × d.
  /// - Throws: `NotPositiveDefinite` unless S is positive definite.
  public func expectedEvidenceLowerBound(
    dataCovariance: Matrix, encoder: Matrix, covariance: Matrix
  ) throws(NotPositiveDefinite) -> Double {
    let remainder = Matrix.identity(offset.count) - loadings * encoder
    let squares =
      (remainder * dataCovariance * remainder.transposed).trace
      + (loadings * covariance * loadings.transposed).trace
    let codes = (encoder * dataCovariance * encoder.transposed).trace
    let logDeterminant = try Cholesky(covariance).logDeterminant
    return -0.5
      * (Double(offset.count) * .log(2 * .pi * noiseVariance) + squares / noiseVariance
        + covariance.trace + codes - Double(loadings.columns) - logDeterminant)
  }

  /// The best q with independent coordinates: $N(m, \mathrm{diag}(1 / \Lambda_{jj}))$ with the
  /// posterior's mean m and its precision $\Lambda = M / \sigma^2$.
  ///
  /// Its variances are not those of the posterior, $(\Lambda^{-1})_{jj}$, but smaller, and its gap is
  /// $\frac12 \left( \sum_j \log \Lambda_{jj} - \log\det\Lambda \right)$: zero only if the columns
  /// of W are orthogonal.
  ///
  /// Source: C. M. Bishop (2006), *Pattern Recognition and Machine Learning*, §10.1.2.
  public func meanFieldPosterior(of x: [Double]) -> DiagonalNormal {
    DiagonalNormal(
      mean: posteriorMean(of: x),
      standardDeviations: (0..<loadings.columns).map { j in
        let column = loadings.column(j)
        return (noiseVariance / (dot(column, column) + noiseVariance)).squareRoot()
      })
  }
}
