import Foundation
import Kernels
import Testing

@testable import Notebook

struct CommandLineTests {
  private enum Shape: String, CaseIterable { case full, diagonal }

  private let count = Option.integer("count", default: 2, in: 1...9, help: "how many")
  private let shape = Option<Shape>.choice("shape", default: .full, help: "which")
  private let file = Option.path("file", placeholder: "FILE", help: "where from")
  private let names = Option.list("names", placeholder: "A,B", help: "which ones")
  private let sizes = Option.numbers(
    "sizes", default: [1, -0.5], in: -2...1e6, atMost: 3, help: "how large")
  private let loud = Option.flag("loud", help: "say more")

  private var parser: CommandLineParser {
    CommandLineParser(options: [count, shape, file, names, sizes, loud])
  }

  @Test func readsValuesInBothSpellingsAndDefaults() throws {
    let parsed = try parser.parse([
      "--count", "3", "--shape=diagonal", "--names", "a b,c", "--sizes", "-1,2.5e3", "--loud",
    ])
    #expect(try parsed.value(of: count) == 3)
    #expect(try parsed.value(of: shape) == .diagonal)
    #expect(try parsed.value(of: names) == ["a b", "c"])
    #expect(try parsed.value(of: file) == nil)
    #expect(try parsed.value(of: sizes) == [-1, 2500])
    #expect(try parser.parse([]).value(of: sizes) == [1, -0.5])
    #expect(try parsed.value(of: loud))
    #expect(
      parsed.canonical(without: ["count"])
        == " --shape diagonal --names 'a b,c' --sizes -1,2500 --loud")
  }

  @Test func retypesTheSameValuesInOneSpelling() throws {
    let spellings = [
      ["--sizes", "1e0,-.5e0", "--count=007", "--loud"], ["--loud", "--count", "7"],
    ]
    for arguments in spellings {
      #expect(try parser.parse(arguments).canonical(without: []) == " --count 7 --loud")
    }
    #expect(try parser.parse(["--count", "2", "--shape", "full"]).canonical(without: []) == "")
  }

  @Test func aValueMayBeginWithDashes() throws {
    let parsed = try parser.parse(["--file=--loud", "--sizes", "-1"])
    #expect(try parsed.value(of: file) == "--loud")
    #expect(try parsed.value(of: sizes) == [-1])
    #expect(try parsed.value(of: loud) == false)
    #expect(parsed.canonical(without: []) == " --file=--loud --sizes -1")
  }

  @Test func aTildeIsTheHomeFolder() throws {
    let home = URL(filePath: NSHomeDirectory()).path
    let paths = [
      ("~/a.csv", "\(home)/a.csv", "'~/a.csv'"), ("\(home)/a.csv", "\(home)/a.csv", "'~/a.csv'"),
      ("~", home, home), ("~a.csv", "./~a.csv", "'./~a.csv'"), ("./~/a", "./~/a", "'./~/a'"),
    ]
    for (typed, path, retyped) in paths {
      let parsed = try parser.parse(["--file", typed])
      #expect(try parsed.value(of: file) == path)
      #expect(parsed.canonical(without: []) == " --file \(retyped)")
    }
  }

  @Test func onlyTheBooksOwnPagesGoToItsFolder() throws {
    let parser = CommandLineParser(options: [count] + CommonOptions.all)
    let here = FileManager.default.currentDirectoryPath
    let folders = [
      ([], "output"), (["--seed", "0", "--threads", "1"], "output"),
      (["--check", "--count", "2"], "output"), (["--seed", "1"], "output/own"),
      (["--count", "3"], "output/own"), (["--count", "3", "--output", "x"], "x"),
    ]
    for (arguments, folder) in folders {
      let parsed = try parser.parse(arguments)
      #expect(try parsed.outputFolder(root: URL(filePath: here)).relativePath == folder)
      let away = try parsed.outputFolder(root: URL(filePath: "/elsewhere")).path
      #expect(away == (folder == "x" ? "\(here)/x" : "/elsewhere/\(folder)"))
    }
  }

  @Test(arguments: [
    (["--count", "0"], "--count takes a whole number from 1 to 9, not '0'"),
    (["--count", "many"], "--count takes a whole number from 1 to 9, not 'many'"),
    (["--count"], "--count needs a value"),
    (["--count", "1", "--count", "2"], "--count is given twice"),
    (["--shape", "round"], "--shape takes full, diagonal, not 'round'"),
    (["--file="], "--file takes a value that is not empty"),
    (["--names", "a,,b"], "--names takes names separated by commas, not 'a,,b'"),
    (
      ["--sizes", "1,2,3,4"],
      "--sizes takes up to 3 numbers from -2 to 1e6, separated by commas, not '1,2,3,4'"
    ),
    (["--loud=yes"], "--loud takes no value"),
    (["--quiet"], "unknown option '--quiet'; --help lists them"),
    (["count"], "'count' is not an option; --help lists them"),
    (["--"], "'--' is not an option; --help lists them"),
    (
      ["--file", "--loud"],
      "--file needs a value; if '--loud' is meant as one, write --file='--loud'"
    ),
    (
      ["--sizes", "0x1"],
      "--sizes takes up to 3 numbers from -2 to 1e6, separated by commas, not '0x1'"
    ),
    (["\u{1B}[31m\n"], "'\\u{1B}[31m\\n' is not an option; --help lists them"),
    (
      ["--" + String(repeating: "x", count: 100_000)],
      "unknown option '--\(String(repeating: "x", count: 57))…'; --help lists them"
    ),
  ])
  func namesTheMistake(arguments: [String], message: String) {
    let error = #expect(throws: UsageError.self) { try parser.parse(arguments) }
    #expect(error?.description == message)
  }

  @Test(arguments: [
    "", "1,", "-3", "1e7", "nan", "inf", "1e999", "one", "1 2", "--loud", "0x1", "0x1p1",
    "infinity", "+", "-", "e", "1e", "١",
  ])
  func numbersMustBeNumbersInTheRange(text: String) {
    #expect(throws: UsageError.self) { try parser.parse(["--sizes", text]) }
  }

  @Test func theUsageTextNamesEveryOptionAndItsDefault() {
    let usage = parser.usage(command: "demo", title: "Demo", summary: "It demonstrates.")
    for part in [
      "swift run demo", "--count N", "(default 2)", "--shape full|diagonal", "(default 1,-0.5)",
      "--loud",
    ] {
      #expect(usage.contains(part))
    }
  }

  @Test func aNumberIsReadAndSpeltInOneWay() throws {
    let width = Option.number("width", default: 0.7, in: 0.05...2, help: "how wide")
    let parser = CommandLineParser(options: [width])
    #expect(try parser.parse([]).value(of: width) == 0.7)
    #expect(try parser.parse(["--width", "1e-1"]).value(of: width) == 0.1)
    #expect(try width.canonical("1e-1") == "0.1")
    #expect(try width.canonical("0.70") == nil)
    for text in ["0", "2.1", "nan", "wide", "", "0x1p-1", "0x1", "inf"] {
      #expect(throws: UsageError.self) { try width.canonical(text) }
    }
  }
}
