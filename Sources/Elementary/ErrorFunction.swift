/// The error function, 2/√π · ∫ exp(−t²) dt from 0 to x.
///
/// Below ½ it is x E(x²) with a polynomial E; from there on it is 1 − erfc x. A `Float` is
/// computed as a `Double` and rounded.
///
/// erf(±0) = ±0, erf(±∞) = ±1, and a NaN stays one.
enum ErrorFunction: Formula {
  static func value<Number: ElementaryNumber>(at x: Number) -> Number {
    let a = Double(x.magnitude)
    let value = a >= 0.5 ? outerComplement(a).subtracted(from: 1) : central(a).rounded
    return Number(signOf: x, magnitudeOf: Number(value))
  }

  /// erf x = x E(x²) for |x| ≤ ½, where E is the polynomial of `centralSeries`.
  fileprivate static func central(_ x: Double) -> Pair<Double> {
    Pair(high: x, low: 0) * centralSeries(Pair(product: x, x))
  }

  /// erfc x for x ≥ ½, as exp(−x²) G(x).
  ///
  /// The square is a pair h + l without error, and exp(−h − l) = exp(−h) (1 − l). With
  /// t = (x − 4) / (x + 4), the scaled function G(x) = exp(x²) erfc(x) is a polynomial in t over
  /// x + 4 (the map of Shepherd and Laframboise, 1981). Beyond 28 the result is 0.
  fileprivate static func outerComplement(_ x: Double) -> ScaledPair {
    let a = x > 28 ? 28 : x
    let square = Pair(product: a, a)
    let power = ExponentialParts(-square.high)
    let gaussian = power.significand.normalized * Pair(large: 1, small: -square.low)
    let denominator = Pair(sum: a, 4)
    let scaled = outerSeries(Pair(Pair(sum: a, -4), over: denominator).normalized)
    let quotient = Pair(gaussian * scaled, over: denominator).normalized
    return ScaledPair(significand: quotient, exponent: power.exponent)
  }

  /// E(w) = erf(√w) / √w for 0 ≤ w ≤ ¼.
  ///
  /// The constant is 2/√π; the rest is a minimax polynomial, found by Remez's exchange in
  /// 60 digits, with a relative error below 2⁻⁷².
  private static let centralSeries = PairPolynomial(
    leading: [
      Pair(high: 0x1.20dd750429b6dp0, low: 0x1.1ae3a914fed8p-56)
    ],
    trailing: [
      -0x1.812746b0379e7p-2, 0x1.ce2f21a042be1p-4, -0x1.b82ce31288a1cp-6,
      0x1.565bcd0e60417p-8, -0x1.c02db3fa362e1p-11, 0x1.f9a324bbbacbfp-14,
      -0x1.f4d1d3efe32dep-17, 0x1.b9d204da3271cp-20, -0x1.5d7c2944bfd8p-23,
      0x1.c64f81e7ba49dp-27,
    ])

  /// (x + 4) exp(x²) erfc(x) for ½ ≤ x ≤ 28, in t = (x − 4) / (x + 4).
  ///
  /// A minimax polynomial for the relative error, found by Remez's exchange in 60 digits; it is
  /// below 2⁻⁶⁹.
  private static let outerSeries = PairPolynomial(
    leading: [
      Pair(high: 0x1.18932bf08e154p0, low: 0x1.09836e5bb375bp-54),
      Pair(high: -0x1.f3fe31ecb49bfp-1, low: -0x1.11480d572089ep-56),
      Pair(high: 0x1.8be202d26c706p-1, low: -0x1.df6377267e827p-55),
      Pair(high: -0x1.14eacb1ad0349p-1, low: -0x1.d150c5f90aee6p-62),
      Pair(high: 0x1.52cac2371015p-2, low: -0x1.343ce9a162d5bp-60),
      Pair(high: -0x1.645fd8a4bb89cp-3, low: 0x1.582ce99e897d1p-57),
      Pair(high: 0x1.38dbd2c8e33ecp-4, low: -0x1.1b2115eb69ef6p-60),
      Pair(high: -0x1.b00c052c84fa6p-6, low: 0x1.2165ab976ceb6p-60),
      Pair(high: 0x1.908f4722405a5p-8, low: 0x1.3246d7e2efaa5p-62),
      Pair(high: -0x1.269b5154ee7fep-12, low: -0x1.4dcbf14266b44p-66),
    ],
    trailing: [
      -0x1.dd284374f88a1p-12, 0x1.72cd9d4d2f974p-13, -0x1.e7efe39fe92fap-19,
      -0x1.3c6d72c34f323p-16, 0x1.3b1918731ca7dp-18, 0x1.7e11d0c523857p-20,
      -0x1.c782ca645ec22p-21, -0x1.3e2fd00253e42p-24, 0x1.125a8faf12ee7p-23,
      -0x1.36fa6b74b02a4p-31, -0x1.452dd39cbafeap-26, 0x1.d862c1d42808ep-31,
      0x1.72e7d9f58ca1fp-29, -0x1.f0c9b7e5a9381p-34, -0x1.2b901996d1fcap-32,
    ])
}

extension ElementaryNumber {
  /// The error function, 2/√π · ∫ exp(−t²) dt from 0 to x; see `ErrorFunction`.
  public static func erf(_ x: Self) -> Self { ErrorFunction.value(at: x) }
}

extension ElementaryFunction {
  /// The error function, 2/√π · ∫ exp(−t²) dt from 0 to x.
  public static let erf = ElementaryFunction("erf", ErrorFunction.self)
}

/// The complementary error function, 1 − erf x, without the cancellation for large x.
///
/// For x ≥ ½ it is exp(−x²) G(x), for x ≤ −½ it is 2 − erfc(−x), and between them 1 − erf x. A
/// `Float` is computed as a `Double` and rounded.
///
/// Subnormal results are rounded like any other. erfc(−∞) = 2, erfc(+∞) = 0, and a NaN stays one.
enum ComplementaryErrorFunction: Formula {
  static func value<Number: ElementaryNumber>(at x: Number) -> Number {
    let a = Double(x)
    if a >= 0.5 { return Number(ErrorFunction.outerComplement(a).rounded) }
    if a <= -0.5 { return Number(ErrorFunction.outerComplement(-a).subtracted(from: 2)) }
    return Number((Pair(high: 1, low: 0) + ErrorFunction.central(-a)).rounded)
  }
}

extension ElementaryNumber {
  /// 1 − erf x, without cancellation for large x; see `ComplementaryErrorFunction`.
  public static func erfc(_ x: Self) -> Self { ComplementaryErrorFunction.value(at: x) }
}

extension ElementaryFunction {
  /// 1 − erf x, without cancellation for large x.
  public static let erfc = ElementaryFunction("erfc", ComplementaryErrorFunction.self)
}

/// significand · 2^exponent, in the range of numbers that a `Double` cannot hold.
private struct ScaledPair {
  let significand: Pair<Double>
  let exponent: Double

  /// The nearest `Double`.
  var rounded: Double { significand.rounded.scaled(byPowerOfTwo: exponent) }

  /// `number − self`, for a number that is not small.
  func subtracted(from number: Double) -> Double {
    let scale = -max(exponent, -1000).powerOfTwo
    let sum = Pair(sum: number, scale * significand.high)
    return sum.high + (sum.low + scale * significand.low)
  }
}
