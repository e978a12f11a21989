import Kernels

/// What was computed inside one `valueWithGradient`, in the order in which it was computed.
///
/// An operation can only use what exists already. So the operands of every node stand before it:
/// the tape is its own topological order, and walking it backwards meets each node after all that
/// use it.
///
/// Tapes nest, as gradients do. Nodes hold their tensors as they are known one level further out,
/// so a tape refers to outer tapes and never to itself; and a rule that runs on them is recorded
/// further out, which is what makes the gradient of a gradient.
final class Tape<Scalar: TensorNumber> {
  /// How many gradients are being taken around this one.
  let depth: Int
  private var nodes: [Node] = []

  init(depth: Int) {
    self.depth = depth
    nodes.reserveCapacity(64)
  }

  /// One step of the computation.
  struct Node {
    let name: StaticString
    let value: Tensor<Scalar>
    let operation: Operation
  }

  /// Where a node came from: its operands, and the rule that turns the cotangent of its value into
  /// those of the operands.
  enum Operation {
    case input
    case unary(Operand, Tensor<Scalar>.UnaryPullback)
    case binary(Operand, Operand, Tensor<Scalar>.BinaryPullback, Tensor<Scalar>.BinaryPullback)
    case many([Operand], Tensor<Scalar>.Pullback)
  }

  /// A tensor that a node was computed from, and the node that it is itself, if it is one.
  struct Operand {
    let tensor: Tensor<Scalar>
    let node: Int?
  }

  /// The tensor as this tape's nodes see it.
  func operand(_ tensor: Tensor<Scalar>) -> Operand {
    guard let trace = tensor.trace, trace.tape === self else {
      return Operand(tensor: tensor, node: nil)
    }
    return Operand(tensor: trace.primal, node: trace.index)
  }

  /// The value of a node, as it is known one level further out.
  func primal(_ index: Int) -> Tensor<Scalar> {
    precondition(
      index < nodes.count,
      """
      Tensor: this tensor was followed by a gradient that has been taken already, and was kept \
      beyond the end of its closure; return it from the closure, or keep its stopGradient()
      """)
    return nodes[index].value
  }

  /// Appends a node, and returns its value as this tape follows it.
  func record(
    _ name: StaticString, _ value: Tensor<Scalar>, _ operation: Operation
  ) -> Tensor<Scalar> {
    nodes.append(Node(name: name, value: value, operation: operation))
    return Tensor(value.shape, value.buffer, trace: Trace(tape: self, index: nodes.count - 1))
  }

  /// The cotangents of the first `count` nodes, where that of `output` is 1 and `nil` is that of a
  /// node on which the output does not depend. The tape is empty afterwards.
  ///
  /// What reaches a node by several ways is added up.
  func cotangents(of output: Int?, first count: Int) -> [Tensor<Scalar>?] {
    defer { nodes.removeAll() }
    var cotangents = [Tensor<Scalar>?](repeating: nil, count: nodes.count)
    guard let output else { return Array(cotangents.prefix(count)) }
    cotangents[output] = .ones(nodes[output].value.shape)

    func add(_ cotangent: Tensor<Scalar>, to operand: Operand) {
      guard let node = operand.node else { return }
      precondition(
        cotangent.shape == operand.tensor.shape,
        """
        Tensor: a rule returned a cotangent of shape \(cotangent.shape) for an operand of shape \
        \(operand.tensor.shape)
        """)
      cotangents[node] = cotangents[node].map { $0 + cotangent } ?? cotangent
    }

    while nodes.count > count {
      let node = nodes.removeLast()
      guard let dy = cotangents[nodes.count] else { continue }
      cotangents[nodes.count] = nil
      switch node.operation {
      case .input:
        break
      case .unary(let x, let pullback):
        add(pullback(dy, x.tensor, node.value), to: x)
      case .binary(let a, let b, let pullbackA, let pullbackB):
        if a.node != nil { add(pullbackA(dy, a.tensor, b.tensor, node.value), to: a) }
        if b.node != nil { add(pullbackB(dy, a.tensor, b.tensor, node.value), to: b) }
      case .many(let operands, let pullback):
        let tensors = operands.map(\.tensor)
        for (index, operand) in operands.enumerated() where operand.node != nil {
          add(pullback(dy, tensors, node.value, index), to: operand)
        }
      }
    }
    return Array(cotangents.prefix(count))
  }
}
