import Foundation
import Threads

/// The options that every chapter and the book understand.
enum CommonOptions {
  static let seed = Option<UInt64>.integer(
    "seed", default: 0, in: 0...(.max), help: "the random stream; `output` was written with seed 0")
  static let output = Option.path(
    "output", placeholder: "DIR",
    help: "where the report goes (default \(bookFolder), and \(ownFolder) as soon as an option "
      + "changes what it says)")
  static let check = Option.flag(
    "check", help: "write nothing; fail unless the report equals the one on disk")
  static let threads = Option.integer(
    "threads", default: Workers.all.count, in: 1...1024,
    help: "threads to use; the report does not depend on it")
  static let help = Option.flag("help", help: "print this and stop")

  /// Where the book's own pages are, and where those go that a reader's options change.
  static let bookFolder = "output"
  static let ownFolder = "output/own"

  static let all: [any AnyOption] = [seed, output, check, threads, help]

  /// The options that do not change what a report says, and so do not belong in the command that
  /// reproduces it.
  static let silent = [output.name, check.name, threads.name]
}

extension ParsedOptions {
  /// The options that change what a report says, as one would type them: empty for the book's own
  /// pages.
  var canonical: String { canonical(without: CommonOptions.silent) }

  /// The folder for the report: the one that was asked for, the book's own for the book's own
  /// pages, and another one for all others, so that a reader's data never overwrite the book.
  ///
  /// - Parameter root: the project's folder. The book's folders are there wherever a command runs.
  func outputFolder(root: URL) throws(UsageError) -> URL {
    if let folder = try value(of: CommonOptions.output) { return URL(filePath: folder) }
    let folder = canonical.isEmpty ? CommonOptions.bookFolder : CommonOptions.ownFolder
    let isHere = FileManager.default.currentDirectoryPath == root.path
    return isHere ? URL(filePath: folder) : root.appending(path: folder)
  }
}
