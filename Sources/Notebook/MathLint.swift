/// Finds inline math that GitHub's Markdown pass would damage before the math renderer sees it.
///
/// Markdown reads the text between two dollars first: it drops a backslash before punctuation,
/// takes stars and some underscores for emphasis, and does not see math at all where a dollar
/// touches a letter or digit outside. Display math needs no rule, for it is woven as a fenced
/// block, which Markdown leaves alone.
enum MathLint {
  /// What is wrong with the inline math of one line of Markdown, or `nil`.
  static func complaint(about line: String) -> String? {
    let characters = Array(withoutCode(line))
    let dollars = characters.indices.filter { index in
      characters[index] == "$" && (index == 0 || characters[index - 1] != "\\")
    }
    guard dollars.count.isMultiple(of: 2) else {
      return "a dollar sign without a partner: \(line)"
    }
    for pair in stride(from: 0, to: dollars.count, by: 2) {
      let (open, close) = (dollars[pair], dollars[pair + 1])
      let formula = characters[(open + 1)..<close]
      let text = "$" + String(formula) + "$"
      if open > 0, characters[open - 1].isLetter || characters[open - 1].isNumber {
        return "the dollar that opens \(text) touches '\(characters[open - 1])'"
      }
      if close + 1 < characters.count,
        characters[close + 1].isLetter || characters[close + 1].isNumber
      {
        return "the dollar that closes \(text) touches '\(characters[close + 1])'"
      }
      if formula.first?.isWhitespace ?? true || formula.last?.isWhitespace ?? true {
        return "no space or nothing may stand inside the dollars of \(text)"
      }
      if let complaint = complaint(inFormula: formula, isTableRow: line.hasPrefix("|")) {
        return "\(complaint) in \(text)"
      }
    }
    return nil
  }

  private static let safeSpellings: KeyValuePairs<Character, String> = [
    "{": "\\lbrace", "}": "\\rbrace", "|": "\\Vert", ",": "nothing, or \\thinspace",
    ";": "nothing, or \\quad", ":": "nothing, or \\quad", "!": "nothing", "_": "\\textunderscore",
    "%": "a word", "#": "a word", "&": "a word", "\\": "a display formula",
  ]

  private static func complaint(inFormula formula: ArraySlice<Character>, isTableRow: Bool)
    -> String?
  {
    for index in formula.indices {
      let next = index + 1 < formula.endIndex ? formula[index + 1] : " "
      let previous = index > formula.startIndex ? formula[index - 1] : " "
      switch formula[index] {
      case "\\" where next.isPunctuation || next.isSymbol:
        let safe = safeSpellings.first { $0.key == next }?.value ?? "a command of letters"
        return "Markdown eats the backslash of '\\\(next)' (write \(safe))"
      case "*":
        return "Markdown reads '*' as emphasis (write \\ast)"
      case "|" where isTableRow && previous != "\\":
        return "'|' ends the table's cell (write \\mid or \\vert)"
      case "<" where next.isLetter:
        return "Markdown reads '<\(next)' as a tag (write \\lt)"
      case "_" where (previous.isPunctuation || previous.isSymbol) && next.isLetter:
        return "Markdown may read '\(previous)_\(next)' as emphasis (write '\(previous)_{\(next)}')"
      default:
        continue
      }
    }
    return nil
  }

  /// The line with the contents of code spans blanked.
  private static func withoutCode(_ line: String) -> String {
    var isCode = false
    return String(
      line.map { character in
        if character == "`" { isCode.toggle() }
        return isCode && character == "$" ? " " : character
      })
  }
}
