import Elementary
import Numerics
import Probability
import Testing
import Variational

struct SoftStepTests {
  private let laws = [
    Normal(mean: 0.8, standardDeviation: 0.6), Normal(mean: -2, standardDeviation: 0.1),
    Normal(mean: 0, standardDeviation: 3),
  ]
  /// A rule that is fine on every scale of these tests.
  private let line = Quadrature.trapezoid(40_001, from: -40, to: 40)

  private func average(_ q: Normal, _ f: (Double) -> Double) -> Double {
    line.integrate { .exp(q.logDensity($0)) * f($0) }
  }

  @Test(arguments: [5, 1, 0.3, 0.02]) func itsSlopeIsItsDerivative(_ width: Double) {
    let step = SoftStep(width: width)
    for z in [-3.0, -0.1, 0, 0.05, 2] {
      let h = 1e-4 * width
      let difference = (step.value(z + h) - step.value(z - h)) / (2 * h)
      #expect((step.slope(z) - difference).magnitude < 1e-7 / width)
    }
  }

  @Test(arguments: [5, 1, 0.3, 0.02]) func theGradientIsTheAverageSlope(_ width: Double) {
    let step = SoftStep(width: width)
    for q in laws {
      let gradient = step.expectationGradient(under: q)
      #expect((gradient[0] - average(q, step.slope)).magnitude < 1e-10)
      let inDeviation = average(q) { step.slope($0) * q.noise(of: $0) }
      #expect((gradient[1] - inDeviation).magnitude < 1e-10)
      let second = average(q) { step.slope($0) * step.slope($0) }
      #expect((step.secondMoment(under: q) - second).magnitude < 1e-10 * max(1, second))
    }
  }

  /// P(z > 0) = Φ(μ/σ).
  @Test func theStepsGradientIsThatOfAProbability() {
    for q in laws {
      let h = 1e-4
      let gradient = SoftStep(width: 0).expectationGradient(under: q)
      for (j, offset) in [[h, 0], [0, h]].enumerated() {
        let (above, below) = (
          q.with(parameters: [q.mean + offset[0], q.standardDeviation + offset[1]]),
          q.with(parameters: [q.mean - offset[0], q.standardDeviation - offset[1]])
        )
        let difference = (below.cumulative(0) - above.cumulative(0)) / (2 * h)
        #expect((gradient[j] - difference).magnitude < 1e-6)
      }
    }
  }

  @Test func narrowStepsApproachTheStep() {
    let q = laws[0]
    let limit = SoftStep(width: 0).expectationGradient(under: q)
    let narrow = SoftStep(width: 1e-6)
    for (a, b) in zip(narrow.expectationGradient(under: q), limit) {
      #expect((a - b).magnitude < 1e-9)
    }
    let moment = narrow.secondMoment(under: q) * 6e-6 / .exp(q.logDensity(0))
    #expect((moment - 1).magnitude < 1e-9)
    #expect(SoftStep(width: 0).value(1e-300) == 1 && SoftStep(width: 0).value(0) == 0)
    #expect(SoftStep(width: 0).slope(0) == 0)
  }

  /// The estimator itself: at each width its mean is the gradient, at zero width nothing.
  @Test func theTrickSeesNoStep() {
    let noises = (0..<1_000).map { Double($0) / 500 - 1 }
    let none = laws[0].pathwiseGradients(slope: SoftStep(width: 0).slope, at: noises)
    #expect(none.rows.allSatisfy { $0 == [0, 0] })
    for width in [2, 0.4] {
      let step = SoftStep(width: width)
      let mean = laws[0].pathwiseMean(slope: step.slope)
      for (a, b) in zip(mean, step.expectationGradient(under: laws[0])) {
        #expect((a - b).magnitude < 1e-6)
      }
    }
  }
}
