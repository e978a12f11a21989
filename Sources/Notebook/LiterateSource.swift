/// A chapter's source, cut into prose and code.
///
/// A line that begins in column one with `//` and a space, or is `//` alone, is prose in Markdown.
/// Everything else is code, `///` and indented comments included. Four directives are neither:
///
/// | line | meaning |
/// |---|---|
/// | `// snippet.hide` | what follows stays out of the report, though it runs |
/// | `// snippet.fold TITLE` | what follows goes into a fold, which a reader opens to audit it |
/// | `// snippet.show` | ends the hiding or the fold |
/// | `// snippet.quote NAME` | the library code between `// snippet.NAME` and `// snippet.end` |
///
/// A statement that begins in column one with `notebook.` speaks to the notebook, and the report
/// shows what it produces in its stead: a check goes into the fold of what it checks, all others
/// stay out. A statement reaches as far as its lines are indented or close its brackets.
struct LiterateSource: Equatable {
  /// A run of neighbouring lines of one kind.
  struct Block: Equatable {
    enum Kind: Equatable {
      case prose, code, hidden, check
      case fold(String)
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

  /// - Throws: `SourceError` where a hidden or folded part is not closed, or closed without being
  ///   open, or where a directive is unknown.
  init(_ text: String, file: String) throws {
    self.file = file
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    var blocks: [Block] = []
    var region: (kind: Block.Kind, start: Int)?
    var statement: Block.Kind?
    for (index, line) in lines.enumerated() {
      let number = index + 1
      let directive = line.dropPrefix("// snippet.")
      let begun = Self.statement(beginningWith: line)
      if begun != nil || !Self.continuesStatement(lines[index...]) { statement = begun }
      let kind =
        try directive.map {
          try Self.kind(of: $0, in: &region, at: SourceError(file: file, line: number, ""))
        } ?? statement ?? region?.kind ?? (Self.isProse(line) ? .prose : .code)
      let text = kind == .prose ? String(line.dropFirst(3)) : line
      let content = directive == nil ? [text] : []
      if let last = blocks.last, last.kind == kind, begun != .check {
        blocks[blocks.count - 1].lines += content
        blocks[blocks.count - 1].range = last.range.lowerBound...number
      } else {
        blocks.append(Block(kind: kind, lines: content, range: number...number))
      }
    }
    if let region {
      let name = region.kind == .hidden ? "hide" : "fold"
      throw SourceError(
        file: file, line: region.start, "'snippet.\(name)' without a 'snippet.show'")
    }
    self.blocks = blocks
    self.lineCount = lines.count
  }

  /// The kind of the line of a directive, which may open or close a region.
  private static func kind(
    of directive: String, in region: inout (kind: Block.Kind, start: Int)?, at place: SourceError
  ) throws -> Block.Kind {
    func fail(_ message: String) -> SourceError {
      SourceError(file: place.file, line: place.line, message)
    }
    let opened: Block.Kind? =
      directive == "hide" ? .hidden : directive.dropPrefix("fold ").map { .fold($0) }
    switch (opened, region) {
    case (.some(let kind), nil):
      region = (kind, place.line)
      return kind
    case (.some, .some(let open)):
      throw fail("hidden or folded already since line \(open.start)")
    case (nil, .some) where directive == "show":
      region = nil
      return .hidden
    case (nil, nil) where directive == "show":
      throw fail("nothing is hidden or folded here")
    case (nil, .some(let open)):
      return open.kind
    case (nil, nil):
      guard let name = directive.dropPrefix("quote ") else {
        throw fail("unknown directive 'snippet.\(directive)'")
      }
      return .quote(name)
    }
  }

  /// What a statement that speaks to the notebook becomes, or `nil` for any other line.
  private static func statement(beginningWith line: String) -> Block.Kind? {
    line.hasPrefix("notebook.check(") ? .check : line.hasPrefix("notebook.") ? .hidden : nil
  }

  /// Whether lines go on with the statement above them: empty ones do if the next one does.
  private static func continuesStatement(_ lines: ArraySlice<String>) -> Bool {
    lines.first { !$0.isEmpty }?.first.map { " )]}".contains($0) } ?? false
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
  /// The string with every part between two marks, and the marks, replaced.
  func replacingParts(
    from open: String, to close: String, with replacement: (Substring) throws -> String
  ) rethrows -> String {
    var result = ""
    var rest = self[...]
    while let start = rest.firstRange(of: open),
      let end = rest[start.upperBound...].firstRange(of: close)
    {
      result += rest[..<start.lowerBound]
      result += try replacement(rest[start.upperBound..<end.lowerBound])
      rest = rest[end.upperBound...]
    }
    return result + rest
  }

  /// The rest of the string after a prefix, or `nil` if it does not begin with it.
  func dropPrefix(_ prefix: String) -> String? {
    hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
  }
}
