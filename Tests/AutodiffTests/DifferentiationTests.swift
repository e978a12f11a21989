import Autodiff
import Elementary
import Testing

private struct Line: TensorStructure {
  var slope: Tensor<Double>
  var offsets: [Tensor<Double>]

  mutating func forEachTensor(_ body: (inout Tensor<Double>) throws -> Void) rethrows {
    try body(&slope)
    try offsets.forEachTensor(body)
  }
}

@Suite struct DifferentiationTests {
  @Test func valueWithItsGradient() {
    let (value, gradient) = valueWithGradient(at: Tensor<Double>([1, 2, 3])) { ($0 * $0).sum() }
    #expect(value.number == 14)
    #expect(gradient.numbers == [2, 4, 6])
  }

  @Test func structuresOfTensors() {
    let line = Line(slope: Tensor([2, 3]), offsets: [Tensor(1), Tensor([[5, 7]])])
    let x = Tensor<Double>([10, 20])
    let slope = gradient(at: line) { line in
      (line.slope * x + line.offsets[0] * line.offsets[1].squared()).sum()
    }
    #expect(slope.slope.numbers == [10, 20])
    #expect(slope.offsets.map(\.numbers) == [[74], [10, 14]])
    #expect(slope.offsets.map(\.shape) == [[], [1, 2]])
    #expect(line.tensors.map(\.numbers) == [[2, 3], [1], [5, 7]])
    #expect(innerProduct(line, slope).number == 20 + 60 + 74 + 50 + 98)
    let replaced = line.replacingTensors(with: slope.tensors)
    #expect(replaced.tensors.map(\.numbers) == slope.tensors.map(\.numbers))
    let nested = gradient(at: [[x, x], [x]]) { ($0[0][1] * $0[1][0]).sum() }
    #expect(nested.map { $0.map(\.numbers) } == [[[0, 0], [10, 20]], [[10, 20]]])
    #expect(gradient(at: [Tensor<Double>]()) { _ in Tensor(1) }.isEmpty)
  }

  @Test func anInputThatIsNotUsed() {
    let slope = gradient(at: [Tensor<Double>([1, 2]), Tensor([[3]])]) { $0[0].sum() }
    #expect(slope.map(\.numbers) == [[1, 1], [0]])
    #expect(slope[1].shape == [1, 1])
  }

  @Test func anInputThatIsReturned() {
    let (value, slope) = valueWithGradient(at: [Tensor<Double>(3), Tensor(4)]) { $0[1] }
    #expect(value.number == 4)
    #expect(slope.map(\.number) == [0, 1])
  }

  @Test func aConstantThatIsReturned() {
    let (value, slope) = valueWithGradient(at: Tensor<Double>([1, 2])) { _ in Tensor(5) }
    #expect(value.number == 5)
    #expect(slope.numbers == [0, 0])
    let stopped = gradient(at: Tensor<Double>([1, 2])) { ($0 * $0.stopGradient()).sum() }
    #expect(stopped.numbers == [1, 2])
  }

  @Test func theSameInputByManyWays() {
    let slope = gradient(at: Tensor<Double>(3)) { x in
      let y = x * x
      return y * x + y * y + x
    }
    #expect(slope.number == 27 + 108 + 1)
  }

  /// Third derivatives of x⁵ − 2 x³ + 4 x.
  @Test(arguments: [-1.5, 0, 2])
  func derivativesOfDerivativesOfAPolynomial(x: Double) {
    func f(_ x: Tensor<Double>) -> Tensor<Double> { x.power(5) - 2 * x.power(3) + 4 * x }
    func first(_ x: Tensor<Double>) -> Tensor<Double> { gradient(at: x, of: f) }
    func second(_ x: Tensor<Double>) -> Tensor<Double> { gradient(at: x, of: first) }
    func third(_ x: Tensor<Double>) -> Tensor<Double> { gradient(at: x, of: second) }
    func fourth(_ x: Tensor<Double>) -> Tensor<Double> { gradient(at: x, of: third) }
    let point = Tensor(x)
    let (x2, x3) = (x * x, x * x * x)
    #expect(f(point).number == x2 * x3 - 2 * x3 + 4 * x)
    #expect(first(point).number == 5 * x2 * x2 - 6 * x2 + 4)
    #expect(second(point).number == 20 * x3 - 12 * x)
    #expect(third(point).number == 60 * x2 - 12)
    #expect(fourth(point).number == 120 * x)
  }

  /// d/dx [x · d/dy (x y²)] at y = 3 is d/dx (6 x²): the inner gradient holds the outer variable.
  @Test func anInnerGradientHoldsTheOuterVariable() {
    let slope = gradient(at: Tensor<Double>(2)) { x in
      x * gradient(at: Tensor(3)) { y in x * y * y }
    }
    #expect(slope.number == 24)
    // The two gradients confused would give 2: d/dx [x · d/dx (x + y)] where y does not move.
    let confused = gradient(at: Tensor<Double>(1)) { x in
      x * gradient(at: Tensor(1)) { y in x + y }
    }
    #expect(confused.number == 1)
  }

  /// Asking for a gradient changes nothing: a second call returns the same numbers, and neither the
  /// point nor the first gradient has changed.
  @Test func askingTwice() {
    let point = [
      scattered([3, 4], seed: 51), scattered([4], seed: 52), scattered([4, 2], seed: 53),
    ]
    let before = point.map(\.numbers)
    func slopes() -> [Tensor<Double>] { gradient(at: point) { Self.network($0).squared().sum() } }
    let once = slopes()
    let numbers = once.map(\.numbers)
    let again = slopes()
    #expect(again.map(\.numbers) == numbers && once.map(\.numbers) == numbers)
    #expect(point.map(\.numbers) == before)
    #expect(numbers.joined().contains { $0.magnitude > 0.01 })
  }

  /// The rule of tanh uses its result. A variable that is given another value does not change what
  /// the tape holds: the slope of t + 2 t is 3 (1 − t²), not 3 (1 − (2 t)²).
  @Test func aVariableThatIsGivenAnotherValue() {
    let slope = gradient(at: Tensor<Double>(0.8)) { x in
      var y = x.tanh()
      let before = y
      y = y * 2
      return before + y
    }
    let t = Double.tanh(0.8)
    expectEqual([slope.number], [3 * (1 - t * t)], within: 1e-15)
    #expect((slope.number - 3 * (1 - 4 * t * t)).magnitude > 1)
  }

  /// A factor that counts as a constant, and an input on which the result does not depend.
  @Test func aStoppedFactorOfTwo() {
    let slopes = gradient(at: [Tensor<Double>(0.8), Tensor(3)]) { $0[0] * $0[0].stopGradient() }
    #expect(slopes.map(\.number) == [0.8, 0])
  }

  private static func network(_ weights: [Tensor<Double>]) -> Tensor<Double> {
    let hidden =
      (Tensor<Double>([[0.3, -1, 0.7], [1.1, 0.2, -0.4]]).matmul(weights[0]) + weights[1])
    return hidden.tanh().softmax(-1).log().matmul(weights[2])
  }

  private let weights = [
    scattered([3, 4], seed: 41), scattered([4], seed: 42), scattered([4, 2], seed: 43),
  ]
  private let directions = [
    scattered([3, 4], seed: 44), scattered([4], seed: 45), scattered([4, 2], seed: 46),
  ]

  /// uᵀ (J v) = (uᵀ J) v.
  @Test func bothProductsWithTheJacobianAgree() {
    let u = scattered([2, 2], seed: 47)
    let forward = jacobianVectorProduct(directions, at: weights, of: Self.network)
    let backward = vectorJacobianProduct(u, at: weights, of: Self.network)
    #expect(forward.shape == [2, 2])
    expectEqual(
      [innerProduct(u, forward).number], [innerProduct(backward, directions).number], within: 1e-13)
    #expect(innerProduct(u, forward).number.magnitude > 0.1)
  }

  /// J v, entry by entry, for a function whose Jacobian is known.
  @Test func productsWithAKnownJacobian() {
    let (x, v) = (Tensor<Double>([1, 2, 3]), Tensor<Double>([1, 0, 2]))
    #expect(jacobianVectorProduct(v, at: x) { $0 * $0 }.numbers == [2, 0, 12])
    #expect(vectorJacobianProduct(v, at: x) { $0 * $0 }.numbers == [2, 0, 12])
    #expect(jacobianVectorProduct(v, at: x) { $0.sum() }.number == 3)
    #expect(jacobianVectorProduct(v, at: x) { _ in Tensor([4, 5]) }.numbers == [0, 0])
    #expect(hessianVectorProduct(v, at: x) { ($0 * $0 * $0).sum() }.numbers == [6, 0, 36])
    #expect(hessianVectorProduct(v, at: x) { $0.sum() }.numbers == [0, 0, 0])
  }

  /// uᵀ (H v) = vᵀ (H u), and H v is the change of the gradient.
  @Test func theHessianIsSymmetric() {
    func loss(_ weights: [Tensor<Double>]) -> Tensor<Double> {
      Self.network(weights).squared().mean()
    }
    let others = directions.map { $0 * $0 - 0.5 }
    let (hv, hu) = (
      hessianVectorProduct(directions, at: weights, of: loss),
      hessianVectorProduct(others, at: weights, of: loss)
    )
    expectEqual(
      [innerProduct(others, hv).number], [innerProduct(directions, hu).number], within: 1e-12)
    let step = 1e-4
    let (above, below) = (
      zip(weights, directions).map { $0 + $1 * step },
      zip(weights, directions).map { $0 - $1 * step }
    )
    let change = zip(gradient(at: above, of: loss), gradient(at: below, of: loss)).map {
      ($0 - $1) / (2 * step)
    }
    for (product, change) in zip(hv, change) {
      expectEqual(product.numbers, change.numbers, within: 1e-5)
    }
    expectDerivatives(at: weights, of: Self.network)
  }

  @Test func errorsPassThrough() {
    struct Failure: Error {}
    #expect(throws: Failure.self) {
      try gradient(at: Tensor<Double>(1)) { _ in throw Failure() }
    }
    #expect(gradient(at: Tensor<Double>(3)) { $0 * $0 }.number == 6)
  }
}
