import Elementary
import Models
import Numerics
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
    let points = try #require(run.degeneracies.first).points
    #expect((points - 2).magnitude < 1e-9)
    #expect(!run.isSound)
    #expect(
      run.degeneracies.map(\.description) == [
        "component 2 has 2.0 points and a covariance at the floor"
      ])
  }

  @Test func aComponentWithoutPointsIsNamed() throws {
    let grid = Matrix(rows: (0..<9).map { data.row($0) })
    let run = try ExpectationMaximization().run(from: try initial([1e6, 1e6]), on: grid)
    #expect(run.degeneracies.map(\.component) == [1])
    #expect(run.degeneracies.map(\.isHeldByFloor) == [false])
    #expect(try #require(run.degeneracies.first).points < 1e-9)
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

  /// Two points upon each other at the rim of the others: a run that gives them a component of their
  /// own ends highest, held by the floor alone.
  @Test func degenerateRunsDoNotCompete() throws {
    let points = Examples.points(60, from: try Examples.mixture(.full))
    let pair = [[5.0, 5], [5, 5]]
    let fit = try ExpectationMaximization().fit(
      Matrix(rows: (0..<60).map(points.row) + pair), components: 2, covarianceKind: .full,
      restarts: 30, using: RandomStream(seed: 0, name: "sound"))
    let sound = fit.runs.filter { $0.hasConverged && $0.degeneracies.isEmpty }
    #expect(!fit.best.isSound && !sound.isEmpty)
    #expect(fit.bestSound?.logLikelihood == sound.map(\.logLikelihood).max())
    #expect(fit.ends.first { $0.runs.contains(fit.best) }?.isDegenerate == true)
    #expect(fit.ends.first { $0.runs.contains(sound[0]) }?.isDegenerate == false)
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

  /// A weight of a thousandth, that grows to a half.
  @Test func whatCountsIsWhereTheClimbEnds() throws {
    let spots = stride(from: -1.5, through: 1.5, by: 0.3)
    let points = Matrix(rows: spots.flatMap { [[$0], [10 + $0]] })
    let initial = try GaussianMixture(
      weights: [0.999, 0.001], means: [0, 10], variances: [100, 1])
    let first = try ExpectationMaximization(maximumIterations: 1).run(from: initial, on: points)
    #expect(first.degeneracies.map(\.component) == [1])
    let run = try ExpectationMaximization().run(from: initial, on: points)
    #expect(run.isSound)
    #expect((run.mixture.weights[1] - 0.5).magnitude < 1e-6)
  }

  /// Two points are just enough for a mean and a variance on the line.
  @Test func asManyPointsAsItTakesAreEnough() throws {
    let run = try ExpectationMaximization().run(
      from: try GaussianMixture(weights: [0.5, 0.5], means: [0, 100], variances: [1, 1]),
      on: Matrix(rows: [[0], [1], [100], [101]]))
    #expect(run.mixture.weights == [0.5, 0.5])
    #expect(run.isSound)
  }
}
