import Testing

@testable import Notebook

struct WeaverTests {
  private func weave(
    _ text: String, entries: [Entry] = [], values: [String: String] = [:]
  ) throws -> String {
    let weaver = Weaver(
      source: try LiterateSource(text, file: "main.swift"),
      snippets: try SnippetLibrary(sources: [
        "A.swift": "// snippet.one\nlet one = 1\n// snippet.end"
      ]),
      chapter: "00-tiny", command: "swift run tiny")
    return try weaver.page(entries: entries, values: values, rows: [])
  }

  private let ending = "\n\n## Reproduce this page\n\n```sh\nswift run tiny\n```\n"

  @Test func putsWhatACellProducedBelowThatCell() throws {
    let table = MarkdownTable(columns: ["a", "n"], rows: [["x", 3]])
    let page = try weave(
      "// Before.\n\nlet a = 1\n\n// Between.\nlet b = 2",
      entries: [Entry(line: 3, content: .table(table))])
    #expect(
      page == """
        Before.

        ```swift
        let a = 1
        ```

        | a | n |
        | --- | --: |
        | x | 3 |

        Between.

        ```swift
        let b = 2
        ```
        """ + ending)
  }

  @Test func fencesDisplayMathQuotesSnippetsAndFillsInNumbers() throws {
    let page = try weave(
      "// $$\n// a = b\\,c\n// $$\n// so $a$ is {{a}}, not {{b}}.\n// snippet.quote one",
      values: ["a": "3.5", "b": "4"])
    #expect(
      page == """
        ```math
        a = b\\,c
        ```
        so $a$ is 3.5, not 4.

        ```swift
        let one = 1
        ```
        """ + ending)
  }

  @Test func hidesCodeButShowsWhatItProduced() throws {
    let figure = Entry(line: 2, content: .figure(file: "f.svg", description: "3 dots"))
    let page = try weave("// snippet.hide\nlet secret = 1\n// snippet.show", entries: [figure])
    #expect(page == "![3 dots](00-tiny/f.svg)" + ending)
  }

  @Test(arguments: [
    ("// It is {{missing}}.", 1, "no value is named 'missing'"),
    ("//\n// $$\n// a", 1, "display math that is not closed"),
    ("// x\n// snippet.quote two", 2, "no library source has a snippet named 'two'"),
    ("// x\n// A set $\\{a\\}$.", 2, "Markdown eats the backslash of '\\{'"),
  ])
  func mistakesInASourceHaveAPlace(text: String, line: Int, message: String) {
    let error = #expect(throws: SourceError.self) { try weave(text) }
    #expect(error?.line == line)
    #expect(error?.message.contains(message) == true)
  }
}

struct MathLintTests {
  @Test(arguments: [
    "no math at all, and `a $ in code`", "$a_i + b^2$", "($x$), $y$; $z$.",
    "$\\lbrace a \\rbrace \\ast b$", "| $p(x \\mid z)$ | $a \\lt b$ |", "costs 3\\$ or 4\\$",
    "$\\hat f_L$ and $x_{i}$",
  ])
  func passesWhatBothRenderersShow(line: String) {
    #expect(MathLint.complaint(about: line) == nil)
  }

  @Test(arguments: [
    ("$\\{a\\}$", "\\lbrace"), ("$a\\,b$", "eats the backslash"), ("$a*b$", "\\ast"),
    ("2$a$", "touches '2'"), ("$a$th", "touches 't'"), ("$a", "without a partner"),
    ("| $a|b$ |", "\\mid"), ("$a<b$", "\\lt"), ("$ a$", "no space"), ("$\\hat{f}_L$", "'}_{L}'"),
  ])
  func rejectsWhatMarkdownDamages(line: String, hint: String) {
    #expect(MathLint.complaint(about: line)?.contains(hint) == true)
  }
}
