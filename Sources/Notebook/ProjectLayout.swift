import Foundation

/// Where the parts of the project lie, told from the place of a chapter's source.
struct ProjectLayout {
  let root: URL
  /// The chapter's directory, which names its report: "01-monte-carlo".
  let chapter: String

  /// - Parameter chapterSource: the path of the chapter's `main.swift`.
  init(chapterSource: String) {
    let folder = URL(filePath: chapterSource).deletingLastPathComponent()
    chapter = folder.lastPathComponent
    root = folder.deletingLastPathComponent().deletingLastPathComponent()
  }

  /// The chapter's executable: "monte-carlo".
  var command: String { Self.command(of: chapter) }
  /// The chapter's source, as messages name it.
  var sourceName: String { "chapters/\(chapter)/main.swift" }
  var chapters: URL { root.appending(path: "chapters") }
  var ledger: URL { chapters.appending(path: "ledger.tsv") }
  var references: URL { chapters.appending(path: "references.tsv") }
  var sources: URL { root.appending(path: "Sources") }

  /// A chapter's executable is its directory without the number.
  static func command(of chapter: String) -> String {
    String(chapter.drop { $0.isNumber }.drop { $0 == "-" })
  }
}
