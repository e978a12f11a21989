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
      references: try References(
        "key\tshort\tentry\none2020\tOne 2020\tA. One (2020).", file: "references.tsv"),
      chapter: "00-tiny", navigation: "[Contents](README.md)", command: "swift run tiny")
    return try weaver.page(entries: entries, values: values, rows: [])
  }

  private let ending =
    "\n\n## Reproduce this page\n\n```sh\nswift run tiny\n```\n\n[Contents](README.md)\n"

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

  @Test func putsTheProofOfACheckIntoItsFold() throws {
    let rule = CheckRule.exact([1], within: 0.1)
    let check = Check("a/b", [1], rule: rule, refutes: [("v", rule, [3])])
    let page = try weave(
      "let one = 1\nnotebook.check(\n  \"a/b\", one)\nlet two = 2",
      entries: [Entry(line: 2, content: .check(check))])
    #expect(
      page.hasPrefix(
        """
        ```swift
        let one = 1
        ```

        <details><summary><a id="a"></a><a id="a-b"></a>✓ <b>a/b</b> · measured 1 · expected 1 \
        · 1 wrong variant refuted</summary>

        ```swift
        notebook.check(
          "a/b", one)
        ```

        - rule: within 0.1, a wrong variant off by more than ten times that; here off by 0
        - refutes *v*: 3 (off by 2)

        </details>

        ```swift
        let two = 2
        ```
        """))
    #expect(page.contains("| [a/b](#a-b) | exact |"))
  }

  @Test func leavesACheckThatFailsOpen() throws {
    let rule = CheckRule.exact([1], within: 0.1)
    let check = Check("a", [3], rule: rule, refutes: [("v", rule, [1])])
    let page = try weave(
      "notebook.check(\"a\", three)", entries: [Entry(line: 1, content: .check(check))])
    #expect(
      page.hasPrefix(
        """
        > [!CAUTION]
        > ✗ <a id="a"></a>**a FAILS** · measured 3 · expected 1

        ```swift
        notebook.check("a", three)
        ```

        - rule: within 0.1, a wrong variant off by more than ten times that; here off by 2
        - **fails**: the rule does not hold
        - **cannot refute** *v*: 1 (off by 0)
        """))
  }

  @Test func foldsPlumbingUnderItsTitle() throws {
    let page = try weave("// snippet.fold The table\nlet a = 1\n// snippet.show")
    #expect(
      page == """
        <details><summary>The table</summary>

        ```swift
        let a = 1
        ```

        </details>
        """ + ending)
  }

  @Test func linksItsNeighboursBelowTheTitleAndTellsTheReadingTime() throws {
    let words = String(repeating: "word ", count: 1_990)
    let page = try weave("// # Title\n//\n// It takes {{reading time}}.\n//\n// \(words)")
    #expect(
      page.hasPrefix("# Title\n\n[Contents](README.md)\n\nIt takes about 10 minutes.\n\nword"))
  }

  @Test func linksASourceByItsKey() throws {
    let page = try weave("// See [@one2020] and [@one2020, §2].")
    #expect(
      page.hasPrefix(
        "See [One 2020](bibliography.md#one2020) and [One 2020, §2](bibliography.md#one2020)."))
  }

  @Test(arguments: [
    ("// See [@two2020, §1].", 1, "has no source 'two2020, §1'"),
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
