import Foundation

/// The command `swift run book`: runs every chapter that is built, one after the other, and writes
/// the index of what they found.
public struct Book {
  private let root: URL
  private let parsed: ParsedOptions
  private let output: URL
  private let comparesOnly: Bool

  private static let title = "Evidence, the book that runs"
  private static let summary = "Runs every chapter and writes their reports and the index."

  /// Reads the command line; ends the process after `--help` and for a senseless option.
  ///
  /// - Parameter file: the source of the book's command, `Sources/Book/main.swift`.
  public init(file: String = #filePath) {
    root = URL(filePath: file).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    do {
      let parser = CommandLineParser(options: CommonOptions.all)
      parsed = try parser.parse(Array(CommandLine.arguments.dropFirst()))
      if try parsed.value(of: CommonOptions.help) {
        print(parser.usage(command: "book", title: Self.title, summary: Self.summary))
        Terminal.stop(.success)
      }
      output = URL(filePath: try parsed.value(of: CommonOptions.output))
      comparesOnly = try parsed.value(of: CommonOptions.check)
    } catch {
      Terminal.stop(.usage, error: "\(error)")
    }
  }

  /// Runs the chapters, writes the index or compares it, and ends the process: with status 0 if
  /// every chapter did, with the chapter's status if one refused its options.
  public func run() -> Never {
    do {
      let chapters = try builtChapters()
      var failed: [String] = []
      for (index, chapter) in chapters.enumerated() {
        print("[\(index + 1)/\(chapters.count)] \(chapter)")
        let status = try run(chapter)
        if status == ExitStatus.usage.rawValue { Terminal.stop(.usage) }
        if status != ExitStatus.success.rawValue { failed.append(chapter) }
      }
      try finishIndex(chapters, failed: &failed)
      print(
        failed.isEmpty
          ? "All \(chapters.count) chapters hold."
          : "Failed: \(failed.joined(separator: ", ")).")
      Terminal.stop(failed.isEmpty ? .success : .failure)
    } catch {
      Terminal.stop(.failure, error: "\(error)")
    }
  }

  /// The chapters that have a program, in the order of their numbers.
  private func builtChapters() throws -> [String] {
    let folder = root.appending(path: "chapters")
    return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().filter {
      FileManager.default.fileExists(
        atPath: folder.appending(path: "\($0)/main.swift").path)
    }
  }

  /// Runs a chapter's executable, which is built beside the book's own, with the book's options.
  private func run(_ chapter: String) throws -> Int32 {
    let book = Bundle.main.executableURL ?? URL(filePath: CommandLine.arguments[0])
    let process = Process()
    process.executableURL = book.deletingLastPathComponent()
      .appending(path: ProjectLayout.command(of: chapter))
    process.arguments = Array(CommandLine.arguments.dropFirst())
    fflush(nil)
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }

  private func finishIndex(_ chapters: [String], failed: inout [String]) throws {
    let places = chapters.map { output.appending(path: "\($0)/\(Verdicts.fileName)") }
    // Nothing to compare with: the chapters have said that their verdicts are missing.
    guard places.allSatisfy({ FileManager.default.isReadableFile(atPath: $0.path) }) else {
      failed.append("the index")
      return
    }
    let ledger = try Ledger(contentsOf: root.appending(path: "chapters/ledger.tsv"))
    let index = BookIndex(
      chapters: try zip(chapters, places).map { chapter, verdicts in
        let source = try LiterateSource(
          String(
            contentsOf: root.appending(path: "chapters/\(chapter)/main.swift"), encoding: .utf8),
          file: "chapters/\(chapter)/main.swift")
        return BookIndex.Chapter(
          folder: chapter, title: source.title,
          rows: ledger.rows(of: chapter),
          verdicts: try Verdicts(
            String(contentsOf: verdicts, encoding: .utf8), file: verdicts.relativePath))
      })
    var report = Report(folder: nil)
    report.add(index.page, path: "README.md")
    guard comparesOnly else { return try report.write(to: output) }
    let differences = report.differences(from: output)
    differences.forEach(Terminal.print(error:))
    if !differences.isEmpty { failed.append("the index") }
  }
}
