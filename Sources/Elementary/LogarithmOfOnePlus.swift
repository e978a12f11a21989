/// ln(1 + x), without the cancellation near 0.
///
/// The sum 1 + x is kept without error as a pair u + v; with u = 2ᵏ m,
///
///     ln(1 + x) = k ln 2 + ln(m + 2⁻ᵏ v),
///
/// and for k = 0 the logarithm takes x as it came.
///
/// The result at −1 is −∞, at +∞ it is +∞, below −1 and for a NaN it is a NaN; a zero keeps its
/// sign.
public enum LogarithmOfOnePlus: Formula {
  /// The value at x, for loops into which it is inlined.
  @inline(__always)
  public static func value<Number: ElementaryNumber>(at x: Number) -> Number {
    let sum = Pair(sum: 1, x)
    let (k, significand) = sum.high.exponentAndSignificand
    // A sum beyond 2¹⁰⁰ has no low part that matters: the bound keeps the power of two normal.
    let scale = (k > 100 ? -100 : -k).powerOfTwo
    let f = Pair(
      high: (significand - 1).replaced(by: x, if: k == 0),
      low: (sum.low * scale).replaced(by: 0, if: k == 0))
    let result = Number.logarithm(exponent: k, fraction: f)
    return result.rounded.withLogarithmicEdges(of: sum.high).replaced(by: x, if: x == 0)
  }
}

extension ElementaryNumber {
  /// ln(1 + x), without cancellation near 0; see `LogarithmOfOnePlus`.
  public static func logOnePlus(_ x: Self) -> Self { LogarithmOfOnePlus.value(at: x) }
}

extension ElementaryFunction {
  /// ln(1 + x), without cancellation near 0.
  public static let logOnePlus = ElementaryFunction("logOnePlus", LogarithmOfOnePlus.self)
}
