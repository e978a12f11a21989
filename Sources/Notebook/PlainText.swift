// Words that are not the book's own, such as the name of a file or of a column, come back in
// messages, pages, pictures and commands. Each of these has a notation of its own; what they have
// in common stands here.

extension Unicode.Scalar {
  /// Whether the scalar can stand in a line of text. Control characters, line ends and marks that
  /// turn the direction of writing would act on what is around them, and noncharacters stand for
  /// nothing.
  var isPlain: Bool {
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: false
    case .format: properties.isJoinControl
    default: !properties.isNoncharacterCodePoint
    }
  }
}

extension String {
  /// The text on one line, with an escape such as `\n` or `\u{1B}` for each scalar that is not
  /// plain.
  var visible: String {
    if unicodeScalars.allSatisfy(\.isPlain) { return self }
    return unicodeScalars.map { scalar in
      switch scalar {
      case "\n": "\\n"
      case "\r": "\\r"
      case "\t": "\\t"
      case _ where scalar.isPlain: String(scalar)
      default: "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      }
    }.joined()
  }

  /// The text with a space for each scalar that is not plain.
  var plain: String {
    String(String.UnicodeScalarView(unicodeScalars.map { $0.isPlain ? $0 : " " }))
  }

  /// The text, or its beginning and an ellipsis if it has more characters than the limit.
  func shortened(to limit: Int) -> String {
    dropFirst(limit).isEmpty ? self : prefix(limit - 1) + "…"
  }

  /// The text as a message quotes it: in quotation marks, on one line and not long.
  var quoted: String { "'\(shortened(to: 60).visible)'" }
}
