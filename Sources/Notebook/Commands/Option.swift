import Foundation

/// An option of a chapter's command, with its default, such as `--components 2`.
///
/// ```swift
/// let components = Option.integer("components", default: 2, in: 1...20, help: "…")
/// let notebook = Notebook(options: [components])
/// notebook[components]  // 2, or what the user asked for
/// ```
public struct Option<Value: Sendable & Equatable>: AnyOption {
  /// What stands after the two dashes.
  public let name: String
  /// What stands for the value in the usage text: "N"; `nil` for a flag, which takes none.
  public let placeholder: String?
  /// What the option does, in the usage text.
  public let help: String
  /// The value if the option is not given.
  public let defaultValue: Value
  /// What values are, in words, for those who give another.
  let kind: String
  /// The value of a text, if it is one.
  let reading: @Sendable (String) -> Value?
  /// A value as one types it, in one spelling: empty where there is nothing to type.
  let spelling: @Sendable (Value) -> String

  /// The default, as the usage text prints it; `nil` where there is nothing to say.
  public var defaultText: String? {
    let text = spelling(defaultValue)
    return text.isEmpty ? nil : text
  }

  func parse(_ text: String) throws(UsageError) -> Value {
    guard let value = reading(text) else {
      throw UsageError("--\(name) takes \(kind)" + (text.isEmpty ? "" : ", not \(text.quoted)"))
    }
    return value
  }

  /// A value in the option's one spelling, or `nil` if it is the default.
  public func canonical(_ text: String) throws(UsageError) -> String? {
    let value = try parse(text)
    return value == defaultValue ? nil : spelling(value)
  }
}

/// An option whose type of value does not matter: what the usage text needs.
public protocol AnyOption: Sendable {
  /// What stands after the two dashes.
  var name: String { get }
  /// What stands for the value in the usage text; `nil` for a flag.
  var placeholder: String? { get }
  /// What the option does.
  var help: String { get }
  /// The default, as the usage text prints it.
  var defaultText: String? { get }
  /// A value in the option's one spelling, or `nil` if it is the default.
  func canonical(_ text: String) throws(UsageError) -> String?
}

/// A mistake in the command line, in one line.
public struct UsageError: Error, CustomStringConvertible, Equatable, CommandError {
  /// The line for the user.
  public let description: String

  /// An error with its message, which names the option.
  public init(_ description: String) {
    self.description = description
  }

  var status: ExitStatus { .usage }
}

extension Option where Value == Bool {
  /// A flag: on if it is given.
  public static func flag(_ name: String, help: String) -> Self {
    Option(
      name: name, placeholder: nil, help: help, defaultValue: false, kind: "no value",
      reading: { _ in true }, spelling: { _ in "" })
  }
}

extension Option where Value: FixedWidthInteger {
  /// A whole number within a range.
  public static func integer(
    _ name: String, default value: Value, in range: ClosedRange<Value>, help: String
  ) -> Self {
    Option(
      name: name, placeholder: "N", help: help, defaultValue: value,
      kind: "a whole number from \(range.lowerBound) to \(range.upperBound)",
      reading: { Value($0).flatMap { range.contains($0) ? $0 : nil } }, spelling: { "\($0)" })
  }
}

extension Option where Value == Double {
  /// A number within a range, in decimal digits.
  public static func number(
    _ name: String, default value: Double, in range: ClosedRange<Double>, help: String
  ) -> Self {
    Option(
      name: name, placeholder: "X", help: help, defaultValue: value,
      kind: "a number from \(range.lowerBound.formatted()) to \(range.upperBound.formatted())",
      reading: { Double(decimal: $0).flatMap { range.contains($0) ? $0 : nil } },
      spelling: { $0.formatted(significant: 17) })
  }
}

extension Option where Value == [Double] {
  /// Numbers within a range, separated by commas.
  ///
  /// - Parameter limit: how many there may be at most.
  public static func numbers(
    _ name: String, default values: [Double], in range: ClosedRange<Double>, atMost limit: Int,
    help: String
  ) -> Self {
    Option(
      name: name, placeholder: "X,Y", help: help, defaultValue: values,
      kind: "up to \(limit) numbers from \(range.lowerBound.formatted()) to "
        + "\(range.upperBound.formatted()), separated by commas",
      reading: { text in
        let items = text.split(separator: ",", omittingEmptySubsequences: false)
        let numbers = items.compactMap { Double(decimal: $0) }.filter(range.contains)
        return numbers.count == items.count && numbers.count <= limit ? numbers : nil
      }, spelling: { $0.map { $0.formatted(significant: 17) }.joined(separator: ",") })
  }
}

extension Option where Value: CaseIterable & RawRepresentable<String> {
  /// One of the cases of an enumeration, by its raw value.
  public static func choice(_ name: String, default value: Value, help: String) -> Self {
    let names = Value.allCases.map(\.rawValue)
    return Option(
      name: name, placeholder: names.joined(separator: "|"), help: help, defaultValue: value,
      kind: names.joined(separator: ", "), reading: { Value(rawValue: $0) }, spelling: \.rawValue)
  }
}

extension Option where Value == [String]? {
  /// Names separated by commas; `nil` if the option is not given.
  public static func list(_ name: String, placeholder: String, help: String) -> Self {
    Option(
      name: name, placeholder: placeholder, help: help, defaultValue: nil,
      kind: "names separated by commas",
      reading: { text in
        let items = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        return items.contains("") ? nil : .some(items)
      }, spelling: { $0?.joined(separator: ",") ?? "" })
  }
}

extension Option where Value == String? {
  /// A file or a folder; `nil` if the option is not given.
  ///
  /// A tilde and a slash in front stand for the home folder, also where a shell leaves them as they
  /// are, as in `--output=~/reports`.
  public static func path(_ name: String, placeholder: String, help: String) -> Self {
    Option(
      name: name, placeholder: placeholder, help: help, defaultValue: nil,
      kind: "a value that is not empty",
      reading: { $0.isEmpty ? nil : .some(HomeFolder.expanded($0)) },
      spelling: { $0.map(HomeFolder.abbreviated) ?? "" })
  }
}

/// The home folder in a path, as people write it and as the system needs it.
private enum HomeFolder {
  private static let path = URL(filePath: NSHomeDirectory()).path

  /// A tilde that stands for nothing here is the beginning of a name.
  static func expanded(_ path: String) -> String {
    if path == "~" { return Self.path }
    return path.dropPrefix("~/").map { "\(Self.path)/\($0)" }
      ?? (path.hasPrefix("~") ? "./\(path)" : path)
  }

  /// The path as one types it, the same in every home.
  static func abbreviated(_ path: String) -> String {
    path.dropPrefix(Self.path + "/").map { "~/\($0)" } ?? path
  }
}

extension Double {
  /// A number in decimal digits, perhaps with a fraction and an exponent as in `-2.5e3`. What
  /// Swift's own initializer understands beyond that, such as `0x10` and `nan`, is more likely a
  /// slip.
  fileprivate init?(decimal text: some StringProtocol) {
    guard text.utf8.allSatisfy({ "0123456789+-.eE".utf8.contains($0) }) else { return nil }
    self.init(text)
  }
}
