import Elementary

/// Holds when every number is within a stated tolerance of the expected one: for what arithmetic
/// alone decides.
///
/// A wrong variant counts as refuted when some number is off by more than ten tolerances.
struct ExactRule: CheckRule {
  let expected: [Double]
  let tolerance: Double

  /// - Precondition: the tolerance is positive and finite, the expected numbers are not none.
  init(expected: [Double], tolerance: Double) {
    require(tolerance > 0 && tolerance.isFinite, "a tolerance of \(tolerance)")
    require(!expected.isEmpty, "an exact rule without an expected number")
    self.expected = expected
    self.tolerance = tolerance
  }

  let name = "exact"

  var demand: String {
    "within \(tolerance.formatted(significant: 2)), a wrong variant off by more than ten times that"
  }

  var expectation: String {
    expected.count > 4 ? "expected the same, found another way" : "expected \(target)"
  }

  var target: String { expected.count > 4 ? "" : Self.text(of: expected) }

  /// The largest difference decides. A difference that is NaN settles nothing; equal infinities
  /// do not differ.
  func judge(_ measured: [Double]) -> Judgement {
    require(
      measured.count == expected.count,
      "\(measured.count) numbers measured, \(expected.count) expected")
    let differences = zip(measured, expected).map { $0 == $1 ? 0 : ($0 - $1).magnitude }
    let worst = differences.contains { $0.isNaN } ? .nan : differences.reduce(0, max)
    let verdict: Verdict =
      worst <= tolerance
      ? .holds : worst > Threshold.refute * tolerance ? .refuted : .undecided
    return Judgement(
      verdict: verdict,
      measured: Self.text(of: measured),
      distance: (measured.count == 1 ? "off by " : "off by up to ")
        + worst.formatted(significant: 2))
  }

  /// A few numbers one by one, of many only the count.
  private static func text(of numbers: [Double]) -> String {
    numbers.count > 4
      ? "\(numbers.count) numbers"
      : numbers.map { $0.formatted(significant: 6) }.joined(separator: ", ")
  }
}
