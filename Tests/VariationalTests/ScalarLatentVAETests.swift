import Autodiff
import Elementary
import Kernels
import Networks
import Numerics
import Probability
import Testing
import Variational

struct ScalarLatentVAETests {
  private let vae = ScalarLatentVAE(
    observed: 2, hiddenUnits: 5, noiseStandardDeviation: 0.4,
    from: RandomStream(seed: 1, name: "vae"))
  private let x = Tensor<Double>([[0.5, -1], [1.2, 0.3], [-0.4, 0.8]])

  /// With a decoder that ignores z, the evidence is a normal density.
  @Test func theEvidenceOfADeafDecoderIsANormalDensity() {
    var deaf = vae
    deaf.decoderOutput.weights = .zeros(deaf.decoderOutput.weights.shape)
    deaf.decoderOutput.bias = Tensor([0.2, -0.1])
    let law = DiagonalNormal(mean: [0.2, -0.1], standardDeviations: [0.4, 0.4])
    let evidence = deaf.logEvidence(of: x, grid: .trapezoid(401, from: -8, to: 8))
    for (value, point) in zip(evidence, [[0.5, -1], [1.2, 0.3], [-0.4, 0.8]]) {
      #expect((value - law.logDensity(point)).magnitude < 1e-12)
    }
  }

  /// The evidence as the average of exp log p(x | z) over Gauss–Hermite nodes, one code at a time.
  @Test func theEvidenceIsTheAverageOverThePrior() {
    let evidence = vae.logEvidence(of: x, grid: .trapezoid(401, from: -8, to: 8))
    let byHermite = Normal.standard.expectation { z in
      .exp(vae.logLikelihood(of: x, given: Tensor([[z], [z], [z]]))[1])
    }
    #expect((evidence[1] - .log(byHermite)).magnitude < 1e-9)
  }

  /// The bound, averaged over the noise by quadrature, is below the evidence.
  @Test func theBoundIsBelowTheEvidence() {
    let nodes = Quadrature.gaussHermite(40)
    let evidence = vae.logEvidence(of: x, grid: .trapezoid(401, from: -8, to: 8))
    for i in 0..<3 {
      let bound = nodes.integrate {
        vae.bound(of: x, at: Tensor([[$0], [$0], [$0]]), by: .pathwise)[i]
      }
      #expect(bound < evidence[i])
    }
  }

  /// Averaged over the noise by quadrature, all estimators have the gradient of the same number.
  @Test func allEstimatorsHaveTheSameMean() {
    let nodes = Quadrature.gaussHermite(100)
    func meanGradient(_ estimator: GradientEstimator<Double>) -> [Double] {
      var sum = Array(repeating: 0.0, count: vae.numberCount)
      for (node, weight) in zip(nodes.nodes, nodes.weights) {
        let slope = gradient(at: vae) {
          $0.bound(of: x, at: Tensor(repeating: node, shape: [3, 1]), by: estimator).sum()
        }
        sum = zip(sum, slope.tensors.flatMap(\.numbers)).map { $0 + weight * $1 }
      }
      return sum
    }
    let path = meanGradient(.pathwise)
    for estimator in [
      GradientEstimator<Double>.scoreFunction(.none), .scoreFunction(.constant(-3)),
      .scoreFunction(.perInput(Tensor([1, -2, 5]))),
    ] {
      for (value, expected) in zip(meanGradient(estimator), path) {
        #expect((value - expected).magnitude < 1e-9)
      }
    }
  }

  @Test func severalDrawsAreRowsOfOne() {
    let noise = Tensor<Double>([0.3, -1, 2, 0.1, 0.7, -0.2], shape: [2, 3, 1])
    let both = vae.bound(of: x, at: noise, by: .pathwise)
    #expect(both.shape == [2, 3])
    let second = vae.bound(of: x, at: Tensor([[0.1], [0.7], [-0.2]]), by: .pathwise)
    for i in 0..<3 { #expect((both[1, i] - second[i]).magnitude < 1e-14) }
  }
}
