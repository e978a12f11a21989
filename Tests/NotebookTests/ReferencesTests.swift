import Testing

@testable import Notebook

struct ReferencesTests {
  private let text = """
    key\tshort\tentry
    000\tlecture 000\tThe first lecture.
    one2020\tOne 2020\tA. One (2020). *Ones*.
    several\tTwo et al.\tB. Two and others. *Twos*.
    """

  @Test func linksTheSourcesOfARowByKeyOrShortForm() throws {
    let references = try References(text, file: "r.tsv")
    #expect(
      references.linked("000, One 2020, someone")
        == "[000](bibliography.md#000), [One 2020](bibliography.md#one2020), someone")
  }

  @Test func theBibliographyHasAnAnchorForEveryKey() throws {
    let page = try References(text, file: "r.tsv").page(navigation: "[Contents](README.md)")
    #expect(page.hasPrefix("# Sources\n\n[Contents](README.md)\n\n"))
    #expect(page.contains("- <a id=\"one2020\"></a>**One 2020**. A. One (2020). *Ones*.\n"))
    #expect(page.contains("**Two et al.** B. Two and others. *Twos*.\n"))
  }

  @Test(arguments: [
    ("key\nx\ty", 2, "2 fields instead of 3"),
    ("key\nx\ty\tz\nx\ty\tz", 3, "the key 'x' stands here twice"),
  ])
  func namesTheLineOfAMistake(text: String, line: Int, message: String) {
    let error = #expect(throws: SourceError.self) { try References(text, file: "r.tsv") }
    #expect(error == SourceError(file: "r.tsv", line: line, message))
  }
}

struct NotationTests {
  @Test func aSymbolThatMarkdownDamagesHasAPlace() throws {
    let error = #expect(throws: SourceError.self) {
      try Notation("symbol\tmeaning\twhere\n$x$\ta point\t01-a\n$p(x|z)$\tb\t02-b", file: "n.tsv")
    }
    #expect(error?.line == 3)
  }

  @Test func linksTheChapterThatIntroducesASymbol() throws {
    let page = try Notation("symbol\tmeaning\twhere\n$x$\ta point\t01-a", file: "n.tsv")
      .page(navigation: "")
    #expect(page.contains("| $x$ | a point | [01-a](01-a.md) |"))
  }
}

struct ChapterListTests {
  private let list = ChapterList([
    .init(folder: "00-a", title: "First: with a subtitle"), .init(folder: "01-b", title: "Second"),
  ])

  @Test func aPageIsLinkedToItsNeighbours() {
    let middle = "[Contents](README.md) · [Notation](notation.md) · [Sources](bibliography.md)"
    #expect(list.navigation(from: "00-a") == middle + " · [01 Second →](01-b.md)")
    #expect(list.navigation(from: "01-b") == "[← 00 First](00-a.md) · " + middle)
    #expect(list.navigation(from: nil) == middle)
  }
}
