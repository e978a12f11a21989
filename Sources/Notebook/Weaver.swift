/// Interleaves a chapter's prose, its code and what the code produced into one Markdown page.
struct Weaver {
  let source: LiterateSource
  let snippets: SnippetLibrary
  let references: References
  /// The name of the report and of its figures' folder: "01-monte-carlo".
  let chapter: String
  /// The line of links to the neighbouring pages.
  let navigation: String
  /// The command that reproduces the page.
  let command: String

  /// The value that prose mentions as `{{reading time}}`, which is known when the page is woven.
  private static let readingTime = "reading time"
  private static let readingTimeMark = "\u{FFFC}"

  /// The page.
  ///
  /// - Parameters:
  ///   - entries: what the cells produced, in the order of the run.
  ///   - values: the numbers that prose mentions as `{{name}}`.
  ///   - rows: how the chapter's rows of the ledger ended.
  /// - Throws: `SourceError` for a quotation, a citation or a number that does not exist, and for
  ///   inline math that a Markdown renderer would damage.
  func page(entries: [Entry], values: [String: String], rows: [(row: Ledger.Row, end: SettledRow)])
    throws -> String
  {
    let values = values.merging([Self.readingTime: Self.readingTimeMark]) { own, _ in own }
    var parts: [[String]] = []
    var anchors: [String] = []
    for block in source.blocks {
      let produced = entries.filter { block.range.contains($0.line) }
      let code = block.kind == .check ? block.lines : []
      parts.append(try lines(of: block, values: values))
      for (index, entry) in produced.enumerated() {
        let new = entry.anchors.filter { !anchors.contains($0) }
        anchors += new
        let lines = entry.lines(folder: chapter, anchors: new, code: index == 0 ? code : [])
        parts.append(try linted(lines, line: entry.line))
      }
    }
    parts += [checksTable(entries), rowsTable(rows)]
    parts.append(["## Reproduce this page", "", "```sh", command, "```"])
    let page =
      (withNavigation(parts.filter { !$0.isEmpty }) + [[navigation]])
      .map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
    return page.replacing(Self.readingTimeMark, with: ReadingTime.text(of: page))
  }

  /// What a block itself shows: nothing if it is hidden, or if it stands in the fold of its check.
  private func lines(
    of block: LiterateSource.Block, values: [String: String]
  ) throws -> [String] {
    switch block.kind {
    case .prose: return try prose(block, values: values)
    case .code: return Fold.code(block.lines, language: "swift").trimmed
    case .fold(let title):
      let code = Fold.code(block.lines, language: "swift").trimmed
      return code.isEmpty ? [] : Fold.lines(title: title, around: code)
    case .hidden, .check: return []
    case .quote(let name):
      let lines = try snippets.lines(
        of: name, quotedIn: source.file, line: block.range.lowerBound)
      return Fold.code(lines, language: "swift").trimmed
    }
  }

  /// The page's parts with the links to its neighbours below the title.
  private func withNavigation(_ parts: [[String]]) -> [[String]] {
    guard let first = parts.first, let title = first.first, title.hasPrefix("# ") else {
      return parts
    }
    return [[title], [navigation], first.dropFirst().map(\.self).trimmed] + parts.dropFirst()
  }

  // MARK: Prose

  /// Prose with its numbers put in, its citations linked and its display math fenced.
  private func prose(_ block: LiterateSource.Block, values: [String: String]) throws -> [String] {
    var lines: [String] = []
    var isMath = false
    var isFence = false
    for (offset, text) in block.lines.enumerated() {
      let number = block.range.lowerBound + offset
      if text.hasPrefix("```") { isFence.toggle() }
      if text == "$$" {
        lines.append(isMath ? "```" : "```math")
        isMath.toggle()
      } else if isMath || isFence {
        lines.append(text)
      } else if text.count > 4, let formula = text.dropPrefix("$$"), formula.hasSuffix("$$") {
        lines += ["```math", String(formula.dropLast(2)), "```"]
      } else {
        let cited = try references.cited(in: text, file: source.file, line: number)
        lines += try linted([filled(cited, values: values, line: number)], line: number)
      }
    }
    guard !isMath else {
      throw SourceError(
        file: source.file, line: block.range.lowerBound, "display math that is not closed")
    }
    return lines.trimmed
  }

  /// Replaces every `{{name}}` by the number that the chapter defined under that name.
  private func filled(_ text: String, values: [String: String], line: Int) throws -> String {
    try text.replacingParts(from: "{{", to: "}}") { name in
      guard let value = values[String(name)] else {
        throw SourceError(file: source.file, line: line, "no value is named '\(name)'")
      }
      return value
    }
  }

  private func linted(_ lines: [String], line: Int) throws -> [String] {
    var isFence = false
    for text in lines {
      if text.hasPrefix("```") { isFence.toggle() }
      if !isFence, let complaint = MathLint.complaint(about: text) {
        throw SourceError(file: source.file, line: line, complaint)
      }
    }
    return lines
  }

  // MARK: The tables at the end

  private func checksTable(_ entries: [Entry]) -> [String] {
    let checks = entries.compactMap(\.check)
    guard !checks.isEmpty else { return [] }
    let table = MarkdownTable(
      columns: ["check", "rule", "measured", "against", "wrong variants refuted", "holds"],
      rows: checks.map { check in
        [
          .text("[\(check.name)](#\(check.anchor))"), .text(check.ruleName),
          .text(check.judgement.measured),
          .text("\(check.expectation); \(check.judgement.distance)"),
          .number(check.refutations.count(where: \.succeeds)), .text(check.passes ? "✓" : "✗"),
        ]
      })
    let title = "<b>All \(checks.count) checks of this page</b>"
    return ["## Checks", ""] + Fold.lines(title: title, around: table.lines)
  }

  private func rowsTable(_ rows: [(row: Ledger.Row, end: SettledRow)]) -> [String] {
    guard !rows.isEmpty else { return [] }
    let table = MarkdownTable(
      columns: ["row of the ledger", "statement", "source", "verdict"],
      rows: rows.map { row, end in
        [
          .text(row.id), .text(row.statement), .text(references.linked(row.source)),
          .text(end.verdict.mark),
        ]
      })
    let title = "<b>The \(rows.count) statements that this page settles</b>"
    return Fold.lines(title: title, around: table.lines)
  }
}
