/// The parts of a page that a reader opens with a click: HTML's `<details>`, which GitHub and
/// editors show.
///
/// Markdown is read inside a fold only after an empty line, and HTML ends at one: so an empty line
/// stands around every part.
enum Fold {
  /// A fold with a title, in HTML, around lines of Markdown.
  static func lines(title: String, around content: [String]) -> [String] {
    ["<details><summary>\(title)</summary>", ""] + content + ["", "</details>"]
  }

  /// A check: one line with its verdict, and in the fold the code of the call and what decided it.
  ///
  /// A check that fails is not folded: all of it stands open under a warning.
  static func lines(of check: Check, anchor: String, code: [String]) -> [String] {
    let proof = Self.code(code, language: "swift") + check.details.map { "- \($0)" }
    let count = check.refutations.count(where: \.succeeds)
    guard check.passes else {
      return [
        "> [!CAUTION]",
        "> ✗ \(anchor)**\(check.name) FAILS** · \(check.outcome)", "",
      ] + proof
    }
    return lines(
      title: "\(anchor)✓ <b>\(check.name)</b> · \(check.outcome.escapedForHTML)"
        + " · \(count) wrong variant\(count == 1 ? "" : "s") refuted",
      around: proof)
  }

  /// A fenced block and the empty line after it; nothing if there is no code.
  static func code(_ lines: [String], language: String) -> [String] {
    let content = lines.trimmed
    return content.isEmpty ? [] : ["```\(language)"] + content + ["```", ""]
  }
}

extension [String] {
  /// The lines without the empty ones at both ends.
  var trimmed: [String] {
    let content = drop { $0.isEmpty }
    guard let last = content.lastIndex(where: { !$0.isEmpty }) else { return [] }
    return Array(content[...last])
  }
}
