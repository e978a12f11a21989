extension Elementary {
  /// The hyperbolic tangent, (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ).
  ///
  /// With h = (e⁻²ᵃ − 1) / 2 for a = |x|, so that −½ ≤ h ≤ 0,
  ///
  ///     tanh a = −h / (1 + h),
  ///
  /// and tanh(−a) = −tanh a. Below 2⁻³⁰ the result is x itself.
  ///
  /// tanh(±∞) = ±1, and a NaN stays one.
  @inline(__always)
  static func tanh<Number: ElementaryNumber>(_ x: Number) -> Number {
    let h = halfOfExpMinusOne(-2 * x.magnitude).normalized
    let sum = Pair(large: 1, small: h.high)
    let quotient = Pair(h, over: Pair(high: sum.high, low: sum.low + h.low))
    return x.magnitude < 0x1p-30 ? x : quotient.rounded.withSign(of: x)
  }

  /// The logistic function σ(x) = 1 / (1 + e⁻ˣ).
  ///
  /// With e = exp(−|x|) = 2ᵏ s, which never overflows,
  ///
  ///     σ(x) = 1 / (1 + e) for x ≥ 0,     σ(x) = 2ᵏ · s / (1 + e) for x < 0:
  ///
  /// the power of two comes last, so that the left tail is right down to the subnormal numbers.
  ///
  /// σ(−∞) = 0, σ(+∞) = 1, and a NaN stays one.
  @inline(__always)
  static func sigmoid<Number: ElementaryNumber>(_ x: Number) -> Number {
    let power = ExponentialParts(-x.magnitude)
    let s = power.significand.normalized
    let e = power.boundedBelow
    let numerator = Pair(high: x < 0 ? s.high : 1, low: x < 0 ? s.low : 0)
    let sum = Pair(large: 1, small: e.high)
    let quotient = Pair(numerator, over: Pair(high: sum.high, low: sum.low + e.low))
    return quotient.rounded.scaled(byPowerOfTwo: x < 0 ? power.exponent : 0)
  }

  /// ln(1 + eˣ), the integral of the logistic function.
  ///
  /// With e = exp(−|x|), which never overflows,
  ///
  ///     ln(1 + eˣ) = max(x, 0) + ln(1 + e).
  ///
  /// The logarithm takes e as a pair. Below x = −40 the result is eˣ, beyond 40 it is x, each to
  /// all digits of a `Double`.
  ///
  /// softplus(−∞) = 0, softplus(+∞) = +∞, and a NaN stays one.
  @inline(__always)
  static func softplus<Number: ElementaryNumber>(_ x: Number) -> Number {
    let power = ExponentialParts(-x.magnitude)
    let e = power.boundedBelow
    // 1 + e = 2 (1 + (e − 1) / 2) where 1 + e exceeds √2.
    let isLarge = e.high > 0.41421356
    let excess = Pair(large: -1, small: e.high)
    let f = Pair(
      high: isLarge ? 0.5 * excess.high : e.high,
      low: isLarge ? 0.5 * (excess.low + e.low) : e.low)
    let logarithm = Number.logarithm(exponent: isLarge ? 1 : 0, fraction: f)
    let sum = Pair(sum: x < 0 ? 0 : x, logarithm.high)
    let central = sum.high + (sum.low + logarithm.low)
    let left = power.significand.rounded.scaled(byPowerOfTwo: power.exponent)
    return x < -40 ? left : (x > 40 ? x : central)
  }
}

extension ExponentialParts {
  /// eˣ as a pair, for x ≤ 0; where it is below 2⁻¹⁰⁰, a normal number of about 2⁻¹⁰⁰ in its
  /// place, which leaves no trace in a sum with 1.
  @inline(__always)
  fileprivate var boundedBelow: Pair<Number> {
    let scale = (exponent < -100 ? -100 : exponent).powerOfTwo
    let significand = significand.normalized
    return Pair(high: scale * significand.high, low: scale * significand.low)
  }
}
