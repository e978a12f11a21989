/// The natural logarithm, ln x.
///
/// With x = 2ᵏ (1 + f), 1 + f in [√½, √2),
///
///     ln x = k ln 2 + ln(1 + f).
///
/// ln(±0) = −∞, ln(+∞) = +∞, and the logarithm of a negative number or a NaN is a NaN.
enum Logarithm: Formula {
  @inline(__always)
  static func value<Number: ElementaryNumber>(at x: Number) -> Number {
    let isSubnormal = x < Number.leastNormalMagnitude
    let (exponent, significand) = (x * (isSubnormal ? 0x1p54 : 1)).exponentAndSignificand
    let k = exponent - (isSubnormal ? 54 : 0)
    let f = Pair(high: significand - 1, low: 0)
    let result = Number.logarithm(exponent: k, fraction: f)
    return result.rounded.withLogarithmicEdges(of: x)
  }
}

extension ElementaryNumber {
  /// The natural logarithm, ln x; see `Logarithm`.
  public static func log(_ x: Self) -> Self { Logarithm.value(at: x) }
}

extension ElementaryFunction {
  /// The natural logarithm, ln x.
  public static let log = ElementaryFunction("log", Logarithm.self)
}

extension ElementaryNumber {
  /// ln(2ᵏ (1 + f)) as a pair, for |f| ≤ √2 − 1.
  ///
  /// With z = 2f / (2 + f), and so |z| ≤ 0.35,
  ///
  ///     ln(1 + f) = 2 artanh(z / 2) = z + z³ R(z²),
  ///
  /// where R is a polynomial. The quotient z carries its rounding error along.
  @inline(__always)
  static func logarithm(exponent k: Self, fraction f: Pair<Self>) -> Pair<Self> {
    let sum = Pair(large: 2, small: f.high)
    let denominator = Pair(high: sum.high, low: sum.low + f.low)
    let z = Pair(Pair(high: f.high + f.high, low: f.low + f.low), over: denominator)
    let square = z.high * z.high
    let tail = z.low.addingProduct(z.high * square, logarithmTail(square))
    let result = Pair(large: k * naturalLogOf2.high, small: z.high)
    return Pair(high: result.high, low: result.low + tail.addingProduct(k, naturalLogOf2.low))
  }

  /// `self`, but with the values of the logarithm at ±0, +∞, negative numbers and NaNs.
  @inline(__always)
  func withLogarithmicEdges(of x: Self) -> Self {
    replaced(by: .nan, if: !(x >= 0))
      .replaced(by: -.infinity, if: x == 0)
      .replaced(by: .infinity, if: x == .infinity)
  }

  /// R(w) = (2 artanh(√w / 2) − √w) / √w³, for 0 ≤ w ≤ 0.118.
  ///
  /// Minimax polynomials for the relative error of the logarithm, found by Remez's exchange in
  /// 60 digits; it is below 2⁻³⁰ (`Float`) and 2⁻⁶⁶ (`Double`).
  @inline(__always)
  private static func logarithmTail(_ w: Self) -> Self {
    if isSingle {
      return (0x1.31e678p-9 as Self)
        .times(w, plus: 0x1.995e9cp-7)
        .times(w, plus: 0x1.55557ap-4)
    }
    return (0x1.0f6a998264fe6p-20 as Self)
      .times(w, plus: 0x1.0f5bf61d12e7cp-18)
      .times(w, plus: 0x1.3b20b4dd9e946p-16)
      .times(w, plus: 0x1.745cddff6e6ecp-14)
      .times(w, plus: 0x1.c71c7259aa185p-12)
      .times(w, plus: 0x1.249249242aaf8p-9)
      .times(w, plus: 0x1.9999999999e06p-7)
      .times(w, plus: 0x1.5555555555555p-4)
  }
}
