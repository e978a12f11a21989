import Testing

@testable import Notebook

struct LiterateSourceTests {
  private let text = """
    // # A title
    //
    // What it shows,
    // in two lines.
    let a = 1  // a comment beside code
    /// documentation
    //not prose
    // snippet.hide
    // hidden words
    let secret = 2
    // snippet.show
    // ## Section
    // snippet.quote sum
    """

  @Test func cutsProseCodeHiddenPartsAndQuotations() throws {
    let source = try LiterateSource(text, file: "main.swift")
    #expect(source.blocks.map(\.kind) == [.prose, .code, .hidden, .prose, .quote("sum")])
    #expect(source.blocks.map(\.range) == [1...4, 5...7, 8...11, 12...12, 13...13])
    #expect(source.blocks[0].lines == ["# A title", "", "What it shows,", "in two lines."])
    #expect(source.blocks[1].lines.last == "//not prose")
  }

  @Test func setsEveryCheckApartWhereverItStands() throws {
    let source = try LiterateSource(
      """
      let a = 1
      notebook.check(
        "one", a, refutes: [
          "two": 2
        ])
      notebook.check("two", a)
      let b = 2
      // snippet.fold Wrong variants
      let c = 3
      notebook.check("three",
        c)
      // snippet.show
      if a == b {
        notebook.check("four", a)
      }
      """, file: "main.swift")
    #expect(
      source.blocks.map(\.kind)
        == [.code, .check, .check, .code, .fold("Wrong variants"), .check, .hidden, .code])
    #expect(
      source.blocks.map(\.range) == [1...1, 2...5, 6...6, 7...7, 8...9, 10...11, 12...12, 13...15])
    #expect(source.blocks[4].lines == ["let c = 3"])
  }

  @Test func showsInsteadOfWhatSpeaksToTheNotebookWhatItProduces() throws {
    let source = try LiterateSource(
      """
      let a = notebook[option]
      notebook.figure(
        "one",

        a)
      let b = 2
      """, file: "main.swift")
    #expect(source.blocks.map(\.kind) == [.code, .hidden, .code])
    #expect(source.blocks.map(\.range) == [1...1, 2...5, 6...6])
  }

  @Test func knowsItsTitleSummaryAndHeadings() throws {
    let source = try LiterateSource(text, file: "main.swift")
    #expect(source.title == "A title")
    #expect(source.summary == "What it shows,\nin two lines.")
    #expect(source.heading(atLine: 10) == "A title")
    #expect(source.heading(atLine: 13) == "Section")
  }

  @Test(arguments: [
    ("// snippet.hide\nlet a = 1", 1, "without a 'snippet.show'"),
    ("let a = 1\n// snippet.show", 2, "nothing is hidden or folded"),
    (
      "// snippet.hide\n// snippet.hide\n// snippet.show", 2,
      "hidden or folded already since line 1"
    ),
    ("// snippet.fold T\nlet a = 1", 1, "'snippet.fold' without a 'snippet.show'"),
    ("\n// snippet.qoute sum", 2, "unknown directive 'snippet.qoute sum'"),
  ])
  func namesTheLineOfAMisplacedDirective(text: String, line: Int, message: String) {
    let error = #expect(throws: SourceError.self) {
      try LiterateSource(text, file: "main.swift")
    }
    #expect(error?.line == line)
    #expect(error?.message.contains(message) == true)
  }
}

struct SnippetLibraryTests {
  @Test func findsASnippetWithoutItsIndentationAndDocumentation() throws {
    let library = try SnippetLibrary(sources: [
      "A.swift":
        "struct A {\n  // snippet.sum\n  /// Adds.\n  func a() {\n    b()\n  }\n  // snippet.end\n}"
    ])
    let lines = try library.lines(of: "sum", quotedIn: "main.swift", line: 3)
    #expect(lines == ["func a() {", "  b()", "}"])
  }

  @Test func aMissingSnippetIsAnErrorAtItsQuotation() throws {
    let library = try SnippetLibrary(sources: [:])
    let error = #expect(throws: SourceError.self) {
      try library.lines(of: "sum", quotedIn: "main.swift", line: 7)
    }
    #expect(error?.description == "main.swift:7: no library source has a snippet named 'sum'")
  }

  @Test(arguments: [
    ("// snippet.a\nx", 1), ("x\n// snippet.end", 2),
    ("// snippet.a\n// snippet.b\n// snippet.end", 2),
    ("// snippet.a\n// snippet.end\n// snippet.a\n// snippet.end", 3),
  ])
  func marksThatDoNotMatchAreErrors(text: String, line: Int) {
    let error = #expect(throws: SourceError.self) {
      try SnippetLibrary(sources: ["A.swift": text])
    }
    #expect(error?.line == line)
  }
}
