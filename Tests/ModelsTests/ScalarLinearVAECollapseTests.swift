import Elementary
import Models
import Probability
import Testing

/// The maximum of the bound on both sides of σ² = λ: beyond it the latent variable is not used.
struct ScalarLinearVAECollapseTests {
  private let variance = 4.0

  /// For σ² ≤ λ the maximum of the bound is the log likelihood of N(0, λ), for larger noise that of
  /// N(0, σ²) on data of variance λ, where w = 0.
  @Test(arguments: [0.3, 1, 3.5, 6])
  func theMaximumIsTheLikelihood(noiseVariance: Double) {
    let weight = max(0, variance - noiseVariance).squareRoot()
    let best = ScalarLinearVAE(
      decoderWeight: weight, encoderWeight: weight / variance,
      logStandardDeviation: .log(min(1, noiseVariance / variance)) / 2,
      noiseVariance: noiseVariance)
    let total = max(variance, noiseVariance)
    let highest = -0.5 * (.log(2 * .pi * total) + variance / total)
    #expect((best.evidenceLowerBound(dataVariance: variance) - highest).magnitude < 1e-12)
    for (path, step) in [
      (\ScalarLinearVAE.decoderWeight, 0.01), (\.encoderWeight, 0.01),
      (\.logStandardDeviation, 0.01),
    ] {
      for sign in [-1.0, 1] {
        var moved = best
        moved[keyPath: path] += sign * step
        #expect(moved.evidenceLowerBound(dataVariance: variance) < highest)
      }
    }
  }
}
