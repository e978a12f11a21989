import Models
import Numerics
import Probability
import Testing

@Suite struct GaussianMixtureEvidenceLowerBoundTests {
  @Test(arguments: GaussianMixture.CovarianceKind.allCases)
  func theBoundAndTheDivergenceAddUpToTheLogLikelihood(
    kind: GaussianMixture.CovarianceKind
  ) throws {
    let mixture = try Examples.mixture(kind)
    let data = Examples.points(120, from: mixture)
    let arbitrary = Examples.responsibilities(120, 3)
    let gap = mixture.divergenceToPosterior(of: data, from: arbitrary)
    let bound = mixture.evidenceLowerBound(of: data, under: arbitrary)
    #expect(gap > 1)
    #expect((bound + gap - mixture.logLikelihood(of: data)).magnitude < 1e-10)
  }

  @Test func theBoundIsTightAfterTheExpectationAndTheLikelihoodRisesByMoreThanTheBound() throws {
    var mixture = try Examples.mixture(.full)
    let data = Examples.points(200, from: mixture, seed: 3)
    for _ in 0..<5 {
      let expectation = mixture.expectation(of: data)
      let posterior = expectation.responsibilities
      #expect(
        (mixture.evidenceLowerBound(of: data, under: posterior) - expectation.logLikelihood)
          .magnitude < 1e-10)
      #expect(mixture.divergenceToPosterior(of: data, from: posterior).magnitude < 1e-12)
      let next = try mixture.maximization(of: data, under: posterior).mixture
      let rise =
        next.expectedCompleteLogLikelihood(of: data, under: posterior)
        - mixture.expectedCompleteLogLikelihood(of: data, under: posterior)
      let gap = next.divergenceToPosterior(of: data, from: posterior)
      #expect(rise >= 0)
      #expect(gap > 0)
      let likelihoodRise = next.logLikelihood(of: data) - expectation.logLikelihood
      #expect((likelihoodRise - (rise + gap)).magnitude < 1e-9)
      mixture = next
    }
  }

  @Test func theBoundIsReconstructionLessRegularizer() throws {
    let mixture = try Examples.mixture(.full)
    let data = Examples.points(80, from: mixture)
    let arbitrary = Examples.responsibilities(80, 3)
    let split =
      mixture.expectedConditionalLogLikelihood(of: data, under: arbitrary)
      - mixture.divergenceToPrior(from: arbitrary)
    #expect(
      (split - mixture.evidenceLowerBound(of: data, under: arbitrary)).magnitude < 1e-10)
  }

  @Test func entropyOfEvenAndOfCertainRows() {
    let even = Matrix(rows: 10, columns: 4, repeating: 0.25)
    #expect(
      Examples.relativeDifference(GaussianMixture.entropy(of: even), 13.862943611198906) < 1e-14)
    let certain = Matrix(rows: [[1, 0], [0, 1]])
    #expect(GaussianMixture.entropy(of: certain) == 0)
  }

  @Test func aZeroResponsibilityCountsForNothingEvenAgainstAZeroDensity() throws {
    let mixture = try GaussianMixture(weights: [1, 0], means: [0, 1], variances: [1, 1])
    let data = Matrix(rows: [[0.3], [0.4]])
    let certain = Matrix(rows: [[1, 0], [1, 0]])
    #expect(
      mixture.evidenceLowerBound(of: data, under: certain) == mixture.logLikelihood(of: data))
    let far = try GaussianMixture(weights: [0.5, 0.5], means: [0, 1e200], variances: [1, 1])
    let reconstruction = far.expectedConditionalLogLikelihood(of: data, under: certain)
    #expect(reconstruction == far.logDensity([0.3], of: 0) + far.logDensity([0.4], of: 0))
  }

  /// Of all responsibilities the posterior gives the highest bound.
  @Test func noOtherResponsibilitiesGiveAHigherBound() throws {
    let mixture = try Examples.mixture(.full)
    let data = Examples.points(60, from: mixture)
    let highest = mixture.evidenceLowerBound(
      of: data, under: mixture.responsibilities(of: data))
    for seed in 0..<100 {
      let other = Examples.responsibilities(60, 3, seed: UInt64(seed))
      let share = Double(seed) / 100
      let mixed = share * mixture.responsibilities(of: data) + (1 - share) * other
      #expect(mixture.evidenceLowerBound(of: data, under: mixed) <= highest)
    }
  }
}
