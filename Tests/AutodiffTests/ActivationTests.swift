import Autodiff
import Elementary
import Foundation
import Testing

@Suite struct ActivationTests {
  private typealias Function = (Tensor<Double>) -> Tensor<Double>

  /// Φ, by the C library's complementary error function.
  private static func cumulative(_ x: Double) -> Double { erfc(-x / 2.0.squareRoot()) / 2 }

  private let functions: [(name: String, tensors: Function, numbers: (Double) -> Double)] = [
    ("magnitude", { $0.magnitude() }, { abs($0) }),
    ("relu", { $0.relu() }, { max($0, 0) }),
    ("leakyRelu", { $0.leakyRelu() }, { $0 > 0 ? $0 : 0.01 * $0 }),
    ("leakyRelu 0.3", { $0.leakyRelu(slope: 0.3) }, { $0 > 0 ? $0 : 0.3 * $0 }),
    ("gelu", { $0.gelu() }, { $0 * ActivationTests.cumulative($0) }),
    ("silu", { $0.silu() }, { $0 / (1 + Foundation.exp(-$0)) }),
    ("clamped", { $0.clamped(to: -1...1.5) }, { min(max($0, -1), 1.5) }),
    ("sign", { $0.sign() }, { $0 > 0 ? 1 : ($0 < 0 ? -1 : 0) }),
  ]

  @Test func values() {
    let points = [-40, -3, -1, -0.3, -1e-9, 0, 1e-9, 0.3, 1.5, 3, 40]
    for function in functions {
      expectEqual(
        function.tensors(Tensor(points)).numbers, points.map(function.numbers), within: 1e-15,
        function.name)
    }
  }

  @Test func derivatives() {
    for function in functions {
      for x in [-3, -0.3, -1e-3, 1e-3, 0.3, 3, 30] {
        expectDerivatives(at: Tensor(x), "\(function.name) at \(x)", of: function.tensors)
      }
      expectDerivatives(at: scattered([2, 3]), function.name, of: function.tensors)
    }
  }

  @Test func derivativesAtKinks() {
    func slope(_ x: Double, _ f: Function) -> Double { gradient(at: Tensor(x), of: f).number }
    #expect(slope(0) { $0.magnitude() } == 0)
    #expect(slope(0) { $0.relu() } == 0)
    #expect(slope(0) { $0.leakyRelu(slope: 0.25) } == 0.25)
    #expect(slope(-1) { $0.clamped(to: -1...2) } == 1)
    #expect(slope(2) { $0.clamped(to: -1...2) } == 1)
    #expect(slope(2.5) { $0.clamped(to: -1...2) } == 0)
    #expect(slope(0) { $0.gelu() } == 0.5)
    #expect(slope(0) { $0.silu() } == 0.5)
  }
}

@Suite struct LikelihoodTests {
  let logits: [Double] = [-10, -3, -0.5, -0.01, 0, 0.01, 0.5, 3, 10]

  @Test(arguments: [0, 0.25, 0.5, 1])
  func derivativesOfBinaryCrossEntropy(target: Double) {
    for logit in logits {
      expectDerivatives(at: [Tensor([logit]), Tensor([target])], "logit \(logit)") {
        .binaryCrossEntropy(logits: $0[0], targets: $0[1])
      }
    }
    expectDerivatives(at: [scattered([2, 3]), scattered([2, 3], 0...1, seed: 8)]) {
      .binaryCrossEntropy(logits: $0[0], targets: $0[1])
    }
  }

  @Test func valuesOfBinaryCrossEntropy() {
    for logit in logits {
      for target in [0, 0.25, 0.5, 1] {
        let y = Tensor.binaryCrossEntropy(logits: Tensor(logit), targets: Tensor(target)).number
        let expected =
          target * Foundation.log1p(Foundation.exp(-logit))
          + (1 - target) * Foundation.log1p(Foundation.exp(logit))
        #expect((y - expected).magnitude <= 1e-15 * max(1, expected))
      }
    }
  }

  /// Logits beyond all exponentials: the loss grows by 1 for each step the logit is wrong.
  @Test func extremeLogits() {
    let logits = Tensor<Double>([1e4, 1e4, -1e4, -1e4, 1e300, -1e300])
    let targets = Tensor<Double>([1, 0, 1, 0, 0, 1])
    let (loss, slope) = valueWithGradient(at: [logits, targets]) {
      Tensor.binaryCrossEntropy(logits: $0[0], targets: $0[1]).slice(0..<4).sum()
    }
    #expect(loss.number == 2e4)
    #expect(slope[0].numbers == [0, 1, -1, 0, 0, 0])
    #expect(slope[1].numbers == [-1e4, -1e4, 1e4, 1e4, 0, 0])
    let each = Tensor.binaryCrossEntropy(logits: logits, targets: targets).numbers
    #expect(each == [0, 1e4, 1e4, 0, 1e300, 1e300])
    let narrow = Tensor<Float>.binaryCrossEntropy(
      logits: Tensor([1e4, -1e4]), targets: Tensor([0, 1]))
    #expect(narrow.numbers == [1e4, 1e4])
  }

  @Test func extremeActivations() {
    let far = Tensor<Double>([-1e300, -1e4, 1e4, 1e300])
    let (softplus, softplusSlope) = (far.softplus(), gradient(at: far) { $0.softplus().sum() })
    #expect(softplus.numbers == [0, 0, 1e4, 1e300])
    #expect(softplusSlope.numbers == [0, 0, 1, 1])
    #expect(gradient(at: far) { $0.sigmoid().sum() }.numbers == [0, 0, 0, 0])
    #expect(gradient(at: far) { $0.tanh().sum() }.numbers == [0, 0, 0, 0])
    #expect(far.silu().numbers == [0, 0, 1e4, 1e300])
    #expect(gradient(at: far) { $0.silu().sum() }.numbers == [0, 0, 1, 1])
    #expect(far.gelu().numbers == [0, 0, 1e4, 1e300])
    #expect(gradient(at: far) { $0.gelu().sum() }.numbers == [0, 0, 1, 1])
  }
}
