import Elementary

/// A cell of a table in a report: a word or a number, which decides its alignment.
public enum Cell: ExpressibleByStringLiteral, ExpressibleByStringInterpolation,
  ExpressibleByIntegerLiteral, Equatable
{
  /// Words.
  case text(String)
  /// A number that is formatted already.
  case number(String)

  /// A number with so many significant digits.
  public static func number(_ value: Double, significant: Int = 4) -> Cell {
    .number(value.formatted(significant: significant))
  }

  /// A number with so many decimals, for columns that should line up.
  public static func number(_ value: Double, decimals: Int) -> Cell {
    .number(value.formatted(decimals: decimals))
  }

  /// A count.
  public static func number(_ value: Int) -> Cell { .number(String(value)) }

  /// Words, written as a literal.
  public init(stringLiteral value: String) { self = .text(value) }

  /// A count, written as a literal.
  public init(integerLiteral value: Int) { self = .number(value) }

  var content: String {
    switch self {
    case .text(let text), .number(let text): text
    }
  }
}

/// A table in GitHub's Markdown; a column of numbers is aligned to the right.
struct MarkdownTable: Equatable {
  var columns: [String]
  var rows: [[Cell]]

  /// - Precondition: each row has a cell for every column.
  init(columns: [String], rows: [[Cell]]) {
    for row in rows {
      require(
        row.count == columns.count,
        "a table row of \(row.count) cells under \(columns.count) columns")
    }
    self.columns = columns
    self.rows = rows
  }

  var lines: [String] {
    let alignments = columns.indices.map { column in
      let isNumeric = rows.allSatisfy { if case .number = $0[column] { true } else { false } }
      return isNumeric && !rows.isEmpty ? "--:" : "---"
    }
    return [line(columns), line(alignments)] + rows.map { line($0.map(\.content)) }
  }

  /// A row; a bar within a cell is escaped, since it would end the cell.
  private func line(_ cells: [String]) -> String {
    "| " + cells.map(Self.escaped).joined(separator: " | ") + " |"
  }

  private static func escaped(_ cell: String) -> String {
    cell.replacing("\\|", with: "|").replacing("|", with: "\\|")
  }
}
