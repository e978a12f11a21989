import Elementary
import Numerics
import Probability

extension ProbabilisticPCA {
  /// The parameters of maximum likelihood, in closed form.
  ///
  /// With the eigenvalues $\lambda_1 \ge \dots \ge \lambda_D$ of the data's covariance (divided by
  /// n), the matrix U of its d leading eigenvectors and Λ of their eigenvalues:
  ///
  /// $$\mu = \bar x, \qquad \sigma^2 = \frac{1}{D - d} \sum_{i > d} \lambda_i, \qquad
  ///   W = U (\Lambda - \sigma^2 I)^{1/2} .$$
  ///
  /// W is unique up to a rotation of the latent space; this choice has orthogonal columns, from the
  /// longest to the shortest, and so a posterior with independent coordinates.
  ///
  /// - Parameters:
  ///   - data: n × D, a point a row.
  ///   - components: d, the number of latent dimensions.
  /// - Precondition: `components` is in 1 ... D − 1.
  /// - Throws: `UnsuitableData` if an entry is not finite or too large, or if the data vary in no
  ///   more than d directions, which leaves no noise and a likelihood without bound.
  ///
  /// Source: Tipping and Bishop (1999), equations 7 and 8, with R = I.
  public static func maximumLikelihood(
    of data: Matrix, components: Int
  ) throws(UnsuitableData) -> ProbabilisticPCA {
    let eigen = try Self.eigen(of: data, components: components)
    let discarded = eigen.values.dropFirst(components)
    let noiseVariance = discarded.reduce(0, +) / Double(discarded.count)
    let rounding = Double(data.columns) * .ulpOfOne * eigen.values[0]
    guard noiseVariance > rounding else { throw .noNoise(components: components) }
    return try likeliest(
      mean: data.columnMeans, eigen: eigen, components: components, noiseVariance: noiseVariance)
  }

  /// The mean and the loadings of maximum likelihood for a variance of the noise that is given:
  /// $\mu = \bar x$, and columns of W along the d leading eigenvectors of the data's covariance,
  ///
  /// $$w_j = \sqrt{\max(0, \lambda_j - \sigma^2)}\; u_j .$$
  ///
  /// A column is zero if its eigenvalue is no larger than the noise: that latent dimension is not used.
  ///
  /// - Parameters:
  ///   - data: n × D, a point a row.
  ///   - components: d, the number of latent dimensions.
  ///   - noiseVariance: σ².
  /// - Precondition: `components` is in 1 ... D − 1, and the noise is positive.
  /// - Throws: `UnsuitableData` if an entry is not finite or too large, or if the noise is lost beside
  ///   the loadings in rounding.
  ///
  /// Source: J. Lucas et al. (2019), *Don't Blame the ELBO!*, section 3.
  public static func maximumLikelihood(
    of data: Matrix, components: Int, noiseVariance: Double
  ) throws(UnsuitableData) -> ProbabilisticPCA {
    require(noiseVariance > 0, "ProbabilisticPCA: noise of variance \(noiseVariance)")
    return try likeliest(
      mean: data.columnMeans, eigen: try eigen(of: data, components: components),
      components: components, noiseVariance: noiseVariance)
  }

  private static func eigen(
    of data: Matrix, components: Int
  ) throws(UnsuitableData) -> SymmetricEigen {
    require(
      components >= 1 && components < data.columns,
      "ProbabilisticPCA: \(components) components in \(data.columns) dimensions")
    try UnsuitableData.check(data, components: components)
    do {
      return try SymmetricEigen(
        covariance(of: data, about: data.columnMeans), maximumSweeps: 60)
    } catch {
      throw .unsettledEigenvalues(sweeps: error.sweeps)
    }
  }

  private static func likeliest(
    mean: [Double], eigen: SymmetricEigen, components: Int, noiseVariance: Double
  ) throws(UnsuitableData) -> ProbabilisticPCA {
    let lengths = eigen.values.prefix(components).map { max(0, $0 - noiseVariance).squareRoot() }
    let loadings = Matrix(
      rows: mean.indices.map { i in
        (0..<components).map { j in eigen.vectors[i, j] * lengths[j] }
      })
    do {
      return try ProbabilisticPCA(mean: mean, loadings: loadings, noiseVariance: noiseVariance)
    } catch {
      throw .noNoise(components: components)
    }
  }

  /// The covariance of the data about a centre, $S = \frac1n \sum_i (x_i - c)(x_i - c)^\top$.
  ///
  /// - Precondition: there is a centre for every column.
  public static func covariance(of data: Matrix, about centre: [Double]) -> Matrix {
    let deviations = deviations(of: data, from: centre)
    return (deviations.transposed * deviations).map { $0 / Double(data.rows) }
  }

  /// The rows less a centre, n × D.
  ///
  /// - Precondition: there is a centre for every column.
  static func deviations(of data: Matrix, from centre: [Double]) -> Matrix {
    require(
      centre.count == data.columns,
      "ProbabilisticPCA: a centre of \(centre.count) for data of \(data.shape)")
    return data.mapColumns { $0 - centre[$1] }
  }

  /// The derivatives of the log likelihood of data.
  public struct Gradient: Sendable {
    /// With respect to μ: $n C^{-1} (\bar x - \mu)$, D numbers.
    public let mean: [Double]
    /// With respect to W: $n (C^{-1} S C^{-1} W - C^{-1} W)$, D × d.
    public let loadings: Matrix
    /// With respect to σ²: $\frac n2 \mathrm{tr} (C^{-1} S C^{-1} - C^{-1})$.
    public let noiseVariance: Double
  }

  /// The gradient of `logLikelihood(of:)`, with $C = WW^\top + \sigma^2 I$ and the covariance S of the
  /// data about μ.
  ///
  /// Source: Tipping and Bishop (1999), appendix A.
  public func gradient(of data: Matrix) -> Gradient {
    let n = Double(data.rows)
    let precision = model.marginal.cholesky.inverse
    let weighted = precision * Self.covariance(of: data, about: mean) * precision
    let difference = weighted - precision
    return Gradient(
      mean: (precision * zip(data.columnMeans, mean).map { $0 - $1 }).map { n * $0 },
      loadings: n * (difference * loadings),
      noiseVariance: 0.5 * n * difference.trace)
  }
}
