import Elementary
import Numerics

/// Draws from one distribution, weighted so that they speak for another.
///
/// For a target $p$ and a proposal $q$ that is positive wherever $p$ is,
/// $\mathbb E_p[f] = \mathbb E_q[w f]$ with the weight $w(x) = p(x) / q(x)$. The target's density
/// may lack its normalising constant $Z$: then the average weight estimates $Z$.
///
/// The weights are kept as logarithms, for their ratio may be far outside the range of numbers.
///
/// Source: T. Kloek and H. K. van Dijk (1978), *Econometrica* 46, 1–19.
public struct WeightedSample<Value: Sendable>: Sendable {
  /// The draws from the proposal.
  public let draws: [Value]
  /// $\log p(x) - \log q(x)$ of each draw.
  public let logWeights: [Double]

  // snippet.importance-sampling
  /// Draws from the proposal and weighs the draws.
  ///
  /// - Parameters:
  ///   - count: the number of draws, at least one.
  ///   - logTarget: $\log p$, up to an additive constant if only ratios matter.
  public init(
    count: Int, proposal: some Distribution<Value>, logTarget: (Value) -> Double,
    using random: inout RandomStream
  ) {
    require(count > 0, "WeightedSample(count: \(count)): an average needs a draw")
    draws = proposal.samples(count, using: &random)
    logWeights = draws.map { logTarget($0) - proposal.logDensity($0) }
  }

  /// The estimate of the target's normalising constant, $\log \frac1L \sum_l w_l$.
  public var logNormalizer: Double { logMeanExp(logWeights) }

  /// The unbiased estimate of $\mathbb E_p[f]$ for a normalised target,
  /// $\frac1L \sum_l w_l f(x_l)$.
  public func mean(of f: (Value) -> Double) -> Double {
    var sum = 0.0
    for (draw, logWeight) in zip(draws, logWeights) { sum += .exp(logWeight) * f(draw) }
    return sum / Double(draws.count)
  }
  // snippet.end
}

/// What the weights of a normal target under a normal proposal do on average.
public enum NormalImportanceWeights {
  /// The second moment of the weights, $\mathbb E_q[(p/q)^2] = 1 + \mathrm{Var}_q(p/q)$.
  ///
  /// For $p = N(m, s^2)$ and $q = N(n, t^2)$ it is
  /// $\frac{t^2}{s \sqrt{2t^2 - s^2}} \exp \frac{(m - n)^2}{2t^2 - s^2}$ while $2t^2 > s^2$, and
  /// infinite otherwise: a proposal of less than half the target's variance never sees the tails
  /// that decide.
  public static func secondMoment(target: Normal, proposal: Normal) -> Double {
    let excess = 2 * proposal.variance - target.variance
    guard excess > 0 else { return .infinity }
    let distance = target.mean - proposal.mean
    return proposal.variance / (target.standardDeviation * excess.squareRoot())
      * .exp(distance * distance / excess)
  }

  /// The probability of a weight beyond u for the target $N(0, 1)$ and a proposal $N(0, t^2)$ that is
  /// narrower, $t < 1$.
  ///
  /// With $x = tz$ the weight is $t \thinspace e^{(1 - t^2) z^2 / 2}$, so that
  /// $\Pr(w > u) = \Pr\bigl(|z| > \sqrt{2 \log(u / t) / (1 - t^2)}\bigr)$: nearly a power law with the
  /// exponent $-1 / (1 - t^2)$.
  ///
  /// - Precondition: t is between zero and one; the level is positive.
  public static func upperTail(_ level: Double, narrowing t: Double) -> Double {
    require(t > 0 && t < 1, "NormalImportanceWeights.upperTail: a proposal of width \(t)")
    require(level > 0, "NormalImportanceWeights.upperTail: a level of \(level)")
    guard level > t else { return 1 }
    return 2 * Normal.standard.cumulative(-(2 * .log(level / t) / (1 - t * t)).squareRoot())
  }
}
