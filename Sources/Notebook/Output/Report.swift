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

  /// Replaces the report that an output folder holds: as a whole, or not at all.
  ///
  /// Pictures that an earlier report left in the folder of figures are removed. Whatever else is
  /// there is the user's and stays.
  ///
  /// - Throws: `OutputError` if the folder cannot be written; then nothing has changed.
  func write(to output: URL, by system: FileSystem = FileSystem()) throws {
    let folder = output.absoluteURL.resolvingSymlinksInPath()
    do {
      try FolderUpdate(
        folder: folder.path, files: files, stale: staleFiles(in: folder), system: system
      ).run()
    } catch let error as SystemError {
      throw OutputError(folder: output, error)
    }
  }

  /// Makes sure, before a chapter begins to work, that its output folder can be written or made,
  /// and in it the folder of the chapter's figures.
  ///
  /// - Throws: `OutputError` if it cannot. Nothing is made yet.
  static func validate(_ output: URL, folder: String) throws {
    for wanted in [output.absoluteURL, output.absoluteURL.appending(path: folder)] {
      var place = wanted
      while !FileManager.default.fileExists(atPath: place.path), place.path != "/" {
        place.deleteLastPathComponent()
      }
      // A folder in which files can be made is one that may be searched and written.
      guard access("\(place.path)/.", W_OK | X_OK) == 0 else {
        throw OutputError(folder: output, SystemError(code: errno))
      }
    }
  }

  /// Writes the report, or names on standard error how it differs from the one on disk.
  ///
  /// - Returns: whether the folder holds the report.
  func writeOrCompare(with output: URL, comparesOnly: Bool) throws -> Bool {
    if !comparesOnly { try write(to: output) }
    let differences = comparesOnly ? differences(from: output) : []
    differences.forEach(Terminal.print(error:))
    return differences.isEmpty
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
      + staleFiles(in: output).map {
        "\(output.appending(path: $0).relativePath): belongs to no figure of this run"
      }
  }

  /// The pictures in the folder of figures that are not of this report, as paths below the output
  /// folder.
  private func staleFiles(in output: URL) -> [String] {
    guard let folder else { return [] }
    let names =
      (try? FileManager.default.contentsOfDirectory(
        atPath: output.appending(path: folder).path)) ?? []
    return names.sorted().map { "\(folder)/\($0)" }.filter { path in
      !files.contains { $0.path == path }
        && [".svg", ".png"].contains { path.hasSuffix($0) }
        && FileSystem().kind(of: output.appending(path: path).path) == .file
    }
  }

  private static func firstDifferentLine(_ one: Data, _ other: Data) -> Int {
    let newline = UInt8(ascii: "\n")
    let equalBytes = zip(one, other).prefix { $0 == $1 }
    return 1 + equalBytes.count { $0.0 == newline }
  }
}

/// The output folder cannot be used, for the system's reason.
struct OutputError: CommandError {
  let description: String
  var status: ExitStatus { .ioError }

  init(folder: URL, _ reason: SystemError) {
    description = "cannot write to the output folder '\(folder.relativePath)': \(reason)"
  }
}
