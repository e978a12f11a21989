extension Option where Value == Double {
  /// A number within a range, in decimal digits.
  public static func number(
    _ name: String, default value: Double, in range: ClosedRange<Double>, help: String
  ) -> Self {
    Option(
      name: name, placeholder: "X", help: help, defaultValue: value,
      defaultText: value.formatted(significant: 17),
      parse: { text throws(UsageError) in
        guard !text.lowercased().contains("x"), let number = Double(text), range.contains(number)
        else {
          throw UsageError(
            "--\(name) takes a number from \(range.lowerBound.formatted()) to "
              + "\(range.upperBound.formatted()), not '\(text)'")
        }
        return number
      }, spelling: { $0.formatted(significant: 17) })
  }
}
