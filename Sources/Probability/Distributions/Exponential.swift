import Elementary

/// The exponential distribution of a number that begins at an origin c:
/// $p(x) = \lambda e^{-\lambda (x - c)}$ for $x \ge c$.
public struct Exponential: Distribution, Hashable {
  /// The rate λ, the inverse of the mean distance from the origin.
  public let rate: Double

  /// The smallest value, c.
  public let origin: Double

  /// - Precondition: the rate is positive and finite, the origin is finite.
  public init(rate: Double, origin: Double = 0) {
    require(rate > 0 && rate.isFinite, "Exponential: the rate is \(rate)")
    require(origin.isFinite, "Exponential: the origin is \(origin)")
    self.rate = rate
    self.origin = origin
  }

  /// $\log \lambda - \lambda (x - c)$ in nats, and −∞ below the origin.
  public func logDensity(_ x: Double) -> Double {
    x < origin ? -.infinity : .log(rate) - rate * (x - origin)
  }

  /// By inversion of the distribution function, $c - \log(1 - u) / \lambda$ with u uniform.
  public func sample(using random: inout RandomStream) -> Double {
    origin - .log(1 - random.uniform()) / rate
  }
}
