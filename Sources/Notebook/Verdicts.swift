import Foundation

/// How a chapter's rows of the ledger ended, in a file beside its figures, from which the book's
/// index is made.
struct Verdicts: Equatable {
  static let fileName = "verdicts.tsv"

  /// A line of the file.
  struct Line: Equatable {
    let row: String
    let verdict: RowVerdict
    let checks: Int
    let refutations: Int
    let stated: String
    let remark: String
  }

  let lines: [Line]

  init(_ rows: [SettledRow]) {
    lines = rows.map {
      Line(
        row: $0.row.id, verdict: $0.verdict, checks: $0.checks, refutations: $0.refutations,
        stated: $0.stated, remark: $0.remark)
    }
  }

  /// Reads the tab-separated text back.
  ///
  /// - Throws: `SourceError` where a line is not of the form.
  init(_ text: String, file: String) throws {
    lines = try TabSeparatedRow.rows(of: text, file: file, fields: 6).map { row in
      let fields = row.fields
      guard let verdict = RowVerdict(rawValue: fields[1]), let checks = Int(fields[2]),
        let refutations = Int(fields[3])
      else {
        throw SourceError(file: file, line: row.line, "not a verdict on a row of the ledger")
      }
      return Line(
        row: fields[0], verdict: verdict, checks: checks, refutations: refutations,
        stated: fields[4], remark: fields[5])
    }
  }

  var text: String {
    let header = "row\tverdict\tchecks\trefutations\tstated\tremark"
    let rows = lines.map { line in
      "\(line.row)\t\(line.verdict.rawValue)\t\(line.checks)\t\(line.refutations)\t"
        + "\(line.stated)\t\(line.remark)"
    }
    return ([header] + rows).joined(separator: "\n") + "\n"
  }
}
