extension String {
  /// A user's own words, such as the name of a column, so that a Markdown page shows them as they
  /// are: on one line, shortened, and with nothing in them that Markdown, HTML or mathematics reads
  /// as markup.
  public var escapedForMarkdown: String { plain.shortened(to: 60).withoutMarkup }

  /// Words, of any length, that Markdown shows as they are.
  ///
  /// A dollar, a backtick and a vertical bar become character references rather than escapes: GitHub
  /// looks for formulas and for the cells of a table before it looks for backslashes.
  var withoutMarkup: String {
    escapedForHTML.unicodeScalars.map { scalar in
      switch scalar {
      case "$", "`", "|": "&#\(scalar.value);"
      case "\\", "*", "_", "[", "]", "~", "#", "!": "\\" + String(scalar)
      default: String(scalar)
      }
    }.joined()
  }

  /// Plain words as HTML and XML write them.
  var escapedForHTML: String {
    replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }
}
