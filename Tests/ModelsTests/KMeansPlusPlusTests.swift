import Models
import Numerics
import Probability
import Testing

@Suite struct KMeansPlusPlusTests {
  static let points = Matrix(rows: [[0, 0], [1, 0], [0, 2], [3, 0]])

  @Test func probabilitiesAreProportionalToTheSquaredDistance() {
    // Squared distances to (0, 0): 0, 1, 4, 9; then to the nearer of (0, 0) and (3, 0).
    expect([[0, 0]], toGive: [0, 1, 4, 9], outOf: 14)
    expect([[0, 0], [3, 0]], toGive: [0, 1, 4, 0], outOf: 5)
    expect([], toGive: [1, 1, 1, 1], outOf: 4)
  }

  private func expect(_ centres: [[Double]], toGive squares: [Double], outOf total: Double) {
    let probabilities = KMeans.seedingProbabilities(of: Self.points, given: centres)
    #expect(probabilities == squares.map { $0 / total })
  }

  /// The frequency of each ordered pair of seeds against its probability by enumeration, in 20,000
  /// draws: within five standard deviations.
  @Test func pairsAreDrawnAsOftenAsEnumerationSays() {
    var random = RandomStream(seed: 0, name: "pairs")
    var counts = Matrix(rows: 4, columns: 4, repeating: 0)
    let indices = (0..<4).map { Self.points.row($0) }
    for _ in 0..<20_000 {
      let seeds = KMeans.plusPlusCentres(
        of: Self.points, count: 2, using: &random)
      guard let first = indices.firstIndex(of: seeds[0]),
        let second = indices.firstIndex(of: seeds[1])
      else { continue }
      counts[first, second] += 1
    }
    #expect(counts.elements.reduce(0, +) == 20_000)
    for first in 0..<4 {
      let squares = indices.map { point in
        zip(point, indices[first]).map { ($0 - $1) * ($0 - $1) }.reduce(0, +)
      }
      for second in 0..<4 {
        let probability = 0.25 * squares[second] / squares.reduce(0, +)
        let deviation = (20_000 * probability * (1 - probability)).squareRoot()
        #expect((counts[first, second] - 20_000 * probability).magnitude <= 5 * deviation)
      }
    }
  }

  @Test func pointsThatAllAgreeStillYieldSeeds() {
    let data = Matrix(rows: [[1], [1], [1]])
    var random = RandomStream(seed: 0, name: "equal")
    #expect(KMeans.plusPlusCentres(of: data, count: 2, using: &random) == [[1], [1]])
    #expect(KMeans(data, from: [[1], [1]]).emptyClusters == [1])
  }

  /// A point upon a centre has no chance to become another.
  @Test func seedsAreDifferentPoints() {
    var random = RandomStream(seed: 0, name: "different")
    for _ in 0..<50 {
      let seeds = KMeans.plusPlusCentres(of: Self.points, count: 4, using: &random)
      #expect(Set(seeds).count == 4)
    }
  }

  /// On the second data every run ends at J = 1, with one of two orders of the clusters.
  @Test func theBestIsTheFirstOfTheLowestRuns() {
    let random = RandomStream(seed: 0, name: "best")
    for (data, clusters) in [
      (ScikitLearnReference.data, 5), (Matrix(rows: [[0], [1], [9], [10]]), 2),
    ] {
      let runs = (0..<8).map { restart in
        var stream = random.split(restart)
        return KMeans(
          data, from: KMeans.plusPlusCentres(of: data, count: clusters, using: &stream))
      }
      for restarts in 1...8 {
        let lowest = runs.prefix(restarts).map(\.sumOfSquares).min()
        let best = KMeans.best(on: data, clusters: clusters, restarts: restarts, using: random)
        #expect(best == runs.first { $0.sumOfSquares == lowest })
      }
      #expect(Set(runs.map(\.assignments)).count > 1)
    }
  }
}
