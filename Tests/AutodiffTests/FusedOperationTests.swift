import Autodiff
import Kernels
import Testing

/// Operations in one pass that could be composed of others: the composition is the other opinion.
@Suite struct FusedOperationTests {
  @Test func aProductWithItsBias() {
    let parameters = [
      scattered([2, 3], seed: 61), scattered([3, 4], seed: 62), scattered([4], seed: 63),
    ]
    let y = parameters[0].matmul(parameters[1], adding: parameters[2])
    let expected = parameters[0].matmul(parameters[1]) + parameters[2]
    #expect(y.shape == [2, 4])
    expectEqual(y.numbers, expected.numbers, within: 1e-15)
    expectDerivatives(at: parameters) { $0[0].matmul($0[1], adding: $0[2]) }
  }

  /// The rule of y = tanh x is dy (1 − y²) to the last bit, and has its derivatives.
  @Test func theSlopeOfTanh() {
    let parameters = [scattered([4, 5], seed: 67), scattered([4, 5], seed: 68)]
    func fused(_ p: [Tensor<Double>]) -> Tensor<Double> {
      vectorJacobianProduct(p[0], at: p[1]) { $0.tanh() }
    }
    func plain(_ p: [Tensor<Double>]) -> Tensor<Double> { p[0] * (1 - p[1].tanh().squared()) }
    #expect(fused(parameters).numbers == plain(parameters).numbers)
    let slopes = gradient(at: parameters) { fused($0).sum() }
    let expected = gradient(at: parameters) { plain($0).sum() }
    for (slope, expected) in zip(slopes, expected) {
      expectEqual(slope.numbers, expected.numbers, within: 1e-15)
    }
  }

  @Test(arguments: [-10, -0.3, 0, 1e-3, 3])
  func divergenceFromTheStandardNormal(logVariance: Double) {
    let parameters = [Tensor([-3, 0, 0.4]), Tensor(repeating: logVariance, shape: [3])]
    let y = Tensor.normalDivergence(mean: parameters[0], logVariance: parameters[1])
    let variance = parameters[1].exp()
    let expected = (parameters[0].squared() + variance - 1 - parameters[1]) * 0.5
    expectEqual(y.numbers, expected.numbers, within: 1e-15)
    expectDerivatives(at: parameters) { .normalDivergence(mean: $0[0], logVariance: $0[1]) }
  }

  @Test func samplesOfANormal() {
    for (mean, logVariance): (Shape, Shape) in [([2, 3], [2, 3]), ([3], [2, 1]), ([], [3])] {
      let parameters = [
        scattered(mean, seed: 64), scattered(logVariance, seed: 65), scattered([2, 3], seed: 66),
      ]
      let y = Tensor.reparameterized(
        mean: parameters[0], logVariance: parameters[1], noise: parameters[2])
      let expected = parameters[0] + (parameters[1] * 0.5).exp() * parameters[2]
      #expect(y.shape == [2, 3])
      expectEqual(y.numbers, expected.numbers, within: 1e-15)
      expectDerivatives(at: parameters, "\(mean), \(logVariance)") {
        .reparameterized(mean: $0[0], logVariance: $0[1], noise: $0[2])
      }
    }
  }
}
