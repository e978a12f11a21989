extension Elementary {
  /// The exponential function, eˣ.
  ///
  /// With the integer k nearest to x / ln 2 and r = x − k ln 2, |r| ≤ ½ ln 2,
  ///
  ///     eˣ = 2ᵏ · eʳ = 2ᵏ · (1 + r + r² P(r)),
  ///
  /// where P is a polynomial. The one addition that could cost an ulp, 1 + r, carries its rounding
  /// error along.
  ///
  /// Subnormal results are rounded like any other. exp(−∞) = 0, exp(+∞) = +∞, and a NaN stays one.
  @inline(__always)
  static func exp<Number: Lanes>(_ x: Number) -> Number {
    let power = ExponentialParts(x)
    let one = Pair(large: Number(1), small: power.reduced)
    return (one.high + (one.low + power.tail)).scaled(byPowerOfTwo: power.exponent)
  }
}

/// eˣ taken apart: eˣ = 2^exponent · (1 + reduced + tail).
struct ExponentialParts<Number: Lanes> {
  /// The integer nearest to x / ln 2.
  let exponent: Number
  /// r = x − exponent · ln 2, to working precision; at most ½ ln 2.
  let reduced: Number
  /// eʳ − 1 − r, with what rounding took from r.
  let tail: Number

  /// Beyond the two bounds eˣ is 0 or +∞ for certain, and the exponent stays small enough for
  /// `scaled(byPowerOfTwo:)`.
  @inline(__always)
  init(_ x: Number) {
    let bounded =
      x
      .replacing(below: Number.isSingle ? -104 : -746, with: Number.isSingle ? -104 : -746)
      .replacing(above: Number.isSingle ? 89 : 710, with: Number.isSingle ? 89 : 710)
    exponent = (bounded * Number(1.4426950408889634)).roundedToInteger
    let difference = bounded.addingProduct(exponent, Number(-Number.naturalLogOf2.high))
    let correction = exponent * Number(-Number.naturalLogOf2.low)
    let r = Pair(large: difference, small: correction)
    reduced = r.high
    tail = r.low.addingProduct(r.low, r.high)
      .addingProduct(r.high * r.high, Number.exponentialTail(r.high))
  }
}

extension Lanes {
  /// ln 2 in two parts; the first has so few digits that its products with exponents are exact.
  @inline(__always)
  static var naturalLogOf2: (high: Element, low: Element) {
    isSingle ? (0x1.62e4p-1, 0x1.7f7d1cp-20) : (0x1.62e42fefa2p-1, 0x1.9ef35793c7673p-41)
  }

  /// P(r) = (eʳ − 1 − r) / r², for |r| ≤ ½ ln 2.
  ///
  /// Minimax polynomials for the relative error of r + r² P(r) = eʳ − 1, found by Remez's exchange
  /// in 60 digits; it is below 2⁻³¹ (`Float`) and 2⁻⁶¹ (`Double`).
  @inline(__always)
  fileprivate static func exponentialTail(_ r: Self) -> Self {
    if isSingle {
      return Self(0x1.a1a218p-13)
        .times(r, plus: 0x1.6d7528p-10)
        .times(r, plus: 0x1.11109p-7)
        .times(r, plus: 0x1.5554aep-5)
        .times(r, plus: 0x1.555556p-3)
        .times(r, plus: 0.5)
    }
    return Self(0x1.1f95a5574724ep-29)
      .times(r, plus: 0x1.af5f33052ab75p-26)
      .times(r, plus: 0x1.27e4c576bb6b9p-22)
      .times(r, plus: 0x1.71ddf81668354p-19)
      .times(r, plus: 0x1.a01a01b0ca644p-16)
      .times(r, plus: 0x1.a01a01affb260p-13)
      .times(r, plus: 0x1.6c16c16c14413p-10)
      .times(r, plus: 0x1.111111110f67dp-7)
      .times(r, plus: 0x1.555555555555ap-5)
      .times(r, plus: 0x1.5555555555559p-3)
      .times(r, plus: 0.5)
  }
}
