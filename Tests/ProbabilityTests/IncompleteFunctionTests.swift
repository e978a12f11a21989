import Kernels
import Testing

@testable import Probability

/// The special functions behind the statistics, each against finite sums that it equals.
@Suite struct IncompleteFunctionTests {
  /// For a whole number a, Q(a, x) is the probability of fewer than a events under a Poisson
  /// distribution with mean x.
  @Test(arguments: [1, 2, 5, 20, 100])
  func upperGammaIsAPoissonSum(a: Int) {
    for x in [1e-5, 0.3, 0.9 * Double(a), Double(a), Double(a + 1), 2 * Double(a), 250] {
      var (term, sum) = (Double.exp(-x), 0.0)
      for k in 0..<a {
        sum += term
        term *= x / Double(k + 1)
      }
      #expect(relativeError(regularizedUpperGamma(Double(a), x), sum) < 1e-12, "x = \(x)")
    }
  }

  /// Q(1/2, x) = erfc(√x).
  @Test(arguments: [1e-10, 0.1, 1.4, 1.6, 10, 300])
  func upperGammaOfOneHalf(x: Double) {
    let reference = Double.erfc(x.squareRoot())
    #expect(relativeError(regularizedUpperGamma(0.5, x), reference) < 1e-13)
  }

  @Test func upperGammaAtItsEnds() {
    #expect(regularizedUpperGamma(3, 0) == 1)
    #expect(regularizedUpperGamma(3, .infinity) == 0)
    #expect(regularizedUpperGamma(5, 1e5) == 0)
    #expect((regularizedUpperGamma(1e5, 1e5) - 0.5).magnitude < 0.001)
  }

  /// I_p(k, n − k + 1) is the probability of at least k successes in n trials.
  @Test(arguments: [1, 3, 10, 60])
  func betaIsABinomialSum(n: Int) {
    for p in [1e-6, 0.1, 0.5, 0.77, 0.999] {
      for k in 1...n {
        let sum = (k...n).reduce(0) { sum, j in
          let logChoose =
            Double.logGamma(Double(n + 1)) - .logGamma(Double(j + 1)) - .logGamma(Double(n - j + 1))
          return sum + .exp(logChoose + Double(j) * .log(p) + Double(n - j) * .log(onePlus: -p))
        }
        let beta = regularizedBeta(p, Double(k), Double(n - k + 1))
        #expect((beta - sum).magnitude < 1e-13 + 1e-11 * min(beta, sum))
      }
    }
  }

  @Test func betaAtItsEnds() {
    #expect(regularizedBeta(0, 2, 3) == 0)
    #expect(regularizedBeta(1, 2, 3) == 1)
    #expect(relativeError(regularizedBeta(0.3, 1, 1), 0.3) < 1e-15)
    #expect(relativeError(regularizedBeta(1e-20, 1, 5), 5e-20) < 1e-13)
  }

  @Test func bisectionEndsAtTheLastBit() {
    let root = bisect(0, 2) { $0 * $0 < 2 }
    #expect((root - 2.0.squareRoot()).magnitude <= root.ulp)
  }
}
