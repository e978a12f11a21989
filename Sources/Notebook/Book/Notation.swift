import Foundation

/// The symbols of the book, as `chapters/notation.tsv` lists them.
struct Notation: Equatable {
  struct Symbol: Equatable {
    /// In Markdown, with its dollars.
    let symbol: String
    let meaning: String
    /// The folder of the chapter that introduces it.
    let chapter: String
  }

  static let fileName = "notation.md"

  let symbols: [Symbol]

  /// Reads the tab-separated text, whose first line names the columns.
  ///
  /// - Throws: `SourceError` where a line has not three fields, or has math that a Markdown renderer
  ///   would damage.
  init(_ text: String, file: String) throws {
    symbols = try TabSeparatedRow.rows(of: text, file: file, fields: 3).map { row in
      let (symbol, meaning) = (row.fields[0], row.fields[1])
      if let complaint = MathLint.complaint(about: "| \(symbol) | \(meaning) |") {
        throw SourceError(file: file, line: row.line, complaint)
      }
      return Symbol(symbol: symbol, meaning: meaning, chapter: row.fields[2])
    }
  }

  init(contentsOf url: URL) throws {
    try self.init(projectText(url), file: "chapters/notation.tsv")
  }

  /// A page of its own.
  ///
  /// - Parameter navigation: the links to the other pages.
  func page(navigation: String) -> String {
    let table = MarkdownTable(
      columns: ["symbol", "meaning", "first in"],
      rows: symbols.map {
        [.text($0.symbol), .text($0.meaning), .text("[\($0.chapter)](\($0.chapter).md)")]
      })
    return (["# Notation", "", navigation, ""] + table.lines).joined(separator: "\n") + "\n"
  }
}
