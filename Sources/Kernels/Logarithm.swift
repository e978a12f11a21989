extension Elementary {
  /// The natural logarithm, ln x.
  ///
  /// With x = 2ᵏ (1 + f), 1 + f in [√½, √2),
  ///
  ///     ln x = k ln 2 + ln(1 + f).
  ///
  /// ln(±0) = −∞, ln(+∞) = +∞, and the logarithm of a negative number or a NaN is a NaN.
  @inline(__always)
  static func log<Number: ElementaryNumber>(_ x: Number) -> Number {
    let isSubnormal = x < Number.leastNormalMagnitude
    let (exponent, significand) = (isSubnormal ? x * 0x1p54 : x).exponentAndSignificand
    let k = isSubnormal ? exponent - 54 : exponent
    let f = Pair(high: significand - 1, low: 0)
    let result = Number.logarithm(exponent: k, fraction: f)
    return result.rounded.withLogarithmicEdges(of: x)
  }

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
  @inline(__always)
  static func log<Number: ElementaryNumber>(onePlus x: Number) -> Number {
    let sum = Pair(sum: 1, x)
    let (k, significand) = sum.high.exponentAndSignificand
    // A sum beyond 2¹⁰⁰ has no low part that matters: the bound keeps the power of two normal.
    let scale = (k > 100 ? -100 : -k).powerOfTwo
    let f = Pair(
      high: k == 0 ? x : significand - 1,
      low: k == 0 ? 0 : sum.low * scale)
    let result = Number.logarithm(exponent: k, fraction: f)
    return x == 0 ? x : result.rounded.withLogarithmicEdges(of: sum.high)
  }
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
    let finite = x > 0 ? self : (x == 0 ? -.infinity : .nan)
    return x == .infinity ? x : finite
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
