import Elementary

/// A dense matrix of doubles, stored row after row.
///
/// It is made for the small matrices of statistics (a covariance, a rotation, a table of a few
/// columns), and for the data themselves: a point a row.
public struct Matrix: Sendable, Hashable {
  /// The number of rows.
  public let rows: Int

  /// The number of columns.
  public let columns: Int

  @usableFromInline var storage: [Double]

  /// The entries, row after row: entry (i, j) is `elements[i * columns + j]`.
  @inlinable public var elements: [Double] { storage }

  /// A matrix from its entries, row after row.
  ///
  /// - Precondition: there are `rows` × `columns` entries.
  public init(rows: Int, columns: Int, elements: [Double]) {
    require(
      rows >= 0 && columns >= 0 && elements.count == rows * columns,
      "Matrix: \(elements.count) elements do not fill \(rows)×\(columns)")
    self.rows = rows
    self.columns = columns
    self.storage = elements
  }

  /// A matrix whose entries are all the same.
  public init(rows: Int, columns: Int, repeating value: Double) {
    self.init(
      rows: rows, columns: columns, elements: Array(repeating: value, count: rows * columns))
  }

  /// A matrix from a list of rows, such as the rows of a table. No rows make the 0×0 matrix.
  ///
  /// - Precondition: all rows are of the same length.
  public init(rows: [[Double]]) {
    let columns = rows.first?.count ?? 0
    for (i, row) in rows.enumerated() {
      require(
        row.count == columns,
        "Matrix(rows:): row 0 has \(columns) entries, row \(i) has \(row.count)")
    }
    self.init(rows: rows.count, columns: columns, elements: Array(rows.joined()))
  }

  /// The matrix with `values` on the diagonal and zero elsewhere.
  public init(diagonal values: [Double]) {
    self.init(rows: values.count, columns: values.count, repeating: 0)
    for (i, value) in values.enumerated() { self[i, i] = value }
  }

  /// The identity matrix with `size` rows and columns.
  public static func identity(_ size: Int) -> Matrix {
    Matrix(diagonal: Array(repeating: 1, count: size))
  }

  /// The outer product $u v^T$: entry (i, j) is u_i v_j.
  public static func outerProduct(_ u: [Double], _ v: [Double]) -> Matrix {
    Matrix(rows: u.count, columns: v.count, elements: u.flatMap { ui in v.map { ui * $0 } })
  }

  /// The entry in row `i` and column `j`, both counted from zero.
  @inlinable
  public subscript(i: Int, j: Int) -> Double {
    get {
      require(contains(i, j), outOfBounds(i, j))
      return storage[i * columns + j]
    }
    set {
      require(contains(i, j), outOfBounds(i, j))
      storage[i * columns + j] = newValue
    }
  }

  @inlinable
  func contains(_ i: Int, _ j: Int) -> Bool {
    i >= 0 && i < rows && j >= 0 && j < columns
  }

  @usableFromInline
  func outOfBounds(_ i: Int, _ j: Int) -> String {
    "Matrix[\(i), \(j)]: outside of the shape \(shape)"
  }

  /// The shape in words, as messages give it: "3×2".
  public var shape: String { "\(rows)×\(columns)" }

  /// Whether there are as many rows as columns.
  public var isSquare: Bool { rows == columns }

  /// Row `i`, counted from zero.
  public func row(_ i: Int) -> [Double] {
    require(i >= 0 && i < rows, "Matrix.row(\(i)): outside of the shape \(shape)")
    return Array(storage[i * columns..<(i + 1) * columns])
  }

  /// Column `j`, counted from zero.
  public func column(_ j: Int) -> [Double] {
    require(j >= 0 && j < columns, "Matrix.column(\(j)): outside of the shape \(shape)")
    return (0..<rows).map { storage[$0 * columns + j] }
  }

  /// The entries (i, i), as many as the shorter side has.
  public var diagonal: [Double] {
    (0..<min(rows, columns)).map { storage[$0 * columns + $0] }
  }

  /// The transpose: entry (i, j) becomes entry (j, i).
  public var transposed: Matrix {
    Matrix(rows: columns, columns: rows, elements: (0..<columns).flatMap(column))
  }
}
