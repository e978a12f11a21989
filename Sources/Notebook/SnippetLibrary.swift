import Foundation

/// Library code that chapters quote by name.
///
/// In a source file of the libraries, a line `// snippet.NAME` opens a snippet and the next line
/// `// snippet.end` closes it. Both may be indented; the snippet loses the indentation that its
/// lines share, and its documentation (`///`), for around a quotation the chapter explains. A name
/// stands for one snippet in the whole project.
struct SnippetLibrary {
  private struct Snippet: Equatable {
    let file: String
    let line: Int
    let lines: [String]
  }

  private var snippets: [String: Snippet] = [:]

  /// Reads every Swift file below a folder; an editor's hidden files are none of them.
  init(folder: URL) throws {
    let files = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String }
    for file in (files ?? []).filter(Self.isSource).sorted() {
      let text = try projectText(folder.appending(path: file))
      try add(text, file: "\(folder.lastPathComponent)/\(file)")
    }
  }

  private static func isSource(_ file: String) -> Bool {
    file.hasSuffix(".swift") && !file.split(separator: "/").contains { $0.hasPrefix(".") }
  }

  /// Reads sources that are given as text, by file name.
  init(sources: KeyValuePairs<String, String>) throws {
    for (file, text) in sources { try add(text, file: file) }
  }

  /// The lines of a snippet.
  ///
  /// - Throws: `SourceError` with the place of the quotation if there is no such snippet.
  func lines(of name: String, quotedIn file: String, line: Int) throws -> [String] {
    guard let snippet = snippets[name] else {
      throw SourceError(
        file: file, line: line, "no library source has a snippet named '\(name)'")
    }
    return snippet.lines
  }

  private mutating func add(_ text: String, file: String) throws {
    var open: (name: String, line: Int, lines: [String])?
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      let number = index + 1
      let mark = String(line.drop { $0 == " " }).dropPrefix("// snippet.")
      switch (mark, open) {
      case (nil, nil):
        continue
      case (nil, .some):
        open?.lines.append(String(line))
      case ("end", .some(let snippet)):
        if let other = snippets[snippet.name] {
          throw SourceError(
            file: file, line: snippet.line,
            "the snippet '\(snippet.name)' stands in \(other.file):\(other.line) too")
        }
        snippets[snippet.name] = Snippet(
          file: file, line: snippet.line, lines: Self.unindented(snippet.lines))
        open = nil
      case ("end", nil):
        throw SourceError(file: file, line: number, "'snippet.end' without a snippet")
      case (.some(let name), nil):
        open = (name, number, [])
      case (.some, .some(let snippet)):
        throw SourceError(
          file: file, line: number, "the snippet '\(snippet.name)' is not closed before this one")
      }
    }
    if let snippet = open {
      throw SourceError(
        file: file, line: snippet.line, "the snippet '\(snippet.name)' has no 'snippet.end'")
    }
  }

  private static func unindented(_ lines: [String]) -> [String] {
    let lines = lines.filter { !$0.drop { $0 == " " }.hasPrefix("///") }
    let margins = lines.filter { !$0.isEmpty }.map { $0.prefix { $0 == " " }.count }
    return lines.map { String($0.dropFirst(margins.min() ?? 0)) }
  }
}
