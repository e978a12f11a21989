import NumericsTestSupport
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

  /// Without skewness and kurtosis the shortfall is that of Student's distribution.
  @Test func shortfallOfNormalDraws() {
    let exact = 0.95 - (1 - 2 * StudentT(degreesOfFreedom: 999).upperTail(1.959_964))
    let shortfall = IntervalCoverage.shortfall(
      squaredSkewness: 0, excessKurtosis: 0, reach: 1.959_964)
    #expect((1_000 * exact - shortfall).magnitude < 2e-3)
  }

  /// Squares of normal numbers have $\kappa_3^2 = 8$ and $\kappa_4 = 12$. With 100,000 intervals of 256
  /// draws, 0.0007 of coverage is one standard error; leaving out the skewness is 10 of them.
  @Test func shortfallOfSquares() {
    var random = RandomStream(seed: 2, name: "shortfall")
    let estimates = (0..<100_000).map { _ in
      Estimate(random.normals(256).map { $0 * $0 })
    }
    let hits = IntervalCoverage(of: estimates, truth: 1).hits
    func predicted(_ squaredSkewness: Double) -> Double {
      0.95 - IntervalCoverage.shortfall(squaredSkewness: squaredSkewness, excessKurtosis: 12) / 256
    }
    #expect(hits.zScore(against: predicted(8)).magnitude < 5)
    #expect(hits.zScore(against: predicted(0)).magnitude > 8)
  }

  /// At u = 2 the polynomials are 5/4, 21 / 18 and 1 / 12.
  @Test func shortfallTermByTerm() {
    let factor = 4 * 0.053_990_966_513_188_06
    for (skewness, kurtosis, sum) in [(0.0, 0.0, 1.25), (18, 0, 22.25), (0, 12, 0.25)] {
      let shortfall = IntervalCoverage.shortfall(
        squaredSkewness: skewness, excessKurtosis: kurtosis, reach: 2)
      #expect(relativeError(shortfall, factor * sum) < 1e-14)
    }
  }
}
