import Elementary

/// What is subtracted from f before it multiplies the score.
///
/// The score has mean zero, so a baseline that does not depend on the draw leaves the mean of the
/// gradient as it is, and changes its variance: for better or for worse.
///
/// A baseline that depends on an input x, learned or not, is a constant for the distribution
/// $q(z \mid x)$: `.constant(C(x))`.
///
/// Sources: R. J. Williams (1992), *Machine Learning* 8, 229–256; A. Mnih and K. Gregor (2014),
/// *ICML*.
public enum Baseline: Sendable, Hashable {
  /// Nothing is subtracted.
  case none

  /// The same number for all parameters.
  case constant(Double)

  /// A number for each parameter, such as `optimalBaseline(of:)`.
  case perParameter([Double])

  /// For each draw the mean of f over the other draws of its group of so many successive ones.
  ///
  /// The average over a group of S draws is then the sample covariance of score and f, with the
  /// divisor S − 1.
  ///
  /// Source: W. Kool, H. van Hoof and M. Welling (2019), "Buy 4 REINFORCE samples, get a baseline for
  /// free!", *ICLR workshop*.
  case leaveOneOut(group: Int)
}

extension ParametricDistribution {
  // snippet.score-function
  /// The score-function estimates of $\nabla_\phi\, \mathbb E_{q_\phi}[f(z)]$, one for each draw:
  /// $(f(z) - C)\, \nabla_\phi \log q_\phi(z)$. Also called REINFORCE.
  ///
  /// f need not be differentiable, nor z continuous. Their mean is unbiased.
  ///
  /// - Parameter draws: independent draws from this distribution.
  ///
  /// Source: R. J. Williams (1992), *Machine Learning* 8, 229–256.
  public func scoreFunctionGradients(
    of f: (Value) -> Double, at draws: [Value], baseline: Baseline = .none
  ) -> GradientDraws {
    let values = draws.map(f)
    let baselines = baseline.values(for: values)
    return GradientDraws(
      rows: draws.indices.map { i in
        score(at: draws[i]).enumerated().map { $1 * (values[i] - baselines(i, $0)) }
      })
  }
  // snippet.end

  /// The score-function estimates at so many new draws.
  ///
  /// - Precondition: there is a draw; with a leave-one-out baseline, the draws fill its groups.
  public func scoreFunctionGradients(
    of f: (Value) -> Double, draws count: Int, baseline: Baseline = .none,
    using random: inout RandomStream
  ) -> GradientDraws {
    scoreFunctionGradients(of: f, at: samples(count, using: &random), baseline: baseline)
  }
}

extension Baseline {
  /// The baseline of draw i for a parameter, given f at all draws.
  fileprivate func values(for values: [Double]) -> (_ draw: Int, _ parameter: Int) -> Double {
    switch self {
    case .none: return { _, _ in 0 }
    case .constant(let number): return { _, _ in number }
    case .perParameter(let numbers): return { numbers[$1] }
    case .leaveOneOut(let size):
      require(
        size > 1 && values.count.isMultiple(of: size),
        "Baseline.leaveOneOut: groups of \(size) from \(values.count) draws")
      let sums = stride(from: 0, to: values.count, by: size).map {
        values[$0..<$0 + size].reduce(0, +)
      }
      return { draw, _ in (sums[draw / size] - values[draw]) / Double(size - 1) }
    }
  }
}
