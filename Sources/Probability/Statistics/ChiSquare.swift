import Elementary
import Numerics

/// The χ² distribution with k degrees of freedom: that of the sum of k squared standard normals.
public struct ChiSquare: Sendable, Hashable {
  /// The degrees of freedom k.
  public let degreesOfFreedom: Int

  /// - Precondition: there is at least one degree of freedom.
  public init(degreesOfFreedom: Int) {
    require(
      degreesOfFreedom > 0, "ChiSquare: \(degreesOfFreedom) degrees of freedom")
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// The mean, k.
  public var mean: Double { Double(degreesOfFreedom) }

  /// The variance, 2k.
  public var variance: Double { 2 * mean }

  /// The mean of the logarithm, $\psi(k / 2) + \log 2$, by the recurrence of the digamma function
  /// $\psi(x + 1) = \psi(x) + 1 / x$ from $\psi(1) = -\gamma$ or $\psi(1/2) = -\gamma - 2 \log 2$.
  ///
  /// Source: *NIST Digital Library of Mathematical Functions*, 5.4.12, 5.4.13 and 5.5.2.
  public var meanLogarithm: Double {
    let eulerConstant = 0.577_215_664_901_532_9
    let isEven = degreesOfFreedom.isMultiple(of: 2)
    var sum = isEven ? -eulerConstant + .log(2) : -eulerConstant - .log(2)
    for j in stride(from: isEven ? 2 : 1, to: degreesOfFreedom, by: 2) { sum += 2 / Double(j) }
    return sum
  }

  /// The probability of more than x, $Q(k / 2, x / 2)$.
  public func upperTail(_ x: Double) -> Double {
    regularizedUpperGamma(mean / 2, x / 2)
  }

  /// The x that is exceeded with the given probability, by bisection to the last bit.
  ///
  /// - Precondition: the probability is in (0, 1].
  public func quantile(upperTail probability: Double) -> Double {
    require(
      probability > 0 && probability <= 1,
      "ChiSquare.quantile: \(probability) is not a probability above zero")
    var (low, high) = (0.0, mean)
    while upperTail(high) > probability { (low, high) = (high, 2 * high) }
    return bisect(low, high) { upperTail($0) > probability }
  }
}
