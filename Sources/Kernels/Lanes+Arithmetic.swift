/// A number as an unevaluated sum `high + low`, with twice the digits of either.
///
/// `low` is at most about half a unit in the last place of `high`.
struct Pair<Number: Lanes> {
  var high: Number
  var low: Number

  @inline(__always)
  init(high: Number, low: Number) {
    self.high = high
    self.low = low
  }

  /// `large + small` without any error, if `|large| ≥ |small|` or `large = 0`
  /// (Dekker 1971, fast two-sum).
  @inline(__always)
  init(large: Number, small: Number) {
    high = large + small
    low = (large - high) + small
  }

  /// `a + b` without any error (Knuth, two-sum).
  @inline(__always)
  init(sum a: Number, _ b: Number) {
    high = a + b
    let shadow = high - a
    low = (a - (high - shadow)) + (b - shadow)
  }

  /// `a · b` without any error, short of underflow.
  @inline(__always)
  init(product a: Number, _ b: Number) {
    high = a * b
    low = high.negated.addingProduct(a, b)
  }
}

/// The small vocabulary in which the elementary functions are written.
extension Lanes {
  /// Whether the numbers are `Float`; known to the compiler.
  @inline(__always)
  static var isSingle: Bool { Element.significandBitCount == 23 }

  /// `−self`, zeros and NaNs included.
  @inline(__always)
  var negated: Self { self * Self(-1) }

  /// `|self|`.
  @inline(__always)
  var magnitude: Self { Self(bitPattern: bitPattern & Bits(~Self.signBit)) }

  /// `|self|` with the sign of `other`.
  @inline(__always)
  func withSign(of other: Self) -> Self {
    Self(bitPattern: magnitude.bitPattern | (other.bitPattern & Bits(Self.signBit)))
  }

  /// `self · factor + term`, rounded once.
  ///
  /// A chain of these is Horner's rule: `Self(c).times(x, plus: b).times(x, plus: a)` is
  /// `a + b x + c x²`.
  @inline(__always)
  func times(_ factor: Self, plus term: Element) -> Self {
    Self(term).addingProduct(self, factor)
  }

  /// `self`, but `value` where `self < bound`.
  @inline(__always)
  func replacing(below bound: Element, with value: Element) -> Self {
    replacing(with: Self(value), where: isLess(than: Self(bound)))
  }

  /// `self`, but `value` where `self > bound`.
  @inline(__always)
  func replacing(above bound: Element, with value: Element) -> Self {
    replacing(with: Self(value), where: Self(bound).isLess(than: self))
  }

  /// The nearest integers, ties to even; for numbers up to 2²¹ (`Float`) or 2⁵⁰ (`Double`).
  ///
  /// In the binade of 1.5 · 2²³ (2⁵²) neighbouring numbers are one apart, so adding that constant
  /// rounds to an integer, and subtracting it is exact.
  @inline(__always)
  var roundedToInteger: Self { (self + Self(Self.shift)) - Self(Self.shift) }

  /// `2^self`, for integers whose power of two is a normal number.
  ///
  /// The sum with the shift leaves the integer in the lowest bits, and a biased exponent is all
  /// that a power of two has.
  @inline(__always)
  var powerOfTwo: Self {
    let biased = self + Self(Self.shift + Self.exponentBias)
    return Self(bitPattern: biased.bitPattern &<< Bits(Self.exponentPosition))
  }

  /// `self · 2^k`, for integers `k` of at most twice the normal exponents.
  ///
  /// In two steps of nearly half of `k`, so that neither power of two overflows, and a subnormal
  /// product is rounded by the second multiplication alone.
  @inline(__always)
  func scaled(byPowerOfTwo k: Self) -> Self {
    let half = (k * Self(0.5)).roundedToInteger
    return (self * half.powerOfTwo) * (k - half).powerOfTwo
  }

  /// `self = 2^exponent · significand`, the significand in [√½, √2); for positive normal numbers.
  @inline(__always)
  var exponentAndSignificand: (exponent: Self, significand: Self) {
    let lowest = Element(0.5).squareRoot()
    let lowestBits = Self.pattern(of: lowest)
    let shifted = bitPattern &+ Bits(Self.pattern(of: 1) &- lowestBits)
    let significandMask = (1 &<< Self.exponentPosition) &- 1 as Element.RawSignificand
    let significand = (shifted & Bits(significandMask)) &+ Bits(lowestBits)
    let biased = (shifted &>> Bits(Self.exponentPosition)) | Bits(Self.pattern(of: Self.binade))
    let exponent = Self(bitPattern: biased) - Self(Self.binade + Self.exponentBias)
    return (exponent, Self(bitPattern: significand))
  }

  /// 1.5 · 2^p for p significand bits: see `roundedToInteger`.
  @inline(__always)
  private static var shift: Element { isSingle ? 0x1.8p23 : 0x1.8p52 }

  /// 2^p for p significand bits: the numbers from here on are one apart.
  @inline(__always)
  private static var binade: Element { isSingle ? 0x1p23 : 0x1p52 }

  @inline(__always)
  private static var exponentBias: Element { isSingle ? 127 : 1023 }

  @inline(__always)
  private static var exponentPosition: Element.RawSignificand { isSingle ? 23 : 52 }

  @inline(__always)
  private static var signBit: Element.RawSignificand { 1 &<< (isSingle ? 31 : 63) }

  /// The bit pattern of a positive number.
  @inline(__always)
  private static func pattern(of value: Element) -> Element.RawSignificand {
    (Element.RawSignificand(value.exponentBitPattern) &<< exponentPosition)
      | value.significandBitPattern
  }
}
