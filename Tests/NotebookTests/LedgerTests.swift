import Testing

@testable import Notebook

struct LedgerTests {
  private let text = """
    id\tkind\tstatement\tchapter\tsource
    a-one\tclaim\tOne is one\t01-first\t000
    a-two\tformula\tTwo is two\t01-first\t001, 002
    b-one\tclaim\tThree\t02-second\tthis book
    """

  @Test func listsTheRowsOfAChapterInOrder() throws {
    let ledger = try Ledger(text, file: "ledger.tsv")
    #expect(ledger.rows(of: "01-first").map(\.id) == ["a-one", "a-two"])
    #expect(ledger.rows(of: "01-first")[1].source == "001, 002")
    #expect(ledger.rows(of: "09-none").isEmpty)
  }

  @Test(arguments: [
    ("id\tkind\na\tb", 2, "2 fields instead of 5"),
    ("h\na\tb\tc\td\te\na\tb\tc\td\te", 3, "the id 'a' stands here twice"),
  ])
  func namesTheLineOfAMistake(text: String, line: Int, message: String) {
    let error = #expect(throws: SourceError.self) { try Ledger(text, file: "ledger.tsv") }
    #expect(error == SourceError(file: "ledger.tsv", line: line, message))
  }

  private var verdicts: Verdicts {
    get throws {
      try Verdicts(
        """
        row\tverdict\tchecks\trefutations\tstated\tremark
        a-one\tchecked\t2\t3\t\t
        a-two\tcorrected\t1\t1\tTwo is three\tTwo is two
        """, file: "verdicts.tsv")
    }
  }

  @Test func verdictsReadBackWhatTheyWrite() throws {
    #expect(try Verdicts(verdicts.text, file: "verdicts.tsv") == verdicts)
    #expect(throws: SourceError.self) { try Verdicts("h\na\tperhaps\t1\t1\t\t", file: "v.tsv") }
  }

  @Test func theIndexCountsRowsAndCollectsCorrections() throws {
    let ledger = try Ledger(text, file: "ledger.tsv")
    let page = try BookIndex(
      chapters: [
        BookIndex.Chapter(
          folder: "01-first", title: "First: with a subtitle", rows: ledger.rows(of: "01-first"),
          verdicts: try verdicts),
        BookIndex.Chapter(
          folder: "02-second", title: "Second", rows: ledger.rows(of: "02-second"),
          verdicts: Verdicts([])),
      ], references: References("", file: "references.tsv")
    ).page
    #expect(page.contains("| [01 First](01-first.md) | 3 | 4 | 1 | 0 | 0 | 1 | 0 | 0 |"))
    #expect(
      page.contains(
        "| [a-two](01-first.md#a-two) | corrected | 001, 002 | Two is three | Two is two |"))
    #expect(
      page.contains("| [b-one](02-second.md#b-one) | claim | Three | this book | ✗ open | 0 |"))
  }
}
