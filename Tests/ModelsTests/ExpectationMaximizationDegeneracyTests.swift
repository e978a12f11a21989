import Kernels
import Models
import Probability
import Testing

@Suite struct ExpectationMaximizationDegeneracyTests {
  /// Nine points on a grid and two far away, upon each other.
  private let data = Matrix(
    rows: (0..<9).map { [Double($0 / 3), Double($0 % 3)] } + [[50, 50], [50, 50]])

  private func initial(_ far: [Double]) throws -> GaussianMixture {
    try GaussianMixture(
      weights: [0.8, 0.2], means: [[1, 1], far],
      covariances: [.identity(2), .identity(2)], covarianceKind: .full)
  }

  @Test func aComponentAtTheFloorIsNamed() throws {
    let run = try ExpectationMaximization().run(from: try initial([49, 50]), on: data)
    #expect(run.hasConverged)
    #expect(run.degeneracies.map(\.component) == [1])
    #expect(run.degeneracies.map(\.isHeldByFloor) == [true])
    #expect((run.degeneracies[0].points - 2).magnitude < 1e-9)
    #expect(!run.isSound)
    #expect(
      run.degeneracies[0].description == "component 2 has 2.0 points and a covariance at the floor")
  }

  @Test func aComponentWithoutPointsIsNamed() throws {
    let grid = Matrix(rows: (0..<9).map { data.row($0) })
    let run = try ExpectationMaximization().run(from: try initial([1e6, 1e6]), on: grid)
    #expect(run.degeneracies.map(\.component) == [1])
    #expect(run.degeneracies.map(\.isHeldByFloor) == [false])
    #expect(run.degeneracies[0].points < 1e-9)
  }

  @Test func aSoundRunHasConvergedAndNoDegenerateComponent() throws {
    let mixture = try Examples.mixture(.full)
    let points = Examples.points(400, from: mixture)
    let patient = try ExpectationMaximization().run(from: mixture, on: points)
    #expect(patient.isSound && patient.degeneracies.isEmpty)
    let hasty = try ExpectationMaximization(tolerance: 0, maximumIterations: 3)
      .run(from: mixture, on: points)
    #expect(!hasty.isSound && hasty.degeneracies.isEmpty)
  }

  @Test func degenerateAndUnfinishedRunsDoNotCompete() throws {
    let fit = try ExpectationMaximization(tolerance: 1e-6).fit(
      ExpectationMaximizationTests.faithful, components: 14, covarianceKind: .full, restarts: 12,
      using: RandomStream(seed: 0, name: "sound"))
    let sound = fit.runs.filter { $0.hasConverged && $0.degeneracies.isEmpty }
    #expect(!sound.isEmpty && sound.count < fit.runs.count)
    #expect(fit.bestSound?.logLikelihood == sound.map(\.logLikelihood).max())
  }

  @Test func aCovarianceNeedsPoints() {
    typealias Kind = GaussianMixture.CovarianceKind
    #expect(Kind.allCases.map { $0.fewestPoints(dimension: 4) } == [5, 2, 2, 1])
  }

  /// One point, one component, three dimensions, counted by hand.
  @Test func operationsOfAnIteration() {
    func count(_ n: Int, _ k: Int, _ kind: GaussianMixture.CovarianceKind) -> Double {
      ExpectationMaximization.operationsPerIteration(
        points: n, components: k, dimension: 3, covarianceKind: kind)
    }
    // Mean 3, solve 9, squares 6, responsibility 25; weights 1, means 6, scatter 9 + 9.
    #expect(count(1, 1, .full) == 68)
    #expect(count(1, 1, .diagonal) == 3 + 3 + 6 + 25 + 1 + 6 + 12)
    #expect(count(200, 5, .tied) == 1000 * count(1, 1, .full))
  }
}
