import Kernels

/// Which operands of a matrix product are read transposed.
public struct Transposition: OptionSet, Sendable {
  public let rawValue: Int
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
      return rows.reshaped(Shape(shape.dropLast() + [rows.shape[1]]))
    }
    let plan = MatrixProductPlan(shape, left, other.shape, right)
    return Self.primitive("matmul", self, other) { a, b in
      let (x, z) = (a.broadcast(to: plan.leftShape), b.broadcast(to: plan.rightShape))
      return Tensor(
        plan.shape,
        .multiply(
          x.buffer, transposed: left, z.buffer, transposed: right, rows: plan.rows,
          depth: plan.depth, columns: plan.columns, batch: plan.batch))
      // snippet.matmul-rule
    } pullbacks: { dy, a, b, _ in
      let da =
        left
        ? b.matmul(dy, transposed: right ? [.left, .right] : .right)
        : dy.matmul(b, transposed: right ? [] : .right)
      return da.sum(to: a.shape)
    } _: { dy, a, b, _ in
      let db =
        right
        ? dy.matmul(a, transposed: left ? [.left, .right] : .left)
        : a.matmul(dy, transposed: left ? [] : .left)
      return db.sum(to: b.shape)
    }
    // snippet.end
  }
}

/// The lengths that a matrix product runs over.
private struct MatrixProductPlan {
  let rows: Int
  let depth: Int
  let columns: Int
  let batch: Int
  /// The shape of the result, and those of the operands with the batch stretched.
  let shape: Shape
  let leftShape: Shape
  let rightShape: Shape

  init(_ a: Shape, _ aTransposed: Bool, _ b: Shape, _ bTransposed: Bool) {
    func complaint() -> String {
      "Tensor.matmul: \(a)\(aTransposed ? " transposed" : "") times "
        + "\(b)\(bTransposed ? " transposed" : "")"
    }
    precondition(a.rank >= 2 && b.rank >= 2, "\(complaint()): an operand is not a matrix")
    let (aRows, aColumns) = (a[a.rank - 2], a[a.rank - 1])
    let (bRows, bColumns) = (b[b.rank - 2], b[b.rank - 1])
    rows = aTransposed ? aColumns : aRows
    depth = aTransposed ? aRows : aColumns
    columns = bTransposed ? bRows : bColumns
    precondition(
      depth == (bTransposed ? bColumns : bRows), "\(complaint()): the inner lengths differ")
    guard let batches = Shape(a.dropLast(2)).broadcast(with: Shape(b.dropLast(2))) else {
      preconditionFailure("\(complaint()): the batches cannot be broadcast")
    }
    batch = batches.elementCount
    shape = Shape(batches + [rows, columns])
    leftShape = Shape(batches + [aRows, aColumns])
    rightShape = Shape(batches + [bRows, bColumns])
  }
}
