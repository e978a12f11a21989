import Foundation

/// The files that a run writes: all of them or none.
struct Report {
  /// File contents by their path below the output folder, in the order of writing.
  private(set) var files: [(path: String, contents: Data)] = []
  /// A folder below the output folder in which every file belongs to this report.
  let folder: String?

  init(folder: String?) {
    self.folder = folder
  }

  mutating func add(_ contents: Data, path: String) {
    files.append((path, contents))
  }

  mutating func add(_ text: String, path: String) {
    add(Data(text.utf8), path: path)
  }

  /// Writes every file beside its place, and only when all are written moves them into place.
  ///
  /// Pictures that an earlier report left in the folder are removed, and nothing else.
  ///
  /// - Throws: `OutputError` if the folder cannot be written; then nothing has changed.
  func write(to output: URL) throws {
    let manager = FileManager.default
    var staged: [(temporary: URL, final: URL)] = []
    do {
      for file in files where Self.isDirectory(output.appending(path: file.path)) {
        throw CocoaError(.fileWriteFileExists)
      }
      for file in files {
        let final = output.appending(path: file.path)
        let directory = final.deletingLastPathComponent()
        try manager.createDirectory(at: directory, withIntermediateDirectories: true)
        let temporary = directory.appending(
          path: ".\(final.lastPathComponent).\(ProcessInfo.processInfo.processIdentifier)")
        staged.append((temporary, final))
        try file.contents.write(to: temporary)
      }
      for (temporary, final) in staged {
        guard rename(temporary.path, final.path) == 0 else {
          throw CocoaError(.fileWriteUnknown)
        }
      }
      for stale in staleFiles(in: output) { try manager.removeItem(at: stale) }
    } catch {
      for (temporary, _) in staged { try? manager.removeItem(at: temporary) }
      throw OutputError("cannot write to the output folder '\(output.relativePath)'")
    }
  }

  /// Makes sure, before a chapter begins to work, that its output folder can be written or made,
  /// and in it the folder of the chapter's figures.
  ///
  /// - Throws: `OutputError` if it cannot. Nothing is made yet.
  static func validate(_ output: URL, folder: String) throws {
    let manager = FileManager.default
    for wanted in [output.absoluteURL, output.absoluteURL.appending(path: folder)] {
      var place = wanted
      while !manager.fileExists(atPath: place.path), place.path != "/" {
        place.deleteLastPathComponent()
      }
      guard isDirectory(place), manager.isWritableFile(atPath: place.path) else {
        throw OutputError("cannot write to the output folder '\(output.relativePath)'")
      }
    }
  }

  private static func isDirectory(_ place: URL) -> Bool {
    var isDirectory: ObjCBool = false
    return FileManager.default.fileExists(atPath: place.path, isDirectory: &isDirectory)
      && isDirectory.boolValue
  }

  /// How the files on disk differ from this report: a line each, none if they are the same bytes.
  func differences(from output: URL) -> [String] {
    var differences: [String] = []
    for file in files {
      let url = output.appending(path: file.path)
      guard let committed = try? Data(contentsOf: url) else {
        differences.append("\(url.relativePath): is missing")
        continue
      }
      if committed != file.contents {
        let line = Self.firstDifferentLine(committed, file.contents)
        differences.append("\(url.relativePath):\(line): differs from what this run computes")
      }
    }
    return differences
      + staleFiles(in: output).map { "\($0.relativePath): belongs to no figure of this run" }
  }

  /// The pictures in the folder that are not of this report. What else may be there is the user's.
  private func staleFiles(in output: URL) -> [URL] {
    guard let folder else { return [] }
    let directory = output.appending(path: folder)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? []
    return names.sorted()
      .filter { name in !files.contains { $0.path == "\(folder)/\(name)" } }
      .map { directory.appending(path: $0) }
      .filter { ["svg", "png"].contains($0.pathExtension) && !Self.isDirectory($0) }
  }

  private static func firstDifferentLine(_ one: Data, _ other: Data) -> Int {
    let newline = UInt8(ascii: "\n")
    let equalBytes = zip(one, other).prefix { $0 == $1 }
    return 1 + equalBytes.count { $0.0 == newline }
  }
}

/// The output folder cannot be used.
struct OutputError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}
