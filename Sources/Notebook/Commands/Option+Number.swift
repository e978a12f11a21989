extension Option where Value == Double {
  /// A number within a range, in decimal digits.
  public static func number(
    _ name: String, default value: Double, in range: ClosedRange<Double>, help: String
  ) -> Self {
    Option(
      name: name, placeholder: "X", help: help, defaultValue: value,
      defaultText: value.formatted(significant: 17),
      parse: { text throws(UsageError) in
        guard let number = Double(decimal: text), range.contains(number) else {
          throw UsageError(
            "--\(name) takes a number from \(range.lowerBound.formatted()) to "
              + "\(range.upperBound.formatted()), not \(text.quoted)")
        }
        return number
      }, spelling: { $0.formatted(significant: 17) })
  }
}

extension Double {
  /// A number in decimal digits, perhaps with a fraction and an exponent as in `-2.5e3`. What
  /// Swift's own initializer understands beyond that, such as `0x10` and `nan`, is more likely a
  /// slip.
  init?(decimal text: some StringProtocol) {
    guard text.utf8.allSatisfy({ "0123456789+-.eE".utf8.contains($0) }) else { return nil }
    self.init(text)
  }
}
