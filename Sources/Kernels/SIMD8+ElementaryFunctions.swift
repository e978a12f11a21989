/// The elementary functions of eight `Double`s at once, with the bits that each alone would get.
extension SIMD8 where Scalar == Double {
  /// eˣ.
  public static func exp(_ x: Self) -> Self { x.map { Elementary.exp($0) } }

  /// eˣ − 1, without cancellation near 0.
  public static func expMinusOne(_ x: Self) -> Self { x.map { Elementary.expMinusOne($0) } }

  /// The natural logarithm, ln x.
  public static func log(_ x: Self) -> Self { x.map { Elementary.log($0) } }

  /// ln(1 + x), without cancellation near 0.
  public static func log(onePlus x: Self) -> Self { x.map { Elementary.log(onePlus: $0) } }

  /// The hyperbolic tangent, (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ).
  public static func tanh(_ x: Self) -> Self { x.map { Elementary.tanh($0) } }

  /// The logistic function, 1 / (1 + e⁻ˣ).
  public static func sigmoid(_ x: Self) -> Self { x.map { Elementary.sigmoid($0) } }

  /// ln(1 + eˣ), whose derivative is the logistic function.
  public static func softplus(_ x: Self) -> Self { x.map { Elementary.softplus($0) } }

  /// The sine of an angle in radians.
  public static func sin(_ x: Self) -> Self { x.map { Elementary.sin($0) } }

  /// The cosine of an angle in radians.
  public static func cos(_ x: Self) -> Self { x.map { Elementary.cos($0) } }

  /// The error function, 2/√π · ∫ exp(−t²) dt from 0 to x.
  public static func erf(_ x: Self) -> Self { x.map { Elementary.erf($0) } }

  /// 1 − erf x, without cancellation for large x.
  public static func erfc(_ x: Self) -> Self { x.map { Elementary.erfc($0) } }

  /// ln Γ(x), the logarithm of the gamma function, for x ≥ 0.
  public static func logGamma(_ x: Self) -> Self { x.map { Elementary.logGamma($0) } }

  /// The function of every lane: a loop over memory, which the compiler turns into one vector.
  @inline(__always)
  private func map(_ function: (Scalar) -> Scalar) -> Self {
    var result = self
    withUnsafeMutableBytes(of: &result) { bytes in
      let lanes = bytes.assumingMemoryBound(to: Scalar.self)
      for lane in 0..<scalarCount { lanes[lane] = function(lanes[lane]) }
    }
    return result
  }
}
