/// How a row of the ledger ended.
enum RowVerdict: String, Equatable, CaseIterable {
  /// A formula or claim is confirmed against something independent.
  case checked
  /// An example behaves as the claim says, which does not settle the claim in general.
  case illustrated
  /// The statement is true, but a condition or a word is missing, which is named and shown.
  case sharpened
  /// The statement is false as it stands; a counterexample and the right statement are checked.
  case corrected
  /// No program can settle it; the reason is told.
  case told
  /// A check of it fails.
  case failed
  /// Nothing in the chapter settles it.
  case open

  /// The sign before the verdict.
  var sign: String {
    switch self {
    case .checked: "✓"
    case .illustrated: "◦"
    case .sharpened, .corrected: "✎"
    case .told: "·"
    case .failed, .open: "✗"
    }
  }

  /// The verdict with its sign, for tables.
  var mark: String { "\(sign) \(rawValue)" }
}

/// A row that has been settled, or not, by a run of its chapter.
struct SettledRow: Equatable {
  /// Its id in the ledger.
  let row: String
  let verdict: RowVerdict
  let checks: Int
  let refutations: Int
  /// What the lecture says, and what holds instead or why the verdict is not *checked*.
  let stated: String
  let remark: String
}

extension SettledRow {
  /// Decides how a row ended from all that its chapter recorded.
  ///
  /// A remark decides the verdict, and needs a check to support it unless the row is told.
  init(_ row: Ledger.Row, entries: [Entry]) {
    let checks = entries.compactMap(\.check).filter { $0.row == row.id }
    let remark = entries.reversed().lazy.compactMap { entry -> Entry.Remark? in
      if case .remark(let remark) = entry.content, remark.row == row.id { remark } else { nil }
    }.first
    let verdict: RowVerdict =
      if !checks.allSatisfy(\.passes) {
        .failed
      } else if checks.isEmpty && remark?.verdict != .told {
        .open
      } else {
        remark?.verdict ?? .checked
      }
    self.init(
      row: row.id, verdict: verdict, checks: checks.count,
      refutations: checks.reduce(0) { $0 + $1.refutations.count }, stated: remark?.stated ?? "",
      remark: remark?.text ?? "")
  }
}
