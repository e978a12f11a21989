/// Where a matrix lies in memory: entry (i, j) stands `i · rowStride + j · columnStride` numbers
/// after the first.
///
/// A transposed view exchanges the two strides, so that no product needs a transposed copy.
public struct MatrixView<Number> {
  /// The first entry.
  public let base: UnsafePointer<Number>
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int
  /// How far apart two neighbours in a column are.
  public let rowStride: Int
  /// How far apart two neighbours in a row are.
  public let columnStride: Int

  /// A row-major matrix without gaps.
  public init(_ base: UnsafePointer<Number>, rows: Int, columns: Int) {
    self.init(base: base, rows: rows, columns: columns, rowStride: columns, columnStride: 1)
  }

  private init(
    base: UnsafePointer<Number>, rows: Int, columns: Int, rowStride: Int, columnStride: Int
  ) {
    self.base = base
    self.rows = rows
    self.columns = columns
    self.rowStride = rowStride
    self.columnStride = columnStride
  }

  /// The same memory, read as the transposed matrix.
  public var transposed: MatrixView {
    MatrixView(
      base: base, rows: columns, columns: rows, rowStride: columnStride, columnStride: rowStride)
  }
}
