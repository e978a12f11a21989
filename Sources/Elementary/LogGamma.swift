/// ln Γ(x), the logarithm of the gamma function, for x ≥ 0.
///
/// Γ(x + 1) = x Γ(x) leads to the interval [1½, 2½): with y there and x − y an integer,
///
///     ln Γ(x) = ln Γ(y) − ln(x (x + 1) ⋯ (y − 1))     for x < y,
///     ln Γ(x) = ln Γ(y) + ln(y (y + 1) ⋯ (x − 1))     for x > y,
///
/// where ln Γ(2 + d) = d · L(d), which keeps all digits near the zeros at 1 and 2. From x = 8 on
/// Stirling's series takes over. All steps are in pairs. A `Float` is computed as a `Double` and
/// rounded.
///
/// ln Γ(±0) = +∞, ln Γ(+∞) = +∞. Negative numbers, where Γ changes its sign from unit to unit,
/// give a NaN, and a NaN stays one.
enum LogGamma: Formula {
  static func value<Number: ElementaryNumber>(at x: Number) -> Number {
    let a = Double(x)
    guard a >= 0 else { return .nan }
    // Γ(x) = 1/x − 0.577…, and beyond the last bound it exceeds all numbers.
    if a < 0x1p-60 { return Number(-Double.log(a)) }
    if a > 0x1.754d9278b51a7p1014 { return .infinity }
    return Number((a < 8 ? byRecurrence(a) : byStirling(a)).rounded)
  }

  /// ln Γ(x) for 0 < x < 8, through ln Γ on [1½, 2½).
  private static func byRecurrence(_ x: Double) -> Pair<Double> {
    let argument = Pair(high: x, low: 0)
    if x < 0.5 {
      return atTwo(plus: x) - logarithm(argument * Pair(sum: x, 1))
    }
    if x < 1.5 { return atTwo(plus: x - 1) - logarithm(argument) }
    var factor = Pair(high: 1.0, low: 0)
    var y = x
    while y >= 2.5 {
      y -= 1
      factor = factor * Pair(high: y, low: 0)
    }
    return atTwo(plus: y - 2) + logarithm(factor)
  }

  /// ln Γ(2 + d) for |d| ≤ ½.
  private static func atTwo(plus d: Double) -> Pair<Double> {
    Pair(high: d, low: 0) * seriesAtTwo(Pair(high: d, low: 0))
  }

  /// Stirling's series, for x ≥ 8: with L = ln x,
  ///
  ///     ln Γ(x) = x (L − 1) − L/2 + ½ ln 2π + S(1/x²) / x.
  private static func byStirling(_ x: Double) -> Pair<Double> {
    let l = logarithm(Pair(high: x, low: 0))
    let halfLogOfTwoPi = Pair(high: 0x1.d67f1c864beb5p-1, low: -0x1.65b5a1b7ff5dfp-55)
    let constant = halfLogOfTwoPi - Pair(high: 0.5 * l.high, low: 0.5 * l.low)
    let reciprocal = 1 / x
    let series = Pair(high: reciprocal * stirlingSeries(reciprocal * reciprocal), low: 0)
    return Pair(high: x, low: 0) * (l - Pair(high: 1, low: 0)) + (constant + series)
  }

  /// ln x of a pair.
  private static func logarithm(_ x: Pair<Double>) -> Pair<Double> {
    let (exponent, significand) = x.high.exponentAndSignificand
    let low = x.low * (-exponent).powerOfTwo
    let fraction = Pair(high: significand - 1, low: low)
    return Double.logarithm(exponent: exponent, fraction: fraction).normalized
  }

  /// L(d) = ln Γ(2 + d) / d for |d| ≤ ½.
  ///
  /// A minimax polynomial for the relative error, found by Remez's exchange in 60 digits; it is
  /// below 2⁻⁷¹.
  private static let seriesAtTwo = PairPolynomial(
    leading: [
      Pair(high: 0x1.b0ee6072093cep-2, low: 0x1.6cba5b125a71fp-58),
      Pair(high: 0x1.4a34cc4a60fa6p-2, low: 0x1.18883a06ba212p-56),
      Pair(high: -0x1.13e001a557607p-4, low: 0x1.f6385c76daf79p-58),
      Pair(high: 0x1.51322ac7d8483p-6, low: -0x1.49aba199a62e4p-64),
      Pair(high: -0x1.e404fc218f5e4p-8, low: -0x1.11f4718fc6355p-64),
      Pair(high: 0x1.7add6eadb6da2p-9, low: -0x1.99d032bf9f516p-64),
    ],
    trailing: [
      -0x1.38ac5c2bf9bbbp-10, 0x1.0b36af8628042p-11, -0x1.d3fd4c75ec5aap-13,
      0x1.a127b10008001p-14, -0x1.78de5c1f4e233p-15, 0x1.580dcb335af79p-16,
      -0x1.3cbc88367078cp-17, 0x1.25983de2970a5p-18, -0x1.11b4b8cef149cp-19,
      0x1.0054674b4e4d8p-20, -0x1.e2118c7e648e7p-22, 0x1.c9ade5a3d07cp-23,
      -0x1.b3b643b789c47p-24, 0x1.810bbd70187f4p-25, -0x1.5fb737c29e292p-26,
      0x1.04abcecb35dbcp-26, -0x1.0f169f9a6d7b2p-27,
    ])

  /// S(w) = x (ln Γ(x) − (x − ½) ln x + x − ½ ln 2π) with w = 1/x², for x ≥ 8.
  ///
  /// A minimax polynomial for the relative error, found by Remez's exchange in 60 digits; it is
  /// below 2⁻⁶². Its first coefficients are those of the asymptotic series, 1/12, −1/360, ….
  private static func stirlingSeries(_ w: Double) -> Double {
    (-0x1.560fa196c816ap-6 as Double)
      .times(w, plus: 0x1.96ef6561903bbp-8)
      .times(w, plus: -0x1.f600ebad3764ap-10)
      .times(w, plus: 0x1.b94f76de8d5c8p-11)
      .times(w, plus: -0x1.38137ecdba43cp-11)
      .times(w, plus: 0x1.a01a019ee9be1p-11)
      .times(w, plus: -0x1.6c16c16c16b32p-9)
      .times(w, plus: 0x1.5555555555555p-4)
  }
}

extension ElementaryNumber {
  /// ln Γ(x), the logarithm of the gamma function, for x ≥ 0; see `LogGamma`.
  public static func logGamma(_ x: Self) -> Self { LogGamma.value(at: x) }
}

extension ElementaryFunction {
  /// ln Γ(x), the logarithm of the gamma function, for x ≥ 0.
  public static let logGamma = ElementaryFunction("logGamma", LogGamma.self)
}
