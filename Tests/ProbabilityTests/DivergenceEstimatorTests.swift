import Elementary
import Numerics
import NumericsTestSupport
import Probability
import Testing

struct DivergenceEstimatorTests {
  private let q = Normal(mean: 0.4, standardDeviation: 1.2)
  private let p = Normal(mean: -0.3, standardDeviation: 0.9)
  private let wide = Quadrature.gaussLegendre(300, from: -16, to: 16)

  private func expectation(_ f: (Double) -> Double) -> Double {
    wide.integrate { .exp(q.logDensity($0)) * f($0) }
  }
  private func summand(_ estimator: DivergenceEstimator, _ x: Double) -> Double {
    estimator.summand(logRatio: p.logDensity(x) - q.logDensity(x))
  }

  @Test func twoAreUnbiasedAndOneIsNot() {
    let exact = klDivergence(from: q, to: p)
    let means = DivergenceEstimator.allCases.map { estimator in
      expectation { summand(estimator, $0) }
    }
    #expect((means[0] - exact).magnitude < 1e-12)
    #expect((means[1] - 0.5 * (logRatioVariance(from: q, to: p) + exact * exact)).magnitude < 1e-12)
    #expect((means[2] - exact).magnitude < 1e-12)
    #expect((means[1] - exact).magnitude > 0.1)
  }

  @Test func twoAreNeverNegativeAndOneIs() {
    let ratios = stride(from: -3.0, through: 3, by: 0.1)
    #expect(ratios.allSatisfy { DivergenceEstimator.squaredLogRatio.summand(logRatio: $0) >= 0 })
    #expect(ratios.allSatisfy { DivergenceEstimator.controlVariate.summand(logRatio: $0) >= 0 })
    #expect(DivergenceEstimator.logRatio.summand(logRatio: 1) == -1)
    #expect(DivergenceEstimator.controlVariate.summand(logRatio: 0) == 0)
  }

  @Test func theVariancesAreThoseOfOneDraw() {
    func variance(_ f: (Double) -> Double) -> Double {
      let mean = expectation(f)
      return expectation { (f($0) - mean) * (f($0) - mean) }
    }
    #expect(
      relativeError(logRatioVariance(from: q, to: p), variance { summand(.logRatio, $0) }) < 1e-12)
    #expect(
      relativeError(
        controlVariateVariance(from: q, to: p), variance { summand(.controlVariate, $0) }) < 1e-11)
    #expect(
      relativeError(
        chiSquareDivergence(from: p, to: q),
        variance { .exp(p.logDensity($0) - q.logDensity($0)) }) < 1e-12)
  }

  @Test func aNarrowDrawerHasInfiniteVariance() {
    let narrow = Normal(mean: 0, standardDeviation: 0.7)
    #expect(chiSquareDivergence(from: .standard, to: narrow) == .infinity)
    #expect(controlVariateVariance(from: narrow, to: .standard) == .infinity)
    let wideEnough = Normal(mean: 0, standardDeviation: 0.71)
    #expect(chiSquareDivergence(from: .standard, to: wideEnough).isFinite)
  }

  @Test func variancesOfEntriesAdd() {
    let first = Normal(mean: 0.7, standardDeviation: 0.4)
    let pair = DiagonalNormal(mean: [0.7, 0.4], standardDeviations: [0.4, 1.2])
    let sum = [first, q].reduce(0) { $0 + logRatioVariance(from: $1, to: .standard) }
    #expect(
      relativeError(logRatioVariance(from: pair, to: .standard(dimension: 2)), sum) < 1e-15)
  }

  /// 20,000 draws; an error of a hundredth of a nat is found.
  @Test func drawsAverageToTheDivergence() {
    var random = RandomStream(seed: 1, name: "divergence-estimator")
    for estimator in [DivergenceEstimator.logRatio, .controlVariate] {
      let estimate = klEstimate(estimator, samples: 20_000, from: q, to: p, using: &random)
      #expect(estimate.count == 20_000)
      #expect(estimate.zScore(against: klDivergence(from: q, to: p)).magnitude < 5)
    }
  }

  /// $e^r - 1 - r = r^2 / 2 + r^3 / 6 + \dots$
  @Test func theControlVariateKeepsItsDigitsNearZero() {
    let r = 0x1p-20
    let series = r * r / 2 + r * r * r / 6
    let summand = DivergenceEstimator.controlVariate.summand(logRatio: r)
    #expect(relativeError(summand, series) < 1e-9)
  }
}
