import Elementary

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
  ///
  /// - Precondition: neither length is negative, and memory can hold the numbers.
  public init(_ base: UnsafePointer<Number>, rows: Int, columns: Int) {
    let (count, overflows) = rows.multipliedReportingOverflow(by: columns)
    require(
      rows >= 0 && columns >= 0 && !overflows && count <= Int.max / MemoryLayout<Number>.stride,
      "MatrixView: there is no matrix of \(rows) × \(columns)")
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

  /// Some of the rows and columns.
  func part(rows: Range<Int>, columns: Range<Int>) -> MatrixView {
    MatrixView(
      base: base + rows.lowerBound &* rowStride + columns.lowerBound &* columnStride,
      rows: rows.count, columns: columns.count, rowStride: rowStride, columnStride: columnStride)
  }
}
