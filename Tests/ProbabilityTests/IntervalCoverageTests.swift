import Probability
import Testing

@Suite struct IntervalCoverageTests {
  /// Means 1, 3, 5 and 9, each with the standard error 1.
  private let estimates = [1.0, 3, 5, 9].map { Estimate([$0 - 1, $0 + 1]) }

  @Test func countsHitsAndMissesOnEitherSide() {
    let coverage = IntervalCoverage(of: estimates, truth: 4, reach: 2)
    #expect(coverage.hits.mean == 0.5)
    #expect(coverage.tooLow.mean == 0.25)
    #expect(coverage.tooHigh.mean == 0.25)
    #expect(coverage.lopsidedness.mean == 0)
    #expect(IntervalCoverage(of: estimates, truth: 9, reach: 2).lopsidedness.mean == 0.75)
  }

  @Test func aKnownStandardErrorReplacesTheReported() {
    let coverage = IntervalCoverage(of: estimates, truth: 4, reach: 2, standardError: 1.5)
    #expect(coverage.hits.mean == 0.75)
    #expect(coverage.tooHigh.mean == 0.25)
  }

  /// Student's distribution gives the exact coverage for normal draws.
  @Test func normalDrawsFollowStudent() {
    var random = RandomStream(seed: 1, name: "coverage")
    let estimates = (0..<10_000).map { _ in Estimate(repetitions: 5) { random.normal() } }
    let exact = 1 - 2 * StudentT(degreesOfFreedom: 4).upperTail(1.96)
    let hits = IntervalCoverage(of: estimates, truth: 0).hits
    #expect(hits.zScore(against: exact).magnitude < 5)
    #expect(hits.zScore(against: 0.95).magnitude > 10)
  }
}
