import Foundation
import Testing

@testable import Notebook

/// Every call to the system may fail, and at every call the process may be killed.
struct FolderUpdateTests {
  private static let others = ["06-gmm.md": "other page", "a/notes.txt": "mine", "a/b/c": "deep"]
  private static let old = ["a.md": "old page", "a/one.svg": "old", "a/gone.svg": "old"]
  private static let new = ["a.md": "new page", "a/one.svg": "new", "a/two.svg": "new"]

  private struct Stop: Error {}

  /// An empty folder for a test, and in it the path of an output folder.
  private func place(_ test: (_ root: URL, _ output: URL) throws -> Void) throws {
    let root = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
      .appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: root) }
    try test(root, root.appending(path: "output"))
  }

  private func put(_ files: [String: String], in output: URL) throws {
    for (path, text) in files {
      let file = output.appending(path: path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
  }

  /// All files below a folder, with their contents.
  private func files(below folder: URL) throws -> [String: String] {
    var files: [String: String] = [:]
    for case let path as String in FileManager.default.enumerator(atPath: folder.path) ?? .init() {
      let place = folder.appending(path: path)
      guard FileSystem().kind(of: place.path) == .file else { continue }
      files[path] = try String(contentsOf: place, encoding: .utf8)
    }
    return files
  }

  private func update(_ output: URL, willCall: @escaping (String) throws -> Void) throws {
    try FolderUpdate(
      folder: output.path,
      files: Self.new.sorted { $0.key < $1.key }.map { ($0.key, Data($0.value.utf8)) },
      stale: ["a/gone.svg"], system: FileSystem(willCall: willCall)
    ).run()
  }

  private func merged(_ files: [String: String]) -> [String: String] {
    files.merging(Self.others) { own, _ in own }
  }

  @Test func whoeverLooksSeesTheOldFilesOrTheNewOnes() throws {
    try place { root, output in
      try put(merged(Self.old), in: output)
      var calls: [String] = []
      try update(output) { call in
        calls.append(call)
        let seen = try files(below: output)
        #expect(seen == merged(Self.old) || seen == merged(Self.new), "at \(calls.count): \(call)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: root.path) == ["output"])
      }
      #expect(try files(below: output) == merged(Self.new))
      #expect(calls.count { $0 == "exchange" } == 2)
    }
  }

  @Test func aNewFolderIsThereAtOnceToo() throws {
    try place { root, _ in
      let output = root.appending(path: "some/where")
      try update(output) { call in
        let seen = try files(below: root)
        #expect(seen.isEmpty || seen.count == Self.new.count, "at \(call)")
      }
      #expect(try files(below: output) == Self.new)
    }
  }

  @Test func theFolderStaysTheSameForThoseWhoStandInIt() throws {
    try place { _, output in
      try put(Self.old, in: output)
      func number() throws -> UInt64? {
        try FileManager.default.attributesOfItem(atPath: output.path)[.systemFileNumber] as? UInt64
      }
      let before = try number()
      try update(output) { _ in }
      #expect(try number() == before)
    }
  }

  /// - Parameter exchanges: whether the system can exchange two folders.
  @Test(arguments: [true, false])
  func anErrorAtAnyCallLeavesTheOldFilesOrTheNewOnes(exchanges: Bool) throws {
    var failing = 0
    var isDone = false
    while !isDone {
      try place { root, output in
        try put(merged(Self.old), in: output)
        var calls = 0
        let result = Result {
          try update(output) { call in
            if call == "exchange" && !exchanges { throw SystemError(code: ENOSYS) }
            calls += 1
            if calls == failing + 1 { throw SystemError(code: EIO) }
          }
        }
        isDone = calls <= failing
        let seen = try files(below: output)
        let isNew = seen == merged(Self.new)
        #expect(isNew || seen == merged(Self.old), "at call \(failing + 1): \(seen)")
        if case .success = result { #expect(isNew) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: root.path) == ["output"])
      }
      failing += 1
    }
    #expect(failing > 30)
  }

  @Test func aFailureLeavesNoEmptyFolders() throws {
    try place { root, _ in
      #expect(throws: SystemError(code: ENOSPC)) {
        try update(root.appending(path: "some/where")) { call in
          if call == "write" { throw SystemError(code: ENOSPC) }
        }
      }
      let left = try FileManager.default.contentsOfDirectory(atPath: root.path)
      #expect(left.isEmpty)
    }
  }

  @Test func theNextRunRemovesWhatAKilledOneLeft() throws {
    try place { root, output in
      try put(Self.old, in: output)
      let left = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
        .appending(path: "evidence-\(getuid())")
      var copies = 0
      try update(output) { call in
        if call == "exchange", copies == 0 {
          copies = try files(below: left).count
          try put([".evidence/old/a.md": "half"], in: output)
        }
      }
      #expect(copies == Self.new.count)
      #expect(!FileManager.default.fileExists(atPath: left.path))
      try update(output) { _ in }
      #expect(try files(below: output) == Self.new)
    }
  }

  @Test func runsAtTheSameTimeDoNotMix() async throws {
    let root = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
      .appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: root) }
    let names = (0..<8).map { "figure-\($0).svg" }
    await withTaskGroup(of: Void.self) { group in
      for run in 0..<8 {
        group.addTask {
          var report = Report(folder: "a")
          for name in names { report.add("run \(run)", path: "a/\(name)") }
          report.add("run \(run)", path: "a.md")
          let inner = run.isMultiple(of: 2) ? root : root.appending(path: "own")
          #expect(throws: Never.self) { try report.write(to: inner) }
        }
      }
    }
    for folder in [root, root.appending(path: "own")] {
      let seen = try files(below: folder).filter { !$0.key.hasPrefix("own/") }
      #expect(seen.count == 9 && Set(seen.values).count == 1, "\(seen)")
    }
  }
}
