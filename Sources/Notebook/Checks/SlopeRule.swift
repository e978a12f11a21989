import Probability

extension CheckRule<LinearFit> {
  /// Holds when a fitted exponent is within 5 of its standard errors of the predicted one.
  ///
  /// A wrong variant is another predicted exponent; it must lie 10 standard errors away.
  static func slope(_ predicted: Double) -> CheckRule {
    CheckRule(
      "slope", demand: "|z| ≤ 5, a wrong prediction beyond 10",
      target: predicted.formatted(significant: 4)
    ) { line in
      let z = (line.slope - predicted) / line.slopeStandardError
      let decimals = line.slopeStandardError.decimalsForTwoDigits
      return Judgement(
        verdict: Threshold.verdict(onDistance: z.magnitude),
        measured: "slope \(line.slope.formatted(decimals: decimals)) ± "
          + line.slopeStandardError.formatted(decimals: decimals),
        distance: "z = \(z.formattedScore)")
    }
  }
}
