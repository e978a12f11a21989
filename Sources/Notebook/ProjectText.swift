import Foundation

/// A file of the project that a program needs when it runs cannot be had: one line says why.
struct ProjectError: CommandError, Equatable {
  let description: String
  var status: ExitStatus { .data }
}

/// The text of a file of the project, which was there when the program was built.
///
/// - Throws: `ProjectError` if the file, or the project with it, is gone, or if it cannot be read.
func projectText(_ url: URL) throws(ProjectError) -> String {
  let folder = url.deletingLastPathComponent()
  guard FileManager.default.fileExists(atPath: folder.path) else { throw gone(folder) }
  guard FileManager.default.fileExists(atPath: url.path) else {
    throw ProjectError(description: "\(url.path.quotedWhole) is missing")
  }
  guard let data = try? Data(contentsOf: url) else {
    throw ProjectError(description: "\(url.path.quotedWhole) cannot be read")
  }
  guard let text = String(validating: data, as: UTF8.self) else {
    throw ProjectError(description: "\(url.path.quotedWhole) is not text in UTF-8")
  }
  return text
}

/// What a folder of the project contains, sorted by name, without what is hidden: an editor's locks
/// and the system's own files are not the book's.
///
/// - Throws: `ProjectError` if the folder is gone or cannot be read.
func projectFiles(in folder: URL) throws(ProjectError) -> [String] {
  guard FileManager.default.fileExists(atPath: folder.path) else { throw gone(folder) }
  guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path) else {
    throw ProjectError(description: "\(folder.path.quotedWhole) cannot be read")
  }
  return names.filter { !$0.hasPrefix(".") }.sorted()
}

private func gone(_ folder: URL) -> ProjectError {
  ProjectError(
    description:
      "this program was built from \(folder.path.quotedWhole), which is gone; build again")
}

extension String {
  /// A path in a message: all of it, for a part of it finds nothing.
  fileprivate var quotedWhole: String { "'\(visible)'" }
}
