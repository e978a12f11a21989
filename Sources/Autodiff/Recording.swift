import Kernels

/// A computation as a tape holds it, written down to be looked at: every operation in the order in
/// which it ran, and the cotangent that the walk backwards brought to it.
public struct Recording<Scalar: TensorNumber> {
  /// What an operation was applied to.
  public struct Operand {
    /// The entry that it is; `nil` for a constant.
    public let index: Int?
    /// Its lengths.
    public let shape: Shape
  }

  /// One step of the computation.
  public struct Entry {
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
  public let entries: [Entry]
  /// The entry that is the function's result; `nil` if the result is a constant.
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
  let tape = Tape<Parameters.Scalar>(depth: Nesting.depth)
  var followed = parameters
  _ = tape.follow(&followed)
  let y = try tape.run(function, at: followed)
  let result = tape.node(of: y)
  let nodes = tape.nodes
  var cotangents = [Tensor<Parameters.Scalar>?](repeating: nil, count: nodes.count)
  _ = tape.cotangents(of: result, first: 0) { cotangents[$0] = $1 }
  let entries = nodes.indices.map { index in
    Recording.Entry(
      index: index, name: "\(nodes[index].name)", operands: nodes[index].operands(among: nodes),
      value: nodes[index].value, cotangent: cotangents[index])
  }
  return Recording(entries: entries, result: result)
}

extension Tape.Node {
  /// The operands in the order of the operation.
  fileprivate func operands(among nodes: [Tape.Node]) -> [Recording<Scalar>.Operand] {
    switch origin {
    case .input: return []
    case .one(let index, _): return [.init(index: index, shape: nodes[index].value.shape)]
    case .two(let first, let second, _, _):
      return [first, second].map { operand in
        let shape = operand.value(among: nodes).shape
        if case .node(let index) = operand { return .init(index: index, shape: shape) }
        return .init(index: nil, shape: shape)
      }
    case .many(let tensors, let indices, _):
      return zip(indices, tensors).map { .init(index: $0, shape: $1.shape) }
    }
  }
}
