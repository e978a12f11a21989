import Elementary
import Numerics
import NumericsTestSupport
import Probability
import Testing

@Suite struct QuadratureTests {
  /// E[X^k] for a standard normal X: zero for odd k, and (k − 1)(k − 3) ⋯ 1 for even k.
  func normalMoment(_ degree: Int) -> Double {
    degree % 2 == 1 ? 0 : stride(from: 1.0, to: Double(degree), by: 2).reduce(1, *)
  }

  func power(_ x: Double, _ degree: Int) -> Double {
    (0..<degree).reduce(1) { product, _ in product * x }
  }

  @Test(arguments: [1, 2, 3, 5, 10, 20, 50, 100])
  func gaussHermiteIsExactToItsDegree(n: Int) {
    let rule = Quadrature.gaussHermite(n)
    for degree in 0..<2 * n {
      let error = rule.integrate { power($0, degree) } - normalMoment(degree)
      let absoluteMoment = rule.integrate { power($0.magnitude, degree) }
      #expect(error.magnitude <= 1e-12 * absoluteMoment, "degree \(degree)")
    }
  }

  /// One degree above, the error is $-n!$, minus the squared norm of the n-th polynomial.
  @Test(arguments: 1...12)
  func gaussHermiteIsNoBetterThanItsDegree(n: Int) {
    let error =
      Quadrature.gaussHermite(n).integrate { power($0, 2 * n) } - normalMoment(2 * n)
    let factorial = (1...n).reduce(1) { $0 * Double($1) }
    #expect(relativeError(error, -factorial) < 1e-8)
  }

  @Test(arguments: [1, 2, 3, 5, 10, 20, 50, 100])
  func gaussLegendreIsExactToItsDegree(n: Int) {
    let symmetric = Quadrature.gaussLegendre(n, from: -1, to: 1)
    let shifted = Quadrature.gaussLegendre(n, from: 0, to: 2)
    for degree in 0..<2 * n {
      let exact = degree % 2 == 1 ? 0 : 2 / Double(degree + 1)
      #expect((symmetric.integrate { power($0, degree) } - exact).magnitude < 1e-14)
      let integral = shifted.integrate { power($0, degree) }
      #expect(relativeError(integral, power(2, degree + 1) / Double(degree + 1)) < 1e-12)
    }
  }

  /// One degree above, the error is that of the monic Legendre polynomial's squared norm.
  @Test(arguments: 1...10)
  func gaussLegendreIsNoBetterThanItsDegree(n: Int) {
    let rule = Quadrature.gaussLegendre(n, from: -1, to: 1)
    let error = rule.integrate { power($0, 2 * n) } - 2 / Double(2 * n + 1)
    let squaredNorm = (1...n).reduce(2.0) { norm, k in
      let k = Double(k)
      return norm * k * k / (4 * k * k - 1)
    }
    #expect(relativeError(error, -squaredNorm) < 1e-6)
  }

  /// Nodes and weights of the tables in Abramowitz and Stegun, 25.4 and 25.10, to 15 digits.
  @Test func tabulatedRules() {
    let legendre = Quadrature.gaussLegendre(5, from: -1, to: 1)
    #expect(relativeError(legendre.nodes[4], 0.906_179_845_938_664) < 1e-15)
    #expect(relativeError(legendre.weights[4], 0.236_926_885_056_189) < 3e-15)
    #expect(relativeError(legendre.weights[2], 0.568_888_888_888_889) < 3e-15)
    let hermite = Quadrature.gaussHermite(3)
    #expect(relativeError(hermite.nodes[2], (3.0).squareRoot()) < 1e-15)
    #expect(
      zip(hermite.weights, [1.0 / 6, 2.0 / 3, 1.0 / 6]).allSatisfy { relativeError($0, $1) < 1e-15 }
    )
  }

  @Test(arguments: [1, 2, 7, 64, 199, 350])
  func rulesAreSymmetricAndComplete(n: Int) {
    for rule in [Quadrature.gaussHermite(n), .gaussLegendre(n, from: -1, to: 1)] {
      #expect(rule.nodes.count == n && rule.weights.count == n)
      #expect(rule.nodes == rule.nodes.reversed().map { -$0 })
      #expect(zip(rule.nodes, rule.nodes.dropFirst()).allSatisfy { $0 < $1 })
      #expect(rule.weights.allSatisfy { $0 > 0 && $0.isFinite })
    }
    #expect((Quadrature.gaussHermite(n).weights.reduce(0, +) - 1).magnitude < 1e-13)
  }

  @Test func theTrapezoidalRuleIsExactForLinesAndFastForBumps() {
    let rule = Quadrature.trapezoid(5, from: -1, to: 3)
    #expect(rule.nodes == [-1, 0, 1, 2, 3])
    #expect(rule.weights == [0.5, 1, 1, 1, 0.5])
    #expect(rule.integrate { 2 * $0 + 1 } == 12)
    let bump = Quadrature.trapezoid(33, from: -8, to: 8).integrate {
      .exp(Normal.standard.logDensity($0))
    }
    #expect((bump - 1).magnitude < 1e-14)
  }

  @Test func smoothIntegrandsConvergeFast() {
    #expect(relativeError(Quadrature.gaussHermite(20).integrate { .exp($0) }, .exp(0.5)) < 1e-14)
    let rule = Quadrature.gaussLegendre(20, from: 1, to: 3)
    #expect(relativeError(rule.integrate { 1 / $0 }, .log(3)) < 1e-14)
    #expect(Quadrature.gaussLegendre(5, from: 2, to: 2).integrate { $0 } == 0)
  }

  /// Thirty-seven steps of 0.6 / 37 miss 0.7 by a rounding error.
  @Test func theTrapezoidalRuleEndsAtTheEnd() {
    let nodes = Quadrature.trapezoid(38, from: 0.1, to: 0.7).nodes
    #expect(nodes.first == 0.1 && nodes.last == 0.7)
  }
}
