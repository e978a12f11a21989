import Models
import Numerics
import Probability
import Testing

@Suite struct ClassificationEMTests {
  static let data = ScikitLearnReference.data
  static let centres = [[2.0, 55.0], [4.0, 80.0], [3.0, 70.0]]

  private func spherical(weights: [Double], variance: Double) throws -> GaussianMixture {
    try GaussianMixture(
      weights: weights, means: Self.centres,
      covariances: Array(repeating: variance * .identity(2), count: 3), covarianceKind: .spherical)
  }

  @Test(arguments: [0.01, 1, 100, 1e4])
  func withEqualWeightsAndAFixedVarianceItIsKMeans(variance: Double) throws {
    let start = try spherical(weights: [1.0 / 3, 1.0 / 3, 1.0 / 3], variance: variance)
    let run = try ClassificationEM(Self.data, from: start)
    let kMeans = KMeans(Self.data, from: Self.centres)
    #expect(run.assignments == kMeans.assignments)
    #expect(run.hasConverged)
    for (mean, centre) in zip(run.mixture.means, kMeans.centres) {
      #expect(zip(mean, centre).allSatisfy { ($0 - $1).magnitude < 1e-9 })
    }
  }

  @Test(
    arguments: [
      [], .weights, .covariances, [.weights, .covariances],
    ] as [ClassificationEM.Parameters])
  func theClassificationLikelihoodNeverFalls(parameters: ClassificationEM.Parameters) throws {
    let start = try spherical(weights: [0.6, 0.3, 0.1], variance: 20)
    let run = try ClassificationEM(
      Self.data, from: start, estimating: parameters, covarianceFloor: 1e-3)
    let steps = zip(run.logLikelihoods, run.logLikelihoods.dropFirst())
    #expect(steps.allSatisfy { $1 >= $0 - 1e-9 })
    #expect(run.hasConverged)
  }

  /// At the end the parameters are the M-step's under the labels, and only those asked for moved.
  @Test func onlyWhatIsEstimatedMoves() throws {
    let start = try spherical(weights: [0.6, 0.3, 0.1], variance: 20)
    let run = try ClassificationEM(Self.data, from: start, estimating: .weights)
    #expect(run.mixture.covariances == start.covariances)
    let counts = (0..<3).map { k in Double(run.assignments.count { $0 == k }) }
    for (weight, count) in zip(run.mixture.weights, counts) {
      #expect((weight - count / Double(Self.data.rows)).magnitude < 1e-12)
    }
    #expect(try ClassificationEM(Self.data, from: start).mixture.weights == start.weights)
  }

  /// The last labels are those that the parameters were estimated from.
  @Test func theEndIsAFixedPoint() throws {
    let start = try spherical(weights: [0.6, 0.3, 0.1], variance: 20)
    let run = try ClassificationEM(
      Self.data, from: start, estimating: [.weights, .covariances], covarianceFloor: 1e-3)
    let labels = ClassificationEM.oneHot(run.assignments, components: 3)
    let step = try start.maximization(of: Self.data, under: labels, covarianceFloor: 1e-3)
    #expect(run.hasConverged)
    #expect(run.mixture == step.mixture)
  }

  @Test func aClimbEndsAfterItsIterations() throws {
    let start = try spherical(weights: [0.6, 0.3, 0.1], variance: 20)
    let run = try ClassificationEM(Self.data, from: start, maximumIterations: 1)
    #expect(run.logLikelihoods.count == 2 && !run.hasConverged)
  }

  @Test func aCollapsingCovarianceIsHeldByTheFloor() throws {
    let data = Matrix(rows: [[0], [1], [2], [50], [50]])
    let start = try GaussianMixture(weights: [0.5, 0.5], means: [1, 50], variances: [1, 1])
    let run = try ClassificationEM(
      data, from: start, estimating: .covariances, covarianceFloor: 0.25)
    #expect(run.mixture.covariances[1] == Matrix(rows: [[0.25]]))
  }

  @Test func ofEquallyProbableComponentsTheFirstWins() throws {
    let twins = try GaussianMixture.identicalComponents(2, fittedTo: Self.data)
    #expect(twins.mostProbableComponents(of: Self.data).allSatisfy { $0 == 0 })
  }
}
