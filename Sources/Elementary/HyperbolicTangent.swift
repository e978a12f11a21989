/// The hyperbolic tangent, (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ).
///
/// With h = (e⁻²ᵃ − 1) / 2 for a = |x|, so that −½ ≤ h ≤ 0,
///
///     tanh a = −h / (1 + h),
///
/// and tanh(−a) = −tanh a. Below 2⁻³⁰ the result is x itself.
///
/// tanh(±∞) = ±1, and a NaN stays one.
enum HyperbolicTangent: Formula {
  @inline(__always)
  static func value<Number: ElementaryNumber>(at x: Number) -> Number {
    if Number.isSingle { return shortValue(at: x) }
    let h = ExponentialMinusOne.half(at: -2 * x.magnitude).normalized
    let sum = Pair(large: 1, small: h.high)
    let quotient = Pair(h, over: Pair(high: sum.high, low: sum.low + h.low))
    let value = -quotient.rounded
    return value.replaced(by: -value, if: x < 0)
      .replaced(by: x, if: x.magnitude < 0x1p-30)
  }

  /// tanh x for a `Float`, with one division and no case to decide. For a = |x|,
  ///
  ///     tanh a = b − b · b² / max(C(b²), F(a)),     b = min(a, 1),
  ///     C(a²) = a³ / (a − tanh a),                  F(a) = (e²ᵃ + 1) / 2.
  ///
  /// Up to 1, C is the greater one, and the formula is what defines it; from 1 on, where both start
  /// from (e² + 1) / 2, F is, and the formula is 1 − 2 / (e²ᵃ + 1). The quotient is small beside b,
  /// so its errors weigh little.
  ///
  /// C = 3 + 6/5 a² − … is analytic up to |a| = 4.49, the least solution of tan a = a, and so needs
  /// few terms; tanh itself has its first poles at ±½πi. F takes the exponential function apart as
  /// `exp` does:
  ///
  ///     e²ᵃ / 2 = 2ᵏ E(r),     a = k · ½ ln 2 + r,     |r| ≤ ¼ ln 2.
  ///
  /// C and E are minimax polynomials for the error of the tanh, found by linear programming with
  /// one coefficient after the other rounded to a `Float`; they add 0.032 and 0.008 ulp to it. The
  /// whole error is at most 0.973 ulp, and the results never fall where x rises.
  @inline(__always)
  private static func shortValue<Number: ElementaryNumber>(at x: Number) -> Number {
    let a = x.magnitude
    let b: Number = a > 1 ? 1 : a
    let square = b * b
    let near = (0x1.ddf608p-13 as Number)
      .times(square, plus: -0x1.753406p-8)
      .times(square, plus: 0x1.3332d4p0)
      .times(square, plus: 0x1.800004p1)
    // Beyond 9.02 the nearest number is 1.
    let bounded: Number = a > 9.5 ? 9.5 : a
    let (k, exponent) = bounded.nearestInteger(
      times: 2.8853900817779268, bias: Number.exponentBias)
    let r = bounded.addingProduct(k, -0x1.62e43p-2)
    let halfExponential = (0x1.6b0bcp-5 as Number)
      .times(r, plus: 0x1.12385ap-3)
      .times(r, plus: 0x1.555772p-2)
      .times(r, plus: 0x1.555494p-1)
      .times(r, plus: 0x1.fffffep-1)
      .times(r, plus: 1)
      .times(r, plus: 0.5)
    let far = halfExponential.times(Number(biasedExponent: exponent), plus: 0.5)
    let value = b.addingProduct(-b, square / (near > far ? near : far))
    return Number(signOf: x, magnitudeOf: value)
  }
}

extension ElementaryNumber {
  /// The hyperbolic tangent, (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ); see `HyperbolicTangent`.
  public static func tanh(_ x: Self) -> Self { HyperbolicTangent.value(at: x) }
}

extension ElementaryFunction {
  /// The hyperbolic tangent, (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ).
  public static let tanh = ElementaryFunction("tanh", HyperbolicTangent.self)
}
