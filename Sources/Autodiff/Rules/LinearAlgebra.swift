import Elementary
import Kernels
import Numerics

// Factors of matrices, and what follows from them. The last two axes are the matrix, those before
// them count through a batch. Three operations have rules: `cholesky`, `triangularSolve` and
// `luDecomposition`. All others are made of these.
//
// Sources: M. B. Giles (2008), "Collected matrix derivative results for forward and reverse mode
// algorithmic differentiation"; I. Murray (2016), "Differentiation of the Cholesky decomposition".

extension Tensor {
  /// The entries on and below a diagonal, otherwise 0: diagonal 0 is the main one, −1 that below it.
  public func lowerTriangle(_ diagonal: Int = 0) -> Tensor { triangle { $1 - $0 <= diagonal } }

  /// The entries on and above a diagonal, otherwise 0: diagonal 0 is the main one, 1 that above it.
  public func upperTriangle(_ diagonal: Int = 0) -> Tensor { triangle { $1 - $0 >= diagonal } }

  private func triangle(_ keeps: (_ row: Int, _ column: Int) -> Bool) -> Tensor {
    let size = matrixSize("triangle")
    let mask = Tensor(shape: [size, size]) { mask in
      for i in mask.indices { mask[i] = keeps(i / size, i % size) ? 1 : 0 }
    }
    return masked(where: mask)
  }

  /// The entries (i, i) of a square matrix: the last axis disappears.
  public func diagonal() -> Tensor {
    let size = matrixSize("diagonal")
    return reshaped(Shape(shape.dropLast(2) + [size * size]))
      .slice(0..<size * size, axis: -1, step: size + 1)
  }

  private func matrixSize(_ operation: StaticString) -> Int {
    require(
      shape.rank >= 2 && shape[shape.rank - 1] == shape[shape.rank - 2],
      "Tensor.\(operation): the shape \(shape) is not that of a square matrix")
    return shape[shape.rank - 1]
  }
}

extension Tensor where Scalar == Double {
  /// The Cholesky factor: $A = L L^\top$, with L lower triangular and its diagonal positive.
  ///
  /// A function of the symmetric part $\tfrac12 (A + A^\top)$, so the cotangent is symmetric too: the
  /// symmetric part of $L^{-\top} \Phi(L^\top dL) L^{-1}$, where Φ takes the lower triangle with half
  /// of the diagonal. The log determinant of A is `2 * l.diagonal().log().sum(-1)`.
  ///
  /// - Precondition: the matrix is square.
  /// - Throws: `NotPositiveDefinite` if a pivot is not positive, or no more than rounding errors.
  public func cholesky() throws(NotPositiveDefinite) -> Tensor {
    let factors = try choleskyFactors(size: matrixSize("cholesky"))
    return primitive("cholesky", { Tensor($0.shape, factors) }) { dl, _, l in
      let product = l.matmul(dl, transposed: .left)
      let half = (product.lowerTriangle() + product.lowerTriangle(-1)) * 0.5
      let left = l.triangularSolve(half, .lower, transposed: true)
      let both = l.triangularSolve(left.transposed(), .lower, transposed: true)
      return (both + both.transposed()) * 0.5
    }
  }

  /// The factors of all matrices of a batch.
  private func choleskyFactors(size: Int) throws(NotPositiveDefinite) -> Buffer<Double> {
    let (numbers, entries) = (numbers, size * size)
    var factors: [Double] = []
    factors.reserveCapacity(numbers.count)
    for start in stride(from: 0, to: numbers.count, by: Swift.max(1, entries)) {
      let matrix = Matrix(
        rows: size, columns: size, elements: Array(numbers[start..<start + entries]))
      do {
        factors += try Cholesky(matrix.symmetrized).lower.elements
      } catch {
        throw error.ofMatrix(start / entries)
      }
    }
    return Buffer(factors)
  }

  /// The solution X of $T X = B$, or of $T^\top X = B$, where T is one triangle of this matrix; the
  /// other is not read. B has the right-hand sides in columns; a single one needs no last axis.
  ///
  /// $T X' = B' - T' X$, so the cotangent of B is $T^{-\top} dX$ and that of T is the triangle of
  /// $-dB\, X^\top$. A zero on the diagonal is divided by, and gives infinity or NaN.
  ///
  /// - Precondition: the matrix is square, and B has its rows and its batch.
  public func triangularSolve(
    _ b: Tensor, _ triangle: Triangle, transposed: Bool = false
  ) -> Tensor {
    let size = matrixSize("triangularSolve")
    let columns = columnShape(of: b, "triangularSolve")
    return Self.primitive("triangularSolve", self, b) { t, b in
      Tensor(
        b.shape,
        t.buffer.triangularSolve(
          b.buffer, size: size, columns: columns[shape.rank - 1], triangle, transposed: transposed))
    } pullbacks: { dx, t, _, x in
      let db = t.triangularSolve(dx, triangle, transposed: !transposed).reshaped(columns)
      let (left, right) = transposed ? (x.reshaped(columns), db) : (db, x.reshaped(columns))
      let product = -left.matmul(right, transposed: .right)
      return triangle == .lower ? product.lowerTriangle() : product.upperTriangle()
    } _: { dx, t, _, _ in
      t.triangularSolve(dx, triangle, transposed: !transposed)
    }
  }

  /// $P A = L U$: L lower triangular with ones on its diagonal, U upper triangular, and P the order
  /// of rows that makes each pivot the largest entry left in its column.
  ///
  /// Row i of $L U$ is row `permutation[i]` of A, the rows of a batch's matrices counted through.
  /// The cotangent of $P A$ is $L^{-\top} (\Lambda(L^\top dL) + \Upsilon(dU\, U^\top)) U^{-\top}$,
  /// where Λ takes the entries below the diagonal and Υ the others. A singular matrix has these
  /// factors too, with a zero on the diagonal of U, but no derivative.
  ///
  /// - Precondition: the matrix is square.
  public func luDecomposition() -> (lower: Tensor, upper: Tensor, permutation: [Int]) {
    let one = Tensor.identity(matrixSize("luDecomposition"))
    let (factors, rows) = buffer.luFactors(size: one.shape[0])
    // L and U in one matrix, without the ones; so their cotangents are each other's triangle.
    let packed = selectRows(rows).primitive("luDecomposition", { Tensor($0.shape, factors) }) {
      dy, _, y in
      let (l, u) = (y.lowerTriangle(-1) + one, y.upperTriangle())
      let inner =
        l.matmul(dy, transposed: .left).lowerTriangle(-1)
        + dy.matmul(u, transposed: .right).upperTriangle()
      let left = l.triangularSolve(inner, .lower, transposed: true)
      return u.triangularSolve(left.transposed(), .upper).transposed()
    }
    return (packed.lowerTriangle(-1) + one, packed.upperTriangle(), rows)
  }

  /// ln |det A|, in nats, with the derivative $A^{-\top}$; −∞ for a singular matrix, where it has none.
  ///
  /// - Precondition: the matrix is square.
  public func logDeterminant() -> Tensor {
    luDecomposition().upper.diagonal().magnitude().log().sum(-1)
  }

  /// The solution X of $A X = B$. B has the right-hand sides in columns; a single one needs no last
  /// axis.
  ///
  /// - Precondition: the matrix is square, and B has its rows and its batch.
  /// - Throws: `SingularMatrix` if a pivot is zero or not finite. A matrix that is singular but for
  ///   rounding passes, and its solution means nothing.
  public func solve(_ b: Tensor) throws(SingularMatrix) -> Tensor {
    _ = columnShape(of: b, "solve")
    let (lower, upper, rows) = luDecomposition()
    for (row, pivot) in upper.diagonal().numbers.enumerated() where pivot == 0 || !pivot.isFinite {
      throw SingularMatrix(matrix: row / shape[shape.rank - 1], pivot: pivot)
    }
    return upper.triangularSolve(lower.triangularSolve(b.selectRows(rows), .lower), .upper)
  }

  /// $A^{-1}$; to solve a system, `solve` is cheaper and more accurate.
  ///
  /// - Precondition: the matrix is square.
  /// - Throws: `SingularMatrix`, as `solve` does.
  public func inverse() throws(SingularMatrix) -> Tensor {
    try solve(Tensor.identity(matrixSize("inverse")).broadcast(to: shape))
  }

  private func selectRows(_ rows: [Int]) -> Tensor {
    reshaped(rows.count, -1).select(rows).reshaped(shape)
  }

  /// The shape of right-hand sides, with an axis for the columns.
  private func columnShape(of b: Tensor, _ operation: StaticString) -> Shape {
    let columns = b.shape.rank < shape.rank ? Shape(b.shape + [1]) : b.shape
    require(
      columns.rank == shape.rank && columns.dropLast().elementsEqual(shape.dropLast()),
      "Tensor.\(operation): right-hand sides \(b.shape) do not go with matrices \(shape)")
    return columns
  }
}
