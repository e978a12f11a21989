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
  private(set) var nodes: [Node] = []

  init(depth: Int) {
    self.depth = depth
    nodes.reserveCapacity(64)
  }

  /// One step of the computation: its value, what it was computed from, and the rules that turn the
  /// cotangent of the value into those of the operands.
  struct Node {
    let name: StaticString
    let value: Tensor<Scalar>
    /// The operands that are nodes themselves.
    var first: Int?
    var second: Int?
    /// The other operand of two, if it is a constant.
    var constant: Tensor<Scalar>?
    var unary: Tensor<Scalar>.UnaryPullback?
    var binaryFirst: Tensor<Scalar>.BinaryPullback?
    var binarySecond: Tensor<Scalar>.BinaryPullback?
    var many: ManyOperands?
  }

  /// The operands of a node that has any number of them, and the nodes that they are themselves.
  struct ManyOperands {
    let tensors: [Tensor<Scalar>]
    let nodes: [Int?]
    let pullback: Tensor<Scalar>.Pullback
  }

  /// The node that a tensor is, if this tape follows it.
  func node(of tensor: Tensor<Scalar>) -> Int? {
    guard let trace = tensor.trace, trace.tape === self else { return nil }
    return trace.index
  }

  /// The tensor as this tape's nodes see it.
  func primal(_ tensor: Tensor<Scalar>) -> Tensor<Scalar> { node(of: tensor).map(primal) ?? tensor }

  /// The value of a node, as it is known one level further out.
  func primal(_ index: Int) -> Tensor<Scalar> {
    require(
      index < nodes.count,
      """
      Tensor: this tensor was followed by a gradient that has been taken already, and was kept \
      beyond the end of its closure; return it from the closure, or keep its stopGradient()
      """)
    return nodes[index].value
  }

  /// Appends a node, and returns its value as this tape follows it.
  func record(_ node: consuming Node) -> Tensor<Scalar> {
    let (shape, buffer) = (node.value.shape, node.value.buffer)
    nodes.append(node)
    return Tensor(shape, buffer, trace: Trace(tape: self, index: nodes.count - 1))
  }

  /// The cotangents of the first `count` nodes, where that of `output` is 1 and `nil` is that of a
  /// node on which the output does not depend. The tape is empty afterwards.
  ///
  /// What reaches a node by several ways is added up.
  ///
  /// - Parameter visit: sees each further node with its cotangent, from the last on.
  func cotangents(
    of output: Int?, first count: Int, visit: ((Int, Tensor<Scalar>) -> Void)? = nil
  ) -> [Tensor<Scalar>?] {
    var nodes = nodes
    self.nodes = []
    var cotangents = [Tensor<Scalar>?](repeating: nil, count: nodes.count)
    if let output { cotangents[output] = .ones(nodes[output].value.shape) }
    // snippet.backward-walk
    while nodes.count > count {
      let node = nodes.removeLast()
      guard let dy = cotangents.removeLast() else { continue }
      visit?(nodes.count, dy)
      if let pullback = node.unary, let first = node.first {
        let cotangent = pullback(dy, nodes[first].value, node.value)
        add(cotangent, to: first, shape: nodes[first].value.shape, of: &cotangents)
      } else if let many = node.many {
        for (index, target) in many.nodes.enumerated() {
          guard let target else { continue }
          let cotangent = many.pullback(dy, many.tensors, node.value, index)
          add(cotangent, to: target, shape: many.tensors[index].shape, of: &cotangents)
        }
      } else if let a = node.first.map({ nodes[$0].value }) ?? node.constant,
        let b = node.second.map({ nodes[$0].value }) ?? node.constant
      {
        if let first = node.first, let pullback = node.binaryFirst {
          add(pullback(dy, a, b, node.value), to: first, shape: a.shape, of: &cotangents)
        }
        if let second = node.second, let pullback = node.binarySecond {
          add(pullback(dy, a, b, node.value), to: second, shape: b.shape, of: &cotangents)
        }
      }
    }
    // snippet.end
    return cotangents
  }

  private func add(
    _ cotangent: Tensor<Scalar>, to node: Int, shape: Shape,
    of cotangents: inout [Tensor<Scalar>?]
  ) {
    require(
      cotangent.shape == shape,
      """
      Tensor: a rule returned a cotangent of shape \(cotangent.shape) for an operand of shape \
      \(shape)
      """)
    // snippet.fan-out
    if let sum = cotangents[node] {
      cotangents[node] = sum + cotangent
    } else {
      cotangents[node] = cotangent
    }
    // snippet.end
  }
}
