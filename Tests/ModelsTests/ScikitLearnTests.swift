import Models
import Numerics
import Probability
import Testing

@Suite struct ScikitLearnTests {
  /// Every log likelihood of twenty iterations from the same parameters, to 1e-9 and better.
  @Test(arguments: ScikitLearnReference.all)
  func everyIterationAgrees(reference: ScikitLearnReference) throws {
    let variances = ScikitLearnReference.variances
    let covariance =
      reference.kind == .spherical
      ? Matrix(diagonal: variances.map { _ in (variances[0] + variances[1]) / 2 })
      : Matrix(diagonal: variances)
    let components = reference.means.count
    let initial = try GaussianMixture(
      weights: Array(repeating: 1 / Double(components), count: components),
      means: reference.means,
      covariances: Array(repeating: covariance, count: components),
      covarianceKind: reference.kind)
    let settings = ExpectationMaximization(
      tolerance: 0, maximumIterations: reference.logLikelihoods.count - 1, covarianceFloor: 0)
    let run = try settings.run(from: initial, on: ScikitLearnReference.data)
    let worst =
      zip(run.logLikelihoods, reference.logLikelihoods)
      .map(Examples.relativeDifference).max() ?? .nan
    #expect(worst < 1e-12)
    #expect(run.iterations == 20 || run.hasConverged)
  }
}
