import Probability
import Testing

@Suite struct SampleQuantileTests {
  @Test func quantilesInterpolate() {
    let values = [3.0, 1, 4, 2]
    #expect(sampleQuantile(values, 0) == 1)
    #expect(sampleQuantile(values, 1) == 4)
    #expect(sampleQuantile(values, 0.5) == 2.5)
    #expect(sampleQuantile(values, 0.25) == 1.75)
    #expect(sampleQuantile([7], 0.3) == 7)
    #expect(sampleQuantile([1, .infinity], 0) == 1)
  }

  /// However far the tails of a sample reach.
  @Test func halfOfASampleLiesBetweenItsQuartiles() {
    var random = RandomStream(seed: 1, name: "quartiles")
    let cauchy = (0..<2_000).map { _ in random.normal() / random.normal() }
    let (lower, upper) = (sampleQuantile(cauchy, 0.25), sampleQuantile(cauchy, 0.75))
    #expect(cauchy.count { lower <= $0 && $0 <= upper } == 1_000)
  }
}
