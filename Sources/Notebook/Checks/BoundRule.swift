import Probability

/// A side of a bound.
enum Side: String {
  case atMost = "at most"
  case atLeast = "at least"

  /// How far a value is on the right side; negative on the wrong one.
  func margin(of value: Double, bound: Double) -> Double {
    self == .atMost ? bound - value : value - bound
  }
}

extension CheckRule<Double> {
  /// Holds when an inequality holds between numbers that carry no sampling error.
  static func bound(_ side: Side, _ bound: Double) -> CheckRule {
    CheckRule(
      "bound", demand: "on the right side of the bound, a wrong variant on the other",
      target: bound.formatted(significant: 5), expected: "expected \(side.rawValue)"
    ) { value in
      let margin = side.margin(of: value, bound: bound)
      return Judgement(
        verdict: margin >= 0 ? .holds : margin < 0 ? .refuted : .undecided,
        measured: value.formatted(significant: 5),
        distance: "a margin of \(margin.formatted(significant: 3))")
    }
  }
}

extension CheckRule<Estimate> {
  /// Holds when an estimate is on the right side of a bound by more than 5 standard errors.
  ///
  /// A wrong variant must be on the wrong side by 10.
  static func estimatedBound(_ side: Side, _ bound: Double) -> CheckRule {
    CheckRule(
      "estimated bound",
      demand: "5 standard errors on the right side of the bound, a wrong variant 10 on the other",
      target: bound.formatted(significant: 5), expected: "expected \(side.rawValue)"
    ) { estimate in
      let margin = side.margin(of: estimate.mean, bound: bound) / estimate.standardError
      return Judgement(
        verdict: margin >= Threshold.accept
          ? .holds : margin <= -Threshold.refute ? .refuted : .undecided,
        measured: estimate.formatted,
        distance: "a margin of \(margin.formattedScore) standard errors")
    }
  }
}
