extension Elementary {
  /// The natural logarithm, ln x.
  ///
  /// With x = 2ᵏ (1 + f), 1 + f in [√½, √2),
  ///
  ///     ln x = k ln 2 + ln(1 + f).
  ///
  /// ln(±0) = −∞, ln(+∞) = +∞, and the logarithm of a negative number or a NaN is a NaN.
  @inline(__always)
  static func log<Number: Lanes>(_ x: Number) -> Number {
    let subnormal = x.isLess(than: Number(Number.Element.leastNormalMagnitude))
    let (exponent, significand) = x.replacing(with: x * Number(0x1p54), where: subnormal)
      .exponentAndSignificand
    let k = exponent.replacing(with: exponent - Number(54), where: subnormal)
    let f = Pair(high: significand - Number(1), low: Number(0))
    let result = Number.logarithm(exponent: k, fraction: f)
    return (result.high + result.low).withLogarithmicEdges(of: x)
  }
}

extension Lanes {
  /// ln(2ᵏ (1 + f)) as a pair, for |f| ≤ √2 − 1.
  ///
  /// With z = 2f / (2 + f), and so |z| ≤ 0.35,
  ///
  ///     ln(1 + f) = 2 artanh(z / 2) = z + z³ R(z²),
  ///
  /// where R is a polynomial. The quotient z carries its rounding error along.
  @inline(__always)
  static func logarithm(exponent k: Self, fraction f: Pair<Self>) -> Pair<Self> {
    let numerator = f.high + f.high
    let denominator = Pair(large: Self(2), small: f.high)
    let denominatorTail = denominator.low + f.low
    let reciprocal = Self(1) / denominator.high
    let z = numerator * reciprocal
    let negatedZ = z.negated
    let remainder = numerator.addingProduct(negatedZ, denominator.high)
      .addingProduct(negatedZ, denominatorTail)
    let zTail = (remainder + (f.low + f.low)) * reciprocal
    let square = z * z
    let tail = zTail.addingProduct(z * square, logarithmTail(square))
    let sum = Pair(large: k * Self(naturalLogOf2.high), small: z)
    return Pair(high: sum.high, low: sum.low + tail.addingProduct(k, Self(naturalLogOf2.low)))
  }

  /// `self`, but with the values of the logarithm at ±0, +∞, negative numbers and NaNs.
  @inline(__always)
  func withLogarithmicEdges(of x: Self) -> Self {
    let atInfinity = Self(Element.infinity).isEqual(to: x)
    return (self + (x - x))
      .replacing(with: x, where: atInfinity)
      .replacing(with: Self(.nan), where: x.isLess(than: Self(0)))
      .replacing(with: Self(-Element.infinity), where: x.isEqual(to: Self(0)))
  }

  /// R(w) = (2 artanh(√w / 2) − √w) / √w³, for 0 ≤ w ≤ 0.118.
  ///
  /// Minimax polynomials for the relative error of the logarithm, found by Remez's exchange in
  /// 60 digits; it is below 2⁻³⁰ (`Float`) and 2⁻⁶⁶ (`Double`).
  @inline(__always)
  private static func logarithmTail(_ w: Self) -> Self {
    if isSingle {
      return Self(0x1.31e678p-9)
        .times(w, plus: 0x1.995e9cp-7)
        .times(w, plus: 0x1.55557ap-4)
    }
    return Self(0x1.0f6a998264fe6p-20)
      .times(w, plus: 0x1.0f5bf61d12e7cp-18)
      .times(w, plus: 0x1.3b20b4dd9e946p-16)
      .times(w, plus: 0x1.745cddff6e6ecp-14)
      .times(w, plus: 0x1.c71c7259aa185p-12)
      .times(w, plus: 0x1.249249242aaf8p-9)
      .times(w, plus: 0x1.9999999999e06p-7)
      .times(w, plus: 0x1.5555555555555p-4)
  }
}
