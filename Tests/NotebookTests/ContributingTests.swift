import Foundation
import Testing

/// What the page for contributors names exists.
struct ContributingTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private func text(_ path: String) throws -> String {
    try String(contentsOf: Self.root.appending(path: path), encoding: .utf8)
  }

  /// Whatever stands between backticks and looks like a path, but for the folder that `NN` stands for
  /// and the one that git ignores.
  @Test func everyPathExists() throws {
    let paths = try text("CONTRIBUTING.md").matches(of: /`([A-Za-z.][^ `]*\/[^ `]*)`/)
      .map { String($0.1) }.filter { !$0.contains("NN") && $0 != "output/own" }
    #expect(paths.count > 15)
    for path in paths {
      let file = Self.root.appending(path: path).path(percentEncoded: false)
      #expect(FileManager.default.fileExists(atPath: file), "there is no \(path)")
    }
  }

  @Test func everyRoomIsInTheDrawing() throws {
    let drawing = try text("CONTRIBUTING.md").split(separator: "```")[1]
    let rooms = try FileManager.default.contentsOfDirectory(
      atPath: Self.root.appending(path: "Sources").path(percentEncoded: false))
    for room in rooms where !room.hasPrefix("Fingerprint") && !room.hasPrefix(".") {
      #expect(drawing.contains(room), "\(room) is not in the drawing")
    }
  }

  /// Scripts, switches and filters that commands use.
  @Test func everyCommandRefersToSomething() throws {
    let page = try text("CONTRIBUTING.md")
    for script in page.matches(of: /bash (\.ci\/[a-z]+)/) {
      let file = Self.root.appending(path: "\(script.1)").path(percentEncoded: false)
      #expect(FileManager.default.fileExists(atPath: file), "there is no \(script.1)")
    }
    let manifest = try text("Package.swift")
    for filter in page.matches(of: /--filter ([A-Za-z]+)Tests/) {
      #expect(
        manifest.contains("tests(of: \"\(filter.1)\"") || manifest.contains("of: \"\(filter.1)\","))
    }
    let switches = Set(page.matches(of: /EVIDENCE_[A-Z_]+/).map { String($0.0) })
    let generator = try text("Tests/KernelsTestSupport/RandomShapes.swift")
    for name in switches { #expect(generator.contains(name), "nothing reads \(name)") }
  }
}
