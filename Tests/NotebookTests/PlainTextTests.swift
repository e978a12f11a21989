import Foundation
import Testing

@testable import Notebook

struct PlainTextTests {
  @Test(arguments: [
    ("größe (cm)", "größe (cm)", "größe (cm)"),
    ("a\r\n\tb", "a\\r\\n\\tb", "a   b"),
    ("\u{1B}[31m\u{7F}\u{9B}", "\\u{1B}[31m\\u{7F}\\u{9B}", " [31m  "),
    ("\u{202E}a\u{2028}\u{FFFF}", "\\u{202E}a\\u{2028}\\u{FFFF}", " a  "),
    ("👩‍🔬", "👩‍🔬", "👩‍🔬"),
  ])
  func nothingActsOnWhatIsAround(text: String, visible: String, plain: String) {
    #expect(text.visible == visible)
    #expect(text.plain == plain)
  }

  @Test func quotationsAreShort() {
    #expect("a\nb".quoted == "'a\\nb'")
    #expect(String(repeating: "x", count: 60).quoted.count == 62)
    #expect(
      String(repeating: "x", count: 100_000).quoted == "'\(String(repeating: "x", count: 59))…'")
  }

  @Test(arguments: [
    ("data/größe_1.csv", "data/größe_1.csv"), ("cost$.csv", "'cost$.csv'"),
    ("it's", #"'it'\''s'"#), ("", "''"), ("a\nb", #"$'a\012b'"#),
    ("\u{1B}'\\\u{202E}", #"$'\033\'\\\342\200\256'"#),
  ])
  func aShellReadsOneWord(text: String, word: String) {
    #expect(text.quotedForShell == word)
  }

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/bin/bash")))
  func aShellReadsWhatWasMeant() throws {
    for text in [
      "a b", "$HOME `id` \"x\" \\", "'", "!!", "*", "~", "#", "a\nb\tc\u{1B}[0m", "\u{202E}a'\\n",
      "\u{7}1", "{a,b}", "&;|<>", "\u{FFFF}é",
    ] {
      let process = Process()
      process.executableURL = URL(filePath: "/bin/bash")
      process.arguments = ["-c", "printf %s \(text.quotedForShell)"]
      let output = Pipe()
      process.standardOutput = output
      try process.run()
      let read = output.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      #expect(read == Data(text.utf8), "\(text.visible)")
    }
  }
}
