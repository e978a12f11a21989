import Autodiff
import KernelsTestSupport
import Testing

/// Values, gradients and second derivatives at random shapes, in whole numbers: each digit must be
/// that of plain loops. See `RandomShapes` for how many, and how one is tried again.
@Suite struct RandomShapesTests {
  @Test func products() { expectExact(.products, RandomShapes.seeds(100)) }

  @Test func convolutions() { expectExact(.convolutions, RandomShapes.seeds(100)) }

  @Test func broadcastsReductionsAndRearrangements() {
    expectExact(.others, RandomShapes.seeds(200))
  }

  private func expectExact(_ kind: TensorCase.Kind, _ seeds: Range<Int>) {
    for seed in seeds {
      let tensorCase = TensorCase(kind, randomFrom: seed)
      let (a, b, da, db) = tensorCase.numbers()
      let point = [Tensor(a, shape: tensorCase.a), Tensor(b, shape: tensorCase.b)]
      let direction = [Tensor(da, shape: tensorCase.a), Tensor(db, shape: tensorCase.b)]
      let operation = { (operands: [Tensor<Double>]) in
        tensorCase.operation.applied(to: operands[0], operands[1])
      }
      let cubes = { (operands: [Tensor<Double>]) in
        let y = operation(operands)
        return (y * y * y).sum()
      }

      let value = operation(point)
      #expect(value.shape == tensorCase.result, "\(tensorCase)")
      #expect(value.numbers == tensorCase.form.value(a, b), "\(tensorCase)")
      let slope = tensorCase.form.gradient(a, b)
      expectEqual(gradient(at: point, of: cubes), slope, "the gradient of \(tensorCase)")
      let curvature = tensorCase.form.hessianVectorProduct(a, b, da, db)
      expectEqual(
        hessianVectorProduct(direction, at: point, of: cubes), curvature,
        "the second derivatives of \(tensorCase)")
    }
  }

  /// The second operand of an operation that has only one takes part in nothing.
  private func expectEqual(
    _ tensors: [Tensor<Double>], _ expected: (a: [Double], b: [Double]), _ name: String
  ) {
    #expect(tensors[0].numbers == expected.a, "\(name)")
    if tensors[1].shape.rank > 0 { #expect(tensors[1].numbers == expected.b, "\(name)") }
  }
}

extension TensorCase.Operation {
  fileprivate func applied(to a: Tensor<Double>, _ b: Tensor<Double>) -> Tensor<Double> {
    switch self {
    case .product(let left, let right):
      var transposition: Transposition = []
      if left { transposition.insert(.left) }
      if right { transposition.insert(.right) }
      return a.matmul(b, transposed: transposition)
    case .convolution(let stride, let padding):
      return a.convolution(b, stride: stride, padding: padding)
    case .transposedConvolution(let stride, let padding, let outputPadding):
      return a.transposedConvolution(
        b, stride: stride, padding: padding, outputPadding: outputPadding)
    case .multiplication: return a * b
    case .sum(let axes): return a.sum(axes)
    case .permutation(let order): return a.permuted(order)
    case .slice(let range, let axis, let step): return a.slice(range, axis: axis, step: step)
    case .selection(let indices, let axis): return a.select(indices, axis: axis)
    case .repetition(let axis): return .concatenate([a, a], axis: axis)
    case .broadcast(let shape): return a.broadcast(to: shape)
    }
  }
}
