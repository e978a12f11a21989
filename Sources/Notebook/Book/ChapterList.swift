import Foundation

/// The chapters that have a program, in the book's order.
struct ChapterList: Equatable {
  struct Chapter: Equatable {
    /// The chapter's folder: "01-monte-carlo".
    let folder: String
    let title: String

    /// The number and the title, up to the colon: "01 Monte Carlo".
    var label: String {
      let number = folder.prefix { $0.isNumber }
      return "\(number) \(title.prefix { $0 != ":" })"
    }

    fileprivate var page: String { "\(folder).md" }
  }

  let chapters: [Chapter]

  init(_ chapters: [Chapter]) { self.chapters = chapters }

  /// Reads the titles of the chapters in a folder.
  init(folder: URL) throws {
    chapters = try projectFiles(in: folder).compactMap { name in
      let file = folder.appending(path: "\(name)/main.swift")
      guard FileManager.default.fileExists(atPath: file.path) else { return nil }
      let title = try LiterateSource(projectText(file), file: "chapters/\(name)/main.swift").title
      return Chapter(folder: name, title: title)
    }
  }

  /// The links from a page to its neighbours, to the contents, the notation and the sources.
  ///
  /// - Parameter folder: the page's chapter; of a page between chapters, `nil`.
  func navigation(from folder: String?) -> String {
    let index = chapters.firstIndex { $0.folder == folder }
    let previous = index.flatMap { chapters.indices.contains($0 - 1) ? chapters[$0 - 1] : nil }
    let next = index.flatMap { chapters.indices.contains($0 + 1) ? chapters[$0 + 1] : nil }
    let links =
      [previous.map { "[← \($0.label)](\($0.page))" }]
      + [
        "[Contents](README.md)", "[Notation](\(Notation.fileName))",
        "[Sources](\(References.fileName))",
      ]
      + [next.map { "[\($0.label) →](\($0.page))" }]
    return links.compactMap(\.self).joined(separator: " · ")
  }
}
