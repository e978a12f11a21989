import Elementary
import Numerics

/// The parameter is the logit $l = \log p - \log(1 - p)$, so that it may be any number; it is infinite
/// for an outcome that is certain.
extension Bernoulli: ParametricDistribution {
  /// The distribution with the probability $p = 1 / (1 + e^{-l})$ of true.
  ///
  /// - Precondition: the logit is not NaN.
  public static func withLogit(_ logit: Double) -> Bernoulli {
    Bernoulli(probability: .sigmoid(logit))
  }

  /// $\log p - \log(1 - p)$.
  public var logit: Double { .log(probability) - .logOnePlus(-probability) }

  /// The logit.
  public var parameters: [Double] { [logit] }

  /// The distribution with this logit.
  ///
  /// - Precondition: there is one number.
  public func with(parameters: [Double]) -> Bernoulli {
    requireCount(parameters, 1, "Bernoulli")
    return .withLogit(parameters[0])
  }

  /// $z - p$, with true counted as one and false as zero.
  public func score(at value: Bool) -> [Double] { [(value ? 1 : 0) - probability] }
}

/// The parameters are the logits $l_k = \log p_k$, up to a constant that the distribution does not see;
/// −∞ for an outcome of probability zero.
extension Categorical: ParametricDistribution {
  /// The distribution with the probabilities $p_k = e^{l_k} / \sum_j e^{l_j}$.
  ///
  /// - Precondition: one logit at least is finite, and none is +∞ or NaN.
  public static func withLogits(_ logits: [Double]) -> Categorical {
    let normalizer = logSumExp(logits)
    require(normalizer.isFinite, "Categorical: no distribution has the logits \(logits)")
    return Categorical(probabilities: logits.map { .exp($0 - normalizer) })
  }

  /// $\log p_k$.
  public var parameters: [Double] { probabilities.map { .log($0) } }

  /// The distribution with these logits.
  ///
  /// - Precondition: there are as many as outcomes.
  public func with(parameters: [Double]) -> Categorical {
    requireCount(parameters, count, "Categorical")
    return .withLogits(parameters)
  }

  /// $[z = k] - p_k$ for each outcome k. The scores of all outcomes add up to zero.
  public func score(at value: Int) -> [Double] {
    probabilities.enumerated().map { ($0 == value ? 1 : 0) - $1 }
  }
}
