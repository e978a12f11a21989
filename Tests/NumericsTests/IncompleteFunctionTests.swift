import Elementary
import Numerics
import NumericsTestSupport
import Probability
import Testing

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
          return sum + .exp(logChoose + Double(j) * .log(p) + Double(n - j) * .logOnePlus(-p))
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

  @Test func nothingComesOfNoNumber() {
    #expect(regularizedUpperGamma(.nan, 1).isNaN && regularizedUpperGamma(1, .nan).isNaN)
    #expect(regularizedBeta(.nan, 1, 1).isNaN && regularizedBeta(0.5, .nan, 1).isNaN)
    #expect(regularizedBeta(0.5, 1, .nan).isNaN)
  }

  /// Far more terms than usual, and still enough of them.
  @Test func largeArguments() {
    for a in [1e6, 1e8] {
      for x in [a - 2 * a.squareRoot(), a, a + 2 * a.squareRoot()] {
        let normal = 1 - Normal.standard.cumulative((x - a) / a.squareRoot())
        #expect((regularizedUpperGamma(a, x) - normal).magnitude < 1 / a.squareRoot())
      }
      #expect((regularizedBeta(0.5, a, a) - 0.5).magnitude < 1e-6)
    }
  }

  /// One plus a number of this size is the number: a series that counts up from it never ends.
  @Test func argumentsThatAreTooLarge() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = ChiSquare(degreesOfFreedom: Int.max).upperTail(Double(Int.max) * (1 - 1e-9))
    }
    let message = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    #expect(message.contains("is too large; 100,000 terms are too few"), "\(message)")
  }
}
