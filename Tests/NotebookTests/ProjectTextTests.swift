import Foundation
import Testing

@testable import Notebook

struct ProjectTextTests {
  private func withFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  private func complaint(about url: URL) -> String? {
    #expect(throws: ProjectError.self) { try projectText(url) }?.description
  }

  @Test func saysInOneLineWhatIsMissing() throws {
    try withFolder { folder in
      let ledger = folder.appending(path: "ledger.tsv")
      #expect(complaint(about: ledger) == "'\(ledger.path)' is missing")
      let gone = folder.appending(path: "gone")
      #expect(
        complaint(about: gone.appending(path: "main.swift"))
          == "this program was built from '\(gone.path)', which is gone; build again")
      #expect(throws: ProjectError.self) { try ChapterList(folder: gone) }
      try Data([0x61, 0xFF, 0x0A]).write(to: ledger)
      #expect(complaint(about: ledger) == "'\(ledger.path)' is not text in UTF-8")
      #expect(throws: ProjectError.self) { try Ledger(contentsOf: ledger) }
      #expect(complaint(about: folder) == "'\(folder.path)' cannot be read")
    }
  }

  /// Emacs marks a file that is being edited by a link that leads nowhere.
  @Test func hiddenFilesAreNotTheBooks() throws {
    try withFolder { folder in
      let manager = FileManager.default
      let library = folder.appending(path: "Library")
      for part in ["Library/.cache", ".hidden", "01-one"] {
        try manager.createDirectory(
          at: folder.appending(path: part), withIntermediateDirectories: true)
      }
      try manager.createSymbolicLink(
        atPath: library.appending(path: ".#A.swift").path, withDestinationPath: "me@host.1:2")
      try Data([0xFF]).write(to: library.appending(path: ".cache/B.swift"))
      try Data("// snippet.a\nlet a = 1\n// snippet.end\n".utf8)
        .write(to: library.appending(path: "A.swift"))
      try Data("// # One\n".utf8).write(to: folder.appending(path: "01-one/main.swift"))
      try Data([0xFF]).write(to: folder.appending(path: ".hidden/main.swift"))
      #expect(
        try SnippetLibrary(folder: folder).lines(of: "a", quotedIn: "", line: 1) == ["let a = 1"])
      #expect(try ChapterList(folder: folder).chapters.map(\.folder) == ["01-one"])
    }
  }
}

struct TabSeparatedRowTests {
  @Test func countsTheLinesOfTheFile() throws {
    let rows = try TabSeparatedRow.rows(of: "h\n\na\tb\r\n\nc\td", file: "f", fields: 2)
    #expect(rows.map(\.line) == [3, 5])
    #expect(rows.map(\.fields) == [["a", "b"], ["c", "d"]])
    let error = #expect(throws: SourceError.self) {
      try TabSeparatedRow.rows(of: "h\na\tb\n\na\tc", file: "f", fields: 2, key: "id")
    }
    #expect(error == SourceError(file: "f", line: 4, "the id 'a' stands here twice"))
  }
}
