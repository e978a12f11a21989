/// eˣ − 1, without the cancellation near 0.
///
/// From the parts of `ExponentialFunction`, with half of everything so that nothing overflows early:
///
///     (eˣ − 1) / 2 = (2ᵏ⁻¹ − ½) + 2ᵏ⁻¹ r + 2ᵏ⁻¹ r² P(r),
///
/// three terms of falling size, the first exactly 0 for k = 0. Below 2⁻⁵⁴ the result is x itself;
/// that keeps subnormal numbers and the sign of zero.
///
/// expMinusOne(−∞) = −1, expMinusOne(+∞) = +∞, and a NaN stays one.
public enum ExponentialMinusOne: Formula {
  /// The value at x, for loops into which it is inlined.
  @inline(__always)
  public static func value<Number: ElementaryNumber>(at x: Number) -> Number {
    let half = half(at: x).rounded
    return (half + half).replaced(by: x, if: x.magnitude < 0x1p-54)
  }

  /// (eˣ − 1) / 2 as a pair; below −40, −½ to all digits of a `Double`.
  @inline(__always)
  static func half<Number: ElementaryNumber>(at x: Number) -> Pair<Number> {
    let power = ExponentialParts(x.replaced(by: -40, if: x < -40))
    let scale = (power.exponent - 1).powerOfTwo
    let first = Pair(sum: scale, -0.5)
    let second = Pair(large: first.high, small: scale * power.reduced)
    let third = first.low.addingProduct(scale, power.tail)
    return Pair(high: second.high, low: second.low + third)
  }
}

extension ElementaryNumber {
  /// eˣ − 1, without cancellation near 0; see `ExponentialMinusOne`.
  public static func expMinusOne(_ x: Self) -> Self { ExponentialMinusOne.value(at: x) }
}

extension ElementaryFunction {
  /// eˣ − 1, without cancellation near 0.
  public static let expMinusOne = ElementaryFunction("expMinusOne", ExponentialMinusOne.self)
}
