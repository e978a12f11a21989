import Probability

/// The covariance that is closest to $S$ in likelihood among those whose eigenvalues are at least
/// `floor`: S with its smaller eigenvalues raised to the floor.
///
/// A Gaussian's log likelihood can be made as large as one likes by shrinking it onto a single
/// point. A floor $\Sigma \succeq f I$ removes that, and the weighted maximum under it has a closed
/// form. What a component adds to Q is
///
/// $$-\frac{N}{2} \left( \log \det \Sigma + \mathrm{tr}(\Sigma^{-1} S) \right)$$
///
/// but for a constant, where S is the weighted covariance. Let $s_j$ and $\lambda_j$ be the
/// eigenvalues of S and Σ, both in descending order. The determinant depends on the λ alone, and
/// $\mathrm{tr}(\Sigma^{-1} S) \ge \sum_j s_j / \lambda_j$ (J. von Neumann's trace inequality),
/// with equality if Σ has the eigenvectors of S. There remains to minimize $\log \lambda_j + s_j /
/// \lambda_j$ for each j over $\lambda_j \ge f$: it falls until $\lambda_j = s_j$ and rises beyond,
/// so the minimum is at $\max(s_j, f)$.
///
/// The diagonal, spherical and tied covariances are covered by the same argument: the eigenvectors
/// of a diagonal S are the axes, its eigenvalues the entries, and a shared S is one matrix.
///
/// - Returns: the covariance itself, bit for bit, if no eigenvalue is below the floor.
/// - Precondition: the matrix is symmetric.
public func raisingEigenvalues(of covariance: Matrix, to floor: Double) -> Matrix {
  let diagonal = covariance.diagonal
  if covariance == Matrix(diagonal: diagonal) {
    return Matrix(diagonal: diagonal.map { max($0, floor) })
  }
  // Where Σ − f I has a Cholesky factor, every eigenvalue is above f: far cheaper to find out.
  let excess = covariance - floor * .identity(covariance.rows)
  if (try? Cholesky(excess)) != nil { return covariance }
  let eigen = SymmetricEigen(covariance)
  guard eigen.values.contains(where: { $0 < floor }) else { return covariance }
  let raised = Matrix(diagonal: eigen.values.map { max($0, floor) })
  return (eigen.vectors * raised * eigen.vectors.transposed).symmetrized
}
