import Elementary

extension Buffer where Number == Double {
  /// The LU factors of each matrix of a batch, by Gaussian elimination with partial pivoting:
  /// $P A = L U$, with L below the diagonal of `factors` (its own diagonal is 1) and U on and above
  /// it. Costs 2n³/3 operations for each.
  ///
  /// Row i of $L U$ is row `rows[i]` of A, where the rows of all matrices are counted through. Of
  /// the entries in a column, the pivot is the largest in magnitude, and the first of equal ones. A
  /// column with nothing left is passed over: the matrix is singular, and U has a zero on its
  /// diagonal.
  ///
  /// - Precondition: the numbers are those of whole matrices.
  public func luFactors(size n: Int) -> (factors: Buffer, rows: [Int]) {
    requireMatrices(ofSize: n, "luFactors")
    let factors = Buffer(uninitialized: count)
    factors.base.initialize(from: base, count: count)
    var rows = Array(0..<count / max(1, n))
    for first in stride(from: 0, to: rows.count, by: max(1, n)) {
      let a = factors.base + first * n
      for k in 0..<n {
        var largest = k
        for i in k..<n where a[i * n + k].magnitude > a[largest * n + k].magnitude { largest = i }
        if largest != k {
          rows.swapAt(first + k, first + largest)
          for j in 0..<n { (a[k * n + j], a[largest * n + j]) = (a[largest * n + j], a[k * n + j]) }
        }
        if a[k * n + k] == 0 { continue }
        for i in (k + 1)..<n {
          let factor = a[i * n + k] / a[k * n + k]
          a[i * n + k] = factor
          for j in (k + 1)..<n { a[i * n + j] -= factor * a[k * n + j] }
        }
      }
    }
    return (factors, rows)
  }
}

/// A matrix that has no inverse.
public struct SingularMatrix: Error, Hashable, CustomStringConvertible {
  /// Which matrix of the batch it is, counted from zero.
  public let matrix: Int
  /// The pivot that cannot be divided by: zero, or not finite.
  public let pivot: Double

  /// The matrix of that number, with what cannot be divided by.
  public init(matrix: Int, pivot: Double) {
    self.matrix = matrix
    self.pivot = pivot
  }

  /// One line for a person to read.
  public var description: String {
    "matrix \(matrix) of the batch is singular: a pivot is \(pivot)"
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
