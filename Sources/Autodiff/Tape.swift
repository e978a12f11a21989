import Elementary
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

  /// One step of the computation.
  struct Node {
    let name: StaticString
    let value: Tensor<Scalar>
    let origin: Origin
  }

  /// What a value was computed from, and the rules that turn its cotangent into those of the
  /// operands.
  indirect enum Origin {
    case input
    case one(Int, Tensor<Scalar>.UnaryPullback)
    case two(Operand, Operand, Tensor<Scalar>.BinaryPullback, Tensor<Scalar>.BinaryPullback)
    /// The operands, the nodes that they are if any, and one rule for all.
    case many([Tensor<Scalar>], [Int?], Tensor<Scalar>.Pullback)
  }

  /// One of two operands.
  enum Operand {
    case node(Int)
    case constant(Tensor<Scalar>)
  }

  /// The tensor as an operand of a node.
  func operand(_ tensor: Tensor<Scalar>) -> Operand {
    node(of: tensor).map { .node($0) } ?? .constant(tensor)
  }

  /// The node that a tensor is, if this tape follows it.
  func node(of tensor: Tensor<Scalar>) -> Int? {
    tensor.tape === self ? tensor.node : nil
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
  func record(
    _ name: StaticString, _ value: Tensor<Scalar>, from origin: Origin
  ) -> Tensor<Scalar> {
    nodes.append(Node(name: name, value: value, origin: origin))
    return Tensor(value.shape, value.buffer, node: nodes.count - 1, of: self)
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
      switch node.origin {
      case .input: break
      case .one(let operand, let pullback):
        let x = nodes[operand].value
        add(pullback(dy, x, node.value), to: operand, shape: x.shape, of: &cotangents)
      case .two(let first, let second, let pullbackA, let pullbackB):
        let (a, b) = (first.value(among: nodes), second.value(among: nodes))
        if case .node(let index) = first {
          add(pullbackA(dy, a, b, node.value), to: index, shape: a.shape, of: &cotangents)
        }
        if case .node(let index) = second {
          add(pullbackB(dy, a, b, node.value), to: index, shape: b.shape, of: &cotangents)
        }
      case .many(let operands, let indices, let pullback):
        for (number, index) in indices.enumerated() {
          guard let index else { continue }
          let cotangent = pullback(dy, operands, node.value, number)
          add(cotangent, to: index, shape: operands[number].shape, of: &cotangents)
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

extension Tape.Operand {
  /// The operand, as the nodes see it.
  func value(among nodes: [Tape.Node]) -> Tensor<Scalar> {
    switch self {
    case .node(let index): nodes[index].value
    case .constant(let tensor): tensor
    }
  }
}
