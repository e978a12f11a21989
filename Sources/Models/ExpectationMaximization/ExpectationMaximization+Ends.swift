import Elementary
import Probability

// What many runs have in common: where they end, and how fast they get there.

extension ExpectationMaximization {
  /// Runs that ended at the same log likelihood.
  public struct End: Sendable, Equatable {
    /// The log likelihood, in nats, to two decimals.
    public let logLikelihood: Double

    /// The runs that ended there.
    public let runs: [Run]

    /// The numbers of iterations that they took.
    public var iterations: ClosedRange<Int> {
      let counts = runs.map(\.iterations)
      return (counts.min() ?? 0)...(counts.max() ?? 0)
    }

    /// Whether a component is degenerate where the runs ended.
    public var isDegenerate: Bool { runs.contains { !$0.degeneracies.isEmpty } }
  }
}

extension ExpectationMaximization.Fit {
  /// Where the converged runs ended, the highest end first. Runs that were stopped are left out: where
  /// they were stopped is no end.
  public var ends: [ExpectationMaximization.End] {
    let converged = runs.filter(\.hasConverged)
    let heights = converged.map { ($0.logLikelihood * 100).rounded() / 100 }
    let distinct = heights.sorted(by: >).reduce(into: [Double]()) { kept, height in
      if kept.last != height { kept.append(height) }
    }
    return distinct.map { height in
      ExpectationMaximization.End(
        logLikelihood: height, runs: zip(converged, heights).filter { $1 == height }.map(\.0))
    }
  }
}

extension ExpectationMaximization.Run {
  /// How much the log likelihood still lacked to its last value, for each iteration until less than
  /// `resolution` was missing, in nats.
  public func deficits(resolution: Double = 1e-7) -> [Double] {
    logLikelihoods.map { logLikelihood - $0 }.prefix { $0 > resolution }.map(\.self)
  }

  /// The factor by which the deficit shrank in an iteration, in the last quarter of the deficits: the
  /// square of EM's linear rate of convergence. NaN for a run that is too short to tell.
  ///
  /// Source: A. P. Dempster, N. M. Laird and D. B. Rubin (1977), *J. R. Stat. Soc. B* 39, §3.
  public var convergenceFactor: Double {
    let deficits = deficits()
    let tail = deficits.suffix(max(2, deficits.count / 4))
    guard let first = tail.first, let last = tail.last, tail.count > 1 else { return .nan }
    return .exp(.log(last / first) / Double(tail.count - 1))
  }
}
