/// Interleaves a chapter's prose, its code and what the code produced into one Markdown page.
struct Weaver {
  let source: LiterateSource
  let snippets: SnippetLibrary
  /// The name of the report and of its figures' folder: "01-monte-carlo".
  let chapter: String
  /// The command that reproduces the page.
  let command: String

  /// The page.
  ///
  /// - Parameters:
  ///   - entries: what the cells produced, in the order of the run.
  ///   - values: the numbers that prose mentions as `{{name}}`.
  ///   - rows: how the chapter's rows of the ledger ended.
  /// - Throws: `SourceError` for a quotation or a number that does not exist, and for inline math
  ///   that a Markdown renderer would damage.
  func page(entries: [Entry], values: [String: String], rows: [SettledRow]) throws -> String {
    var parts: [[String]] = []
    for block in source.blocks {
      switch block.kind {
      case .prose:
        parts.append(try prose(block, values: values))
      case .code:
        parts.append(fenced(block.lines, language: "swift"))
      case .hidden:
        break
      case .quote(let name):
        let line = block.range.lowerBound
        let lines = try snippets.lines(of: name, quotedIn: source.file, line: line)
        parts.append(fenced(lines, language: "swift"))
      }
      for entry in entries where block.range.contains(entry.line) {
        parts.append(try linted(entry.lines(folder: chapter), line: entry.line))
      }
    }
    parts.append(checksTable(entries))
    parts.append(rowsTable(rows))
    parts.append(["## Reproduce this page", "", "```sh", command, "```"])
    return parts.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }
      .joined(separator: "\n\n") + "\n"
  }

  // MARK: Prose

  /// Prose with its numbers put in and its display math fenced.
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
        lines += try linted([filled(text, values: values, line: number)], line: number)
      }
    }
    guard !isMath else {
      throw SourceError(
        file: source.file, line: block.range.lowerBound, "display math that is not closed")
    }
    return trimmed(lines)
  }

  /// Replaces every `{{name}}` by the number that the chapter defined under that name.
  private func filled(_ text: String, values: [String: String], line: Int) throws -> String {
    var result = ""
    var rest = text[...]
    while let open = rest.firstRange(of: "{{"), let close = rest.firstRange(of: "}}"),
      open.upperBound <= close.lowerBound
    {
      let name = String(rest[open.upperBound..<close.lowerBound])
      guard let value = values[name] else {
        throw SourceError(file: source.file, line: line, "no value is named '\(name)'")
      }
      result += rest[..<open.lowerBound] + value
      rest = rest[close.upperBound...]
    }
    return result + rest
  }

  private func linted(_ lines: [String], line: Int) throws -> [String] {
    for text in lines {
      if let complaint = MathLint.complaint(about: text) {
        throw SourceError(file: source.file, line: line, complaint)
      }
    }
    return lines
  }

  // MARK: Code

  private func fenced(_ lines: [String], language: String) -> [String] {
    let code = trimmed(lines)
    return code.isEmpty ? [] : ["```\(language)"] + code + ["```"]
  }

  /// The lines without the empty ones at both ends.
  private func trimmed(_ lines: [String]) -> [String] {
    let content = lines.drop { $0.isEmpty }
    guard let last = content.lastIndex(where: { !$0.isEmpty }) else { return [] }
    return Array(content[...last])
  }

  // MARK: The tables at the end

  private func checksTable(_ entries: [Entry]) -> [String] {
    let rows: [[Cell]] = entries.compactMap { entry in
      guard case .check(let check) = entry.content else { return nil }
      return [
        .text(check.name), .text(check.rule), .text(check.judgement.measured),
        .text("\(check.expectation) \(check.judgement.distance)"),
        .number(check.refutations.count(where: \.succeeds)), .text(check.passes ? "✓" : "✗"),
      ]
    }
    guard !rows.isEmpty else { return [] }
    let columns = ["check", "rule", "measured", "against", "wrong variants refuted", "holds"]
    return ["## Checks", ""] + MarkdownTable(columns: columns, rows: rows).lines
  }

  private func rowsTable(_ rows: [SettledRow]) -> [String] {
    guard !rows.isEmpty else { return [] }
    let table = MarkdownTable(
      columns: ["row of the ledger", "statement", "lectures", "verdict"],
      rows: rows.map {
        [.text($0.row.id), .text($0.row.statement), .text($0.row.source), .text($0.verdict.mark)]
      })
    return ["## What this chapter settled", ""] + table.lines
  }
}
