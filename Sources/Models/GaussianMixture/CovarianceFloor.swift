import Numerics
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

/// The covariance that is closest to $S$ in likelihood among those with $\Sigma \succeq
/// \mathrm{diag}(f)$: a floor of its own for every coordinate.
///
/// In units in which every $f_j$ is one, this is the floor that `raisingEigenvalues(of:to:)` knows;
/// a likelihood does not depend on units but for a constant. Where coordinates differ in scale, one
/// floor for all would let a covariance become flat, to within rounding errors, along the wide ones.
///
/// - Parameter floors: f, one for each coordinate, in its squared units.
/// - Returns: the covariance itself, bit for bit, if it is above the floors.
/// - Precondition: the matrix is symmetric, and unless all floors are the same, they are positive.
func raisingEigenvalues(of covariance: Matrix, to floors: [Double]) -> Matrix {
  if floors.allSatisfy({ $0 == floors[0] }) {
    return raisingEigenvalues(of: covariance, to: floors[0])
  }
  let diagonal = covariance.diagonal
  if covariance == Matrix(diagonal: diagonal) {
    return Matrix(diagonal: zip(diagonal, floors).map(max))
  }
  let units = floors.map { $0.squareRoot() }
  let scaled = rescaled(covariance) { $0 / units[$1] / units[$2] }
  let raised = raisingEigenvalues(of: scaled, to: 1)
  return raised == scaled ? covariance : rescaled(raised) { $0 * units[$1] * units[$2] }.symmetrized
}

private func rescaled(_ matrix: Matrix, _ transform: (Double, Int, Int) -> Double) -> Matrix {
  Matrix(
    rows: matrix.rows, columns: matrix.columns,
    elements: matrix.elements.enumerated().map { index, element in
      transform(element, index / matrix.columns, index % matrix.columns)
    })
}
