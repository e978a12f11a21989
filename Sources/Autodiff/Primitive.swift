import Elementary

/// How an operation is made: its value, and beside it the rule for its derivative.
///
/// A pullback takes the cotangent of the result, `dy` (the derivative of the final number with
/// respect to every element of y), and returns that of an operand. It is written in tensor
/// operations, so it can be differentiated in turn. The cotangent has the operand's shape; or, where
/// the operation stretched the operand, the stretched one, and is summed over the places.
///
/// An operation on watched tensors peels off the innermost tape, computes its value on what is
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
    let x = tape.primal(self)
    let y = x.primitive(name, value, pullback: pullback)
    return tape.record(
      Tape.Node(name: name, value: y, operands: [.node(node)]) { dy, y, _ in pullback(dy, x, y) })
  }

  /// An operation on two tensors, with a rule for each of them.
  public static func primitive(
    _ name: StaticString, _ a: Tensor, _ b: Tensor, value: (Tensor, Tensor) -> Tensor,
    pullbacks pullbackA: @escaping BinaryPullback, _ pullbackB: @escaping BinaryPullback
  ) -> Tensor {
    guard let tape = innermost(a.tape, b.tape) else { return value(a, b) }
    let operands = [tape.operand(a), tape.operand(b)]
    let (a, b) = (tape.primal(a), tape.primal(b))
    let y = primitive(name, a, b, value: value, pullbacks: pullbackA, pullbackB)
    return tape.record(
      Tape.Node(name: name, value: y, operands: operands) { dy, y, number in
        (number == 0 ? pullbackA : pullbackB)(dy, a, b, y)
      })
  }

  /// An operation on any number of tensors, with one rule for all of them.
  public static func primitive(
    _ name: StaticString, _ tensors: consuming [Tensor], value: ([Tensor]) -> Tensor,
    pullback: @escaping Pullback
  ) -> Tensor {
    let innermostTape = tensors.reduce(nil) { innermost($0, $1.tape) }
    guard let tape = innermostTape else { return value(tensors) }
    let operands = tensors.map { tape.operand($0) }
    for number in tensors.indices { tensors[number] = tape.primal(tensors[number]) }
    let primals = tensors
    let y = primitive(name, primals, value: value, pullback: pullback)
    return tape.record(
      Tape.Node(name: name, value: y, operands: operands) { dy, y, number in
        pullback(dy, primals, y, number)
      })
  }

  /// Of two tapes, the one that watches the operation first.
  private static func innermost(_ a: Tape<Scalar>?, _ b: Tape<Scalar>?) -> Tape<Scalar>? {
    guard let a, let b, a !== b else { return a ?? b }
    require(
      a.depth != b.depth,
      "Tensor: the operands are watched by two gradients of which neither is inside the other")
    return a.depth > b.depth ? a : b
  }
}
