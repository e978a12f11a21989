import Elementary
import Numerics
import NumericsTestSupport
import Probability
import Testing

@Suite struct ChiSquareTests {
  @Test func tabulatedQuantiles() {
    let one = ChiSquare(degreesOfFreedom: 1)
    let ten = ChiSquare(degreesOfFreedom: 10)
    #expect(relativeError(one.quantile(upperTail: 0.05), 3.841_458_820_694_124) < 1e-13)
    #expect(relativeError(ten.quantile(upperTail: 0.05), 18.307_038_053_275_146) < 1e-13)
    #expect(ten.quantile(upperTail: 1) < 1e-2)
  }

  /// With two degrees of freedom the distribution is exponential.
  @Test(arguments: [0.1, 1, 5, 50, 700])
  func twoDegreesOfFreedom(x: Double) {
    let exponential = Double.exp(-x / 2)
    #expect(relativeError(ChiSquare(degreesOfFreedom: 2).upperTail(x), exponential) < 1e-12)
  }

  /// For an even number of degrees of freedom k the upper tail at x is the probability of fewer than
  /// k / 2 events when x / 2 are expected, a sum of Poisson terms.
  @Test(arguments: [(4, 2.0), (4, 9.5), (16, 8), (16, 27), (64, 90)])
  func evenDegreesOfFreedomAreSumsOfPoissonTerms(degreesOfFreedom: Int, x: Double) {
    func poissonSum(_ count: Int) -> Double {
      var (sum, term) = (0.0, Double.exp(-x / 2))
      for j in 0..<count {
        sum += term
        term *= x / 2 / Double(j + 1)
      }
      return sum
    }
    let tail = ChiSquare(degreesOfFreedom: degreesOfFreedom).upperTail(x)
    #expect((tail - poissonSum(degreesOfFreedom / 2)).magnitude < 1e-12)
    #expect((tail - poissonSum(degreesOfFreedom / 2 + 1)).magnitude > 1e-3)
  }

  @Test func sumsOfSquaresFollowIt() {
    var random = RandomStream(seed: 1, name: "chi-square")
    let distribution = ChiSquare(degreesOfFreedom: 4)
    let sums = (0..<5000).map { _ in random.normals(4).reduce(0) { $0 + $1 * $1 } }
    #expect(KolmogorovSmirnovTest(sums) { 1 - distribution.upperTail($0) }.pValue > fiveSigma)
    #expect(Estimate(sums).zScore(against: distribution.mean).magnitude < 5)
  }

  /// E log x is the integral of log x against the density, here over t = log x.
  @Test(arguments: [1, 2, 5, 8])
  func meanLogarithmIsAnIntegral(degreesOfFreedom: Int) {
    let distribution = ChiSquare(degreesOfFreedom: degreesOfFreedom)
    let half = distribution.mean / 2
    let integral = Quadrature.gaussLegendre(400, from: -70, to: 6).integrate { t in
      t * .exp(half * (t - .log(2)) - 0.5 * .exp(t) - .logGamma(half))
    }
    #expect((distribution.meanLogarithm - integral).magnitude < 1e-9)
  }

  @Test func pearsonByHand() {
    let test = ChiSquareTest(counts: [44, 56], probabilities: [0.5, 0.5])
    #expect(relativeError(test.statistic, 1.44) < 1e-14)
    #expect(test.degreesOfFreedom == 1)
    // Two-sided probability of 1.2 standard deviations.
    #expect(relativeError(test.pValue, 0.230_139_340_443_4) < 1e-11)
    #expect(ChiSquareTest(counts: [5, 10, 5], probabilities: [0.25, 0.5, 0.25]).pValue == 1)
  }
}
