/// A matrix that has no Cholesky factor, and where that showed.
public struct NotPositiveDefinite: Error, Hashable, CustomStringConvertible {
  /// Which matrix of the batch it is, counted from zero.
  public let matrix: Int
  /// The first row, counted from zero, whose leading block is not positive definite.
  public let row: Int
  /// What remained on the diagonal in that row where a positive, finite number was needed.
  public let pivot: Double

  /// One line for a person to read.
  public var description: String {
    "matrix \(matrix) of the batch is not positive definite: pivot \(row) is \(pivot)"
  }
}

extension Buffer where Number == Double {
  /// The Cholesky factor of each matrix of a batch: $\tfrac12 (A + A^\top) = L L^\top$, with L lower
  /// triangular and its diagonal positive. Costs n³/3 operations for each.
  ///
  /// Row after row of $L^\top$ is divided by the root of its pivot and taken out of the rows below
  /// it, so that every inner loop runs over neighbours.
  ///
  /// A pivot is what is left of $a_{kk}$ under the root. If it is no more than the rounding errors
  /// of the subtraction, $n \cdot 2^{-52} a_{kk}$, the matrix is singular as far as doubles can tell.
  ///
  /// - Throws: `NotPositiveDefinite` at the first pivot that is not positive, or only rounding, or
  ///   not finite.
  /// - Precondition: the numbers are those of whole matrices.
  public func choleskyFactors(size n: Int) throws(NotPositiveDefinite) -> Buffer {
    requireMatrices(ofSize: n, "choleskyFactors")
    let factors = Buffer(repeating: 0, count: count)
    let upper = UnsafeMutablePointer<Double>.allocate(capacity: n * n)
    defer { upper.deallocate() }
    for start in stride(from: 0, to: count, by: max(1, n * n)) {
      let (a, lower) = (base + start, factors.base + start)
      for i in 0..<n {
        for j in i..<n { upper[i * n + j] = (a[i * n + j] + a[j * n + i]) * 0.5 }
      }
      for k in 0..<n {
        let (row, pivot) = (upper + k * n, upper[k * n + k])
        let rounding = Double(n) * .ulpOfOne * a[k * n + k]
        guard pivot > max(rounding, 0) && pivot.isFinite else {
          throw NotPositiveDefinite(matrix: start / (n * n), row: k, pivot: pivot)
        }
        row[k] = pivot.squareRoot()
        for j in (k + 1)..<n { row[j] /= row[k] }
        for i in (k + 1)..<n {
          for j in i..<n { upper[i * n + j] -= row[i] * row[j] }
        }
      }
      for i in 0..<n {
        for j in 0...i { lower[i * n + j] = upper[j * n + i] }
      }
    }
    return factors
  }
}

extension Buffer where Number == Double {
  /// Stops unless the numbers are those of whole square matrices.
  func requireMatrices(ofSize n: Int, _ operation: StaticString) {
    require(
      n >= 0 && count.isMultiple(of: n * n),
      "Buffer.\(operation): \(count) numbers are no matrices of \(n) × \(n)")
  }
}
