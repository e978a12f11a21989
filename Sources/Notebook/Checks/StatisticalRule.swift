import Probability

extension CheckRule<Estimate> {
  /// Holds when $z = (\text{mean} - \text{expected}) / \text{standard error}$ is within ±5.
  ///
  /// A wrong variant must lie ten standard errors away. An estimate without spread cannot hold by this
  /// rule, for it has no standard error to speak of (the exact rule is for it); it can be refuted.
  static func statistical(_ expected: Double) -> CheckRule {
    CheckRule(
      "statistical", demand: "|z| ≤ 5, a wrong variant beyond 10",
      target: expected.formatted(significant: 5)
    ) { estimate in
      let z = estimate.zScore(against: expected)
      let verdict = Threshold.verdict(onDistance: z.magnitude)
      return Judgement(
        verdict: verdict == .holds && estimate.standardError == 0 ? .undecided : verdict,
        measured: estimate.formatted, distance: "z = \(z.formattedScore)")
    }
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
