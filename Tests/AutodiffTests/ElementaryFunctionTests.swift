import Autodiff
import Elementary
import Foundation
import Testing

private struct Function: CustomTestStringConvertible, Sendable {
  let name: String
  let tensors: @Sendable (Tensor<Double>) -> Tensor<Double>
  /// The C library's, which serves as the other opinion.
  let reference: @Sendable (Double) -> Double
  /// Points in the middle and at the edges of the domain.
  let points: [Double]
  /// Points where a second derivative overflows, or is lost.
  var extremes: [Double] = []

  var testDescription: String { name }

  static let all = [
    Function(
      name: "exp", tensors: { $0.exp() }, reference: { Foundation.exp($0) },
      points: [-30, -1, -1e-9, 0, 2],
      extremes: [-740, -700, 300]),
    Function(
      name: "expMinusOne", tensors: { $0.expMinusOne() }, reference: { Foundation.expm1($0) },
      points: [-3, -1, -1e-9, 0, 1e-12, 2], extremes: [-700, -30, 300]),
    Function(
      name: "log", tensors: { $0.log() }, reference: { Foundation.log($0) },
      points: [1e-8, 0.3, 1, 50, 1e8], extremes: [1e-300, 1e300]),
    Function(
      name: "logOnePlus", tensors: { $0.logOnePlus() }, reference: { Foundation.log1p($0) },
      points: [-0.999, -1e-12, 0, 1e-9, 3, 1e8], extremes: [-0.999999, 1e300]),
    Function(
      name: "squareRoot", tensors: { $0.squareRoot() }, reference: { $0.squareRoot() },
      points: [1e-3, 0.3, 1, 1e8], extremes: [1e-300, 1e-8, 1e300]),
    Function(
      name: "squared", tensors: { $0.squared() }, reference: { $0 * $0 },
      points: [-3, -1e-9, 0, 1, 1e6], extremes: [1e150]),
    Function(
      name: "sin", tensors: { $0.sin() }, reference: { Foundation.sin($0) },
      points: [-100, -1, 0, 1e-9, .pi, 2], extremes: [1e6]),
    Function(
      name: "cos", tensors: { $0.cos() }, reference: { Foundation.cos($0) },
      points: [-100, -1, 0, 1e-9, .pi, 2], extremes: [1e6]),
    Function(
      name: "tanh", tensors: { $0.tanh() }, reference: { Foundation.tanh($0) },
      points: [-20, -3, -0.5, 0, 1e-9, 1, 25], extremes: [-800, 1e300]),
    Function(
      name: "sigmoid", tensors: { $0.sigmoid() }, reference: { 1 / (1 + Foundation.exp(-$0)) },
      points: [-30, -3, -0.5, 0, 1e-9, 1, 40], extremes: [-700, 1e300]),
    Function(
      name: "softplus", tensors: { $0.softplus() },
      reference: { max($0, 0) + Foundation.log1p(Foundation.exp(-$0.magnitude)) },
      points: [-30, -3, -0.5, 0, 1e-9, 1, 40], extremes: [-700, 1e300]),
    Function(
      name: "erf", tensors: { $0.erf() }, reference: { Foundation.erf($0) },
      points: [-7, -1, 0, 1e-9, 0.5, 3], extremes: [-40, 1e300]),
    Function(
      name: "erfc", tensors: { $0.erfc() }, reference: { Foundation.erfc($0) },
      points: [-7, -1, 0, 1e-9, 0.5, 3], extremes: [-40, 1e300]),
    Function(
      name: "power 2.5", tensors: { $0.power(2.5) }, reference: { Foundation.pow($0, 2.5) },
      points: [0.01, 0.3, 1, 20]),
    Function(
      name: "power −0.5", tensors: { $0.power(-0.5) }, reference: { Foundation.pow($0, -0.5) },
      points: [0.01, 0.3, 1, 20]),
  ]
}

@Suite struct ElementaryFunctionTests {
  @Test(arguments: Function.all)
  private func values(of function: Function) {
    let points = function.points + function.extremes
    for (y, x) in zip(function.tensors(Tensor(points)).numbers, points) {
      let expected = function.reference(x)
      #expect(
        (y - expected).magnitude <= 3e-15 * expected.magnitude + .leastNonzeroMagnitude,
        "\(function.name) \(x): \(y), not \(expected)")
    }
  }

  @Test(arguments: Function.all)
  private func derivatives(of function: Function) {
    for x in function.points {
      expectDerivatives(at: Tensor(x), "\(function.name) at \(x)", of: function.tensors)
    }
    for x in function.extremes {
      expectFirstDerivatives(at: Tensor(x), "\(function.name) at \(x)", of: function.tensors)
    }
    let many = scattered([2, 3], 0.2...2)
    expectDerivatives(at: many, function.name, of: function.tensors)
  }

  @Test(arguments: -4...5)
  func wholePowers(n: Int) {
    let points = [-3, -0.5, 0.25, 1, 7] + (n >= 0 ? [0] : [])
    let y = Tensor(points).power(n).numbers
    expectEqual(y, points.map { Foundation.pow($0, Double(n)) }, within: 1e-14)
    for x in points { expectDerivatives(at: Tensor(x), "\(x) to the \(n)") { $0.power(n) } }
    let slope = gradient(at: Tensor(points)) { $0.power(n).sum() }
    expectEqual(
      slope.numbers, points.map { n == 0 ? 0 : Double(n) * Foundation.pow($0, Double(n - 1)) },
      within: 1e-14)
  }

  /// Third derivatives, where the rules of the second ones are differentiated once more.
  @Test func thirdDerivatives() {
    func third(_ x: Double, _ f: (Tensor<Double>) -> Tensor<Double>) -> Double {
      gradient(at: Tensor(x)) { gradient(at: $0) { gradient(at: $0, of: f) } }.number
    }
    let x = 0.7
    let t = Foundation.tanh(x)
    expectEqual([third(x) { $0.tanh() }], [(1 - t * t) * (6 * t * t - 2)], within: 1e-14)
    let s = 1 / (1 + Foundation.exp(-x))
    expectEqual(
      [third(x) { $0.sigmoid() }, third(x) { $0.softplus() }],
      [s * (1 - s) * (1 - 6 * s + 6 * s * s), s * (1 - s) * (1 - 2 * s)], within: 1e-14)
    expectEqual(
      [third(x) { $0.sin() }, third(x) { $0.log() }, third(x) { $0.power(5) }],
      [-Foundation.cos(x), 2 / (x * x * x), 60 * x * x], within: 1e-13)
  }
}
