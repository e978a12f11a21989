import Elementary
import Kernels

/// Which operands of a matrix product are read transposed.
public struct Transposition: OptionSet, Sendable {
  /// A bit for each operand.
  public let rawValue: Int
  /// The operands whose bits are set.
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// The left one.
  public static let left = Transposition(rawValue: 1)
  /// The right one.
  public static let right = Transposition(rawValue: 2)
}

extension Tensor {
  /// The matrix product $A B$ over the last two axes, once for each position of the others, which
  /// are broadcast; a transposed operand is read where it lies.
  ///
  /// $(A B)' = A' B + A B'$, so the cotangent of A is $dY\, B^\top$ and that of B is $A^\top dY$.
  ///
  /// - Precondition: both are matrices at least, and their inner lengths agree.
  public func matmul(_ other: Tensor, transposed: Transposition = []) -> Tensor {
    let (left, right) = (transposed.contains(.left), transposed.contains(.right))
    if shape.rank > 2, other.shape.rank == 2, !left {
      let rows = reshaped(-1, shape[shape.rank - 1]).matmul(other, transposed: transposed)
      return rows.reshaped(
        shape.replacingMatrix(rows: shape[shape.rank - 2], columns: rows.shape[1]))
    }
    // Rules hold which operands are transposed, and so take memory; constants need none.
    if tape == nil, other.tape == nil { return product(other, left, right) }
    return Self.primitive("matmul", self, other) { a, b in
      a.product(b, left, right)
    } pullbacks: { dy, _, b, _ in
      left
        ? b.matmul(dy, transposed: right ? [.left, .right] : .right)
        : dy.matmul(b, transposed: right ? [] : .right)
    } _: { dy, a, _, _ in
      right
        ? dy.matmul(a, transposed: left ? [.left, .right] : .left)
        : a.matmul(dy, transposed: left ? [] : .left)
    }
  }

  /// $x W + b$, for rows x of a matrix and one row b: a layer of a network, in one pass.
  ///
  /// The cotangents are those of the product; b is stretched to all rows, and gets their sum.
  ///
  /// - Precondition: x is `[n, inputs]`, W `[inputs, outputs]`, b `[outputs]`.
  public func matmul(_ weights: Tensor, adding bias: Tensor) -> Tensor {
    require(
      shape.rank == 2 && weights.shape.rank == 2 && bias.shape.rank == 1
        && shape[1] == weights.shape[0] && bias.shape[0] == weights.shape[1],
      "Tensor.matmul: \(shape) times \(weights.shape) plus \(bias.shape) does not fit")
    return Self.primitive("matmul +", [self, weights, bias]) { operands in
      let (x, w) = (operands[0].shape, operands[1].shape)
      return Tensor(
        Shape(rows: x[0], columns: w[1]),
        .multiply(
          operands[0].buffer, operands[1].buffer, addingRow: operands[2].buffer, rows: x[0],
          depth: x[1], columns: w[1]))
    } pullback: { dy, operands, _, number in
      switch number {
      case 0: dy.matmul(operands[1], transposed: .right)
      case 1: operands[0].matmul(dy, transposed: .left)
      default: dy
      }
    }
  }

  /// The value of `matmul`, once the lengths agree.
  private func product(_ other: Tensor, _ left: Bool, _ right: Bool) -> Tensor {
    let (a, b) = (shape, other.shape)
    func complain(_ what: String) -> Never {
      fatalError(
        "Tensor.matmul: \(a)\(left ? " transposed" : "") times "
          + "\(b)\(right ? " transposed" : ""): \(what)")
    }
    if a.rank < 2 || b.rank < 2 { complain("an operand is not a matrix") }
    let (aRows, aColumns) = (a[a.rank - 2], a[a.rank - 1])
    let (bRows, bColumns) = (b[b.rank - 2], b[b.rank - 1])
    let (rows, depth) = left ? (aColumns, aRows) : (aRows, aColumns)
    let columns = right ? bRows : bColumns
    if depth != (right ? bColumns : bRows) { complain("the inner lengths differ") }

    func multiplied(_ x: Tensor, _ y: Tensor, _ shape: Shape, batch: Int) -> Tensor {
      Tensor(
        shape,
        .multiply(
          x.buffer, transposed: left, y.buffer, transposed: right, rows: rows, depth: depth,
          columns: columns, batch: batch))
    }
    if a.rank == 2, b.rank == 2 {
      return multiplied(self, other, Shape(rows: rows, columns: columns), batch: 1)
    }
    let ones = a.replacingMatrix(rows: 1, columns: 1)
    guard let batch = ones.broadcast(with: b.replacingMatrix(rows: 1, columns: 1)) else {
      complain("the batches cannot be broadcast")
    }
    return multiplied(
      broadcast(to: batch.replacingMatrix(rows: aRows, columns: aColumns)),
      other.broadcast(to: batch.replacingMatrix(rows: bRows, columns: bColumns)),
      batch.replacingMatrix(rows: rows, columns: columns), batch: batch.elementCount)
  }
}
