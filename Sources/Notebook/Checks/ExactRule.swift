import Elementary

extension CheckRule<[Double]> {
  /// Holds when every number is within a stated tolerance of the expected one: for what arithmetic
  /// alone decides.
  ///
  /// The largest difference decides; a wrong variant counts as refuted when it is more than ten
  /// tolerances. A difference that is NaN settles nothing; equal infinities do not differ.
  ///
  /// - Precondition: the tolerance is positive and finite, the expected numbers are not none.
  static func exact(_ expected: [Double], within tolerance: Double) -> CheckRule {
    require(tolerance > 0 && tolerance.isFinite, "a tolerance of \(tolerance)")
    require(!expected.isEmpty, "an exact rule without an expected number")
    let isLong = expected.count > 4
    return CheckRule(
      "exact",
      demand: "within \(tolerance.formatted(significant: 2)), a wrong variant off by more than ten "
        + "times that",
      target: isLong ? "" : text(of: expected),
      expected: isLong ? "expected the same, found another way" : "expected"
    ) { measured in
      require(
        measured.count == expected.count,
        "\(measured.count) numbers measured, \(expected.count) expected")
      let differences = zip(measured, expected).map { $0 == $1 ? 0 : ($0 - $1).magnitude }
      let worst = differences.contains { $0.isNaN } ? .nan : differences.reduce(0, max)
      return Judgement(
        verdict: worst <= tolerance
          ? .holds : worst > Threshold.refute * tolerance ? .refuted : .undecided,
        measured: text(of: measured),
        distance: (measured.count == 1 ? "off by " : "off by up to ")
          + worst.formatted(significant: 2))
    }
  }

  /// A few numbers one by one, of many only the count.
  private static func text(of numbers: [Double]) -> String {
    numbers.count > 4
      ? "\(numbers.count) numbers"
      : numbers.map { $0.formatted(significant: 6) }.joined(separator: ", ")
  }
}
