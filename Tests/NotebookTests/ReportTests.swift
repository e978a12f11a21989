import Foundation
import Testing

@testable import Notebook

struct ReportTests {
  @Test func writesAllAndRemovesWhatNoRunOwns() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    var old = Report(folder: "a")
    old.add("old", path: "a/old.svg")
    old.add("page", path: "a.md")
    try old.write(to: folder)
    var new = Report(folder: "a")
    new.add("line 1\nline 2\n", path: "a.md")
    new.add("new", path: "a/new.svg")
    #expect(new.differences(from: folder).count == 3)
    try new.write(to: folder)
    #expect(new.differences(from: folder).isEmpty)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "a").path)
        == ["new.svg"])
    new.add("line 1\nline 3\n", path: "a.md")
    #expect(new.differences(from: folder).first?.contains("a.md:2:") == true)
  }

  @Test func leavesAloneWhatIsTheUsers() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let own = ["a/notes.txt", "a/more/picture.svg", "a/folder.svg/page"]
    for path in own {
      let place = folder.appending(path: path)
      try FileManager.default.createDirectory(
        at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data("mine".utf8).write(to: place)
    }
    var report = Report(folder: "a")
    report.add("page", path: "a.md")
    try report.write(to: folder)
    for path in own {
      #expect(FileManager.default.fileExists(atPath: folder.appending(path: path).path), "\(path)")
    }
    #expect(report.differences(from: folder).isEmpty)
  }

  @Test func changesNothingWhereAFolderStandsInAFilesPlace() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    var old = Report(folder: "a")
    old.add("old", path: "a/figure.svg")
    try old.write(to: folder)
    try FileManager.default.createDirectory(
      at: folder.appending(path: "a.md"), withIntermediateDirectories: true)
    var new = Report(folder: "a")
    new.add("new", path: "a/figure.svg")
    new.add("page", path: "a.md")
    #expect(throws: OutputError.self) { try new.write(to: folder) }
    #expect(
      try String(contentsOf: folder.appending(path: "a/figure.svg"), encoding: .utf8) == "old")
  }

  @Test func aFileInTheFiguresPlaceIsFoundBeforeTheWork() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Report.validate(folder, folder: "a")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data().write(to: folder.appending(path: "a"))
    #expect(throws: OutputError.self) { try Report.validate(folder, folder: "a") }
  }

  @Test func leavesTheOldReportWhereItCannotWrite() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    var old = Report(folder: "a")
    old.add("old", path: "a.md")
    try old.write(to: folder)
    var new = Report(folder: "a")
    new.add("new", path: "a.md")
    // A file stands where the second one wants a folder.
    new.add("more", path: "a.md/more")
    #expect(throws: OutputError.self) { try new.write(to: folder) }
    #expect(
      try String(contentsOf: folder.appending(path: "a.md"), encoding: .utf8) == "old")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a.md"])
  }
}
