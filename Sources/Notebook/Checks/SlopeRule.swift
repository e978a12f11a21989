import Probability

/// Holds when a fitted exponent is within 5 of its standard errors of the predicted one.
///
/// A wrong variant is another predicted exponent; it must lie 10 standard errors away.
struct SlopeRule: CheckRule {
  let predicted: Double

  let name = "slope"
  let demand = "|z| ≤ 5, a wrong prediction beyond 10"

  var expectation: String { "expected \(target)" }
  var target: String { predicted.formatted(significant: 4) }

  func judge(_ line: LinearFit) -> Judgement {
    let z = (line.slope - predicted) / line.slopeStandardError
    let decimals = line.slopeStandardError.decimalsForTwoDigits
    return Judgement(
      verdict: Threshold.verdict(onDistance: z.magnitude),
      measured: "slope \(line.slope.formatted(decimals: decimals)) ± "
        + line.slopeStandardError.formatted(decimals: decimals),
      distance: "z = \(z.formattedScore)")
  }
}
