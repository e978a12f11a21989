import Foundation
import Testing

@testable import Notebook

/// Runs a whole chapter as a reader would: the program `tiny-chapter`.
struct TinyChapterTests {
  private let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures")

  private static let program = products.appending(path: "tiny-chapter")

  private func run(_ arguments: String...) throws -> (status: Int32, errors: String) {
    try run(Self.program, arguments)
  }

  private func run(
    _ program: URL, _ arguments: [String]
  ) throws -> (status: Int32, errors: String) {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    let errors = Pipe()
    process.standardError = errors
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, text)
  }

  /// The folder of the built programs: beside this bundle on macOS, this program's own on Linux.
  private static var products: URL {
    let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }
    return bundle.map { $0.bundleURL.deletingLastPathComponent() }
      ?? URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
  }

  private func temporaryFolder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }

  @Test func itsPageIsTheExpectedOne() throws {
    let expected = fixtures.appending(path: "output").path
    let result = try run("--check", "--output", expected)
    #expect(result.status == 0, "\(result.errors)")
  }

  @Test func anotherSeedGivesAnotherPageAndCheckSaysWhere() throws {
    let expected = fixtures.appending(path: "output").path
    let result = try run("--check", "--output", expected, "--seed", "1")
    #expect(result.status == 1)
    #expect(result.errors.contains("00-tiny-chapter.md:30: differs"))
  }

  @Test func aFailingCheckIsReportedAndExitsWithOne() throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let result = try run("--break", "--output", folder.path)
    #expect(result.status == 1)
    #expect(result.errors.contains("✗ tiny-mean/draws: measured"))
    let page = try String(
      contentsOf: folder.appending(path: "00-tiny-chapter.md"), encoding: .utf8)
    #expect(page.contains("</a>**tiny-mean/draws FAILS** · measured"))
    #expect(!page.contains("<b>tiny-mean"))
    #expect(page.contains("## Reproduce this page"))
  }

  @Test func anOpenRowFails() throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let result = try run("--unsettled", "--output", folder.path)
    #expect(result.status == 1)
    #expect(result.errors.contains("nothing settles the row 'tiny-half'"))
  }

  @Test func aMistakeInTheSourceWritesNothing() throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let result = try run("--misquote", "--output", folder.path)
    #expect(result.status == 1)
    #expect(result.errors.contains("main.swift:40: no value is named 'count'"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  @Test func aClosedErrorStreamIsNoTrouble() throws {
    #expect(try shell(#"exec "$0" --output "$1" 2>&-"#).status == 0)
  }

  /// Runs a line of a shell in which `$0` is the program and `$1` a folder that is removed later.
  private func shell(_ line: String) throws -> (status: Int32, errors: String, folder: [String]) {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let (status, errors) = try run(
      URL(filePath: "/bin/sh"), ["-c", line, Self.program.path, folder.path])
    return (status, errors, try FileManager.default.contentsOfDirectory(atPath: folder.path))
  }

  @Test func aReaderWhoLeavesDoesNotEndTheRun() throws {
    let result = try shell(
      #"{ sleep 0.2; "$0" --output "$1"; echo "ended with $?" >&2; } | head -0"#)
    #expect(result.errors.contains("ended with 0"), "\(result.errors)")
    #expect(result.folder.contains("00-tiny-chapter.md"))
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func anOutputThatIsFullIsAnError() throws {
    for options in [#"--output "$1""#, "--help"] {
      let result = try shell("exec \"$0\" \(options) >/dev/full")
      #expect(result.status == 74)
      #expect(result.errors.contains("error: standard output: No space left on device\n"))
    }
  }

  @Test func aLimitOnTheSizeOfFilesIsAnError() throws {
    let result = try shell(#"ulimit -f 0; "$0" --output "$1" 2>&1 | cat >&2; echo done >&2"#)
    #expect(result.errors.contains("File too large"), "\(result.errors)")
    #expect(result.errors.hasSuffix("done\n"))
  }

  /// A closed stream's number must not fall to a file of the report, and messages with it.
  @Test func closedStreamsTakeNothingWithThem() throws {
    let result = try shell(#"exec "$0" --output "$1" <&- >&- 2>&-"#)
    #expect(result.status == 0)
    #expect(result.folder.contains("00-tiny-chapter.md"))
  }

  @Test func wordsOfTheUsersDoNotReachTheTerminalAsTheyAre() throws {
    for words in ["\u{1B}[31mred", "--\u{9B}2J", "--seed=\u{7}", "--output=/dev/null/\u{1B}c"] {
      let result = try run(words)
      #expect(result.status == (words.contains("output") ? 74 : 64))
      #expect(result.errors.unicodeScalars.allSatisfy { $0 == "\n" || $0.isPlain })
    }
    #expect(
      try run("--output=/dev/null/" + String(repeating: "x", count: 100_000)).errors.count < 1_100)
  }

  @Test func nonsenseIsABadUsage() throws {
    let nonsense = [
      ["--output", "--check"], ["--seed", "0x1"], ["--seed", "-1"], ["--frobnicate"], ["word"],
      ["two\nlines"],
    ]
    for arguments in nonsense {
      let result = try arguments.count == 2 ? run(arguments[0], arguments[1]) : run(arguments[0])
      #expect(result.status == 64)
      #expect(result.errors.hasPrefix("error: "))
      #expect(result.errors.split(separator: "\n").count == 1)
    }
  }

  @Test func anOutputFolderThatCannotBeIsAnErrorOfItsOwn() throws {
    let result = try run("--output", "/dev/null/x")
    #expect(result.status == 74)
    #expect(
      result.errors
        == "error: cannot write to the output folder '/dev/null/x': Not a directory\n")
  }
}
