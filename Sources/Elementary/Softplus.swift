/// ln(1 + eˣ), the integral of the logistic function.
///
/// With e = exp(−|x|), which never overflows,
///
///     ln(1 + eˣ) = max(x, 0) + ln(1 + e).
///
/// The logarithm takes e as a pair. Below x = −40 the result is eˣ, beyond 40 it is x, each to
/// all digits of a `Double`.
///
/// softplus(−∞) = 0, softplus(+∞) = +∞, and a NaN stays one.
enum Softplus: Formula {
  @inline(__always)
  static func value<Number: ElementaryNumber>(at x: Number) -> Number {
    let power = ExponentialParts(-x.magnitude)
    let e = power.boundedBelow
    // 1 + e = 2 (1 + (e − 1) / 2) where 1 + e exceeds √2.
    let isLarge = e.high > 0.41421356
    let excess = Pair(large: -1, small: e.high)
    let f = Pair(
      high: isLarge ? 0.5 * excess.high : e.high,
      low: isLarge ? 0.5 * (excess.low + e.low) : e.low)
    let logarithm = Number.logarithm(exponent: isLarge ? 1 : 0, fraction: f)
    let sum = Pair(sum: x < 0 ? 0 : x, logarithm.high)
    let central = sum.high + (sum.low + logarithm.low)
    let left = power.significand.rounded.scaled(byPowerOfTwo: power.exponent)
    return central.replaced(by: left, if: x < -40).replaced(by: x, if: x > 40)
  }
}

extension ElementaryNumber {
  /// ln(1 + eˣ), whose derivative is the logistic function; see `Softplus`.
  public static func softplus(_ x: Self) -> Self { Softplus.value(at: x) }
}

extension ElementaryFunction {
  /// ln(1 + eˣ), whose derivative is the logistic function.
  public static let softplus = ElementaryFunction("softplus", Softplus.self)
}
