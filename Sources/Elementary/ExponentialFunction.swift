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
public enum ExponentialFunction: Formula {
  /// The value at x, for loops into which it is inlined.
  @inline(__always)
  public static func value<Number: ElementaryNumber>(at x: Number) -> Number {
    if Number.isSingle { return shortValue(at: x) }
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
  private static func shortValue<Number: ElementaryNumber>(at x: Number) -> Number {
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
}

extension ElementaryNumber {
  /// eˣ; see `ExponentialFunction`.
  public static func exp(_ x: Self) -> Self { ExponentialFunction.value(at: x) }
}

extension ElementaryFunction {
  /// eˣ.
  public static let exp = ElementaryFunction("exp", ExponentialFunction.self)
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

extension ExponentialParts {
  /// eˣ as a pair, for x ≤ 0; where it is below 2⁻¹⁰⁰, a normal number of about 2⁻¹⁰⁰ in its
  /// place, which leaves no trace in a sum with 1.
  @inline(__always)
  var boundedBelow: Pair<Number> {
    let scale = (exponent < -100 ? -100 : exponent).powerOfTwo
    let significand = significand.normalized
    return Pair(high: scale * significand.high, low: scale * significand.low)
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
