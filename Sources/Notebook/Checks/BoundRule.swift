import Probability

/// A side of a bound.
enum Side {
  case atMost, atLeast

  /// How far a value is on the right side; negative on the wrong one.
  func margin(of value: Double, bound: Double) -> Double {
    switch self {
    case .atMost: bound - value
    case .atLeast: value - bound
    }
  }

  func expectation(_ bound: String) -> String {
    switch self {
    case .atMost: "expected at most \(bound)"
    case .atLeast: "expected at least \(bound)"
    }
  }
}

/// Holds when an inequality holds between numbers that carry no sampling error.
struct BoundRule: CheckRule {
  let side: Side
  let bound: Double

  let name = "bound"
  let demand = "on the right side of the bound, a wrong variant on the other"

  var expectation: String { side.expectation(target) }
  var target: String { bound.formatted(significant: 5) }

  func judge(_ value: Double) -> Judgement {
    let margin = side.margin(of: value, bound: bound)
    return Judgement(
      verdict: margin >= 0 ? .holds : margin < 0 ? .refuted : .undecided,
      measured: value.formatted(significant: 5),
      distance: "a margin of \(margin.formatted(significant: 3))")
  }
}

/// Holds when an estimate is on the right side of a bound by more than 5 standard errors.
///
/// A wrong variant must be on the wrong side by 10.
struct EstimatedBoundRule: CheckRule {
  let side: Side
  let bound: Double

  let name = "estimated bound"
  let demand =
    "5 standard errors on the right side of the bound, a wrong variant 10 on the other"

  var expectation: String { side.expectation(target) }
  var target: String { bound.formatted(significant: 5) }

  func judge(_ estimate: Estimate) -> Judgement {
    let margin = side.margin(of: estimate.mean, bound: bound) / estimate.standardError
    return Judgement(
      verdict: margin >= Threshold.accept
        ? .holds : margin <= -Threshold.refute ? .refuted : .undecided,
      measured: estimate.formatted,
      distance: "a margin of \(margin.formattedScore) standard errors")
  }
}
