import Elementary
import Numerics

/// The categorical distribution: outcome k, counted from zero, with probability $p_k$.
public struct Categorical: Distribution, Hashable {
  /// The probability of each outcome. They add up to one.
  public let probabilities: [Double]

  /// The distribution with these probabilities, divided by their sum to remove its rounding.
  ///
  /// - Precondition: none is negative, and they add up to one within 10⁻⁹.
  public init(probabilities: [Double]) {
    let sum = probabilities.reduce(0, +)
    require(
      probabilities.allSatisfy { $0 >= 0 }, "Categorical: a probability is negative or NaN")
    require((sum - 1).magnitude < 1e-9, "Categorical: the probabilities add up to \(sum)")
    self.probabilities = probabilities.map { $0 / sum }
  }

  /// The number of outcomes.
  public var count: Int { probabilities.count }

  /// The mean of the outcome in one-hot coding: `probabilities`.
  public var mean: [Double] { probabilities }

  /// The covariance of the outcome in one-hot coding, $\operatorname{diag}(p) - p p^T$.
  public var covariance: Matrix {
    Matrix(diagonal: probabilities) - .outerProduct(probabilities, probabilities)
  }

  /// $\log p_k$, in nats; −∞ for an outcome that does not exist.
  public func logDensity(_ outcome: Int) -> Double {
    probabilities.indices.contains(outcome) ? .log(probabilities[outcome]) : -.infinity
  }

  /// Draws an outcome.
  public func sample(using random: inout RandomStream) -> Int {
    random.categorical(probabilities)
  }
}
