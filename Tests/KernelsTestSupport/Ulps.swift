/// How far a computed number is from the exact value, in units in the last place.
public enum Ulps {
  /// The error of a `Float`, in ulps of the exact value, which a `Double` holds well enough.
  ///
  /// Infinity counts as 2¹²⁸, the number that would follow the greatest one. Where the exact value
  /// is a NaN the result must be one, and a zero must have the same sign.
  @inline(__always)
  public static func error(of result: Float, exact: Double) -> Double {
    if exact.isNaN || result.isNaN { return exact.isNaN && result.isNaN ? 0 : .infinity }
    if exact.isInfinite || exact == 0 {
      return Float(exact).bitPattern == result.bitPattern ? 0 : .infinity
    }
    let ulp = Double(
      sign: .plus, exponent: min(max(exact.exponent - 23, -149), 104), significand: 1)
    let bounded = result.isInfinite ? (result < 0 ? -0x1p128 : 0x1p128) : Double(result)
    let excess = min(abs(exact), 0x1p128)
    return abs(bounded - (exact < 0 ? -excess : excess)) / ulp
  }

  /// The error of a `Double`, in ulps of the exact value `rounded + rest · ulp(rounded)`.
  public static func error(of result: Double, rounded: Double, restInUlps rest: Double) -> Double {
    guard result.isFinite else { return .infinity }
    return abs((result - rounded) / rounded.ulp - rest)
  }
}

/// The greatest error over a set of arguments, and where it is.
public struct WorstError: Sendable {
  /// In ulps of the exact value.
  public var ulps = 0.0
  /// The argument.
  public var argument = 0.0

  /// No error so far.
  public init() {}

  /// Notes one more error.
  @inline(__always)
  public mutating func note(_ error: Double, at argument: Double) {
    if error > ulps { (ulps, self.argument) = (error, argument) }
  }
}
