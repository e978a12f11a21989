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
}
