import Elementary

/// Numbers as a report prints them: the same characters on every machine, whatever its locale.
///
/// The digits come from `Double.description`, the shortest decimal that reads back as the same
/// number, and are then rounded, half away from zero.
struct DecimalDigits: Equatable {
  /// The digits $d_1 d_2 \dots$ of the magnitude, $0.d_1 d_2 \dots \times 10^{\text{exponent}}$.
  private(set) var digits: [UInt8]
  private(set) var exponent: Int

  /// The digits of a finite number's magnitude; zero has none.
  init(_ value: Double) {
    require(value.isFinite, "DecimalDigits: \(value) has no digits")
    let parts = value.magnitude.description.split(separator: "e")
    let mantissa = parts[0].split(separator: ".")
    let whole = mantissa[0]
    let text = whole + (mantissa.count > 1 ? mantissa[1] : "")
    let leadingZeros = text.prefix { $0 == "0" }.count
    digits = text.dropFirst(leadingZeros).compactMap { $0.wholeNumberValue.map(UInt8.init) }
    exponent = whole.count - leadingZeros + (parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
    removeTrailingZeros()
  }

  /// Keeps `count` digits, fewer than none being none.
  mutating func round(toCount count: Int) {
    guard count < digits.count else { return }
    let roundsUp = count >= 0 && digits[count] >= 5
    digits = Array(digits.prefix(max(0, count)))
    if roundsUp {
      while digits.last == 9 { digits.removeLast() }
      if digits.isEmpty { exponent += 1 }
      digits.append((digits.popLast() ?? 0) + 1)
    }
    removeTrailingZeros()
  }

  private mutating func removeTrailingZeros() {
    while digits.last == 0 { digits.removeLast() }
    if digits.isEmpty { exponent = 0 }
  }

  /// Plain notation with a fixed number of decimals.
  func plain(decimals: Int) -> String {
    func digit(_ position: Int) -> String {
      digits.indices.contains(position) ? String(digits[position]) : "0"
    }
    let whole = exponent > 0 ? (0..<exponent).map(digit).joined() : "0"
    guard decimals > 0 else { return whole }
    return whole + "." + (0..<decimals).map { digit(exponent + $0) }.joined()
  }
}

extension Double {
  /// The number with a fixed count of decimals: `3.14159` with 2 is "3.14". Never "-0.00".
  public func formatted(decimals: Int) -> String {
    guard isFinite else { return nonFiniteText }
    var digits = DecimalDigits(self)
    digits.round(toCount: digits.exponent + decimals)
    let sign = self < 0 && !digits.digits.isEmpty ? "-" : ""
    return sign + digits.plain(decimals: decimals)
  }

  /// The number rounded to a count of significant digits, without padding: `0.00123`, `1.2e-10`.
  ///
  /// Magnitudes from 1e-4 up to 1e6 are written plainly, all others with a power of ten.
  public func formatted(significant count: Int = 4) -> String {
    guard isFinite else { return nonFiniteText }
    var digits = DecimalDigits(self)
    digits.round(toCount: count)
    guard let first = digits.digits.first else { return "0" }
    let sign = self < 0 ? "-" : ""
    if (-3...6).contains(digits.exponent) {
      return sign + digits.plain(decimals: Swift.max(0, digits.digits.count - digits.exponent))
    }
    let rest = digits.digits.dropFirst().map { String($0) }.joined()
    return sign + "\(first)" + (rest.isEmpty ? "" : "." + rest) + "e\(digits.exponent - 1)"
  }

  /// The number of decimals at which two significant digits of it show; an error's precision.
  var decimalsForTwoDigits: Int {
    guard isFinite, self != 0 else { return 4 }
    var digits = DecimalDigits(self)
    digits.round(toCount: 2)
    return Swift.max(0, 2 - digits.exponent)
  }

  private var nonFiniteText: String {
    isNaN ? "NaN" : self < 0 ? "−∞" : "∞"
  }
}

extension Int {
  /// The count with its noun, which takes an s unless it is one: "1 column", "2 columns".
  public func counting(_ noun: String) -> String { "\(self) \(noun)\(self == 1 ? "" : "s")" }
}
