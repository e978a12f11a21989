import Elementary
import Models
import Numerics
import Probability
import Testing

@Suite struct GaussianMixtureInformationCriteriaTests {
  /// Counted by hand for three components in two dimensions: two weights, six means, and then.
  @Test(arguments: zip(GaussianMixture.CovarianceKind.allCases, [9, 6, 3, 3]))
  func parametersAreCounted(kind: GaussianMixture.CovarianceKind, covariances: Int) throws {
    #expect(try Examples.mixture(kind).parameterCount == 8 + covariances)
    #expect(kind.parameterCount(components: 3, dimension: 2) == covariances)
  }

  @Test func countsInSixteenDimensions() {
    #expect(
      GaussianMixture.CovarianceKind.full.parameterCount(components: 8, dimension: 16) == 1088)
    #expect(GaussianMixture.CovarianceKind.tied.parameterCount(components: 8, dimension: 16) == 136)
  }

  @Test func criteriaChargeForParameters() throws {
    let mixture = try GaussianMixture(weights: [1], means: [0], variances: [1])
    let data = Matrix(rows: [[-1], [0], [1], [2]])
    // Two parameters, four points; the log likelihood is -2 log 2π - 3.
    let minusTwice = 4 * Double.log(2 * .pi) + 6
    #expect(
      (mixture.bayesianInformationCriterion(on: data) - (2 * .log(4) + minusTwice)).magnitude
        < 1e-13)
    #expect((mixture.akaikeInformationCriterion(on: data) - (4 + minusTwice)).magnitude < 1e-13)
  }

  /// A point counts once, whatever its dimension.
  @Test func aPointIsARow() throws {
    let mixture = try Examples.mixture(.full)
    let data = Examples.points(50, from: mixture)
    let expected = 17 * Double.log(50) - 2 * mixture.logLikelihood(of: data)
    #expect((mixture.bayesianInformationCriterion(on: data) - expected).magnitude < 1e-10)
  }
}
