import Autodiff
import Networks
import Testing
import Threads

/// The optimisers against PyTorch 2.15 (`pytorch_reference.py`), and against their formulas.
struct OptimizerTests {
  static let start = [1, -2, 0.5, 3, -0.25]

  /// Σ k θₖ⁴ / 4 + θₖ² / 2 − θₖ.
  static func loss(_ theta: Tensor<Double>) -> Tensor<Double> {
    let fourth = theta.squared().squared() * Tensor([1, 2, 3, 4, 5]) * 0.25
    return (fourth + theta.squared() * 0.5 - theta).sum()
  }

  /// The parameters after so many steps from `start`.
  static func descend(
    _ makeOptimizer: (Tensor<Double>) -> some Optimizer<Double>, steps: Int = 20
  ) -> [Double] {
    var theta = Tensor(start)
    var optimizer = makeOptimizer(theta)
    for _ in 0..<steps { optimizer.update(&theta, along: gradient(at: theta, of: loss)) }
    return theta.numbers
  }

  static func differ(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).map { abs($0 - $1) }.max() ?? .infinity
  }

  @Test("Gradient descent does what PyTorch's does")
  func descentReference() {
    let result = Self.descend { StochasticGradientDescent(for: $0, learningRate: 0.01) }
    let reference = [
      0.856859483326696, -0.7241949599535994, 0.518500337891988, 0.7307711877494604,
      -0.01869172319180727,
    ]
    #expect(Self.differ(result, reference) < 1e-14)
  }

  @Test("Momentum does what PyTorch's does")
  func momentumReference() {
    let result = Self.descend {
      StochasticGradientDescent(for: $0, learningRate: 0.01, momentum: 0.9)
    }
    let reference = [
      0.5570875173617981, 0.5807270526048394, 0.548234917921421, -0.32234635307141685,
      0.652220558991293,
    ]
    #expect(Self.differ(result, reference) < 1e-13)
  }

  @Test("Adam does what PyTorch's does")
  func adamReference() {
    let result = Self.descend { Adam(for: $0, learningRate: 0.1) }
    let reference = [
      0.7694126309278556, -0.42602508380227344, 0.5413485303107223, 1.3460315775606173,
      0.40413252692843216,
    ]
    #expect(Self.differ(result, reference) < 1e-14)
    let other = Self.descend {
      Adam(for: $0, learningRate: 0.05, firstDecay: 0.8, secondDecay: 0.95, epsilon: 1e-3)
    }
    let otherReference = [
      0.6844273498685891, -1.1313026944304672, 0.5335185383664407, 2.0993712160747364,
      0.5366126688112425,
    ]
    #expect(Self.differ(other, otherReference) < 1e-14)
  }

  @Test("AdamW does what PyTorch's does")
  func adamWReference() {
    let result = Self.descend { Adam(for: $0, learningRate: 0.1, weightDecay: 0.2) }
    let reference = [
      0.7453146557349507, -0.15862176771509778, 0.5234928001219528, 0.8248596360017748,
      0.3944377678026163,
    ]
    #expect(Self.differ(result, reference) < 1e-14)
  }

  @Test("Adam is algorithm 1 of its paper, for a long run")
  func adamFormula() {
    let (alpha, beta1, beta2, epsilon) = (0.002, 0.9, 0.999, 1e-8)
    var (theta, m, v) = (0.7, 0.0, 0.0)
    var (power1, power2) = (1.0, 1.0)
    var parameters = Tensor([theta])
    var adam = Adam(for: parameters, learningRate: alpha)
    for step in 0..<3000 {
      let g = theta - Double(step % 7) / 7
      m = beta1 * m + (1 - beta1) * g
      v = beta2 * v + (1 - beta2) * g * g
      power1 *= beta1
      power2 *= beta2
      theta -= alpha * (m / (1 - power1)) / ((v / (1 - power2)).squareRoot() + epsilon)
      adam.update(&parameters, along: Tensor([parameters.number - Double(step % 7) / 7]))
    }
    #expect(abs(parameters.number - theta) < 1e-12)
    #expect(adam.step == 3000)
  }

  @Test("The first step of Adam is the learning rate, whatever the gradient's size")
  func firstStep() {
    var theta = Tensor<Double>([0, 0, 0, 0])
    var adam = Adam(for: theta, learningRate: 0.25, epsilon: 1e-30)
    adam.update(&theta, along: Tensor([1e-9, -3, 1e6, 0]))
    #expect(Self.differ(theta.numbers, [-0.25, 0.25, -0.25, 0]) < 1e-15)
  }

  @Test("Every tensor gets its own part of the state, on any number of threads")
  func manyTensors() {
    // Lengths around a vector's, and one that is split in the middle of a tensor.
    let lengths = [1, 15, 16, 17, 0, 64, 100_003, 3, 70_001]
    func parameters(_ salt: Int) -> [Tensor<Float>] {
      lengths.map { length in Tensor((0..<length).map { Float(($0 * 7 + salt) % 23) / 23 - 0.4 }) }
    }
    func run(_ makeOptimizer: ([Tensor<Float>]) -> some Optimizer<Float>, threads: Int)
      -> [[UInt32]]
    {
      Workers(count: threads).run {
        var theta = parameters(0)
        var optimizer = makeOptimizer(theta)
        for step in 1...3 { optimizer.update(&theta, along: parameters(step)) }
        return theta.map { $0.numbers.map(\.bitPattern) }
      }
    }
    func alone(_ makeOptimizer: (Tensor<Float>) -> some Optimizer<Float>) -> [[UInt32]] {
      lengths.indices.map { index in
        var theta = parameters(0)[index]
        var optimizer = makeOptimizer(theta)
        for step in 1...3 { optimizer.update(&theta, along: parameters(step)[index]) }
        return theta.numbers.map(\.bitPattern)
      }
    }
    let adam = alone { Adam(for: $0, weightDecay: 0.1) }
    let momentum = alone {
      StochasticGradientDescent(for: $0, learningRate: 0.1, momentum: 0.5)
    }
    for threads in [1, 2, 3, 8] {
      #expect(run({ Adam(for: $0, weightDecay: 0.1) }, threads: threads) == adam)
      #expect(
        run(
          { StochasticGradientDescent(for: $0, learningRate: 0.1, momentum: 0.5) },
          threads: threads) == momentum)
    }
  }

  @Test("An update changes nobody else's copy")
  func valueSemantics() {
    let original = Tensor<Double>([1, 2, 3])
    var theta = original
    let reshaped = theta.reshaped(3, 1)
    var adam = Adam(for: theta)
    let before = adam
    adam.update(&theta, along: Tensor([1, 1, 1]))
    let after = theta
    adam.update(&theta, along: Tensor([1, 1, 1]))
    #expect(original.numbers == [1, 2, 3])
    #expect(reshaped.numbers == [1, 2, 3])
    #expect(before.state.numbers == [Double](repeating: 0, count: 6))
    #expect(after.numbers != theta.numbers)
    #expect(after.numbers != original.numbers)
  }
}
