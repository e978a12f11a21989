import Elementary

/// The Cholesky factor of a symmetric positive definite matrix: $A = L L^T$, with L lower
/// triangular and its diagonal positive.
///
/// It is how a covariance is used in practice. The determinant, the inverse and the squared
/// Mahalanobis distance all follow from L by substitution, and if $\epsilon \sim N(0, I)$ then
/// $L \epsilon \sim N(0, A)$.
///
/// Source: G. H. Golub and C. F. Van Loan (2013), *Matrix Computations*, 4th ed., §4.2.
public struct Cholesky: Sendable, Hashable {
  /// The factor L. Its entries above the diagonal are zero.
  public let lower: Matrix

  /// Factors a symmetric matrix. Only the lower triangle is read. Costs d³/6 multiplications.
  ///
  /// $l_{jj} = \sqrt{a_{jj} - \sum_{k<j} l_{jk}^2}$ and
  /// $l_{ij} = (a_{ij} - \sum_{k<j} l_{ik} l_{jk}) / l_{jj}$ for i > j.
  ///
  /// A pivot is what is left of $a_{jj}$ under the root. If it is no more than the rounding errors
  /// of the subtraction, $d \cdot 2^{-52} a_{jj}$, the matrix is singular as far as doubles can tell.
  ///
  /// - Precondition: the matrix is square.
  /// - Throws: `NotPositiveDefinite` at the first pivot that is not positive, or only rounding, or
  ///   not finite.
  public init(_ matrix: Matrix) throws(NotPositiveDefinite) {
    require(matrix.isSquare, "Cholesky: the shape is \(matrix.shape), not square")
    let size = matrix.rows
    var lower = Matrix(rows: size, columns: size, repeating: 0)
    for j in 0..<size {
      var pivot = matrix[j, j]
      for k in 0..<j { pivot -= lower[j, k] * lower[j, k] }
      let rounding = Double(size) * .ulpOfOne * matrix[j, j]
      guard pivot > max(rounding, 0) && pivot.isFinite else {
        throw NotPositiveDefinite(row: j, pivot: pivot)
      }
      lower[j, j] = pivot.squareRoot()
      for i in (j + 1)..<size {
        var entry = matrix[i, j]
        for k in 0..<j { entry -= lower[i, k] * lower[j, k] }
        lower[i, j] = entry / lower[j, j]
      }
    }
    self.lower = lower
  }

  /// The number of rows and columns.
  public var size: Int { lower.rows }

  /// $\log \det A = 2 \sum_i \log l_{ii}$.
  public var logDeterminant: Double {
    2 * lower.diagonal.reduce(0) { $0 + .log($1) }
  }

  /// The solution x of $L x = b$, from the first entry to the last: whitens b.
  ///
  /// - Precondition: `b` has an entry for each row.
  public func forwardSubstitution(_ b: [Double]) -> [Double] {
    require(
      b.count == size, "Cholesky.forwardSubstitution: \(b.count) entries for \(lower.shape)")
    var x = b
    for i in 0..<size {
      for k in 0..<i { x[i] -= lower[i, k] * x[k] }
      x[i] /= lower[i, i]
    }
    return x
  }

  /// The solution x of $L^T x = b$, from the last entry to the first.
  ///
  /// - Precondition: `b` has an entry for each row.
  public func backSubstitution(_ b: [Double]) -> [Double] {
    require(
      b.count == size, "Cholesky.backSubstitution: \(b.count) entries for \(lower.shape)")
    var x = b
    for i in (0..<size).reversed() {
      for k in (i + 1)..<size { x[i] -= lower[k, i] * x[k] }
      x[i] /= lower[i, i]
    }
    return x
  }

  /// The solution x of $A x = b$.
  ///
  /// - Precondition: `b` has an entry for each row.
  public func solve(_ b: [Double]) -> [Double] {
    backSubstitution(forwardSubstitution(b))
  }

  /// $A^{-1}$, exactly symmetric.
  public var inverse: Matrix {
    Matrix(rows: (0..<size).map { solve(Matrix.identity(size).row($0)) }).symmetrized
  }

  /// The squared Mahalanobis length $v^T A^{-1} v = \lVert L^{-1} v \rVert^2$.
  ///
  /// - Precondition: `v` has an entry for each row.
  public func squaredMahalanobis(_ v: [Double]) -> Double {
    let whitened = forwardSubstitution(v)
    return dot(whitened, whitened)
  }
}
