import Probability

/// Holds when $z = (\text{mean} - \text{expected}) / \text{standard error}$ is within ±5.
///
/// A wrong variant must lie ten standard errors away. An estimate without spread cannot hold by this
/// rule, for it has no standard error to speak of (the exact rule is for it); it can be refuted.
struct StatisticalRule: CheckRule {
  let expected: Double

  let name = "statistical"
  let demand = "|z| ≤ 5, a wrong variant beyond 10"

  var expectation: String { "expected \(target)" }
  var target: String { expected.formatted(significant: 5) }

  func judge(_ estimate: Estimate) -> Judgement {
    let z = estimate.zScore(against: expected)
    let verdict = Threshold.verdict(onDistance: z.magnitude)
    return Judgement(
      verdict: verdict == .holds && estimate.standardError == 0 ? .undecided : verdict,
      measured: estimate.formatted, distance: "z = \(z.formattedScore)")
  }
}

extension Estimate {
  /// "1.0007 ± 0.0045": the mean to the precision of its standard error.
  public var formatted: String {
    let decimals = standardError.decimalsForTwoDigits
    if decimals > 9 {
      return "\(mean.formatted(significant: 6)) ± \(standardError.formatted(significant: 2))"
    }
    return "\(mean.formatted(decimals: decimals)) ± \(standardError.formatted(decimals: decimals))"
  }
}

extension Double {
  /// A distance in standard errors: one decimal while it is small.
  var formattedScore: String {
    magnitude < 100 ? formatted(decimals: 1) : formatted(significant: 3)
  }
}
