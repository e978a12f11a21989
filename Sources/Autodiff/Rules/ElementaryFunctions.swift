// Functions of one number, applied to every element. Each stands beside its derivative, which its
// rule multiplies with the cotangent.

extension Tensor {
  // snippet.exponential-rule
  /// (eˣ)' = eˣ.
  public func exp() -> Tensor {
    elementwise("exp", .elementary(.exp)) { dy, _, y in dy * y }
  }
  // snippet.end

  /// (eˣ − 1)' = eˣ; no cancellation near 0.
  public func expMinusOne() -> Tensor {
    elementwise("expMinusOne", .elementary(.expMinusOne)) { dy, x, _ in dy * x.exp() }
  }

  /// (ln x)' = 1 / x.
  public func log() -> Tensor {
    elementwise("log", .elementary(.log)) { dy, x, _ in dy / x }
  }

  /// (ln (1 + x))' = 1 / (1 + x); no cancellation near 0.
  public func logOnePlus() -> Tensor {
    elementwise("logOnePlus", .elementary(.logOnePlus)) { dy, x, _ in dy / (x + 1) }
  }

  /// (√x)' = 1 / (2 √x).
  public func squareRoot() -> Tensor {
    elementwise("squareRoot", .squareRoot) { dy, _, y in dy / (y + y) }
  }

  /// (x²)' = 2 x.
  public func squared() -> Tensor {
    elementwise("squared", .square) { dy, x, _ in dy * (x + x) }
  }

  /// (xⁿ)' = n xⁿ⁻¹, for whole n; x⁰ = 1 everywhere.
  public func power(_ n: Int) -> Tensor {
    elementwise("power", .power(n)) { dy, x, _ in
      n == 0 ? .zeros(x.shape) : dy * (Scalar(n) * x.power(n - 1))
    }
  }

  /// x^c = exp(c ln x) for x > 0.
  public func power(_ c: Scalar) -> Tensor { (log() * c).exp() }

  /// (sin x)' = cos x.
  public func sin() -> Tensor {
    elementwise("sin", .elementary(.sin)) { dy, x, _ in dy * x.cos() }
  }

  /// (cos x)' = −sin x.
  public func cos() -> Tensor {
    elementwise("cos", .elementary(.cos)) { dy, x, _ in -(dy * x.sin()) }
  }

  /// (tanh x)' = 1 − tanh² x.
  public func tanh() -> Tensor {
    elementwise("tanh", .elementary(.tanh)) { dy, _, y in .tanhSlope(dy, y) }
  }

  /// σ(x) = 1 / (1 + e⁻ˣ), with σ' = σ (1 − σ).
  public func sigmoid() -> Tensor {
    elementwise("sigmoid", .elementary(.sigmoid)) { dy, _, y in dy * (y * (1 - y)) }
  }

  /// (ln (1 + eˣ))' = σ(x).
  public func softplus() -> Tensor {
    elementwise("softplus", .elementary(.softplus)) { dy, x, _ in dy * x.sigmoid() }
  }

  /// (1 − erf x)' = −2 / √π · exp(−x²); no cancellation for large x.
  public func erfc() -> Tensor {
    elementwise("erfc", .elementary(.erfc)) { dy, x, _ in
      dy * ((-x.squared()).exp() * (-2 / Scalar.pi.squareRoot()))
    }
  }

  /// erf' x = 2 / √π · exp(−x²).
  public func erf() -> Tensor {
    elementwise("erf", .elementary(.erf)) { dy, x, _ in
      dy * ((-x.squared()).exp() * (2 / Scalar.pi.squareRoot()))
    }
  }
}
