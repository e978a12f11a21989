import Kernels

extension ElementaryFunction {
  /// The values over a buffer.
  public func values<Number: ElementaryNumber>(of arguments: [Number]) -> [Number] {
    switch self {
    case .exp: Elementwise.exp(arguments)
    case .expMinusOne: Elementwise.expMinusOne(arguments)
    case .log: Elementwise.log(arguments)
    case .logOnePlus: Elementwise.log(onePlus: arguments)
    case .tanh: Elementwise.tanh(arguments)
    case .sigmoid: Elementwise.sigmoid(arguments)
    case .softplus: Elementwise.softplus(arguments)
    case .sin: Elementwise.sin(arguments)
    case .cos: Elementwise.cos(arguments)
    case .erf: Elementwise.erf(arguments)
    case .erfc: Elementwise.erfc(arguments)
    case .logGamma: Elementwise.logGamma(arguments)
    }
  }

  /// The value of one `Double`.
  public func value(of x: Double) -> Double {
    switch self {
    case .exp: .exp(x)
    case .expMinusOne: .expMinusOne(x)
    case .log: .log(x)
    case .logOnePlus: .log(onePlus: x)
    case .tanh: .tanh(x)
    case .sigmoid: .sigmoid(x)
    case .softplus: .softplus(x)
    case .sin: .sin(x)
    case .cos: .cos(x)
    case .erf: .erf(x)
    case .erfc: .erfc(x)
    case .logGamma: .logGamma(x)
    }
  }

  /// The value of one `Float`.
  public func value(of x: Float) -> Float {
    switch self {
    case .exp: .exp(x)
    case .expMinusOne: .expMinusOne(x)
    case .log: .log(x)
    case .logOnePlus: .log(onePlus: x)
    case .tanh: .tanh(x)
    case .sigmoid: .sigmoid(x)
    case .softplus: .softplus(x)
    case .sin: .sin(x)
    case .cos: .cos(x)
    case .erf: .erf(x)
    case .erfc: .erfc(x)
    case .logGamma: .logGamma(x)
    }
  }

  /// The value of each of eight `Double`s.
  public func value(of x: SIMD8<Double>) -> SIMD8<Double> {
    switch self {
    case .exp: .exp(x)
    case .expMinusOne: .expMinusOne(x)
    case .log: .log(x)
    case .logOnePlus: .log(onePlus: x)
    case .tanh: .tanh(x)
    case .sigmoid: .sigmoid(x)
    case .softplus: .softplus(x)
    case .sin: .sin(x)
    case .cos: .cos(x)
    case .erf: .erf(x)
    case .erfc: .erfc(x)
    case .logGamma: .logGamma(x)
    }
  }

  /// The value of each of sixteen `Float`s.
  public func value(of x: SIMD16<Float>) -> SIMD16<Float> {
    switch self {
    case .exp: .exp(x)
    case .expMinusOne: .expMinusOne(x)
    case .log: .log(x)
    case .logOnePlus: .log(onePlus: x)
    case .tanh: .tanh(x)
    case .sigmoid: .sigmoid(x)
    case .softplus: .softplus(x)
    case .sin: .sin(x)
    case .cos: .cos(x)
    case .erf: .erf(x)
    case .erfc: .erfc(x)
    case .logGamma: .logGamma(x)
    }
  }
}
