import Autodiff
import Kernels
import Testing

/// Pairs of shapes that stretch in every way: numbers, rows, columns, both, and missing axes.
private let shapes: [(Shape, Shape)] = [
  ([], []), ([3], []), ([], [2, 3]), ([2, 3], [2, 3]), ([2, 3], [3]), ([3], [2, 3]),
  ([2, 3], [1, 3]), ([2, 3], [2, 1]), ([2, 1], [1, 3]), ([2, 1], [3]), ([2, 3], [1, 1]), ([1], []),
  ([2, 1, 3], [4, 1]), ([1], [2, 2, 2]), ([2, 1, 2, 1], [1, 3, 1, 2]), ([0, 3], [1, 3]),
  ([2, 0], [1]),
]

private typealias Binary = @Sendable (Tensor<Double>, Tensor<Double>) -> Tensor<Double>

/// Each operation with the same one on plain numbers.
private let operations:
  [(name: String, tensors: Binary, numbers: @Sendable (Double, Double) -> Double)] = [
    ("+", { $0 + $1 }, { $0 + $1 }),
    ("−", { $0 - $1 }, { $0 - $1 }),
    ("×", { $0 * $1 }, { $0 * $1 }),
    ("÷", { $0 / $1 }, { $0 / $1 }),
    ("maximum", { .maximum($0, $1) }, { $0 > $1 ? $0 : $1 }),
    ("minimum", { .minimum($0, $1) }, { $0 < $1 ? $0 : $1 }),
  ]

@Suite struct ArithmeticTests {
  @Test func valuesOfStretchedOperands() {
    for (left, right) in shapes {
      let a = scattered(left, seed: 5)
      let b = scattered(right, 0.5...2, seed: 6)
      for operation in operations {
        let y = operation.tensors(a, b)
        #expect(y.shape == left.broadcast(with: right))
        let expected = y.shape.positions.map {
          operation.numbers(a.stretched(at: $0), b.stretched(at: $0))
        }
        #expect(y.numbers == expected, "\(left) \(operation.name) \(right)")
      }
    }
  }

  @Test func derivativesOfStretchedOperands() {
    for (left, right) in shapes {
      let parameters = [scattered(left, seed: 5), scattered(right, 0.5...2, seed: 6)]
      for operation in operations {
        expectDerivatives(at: parameters, "\(left) \(operation.name) \(right)") {
          operation.tensors($0[0], $0[1])
        }
      }
    }
  }

  @Test func derivativesOfOneTensorTwice() {
    for operation in operations where operation.name != "maximum" && operation.name != "minimum" {
      expectDerivatives(at: scattered([3], 1...2), operation.name) { operation.tensors($0, $0) }
    }
  }

  @Test func constantsOnEitherSide() {
    let x = scattered([2, 2], 0.5...2, seed: 7)
    let operations:
      [(name: String, tensors: (Tensor<Double>) -> Tensor<Double>, numbers: (Double) -> Double)] = [
        ("−x", { -$0 }, { -$0 }), ("x c", { $0 * 3 }, { $0 * 3 }), ("c x", { 3 * $0 }, { 3 * $0 }),
        ("x + c", { $0 + 3 }, { $0 + 3 }), ("c + x", { 3 + $0 }, { 3 + $0 }),
        ("x − c", { $0 - 3 }, { $0 - 3 }), ("c − x", { 3 - $0 }, { 3 - $0 }),
        ("x / c", { $0 / 3 }, { $0 / 3 }), ("c / x", { 3 / $0 }, { 3 / $0 }),
      ]
    for operation in operations {
      #expect(operation.tensors(x).numbers == x.numbers.map(operation.numbers), "\(operation.name)")
      expectDerivatives(at: x, operation.name, of: operation.tensors)
    }
  }

  @Test(arguments: [1e-150, 1e-8, 1e8, 1e150])
  func quotientsOfExtremeNumbers(x: Double) {
    expectFirstDerivatives(at: Tensor([x, -x])) { 3 / $0 }
    expectFirstDerivatives(at: Tensor([x, -x])) { $0 / 3 }
  }

  @Test func equalNumbersShareTheDerivative() {
    let (a, b) = (Tensor<Double>([1, 2, 3]), Tensor<Double>([2, 2, 2]))
    let larger = gradient(at: [a, b]) { Tensor.maximum($0[0], $0[1]).sum() }
    #expect(larger.map(\.numbers) == [[0, 0.5, 1], [1, 0.5, 0]])
    let smaller = gradient(at: [a, b]) { Tensor.minimum($0[0], $0[1]).sum() }
    #expect(smaller.map(\.numbers) == [[1, 0.5, 0], [0, 0.5, 1]])
    let stretched = gradient(at: [a, Tensor(2)]) { Tensor.maximum($0[0], $0[1]).sum() }
    #expect(stretched.map(\.numbers) == [[0, 0.5, 1], [1.5]])
  }

  @Test func notANumberStays() {
    let (nan, one) = (Tensor(Double.nan), Tensor(1.0))
    #expect(Tensor.maximum(nan, one).number.isNaN && Tensor.minimum(nan, one).number.isNaN)
  }
}
