/// How long the part of a page takes to read that shows before any fold is opened.
enum ReadingTime {
  /// Words a minute, for a text with formulas.
  private static let wordsPerMinute = 200.0

  /// The time in steps of five minutes: "about 20 minutes".
  static func text(of page: String) -> String {
    let minutes = Double(words(in: page)) / wordsPerMinute
    return "about \(5 * max(1, Int((minutes / 5).rounded()))) minutes"
  }

  /// The words outside of folds, formulas and code.
  static func words(in page: String) -> Int {
    var count = 0
    var depth = 0
    var isFence = false
    for line in page.split(separator: "\n") {
      if line.hasPrefix("```") {
        isFence.toggle()
      } else if !isFence {
        if line.hasPrefix("<details") { depth += 1 }
        if depth == 0 { count += line.split(separator: " ").count }
        if line.hasPrefix("</details") { depth -= 1 }
      }
    }
    return count
  }
}
