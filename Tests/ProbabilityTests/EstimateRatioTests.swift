import Probability
import Testing

struct EstimateRatioTests {
  @Test func theMeanIsTheRatioOfTheMeans() {
    let ratio = Estimate(ratioOf: [1, 2, 6], to: [2, 3, 4])
    #expect((ratio.mean - 1).magnitude < 1e-15)
  }

  /// A constant ratio has no error, and a common factor is no error either.
  @Test func whatVariesTogetherIsNoError() {
    let ratio = Estimate(ratioOf: [2, 4, 10], to: [1, 2, 5])
    #expect(ratio.mean == 2 && ratio.standardError == 0)
  }

  /// 2,000 ratios of the means of 50: their spread about the true ratio is what the standard errors
  /// say. An error of a tenth in them would be found.
  @Test func theStandardErrorIsTheSpread() {
    var random = RandomStream(seed: 1, name: "ratio")
    let squares = (0..<2_000).map { _ in
      let below = random.normals(50).map { 4 + $0 }
      let ratio = Estimate(ratioOf: zip(below, random.normals(50)).map { 2 * $0 + $1 }, to: below)
      let score = ratio.zScore(against: 2)
      return score * score
    }
    // The square of a t variable with 49 degrees of freedom has the mean 49/47.
    #expect(Estimate(squares).zScore(against: 49.0 / 47).magnitude < 5)
  }
}
