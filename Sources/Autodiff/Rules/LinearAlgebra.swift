import Kernels

// Factors of matrices, and what follows from them. The last two axes are the matrix; all before them
// count through a batch. Three operations have rules of their own: `cholesky`, `triangularSolve` and
// the LU factors. All others are made of these.
//
// Sources: M. B. Giles (2008), "Collected matrix derivative results for forward and reverse mode
// algorithmic differentiation"; I. Murray (2016), "Differentiation of the Cholesky decomposition".

extension Tensor {
  /// The entries on and below a diagonal, and zeros above it: 0 is the main diagonal, −1 the one
  /// below it.
  public func lowerTriangle(_ diagonal: Int = 0) -> Tensor {
    triangle { row, column in column - row <= diagonal }
  }

  /// The entries on and above a diagonal, and zeros below it: 0 is the main diagonal, 1 the one
  /// above it.
  public func upperTriangle(_ diagonal: Int = 0) -> Tensor {
    triangle { row, column in column - row >= diagonal }
  }

  private func triangle(_ contains: (_ row: Int, _ column: Int) -> Bool) -> Tensor {
    let size = matrixSize("triangle")
    let mask = Tensor(shape: [size, size]) { mask in
      for i in mask.indices { mask[i] = contains(i / size, i % size) ? 1 : 0 }
    }
    return gated(by: mask.broadcast(to: shape))
  }

  /// The entries (i, i): a matrix becomes a vector.
  ///
  /// - Precondition: the matrix is square.
  public func diagonal() -> Tensor {
    let size = matrixSize("diagonal")
    return reshaped(Shape(shape.dropLast(2) + [size * size]))
      .slice(0..<size * size, axis: -1, step: size + 1)
  }

  /// The rows and columns of a square matrix.
  private func matrixSize(_ operation: StaticString) -> Int {
    precondition(
      shape.rank >= 2 && shape[shape.rank - 1] == shape[shape.rank - 2],
      "Tensor.\(operation): the shape \(shape) is not that of a square matrix")
    return shape[shape.rank - 1]
  }
}

extension Tensor where Scalar == Double {
  /// The Cholesky factor: $A = L L^\top$, with L lower triangular and its diagonal positive.
  ///
  /// It is a function of the symmetric part $\tfrac12 (A + A^\top)$, so the cotangent of A is
  /// symmetric: the symmetric part of $L^{-\top} \Phi(L^\top dL) L^{-1}$, where Φ takes the lower
  /// triangle with half of the diagonal. The log determinant of A is `2 * l.diagonal().log().sum(-1)`.
  ///
  /// - Precondition: the matrix is square.
  /// - Throws: `NotPositiveDefinite` if a pivot is not positive, or no more than rounding errors.
  public func cholesky() throws(NotPositiveDefinite) -> Tensor {
    let factors = try buffer.choleskyFactors(size: matrixSize("cholesky"))
    return primitive("cholesky", { Tensor($0.shape, factors) }) { dl, _, l in
      let product = l.matmul(dl, transposed: .left)
      let half = (product.lowerTriangle() + product.lowerTriangle(-1)) * 0.5
      let left = l.triangularSolve(half, .lower, transposed: true)
      let both = l.triangularSolve(left.transposed(), .lower, transposed: true)
      return (both + both.transposed()) * 0.5
    }
  }

  /// The solution X of $T X = B$, or of $T^\top X = B$, where T is the lower or the upper triangle
  /// of this matrix; the other half is not read. B is a matrix of right-hand sides in columns, or a
  /// single one without the last axis.
  ///
  /// $T X' = B' - T' X$, so the cotangent of B is $T^{-\top} dX$ and that of T is the triangle of
  /// $-dB\, X^\top$. A zero on the diagonal is divided by, and gives infinity or NaN.
  ///
  /// - Precondition: the matrix is square, and B has its rows and its batch.
  public func triangularSolve(
    _ b: Tensor, _ triangle: Triangle, transposed: Bool = false
  ) -> Tensor {
    let size = matrixSize("triangularSolve")
    let columns = b.columnShape(behind: self, "triangularSolve")
    if columns != b.shape {
      return triangularSolve(b.reshaped(columns), triangle, transposed: transposed)
        .reshaped(b.shape)
    }
    return Self.primitive("triangularSolve", self, b) { t, b in
      Tensor(
        columns,
        t.buffer.triangularSolve(
          b.buffer, size: size, columns: columns[columns.rank - 1], triangle,
          transposed: transposed))
    } pullbacks: { dx, t, _, x in
      let db = t.triangularSolve(dx, triangle, transposed: !transposed)
      let dt = -(transposed ? x.matmul(db, transposed: .right) : db.matmul(x, transposed: .right))
      return triangle == .lower ? dt.lowerTriangle() : dt.upperTriangle()
    } _: { dx, t, _, _ in
      t.triangularSolve(dx, triangle, transposed: !transposed)
    }
  }

  /// L, U and P of $P A = L U$: L is lower triangular with ones on its diagonal, U upper triangular,
  /// and P orders the rows so that each pivot is the largest entry left in its column.
  ///
  /// Row i of $L U$ is row `permutation[i]` of A, where the rows of a batch's matrices are counted
  /// through. Every square matrix has these factors; those of a singular one have a zero on the
  /// diagonal of U, and no derivative. The permutation is constant near a matrix without ties.
  ///
  /// The cotangent of $P A$ is $L^{-\top} (\Lambda(L^\top dL) + \Upsilon(dU\, U^\top)) U^{-\top}$,
  /// where Λ takes the entries below the diagonal and Υ the others.
  ///
  /// - Precondition: the matrix is square.
  public func luDecomposition() -> (lower: Tensor, upper: Tensor, permutation: [Int]) {
    let size = matrixSize("luDecomposition")
    let (factors, rows) = buffer.luFactors(size: size)
    let packed = selectRows(rows).primitive("luDecomposition", { Tensor($0.shape, factors) }) {
      dy, _, y in
      let (l, u) = (y.unitLowerTriangle(size), y.upperTriangle())
      let inner =
        l.matmul(dy, transposed: .left).lowerTriangle(-1)
        + dy.matmul(u, transposed: .right).upperTriangle()
      let left = l.triangularSolve(inner, .lower, transposed: true)
      return u.triangularSolve(left.transposed(), .upper).transposed()
    }
    return (packed.unitLowerTriangle(size), packed.upperTriangle(), rows)
  }

  /// ln |det A|, in nats; −∞ for a singular matrix, where it has no derivative.
  ///
  /// The derivative is $A^{-\top}$.
  ///
  /// - Precondition: the matrix is square.
  public func logDeterminant() -> Tensor {
    luDecomposition().upper.diagonal().magnitude().log().sum(-1)
  }

  /// The solution X of $A X = B$. B is a matrix of right-hand sides in columns, or a single one
  /// without the last axis.
  ///
  /// - Precondition: the matrix is square, and B has its rows and its batch.
  /// - Throws: `SingularMatrix` if a pivot is exactly zero, or not finite. A matrix that is singular
  ///   but for rounding passes, and its solution means nothing.
  public func solve(_ b: Tensor) throws(SingularMatrix) -> Tensor {
    let (lower, upper, rows) = luDecomposition()
    for (index, pivot) in upper.diagonal().numbers.enumerated()
    where pivot == 0 || !pivot.isFinite {
      throw SingularMatrix(matrix: index / shape[shape.rank - 1], pivot: pivot)
    }
    let columns = b.columnShape(behind: self, "solve")
    let right = b.reshaped(columns).selectRows(rows)
    return upper.triangularSolve(lower.triangularSolve(right, .lower), .upper).reshaped(b.shape)
  }

  /// The inverse: $A^{-1}$, by solving $A X = I$. Where a system is to be solved, `solve` is cheaper
  /// and closer.
  ///
  /// - Precondition: the matrix is square.
  /// - Throws: `SingularMatrix`, as `solve` does.
  public func inverse() throws(SingularMatrix) -> Tensor {
    try solve(Tensor.identity(matrixSize("inverse")).broadcast(to: shape))
  }

  /// The packed factors' L, whose ones are not stored.
  private func unitLowerTriangle(_ size: Int) -> Tensor { lowerTriangle(-1) + .identity(size) }

  /// Rows in another order, where the rows of a batch's matrices are counted through.
  private func selectRows(_ rows: [Int]) -> Tensor {
    reshaped(Shape([rows.count, shape[shape.rank - 1]])).select(rows).reshaped(shape)
  }

  /// The shape of right-hand sides as a matrix for each matrix of a batch.
  private func columnShape(behind matrices: Tensor, _ operation: StaticString) -> Shape {
    let rows = matrices.shape.dropLast()
    let isVector = shape.rank == rows.count
    precondition(
      shape.prefix(rows.count).elementsEqual(rows) && shape.rank <= rows.count + 1,
      "Tensor.\(operation): right-hand sides \(shape) do not go with matrices \(matrices.shape)")
    return isVector ? Shape(shape + [1]) : shape
  }
}
