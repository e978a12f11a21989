/// The elementary functions of one `Float`: `Elementary` says how, and how precisely.
extension Float {
  /// eˣ.
  public static func exp(_ x: Float) -> Float { Elementary.exp(x) }

  /// eˣ − 1, without cancellation near 0.
  public static func expMinusOne(_ x: Float) -> Float { Elementary.expMinusOne(x) }

  /// The natural logarithm, ln x.
  public static func log(_ x: Float) -> Float { Elementary.log(x) }

  /// ln(1 + x), without cancellation near 0.
  public static func log(onePlus x: Float) -> Float { Elementary.log(onePlus: x) }

  /// The hyperbolic tangent, (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ).
  public static func tanh(_ x: Float) -> Float { Elementary.tanh(x) }

  /// The logistic function, 1 / (1 + e⁻ˣ).
  public static func sigmoid(_ x: Float) -> Float { Elementary.sigmoid(x) }

  /// ln(1 + eˣ), whose derivative is the logistic function.
  public static func softplus(_ x: Float) -> Float { Elementary.softplus(x) }

  /// The sine of an angle in radians.
  public static func sin(_ x: Float) -> Float { Elementary.sin(x) }

  /// The cosine of an angle in radians.
  public static func cos(_ x: Float) -> Float { Elementary.cos(x) }

  /// The error function, 2/√π · ∫ exp(−t²) dt from 0 to x.
  public static func erf(_ x: Float) -> Float { Elementary.erf(x) }

  /// 1 − erf x, without cancellation for large x.
  public static func erfc(_ x: Float) -> Float { Elementary.erfc(x) }

  /// ln Γ(x), the logarithm of the gamma function, for x ≥ 0.
  public static func logGamma(_ x: Float) -> Float { Elementary.logGamma(x) }
}
