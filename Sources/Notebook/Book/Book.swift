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
    Terminal.prepare()
    do {
      let parser = CommandLineParser(options: CommonOptions.all)
      parsed = try parser.parse(Array(CommandLine.arguments.dropFirst()))
      if try parsed.value(of: CommonOptions.help) {
        Terminal.print(parser.usage(command: "book", title: Self.title, summary: Self.summary))
        Terminal.stop(.success)
      }
      output = try parsed.outputFolder(root: root)
      comparesOnly = try parsed.value(of: CommonOptions.check)
    } catch {
      Terminal.stop(because: error)
    }
  }

  /// Runs the chapters, writes the index or compares it, and ends the process: with status 0 if
  /// every chapter did, with the chapter's status if one refused its options or could not be read
  /// or written.
  public func run() -> Never {
    do {
      let list = try ChapterList(folder: root.appending(path: "chapters"))
      let chapters = list.chapters.map(\.folder)
      var failed: [String] = []
      for (index, chapter) in chapters.enumerated() {
        Terminal.print("[\(index + 1)/\(chapters.count)] \(chapter)")
        switch try run(chapter) {
        case .success: break
        case .failure: failed.append(chapter)
        case let status: Terminal.stop(status)
        }
      }
      try finishPages(list, failed: &failed)
      Terminal.print(
        failed.isEmpty
          ? "All \(chapters.count) chapters hold."
          : "Failed: \(failed.joined(separator: ", ")).")
      Terminal.stop(failed.isEmpty ? .success : .failure)
    } catch {
      Terminal.stop(because: error)
    }
  }

  /// Runs a chapter's executable, which is built beside the book's own, with the book's options. A
  /// chapter that a signal ends has failed.
  private func run(_ chapter: String) throws -> ExitStatus {
    let book = Bundle.main.executableURL ?? URL(filePath: CommandLine.arguments[0])
    let process = Process()
    process.executableURL = book.deletingLastPathComponent()
      .appending(path: ProjectLayout.command(of: chapter))
    process.arguments = Array(CommandLine.arguments.dropFirst())
    do {
      try process.run()
    } catch {
      let command = ProjectLayout.command(of: chapter)
      throw ProjectError(description: "the program '\(command)' cannot be run; build again")
    }
    process.waitUntilExit()
    guard process.terminationReason == .exit else { return .failure }
    return ExitStatus(rawValue: process.terminationStatus) ?? .failure
  }

  /// Writes the pages beside the chapters: the index, the notation and the sources.
  private func finishPages(_ list: ChapterList, failed: inout [String]) throws {
    let places = list.chapters.map { output.appending(path: "\($0.folder)/\(Verdicts.fileName)") }
    // Nothing to compare with: the chapters have said that their verdicts are missing.
    guard places.allSatisfy({ FileManager.default.isReadableFile(atPath: $0.path) }) else {
      failed.append("the index")
      return
    }
    let folder = root.appending(path: "chapters")
    let ledger = try Ledger(contentsOf: folder.appending(path: "ledger.tsv"))
    let references = try References(contentsOf: folder.appending(path: "references.tsv"))
    let notation = try Notation(contentsOf: folder.appending(path: "notation.tsv"))
    let navigation = list.navigation(from: nil)
    let index = BookIndex(
      chapters: try zip(list.chapters, places).map { chapter, verdicts in
        BookIndex.Chapter(
          folder: chapter.folder, title: chapter.title, rows: ledger.rows(of: chapter.folder),
          verdicts: try Verdicts(projectText(verdicts), file: verdicts.relativePath))
      }, references: references)
    var report = Report(folder: nil)
    report.add(index.page, path: "README.md")
    report.add(notation.page(navigation: navigation), path: Notation.fileName)
    report.add(references.page(navigation: navigation), path: References.fileName)
    if try !report.writeOrCompare(with: output, comparesOnly: comparesOnly) {
      failed.append("the index")
    }
  }
}
