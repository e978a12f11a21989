/// The index of the book: its chapters, every row of their ledgers with its verdict, and one table
/// of all corrections.
struct BookIndex {
  struct Chapter {
    let folder: String
    let title: String
    let rows: [Ledger.Row]
    let verdicts: Verdicts
  }

  let chapters: [Chapter]

  var page: String {
    (overview + corrections + chapters.flatMap(ledger)).joined(separator: "\n") + "\n"
  }

  private var overview: [String] {
    let rows = chapters.map { chapter -> [Cell] in
      let lines = chapter.verdicts.lines
      return [
        .text("[\(chapter.folder)](\(chapter.folder).md)"), .text(chapter.title),
        .number(lines.reduce(0) { $0 + $1.checks }),
        .number(lines.reduce(0) { $0 + $1.refutations }),
        .number(lines.count { $0.verdict == .checked }),
        .number(lines.count { $0.verdict == .corrected }),
        .number(lines.count { $0.verdict == .told }),
        .number(lines.count { $0.verdict == .failed || $0.verdict == .open }),
      ]
    }
    let columns = [
      "report", "chapter", "checks", "wrong variants refuted", "rows checked", "corrected", "told",
      "failed or open",
    ]
    return [
      "# What the chapters found", "",
      "Every row of the ledger is a formula or a claim of the lectures. It ends as *checked*, as",
      "*corrected* (the lecture is loose or wrong, and the right statement is checked) or as",
      "*told* (no program can settle it). `swift run book` writes these pages.", "",
    ] + MarkdownTable(columns: columns, rows: rows).lines
  }

  private var corrections: [String] {
    let rows = chapters.flatMap { chapter in
      chapter.verdicts.lines.filter { $0.verdict == .corrected }.map { line -> [Cell] in
        [
          .text(line.row), .text("[\(chapter.folder)](\(chapter.folder).md)"),
          .text(chapter.rows.first { $0.id == line.row }?.source ?? ""),
          .text(line.stated), .text(line.remark),
        ]
      }
    }
    guard !rows.isEmpty else { return [] }
    return ["", "## Corrections to the lectures", ""]
      + MarkdownTable(
        columns: ["row", "chapter", "lectures", "as stated", "what holds"], rows: rows
      ).lines
  }

  private func ledger(of chapter: Chapter) -> [String] {
    let rows = chapter.rows.map { row -> [Cell] in
      let line = chapter.verdicts.lines.first { $0.row == row.id }
      return [
        .text(row.id), .text(row.kind), .text(row.statement), .text(row.source),
        .text((line?.verdict ?? .open).mark), .number(line?.checks ?? 0),
      ]
    }
    let columns = ["row", "kind", "statement", "lectures", "verdict", "checks"]
    return ["", "## \(chapter.title)", ""] + MarkdownTable(columns: columns, rows: rows).lines
  }
}
