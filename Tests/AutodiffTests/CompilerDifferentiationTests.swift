import _Differentiation
import Autodiff
import Elementary
import Foundation
import Testing

// The compiler differentiates Swift functions on its own way: by transforming their code. Each
// function is written twice, once for it and once for the core.

@differentiable(reverse)
private func dampedOscillation(_ x: Double) -> Double {
  Foundation.exp(-0.3 * x) * Foundation.sin(2 * x + 0.5)
}

@differentiable(reverse)
private func rational(_ x: Double) -> Double {
  (1 + x * (2 - x)) / (1 + x * x * (0.5 + x * x))
}

@differentiable(reverse)
private func iteratedMap(_ x: Double) -> Double {
  var y = x
  for _ in 0..<6 { y = Foundation.cos(1.3 * y) + 0.1 * x }
  return y
}

@differentiable(reverse)
private func branches(_ x: Double) -> Double {
  if x > 1 { return Foundation.log(x) * x }
  return x * x * x - 1
}

@differentiable(reverse)
private func gaussianLogDensity(_ x: Double) -> Double {
  let (mean, deviation) = (0.3, 0.2 + x * x)
  let z = (x - mean) / deviation
  return -0.5 * z * z - Foundation.log(deviation) - 0.5 * Foundation.log(2 * Double.pi)
}

@differentiable(reverse)
private func roots(_ x: Double) -> Double {
  let r = (1 + x * x).squareRoot()
  return r * Foundation.exp(-r) + Foundation.log(r + x)
}

@differentiable(reverse)
private func quartic(_ a: Double, _ b: Double) -> Double {
  let first = a * a + b - 11
  let second = a + b * b - 7
  return first * first + second * second
}

@Suite struct CompilerDifferentiationTests {
  private let points = [-2.5, -0.7, 0, 0.3, 1.2, 2]

  private func expectAgreement(
    _ name: String, _ function: @differentiable(reverse) (Double) -> Double,
    _ tensors: (Tensor<Double>) -> Tensor<Double>
  ) {
    for x in points {
      let theirs = _Differentiation.valueWithGradient(at: x, of: function)
      let ours = Autodiff.valueWithGradient(at: Tensor(x), of: tensors)
      expectEqual([ours.value.number], [theirs.value], within: 1e-14, "\(name) at \(x)")
      expectEqual([ours.gradient.number], [theirs.gradient], within: 1e-13, "\(name) at \(x)")
    }
  }

  @Test func composedFunctions() {
    expectAgreement("damped oscillation", dampedOscillation) {
      ($0 * -0.3).exp() * ($0 * 2 + 0.5).sin()
    }
    expectAgreement("rational", rational) { (1 + $0 * (2 - $0)) / (1 + $0 * $0 * (0.5 + $0 * $0)) }
    expectAgreement("Gaussian", gaussianLogDensity) {
      let deviation = $0 * $0 + 0.2
      let z = ($0 - 0.3) / deviation
      return z.squared() * -0.5 - deviation.log() - 0.5 * Foundation.log(2 * Double.pi)
    }
    expectAgreement("roots", roots) {
      let r = (1 + $0 * $0).squareRoot()
      return r * (-r).exp() + (r + $0).log()
    }
  }

  @Test func loopsAndBranches() {
    expectAgreement("iterated map", iteratedMap) { x in
      var y = x
      for _ in 0..<6 { y = (y * 1.3).cos() + x * 0.1 }
      return y
    }
    expectAgreement("branches", branches) { x in
      x.number > 1 ? x.log() * x : x * x * x - 1
    }
  }

  @Test func twoVariables() {
    for a in points {
      for b in points {
        let theirs = _Differentiation.gradient(at: a, b, of: quartic)
        let ours = Autodiff.gradient(at: [Tensor(a), Tensor(b)]) { point in
          let (a, b) = (point[0], point[1])
          let first = a * a + b - 11
          let second = a + b * b - 7
          return first * first + second * second
        }
        expectEqual(ours.map(\.number), [theirs.0, theirs.1], within: 1e-13)
      }
    }
  }
}
