import NumericsTestSupport
import Probability
import Testing

@Suite struct LinearFitTests {
  let x = [1.0, 2, 3, 4, 5]

  @Test func pointsOnALine() {
    let fit = LinearFit(x: x, y: x.map { 3 - 2 * $0 })
    #expect((fit.slope + 2).magnitude < 1e-15)
    #expect((fit.intercept - 3).magnitude < 1e-15)
    #expect(fit.slopeStandardError < 1e-15)
  }

  /// Slope 0.8, residuals 0.2, −0.6, 0.6, −0.2 … by hand.
  @Test func scatteredPointsByHand() {
    let fit = LinearFit(x: x, y: [2, 1, 4, 3, 5])
    #expect(relativeError(fit.slope, 0.8) < 1e-15)
    #expect(relativeError(fit.intercept, 0.6) < 1e-14)
    // The squared residuals add up to 3.6, so the variance is 1.2, over a spread of 10.
    #expect(relativeError(fit.slopeStandardError, 0.12.squareRoot()) < 1e-14)
  }

  @Test func equalErrorsGiveTheSameLine() {
    let y = [2.0, 1, 4, 3, 5]
    let plain = LinearFit(x: x, y: y)
    let weighted = LinearFit(x: x, y: y, standardErrors: [0.5, 0.5, 0.5, 0.5, 0.5])
    #expect(relativeError(weighted.slope, plain.slope) < 1e-15)
    #expect(relativeError(weighted.intercept, plain.intercept) < 1e-14)
    #expect(relativeError(weighted.slopeStandardError, (0.25 / 10).squareRoot()) < 1e-15)
  }

  /// A point with half the error counts like four points.
  @Test func anErrorIsWorthItsSquareInPoints() {
    let weighted = LinearFit(x: [0, 1, 3], y: [0, 2, 3], standardErrors: [1, 0.5, 1])
    let repeated = LinearFit(
      x: [0, 1, 1, 1, 1, 3], y: [0, 2, 2, 2, 2, 3], standardErrors: [1, 1, 1, 1, 1, 1])
    #expect(relativeError(weighted.slope, repeated.slope) < 1e-15)
    #expect(relativeError(weighted.intercept, repeated.intercept) < 1e-14)
    #expect(relativeError(weighted.slopeStandardError, repeated.slopeStandardError) < 1e-15)
  }

  /// Over 2,000 noisy lines the slopes scatter as the standard errors say: both are right within
  /// five standard deviations of their own.
  @Test func standardErrorsAreHonest() {
    let parent = RandomStream(seed: 1, name: "linear-fit")
    var (known, guessed, slopes) = (Estimate(), Estimate(), Estimate())
    for repetition in 0..<2000 {
      var random = parent.split(repetition)
      let y = x.map { 1 + 2 * $0 + 0.3 * random.normal() }
      let weighted = LinearFit(x: x, y: y, standardErrors: x.map { _ in 0.3 })
      let plain = LinearFit(x: x, y: y)
      let z = (weighted.slope - 2) / weighted.slopeStandardError
      known.add(z * z)
      slopes.add(plain.slope)
      guessed.add(plain.slopeStandardError * plain.slopeStandardError)
    }
    #expect(slopes.zScore(against: 2).magnitude < 5)
    #expect(known.zScore(against: 1).magnitude < 5)
    #expect(guessed.zScore(against: 0.09 / 10).magnitude < 5)
  }

  @Test func twoPointsSayNothingAboutTheError() {
    let fit = LinearFit(x: [0, 2], y: [1, 5])
    #expect(fit.slope == 2 && fit.intercept == 1)
    #expect(fit.slopeStandardError.isNaN)
    // Rounding may leave a residual where there is none.
    var random = RandomStream(seed: 1, name: "linear-fit/pairs")
    for _ in 0..<100 {
      let pair = LinearFit(x: random.normals(2), y: random.normals(2))
      #expect(pair.slopeStandardError.isNaN)
    }
  }
}
