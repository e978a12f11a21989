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
    /// What the value was computed from; nothing for an input of the function.
    var operands: [Operand] = []
    /// The rule: the cotangent of the operand with that number, from the value y and its cotangent.
    var pullback: (_ dy: Tensor<Scalar>, _ y: Tensor<Scalar>, _ number: Int) -> Tensor<Scalar> = {
      dy, _, _ in dy
    }
    /// The sum of what the walk has brought here; `nil` if that is nothing.
    private(set) var cotangent: Tensor<Scalar>?

    /// Adds what one use of the value contributes to its cotangent: if the value was stretched there,
    /// the sum over the places.
    mutating func add(_ contribution: Tensor<Scalar>) {
      let dx = contribution.sum(to: value.shape)
      // snippet.fan-out
      cotangent = if let cotangent { cotangent + dx } else { dx }
      // snippet.end
    }
  }

  /// What a value was computed from: a node, or a constant of some shape.
  enum Operand {
    case node(Int)
    // Indirect, so that a list of operands takes little memory: constants are few.
    indirect case constant(Shape)
  }

  /// The tensor as an operand of a node.
  func operand(_ tensor: Tensor<Scalar>) -> Operand {
    tensor.tape === self ? .node(tensor.node) : .constant(tensor.shape)
  }

  /// The node that a tensor is, if this tape watches it.
  func node(of tensor: Tensor<Scalar>) -> Int? {
    tensor.tape === self ? tensor.node : nil
  }

  /// The tensor as it is known one level further out.
  ///
  /// - Precondition: if this tape watches the tensor, the gradient is still being taken.
  func primal(_ tensor: Tensor<Scalar>) -> Tensor<Scalar> {
    guard let index = node(of: tensor) else { return tensor }
    require(
      index < nodes.count,
      """
      Tensor: this tensor was watched by a gradient that has been taken already, and was kept \
      beyond the end of its closure; return it from the closure, or keep its stopGradient()
      """)
    return nodes[index].value
  }

  /// Appends a node, and returns its value as this tape watches it.
  func record(_ node: consuming Node) -> Tensor<Scalar> {
    let y = Tensor(node.value.shape, node.value.buffer, node: nodes.count, of: self)
    nodes.append(node)
    return y
  }

  /// The cotangents of the first `count` nodes, where that of `output` is 1; zero for a node on which
  /// the output does not depend. The tape is empty afterwards.
  ///
  /// - Parameter visit: sees each further node with its cotangent, from the last on.
  func cotangents(
    of output: Int?, first count: Int, visit: (Int, Tensor<Scalar>) -> Void = { _, _ in }
  ) -> [Tensor<Scalar>] {
    var nodes = nodes
    self.nodes = []
    if let output { nodes[output].add(.ones(nodes[output].value.shape)) }
    // snippet.backward-walk
    while nodes.count > count {
      let node = nodes.removeLast()
      guard let dy = node.cotangent else { continue }
      visit(nodes.count, dy)
      for (number, operand) in node.operands.enumerated() {
        guard case .node(let index) = operand else { continue }
        nodes[index].add(node.pullback(dy, node.value, number))
      }
    }
    // snippet.end
    return nodes.map { $0.cotangent ?? .zeros($0.value.shape) }
  }
}
