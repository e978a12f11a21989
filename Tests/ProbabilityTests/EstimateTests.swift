import NumericsTestSupport
import Probability
import Testing

@Suite struct EstimateTests {
  @Test func smallSampleByHand() {
    let estimate = Estimate([2, 4, 4, 4, 5, 5, 7, 9])
    #expect(estimate.count == 8)
    #expect(estimate.mean == 5)
    #expect(relativeError(estimate.variance, 32.0 / 7) < 1e-15)
    #expect(relativeError(estimate.standardDeviation, (32.0 / 7).squareRoot()) < 1e-15)
    #expect(relativeError(estimate.standardError, (32.0 / 56).squareRoot()) < 1e-15)
    #expect(relativeError(estimate.zScore(against: 4), 1 / (32.0 / 56).squareRoot()) < 1e-15)
    #expect(estimate.zScore(against: 6) == -estimate.zScore(against: 4))
  }

  @Test func fewerThanTwoRepetitionsHaveNoError() {
    #expect(Estimate().count == 0 && Estimate().mean.isNaN && Estimate().variance.isNaN)
    let one = Estimate([3])
    #expect(one.mean == 3)
    #expect(one.variance.isNaN && one.standardError.isNaN && one.zScore(against: 3).isNaN)
  }

  @Test func equalRepetitions() {
    let estimate = Estimate([2, 2, 2])
    #expect(estimate.standardError == 0)
    #expect(estimate.zScore(against: 2) == 0)
    #expect(estimate.zScore(against: 1) == .infinity)
    #expect(estimate.zScore(against: 3) == -.infinity)
  }

  /// The textbook formula, the mean square minus the squared mean, has no digit right here.
  @Test func aLargeMeanCostsNoDigits() {
    let estimate = Estimate((0..<1000).map { 1e9 + Double($0 % 2) })
    #expect(relativeError(estimate.variance, 250.0 / 999) < 1e-7)
    #expect(estimate.mean == 1e9 + 0.5)
  }

  @Test(arguments: [0, 1, 2, 57, 99, 100])
  func mergedHalvesAreTheWhole(cut: Int) {
    var random = RandomStream(seed: 1, name: "estimate")
    let values = random.normals(100).map { 100 + 3 * $0 }
    let whole = Estimate(values)
    let merged = Estimate(Array(values[..<cut])).merged(with: Estimate(Array(values[cut...])))
    #expect(merged.count == 100)
    #expect(relativeError(merged.mean, whole.mean) < 1e-15)
    #expect(relativeError(merged.variance, whole.variance) < 1e-13)
  }

  @Test func scaledAndShiftedAsTheRepetitions() {
    let values = [1.0, 2, 4, 8]
    let scaled = Estimate(values).scaled(by: -3)
    #expect(scaled.mean == Estimate(values.map { -3 * $0 }).mean)
    #expect(relativeError(scaled.variance, Estimate(values.map { -3 * $0 }).variance) < 1e-15)
    let shifted = Estimate(values).shifted(by: 10)
    #expect(shifted.mean == Estimate(values.map { $0 + 10 }).mean)
    #expect(shifted.variance == Estimate(values).variance)
  }

  @Test func repetitionsAreDrawnInOrder() {
    var next = 0.0
    let estimate = Estimate(repetitions: 4) {
      next += 1
      return next
    }
    #expect(estimate == Estimate([1, 2, 3, 4]))
  }

  @Test func notANumberStays() {
    #expect(Estimate([1, .nan, 2]).mean.isNaN)
    #expect(Estimate([1, .infinity, 2]).zScore(against: 1).isNaN)
  }
}
