import Foundation
import Testing

@testable import Notebook

/// Every chapter has the parts that a reader counts on.
struct ChapterFrameTests {
  private static let chapters = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "chapters")

  private static let folders =
    (try? ChapterList(folder: chapters).chapters.map(\.folder)) ?? []

  private func prose(of folder: String) throws -> [String] {
    let file = Self.chapters.appending(path: "\(folder)/main.swift")
    let source = try LiterateSource(String(contentsOf: file, encoding: .utf8), file: folder)
    return source.blocks.filter { $0.kind == .prose }.flatMap(\.lines)
  }

  @Test func thereAreChapters() { #expect(Self.folders.count >= 8) }

  @Test(arguments: folders) func beginsAndEndsAsEveryChapterDoes(folder: String) throws {
    let lines = try prose(of: folder)
    for start in [
      "- **You need:**", "- **You will be able to:**", "- **Time:** {{reading time}}",
    ] {
      #expect(lines.contains { $0.hasPrefix(start) }, "\(folder) has no line '\(start)'")
    }
    let headings = lines.filter { $0.hasPrefix("## ") }
    let ending = ["## What to take along", "## Try it", "## Exercises", "## Further reading"]
    #expect(Array(headings.suffix(4)) == ending, "\(folder) ends otherwise")
  }

  @Test(arguments: folders) func isOneSitting(folder: String) throws {
    let file = Self.chapters.appending(path: "\(folder)/main.swift")
    let text = try String(contentsOf: file, encoding: .utf8)
    #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count < 800)
  }
}
