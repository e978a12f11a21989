/// `Float` or `Double`, as the elementary functions see them.
///
/// Each function is one algorithm for both, without branches, in operations that IEEE 754 rounds
/// correctly (`+`, `−`, `·`, `/`, fused multiply-add) and in integer operations on bit patterns.
/// So it gives the same bits on every processor, and a loop over it becomes vector code by itself,
/// where every number gets the bits that it gets alone.
public protocol ElementaryNumber: BinaryFloatingPoint, Sendable
where RawSignificand: FixedWidthInteger {
  /// The number with this bit pattern.
  init(bitPattern: RawSignificand)
  /// The bit pattern of the number.
  var bitPattern: RawSignificand { get }
  /// `destination[i] = function(source[i])` for every i.
  static func map(
    _ function: ElementaryFunction, _ source: UnsafeBufferPointer<Self>,
    into destination: UnsafeMutableBufferPointer<Self>)
}

extension Float: ElementaryNumber {
  /// `destination[i] = function(source[i])` for every i.
  public static func map(
    _ function: ElementaryFunction, _ source: UnsafeBufferPointer<Float>,
    into destination: UnsafeMutableBufferPointer<Float>
  ) {
    function.ofFloats(source, destination)
  }
}

extension Double: ElementaryNumber {
  /// `destination[i] = function(source[i])` for every i.
  public static func map(
    _ function: ElementaryFunction, _ source: UnsafeBufferPointer<Double>,
    into destination: UnsafeMutableBufferPointer<Double>
  ) {
    function.ofDoubles(source, destination)
  }
}

/// The small vocabulary in which the elementary functions are written.
extension ElementaryNumber {
  /// Whether the number is a `Float`; known to the compiler.
  @inline(__always)
  static var isSingle: Bool { significandBitCount == 23 }

  /// `self · factor + term`, rounded once.
  ///
  /// A chain of these is Horner's rule: `c.times(x, plus: b).times(x, plus: a)` is a + b x + c x².
  @inline(__always)
  func times(_ factor: Self, plus term: Self) -> Self { term.addingProduct(self, factor) }

  /// `self`, or `other` if the condition holds: both are at hand, and no branch is taken.
  ///
  /// A conditional expression would leave the compiler free to compute one of the two only, with a
  /// branch that stands in the way of vector code.
  @inline(__always)
  public func replaced(by other: Self, if condition: Bool) -> Self {
    let mask: RawSignificand = condition ? ~0 : 0
    return Self(bitPattern: (bitPattern & ~mask) | (other.bitPattern & mask))
  }

  /// The integer nearest to `self · factor`, ties to even; below 2²¹ (`Float`) or 2⁵⁰ (`Double`).
  ///
  /// From 1.5 · 2²³ (1.5 · 2⁵²) on, neighbouring numbers are one apart: a sum with that constant is
  /// rounded to an integer, and the subtraction is exact.
  @inline(__always)
  func nearestInteger(times factor: Self) -> Self {
    Self.shift.addingProduct(self, factor) - Self.shift
  }

  /// The integer nearest to `self · factor`, with its `integerBits(plus: bias)`.
  ///
  /// The bias joins the constant, so that its addition costs nothing.
  @inline(__always)
  func nearestInteger(times factor: Self, bias: Self) -> (integer: Self, bits: RawSignificand) {
    let shift = Self.shift + bias
    let shifted = shift.addingProduct(self, factor)
    return (shifted - shift, shifted.bitPattern)
  }

  /// The same, or `bound` and its bits, if that integer is less.
  @inline(__always)
  func nearestInteger(
    times factor: Self, bias: Self, atMost bound: Self
  ) -> (integer: Self, bits: RawSignificand) {
    let shift = Self.shift + bias
    let shifted = shift.addingProduct(self, factor)
    let bounded: Self = shifted > shift + bound ? shift + bound : shifted
    return (bounded - shift, bounded.bitPattern)
  }

  /// The bits of the sum of two integers, below 2²¹ (`Float`) or 2⁵⁰ (`Double`): the lowest are
  /// those of its two's complement.
  @inline(__always)
  func integerBits(plus bias: Self = 0) -> RawSignificand {
    (self + (Self.shift + bias)).bitPattern
  }

  /// `2^self`, for an integer whose power of two is a normal number.
  @inline(__always)
  var powerOfTwo: Self { Self(biasedExponent: integerBits(plus: Self.exponentBias)) }

  /// The power of two whose exponent, plus `exponentBias`, stands in the lowest bits: that is all
  /// that the bit pattern of a power of two has.
  @inline(__always)
  init(biasedExponent bits: RawSignificand) {
    self.init(bitPattern: bits &<< Self.exponentPosition)
  }

  /// `self · 2^k`, for an integer `k` of at most twice the normal exponents.
  @inline(__always)
  func scaled(byPowerOfTwo k: Self) -> Self {
    scaled(byTwiceBiasedExponent: k.integerBits(plus: 2 * Self.exponentBias))
  }

  /// The same, where k + 2 · `exponentBias` stands in the lowest bits.
  ///
  /// In two steps of half of `k`, so that neither power of two overflows, and a subnormal product is
  /// rounded by the second multiplication alone.
  @inline(__always)
  func scaled(byTwiceBiasedExponent bits: RawSignificand) -> Self {
    let half = bits &>> 1
    return (self * Self(biasedExponent: half)) * Self(biasedExponent: bits &- half)
  }

  /// `self = 2^exponent · significand`, the significand in [√½, √2); for a positive normal number.
  @inline(__always)
  var exponentAndSignificand: (exponent: Self, significand: Self) {
    let one = (1 as Self).bitPattern
    let lowest = (Self.isSingle ? 0x1.6a09e6p-1 : 0x1.6a09e667f3bcdp-1 as Self).bitPattern
    let binade: Self = Self.isSingle ? 0x1p23 : 0x1p52
    let shifted = bitPattern &+ (one &- lowest)
    let biased = (shifted &>> Self.exponentPosition) | binade.bitPattern
    let significandMask = ((1 as RawSignificand) &<< Self.exponentPosition) &- 1
    return (
      Self(bitPattern: biased) - (binade + Self.exponentBias),
      Self(bitPattern: (shifted & significandMask) &+ lowest)
    )
  }

  /// 1.5 · 2^p for p significand bits: see `nearestInteger(times:)`.
  @inline(__always)
  private static var shift: Self { isSingle ? 0x1.8p23 : 0x1.8p52 }

  /// What the exponent field of a bit pattern adds to the exponent.
  @inline(__always)
  static var exponentBias: Self { isSingle ? 127 : 1023 }

  @inline(__always)
  private static var exponentPosition: RawSignificand { isSingle ? 23 : 52 }
}
