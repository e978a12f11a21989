import Kernels

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
