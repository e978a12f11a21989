import Elementary

/// How often intervals of the form mean ± u standard errors contain a known truth, and on which side
/// the others miss it.
///
/// Each estimate brings its own mean and its own standard error, as it would in practice; a
/// well-calibrated interval with u = 1.96 contains the truth in 95 % of all repetitions.
public struct IntervalCoverage: Sendable {
  /// The share of intervals that contain the truth.
  public let hits: Estimate

  /// The share of intervals that end below the truth.
  public let tooLow: Estimate

  /// The share of intervals that begin above the truth.
  public let tooHigh: Estimate

  /// The share that is too low minus the share that is too high: zero for symmetric misses.
  public let lopsidedness: Estimate

  /// Compares independent estimates with the truth.
  ///
  /// - Parameters:
  ///   - reach: u, the half width of an interval in standard errors.
  ///   - standardError: the standard error of each estimate, where it is known; without it, that
  ///     which the estimate itself reports.
  /// - Precondition: the reach is positive.
  public init(
    of estimates: [Estimate], truth: Double, reach: Double = 1.96, standardError: Double? = nil
  ) {
    require(reach > 0, "IntervalCoverage: a reach of \(reach)")
    let scores = estimates.map { estimate in
      standardError.map { (estimate.mean - truth) / $0 } ?? estimate.zScore(against: truth)
    }
    hits = Estimate(scores.map { $0.magnitude <= reach ? 1 : 0 })
    tooLow = Estimate(scores.map { $0 < -reach ? 1 : 0 })
    tooHigh = Estimate(scores.map { $0 > reach ? 1 : 0 })
    lopsidedness = Estimate(scores.map { $0 < -reach ? 1 : $0 > reach ? -1 : 0 })
  }

  /// By how much the coverage of mean ± u s / √L falls short of its limit, times L, to first order for
  /// large L.
  ///
  /// For draws with skewness $\kappa_3$ and excess kurtosis $\kappa_4$ it is
  /// $2 u \varphi(u) \bigl[\frac{u^2 + 1}{4} + \frac{\kappa_3^2}{18} (u^4 + 2 u^2 - 3)
  /// - \frac{\kappa_4}{12} (u^2 - 3)\bigr]$ with the standard normal density φ.
  ///
  /// Source: P. Hall (1992), *The Bootstrap and Edgeworth Expansion*, Springer; there with the
  /// variance divided by L in place of L − 1, which changes $u^2 + 3$ into $u^2 + 1$.
  public static func shortfall(
    squaredSkewness: Double, excessKurtosis: Double, reach u: Double = 1.96
  ) -> Double {
    let square = u * u
    let skewness = squaredSkewness / 18 * (square * square + 2 * square - 3)
    let kurtosis = excessKurtosis / 12 * (square - 3)
    return 2 * u * .exp(Normal.standard.logDensity(u)) * ((square + 1) / 4 + skewness - kurtosis)
  }
}
