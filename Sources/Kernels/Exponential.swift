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
  static func exp<Number: ElementaryNumber>(_ x: Number) -> Number {
    if Number.isSingle { return shortExp(x) }
    let power = ExponentialParts(x)
    return power.significand.rounded.scaled(byPowerOfTwo: power.exponent)
  }

  /// eˣ for a `Float`, with the fewest operations that stay within an ulp:
  ///
  ///     eʳ = 1 + r (1 + r P(r)).
  ///
  /// Beside the last rounding, half an ulp, those of r, of the bracket and of P add up to less than
  /// the other half, since |r| ≤ ½ ln 2 weighs them down.
  ///
  /// From below, x is bounded: at −104, eˣ is 0 already. From above, k is: where it would exceed 128,
  /// r grows in its place, the polynomial with its positive coefficients too, and the product with
  /// 2¹²⁸ overflows. Two bounds for x itself would cost one instruction more.
  @inline(__always)
  private static func shortExp<Number: ElementaryNumber>(_ x: Number) -> Number {
    let bounded = x.replaced(by: -104, if: x < -104)
    let (k, exponent) = bounded.nearestInteger(
      times: 1.4426950408889634, bias: 2 * Number.exponentBias, atMost: 128)
    let r = bounded.addingProduct(k, -Number.naturalLogOf2.high)
      .addingProduct(k, -Number.naturalLogOf2.low)
    let significand = (0x1.6a4cb4p-10 as Number)
      .times(r, plus: 0x1.123986p-7)
      .times(r, plus: 0x1.5558bp-5)
      .times(r, plus: 0x1.555492p-3)
      .times(r, plus: 0x1.fffffcp-2)
      .times(r, plus: 1)
      .times(r, plus: 1)
    return significand.scaled(byTwiceBiasedExponent: exponent)
  }

  /// eˣ − 1, without the cancellation near 0.
  ///
  /// From the parts of `exp`, with half of everything so that nothing overflows early:
  ///
  ///     (eˣ − 1) / 2 = (2ᵏ⁻¹ − ½) + 2ᵏ⁻¹ r + 2ᵏ⁻¹ r² P(r),
  ///
  /// three terms of falling size, the first exactly 0 for k = 0. Below 2⁻⁵⁴ the result is x itself;
  /// that keeps subnormal numbers and the sign of zero.
  ///
  /// expMinusOne(−∞) = −1, expMinusOne(+∞) = +∞, and a NaN stays one.
  @inline(__always)
  static func expMinusOne<Number: ElementaryNumber>(_ x: Number) -> Number {
    let half = halfOfExpMinusOne(x).rounded
    return (half + half).replaced(by: x, if: x.magnitude < 0x1p-54)
  }

  /// (eˣ − 1) / 2 as a pair; below −40, −½ to all digits of a `Double`.
  @inline(__always)
  static func halfOfExpMinusOne<Number: ElementaryNumber>(_ x: Number) -> Pair<Number> {
    let power = ExponentialParts(x.replaced(by: -40, if: x < -40))
    let scale = (power.exponent - 1).powerOfTwo
    let first = Pair(sum: scale, -0.5)
    let second = Pair(large: first.high, small: scale * power.reduced)
    let third = first.low.addingProduct(scale, power.tail)
    return Pair(high: second.high, low: second.low + third)
  }
}

/// eˣ taken apart: eˣ = 2^exponent · (1 + reduced + tail).
struct ExponentialParts<Number: ElementaryNumber> {
  /// The integer nearest to x / ln 2.
  let exponent: Number
  /// r = x − exponent · ln 2, to working precision; at most ½ ln 2.
  let reduced: Number
  /// eʳ − 1 − r, with what rounding took from r.
  let tail: Number

  @inline(__always)
  init(_ x: Number) {
    let bounded = x.boundedForExponential
    exponent = bounded.nearestInteger(times: 1.4426950408889634)
    let difference = bounded.addingProduct(exponent, -Number.naturalLogOf2.high)
    let correction = exponent * -Number.naturalLogOf2.low
    let r = Pair(large: difference, small: correction)
    reduced = r.high
    tail = r.low.addingProduct(r.low, r.high)
      .addingProduct(r.high * r.high, Number.exponentialTail(r.high))
  }

  /// 1 + reduced + tail, between √½ and √2.
  @inline(__always)
  var significand: Pair<Number> {
    let sum = Pair(large: 1, small: reduced)
    return Pair(high: sum.high, low: sum.low + tail)
  }
}

extension ElementaryNumber {
  /// `self` between two bounds beyond which eˣ is 0 or +∞ for certain, so that the exponent stays
  /// small enough for `scaled(byPowerOfTwo:)`.
  @inline(__always)
  fileprivate var boundedForExponential: Self {
    let lowest: Self = Self.isSingle ? -104 : -746
    let highest: Self = Self.isSingle ? 89 : 710
    let bounded = self < lowest ? lowest : self
    return bounded > highest ? highest : bounded
  }

  /// ln 2 in two parts; the first has so few digits that its products with exponents are exact.
  @inline(__always)
  static var naturalLogOf2: (high: Self, low: Self) {
    isSingle ? (0x1.62e4p-1, 0x1.7f7d1cp-20) : (0x1.62e42fefa2p-1, 0x1.9ef35793c7673p-41)
  }

  /// P(r) = (eʳ − 1 − r) / r², for |r| ≤ ½ ln 2.
  ///
  /// Minimax polynomials for the relative error of r + r² P(r) = eʳ − 1, found by Remez's exchange
  /// in 60 digits; it is below 2⁻³¹ (`Float`) and 2⁻⁶¹ (`Double`).
  @inline(__always)
  fileprivate static func exponentialTail(_ r: Self) -> Self {
    if isSingle {
      return (0x1.a1a218p-13 as Self)
        .times(r, plus: 0x1.6d7528p-10)
        .times(r, plus: 0x1.11109p-7)
        .times(r, plus: 0x1.5554aep-5)
        .times(r, plus: 0x1.555556p-3)
        .times(r, plus: 0.5)
    }
    return (0x1.1f95a5574724ep-29 as Self)
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
