import Elementary
import Numerics

/// The interval of Clopper and Pearson for an unknown probability, of which `successes` in
/// `trials` independent trials are known.
///
/// It holds the probabilities under which neither so many nor so few successes are rarer than
/// `errorRate` / 2. It misses the true probability at most that often for any number of trials, and
/// usually less.
///
/// - Precondition: there are trials, at least as many as successes; the error rate is in (0, 1).
///
/// Source: C. J. Clopper and E. S. Pearson (1934), *Biometrika* 26, 404–413.
public func proportionInterval(
  successes: Int, trials: Int, errorRate: Double
) -> ClosedRange<Double> {
  require(
    successes >= 0 && trials > 0 && successes <= trials,
    "proportionInterval: \(successes) successes in \(trials) trials")
  require(
    errorRate > 0 && errorRate < 1, "proportionInterval: the error rate is \(errorRate)")
  let lower = lowerBound(successes: successes, trials: trials, errorRate: errorRate / 2)
  let upper = lowerBound(successes: trials - successes, trials: trials, errorRate: errorRate / 2)
  return lower...max(lower, 1 - upper)
}

/// The probability under which at least `successes` happen with probability `errorRate`, which is
/// $I_p(k, n - k + 1)$.
private func lowerBound(successes: Int, trials: Int, errorRate: Double) -> Double {
  if successes == 0 { return 0 }
  return bisect(0, 1) {
    regularizedBeta($0, Double(successes), Double(trials - successes + 1)) < errorRate
  }
}
