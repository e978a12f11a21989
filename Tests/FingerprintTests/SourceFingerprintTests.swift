import Foundation
import Testing

@testable import Fingerprint

struct SourceFingerprintTests {
  /// A project with two files, and its fingerprint.
  private func place(_ test: (_ root: URL, _ fingerprint: SourceFingerprint) throws -> Void) throws
  {
    let root = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    let folder = root.appending(path: "Sources")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: root) }
    try Data("let one = 1\n".utf8).write(to: folder.appending(path: "One.swift"))
    try Data("let two = 2\n".utf8).write(to: folder.appending(path: "With space.swift"))
    try test(
      root,
      SourceFingerprint(of: ["Sources/With space.swift", "Sources/One.swift"], below: root.path))
  }

  @Test func sourcesThatStayAreNoChange() throws {
    try place { root, fingerprint in
      #expect(fingerprint.firstChange == nil)
      let file = root.appending(path: "Sources/One.swift")
      try Data("let one = 1\n".utf8).write(to: file)
      #expect(fingerprint.firstChange == nil)
    }
  }

  @Test func theChangedFileIsNamed() throws {
    try place { root, fingerprint in
      let file = root.appending(path: "Sources/With space.swift")
      try Data("let two = 3\n".utf8).write(to: file)
      #expect(fingerprint.firstChange == "Sources/With space.swift")
      try FileManager.default.removeItem(at: root.appending(path: "Sources/One.swift"))
      #expect(fingerprint.firstChange == "Sources/One.swift")
    }
  }

  @Test func itsTextSaysAll() throws {
    try place { _, fingerprint in
      #expect(SourceFingerprint(fingerprint.text) == fingerprint)
      #expect(SourceFingerprint(fingerprint.text).firstChange == nil)
    }
  }

  /// Published: the 64-bit FNV-1a hash of "a" is af63dc4c8601ec8c, of nothing cbf29ce484222325.
  @Test func theDigestIsFNV1a() throws {
    try place { root, _ in
      try Data("a".utf8).write(to: root.appending(path: "a"))
      try Data().write(to: root.appending(path: "empty"))
      let text = try SourceFingerprint(of: ["a", "empty"], below: root.path).text
      #expect(text == "\(root.path)\naf63dc4c8601ec8c a\ncbf29ce484222325 empty\n")
    }
  }
}
