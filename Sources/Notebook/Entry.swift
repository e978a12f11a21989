/// Something that a cell of a chapter produced, with the line that produced it.
struct Entry: Equatable {
  /// The right statement of a row that the lecture gives loosely or wrongly.
  struct Correction: Equatable {
    let row: String
    let stated: String
    let right: String
  }

  enum Content: Equatable {
    case check(Check)
    case table(MarkdownTable)
    /// A picture: its file in the chapter's folder and the text that stands for it.
    case figure(file: String, description: String)
    case correction(Correction)
    case told(row: String, reason: String)
  }

  let line: Int
  let content: Content

  /// The lines of the report.
  ///
  /// - Parameter folder: the folder of the chapter's figures, beside the report.
  func lines(folder: String) -> [String] {
    switch content {
    case .check(let check):
      check.lines
    case .table(let table):
      table.lines
    case .figure(let file, let description):
      ["![\(description)](\(folder)/\(file))"]
    case .correction(let correction):
      [
        "> ✎ **\(correction.row)** is corrected.",
        "> - As the lectures have it: \(correction.stated)",
        "> - What holds: \(correction.right)",
      ]
    case .told(let row, let reason):
      ["> · **\(row)** is told, not checked: \(reason)"]
    }
  }

  /// The ledger's row that the entry speaks of, if any.
  var row: String? {
    switch content {
    case .check(let check): check.row
    case .correction(let correction): correction.row
    case .told(let row, _): row
    case .table, .figure: nil
    }
  }
}
