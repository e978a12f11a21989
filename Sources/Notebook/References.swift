import Foundation

/// The sources that chapters cite, as `chapters/references.tsv` lists them.
///
/// Prose cites a source by its key, `[@bishop2006]` or `[@bishop2006, §9.3]`; the page shows the
/// source's short form, "Bishop 2006, §9.3", linked to its entry in the bibliography.
struct References: Equatable {
  struct Source: Equatable {
    /// The key by which prose cites it: "bishop2006".
    let key: String
    /// What the page shows: "Bishop 2006".
    let short: String
    /// Authors, year, title and place, in Markdown.
    let entry: String
  }

  static let fileName = "bibliography.md"

  let sources: [Source]

  /// Reads the tab-separated text, whose first line names the columns.
  ///
  /// - Throws: `SourceError` where a line has not three fields, or repeats a key.
  init(_ text: String, file: String) throws {
    sources = try TabSeparatedRow.rows(of: text, file: file, fields: 3, key: "key").map {
      Source(key: $0.fields[0], short: $0.fields[1], entry: $0.fields[2])
    }
  }

  init(contentsOf url: URL) throws {
    try self.init(projectText(url), file: "chapters/references.tsv")
  }

  /// The lectures that the book follows: the sources whose keys are numbers.
  var lectures: [Source] { sources.filter { $0.key.allSatisfy(\.isNumber) } }

  /// A line of prose with its citations as links.
  ///
  /// - Throws: `SourceError` for a key that no source has.
  func cited(in text: String, file: String, line: Int) throws -> String {
    try text.replacingParts(from: "[@", to: "]") { citation in
      let parts = citation.split(separator: ",", maxSplits: 1)
      guard let key = parts.first, let source = sources.first(where: { $0.key == key }) else {
        throw SourceError(
          file: file, line: line, "chapters/references.tsv has no source '\(citation)'")
      }
      let locator = parts.count > 1 ? "," + parts[1] : ""
      return "[\(source.short)\(locator)](\(Self.link(to: source)))"
    }
  }

  /// The sources of a row of the ledger, such as "000, Bishop 2006": those in the bibliography as
  /// links, by their keys or by their short forms.
  func linked(_ names: String) -> String {
    names.split(separator: ", ").map { name in
      guard let source = sources.first(where: { $0.key == name || $0.short == name }) else {
        return String(name)
      }
      return "[\(name)](\(Self.link(to: source)))"
    }.joined(separator: ", ")
  }

  private static func link(to source: Source) -> String { "\(fileName)#\(source.key)" }

  /// The bibliography, a page of its own.
  ///
  /// - Parameter navigation: the links to the other pages.
  func page(navigation: String) -> String {
    let entries = sources.map { source in
      // "Fowler et al." ends the sentence itself.
      let stop = source.short.hasSuffix(".") ? "" : "."
      return "- <a id=\"\(source.key)\"></a>**\(source.short)**\(stop) \(source.entry)"
    }
    let remark = "A source that no page cites is cited in the documentation of the code."
    return (["# Sources", "", navigation, "", remark, ""] + entries).joined(separator: "\n") + "\n"
  }
}
