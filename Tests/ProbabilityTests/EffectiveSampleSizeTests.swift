import Elementary
import NumericsTestSupport
import Probability
import Testing

@Suite struct EffectiveSampleSizeTests {
  @Test func effectiveSampleSizes() {
    #expect(relativeError(effectiveSampleSize(logWeights: [-900, -900, -900]), 3) < 1e-14)
    #expect(effectiveSampleSize(logWeights: [0, -1000, -1000]) == 1)
    // Weights 1, 2, 3: 36 / 14.
    let logWeights = [1.0, 2, 3].map { 500 + .log($0) }
    #expect(relativeError(effectiveSampleSize(logWeights: logWeights), 36.0 / 14) < 1e-12)
    let largeWeights = [1.0, 2, 3].map { 1_000 + .log($0) }
    #expect(relativeError(effectiveSampleSize(logWeights: largeWeights), 36.0 / 14) < 1e-12)
    #expect(effectiveSampleSize(logWeights: []) == 0)
    #expect(effectiveSampleSize(logWeights: [-.infinity]) == 0)
    #expect(effectiveSampleSize(logWeights: [0, .nan]).isNaN)
  }

  @Test func sharesOfTheLargestWeight() {
    let logWeights = [1.0, 2, 3].map { 1_000 + .log($0) }
    #expect(relativeError(largestWeightShare(logWeights: logWeights), 0.5) < 1e-12)
    #expect(largestWeightShare(logWeights: [0, -.infinity]) == 1)
    #expect(largestWeightShare(logWeights: [-.infinity]).isNaN)
    #expect(largestWeightShare(logWeights: []).isNaN)
  }
}
