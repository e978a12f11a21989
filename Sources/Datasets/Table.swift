import Elementary

/// Named columns of numbers, a row an observation.
public struct Table: Sendable, Hashable {
  /// Where the data come from: the name of a data set, or the path of a file.
  public let name: String

  /// The names of the columns, from left to right.
  public let columns: [String]

  /// The observations, each with a number for each column.
  public let rows: [[Double]]

  /// A table of these rows.
  ///
  /// - Precondition: every row has a number for each column.
  public init(name: String, columns: [String], rows: [[Double]]) {
    require(
      rows.allSatisfy { $0.count == columns.count },
      "Table: a row of \(name) has not \(columns.count) numbers")
    self.name = name
    self.columns = columns
    self.rows = rows
  }

  /// The numbers of one column, counted from zero.
  public func values(ofColumn column: Int) -> [Double] {
    rows.map { $0[column] }
  }
}
