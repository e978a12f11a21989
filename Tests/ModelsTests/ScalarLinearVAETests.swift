import Kernels
import Models
import Probability
import Testing

struct ScalarLinearVAETests {
  private let variance = 4.0
  private let model = ScalarLinearVAE(
    decoderWeight: 1.3, encoderWeight: 0.4, logStandardDeviation: -0.3, noiseVariance: 0.6)

  /// Data and noise are normal and the gradient is a polynomial, so that a few nodes average it
  /// exactly: the average must be the derivative of the bound.
  @Test(arguments: 0..<3)
  func theGradientIsUnbiased(parameter: Int) {
    let paths: [WritableKeyPath<ScalarLinearVAE, Double>] = [
      \.decoderWeight, \.encoderWeight, \.logStandardDeviation,
    ]
    let parts: [KeyPath<ScalarLinearVAE.Gradient, Double>] = [
      \.decoderWeight, \.encoderWeight, \.logStandardDeviation,
    ]
    let average = Quadrature.gaussHermite(6).integrate(dimension: 2) {
      model.gradient(at: variance.squareRoot() * $0[0], noise: $0[1])[keyPath: parts[parameter]]
    }
    var (before, after) = (model, model)
    before[keyPath: paths[parameter]] -= 1e-4
    after[keyPath: paths[parameter]] += 1e-4
    let rise =
      after.evidenceLowerBound(dataVariance: variance)
      - before.evidenceLowerBound(dataVariance: variance)
    #expect((average - rise / 2e-4).magnitude < 1e-7)
  }

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
