/// Something that a cell of a chapter produced, with the line that produced it.
struct Entry: Equatable {
  /// What a chapter says of a row of the ledger beyond its checks.
  struct Remark: Equatable {
    let row: String
    /// Illustrated, sharpened, corrected or told.
    let verdict: RowVerdict
    /// The lectures' words, where the verdict is about them; may be empty.
    let stated: String
    /// What holds, or the reason for the verdict.
    let text: String
  }

  enum Content: Equatable {
    case check(Check)
    case table(MarkdownTable)
    /// A picture: its file in the chapter's folder and the text that stands for it.
    case figure(file: String, description: String)
    case remark(Remark)
  }

  let line: Int
  let content: Content

  /// The lines of the report.
  ///
  /// - Parameters:
  ///   - folder: the folder of the chapter's figures, beside the report.
  ///   - anchors: the names by which links find the entry.
  ///   - code: the statement that produced the entry, where a reader should see it there.
  func lines(folder: String, anchors: [String] = [], code: [String] = []) -> [String] {
    let anchor = anchors.map { "<a id=\"\($0)\"></a>" }.joined()
    return switch content {
    case .check(let check): Fold.lines(of: check, anchor: anchor, code: code)
    case .table(let table): table.lines
    case .figure(let file, let description):
      ["![\(description.plain.withoutMarkup)](\(folder)/\(file))"]
    case .remark(let remark): remark.lines(anchor: anchor)
    }
  }

  /// Where links find the entry: by the row of the ledger that it speaks of, and by the name of a
  /// check, with a hyphen for the slash.
  var anchors: [String] {
    switch content {
    case .check(let check): check.name == check.row ? [check.row] : [check.row, check.anchor]
    case .remark(let remark): [remark.row]
    case .table, .figure: []
    }
  }

  /// The check that the entry is, if it is one.
  var check: Check? { if case .check(let check) = content { check } else { nil } }

  /// The ledger's row that the entry speaks of, if any.
  var row: String? {
    switch content {
    case .check(let check): check.row
    case .remark(let remark): remark.row
    case .table, .figure: nil
    }
  }
}

extension Entry.Remark {
  /// The lines of the report, a block quotation.
  fileprivate func lines(anchor: String) -> [String] {
    let head = "> \(verdict.sign) \(anchor)**\(row)** is \(verdict.rawValue)"
    return stated.isEmpty
      ? ["\(head). \(text)"]
      : ["\(head).", "> - The lecture says: \(stated)", "> - What holds: \(text)"]
  }
}
