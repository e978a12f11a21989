import Probability

/// The error of `value` relative to `exact`, or its size where zero is expected.
func relativeError(_ value: Double, _ exact: Double) -> Double {
  value == exact ? 0 : (value - exact).magnitude / (exact == 0 ? 1 : exact.magnitude)
}

/// The largest absolute difference between two matrices of the same shape.
func largestDifference(_ a: Matrix, _ b: Matrix) -> Double {
  (a - b).largestMagnitude
}

/// A symmetric positive definite matrix with random entries, well conditioned.
func randomCovariance(_ size: Int, using random: inout RandomStream) -> Matrix {
  let factor = Matrix(rows: size, columns: size, elements: random.normals(size * size))
  return (factor * factor.transposed + .identity(size)).symmetrized
}

/// A random rotation: the eigenvectors of a random symmetric matrix.
func randomRotation(_ size: Int, using random: inout RandomStream) -> Matrix {
  SymmetricEigen(randomCovariance(size, using: &random)).vectors
}

/// How often a normal number lies beyond five standard deviations, on either side.
///
/// Every statistical test fails below this p value: at any seed it cries wolf once in 1.7 million
/// runs. What it still sees is said at each test.
let fiveSigma = 5.733e-7

/// How many of `values` equal each of 0 ..< count.
func histogram(_ values: [Int], cells count: Int) -> [Int] {
  var counts = Array(repeating: 0, count: count)
  for value in values { counts[value] += 1 }
  return counts
}
