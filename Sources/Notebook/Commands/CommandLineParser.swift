/// Reads the options of a command.
struct CommandLineParser {
  let options: [any AnyOption]

  /// The values that were given, by option, in order.
  ///
  /// Both `--name value` and `--name=value` are understood. A value that begins with two dashes
  /// needs the second form: in the first one it is an option, and the value was forgotten.
  ///
  /// - Throws: `UsageError` for an unknown or repeated option, a missing or senseless value, and
  ///   for anything that is no option.
  func parse(_ arguments: [String]) throws(UsageError) -> ParsedOptions {
    var given: [(name: String, text: String)] = []
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      guard let body = argument.dropPrefix("--"), !body.isEmpty else {
        throw UsageError("\(argument.quoted) is not an option; --help lists them")
      }
      let parts = body.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(parts[0])
      guard let option = options.first(where: { $0.name == name }) else {
        throw UsageError("unknown option \("--\(name)".quoted); --help lists them")
      }
      guard !given.contains(where: { $0.name == name }) else {
        throw UsageError("--\(name) is given twice")
      }
      var text = ""
      if option.placeholder == nil {
        guard parts.count == 1 else { throw UsageError("--\(name) takes no value") }
      } else if parts.count == 2 {
        text = String(parts[1])
      } else {
        guard let next = rest.popFirst() else { throw UsageError("--\(name) needs a value") }
        text = next
        guard !text.hasPrefix("--") else {
          throw UsageError(
            "--\(name) needs a value; if \(text.quoted) is meant as one, "
              + "write --\(name)=\(text.quoted)")
        }
      }
      given.append((name, text))
    }
    return try ParsedOptions(given: given, options: options)
  }

  /// The usage text: what the command shows, its options and their defaults.
  func usage(command: String, title: String, summary: String) -> String {
    let heads = options.map { option in
      "  --" + option.name + (option.placeholder.map { " " + $0 } ?? "")
    }
    let width = min(34, heads.map(\.count).max() ?? 0)
    let lines = zip(options, heads).map { option, head in
      let gap =
        head.count > width
        ? "\n" + String(repeating: " ", count: width)
        : String(repeating: " ", count: width - head.count)
      let note = option.defaultText.map { " (default \($0))" } ?? ""
      return "\(head)\(gap)  \(option.help)\(note)"
    }
    let head = [title, summary].filter { !$0.isEmpty }.flatMap { [$0, ""] }
    return (head + ["usage: swift run \(command) [options]", ""] + lines).joined(separator: "\n")
  }
}

/// The options that a user gave.
struct ParsedOptions {
  private let given: [(name: String, text: String)]
  /// The given options that differ from their defaults, each in its one spelling, in the order in
  /// which the command declares them.
  private let changed: [(name: String, text: String)]

  /// - Throws: `UsageError` for a senseless value.
  init(
    given: [(name: String, text: String)], options: [any AnyOption]
  ) throws(UsageError) {
    self.given = given
    var changed: [(name: String, text: String)] = []
    for option in options {
      guard let match = given.first(where: { $0.name == option.name }) else { continue }
      if let text = try option.canonical(match.text) { changed.append((option.name, text)) }
    }
    self.changed = changed
  }

  /// The value of an option: what was given, or its default.
  func value<Value>(of option: Option<Value>) throws(UsageError) -> Value {
    guard let match = given.first(where: { $0.name == option.name }) else {
      return option.defaultValue
    }
    return try option.parse(match.text)
  }

  /// The options as one would type them again, the same text for the same values: without those at
  /// their defaults, and leaving out some more.
  func canonical(without names: [String]) -> String {
    changed.filter { !names.contains($0.name) }.map { name, text in
      let separator = text.isEmpty ? "" : text.hasPrefix("--") ? "=" : " "
      return " --\(name)\(separator)" + (text.isEmpty ? "" : text.quotedForShell)
    }.joined()
  }
}
