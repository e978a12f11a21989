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
    rows = try TabSeparatedRow.rows(of: text, file: file, fields: 5, key: "id").map {
      let fields = $0.fields
      return Row(
        id: fields[0], kind: fields[1], statement: fields[2], chapter: fields[3],
        source: fields[4])
    }
  }

  init(contentsOf url: URL) throws {
    try self.init(projectText(url), file: "chapters/ledger.tsv")
  }

  func rows(of chapter: String) -> [Row] {
    rows.filter { $0.chapter == chapter }
  }
}
