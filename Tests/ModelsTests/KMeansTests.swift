import Models
import Numerics
import Probability
import Testing
import Threads

@Suite struct KMeansTests {
  static let faithful = ScikitLearnReference.data

  @Test func theSumOfSquaresNeverRisesAndTheEndIsAFixedPoint() {
    for start in 0..<30 {
      var random = RandomStream(seed: 0, name: "kmeans").split(start)
      let seeds = KMeans.plusPlusCentres(of: Self.faithful, count: 4, using: &random)
      let run = KMeans(Self.faithful, from: seeds)
      #expect(run.hasConverged)
      #expect(
        zip(run.sumsOfSquares, run.sumsOfSquares.dropFirst()).allSatisfy { $0 * (1 + 1e-14) >= $1 })
      #expect(KMeans.assignment(of: Self.faithful, to: run.centres).indices == run.assignments)
      let again = KMeans.centres(
        of: Self.faithful, assigned: run.assignments, keeping: run.centres)
      #expect(again == run.centres)
    }
  }

  @Test func theHalfStepsAreWhatTheirDefinitionsSay() {
    let centres = [[2.0, 55.0], [4.0, 80.0], [3.0, 70.0]]
    let assignment = KMeans.assignment(of: Self.faithful, to: centres)
    var total = 0.0
    for i in 0..<Self.faithful.rows {
      let point = Self.faithful.row(i)
      let distances = centres.map { centre in
        zip(point, centre).map { ($0 - $1) * ($0 - $1) }.reduce(0, +)
      }
      let least = distances.min() ?? .nan
      #expect(assignment.indices[i] == distances.firstIndex(of: least))
      total += least
    }
    #expect(Examples.relativeDifference(assignment.sumOfSquares, total) < 1e-14)
    let moved = KMeans.centres(
      of: Self.faithful, assigned: assignment.indices, keeping: centres)
    for k in centres.indices {
      let members = (0..<Self.faithful.rows).filter { assignment.indices[$0] == k }
      for j in 0..<2 {
        let mean = members.map { Self.faithful[$0, j] }.reduce(0, +) / Double(members.count)
        #expect((moved[k][j] - mean).magnitude < 1e-12)
      }
    }
    let sum = KMeans.sumOfSquares(
      of: Self.faithful, assigned: assignment.indices, to: centres)
    #expect(Examples.relativeDifference(sum, total) < 1e-14)
  }

  @Test func atEqualDistanceTheLowestIndexWins() {
    let data = Matrix(rows: [[0], [2], [-2]])
    #expect(KMeans.assignment(of: data, to: [[1], [-1], [3]]).indices == [0, 0, 1])
    #expect(KMeans.assignment(of: data, to: [[-1], [1], [-1]]).indices == [0, 1, 0])
  }

  @Test func anEmptyClusterStaysWhereItIs() {
    let data = Matrix(rows: [[0], [1], [10], [11]])
    let run = KMeans(data, from: [[0], [10], [1000]])
    #expect(run.centres == [[0.5], [10.5], [1000]])
    #expect(run.emptyClusters == [2])
    #expect(run.hasConverged)
    #expect(run.sumOfSquares == 1)
  }

  @Test func theHistoryHasAnEntryForEachHalfStep() {
    let data = Matrix(rows: [[0], [1], [10], [11]])
    let run = KMeans(data, from: [[0], [1]])
    // {0} {1 10 11}: 0 + 0 + 81 + 100, then centres 0 and 22/3, then {0 1} {10 11}.
    #expect(run.sumsOfSquares[0] == 181)
    #expect(run.sumsOfSquares.count == 5)
    #expect(run.sumsOfSquares.suffix(2) == [1, 1])
    #expect(run.assignments == [0, 0, 1, 1])
  }

  @Test func theNumberOfWorkersChangesNoBit() throws {
    let data = Examples.points(5_000, from: try Examples.mixture(.full))
    let random = RandomStream(seed: 0, name: "workers")
    let runs = [1, 2].map { count in
      Workers(count: count).run {
        KMeans.best(on: data, clusters: 3, restarts: 2, using: random)
      }
    }
    #expect(runs[0] == runs[1])
  }

  /// Soft EM with one shared variance, held fixed, as it shrinks.
  @Test func responsibilitiesBecomeAssignmentsAsTheVarianceShrinks() throws {
    let centres = [[2.0, 55.0], [4.0, 80.0], [3.0, 70.0]]
    let soft = try GaussianMixture(
      weights: [0.6, 0.3, 0.1], means: centres,
      covariances: Array(repeating: 1e-3 * .identity(2), count: 3), covarianceKind: .spherical)
    let responsibilities = soft.responsibilities(of: Self.faithful)
    let hard = KMeans.assignment(of: Self.faithful, to: centres).indices
    for (i, k) in hard.enumerated() { #expect(responsibilities[i, k] > 1 - 1e-12) }
  }

  /// Equally spaced points, along which the boundary creeps, and J falls by ever less.
  @Test func aSlowRunGoesOnToItsFixedPoint() {
    let data = Matrix(rows: (0..<1000).map { [Double($0)] })
    let run = KMeans(data, from: [[0], [1]])
    #expect(run.hasConverged)
    #expect(
      KMeans.centres(of: data, assigned: run.assignments, keeping: run.centres) == run.centres)
    let stopped = KMeans(data, from: [[0], [1]], maximumIterations: 2)
    #expect(stopped.sumsOfSquares == Array(run.sumsOfSquares.prefix(5)))
    #expect(!stopped.hasConverged)
  }
}
