/// The logistic function σ(x) = 1 / (1 + e⁻ˣ).
///
/// With e = exp(−|x|) = 2ᵏ s, which never overflows,
///
///     σ(x) = 1 / (1 + e) for x ≥ 0,     σ(x) = 2ᵏ · s / (1 + e) for x < 0:
///
/// the power of two comes last, so that the left tail is right down to the subnormal numbers.
///
/// σ(−∞) = 0, σ(+∞) = 1, and a NaN stays one.
enum Logistic: Formula {
  @inline(__always)
  static func value<Number: ElementaryNumber>(at x: Number) -> Number {
    let power = ExponentialParts(-x.magnitude)
    let s = power.significand.normalized
    let e = power.boundedBelow
    let numerator = Pair(high: x < 0 ? s.high : 1, low: x < 0 ? s.low : 0)
    let sum = Pair(large: 1, small: e.high)
    let quotient = Pair(numerator, over: Pair(high: sum.high, low: sum.low + e.low))
    return quotient.rounded.scaled(byPowerOfTwo: x < 0 ? power.exponent : 0)
  }
}

extension ElementaryNumber {
  /// The logistic function, 1 / (1 + e⁻ˣ); see `Logistic`.
  public static func sigmoid(_ x: Self) -> Self { Logistic.value(at: x) }
}

extension ElementaryFunction {
  /// The logistic function, 1 / (1 + e⁻ˣ).
  public static let sigmoid = ElementaryFunction("sigmoid", Logistic.self)
}
