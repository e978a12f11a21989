import Kernels

// Elementwise arithmetic. In the comments, x and y stand for one element of the operands, and a
// prime for the derivative. A stretched operand gets the sum over the places it was stretched to.

extension Tensor {
  /// (x + y)' = x' + y'.
  public static func + (a: Tensor, b: Tensor) -> Tensor {
    elementwise("+", .add, a, b, pullbacks: { dy, _, _, _ in dy }, { dy, _, _, _ in dy })
  }

  /// (x − y)' = x' − y'.
  public static func - (a: Tensor, b: Tensor) -> Tensor {
    elementwise("−", .subtract, a, b, pullbacks: { dy, _, _, _ in dy }, { dy, _, _, _ in -dy })
  }

  // snippet.multiplication-rule
  /// (x y)' = y x' + x y'.
  public static func * (a: Tensor, b: Tensor) -> Tensor {
    elementwise(
      "×", .multiply, a, b, pullbacks: { dy, _, b, _ in dy * b }, { dy, a, _, _ in dy * a })
  }
  // snippet.end

  /// (x / y)' = x' / y − (x / y) y' / y.
  public static func / (a: Tensor, b: Tensor) -> Tensor {
    elementwise(
      "÷", .divide, a, b, pullbacks: { dy, _, b, _ in dy / b }, { dy, _, b, y in -(dy * y / b) })
  }

  /// (−x)' = −x'.
  public static prefix func - (x: Tensor) -> Tensor {
    x.elementwise("−", .negate) { dy, _, _ in -dy }
  }

  /// (c x)' = c x'.
  public static func * (x: Tensor, c: Scalar) -> Tensor {
    x.elementwise("×", .scale(by: c)) { dy, _, _ in dy * c }
  }

  /// (c x)' = c x'.
  public static func * (c: Scalar, x: Tensor) -> Tensor { x * c }

  /// (x + c)' = x'.
  public static func + (x: Tensor, c: Scalar) -> Tensor {
    x.elementwise("+", .add(c)) { dy, _, _ in dy }
  }

  /// (c + x)' = x'.
  public static func + (c: Scalar, x: Tensor) -> Tensor { x + c }

  /// (x − c)' = x'.
  public static func - (x: Tensor, c: Scalar) -> Tensor { x + -c }

  /// (c − x)' = −x'.
  public static func - (c: Scalar, x: Tensor) -> Tensor {
    x.elementwise("−", .subtractFrom(c)) { dy, _, _ in -dy }
  }

  /// x / c, each element divided once.
  public static func / (x: Tensor, c: Scalar) -> Tensor { x / Tensor(c) }

  /// (c / x)' = −(c / x) x' / x.
  public static func / (c: Scalar, x: Tensor) -> Tensor { Tensor(c) / x }

  /// The larger of two numbers. Its derivative goes to the larger one, and half to each where they
  /// are equal.
  public static func maximum(_ a: Tensor, _ b: Tensor) -> Tensor {
    elementwise(
      "maximum", .maximum, a, b, pullbacks: { dy, a, b, _ in dy * heaviside(a, b) },
      { dy, a, b, _ in dy * heaviside(b, a) })
  }

  /// The smaller of two numbers. Its derivative goes to the smaller one, and half to each where they
  /// are equal.
  public static func minimum(_ a: Tensor, _ b: Tensor) -> Tensor {
    elementwise(
      "minimum", .minimum, a, b, pullbacks: { dy, a, b, _ in dy * heaviside(b, a) },
      { dy, a, b, _ in dy * heaviside(a, b) })
  }

  /// Heaviside's step H(x − y): 1 where x > y, ½ where they are equal, otherwise 0; a constant.
  private static func heaviside(_ a: Tensor, _ b: Tensor) -> Tensor { combine(.heaviside, a, b) }
}

extension Tensor {
  /// An elementwise operation on this tensor, in one pass.
  func elementwise(
    _ name: StaticString, _ function: UnaryFunction<Scalar>, pullback: @escaping UnaryPullback
  ) -> Tensor {
    primitive(name, { Tensor($0.shape, $0.buffer.map(function)) }, pullback: pullback)
  }

  /// An elementwise operation on two tensors, with broadcasting.
  static func elementwise(
    _ name: StaticString, _ function: BinaryFunction, _ a: Tensor, _ b: Tensor,
    pullbacks pullbackA: @escaping BinaryPullback, _ pullbackB: @escaping BinaryPullback
  ) -> Tensor {
    primitive(name, a, b, value: { combine(function, $0, $1) }, pullbacks: pullbackA, pullbackB)
  }

  /// A function of pairs of elements, with broadcasting; a constant.
  static func combine(_ function: BinaryFunction, _ a: Tensor, _ b: Tensor) -> Tensor {
    guard let shape = a.shape.broadcast(with: b.shape) else {
      fatalError(
        """
        Tensor: \(function) cannot broadcast the shapes \(a.shape) and \(b.shape); from the last \
        axis on, two lengths must be equal or one of them 1
        """)
    }
    return Tensor(shape, .combine(function, a.buffer, a.shape, b.buffer, b.shape, into: shape))
  }
}
