import Testing

@testable import Notebook

struct CommandLineTests {
  private enum Shape: String, CaseIterable { case full, diagonal }

  private let count = Option.integer("count", default: 2, in: 1...9, help: "how many")
  private let shape = Option<Shape>.choice("shape", default: .full, help: "which")
  private let file = Option.text("file", placeholder: "FILE", help: "where from")
  private let names = Option.list("names", placeholder: "A,B", help: "which ones")
  private let loud = Option.flag("loud", help: "say more")

  private var parser: CommandLineParser {
    CommandLineParser(options: [count, shape, file, names, loud])
  }

  @Test func readsValuesInBothSpellingsAndDefaults() throws {
    let parsed = try parser.parse([
      "--count", "3", "--shape=diagonal", "--names", "a b,c", "--loud",
    ])
    #expect(try parsed.value(of: count) == 3)
    #expect(try parsed.value(of: shape) == .diagonal)
    #expect(try parsed.value(of: names) == ["a b", "c"])
    #expect(try parsed.value(of: file) == nil)
    #expect(try parsed.value(of: loud))
    #expect(parsed.retyped(without: ["count"]) == " --shape diagonal --names 'a b,c' --loud")
  }

  @Test(arguments: [
    (["--count", "0"], "--count takes a whole number from 1 to 9, not '0'"),
    (["--count", "many"], "--count takes a whole number from 1 to 9, not 'many'"),
    (["--count"], "--count needs a value"),
    (["--count", "1", "--count", "2"], "--count is given twice"),
    (["--shape", "round"], "--shape takes full, diagonal, not 'round'"),
    (["--file="], "--file takes a value that is not empty"),
    (["--names", "a,,b"], "--names takes names separated by commas, not 'a,,b'"),
    (["--loud=yes"], "--loud takes no value"),
    (["--quiet"], "unknown option '--quiet'; --help lists them"),
    (["count"], "'count' is not an option; --help lists them"),
    (["--"], "'--' is not an option; --help lists them"),
  ])
  func namesTheMistake(arguments: [String], message: String) {
    let error = #expect(throws: UsageError.self) { try parser.parse(arguments) }
    #expect(error?.description == message)
  }

  @Test func theUsageTextNamesEveryOptionAndItsDefault() {
    let usage = parser.usage(command: "demo", title: "Demo", summary: "It demonstrates.")
    for part in ["swift run demo", "--count N", "(default 2)", "--shape full|diagonal", "--loud"] {
      #expect(usage.contains(part))
    }
  }
}
