import Elementary
import Numerics
import Probability
import Testing

@testable import Models

@Suite struct ModelChoiceTests {
  private func fits(floor: Double? = nil, points: Int = 272) throws
    -> [ExpectationMaximization.Fit]
  {
    let data = Matrix(rows: (0..<points).map(ScikitLearnReference.data.row))
    return try (1...3).map { components in
      try ExpectationMaximization(maximumIterations: 200, covarianceFloor: floor).fit(
        data, components: components, covarianceKind: .full, restarts: 5,
        using: RandomStream(seed: 0, name: "choice").split(components))
    }
  }

  @Test func theBestSoundRunOfEachNumberStands() throws {
    let fits = try fits()
    let choice = ModelChoice(fits, points: 272)
    for (index, run) in choice.runs.enumerated() {
      let best = fits[index].runs.filter(\.isSound).map(\.logLikelihood).max()
      #expect(run?.logLikelihood == best)
      guard let run else { continue }
      let m = Double(run.mixture.parameterCount)
      #expect((choice.akaike[index] - (2 * m - 2 * run.logLikelihood)).magnitude < 1e-9)
      #expect(
        (choice.bayesian[index] - (m * .log(272) - 2 * run.logLikelihood)).magnitude < 1e-9)
      #expect(choice.reached[index] >= 1)
    }
    #expect(choice.byBIC == 2)
  }

  /// A floor that binds makes every run unsound; then nothing stands, and nothing but the first is
  /// left to name.
  @Test func numbersWithoutASoundRunAreNotChosen() throws {
    let fits = try fits(floor: 1e4)
    let choice = ModelChoice(fits, points: 272)
    #expect(choice.runs.allSatisfy { $0 == nil })
    #expect(choice.bayesian.allSatisfy { $0 == .infinity })
    #expect(choice.reached == [0, 0, 0])
    #expect(ModelChoice(fits, points: 272, amongSound: false).runs.allSatisfy { $0 != nil })
  }

  @Test func theRunnerUpIsTheSecondSmallest() {
    #expect(ModelChoice.runnerUp([5, 1, 9, 3]) == (4, 2))
    #expect(ModelChoice.runnerUp([1, 1]) == (2, 0))
    #expect(ModelChoice.runnerUp([2, .infinity]) == (2, .infinity))
  }

  /// With 2, 5 and 8 parameters and 100 points: deviances 200, 192 and 189, AIC 204, 202 and 205,
  /// BIC 209.2, 215.0 and 225.8.
  @Test func eachCriterionHasItsOwnChoice() throws {
    func run(_ components: Int, _ logLikelihood: Double, sound: Bool = true) throws
      -> ExpectationMaximization.Run
    {
      let mixture = try GaussianMixture(
        weights: Array(repeating: 1 / Double(components), count: components),
        means: Array(repeating: 0, count: components),
        variances: Array(repeating: 1, count: components))
      return ExpectationMaximization.Run(
        path: [mixture], iterationsOfPath: [0], logLikelihoods: [logLikelihood],
        hasConverged: sound, notices: [], degeneracies: [])
    }
    let fits = [
      ExpectationMaximization.Fit(runs: [try run(1, -100)], bestIndex: 0),
      .init(
        runs: [
          try run(2, -96), try run(2, -96.005), try run(2, -96.5), try run(2, -96, sound: false),
        ], bestIndex: 0),
      .init(runs: [try run(3, -90, sound: false), try run(3, -94.5)], bestIndex: 0),
    ]
    let choice = ModelChoice(fits, points: 100)
    #expect(choice.deviances == [200, 192, 189])
    #expect(choice.akaike == [204, 202, 205])
    #expect((choice.byBIC, choice.byAIC, choice.byLikelihood) == (1, 2, 3))
    #expect(choice.reached == [1, 2, 1])
    let any = ModelChoice(fits, points: 100, amongSound: false)
    #expect(any.deviances == [200, 192, 180])
    #expect(any.reached == [1, 3, 1])
  }
}
