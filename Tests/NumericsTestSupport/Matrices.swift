import Numerics
import Probability

/// The error of `value` relative to `exact`, or its size where zero is expected.
public func relativeError(_ value: Double, _ exact: Double) -> Double {
  value == exact ? 0 : (value - exact).magnitude / (exact == 0 ? 1 : exact.magnitude)
}

/// The largest absolute difference between two matrices of the same shape.
public func largestDifference(_ a: Matrix, _ b: Matrix) -> Double {
  (a - b).largestMagnitude
}

/// A symmetric positive definite matrix with random entries, well conditioned.
public func randomCovariance(_ size: Int, using random: inout RandomStream) -> Matrix {
  let factor = Matrix(rows: size, columns: size, elements: random.normals(size * size))
  return (factor * factor.transposed + .identity(size)).symmetrized
}

/// A random rotation: the eigenvectors of a random symmetric matrix.
public func randomRotation(_ size: Int, using random: inout RandomStream) -> Matrix {
  SymmetricEigen(randomCovariance(size, using: &random)).vectors
}
