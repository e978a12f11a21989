import Elementary
import Fingerprint
import Foundation
import Probability
import Threads

/// A running chapter's notebook: it takes down what the chapter's cells produce and, at the end,
/// weaves it with the chapter's own source into a report.
///
/// ```swift
/// let notebook = Notebook(compiled: compiledSources)
/// var random = notebook.random("average")
/// notebook.check("mc-unbiased", estimates, equals: 1, refutes: ["no division by L": wrong])
/// notebook.finish()
/// ```
///
/// Everything that is taken down belongs to the cell in which its line stands.
public final class Notebook {
  let source: LiterateSource
  private let layout: ProjectLayout
  private let parsed: ParsedOptions
  private let seed: UInt64
  private let output: URL
  private let comparesOnly: Bool
  private let ledger: Ledger
  private let references: References
  private let neighbours: ChapterList
  private let snippets: SnippetLibrary

  private(set) var entries: [Entry] = []
  private var values: [String: String] = [:]
  private var figures: [(file: String, contents: Data)] = []
  private var results: [(label: String, value: String)] = []
  private var progress: Progress

  /// Opens the notebook of the chapter that calls it, and reads its command line.
  ///
  /// Ends the process where there is nothing to run: after `--help` with status 0, for a senseless
  /// option with status 64, for sources that are no longer what was compiled with status 65, for
  /// an output folder that cannot be written with status 74.
  ///
  /// - Parameters:
  ///   - compiled: the fingerprint of the program's sources, which the build writes.
  ///   - options: what this chapter understands beyond the options of every chapter.
  ///   - file: the chapter's source.
  public init(compiled: String, options: [any AnyOption] = [], file: String = #filePath) {
    Terminal.prepare()
    do {
      let layout = ProjectLayout(chapterSource: file)
      self.layout = layout
      func readSource() throws -> LiterateSource {
        try LiterateSource(projectText(URL(filePath: file)), file: layout.sourceName)
      }
      let parser = CommandLineParser(options: options + CommonOptions.all)
      parsed = try parser.parse(Array(CommandLine.arguments.dropFirst()))
      if try parsed.value(of: CommonOptions.help) {
        // The options can be told without the source, which has only the title and the summary.
        let source = try? readSource()
        Terminal.print(
          parser.usage(
            command: layout.command, title: source?.title ?? layout.command,
            summary: source?.summary ?? ""))
        Terminal.stop(.success)
      }
      source = try readSource()
      seed = try parsed.value(of: CommonOptions.seed)
      output = try parsed.outputFolder(root: layout.root)
      comparesOnly = try parsed.value(of: CommonOptions.check)
      Workers(count: try parsed.value(of: CommonOptions.threads)).serveWholeProgram()
      ledger = try Ledger(contentsOf: layout.ledger)
      references = try References(contentsOf: layout.references)
      neighbours = try ChapterList(folder: layout.chapters)
      snippets = try SnippetLibrary(folder: layout.sources)
      progress = Progress(lineCount: source.lineCount)
      // After all sources have been read: what the page will quote is what was compiled.
      if let path = SourceFingerprint(compiled).firstChange {
        Terminal.stop(.data, error: "\(path) has changed since this program was built; build again")
      }
      if !comparesOnly { try Report.validate(output, folder: layout.chapter) }
    } catch {
      Terminal.stop(because: error)
    }
  }

  /// The value of an option: what the user gave, or its default.
  public subscript<Value>(option: Option<Value>) -> Value {
    do {
      return try parsed.value(of: option)
    } catch {
      Terminal.stop(because: error)
    }
  }

  /// The random stream of this run's seed with a name of its own, such as "monte-carlo/variance":
  /// a new cell never shifts another's numbers.
  public func random(_ name: String) -> RandomStream {
    RandomStream(seed: seed, name: "\(layout.command)/\(name)")
  }

  /// Reads something of the user's; a mistake in it ends the process with one line and status 65.
  public func reading<Value>(_ read: () throws -> Value) -> Value {
    do {
      return try read()
    } catch {
      progress.finish()
      Terminal.stop(.data, error: "\(error)")
    }
  }

  /// Ends the process because the user's options make no sense together: one line and status 64.
  public func refuse(_ message: String) -> Never {
    progress.finish()
    Terminal.stop(.usage, error: message)
  }

  // MARK: What cells produce

  func record(_ content: Entry.Content, line: Int) {
    entries.append(Entry(line: line, content: content))
    progress.reach(line: line, heading: source.heading(atLine: line))
  }

  /// Gives a number a name, by which prose mentions it as `{{name}}`.
  public func define(_ name: String, _ value: String) {
    require(values[name] == nil, "the value '\(name)' is defined twice")
    values[name] = value
  }

  /// Gives a number a name, and prose so many significant digits of it.
  public func define(_ name: String, _ value: Double, significant: Int = 3) {
    define(name, value.formatted(significant: significant))
  }

  /// Gives a count a name.
  public func define(_ name: String, _ value: Int) {
    define(name, String(value))
  }

  /// Puts a table into the report.
  public func table(_ columns: [String], _ rows: [[Cell]], line: Int = #line) {
    record(.table(MarkdownTable(columns: columns, rows: rows)), line: line)
  }

  /// Puts a figure into the report.
  public func figure(_ name: String, _ figure: some Picture, line: Int = #line) {
    let file = "\(name).\(figure.fileExtension)"
    require(
      !figures.contains { $0.file == file }, "the figure '\(file)' is drawn twice")
    figures.append((file, figure.contents))
    record(.figure(file: file, description: figure.description), line: line)
  }

  // MARK: Verdicts

  /// States what is right where the lecture is wrong as it stands.
  ///
  /// A check of the same row must show a counterexample to what the lecture says, and the right
  /// statement.
  public func correct(_ row: String, stated: String, right: String, line: Int = #line) {
    remark(row, .corrected, stated: stated, right, line)
  }

  /// Names the condition or the word that a true statement of the lecture lacks; a check of the
  /// same row must show what it changes.
  public func sharpen(_ row: String, stated: String, right: String, line: Int = #line) {
    remark(row, .sharpened, stated: stated, right, line)
  }

  /// Says why the checks of a row show an example that behaves as the claim says, and no more.
  public func illustrate(_ row: String, because reason: String, line: Int = #line) {
    remark(row, .illustrated, reason, line)
  }

  /// Tells why no program can settle a row.
  public func tell(_ row: String, because reason: String, line: Int = #line) {
    remark(row, .told, reason, line)
  }

  private func remark(
    _ row: String, _ verdict: RowVerdict, stated: String = "", _ text: String, _ line: Int
  ) {
    record(
      .remark(Entry.Remark(row: row, verdict: verdict, stated: stated, text: text)), line: line)
  }

  // MARK: The terminal

  /// A number that the reader came for: the run ends with these, a line each, before its checks.
  public func result(_ label: String, _ value: String) {
    results.append((label, value))
  }

  /// Says something at once, such as what a long computation is going to cost.
  public func announce(_ text: String) {
    progress.finish()
    Terminal.tell(text)
  }

  /// Shows how far a long computation has come, from 0 to 1.
  public func progress(_ fraction: Double, _ caption: String) {
    progress.reach(fraction: fraction, caption: caption)
  }

  // MARK: The end

  /// Weaves and writes the report, or compares it with the one on disk, and ends the process.
  ///
  /// The status is 0 if every check holds and every row of the chapter's ledger is settled.
  public func finish() -> Never {
    do {
      let rows = try settledRows()
      let report = try woven(rows)
      progress.finish()
      let holds = tellFailures(rows.map(\.end))
      let isWritten = try report.writeOrCompare(with: output, comparesOnly: comparesOnly)
      Terminal.print((resultLines + [summary(rows.map(\.end))]).joined(separator: "\n"))
      Terminal.stop(holds && isWritten ? .success : .failure)
    } catch {
      progress.finish()
      Terminal.stop(because: error)
    }
  }

  private func settledRows() throws -> [(row: Ledger.Row, end: SettledRow)] {
    let rows = ledger.rows(of: layout.chapter)
    for entry in entries {
      if let id = entry.row, !rows.contains(where: { $0.id == id }) {
        throw SourceError(
          file: source.file, line: entry.line,
          "the ledger has no row '\(id)' for \(layout.chapter)")
      }
    }
    return rows.map { ($0, SettledRow($0, entries: entries)) }
  }

  private func woven(_ rows: [(row: Ledger.Row, end: SettledRow)]) throws -> Report {
    let weaver = Weaver(
      source: source, snippets: snippets, references: references, chapter: layout.chapter,
      navigation: neighbours.navigation(from: layout.chapter),
      command: "swift run \(layout.command)" + parsed.canonical)
    var report = Report(folder: layout.chapter)
    for figure in figures {
      report.add(figure.contents, path: "\(layout.chapter)/\(figure.file)")
    }
    report.add(Verdicts(rows.map(\.end)).text, path: "\(layout.chapter)/\(Verdicts.fileName)")
    report.add(
      try weaver.page(entries: entries, values: values, rows: rows),
      path: "\(layout.chapter).md")
    return report
  }

  /// Names on standard error what does not hold.
  private func tellFailures(_ rows: [SettledRow]) -> Bool {
    var isGood = true
    for entry in entries {
      guard let check = entry.check, !check.passes else { continue }
      isGood = false
      let text = (["✗ \(check.name): \(check.outcome)"] + check.details).joined(separator: "\n  ")
      Terminal.print(error: "\(source.file):\(entry.line): \(text)")
    }
    for row in rows where row.verdict == .open {
      isGood = false
      Terminal.print(error: "\(source.file): nothing settles the row '\(row.row)'")
    }
    return isGood
  }

  /// The results in two columns.
  private var resultLines: [String] {
    let width = results.map(\.label.count).max() ?? 0
    return results.map { label, value in
      "  \(label)\(String(repeating: " ", count: width - label.count))  \(value)"
    }
  }

  private func summary(_ rows: [SettledRow]) -> String {
    let checks = entries.compactMap(\.check)
    let passed = checks.count(where: \.passes)
    let refuted = checks.reduce(0) { $0 + $1.refutations.count(where: \.succeeds) }
    let settled = rows.count { $0.verdict != .open && $0.verdict != .failed }
    let place = output.appending(path: "\(layout.chapter).md").relativePath
    return "\(layout.chapter): \(passed) of \(checks.count) checks hold, "
      + "\(refuted) wrong variants refuted, \(settled) of \(rows.count) rows settled; "
      + (comparesOnly ? "compared with \(place)" : "wrote \(place)")
  }
}
