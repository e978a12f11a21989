// Functions with a kink, and those that networks are made with. At a kink the rule takes the
// subgradient that is named there.

extension Tensor {
  /// |x|, with the derivative −1 or 1, and 0 at 0.
  public func magnitude() -> Tensor {
    elementwise("magnitude", .magnitude) { dy, x, _ in dy * x.sign() }
  }

  /// −1, 0 or 1; its derivative is 0 everywhere.
  public func sign() -> Tensor {
    let x = stopGradient()
    return Tensor(x.shape, x.buffer.map(.sign))
  }

  /// max(x, 0), with the derivative 1 for x > 0, otherwise 0.
  public func relu() -> Tensor {
    elementwise("relu", .rectify) { dy, x, _ in dy.masked(where: x) }
  }

  /// x for x > 0, otherwise c x; the derivative is 1 for x > 0, otherwise c.
  public func leakyRelu(slope c: Scalar = 0.01) -> Tensor {
    elementwise("leakyRelu", .leakyRectify(slope: c)) { dy, x, _ in
      dy * c + (dy * (1 - c)).masked(where: x)
    }
  }

  /// x Φ(x), where Φ(x) = ½ erfc(−x / √2) is the distribution function of a standard normal number.
  public func gelu() -> Tensor {
    self * ((self * -Scalar(0.5).squareRoot()).erfc() * 0.5)
  }

  /// x σ(x).
  public func silu() -> Tensor { self * sigmoid() }

  /// min(max(x, a), b), with the derivative 1 for a ≤ x ≤ b, otherwise 0.
  ///
  /// - Precondition: a ≤ b.
  public func clamped(to range: ClosedRange<Scalar>) -> Tensor {
    let (low, high) = (range.lowerBound, range.upperBound)
    return elementwise("clamped", .clamp(low, high)) { dy, x, _ in
      dy * Tensor(x.shape, x.buffer.map(.isWithin(low, high)))
    }
  }

  /// x where y > 0, otherwise 0. It is linear in x, and constant in y wherever it has a derivative.
  func masked(where y: Tensor) -> Tensor {
    Self.elementwise(
      "masked", .mask, self, y.stopGradient(), pullbacks: { dy, _, y, _ in dy.masked(where: y) },
      { _, _, y, _ in .zeros(y.shape) })
  }
}
