import Testing

@testable import Notebook

struct MarkdownTextTests {
  @Test(arguments: [
    ("petal length (cm)", "petal length (cm)"),
    ("a|b", "a&#124;b"),
    ("$x$ and `y`", "&#36;x&#36; and &#96;y&#96;"),
    ("<b>R&D</b>", "&lt;b&gt;R&amp;D&lt;/b&gt;"),
    (#"*a* _b_ [c](d) \e"#, #"\*a\* \_b\_ \[c\](d) \\e"#),
    ("two\nlines", "two lines"),
    ("\u{202E}backwards", " backwards"),
    ("\u{1B}[31m and \u{FFFF}", " \\[31m and  "),
    ("👩‍🔬", "👩‍🔬"),
  ])
  func aUsersWordsShowAsTheyAre(words: String, escaped: String) {
    #expect(words.escapedForMarkdown == escaped)
  }

  @Test func longWordsAreCut() {
    #expect(String(repeating: "x", count: 60).escapedForMarkdown.count == 60)
    let cut = String(repeating: "$", count: 61).escapedForMarkdown
    #expect(cut == String(repeating: "&#36;", count: 59) + "…")
  }

  @Test func aPictureSaysWhatItsDescriptionSays() {
    let entry = Entry(
      line: 1, content: .figure(file: "f.svg", description: "a](b) `c` $d\n<e> & *f*"))
    #expect(
      entry.lines(folder: "01-x")
        == [#"![a\](b) &#96;c&#96; &#36;d &lt;e&gt; &amp; \*f\*](01-x/f.svg)"#])
  }

  @Test func aBarDoesNotEndItsCell() {
    let table = MarkdownTable(columns: ["E|f|", "$a \\mid b$"], rows: [[#"x\|y"#, 1]])
    #expect(table.lines[0] == #"| E\|f\| | $a \mid b$ |"#)
    #expect(table.lines[2] == #"| x\|y | 1 |"#)
  }

  @Test func theLintHasNothingToSay() {
    let cells = ["$", "$a", "`", "a*b", "x_1", "|", "{{n}}"].map(\.escapedForMarkdown)
    let table = MarkdownTable(columns: cells, rows: [])
    #expect(table.lines.allSatisfy { MathLint.complaint(about: $0) == nil })
    #expect(table.lines[0].count { $0 == "|" } == cells.count + 1)
  }
}
