import Elementary

/// An elementary function as tests see it: over many numbers, and called with one.
public enum ElementaryCase: String, CaseIterable, Sendable {
  case exp, expMinusOne, log, logOnePlus, tanh, sigmoid, softplus, sin, cos, erf, erfc, logGamma

  /// The values over a buffer.
  public func values<Number: ElementaryNumber>(of arguments: [Number]) -> [Number] {
    forms.buffers(arguments)
  }

  /// The value of one `Double`.
  public func value(of x: Double) -> Double { forms.double(x) }

  /// The value of one `Float`.
  public func value(of x: Float) -> Float { forms.float(x) }

  /// The three ways to call the function.
  public var forms:
    (buffers: ElementaryFunction, double: (Double) -> Double, float: (Float) -> Float)
  {
    switch self {
    case .exp: (.exp, Double.exp, Float.exp)
    case .expMinusOne: (.expMinusOne, Double.expMinusOne, Float.expMinusOne)
    case .log: (.log, Double.log(_:), Float.log(_:))
    case .logOnePlus: (.logOnePlus, Double.logOnePlus, Float.logOnePlus)
    case .tanh: (.tanh, Double.tanh, Float.tanh)
    case .sigmoid: (.sigmoid, Double.sigmoid, Float.sigmoid)
    case .softplus: (.softplus, Double.softplus, Float.softplus)
    case .sin: (.sin, Double.sin, Float.sin)
    case .cos: (.cos, Double.cos, Float.cos)
    case .erf: (.erf, Double.erf, Float.erf)
    case .erfc: (.erfc, Double.erfc, Float.erfc)
    case .logGamma: (.logGamma, Double.logGamma, Float.logGamma)
    }
  }
}
