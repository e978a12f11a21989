/// How a chapter's rows of the ledger ended, in a file beside its figures, from which the book's
/// index is made.
struct Verdicts: Equatable {
  static let fileName = "verdicts.tsv"

  let lines: [SettledRow]

  init(_ lines: [SettledRow]) { self.lines = lines }

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
      return SettledRow(
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
