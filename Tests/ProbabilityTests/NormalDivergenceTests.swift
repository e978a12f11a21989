import Numerics
import NumericsTestSupport
import Probability
import Testing

struct NormalDivergenceTests {
  private let q = Normal(mean: 0.7, standardDeviation: 0.6)
  private let p = Normal(mean: -0.2, standardDeviation: 1.5)

  private func multivariate(_ mean: [Double], _ covariance: [[Double]]) throws
    -> MultivariateNormal
  {
    try MultivariateNormal(mean: mean, covariance: Matrix(rows: covariance))
  }

  @Test func onTheLineItIsTheExpectedLogarithm() {
    let integral = Quadrature.gaussHermite(20).integrate { node in
      let x = q.mean + q.standardDeviation * node
      return q.logDensity(x) - p.logDensity(x)
    }
    #expect((klDivergence(from: q, to: p) - integral).magnitude < 1e-13)
    #expect(klDivergence(from: q, to: q) == 0)
    #expect((klDivergence(from: q, to: p) - klDivergence(from: p, to: q)).magnitude > 0.1)
  }

  /// For $\sigma_q = (1 + \delta) \sigma_p$ it is $\delta^2 - \delta^3 / 3 + \dots$
  @Test func besideTheOtherItKeepsItsDigits() {
    let beside = Normal(mean: p.mean, standardDeviation: p.standardDeviation * (1 + 0x1p-20))
    let expected = 0x1p-40 - 0x1p-60 / 3
    #expect((klDivergence(from: beside, to: p) / expected - 1).magnitude < 1e-9)
  }

  @Test func inOneDimensionBothFormulasAgree() throws {
    let general = klDivergence(
      from: try multivariate([q.mean], [[q.variance]]),
      to: try multivariate([p.mean], [[p.variance]]))
    #expect((general - klDivergence(from: q, to: p)).magnitude < 1e-14)
  }

  @Test func inThePlaneItIsTheExpectedLogarithm() throws {
    let from = try multivariate([0.5, -0.3], [[0.9, 0.4], [0.4, 0.7]])
    let to = try multivariate([0.1, 0.2], [[1.4, -0.2], [-0.2, 0.8]])
    let integral = Quadrature.gaussHermite(8).integrate(dimension: 2) { noise in
      let x = zip(from.mean, from.cholesky.lower * noise).map { $0 + $1 }
      return from.logDensity(x) - to.logDensity(x)
    }
    #expect((klDivergence(from: from, to: to) - integral).magnitude < 1e-12)
    #expect(klDivergence(from: from, to: from).magnitude < 1e-15)
  }

  @Test func aSmallShiftKeepsItsDigits() {
    let shifted = Normal(mean: 1e-9, standardDeviation: 1)
    #expect(relativeError(klDivergence(from: shifted, to: .standard), 5e-19) < 1e-15)
  }
}

struct QuadratureProductTests {
  @Test func integratesProductsOfMomentsAndCountsItsCalls() {
    let rule = Quadrature.gaussHermite(5)
    var calls = 0
    let moment = rule.integrate(dimension: 3) { z in
      calls += 1
      return z[0] * z[0] * z[1] * z[1] * z[1] * z[1] * (1 + z[2])
    }
    #expect((moment - 3).magnitude < 1e-12)
    #expect(calls == 125)
  }
}

struct PatternSearchTests {
  @Test func itEndsOnASlopeWithoutATop() {
    let climb = patternSearchMaximum(from: [0], steps: [1]) { $0[0] }
    #expect(climb.point == [100_000])
  }

  @Test func climbsATiltedHill() {
    let result = patternSearchMaximum(from: [4, -3], steps: [1, 1]) { x in
      -(x[0] - 1) * (x[0] - 1) - 2 * (x[1] - 0.5) * (x[1] - 0.5) - (x[0] - 1) * (x[1] - 0.5)
    }
    #expect((result.point[0] - 1).magnitude < 1e-5)
    #expect((result.point[1] - 0.5).magnitude < 1e-5)
    #expect(result.value.magnitude < 1e-10)
  }

  @Test func staysOnATop() {
    let result = patternSearchMaximum(from: [0], steps: [0.3]) { -$0[0] * $0[0] }
    #expect(result.point == [0])
  }
}
