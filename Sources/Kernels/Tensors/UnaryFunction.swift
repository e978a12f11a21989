import Elementary
import Threads

/// The functions of one number that are applied to every element of a tensor in one pass.
public enum UnaryFunction<Number: TensorNumber>: Sendable {
  /// −x.
  case negate
  /// |x|.
  case magnitude
  /// −1, 0 or 1.
  case sign
  /// 1 / x.
  case reciprocal
  /// x².
  case square
  /// √x.
  case squareRoot
  /// max(x, 0).
  case rectify
  /// c x.
  case scale(by: Number)
  /// x + c.
  case add(Number)
  /// c − x.
  case subtractFrom(Number)
  /// max(x, 0) + c min(x, 0).
  case leakyRectify(slope: Number)
  /// min(max(x, a), b).
  case clamp(Number, Number)
  /// 1 where a ≤ x ≤ b, otherwise 0.
  case isWithin(Number, Number)
  /// The whole power xⁿ, by repeated squaring.
  case power(Int)
  /// One of the elementary functions.
  case elementary(ElementaryFunction)
}

extension Buffer {
  /// The function of every number.
  public func map(_ function: UnaryFunction<Number>) -> Buffer {
    let result = Buffer(uninitialized: count)
    Workers.split(count, grain: function.grain) { start, count in
      Number.map(function, base + start, into: result.base + start, count: count)
    }
    return result
  }
}

extension UnaryFunction {
  /// How many elements are worth a thread.
  fileprivate var grain: Int {
    if case .elementary = self { return 1 << 11 }
    return 1 << 13
  }
}

/// The loops, compiled once for each type of number.
enum UnaryLoops<Number: TensorNumber> {
  @inline(__always)
  static func map(
    _ function: UnaryFunction<Number>, _ source: UnsafePointer<Number>,
    into target: UnsafeMutablePointer<Number>, count: Int
  ) {
    @inline(__always)
    func loop(_ body: (Number) -> Number) {
      for i in 0..<count { target[i] = body(source[i]) }
    }
    switch function {
    case .negate: loop { -$0 }
    case .magnitude: loop { $0.magnitude }
    case .sign: loop { ($0 > 0 ? 1 : 0) - ($0 < 0 ? 1 : 0) }
    case .reciprocal: loop { 1 / $0 }
    case .square: loop { $0 * $0 }
    case .squareRoot: loop { $0.squareRoot() }
    case .rectify: loop { $0 <= 0 ? 0 : $0 }
    case .scale(let factor): loop { $0 * factor }
    case .add(let term): loop { $0 + term }
    case .subtractFrom(let minuend): loop { minuend - $0 }
    case .leakyRectify(let slope): loop { $0 > 0 ? $0 : slope * $0 }
    case .clamp(let low, let high): loop { $0 < low ? low : ($0 > high ? high : $0) }
    case .isWithin(let low, let high): loop { $0 >= low && $0 <= high ? 1 : 0 }
    case .power(let exponent): loop { power($0, exponent) }
    case .elementary(let function):
      Number.map(
        function, UnsafeBufferPointer(start: source, count: count),
        into: UnsafeMutableBufferPointer(start: target, count: count))
    }
  }

  @inline(__always)
  private static func power(_ base: Number, _ exponent: Int) -> Number {
    var (result, square, remaining) = (1 as Number, base, exponent.magnitude)
    while remaining > 0 {
      if remaining & 1 == 1 { result *= square }
      square *= square
      remaining >>= 1
    }
    return exponent < 0 ? 1 / result : result
  }
}
