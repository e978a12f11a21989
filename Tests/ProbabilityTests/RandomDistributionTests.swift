import Numerics
import Probability
import Testing

struct RandomDistributionTests {
  @Test func randomProbabilitiesAreUniformOnTheSimplex() {
    var random = RandomStream(seed: 1, name: "simplex")
    let first = (0..<20_000).map { _ in
      Categorical.random(count: 3, using: &random).probabilities[0]
    }
    // Each probability has the distribution function 1 − (1 − p)², the largest has not.
    let statistic = KolmogorovSmirnovTest(first) { 1 - (1 - $0) * (1 - $0) }.statistic
    #expect(statistic * 20_000.0.squareRoot() < 2.7)
    #expect(KolmogorovSmirnovTest(first) { $0 }.statistic > 0.1)
  }

  @Test func randomNormalsDifferAndAreProper() throws {
    var random = RandomStream(seed: 1, name: "normals")
    let (first, second) = (
      try MultivariateNormal.random(dimension: 3, using: &random),
      try MultivariateNormal.random(dimension: 3, using: &random)
    )
    #expect(first != second)
    #expect(first.dimension == 3 && first.covariance.rows == 3)
  }

  @Test func aGridAroundANormalDistributionHasItsMoments() {
    let law = Normal(mean: -3, standardDeviation: 0.05)
    let density = GridDensity.around(law)
    #expect((density.mass - 1).magnitude < 1e-12)
    #expect((density.mean + 3).magnitude < 1e-12)
    #expect((density.variance - 0.0025).magnitude < 1e-14)
    #expect((density.entropy - law.entropy).magnitude < 1e-11)
  }

  /// $0.3\, R R^\top$ alone has eigenvalues near zero.
  @Test func noEigenvalueOfARandomCovarianceIsBelowATenth() throws {
    var random = RandomStream(seed: 1, name: "covariances")
    let smallest = try (0..<50).map { _ in
      SymmetricEigen(try MultivariateNormal.random(dimension: 3, using: &random).covariance)
        .values[2]
    }
    #expect(smallest.allSatisfy { $0 >= 0.1 - 1e-12 })
    #expect(smallest.contains { $0 < 0.11 })
  }
}
