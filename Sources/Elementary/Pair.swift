/// A number as an unevaluated sum `high + low`, with twice the digits of either.
///
/// `low` is at most about half a unit in the last place of `high`.
struct Pair<Number: ElementaryNumber>: Sendable {
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
    low = (-high).addingProduct(a, b)
  }

  /// `numerator / denominator`, to nearly the digits of both: the quotient of the high parts, and
  /// the remainder that it leaves, divided in turn.
  @inline(__always)
  init(_ numerator: Pair, over denominator: Pair) {
    let reciprocal = 1 / denominator.high
    high = numerator.high * reciprocal
    let remainder = numerator.high
      .addingProduct(-high, denominator.high)
      .addingProduct(-high, denominator.low)
    low = (remainder + numerator.low) * reciprocal
  }

  /// The same sum with the smallest possible `low`; for `|high| ≥ |low|` or `high = 0`.
  @inline(__always)
  var normalized: Pair { Pair(large: high, small: low) }

  /// The nearest single number.
  @inline(__always)
  var rounded: Number { high + low }
}

extension Pair {
  /// The sum of two pairs, to nearly all their digits.
  @inline(__always)
  static func + (a: Pair, b: Pair) -> Pair {
    let sum = Pair(sum: a.high, b.high)
    return Pair(large: sum.high, small: sum.low + (a.low + b.low))
  }

  /// The difference of two pairs, to nearly all their digits.
  @inline(__always)
  static func - (a: Pair, b: Pair) -> Pair { a + Pair(high: -b.high, low: -b.low) }

  /// The product of two pairs, to nearly all their digits.
  @inline(__always)
  static func * (a: Pair, b: Pair) -> Pair {
    let product = Pair(product: a.high, b.high)
    let low = product.low.addingProduct(a.high, b.low).addingProduct(a.low, b.high)
    return Pair(large: product.high, small: low)
  }
}
