import Autodiff
import Elementary
import Probability
import Testing
import Variational

struct NormalEncoderTests {
  private let encoder = NormalEncoder<Double>(
    inputs: 3, hidden: 5, latents: 2, from: RandomStream(seed: 3, name: "encoder"))
  private let x = Tensor<Double>([[0.4, -1, 0.3], [2, 0.1, -0.7]])

  @Test func itReturnsADistributionForEachInput() {
    let q = encoder(x)
    #expect(q.mean.shape == [2, 2])
    #expect(q.logVariance.shape == [2, 2])
  }

  /// By hand: the hidden units, then the means in the first two columns of the output.
  @Test func itsOutputsAreThoseOfTheTwoLayers() {
    let (first, second) = (encoder.hidden, encoder.output)
    let q = encoder(x)
    for row in 0..<2 {
      let units = (0..<5).map { unit in
        Double.tanh((0..<3).reduce(0) { $0 + x[row, $1] * first.weights[$1, unit] })
      }
      for j in 0..<2 {
        let mean = (0..<5).reduce(0) { $0 + units[$1] * second.weights[$1, j] }
        let logVariance = (0..<5).reduce(0) { $0 + units[$1] * second.weights[$1, 2 + j] }
        #expect((q.mean[row, j] - mean).magnitude < 1e-14)
        #expect((q.logVariance[row, j] - logVariance).magnitude < 1e-14)
      }
    }
  }

  @Test func derivativesReachEveryTensor() {
    let noise = Tensor([[0.7, -1.1], [0.2, 1.6]])
    let check = GradientCheck.firstOrder(at: encoder) { $0(x).value(at: noise) }
    #expect(check.passes, "\(check)")
    #expect(
      gradient(at: encoder) { $0(x).value(at: noise).sum() }.tensors.allSatisfy { tensor in
        tensor.numbers.allSatisfy { $0 != 0 }
      })
  }

  /// The streams are named after the layers: more latent dimensions leave the hidden layer as it is.
  @Test func layersHaveStreamsOfTheirOwn() {
    let wider = NormalEncoder<Double>(
      inputs: 3, hidden: 5, latents: 4, from: RandomStream(seed: 3, name: "encoder"))
    #expect(wider.hidden.weights.numbers == encoder.hidden.weights.numbers)
    #expect(encoder.hidden.weights.numbers[0] != encoder.output.weights.numbers[0])
  }
}
