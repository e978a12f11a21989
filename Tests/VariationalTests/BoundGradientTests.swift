import Elementary
import Models
import Numerics
import Probability
import Testing
import Variational

struct BoundGradientTests {
  private let vae = ScalarLinearVAE(
    decoderWeight: 1.4, encoderWeight: 0.3, logStandardDeviation: -0.2, noiseVariance: 0.5)
  private let q = Normal(mean: 0.6, standardDeviation: 0.7)

  /// For a linear decoder the bound has the gradient $w (x - w \mu) / \sigma_x^2 - \mu$ and
  /// $-w^2 s / \sigma_x^2 - s + 1 / s$.
  private var exact: [Double] {
    [1.4 * (1.1 - 1.4 * 0.6) / 0.5 - 0.6, -1.96 * 0.7 / 0.5 - 0.7 + 1 / 0.7]
  }

  @Test func theBoundsGradientIsTheClosedForm() {
    for (value, expected) in zip(vae.boundGradient(of: 1.1, under: q), exact) {
      #expect((value - expected).magnitude < 1e-11)
    }
  }

  /// 20,000 draws: an error of 0.1 in the first derivative is found by the score function, one of
  /// 0.1 by the other.
  @Test func bothEstimatorsOfTheBoundAreUnbiased() {
    var random = RandomStream(seed: 1, name: "bound")
    let score = vae.scoreFunctionGradients(
      ofBoundAt: 1.1, under: q, draws: 20_000, using: &random)
    let path = vae.pathwiseGradients(
      ofBoundAt: 1.1, under: q, slope: { 1.4 * (1.1 - 1.4 * $0) / 0.5 - $0 },
      entropyGradient: [0, 1 / 0.7], draws: 20_000, using: &random)
    for j in 0..<2 {
      #expect(score.estimates[j].zScore(against: exact[j]).magnitude < 5)
      #expect(path.estimates[j].zScore(against: exact[j]).magnitude < 5)
    }
  }

  @Test func aDiscreteLatentNeedsNoChange() {
    let model = CategoricalModel(
      prior: Categorical(probabilities: [0.3, 0.7]),
      decoder: [
        Categorical(probabilities: [0.9, 0.1]), Categorical(probabilities: [0.2, 0.8]),
      ])
    let q = Categorical(probabilities: [0.6, 0.4])
    let step = 1e-5
    for (j, slope) in model.boundGradient(of: 1, under: q).enumerated() {
      func bound(_ offset: Double) -> Double {
        var logits = q.parameters
        logits[j] += offset
        return model.evidenceLowerBound(of: 1, under: q.with(parameters: logits))
      }
      #expect((slope - (bound(step) - bound(-step)) / (2 * step)).magnitude < 1e-8)
    }
  }
}
