import Foundation
import Testing

@testable import Datasets

/// Files as a person names them: those that can be read, and those that cannot.
@Suite struct FileBytesTests {
  /// Runs a test in a fresh directory, and removes it.
  func withTemporaryDirectory(_ body: (String) throws -> Void) throws {
    let directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("datasets-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(
      atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    try body(directory)
  }

  @Test func aFileIsRead() throws {
    try withTemporaryDirectory { directory in
      let path = directory + "/geyser data.csv"
      try Data("a,b\n1,2\n3,4\n".utf8).write(to: URL(fileURLWithPath: path))
      let table = try Table(csv: path, columns: ["b"])
      #expect(table == Table(name: path, columns: ["b"], rows: [[2], [4]]))
    }
  }

  @Test func aMissingFile() {
    let error = #expect(throws: DataError.self) { try Table(csv: "no/such.csv") }
    #expect(error?.description == "no/such.csv: there is no such file")
  }

  @Test func aDirectory() throws {
    try withTemporaryDirectory { directory in
      let error = #expect(throws: DataError.self) { try Table(csv: directory) }
      #expect(error?.description == "\(directory): this is a directory, not a file")
    }
  }

  @Test func whatIsNoOrdinaryFile() {
    let error = #expect(throws: DataError.self) { try Table(csv: "/dev/null") }
    #expect(error?.description == "/dev/null: this is not an ordinary file")
  }

  /// Opened as a file is opened, a pipe that nobody writes into would wait for ever.
  @Test(.timeLimit(.minutes(1))) func aPipe() throws {
    try withTemporaryDirectory { directory in
      let path = directory + "/pipe"
      #expect(mkfifo(path, 0o600) == 0)
      let error = #expect(throws: DataError.self) { try Table(csv: path) }
      #expect(error?.description == "\(path): this is not an ordinary file")
    }
  }

  @Test func aFileThatIsTooLarge() throws {
    try withTemporaryDirectory { directory in
      let path = directory + "/large.csv"
      try Data(count: 1_000_000).write(to: URL(fileURLWithPath: path))
      #expect(try fileBytes(atPath: path, limit: 1).count == 1_000_000)
      #expect(truncate(path, 1_000_001) == 0)
      let error = #expect(throws: DataError.self) { try fileBytes(atPath: path, limit: 1) }
      #expect(error?.description == "\(path): the file has more than 1 MB, the most that is read")
      // A hole takes no place on the disk, and would take all of the memory.
      #expect(truncate(path, 1 << 40) == 0)
      #expect(throws: DataError.self) { try Table(csv: path) }
    }
  }

  @Test func theSystemsReason() {
    let path = String(repeating: "x", count: 300)
    let error = #expect(throws: DataError.self) { try Table(csv: path) }
    #expect(error?.message == "the file cannot be read: File name too long")
  }

  @Test(arguments: [[0xFF, 0xFE, 0x61, 0], [0xFE, 0xFF, 0, 0x61]] as [[UInt8]])
  func anotherEncoding(bytes: [UInt8]) throws {
    try withTemporaryDirectory { directory in
      let path = directory + "/wide.csv"
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      let error = #expect(throws: DataError.self) { try Table(csv: path) }
      #expect(
        error?.description == "\(path):1: the text is encoded in UTF-16; save it in UTF-8")
    }
  }

  /// The superuser may read everything, so that the error cannot be provoked.
  @Test(.disabled(if: getuid() == 0, "the superuser may read every file"))
  func aFileWithoutPermission() throws {
    try withTemporaryDirectory { directory in
      let path = directory + "/secret.csv"
      let created = FileManager.default.createFile(
        atPath: path, contents: Data("a\n1\n".utf8), attributes: [.posixPermissions: 0o000])
      #expect(created)
      let error = #expect(throws: DataError.self) { try Table(csv: path) }
      #expect(error?.description == "\(path): no permission to read the file")
    }
  }
}
