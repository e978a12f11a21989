/// A chapter's source, cut into prose and code.
///
/// A line that begins in column one with `//` and a space, or is `//` alone, is prose in Markdown.
/// Everything else is code, `///` and indented comments included. Three directives are neither:
///
/// | line | meaning |
/// |---|---|
/// | `// snippet.hide` | what follows stays out of the report, though it runs |
/// | `// snippet.show` | ends the hiding |
/// | `// snippet.quote NAME` | the library code between `// snippet.NAME` and `// snippet.end` |
struct LiterateSource: Equatable {
  /// A run of neighbouring lines of one kind.
  struct Block: Equatable {
    enum Kind: Equatable {
      case prose, code, hidden
      case quote(String)
    }

    var kind: Kind
    /// The lines, without their comment marks where they are prose.
    var lines: [String]
    /// The numbers of the lines in the file, from 1.
    var range: ClosedRange<Int>
  }

  /// The file, as error messages name it.
  let file: String
  let blocks: [Block]
  let lineCount: Int

  /// - Throws: `SourceError` where a hidden part is not closed, or closed without being open.
  init(_ text: String, file: String) throws {
    self.file = file
    var blocks: [Block] = []
    var hiddenSince: Int?
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)

    for (index, line) in lines.enumerated() {
      let number = index + 1
      let kind: Block.Kind
      switch (Self.directive(in: line), hiddenSince) {
      case ("hide", nil):
        hiddenSince = number
        kind = .hidden
      case ("hide", .some(let start)):
        throw SourceError(file: file, line: number, "hidden already since line \(start)")
      case ("show", nil):
        throw SourceError(file: file, line: number, "nothing is hidden here")
      case ("show", .some):
        hiddenSince = nil
        kind = .hidden
      case (_, .some):
        kind = .hidden
      case (.some(let directive), nil):
        guard let name = directive.dropPrefix("quote ") else {
          throw SourceError(file: file, line: number, "unknown directive 'snippet.\(directive)'")
        }
        kind = .quote(name)
      case (nil, nil):
        kind = Self.isProse(line) ? .prose : .code
      }

      let content = kind == .prose ? String(line.dropFirst(3)) : line
      if let last = blocks.last, last.kind == kind {
        blocks[blocks.count - 1].lines.append(content)
        blocks[blocks.count - 1].range = last.range.lowerBound...number
      } else {
        blocks.append(Block(kind: kind, lines: [content], range: number...number))
      }
    }
    if let start = hiddenSince {
      throw SourceError(file: file, line: start, "'snippet.hide' without a 'snippet.show'")
    }
    self.blocks = blocks
    self.lineCount = lines.count
  }

  /// The heading of the first level: the chapter's title.
  var title: String {
    for block in blocks where block.kind == .prose {
      for line in block.lines {
        if let title = line.dropPrefix("# ") { return title }
      }
    }
    return file
  }

  /// The first paragraph below the title: what the chapter shows.
  var summary: String {
    guard let prose = blocks.first(where: { $0.kind == .prose }) else { return "" }
    let paragraphs = prose.lines.split(separator: "").map { $0.joined(separator: "\n") }
    return paragraphs.first { !$0.hasPrefix("#") } ?? ""
  }

  /// The text of the nearest heading at or above a line, or `nil` above the first.
  func heading(atLine line: Int) -> String? {
    var heading: String?
    for block in blocks where block.kind == .prose {
      for (offset, text) in block.lines.enumerated()
      where text.hasPrefix("#") && block.range.lowerBound + offset <= line {
        heading = String(text.drop { $0 == "#" || $0 == " " })
      }
    }
    return heading
  }

  private static func isProse(_ line: String) -> Bool {
    line == "//" || line.hasPrefix("// ")
  }

  private static func directive(in line: String) -> String? {
    line.dropPrefix("// snippet.")
  }
}

/// What is wrong in a source file that the weaver reads, with its place.
struct SourceError: Error, CustomStringConvertible, Equatable {
  let file: String
  let line: Int
  let message: String

  init(file: String, line: Int, _ message: String) {
    self.file = file
    self.line = line
    self.message = message
  }

  var description: String { "\(file):\(line): \(message)" }
}

extension String {
  /// The rest of the string after a prefix, or `nil` if it does not begin with it.
  func dropPrefix(_ prefix: String) -> String? {
    hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
  }
}
