import Elementary

// Sums and products. A product adds its terms in the order of the inner index, one after the
// other, so that its digits do not depend on the processor.

/// The inner product $\sum_i u_i v_i$, added from the first term to the last.
///
/// - Precondition: both vectors are of the same length.
public func dot(_ u: [Double], _ v: [Double]) -> Double {
  require(u.count == v.count, "dot: \(u.count) entries against \(v.count)")
  var sum = 0.0
  for i in u.indices { sum += u[i] * v[i] }
  return sum
}

extension Matrix {
  /// The matrix product: entry (i, j) is $\sum_k a_{ik} b_{kj}$.
  ///
  /// - Precondition: the left side has as many columns as the right side has rows.
  public static func * (left: Matrix, right: Matrix) -> Matrix {
    require(
      left.columns == right.rows, "Matrix product: \(left.shape) by \(right.shape)")
    var product = Matrix(rows: left.rows, columns: right.columns, repeating: 0)
    for i in 0..<left.rows {
      for k in 0..<left.columns {
        let a = left.storage[i * left.columns + k]
        for j in 0..<right.columns {
          product.storage[i * right.columns + j] += a * right.storage[k * right.columns + j]
        }
      }
    }
    return product
  }

  /// The product with a column vector: entry i is $\sum_j a_{ij} v_j$.
  ///
  /// - Precondition: the vector has an entry for each column.
  public static func * (matrix: Matrix, vector: [Double]) -> [Double] {
    require(
      matrix.columns == vector.count, "Matrix product: \(matrix.shape) by \(vector.count)×1")
    return (0..<matrix.rows).map { i in
      var sum = 0.0
      for j in vector.indices { sum += matrix.storage[i * matrix.columns + j] * vector[j] }
      return sum
    }
  }

  /// The product of a row vector with a matrix: entry j is $\sum_i v_i a_{ij}$.
  ///
  /// - Precondition: the vector has an entry for each row.
  public static func * (vector: [Double], matrix: Matrix) -> [Double] {
    require(
      vector.count == matrix.rows, "Matrix product: 1×\(vector.count) by \(matrix.shape)")
    var product = Array(repeating: 0.0, count: matrix.columns)
    for i in vector.indices {
      for j in product.indices {
        product[j] += vector[i] * matrix.storage[i * matrix.columns + j]
      }
    }
    return product
  }

  /// Every entry multiplied by `factor`.
  public static func * (factor: Double, matrix: Matrix) -> Matrix {
    matrix.map { factor * $0 }
  }

  /// The sum, entry by entry.
  ///
  /// - Precondition: both matrices are of the same shape.
  public static func + (left: Matrix, right: Matrix) -> Matrix {
    left.combined(with: right, by: +, as: "sum")
  }

  /// The difference, entry by entry.
  ///
  /// - Precondition: both matrices are of the same shape.
  public static func - (left: Matrix, right: Matrix) -> Matrix {
    left.combined(with: right, by: -, as: "difference")
  }

  /// The matrix whose entries are `transform` of this one's.
  public func map(_ transform: (Double) -> Double) -> Matrix {
    Matrix(rows: rows, columns: columns, elements: storage.map(transform))
  }

  /// The matrix whose entries are `transform` of this one's and of their columns' numbers.
  public func mapColumns(_ transform: (_ entry: Double, _ column: Int) -> Double) -> Matrix {
    Matrix(
      rows: rows, columns: columns,
      elements: storage.indices.map { transform(storage[$0], $0 % columns) })
  }

  private func combined(
    with other: Matrix, by operation: (Double, Double) -> Double, as name: String
  ) -> Matrix {
    require(
      rows == other.rows && columns == other.columns,
      "Matrix \(name): \(shape) with \(other.shape)")
    return Matrix(
      rows: rows, columns: columns, elements: zip(storage, other.storage).map(operation))
  }

  /// The trace $\sum_i a_{ii}$.
  ///
  /// - Precondition: the matrix is square.
  public var trace: Double {
    require(isSquare, "Matrix.trace: the shape is \(shape), not square")
    return diagonal.reduce(0, +)
  }

  /// The symmetric part $(A + A^T) / 2$: what rounding made slightly lopsided becomes exactly
  /// symmetric.
  ///
  /// - Precondition: the matrix is square.
  public var symmetrized: Matrix {
    require(isSquare, "Matrix.symmetrized: the shape is \(shape), not square")
    return 0.5 * (self + transposed)
  }

  /// The largest absolute value of an entry, zero for an empty matrix.
  public var largestMagnitude: Double {
    storage.reduce(0) { max($0, $1.magnitude) }
  }
}
