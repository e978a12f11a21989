import Elementary

/// Which half of a square matrix is read, its diagonal included.
public enum Triangle: Sendable {
  /// The entries on the diagonal and below.
  case lower
  /// The entries on the diagonal and above.
  case upper
}

extension Buffer where Number == Double {
  /// The solution X of $T X = B$, or of $T^\top X = B$, for each triangular matrix T of a batch and
  /// the matrix B with `columns` columns that goes with it. Costs n² · `columns` operations for each.
  ///
  /// A row that is known is divided by its entry on the diagonal, then taken out of all that are
  /// not. A zero on the diagonal divides as it does elsewhere, and gives infinity or NaN.
  ///
  /// - Precondition: the numbers are those of whole matrices, as many of T as of B.
  public func triangularSolve(
    _ b: Buffer, size n: Int, columns: Int, _ triangle: Triangle, transposed: Bool
  ) -> Buffer {
    requireMatrices(ofSize: n, "triangularSolve")
    require(
      columns >= 0 && b.count == count / max(1, n * n) * n * columns,
      "Buffer.triangularSolve: \(b.count) numbers for \(count / max(1, n * n)) matrices of "
        + "\(n) × \(columns)")
    let solution = Buffer(uninitialized: b.count)
    solution.base.initialize(from: b.base, count: b.count)
    let fromTheTop = (triangle == .lower) != transposed
    let order = fromTheTop ? Array(0..<n) : (0..<n).reversed()
    let (rowStride, columnStride) = transposed ? (1, n) : (n, 1)
    for matrix in 0..<count / max(1, n * n) {
      let (t, x) = (base + matrix * n * n, solution.base + matrix * n * columns)
      for (position, known) in order.enumerated() {
        let from = x + known * columns
        for j in 0..<columns { from[j] /= t[known * n + known] }
        for open in order[(position + 1)...] {
          let (to, factor) = (x + open * columns, t[open * rowStride + known * columnStride])
          for j in 0..<columns { to[j] -= factor * from[j] }
        }
      }
    }
    return solution
  }
}
