import NumericsTestSupport
import Probability
import Testing

@Suite struct StudentTTests {
  /// One degree of freedom is Cauchy's distribution, two have a closed form as well.
  @Test(arguments: [0, 0.3, 1, 1.96, 12])
  func closedForms(t: Double) {
    let two = 0.5 - t / (2 * (2 + t * t).squareRoot())
    #expect(relativeError(StudentT(degreesOfFreedom: 2).upperTail(t), two) < 1e-12)
    #expect(relativeError(StudentT(degreesOfFreedom: 2).upperTail(-t), 1 - two) < 1e-12)
  }

  @Test func aQuarterOfCauchyDrawsExceedsOne() {
    #expect(relativeError(StudentT(degreesOfFreedom: 1).upperTail(1), 0.25) < 1e-13)
  }

  /// The tables' values that one in forty exceeds, to the four digits that they print.
  @Test func tabulatedQuantiles() {
    #expect((StudentT(degreesOfFreedom: 3).upperTail(3.1824) - 0.025).magnitude < 1e-5)
    #expect((StudentT(degreesOfFreedom: 15).upperTail(2.1314) - 0.025).magnitude < 1e-5)
  }

  @Test func manyDegreesOfFreedomAreNormal() {
    let normal = 1 - Normal.standard.cumulative(1.5)
    #expect((StudentT(degreesOfFreedom: 100_000).upperTail(1.5) - normal).magnitude < 1e-5)
  }

  @Test func noNumberHasNoTail() {
    #expect(StudentT(degreesOfFreedom: 4).upperTail(.nan).isNaN)
    #expect(StudentT(degreesOfFreedom: 4).upperTail(.infinity) == 0)
    #expect(StudentT(degreesOfFreedom: 4).upperTail(-.infinity) == 1)
  }
}
