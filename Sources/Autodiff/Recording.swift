import Kernels

/// A computation as a tape holds it, written down to be looked at: every operation in the order in
/// which it ran, and the cotangent that the walk backwards brought to it.
public struct Recording<Scalar: TensorNumber> {
  /// What an operation was applied to.
  public struct Operand {
    /// The step that it is; `nil` for a constant.
    public let index: Int?
    /// Its lengths.
    public let shape: Shape
  }

  /// One step of the computation.
  public struct Step {
    /// The place on the tape, from 0.
    public let index: Int
    /// The operation: "×", "tanh", "matmul", …, or "input".
    public let name: String
    /// The operands in order; none for an input.
    public let operands: [Operand]
    /// What the step computed, as it is known outside the recording.
    public let value: Tensor<Scalar>
    /// The derivative of the result, summed over its elements, with respect to every element of the
    /// value; `nil` where the result does not depend on the step.
    public let cotangent: Tensor<Scalar>?

    /// The lengths of the value.
    public var shape: Shape { value.shape }
  }

  /// The steps, in the order in which they ran.
  public let steps: [Step]
  /// The step that is the function's result; `nil` if the result is a constant.
  public let result: Int?
}

/// Runs a function, walks backwards from its result, and writes down both.
///
/// Recordings nest with gradients. A recording around a gradient sees the operations of both of its
/// passes, for the rules are made of operations too; not those that ran on constants alone.
///
/// - Parameter function: may return any shape; the walk begins with 1 at every element.
public func recording<Parameters: TensorStructure>(
  at parameters: Parameters, of function: (Parameters) throws -> Tensor<Parameters.Scalar>
) rethrows -> Recording<Parameters.Scalar> {
  let (tape, _, y) = try Tape.watch(parameters, in: function)
  let (nodes, result) = (tape.nodes, tape.node(of: y))
  var cotangents = [Tensor<Parameters.Scalar>?](repeating: nil, count: nodes.count)
  _ = tape.cotangents(of: result, first: 0) { cotangents[$0] = $1 }
  let steps = nodes.enumerated().map { index, node in
    let operands = node.operands.map { operand -> Recording<Parameters.Scalar>.Operand in
      switch operand {
      case .node(let index): .init(index: index, shape: nodes[index].value.shape)
      case .constant(let shape): .init(index: nil, shape: shape)
      }
    }
    return Recording.Step(
      index: index, name: "\(node.name)", operands: operands, value: node.value,
      cotangent: cotangents[index])
  }
  return Recording(steps: steps, result: result)
}
