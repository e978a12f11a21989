import Elementary
import Numerics
import NumericsTestSupport
import Testing

@Suite struct LogSumExpTests {
  let infinity = Double.infinity

  @Test func smallSumsByHand() {
    #expect(relativeError(logSumExp([0, 0]), .log(2)) < 1e-15)
    #expect(relativeError(logSumExp([.log(1), .log(2), .log(3)]), .log(6)) < 1e-15)
    #expect(relativeError(logMeanExp([.log(1), .log(2), .log(3)]), .log(2)) < 1e-15)
  }

  @Test func noOverflowAndNoUnderflow() {
    #expect(relativeError(logSumExp([1000, 1000]), 1000 + .log(2)) < 1e-15)
    #expect(relativeError(logSumExp([-1000, -1000]), -1000 + .log(2)) < 1e-15)
    #expect(logSumExp([1e300, -1e300]) == 1e300)
    #expect(logMeanExp(Array(repeating: -2000, count: 8)) == -2000)
  }

  @Test func smallTermsKeepTheirDigits() {
    #expect(relativeError(logSumExp([0, -50]), .exp(-50)) < 1e-15)
    #expect(relativeError(logSumExp([-50, 0, -50]), 2 * .exp(-50)) < 1e-15)
  }

  @Test func singleAndEmpty() {
    #expect(logSumExp([]) == -infinity)
    #expect(logMeanExp([]).isNaN)
    for x in [0, -745, 1e300, -1e300, infinity, -infinity] {
      #expect(logSumExp([x]) == x)
      #expect(logMeanExp([x]) == x)
    }
  }

  @Test func infiniteTerms() {
    #expect(logSumExp([-infinity, -infinity]) == -infinity)
    #expect(logMeanExp([-infinity, -infinity]) == -infinity)
    #expect(logSumExp([-infinity, 3]) == 3)
    #expect(relativeError(logMeanExp([3, -infinity]), 3 - .log(2)) < 1e-15)
    #expect(logSumExp([infinity, 3, -infinity]) == infinity)
    #expect(logSumExp([infinity, infinity]) == infinity)
    #expect(logMeanExp([1, infinity]) == infinity)
  }

  @Test func notANumberStays() {
    for terms in [[.nan], [.nan, 1], [1, .nan], [infinity, .nan], [.nan, infinity, -infinity]] {
      #expect(logSumExp(terms).isNaN)
      #expect(logMeanExp(terms).isNaN)
    }
  }

  @Test func weights() {
    #expect(relativeError(logSumExp([0, .log(3)], weights: [0.5, 2]), .log(6.5)) < 1e-15)
    #expect(logSumExp([1, infinity, 800], weights: [1, 0, 0]) == 1)
    #expect(logSumExp([1, 2], weights: [0, 0]) == -infinity)
    #expect(logSumExp([1, .nan], weights: [1, 0]).isNaN)
  }
}
