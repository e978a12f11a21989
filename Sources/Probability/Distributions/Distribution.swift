/// A probability distribution that can be evaluated and sampled.
public protocol Distribution<Value>: Sendable {
  /// What a draw is: a number, a vector, an outcome.
  associatedtype Value

  /// The logarithm of the density at `x`, or of the probability of `x` if the values are discrete,
  /// in nats. It is −∞ where the distribution cannot lie.
  func logDensity(_ x: Value) -> Double

  /// Draws a value.
  func sample(using random: inout RandomStream) -> Value
}

extension Distribution {
  /// Draws `count` independent values.
  public func samples(_ count: Int, using random: inout RandomStream) -> [Value] {
    (0..<count).map { _ in sample(using: &random) }
  }
}

/// $\log 2 \pi$, which the density of every normal distribution contains.
let logTwoPi = 1.837_877_066_409_345_5
