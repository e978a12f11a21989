import Elementary
import Numerics
import NumericsTestSupport
import Probability
import Testing

/// Both normal distributions of vectors: what holds for the one holds for the other.
@Suite struct VectorNormalTests {
  let diagonal = DiagonalNormal(mean: [1, -2, 0], standardDeviations: [0.5, 3, 1.5])
  let covariance = Matrix(rows: [[2, 0.9, -0.3], [0.9, 1, 0.2], [-0.3, 0.2, 0.5]])

  func full() throws -> MultivariateNormal {
    try MultivariateNormal(mean: [1, -2, 0.5], covariance: covariance)
  }

  /// ∫∫ f(x, y) p(x, y) dx dy over ±10 standard deviations.
  func expectation(
    _ normal: MultivariateNormal, _ f: ([Double]) -> Double
  ) -> Double {
    func rule(_ j: Int) -> Quadrature {
      let reach = 10 * normal.covariance[j, j].squareRoot()
      return .gaussLegendre(90, from: normal.mean[j] - reach, to: normal.mean[j] + reach)
    }
    let inner = rule(1)
    return rule(0).integrate { x in
      inner.integrate { y in f([x, y]) * .exp(normal.logDensity([x, y])) }
    }
  }

  @Test func densityAgainstQuadrature() throws {
    let normal = try MultivariateNormal(
      mean: [1, -2], covariance: Matrix(rows: [[2, 0.9], [0.9, 1]]))
    #expect(relativeError(expectation(normal) { _ in 1 }, 1) < 1e-12)
    #expect(relativeError(expectation(normal) { $0[1] }, -2) < 1e-12)
    #expect(relativeError(expectation(normal) { ($0[0] - 1) * ($0[1] + 2) }, 0.9) < 1e-12)
    let entropy = expectation(normal) { -normal.logDensity($0) }
    #expect(relativeError(entropy, normal.entropy) < 1e-12)
  }

  @Test func aDiagonalNormalIsAProductOfNormals() {
    let factors = zip(diagonal.mean, diagonal.standardDeviations).map {
      Normal(mean: $0, standardDeviation: $1)
    }
    let x = [0.7, 1.5, -3]
    let product = zip(factors, x).reduce(0) { $0 + $1.0.logDensity($1.1) }
    #expect(relativeError(diagonal.logDensity(x), product) < 1e-15)
    #expect(relativeError(diagonal.entropy, factors.reduce(0) { $0 + $1.entropy }) < 1e-15)
    #expect(diagonal.variances == [0.25, 9, 2.25])
  }

  @Test func aDiagonalCovarianceGivesTheDiagonalNormal() throws {
    let normal = try MultivariateNormal(mean: diagonal.mean, covariance: diagonal.covariance)
    for x in [[0, 0, 0], [1, -2, 0], [3, 1, -1.5]] {
      #expect(relativeError(normal.logDensity(x), diagonal.logDensity(x)) < 1e-14)
    }
    #expect(relativeError(normal.entropy, diagonal.entropy) < 1e-14)
    var (one, other) = (RandomStream(seed: 1, name: "s"), RandomStream(seed: 1, name: "s"))
    #expect(normal.sample(using: &one) == diagonal.sample(using: &other))
  }

  @Test func standardNormal() {
    let normal = DiagonalNormal.standard(dimension: 3)
    #expect(normal.dimension == 3)
    let x = [1.0, 2, -1]
    #expect(
      relativeError(normal.logDensity(x), x.reduce(0) { $0 + Normal.standard.logDensity($1) })
        < 1e-15)
  }

  /// 20,000 draws. In the coordinates that the density says are independent standard normals they
  /// are (an error of 0.03 in a distribution function is found), and products of two of the
  /// original coordinates have the covariance as their mean (an error of a tenth is found).
  @Test func samplesFollowTheDensity() throws {
    let normal = try full()
    var random = RandomStream(seed: 1, name: "multivariate")
    let deviations = normal.samples(20_000, using: &random).map { draw in
      zip(draw, normal.mean).map { $0 - $1 }
    }
    let whitened = deviations.map(normal.cholesky.forwardSubstitution)
    for j in 0..<3 {
      let test = KolmogorovSmirnovTest(
        whitened.map { $0[j] }, cumulative: Normal.standard.cumulative)
      #expect(test.pValue > fiveSigma)
      for k in 0...j {
        let products = Estimate(deviations.map { $0[j] * $0[k] })
        #expect(products.zScore(against: covariance[j, k]).magnitude < 5)
      }
    }
    let squaredLengths = deviations.map(normal.cholesky.squaredMahalanobis)
    let distribution = ChiSquare(degreesOfFreedom: 3)
    let test = KolmogorovSmirnovTest(squaredLengths) { 1 - distribution.upperTail($0) }
    #expect(test.pValue > fiveSigma)
  }

  @Test func diagonalSamplesFollowTheDensity() {
    var random = RandomStream(seed: 1, name: "diagonal")
    let draws = diagonal.samples(20_000, using: &random)
    for j in 0..<3 {
      let marginal = Normal(
        mean: diagonal.mean[j], standardDeviation: diagonal.standardDeviations[j])
      let test = KolmogorovSmirnovTest(draws.map { $0[j] }, cumulative: marginal.cumulative)
      #expect(test.pValue > fiveSigma)
      for k in 0..<j {
        let products = draws.map { ($0[j] - diagonal.mean[j]) * ($0[k] - diagonal.mean[k]) }
        #expect(Estimate(products).zScore(against: 0).magnitude < 5)
      }
    }
  }

  @Test func aSingularCovarianceIsAnError() {
    #expect(throws: NotPositiveDefinite.self) {
      try MultivariateNormal(mean: [0, 0], covariance: Matrix(rows: [[1, 1], [1, 1]]))
    }
  }
}
