/// The sine of an angle in radians.
///
/// With x = q π/2 + r (`ReducedAngle`), the result is ±sin r for an even q and ±cos r for an odd
/// one.
///
/// Good for angles of every size. sin(±0) = ±0; the sine of an infinity or a NaN is a NaN.
enum Sine: AngleFormula {
  @inline(__always)
  static func value<Number: ElementaryNumber>(atNear x: Number) -> Number {
    value(of: ReducedAngle(near: x)).replaced(by: x, if: x == 0)
  }

  @inline(__always)
  static func value<Number: ElementaryNumber>(of angle: ReducedAngle<Number>) -> Number {
    let quadrant = angle.quadrant.integerBits()
    let sine = Number.sine(of: angle.remainder)
    let cosine = Number.cosine(of: angle.remainder)
    let value = sine.replaced(by: cosine, if: quadrant & 1 == 1)
    return value.replaced(by: -value, if: quadrant & 2 == 2)
  }
}

extension ElementaryNumber {
  /// The sine of an angle in radians; see `Sine`.
  public static func sin(_ x: Self) -> Self { Sine.value(at: x) }
}

extension ElementaryFunction {
  /// The sine of an angle in radians.
  public static let sin = ElementaryFunction("sin", Sine.self)
}

/// The cosine of an angle in radians.
///
/// With x = q π/2 + r (`ReducedAngle`), the result is ±cos r for an even q and ±sin r for an odd
/// one.
///
/// Good for angles of every size. The cosine of an infinity or a NaN is a NaN.
enum Cosine: AngleFormula {
  @inline(__always)
  static func value<Number: ElementaryNumber>(atNear x: Number) -> Number {
    value(of: ReducedAngle(near: x))
  }

  @inline(__always)
  static func value<Number: ElementaryNumber>(of angle: ReducedAngle<Number>) -> Number {
    Sine.value(of: ReducedAngle(quadrant: angle.quadrant + 1, remainder: angle.remainder))
  }
}

extension ElementaryNumber {
  /// The cosine of an angle in radians; see `Cosine`.
  public static func cos(_ x: Self) -> Self { Cosine.value(at: x) }
}

extension ElementaryFunction {
  /// The cosine of an angle in radians.
  public static let cos = ElementaryFunction("cos", Cosine.self)
}

/// A function of an angle: most angles need a short reduction, which is done without a branch, and
/// the distant ones a long one.
protocol AngleFormula: Formula {
  /// The value at an angle that is not distant.
  static func value<Number: ElementaryNumber>(atNear x: Number) -> Number
  /// The value at an angle that has been reduced.
  static func value<Number: ElementaryNumber>(of angle: ReducedAngle<Number>) -> Number
}

extension AngleFormula {
  @inline(__always)
  static func value<Number: ElementaryNumber>(at x: Number) -> Number {
    isDistant(x) ? value(of: DistantAngle(x).reduced()) : value(atNear: x)
  }

  /// Like that of other functions, but that the distant angles are done over.
  @inline(__always)
  static func map<Number: ElementaryNumber>(
    _ source: UnsafeBufferPointer<Number>, into destination: UnsafeMutableBufferPointer<Number>
  ) {
    forEachBlock(source, destination) { angles, results in
      for i in 0..<angles.count { results[i] = value(atNear: angles[i]) }
      var distantCount = 0
      for angle in angles { distantCount &+= isDistant(angle) ? 1 : 0 }
      guard distantCount > 0 else { return }
      for i in 0..<angles.count where isDistant(angles[i]) { results[i] = value(at: angles[i]) }
    }
  }

  /// Whether an angle is too large for the short reduction.
  @inline(__always)
  private static func isDistant<Number: ElementaryNumber>(_ x: Number) -> Bool {
    x.magnitude > (Number.isSingle ? 0x1p9 : 0x1p30)
  }
}

extension ElementaryNumber {
  /// sin r = r + r³ S(r²) for a pair r with |r| ≤ π/4.
  @inline(__always)
  fileprivate static func sine(of r: Pair<Self>) -> Self {
    let square = r.high * r.high
    // sin(high + low) ≈ sin(high) + low · cos(high), and cos(high) ≈ 1 − high² / 2.
    let low = r.low.addingProduct(r.low * square, -0.5)
    return r.high + low.addingProduct(r.high * square, sineTail(square))
  }

  /// cos r = 1 − r²/2 + r⁴ C(r²) for a pair r with |r| ≤ π/4.
  @inline(__always)
  fileprivate static func cosine(of r: Pair<Self>) -> Self {
    let square = Pair(product: r.high, r.high)
    let leading = Pair(large: 1, small: -0.5 * square.high)
    // cos(high + low) ≈ cos(high) − low · sin(high), and sin(high) ≈ high.
    let low = leading.low
      .addingProduct(square.low, -0.5)
      .addingProduct(-r.low, r.high)
    return leading.high + low.addingProduct(square.high * square.high, cosineTail(square.high))
  }

  /// S(w) = (sin √w − √w) / √w³, for 0 ≤ w ≤ (π/4)².
  ///
  /// Minimax polynomials for the relative error of the sine, found by Remez's exchange in
  /// 60 digits; it is below 2⁻³⁷ (`Float`) and 2⁻⁶⁸ (`Double`).
  @inline(__always)
  private static func sineTail(_ w: Self) -> Self {
    if isSingle {
      return (0x1.6cd734p-19 as Self)
        .times(w, plus: -0x1.a00f98p-13)
        .times(w, plus: 0x1.11110ap-7)
        .times(w, plus: -0x1.555556p-3)
    }
    return (-0x1.aaa47c7d5698dp-41 as Self)
      .times(w, plus: 0x1.61209125cf8cbp-33)
      .times(w, plus: -0x1.ae645295e048ap-26)
      .times(w, plus: 0x1.71de3a5337a4ap-19)
      .times(w, plus: -0x1.a01a01a018acep-13)
      .times(w, plus: 0x1.111111111110bp-7)
      .times(w, plus: -0x1.5555555555555p-3)
  }

  /// C(w) = (cos √w − 1 + w/2) / w², for 0 ≤ w ≤ (π/4)².
  ///
  /// Minimax polynomials for the error of the cosine, found by Remez's exchange in 60 digits; it is
  /// below 2⁻³³ (`Float`) and 2⁻⁶⁴ (`Double`).
  @inline(__always)
  private static func cosineTail(_ w: Self) -> Self {
    if isSingle {
      return (0x1.9a00cep-16 as Self)
        .times(w, plus: -0x1.6c0c86p-10)
        .times(w, plus: 0x1.55554ap-5)
    }
    return (-0x1.8fadd05ed340bp-37 as Self)
      .times(w, plus: 0x1.1ee9ea6ca4058p-29)
      .times(w, plus: -0x1.27e4f807d5fdbp-22)
      .times(w, plus: 0x1.a01a019caef35p-16)
      .times(w, plus: -0x1.6c16c16c15162p-10)
      .times(w, plus: 0x1.555555555554cp-5)
  }
}
