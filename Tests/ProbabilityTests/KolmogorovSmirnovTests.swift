import NumericsTestSupport
import Testing

@testable import Probability

@Suite struct KolmogorovSmirnovTests {
  @Test func statisticByHand() {
    #expect(KolmogorovSmirnovTest([0.5]) { $0 }.statistic == 0.5)
    #expect(relativeError(KolmogorovSmirnovTest([0.9, 0.2]) { $0 }.statistic, 0.4) < 1e-15)
    #expect(KolmogorovSmirnovTest([0.75, 0.25]) { $0 }.statistic == 0.25)
    #expect(KolmogorovSmirnovTest([0, 0, 0]) { $0 }.statistic == 1)
  }

  /// The quantiles that every table of Kolmogorov's distribution gives.
  @Test func tabulatedTail() {
    #expect((kolmogorovUpperTail(0.827_574) - 0.5).magnitude < 1e-6)
    #expect((kolmogorovUpperTail(1.358_099) - 0.05).magnitude < 1e-6)
    #expect((kolmogorovUpperTail(1.627_624) - 0.01).magnitude < 1e-6)
    #expect(kolmogorovUpperTail(0) == 1 && kolmogorovUpperTail(0.1) == 1)
  }

  @Test func bothSeriesAgreeWhereTheyMeet() {
    let below = kolmogorovUpperTail(1.0.nextDown)
    #expect(relativeError(below, kolmogorovUpperTail(1)) < 1e-14)
  }

  /// Under a right model the p value is uniform: 2,000 of them, at n = 20, are. The asymptotic
  /// formula's error of about one percent stays below what so few can see.
  @Test func pValuesAreUniform() {
    let parent = RandomStream(seed: 1, name: "kolmogorov")
    let pValues = (0..<2000).map { repetition in
      var random = parent.split(repetition)
      return KolmogorovSmirnovTest((0..<20).map { _ in random.uniform() }) { $0 }.pValue
    }
    #expect(KolmogorovSmirnovTest(pValues) { $0 }.pValue > fiveSigma)
  }

  @Test func aWrongModelIsFound() {
    var random = RandomStream(seed: 1, name: "kolmogorov/wrong")
    let draws = random.normals(20_000)
    let shifted = Normal(mean: 0.08, standardDeviation: 1)
    #expect(KolmogorovSmirnovTest(draws, cumulative: shifted.cumulative).pValue < fiveSigma)
  }

  /// The sample's distribution function jumps at every observation: the distance is taken on both sides
  /// of each jump. The first sample is farthest from uniform after its last jump, its mirror image
  /// before its first; one side alone would give 1/6 for one of them.
  @Test func bothSidesOfAJumpCount() {
    for sample in [[0.1, 0.5, 0.6], [0.4, 0.5, 0.9]] {
      #expect((KolmogorovSmirnovTest(sample) { $0 }.statistic - 0.4).magnitude < 1e-12)
    }
  }
}
