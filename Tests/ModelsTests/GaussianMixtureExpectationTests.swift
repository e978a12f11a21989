import Elementary
import Models
import Numerics
import Probability
import Testing
import Threads

@Suite struct GaussianMixtureExpectationTests {
  /// Bayes' rule with plain densities: prior times likelihood, over the sum.
  @Test(arguments: GaussianMixture.CovarianceKind.allCases)
  func responsibilitiesAreBayesRule(kind: GaussianMixture.CovarianceKind) throws {
    let mixture = try Examples.mixture(kind)
    let data = Examples.points(50, from: mixture)
    let expectation = mixture.expectation(of: data)
    for i in 0..<data.rows {
      let joint = try (0..<3).map { k in
        let component = try MultivariateNormal(
          mean: mixture.means[k], covariance: mixture.covariances[k])
        return mixture.weights[k] * .exp(component.logDensity(data.row(i)))
      }
      let evidence = joint.reduce(0, +)
      #expect((expectation.logDensities[i] - .log(evidence)).magnitude < 1e-13)
      for k in 0..<3 {
        #expect((expectation.responsibilities[i, k] - joint[k] / evidence).magnitude < 1e-14)
      }
    }
  }

  @Test func manyPointsAtOnceAgreeWithOnePointAtATime() throws {
    let mixture = try Examples.mixture(.full)
    let data = Examples.points(333, from: mixture)
    let expectation = mixture.expectation(of: data)
    for i in 0..<data.rows {
      let single = mixture.logDensity(data.row(i))
      #expect((expectation.logDensities[i] - single).magnitude < 1e-13)
    }
    #expect(mixture.posterior(data.row(7)) == expectation.responsibilities.row(7))
    let sum = expectation.logDensities.reduce(0, +)
    #expect(Examples.relativeDifference(mixture.logLikelihood(of: data), sum) < 1e-14)
  }

  @Test func farAwayPointsStillHaveAPosterior() throws {
    let mixture = try GaussianMixture(weights: [0.5, 0.5], means: [-1, 1], variances: [1, 1])
    let data = Matrix(rows: [[1e3], [-1e3], [1e6], [1e100]])
    let expectation = mixture.expectation(of: data)
    #expect(expectation.logDensities.allSatisfy { $0.isFinite })
    #expect(expectation.responsibilities.row(0) == [0, 1])
    #expect(expectation.responsibilities.row(1) == [1, 0])
    #expect(expectation.responsibilities.elements.allSatisfy { $0 >= 0 && $0 <= 1 })
    for i in 0..<data.rows { #expect(expectation.responsibilities.row(i).reduce(0, +) == 1) }
  }

  @Test func betweenEqualComponentsThePosteriorIsEvenAndLogistic() throws {
    let mixture = try GaussianMixture(weights: [0.5, 0.5], means: [1, 5], variances: [2, 2])
    #expect(mixture.posterior([3]) == [0.5, 0.5])
    for x in stride(from: -4.0, through: 10, by: 0.5) {
      // The log odds rise by Δμ / σ² = 2 for each unit of x.
      let logistic = 1 / (1 + .exp(-2 * (x - 3)))
      #expect((mixture.posterior([x])[1] - logistic).magnitude < 1e-15)
    }
  }

  @Test func aComponentOfWeightZeroIsResponsibleForNothing() throws {
    let mixture = try GaussianMixture(weights: [1, 0], means: [0, 3], variances: [1, 1])
    let expectation = mixture.expectation(of: Matrix(rows: [[3], [-40]]))
    #expect(expectation.responsibilities == Matrix(rows: [[1, 0], [1, 0]]))
    #expect(expectation.logDensities.allSatisfy { $0.isFinite })
  }

  @Test(arguments: GaussianMixture.CovarianceKind.allCases)
  func theNumberOfWorkersChangesNoBit(kind: GaussianMixture.CovarianceKind) throws {
    let mixture = try Examples.mixture(kind)
    let data = Examples.points(5_000, from: mixture)
    let results = try [1, 2].map { count in
      try Workers(count: count).run {
        let expectation = mixture.expectation(of: data)
        let step = try mixture.maximization(of: data, under: expectation.responsibilities)
        return (expectation, step)
      }
    }
    #expect(results[0] == results[1])
  }

  /// Far out on the left it is not the nearest component that wins, the first, but the widest.
  @Test func farOutTheWidestComponentWins() throws {
    let mixture = try GaussianMixture(
      weights: [0.5, 0.3, 0.2], means: [-2, 0.5, 3], variances: [0.6, 0.3, 1.2])
    #expect(mixture.posterior([-1_000]) == [0, 0, 1])
    let excess =
      mixture.logDensity([-1_000]) - .log(0.2) - mixture.logDensity([-1_000], of: 2)
    #expect(excess.magnitude < 1e-9)
    #expect(Double.exp(mixture.logDensity([-1_000])) == 0)
  }

  /// A diagonal covariance takes a shorter way to the same responsibilities.
  @Test func aDiagonalCovarianceGivesTheSameAsAFullOne() throws {
    let full = try GaussianMixture(
      weights: [0.4, 0.6], means: [[3, 65], [4, 75]],
      covariances: [Matrix(diagonal: [1, 150]), Matrix(diagonal: [1.5, 200])],
      covarianceKind: .full)
    let diagonal = try GaussianMixture(
      weights: full.weights, means: full.means, covariances: full.covariances,
      covarianceKind: .diagonal)
    let data = ScikitLearnReference.data
    let difference = Examples.difference(
      full.responsibilities(of: data), diagonal.responsibilities(of: data))
    #expect(difference < 1e-12)
  }
}
