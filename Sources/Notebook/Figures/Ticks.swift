/// A labelled place on an axis.
struct Tick: Equatable, Sendable {
  let value: Double
  let label: String

  /// A tick with a name.
  init(value: Double, label: String) {
    (self.value, self.label) = (value, label)
  }

  /// The tick at `significand` · 10ᵏ.
  init(_ significand: Int, exponent: Int) {
    let power = powerOfTen(abs(exponent))
    value = exponent < 0 ? Double(significand) / power : Double(significand) * power
    label = plainOrScientific(significand, exponent: exponent, value: value)
  }

  /// The tick at 10ᵏ, labelled as a power.
  init(power exponent: Int) {
    value = powerOfTen(exponent)
    label = "10" + superscript(exponent)
  }
}

/// The places that an axis marks: with a label, and on logarithmic axes also without.
///
/// A nice number is 1, 2 or 5 times a power of ten. On a linear axis the ticks are all multiples
/// of a nice step that lie in the range; on a logarithmic axis they are the powers of ten, or all
/// nice numbers if there are fewer than three powers, or as on a linear axis if the range is so
/// short that there are fewer than three of those.
struct Ticks: Equatable, Sendable {
  var major: [Tick]
  var minor: [Double] = []

  /// The ticks of `range`: at most `limit`, or a few more where a power law asks for them.
  ///
  /// - Parameter isWhole: All values are integers, and so must the ticks be.
  static func covering(
    _ range: ClosedRange<Double>, scale: Axis.Scale, limit: Int, isWhole: Bool = false
  ) -> Ticks {
    switch scale {
    case .linear: linear(range, limit: max(2, limit), isWhole: isWhole)
    case .logarithmic: logarithmic(range, limit: max(2, limit))
    }
  }

  private static func linear(
    _ range: ClosedRange<Double>, limit: Int, isWhole: Bool
  ) -> Ticks {
    var exponent = decade(of: (range.upperBound - range.lowerBound) / Double(limit))
    if isWhole { exponent = max(0, exponent) }
    while true {
      for factor in [1, 2, 5] {
        let step = Tick(factor, exponent: exponent).value
        // The ends of the range carry a rounding error.
        let first = Int((range.lowerBound / step - 1e-9).rounded(.up))
        let last = Int((range.upperBound / step + 1e-9).rounded(.down))
        if last - first < limit {
          let multiples = first..<max(first, last + 1)
          return Ticks(major: multiples.map { Tick($0 * factor, exponent: exponent) })
        }
      }
      exponent += 1
    }
  }

  private static func logarithmic(_ range: ClosedRange<Double>, limit: Int) -> Ticks {
    let decades = decade(of: range.lowerBound)...decade(of: range.upperBound)
    let powers = decades.filter { range.contains(powerOfTen($0)) }
    func multiples(_ factors: [Int]) -> [Tick] {
      decades.flatMap { exponent in factors.map { Tick($0, exponent: exponent) } }
        .filter { range.contains($0.value) }
    }
    let nice = multiples([1, 2, 5])
    let isDense = powers.count >= 3 || nice.count > limit
    if isDense ? powers.count < 2 : nice.count < 3 {
      return linear(range, limit: limit, isWhole: false)
    }
    let stride = (powers.count + limit - 1) / limit
    let major =
      isDense ? powers.filter { $0.isMultiple(of: max(1, stride)) }.map(Tick.init(power:)) : nice
    let finer = stride > 1 ? powers.map(powerOfTen) : multiples(Array(1...9)).map(\.value)
    let labelled = major.map(\.value)
    return Ticks(major: major, minor: finer.filter { !labelled.contains($0) })
  }
}

/// `significand` · 10ᵏ as people write it: 0.25, 300, −4, or 2.5×10⁶ where zeros would abound.
private func plainOrScientific(_ significand: Int, exponent: Int, value: Double) -> String {
  if significand == 0 { return "0" }
  let sign = significand < 0 ? "−" : ""
  if (-4...4).contains(exponent) {
    return sign + value.magnitude.formatted(decimals: max(0, -exponent))
  }
  var digits = String(significand.magnitude)
  let leading = exponent + digits.count - 1
  while digits.last == "0" { digits.removeLast() }
  let mantissa = digits.prefix(1) + (digits.count > 1 ? "." : "") + digits.dropFirst()
  return sign + mantissa + "×10" + superscript(leading)
}
