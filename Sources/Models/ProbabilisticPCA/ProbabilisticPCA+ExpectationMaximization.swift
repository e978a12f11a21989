import Elementary
import Numerics
import Probability

// EM reaches the closed form in small steps, and climbs the evidence lower bound of the whole data
// set on the way. Each point has its own normal q, with a mean of its own and a covariance that all
// share, as the posterior's does not depend on the point.

extension ProbabilisticPCA {
  /// A normal distribution over the latent variable of each point.
  public struct Codes: Sendable, Hashable {
    /// The means $m_i$, n × d, a point a row.
    public var means: Matrix
    /// The covariance S, d × d, the same for all points.
    public var covariance: Matrix

    /// - Precondition: the covariance is d × d for means of n × d.
    public init(means: Matrix, covariance: Matrix) {
      require(
        covariance.rows == means.columns && covariance.columns == means.columns,
        "ProbabilisticPCA.Codes: means of \(means.shape), a covariance of \(covariance.shape)")
      self.means = means
      self.covariance = covariance
    }

    /// The prior N(0, I) for each of n points.
    public static func prior(points: Int, dimension: Int) -> Codes {
      Codes(
        means: Matrix(rows: points, columns: dimension, repeating: 0),
        covariance: .identity(dimension))
    }
  }

  /// The E-step: the posteriors of all points, $m_i = M^{-1} W^\top (x_i - \mu)$ and
  /// $S = \sigma^2 M^{-1}$.
  public func codes(of data: Matrix) -> Codes {
    let projections = Self.deviations(of: data, from: mean) * loadings
    return Codes(
      means: Matrix(
        rows: (0..<data.rows).map { model.precisionFactor.solve(projections.row($0)) }),
      covariance: (noiseVariance * model.precisionFactor.inverse).symmetrized)
  }

  // snippet.ppca-m-step
  /// The M-step: the loadings and the noise that maximise the bound for given codes,
  ///
  /// $$W = \Bigl( \sum_i (x_i - \mu) m_i^\top \Bigr)
  ///   \Bigl( nS + \sum_i m_i m_i^\top \Bigr)^{-1}, \qquad
  ///   \sigma^2 = \frac{1}{nD} \sum_i \left( \Vert x_i - \mu - W m_i \Vert^2
  ///   + \mathrm{tr}\, W S W^\top \right) ,$$
  ///
  /// a linear regression of the data on codes that are known up to their covariance. The mean stays
  /// as it is.
  ///
  /// - Throws: `NotPositiveDefinite` if no noise is left.
  ///
  /// Source: Tipping and Bishop (1999), equations 27 and 28.
  public func maximization(
    of data: Matrix, under codes: Codes
  ) throws(NotPositiveDefinite) -> ProbabilisticPCA {
    let n = Double(data.rows)
    let centred = Self.deviations(of: data, from: mean)
    let secondMoment = n * codes.covariance + codes.means.transposed * codes.means
    let factor = try Cholesky(secondMoment.symmetrized)
    let crossMoment = centred.transposed * codes.means
    let loadings = Matrix(rows: (0..<dimension).map { factor.solve(crossMoment.row($0)) })
    let squares = Self.expectedSquares(of: centred, under: codes, loadings: loadings)
    return try ProbabilisticPCA(
      mean: mean, loadings: loadings, noiseVariance: squares / (n * Double(dimension)))
  }
  // snippet.end

  /// The model after each round of EM, the initial one first.
  ///
  /// - Throws: `NotPositiveDefinite` if no noise is left on the way.
  public func climb(
    on data: Matrix, rounds: Int
  ) throws(NotPositiveDefinite) -> [ProbabilisticPCA] {
    var path = [self]
    var current = self
    for _ in 0..<rounds {
      current = try current.maximization(of: data, under: current.codes(of: data))
      path.append(current)
    }
    return path
  }

  /// The reconstruction term of all points, $\sum_i \mathbb E_{q_i}[\log p(x_i \mid z)]$, in nats:
  /// $-\frac{nD}2 \log 2\pi\sigma^2 - \frac{1}{2\sigma^2} \sum_i \left( \Vert x_i - \mu - W m_i
  /// \Vert^2 + \mathrm{tr}\, W S W^\top \right)$.
  public func expectedLogLikelihood(of data: Matrix, under codes: Codes) -> Double {
    let count = Double(data.rows * dimension)
    let squares = Self.expectedSquares(
      of: Self.deviations(of: data, from: mean), under: codes, loadings: loadings)
    return -0.5 * (count * .log(2 * .pi * noiseVariance) + squares / noiseVariance)
  }

  /// The regulariser of all points, $\sum_i KL(q_i \Vert p(z))$, in nats:
  /// $\frac12 \left( n\, \mathrm{tr}\, S + \sum_i \Vert m_i \Vert^2 - nd - n \log\det S \right)$.
  ///
  /// - Throws: `NotPositiveDefinite` unless the codes' covariance is positive definite.
  public static func divergenceToPrior(
    from codes: Codes
  ) throws(NotPositiveDefinite) -> Double {
    let n = Double(codes.means.rows)
    let constant =
      codes.covariance.trace - Double(codes.means.columns)
      - (try Cholesky(codes.covariance).logDeterminant)
    return 0.5 * (n * constant + dot(codes.means.elements, codes.means.elements))
  }

  /// The bound of the whole data set, $\sum_i \mathcal L(q_i, \theta; x_i)$, in nats.
  ///
  /// - Throws: `NotPositiveDefinite` unless the codes' covariance is positive definite.
  public func evidenceLowerBound(
    of data: Matrix, under codes: Codes
  ) throws(NotPositiveDefinite) -> Double {
    expectedLogLikelihood(of: data, under: codes) - (try Self.divergenceToPrior(from: codes))
  }

  /// The gap of the whole data set, $\sum_i KL(q_i \Vert p(z \mid x_i))$, in nats.
  ///
  /// - Throws: `NotPositiveDefinite` unless the codes' covariance is positive definite.
  public func divergenceToPosterior(
    of data: Matrix, from codes: Codes
  ) throws(NotPositiveDefinite) -> Double {
    let q = try MultivariateNormal(mean: codes.means.row(0), covariance: codes.covariance)
    return (0..<data.rows).reduce(0) { sum, i in
      sum + klDivergence(from: q.recentred(at: codes.means.row(i)), to: posterior(of: data.row(i)))
    }
  }

  /// The expected squared error of the decoder, $\sum_i \mathbb E_{q_i} \Vert x_i - \mu - Wz \Vert^2$.
  public func expectedSquaredError(of data: Matrix, under codes: Codes) -> Double {
    Self.expectedSquares(
      of: Self.deviations(of: data, from: mean), under: codes, loadings: loadings)
  }

  /// $\sum_i \mathbb E_{q_i} \Vert x_i - \mu - Wz \Vert^2$ for data less their mean.
  private static func expectedSquares(
    of centred: Matrix, under codes: Codes, loadings: Matrix
  ) -> Double {
    let residuals = centred - codes.means * loadings.transposed
    let spread = (loadings * codes.covariance * loadings.transposed).trace
    return dot(residuals.elements, residuals.elements) + Double(centred.rows) * spread
  }
}
