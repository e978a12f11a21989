import Elementary
import Models
import Numerics
import Probability
import Testing

@Suite struct GaussianMixtureTests {
  @Test func aCovarianceThatIsNotPositiveDefiniteIsRefusedByIndex() throws {
    let error = #expect(throws: NotPositiveDefinite.self) {
      try GaussianMixture(
        weights: [0.5, 0.5], means: [[0, 0], [0, 0]],
        covariances: [.identity(2), Matrix(rows: [[1, 2], [2, 1]])], covarianceKind: .full)
    }
    #expect(error?.index == 1)
    #expect(
      error.map(String.init(describing:))
        == "matrix 1 is not positive definite: pivot 1 is -3.0")
  }

  @Test func aMixtureOnTheLineHasTheStatedVariances() throws {
    let mixture = try GaussianMixture(weights: [0.9, 0.1], means: [0, 4], variances: [1, 0.25])
    let density: Double =
      0.9 * .exp(Normal(mean: 0, standardDeviation: 1).logDensity(1.5))
      + 0.1 * .exp(Normal(mean: 4, standardDeviation: 0.5).logDensity(1.5))
    #expect(Examples.relativeDifference(mixture.logDensity([1.5]), .log(density)) < 1e-14)
  }

  /// Weights that rounding has moved off one are a prior all the same.
  @Test func thePriorIsDividedByTheSumOfTheWeights() throws {
    let mixture = try GaussianMixture(
      weights: [0.25, 0.75 + 5e-7], means: [0, 4], variances: [1, 1])
    let prior = mixture.prior.probabilities
    #expect(Examples.relativeDifference(prior[0], 0.25 / (1 + 5e-7)) < 1e-15)
    #expect(Examples.relativeDifference(prior[0] + prior[1], 1) < 1e-15)
  }
}
