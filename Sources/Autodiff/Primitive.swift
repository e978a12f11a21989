import Elementary

/// How an operation is made: its value, and beside it the rule for its derivative.
///
/// A pullback takes the cotangent of the result, `dy` (the derivative of the final number with
/// respect to every element of y), and returns that of an operand, of the operand's shape. It is
/// written in tensor operations, so it can be differentiated in turn.
///
/// An operation on followed tensors peels off the innermost tape, computes its value on what is
/// underneath, and records what it did. On constants it computes the value and nothing else.
extension Tensor {
  /// The cotangent of x, from `(dy, x, y)`.
  public typealias UnaryPullback = (Tensor, Tensor, Tensor) -> Tensor
  /// The cotangent of one operand, from `(dy, a, b, y)`.
  public typealias BinaryPullback = (Tensor, Tensor, Tensor, Tensor) -> Tensor
  /// The cotangent of the operand with the last number, from `(dy, operands, y, number)`.
  public typealias Pullback = (Tensor, [Tensor], Tensor, Int) -> Tensor

  /// An operation on this tensor.
  ///
  /// - Parameters:
  ///   - name: what a recording calls it.
  ///   - value: computes the result; it sees a constant.
  ///   - pullback: the rule.
  public func primitive(
    _ name: StaticString, _ value: (Tensor) -> Tensor, pullback: @escaping UnaryPullback
  ) -> Tensor {
    guard let tape else { return value(self) }
    let y = tape.primal(node).primitive(name, value, pullback: pullback)
    return tape.record(name, y, from: .one(node, pullback))
  }

  /// An operation on two tensors, with a rule for each of them.
  public static func primitive(
    _ name: StaticString, _ a: Tensor, _ b: Tensor, value: (Tensor, Tensor) -> Tensor,
    pullbacks pullbackA: @escaping BinaryPullback, _ pullbackB: @escaping BinaryPullback
  ) -> Tensor {
    guard let tape = innermostTape(a, b) else { return value(a, b) }
    let y = primitive(
      name, tape.primal(a), tape.primal(b), value: value, pullbacks: pullbackA, pullbackB)
    return tape.record(
      name, y, from: .two(tape.operand(a), tape.operand(b), pullbackA, pullbackB))
  }

  /// An operation on any number of tensors.
  public static func primitive(
    _ name: StaticString, _ operands: consuming [Tensor], value: ([Tensor]) -> Tensor,
    pullback: @escaping Pullback
  ) -> Tensor {
    let tapes = operands.reduce(nil) { innermost($0, $1.tape) }
    guard let tape = tapes else { return value(operands) }
    let nodes = operands.map(tape.node)
    var primals = consume operands
    for index in primals.indices { primals[index] = tape.primal(primals[index]) }
    let y = primitive(name, primals, value: value, pullback: pullback)
    return tape.record(name, y, from: .many(primals, nodes, pullback))
  }

  private static func innermostTape(_ a: Tensor, _ b: Tensor) -> Tape<Scalar>? {
    innermost(a.tape, b.tape)
  }

  /// Of two tapes, the one that follows the operation first.
  private static func innermost(_ a: Tape<Scalar>?, _ b: Tape<Scalar>?) -> Tape<Scalar>? {
    guard let a, let b, a !== b else { return a ?? b }
    require(
      a.depth != b.depth,
      "Tensor: the operands are followed by two gradients of which neither is inside the other")
    return a.depth > b.depth ? a : b
  }
}
