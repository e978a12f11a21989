/// The index of the book: its chapters, how its checks judge, what was sharpened and corrected, and
/// every row of the ledger with its verdict.
struct BookIndex {
  struct Chapter {
    let folder: String
    let title: String
    let rows: [Ledger.Row]
    let verdicts: Verdicts
  }

  let chapters: [Chapter]
  let references: References

  var page: String {
    (overview + Self.rules + Self.verdicts + revisions + rowsOfAllChapters)
      .joined(separator: "\n") + "\n"
  }

  private static let counted: [RowVerdict] = [
    .checked, .illustrated, .sharpened, .corrected, .told,
  ]

  private var overview: [String] {
    let rows = chapters.map { chapter -> [Cell] in
      let lines = chapter.verdicts.lines
      let label = ChapterList.Chapter(folder: chapter.folder, title: chapter.title).label
      return [
        .text("[\(label)](\(chapter.folder).md)"),
        .number(lines.reduce(0) { $0 + $1.checks }),
        .number(lines.reduce(0) { $0 + $1.refutations }),
      ]
        + Self.counted.map { verdict in .number(lines.count { $0.verdict == verdict }) }
        + [.number(lines.count { $0.verdict == .failed || $0.verdict == .open })]
    }
    return [
      "# What the chapters found", "",
      "The [notation](\(Notation.fileName)) and the [sources](\(References.fileName)) have pages of "
        + "their own; `swift run book` writes all of them. The formulas and claims are those of the "
        + "lectures below, which the pages call by their numbers, or of the literature where the "
        + "lectures are silent; each row names its source:", "",
    ]
      + references.lectures.map { "- **\($0.key)**: \($0.entry)" } + [""]
      + MarkdownTable(
        columns: ["chapter", "checks", "wrong variants refuted"] + Self.counted.map(\.rawValue)
          + ["failed or open"], rows: rows
      ).lines
  }

  /// What each rule of a check accepts.
  private static let rules = [
    "", "## How a check judges", "",
    "A check compares what was measured with a value that was found another way. Its rule must accept",
    "the right formula and reject every wrong variant that the check names; a check whose rule cannot",
    "tell the two apart fails.", "",
    "| rule | accepts | calls refuted |",
    "| --- | --- | --- |",
    "| exact | a difference within the stated tolerance | more than ten tolerances |",
    "| statistical | a mean within 5 standard errors of the expected value (a right formula fails "
      + "once in 1.7 million checks) | beyond 10 standard errors |",
    "| bound | the right side of a bound | the wrong side |",
    "| estimated bound | the right side by 5 standard errors | the wrong side by 10 |",
    "| monotone | no fall beyond the slack for rounding | a fall of more than ten slacks |",
    "| slope | a fitted exponent within 5 standard errors of the predicted one | beyond 10 |",
  ]

  private static let verdicts = [
    "", "## How a row ends", "",
    "Every row of the ledger is a formula or a claim of the lectures or, where they are silent, of the",
    "literature or of this book; the column *source* tells which. A row ends as *checked* (confirmed",
    "against something independent), *illustrated* (an example behaves as the claim says, which settles",
    "no claim in general), *sharpened* (true, with a condition or a word that was missing), *corrected*",
    "(false as it stands: a counterexample, and the right statement, are checked) or *told* (no program",
    "can settle it).",
  ]

  private var revisions: [String] {
    let rows = chapters.flatMap { chapter in
      chapter.verdicts.lines
        .filter { $0.verdict == .sharpened || $0.verdict == .corrected }
        .map { line -> [Cell] in
          [
            .text(link(to: line.row, in: chapter)), .text(line.verdict.rawValue),
            .text(references.linked(chapter.rows.first { $0.id == line.row }?.source ?? "")),
            .text(line.stated), .text(line.remark),
          ]
        }
    }
    guard !rows.isEmpty else { return [] }
    return ["", "## What was sharpened and corrected", ""]
      + MarkdownTable(
        columns: ["row", "verdict", "source", "as stated", "what holds"], rows: rows
      ).lines
  }

  private var rowsOfAllChapters: [String] {
    ["", "## Every row"]
      + chapters.flatMap { chapter -> [String] in
        let rows = chapter.rows.map { row -> [Cell] in
          let line = chapter.verdicts.lines.first { $0.row == row.id }
          return [
            .text(link(to: row.id, in: chapter)), .text(row.kind), .text(row.statement),
            .text(references.linked(row.source)), .text((line?.verdict ?? .open).mark),
            .number(line?.checks ?? 0),
          ]
        }
        let columns = ["row", "kind", "statement", "source", "verdict", "checks"]
        return [""]
          + Fold.lines(
            title: "<b>\(chapter.title)</b>",
            around: MarkdownTable(columns: columns, rows: rows).lines)
      }
  }

  private func link(to row: String, in chapter: Chapter) -> String {
    "[\(row)](\(chapter.folder).md#\(row))"
  }
}
