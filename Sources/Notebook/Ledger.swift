import Foundation

/// The formulas and claims of the lectures, a row each, as `chapters/ledger.tsv` lists them.
struct Ledger: Equatable {
  struct Row: Equatable {
    let id: String
    /// formula, claim, algorithm, system, table or recommendation.
    let kind: String
    let statement: String
    /// The directory of the chapter that settles the row, such as "01-monte-carlo".
    let chapter: String
    /// The lectures that state it, by number.
    let source: String
  }

  let rows: [Row]

  /// Reads the tab-separated text, whose first line names the columns.
  ///
  /// - Throws: `SourceError` where a line has not five fields, or repeats an id.
  init(_ text: String, file: String) throws {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    var rows: [Row] = []
    for (index, line) in lines.enumerated().dropFirst() where !line.isEmpty {
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard fields.count == 5 else {
        throw SourceError(file: file, line: index + 1, "\(fields.count) fields instead of 5")
      }
      guard !rows.contains(where: { $0.id == fields[0] }) else {
        throw SourceError(file: file, line: index + 1, "the id '\(fields[0])' stands here twice")
      }
      rows.append(
        Row(
          id: fields[0], kind: fields[1], statement: fields[2], chapter: fields[3],
          source: fields[4]))
    }
    self.rows = rows
  }

  init(contentsOf url: URL) throws {
    try self.init(String(contentsOf: url, encoding: .utf8), file: "chapters/ledger.tsv")
  }

  func rows(of chapter: String) -> [Row] {
    rows.filter { $0.chapter == chapter }
  }
}
