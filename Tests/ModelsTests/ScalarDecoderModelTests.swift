import Elementary
import Models
import Numerics
import Probability
import Testing

struct ScalarDecoderModelTests {
  private let nodes = Quadrature.gaussHermite(40)
  private let linear = ScalarDecoderModel(noiseStandardDeviation: 0.6) { 1.3 * $0 }
  private let bent = ScalarDecoderModel(noiseStandardDeviation: 0.5) { .tanh($0) }

  @Test func aLinearDecoderHasTheClosedForms() {
    let variance = 1.3 * 1.3 + 0.36
    for x in [-2.0, 0, 0.7] {
      let exact = Normal(mean: 0, standardDeviation: variance.squareRoot()).logDensity(x)
      #expect((linear.logEvidence(of: x) - exact).magnitude < 1e-12)
      let moments = linear.posterior(of: x)
      #expect((moments.mean - 1.3 * x / variance).magnitude < 1e-12)
      #expect((moments.variance - 0.36 / variance).magnitude < 1e-12)
    }
  }

  @Test func theBestNormalOfALinearDecoderIsThePosterior() {
    let best = linear.bestNormal(for: 0.7, nodes: nodes, precision: 1e-9)
    let moments = linear.posterior(of: 0.7)
    #expect((best.q.mean - moments.mean).magnitude < 1e-6)
    #expect((best.q.variance - moments.variance).magnitude < 1e-6)
    #expect((best.bound - linear.logEvidence(of: 0.7)).magnitude < 1e-10)
  }

  @Test func theEvidenceOfABentDecoderIsADensity() {
    let line = Quadrature.gaussLegendre(200, from: -6, to: 6)
    #expect((line.integrate { .exp(bent.logEvidence(of: $0)) } - 1).magnitude < 1e-12)
  }

  @Test func boundAndGapMakeTheEvidence() {
    let q = Normal(mean: 0.4, standardDeviation: 0.7)
    for x in [-1.0, 0.2, 0.9] {
      let bound = bent.evidenceLowerBound(of: x, under: q, nodes: .gaussHermite(120))
      let onGrid = GridDensity(on: bent.grid, logDensity: { q.logDensity($0) })
      #expect((bent.evidenceLowerBound(of: x, under: onGrid) - bound).magnitude < 1e-9)
      let gap = bent.divergenceToPosterior(of: x, from: onGrid)
      #expect(gap > 0)
      #expect((bound + gap - bent.logEvidence(of: x)).magnitude < 1e-9)
      let atPosterior = bent.divergenceToPosterior(of: x, from: bent.posterior(of: x))
      #expect(atPosterior.magnitude < 1e-12)
    }
  }

  @Test func drawsHaveTheMarginalsMoments() {
    var random = RandomStream(seed: 1, name: "draws")
    let draws = Estimate(repetitions: 20_000) {
      let x = linear.sample(using: &random)
      return x * x
    }
    #expect(draws.zScore(against: 1.3 * 1.3 + 0.36).magnitude < 5)
    let given = Estimate(repetitions: 20_000) { linear.likelihood(given: 2).sample(using: &random) }
    #expect(given.zScore(against: 2.6).magnitude < 5)
    #expect((given.variance - 0.36).magnitude < 0.03)
  }

  @Test(arguments: [0.2, -0.2])
  func aSearchFromSeveralPlacesFindsTheHigherPeak(slope: Double) {
    let model = ScalarDecoderModel(noiseStandardDeviation: 0.3) { $0 * $0 + slope * $0 }
    let both = model.bestNormal(for: 1, nodes: nodes)
    let left = model.bestNormal(for: 1, nodes: nodes, from: [-1])
    let right = model.bestNormal(for: 1, nodes: nodes, from: [1])
    #expect((left.q.mean - right.q.mean).magnitude > 1)
    #expect(both.bound == max(left.bound, right.bound))
  }

  /// Half of the normal distribution: the nodes lie evenly on both sides of zero.
  @Test func whereQIsZeroNothingIsAdded() {
    let half = GridDensity(on: bent.grid) { z in
      z < 0 ? -.infinity : .log(2) + Normal.standard.logDensity(z)
    }
    let bound = bent.evidenceLowerBound(of: 0.2, under: half)
    let gap = bent.divergenceToPosterior(of: 0.2, from: half)
    #expect(gap > 0.1)
    #expect((bound + gap - bent.logEvidence(of: 0.2)).magnitude < 1e-12)
  }
}
