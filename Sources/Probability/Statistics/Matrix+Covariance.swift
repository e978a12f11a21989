import Numerics

extension Matrix {
  /// The mean of each column: of the points, if a row is a point. NaN if there are no rows.
  public var columnMeans: [Double] {
    var sums = Array(repeating: 0.0, count: columns)
    for i in 0..<rows {
      for j in 0..<columns { sums[j] += self[i, j] }
    }
    return sums.map { $0 / Double(rows) }
  }

  /// The unbiased covariance of the points, a row a point:
  /// $\frac{1}{n - 1} \sum_i (x_i - \bar x)(x_i - \bar x)^T$. NaN below two points.
  ///
  /// Multiply by (n − 1) / n for the estimate of maximum likelihood.
  public var sampleCovariance: Matrix {
    guard rows > 1 else { return Matrix(rows: columns, columns: columns, repeating: .nan) }
    let means = columnMeans
    let deviations = mapColumns { $0 - means[$1] }
    return (deviations.transposed * deviations).map { $0 / Double(rows - 1) }
  }
}
