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

/// How a row of the ledger ended.
enum RowVerdict: String, Equatable {
  /// Every check of it holds.
  case checked
  /// The lecture's statement is loose or wrong; the right one is checked.
  case corrected
  /// No program can settle it; the reason is told.
  case told
  /// A check of it fails.
  case failed
  /// Nothing in the chapter settles it.
  case open

  var mark: String {
    switch self {
    case .checked: "✓ checked"
    case .corrected: "✎ corrected"
    case .told: "· told"
    case .failed: "✗ failed"
    case .open: "✗ open"
    }
  }
}

/// A row that has been settled, or not, by a run of its chapter.
struct SettledRow: Equatable {
  let row: Ledger.Row
  let verdict: RowVerdict
  let checks: Int
  let refutations: Int
  /// What the lecture says and what is right instead, for a corrected row; the reason, for a told
  /// one.
  let stated: String
  let remark: String

  /// Decides how a row ended from all that its chapter recorded.
  init(_ row: Ledger.Row, entries: [Entry]) {
    var checks: [Check] = []
    var stated = ""
    var remark = ""
    var verdict = RowVerdict.open
    for entry in entries {
      switch entry.content {
      case .check(let check) where check.row == row.id:
        checks.append(check)
      case .correction(let correction) where correction.row == row.id:
        verdict = .corrected
        stated = correction.stated
        remark = correction.right
      case .told(let id, let reason) where id == row.id:
        verdict = .told
        remark = reason
      default:
        continue
      }
    }
    if checks.contains(where: { !$0.passes }) {
      verdict = .failed
    } else if verdict == .corrected && checks.isEmpty {
      verdict = .open
    } else if verdict == .open && !checks.isEmpty {
      verdict = .checked
    }
    self.row = row
    self.verdict = verdict
    self.checks = checks.count
    refutations = checks.reduce(0) { $0 + $1.refutations.count }
    self.stated = stated
    self.remark = remark
  }
}
