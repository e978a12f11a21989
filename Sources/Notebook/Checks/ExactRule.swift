/// Holds when every number is within a stated tolerance of the expected one: for what arithmetic
/// alone decides.
///
/// A wrong variant counts as refuted when some number is off by more than ten tolerances.
struct ExactRule: CheckRule {
  let expected: [Double]
  let tolerance: Double

  /// - Precondition: the tolerance is positive and finite, the expected numbers are not none.
  init(expected: [Double], tolerance: Double) {
    precondition(tolerance > 0 && tolerance.isFinite, "a tolerance of \(tolerance)")
    precondition(!expected.isEmpty, "an exact rule without an expected number")
    self.expected = expected
    self.tolerance = tolerance
  }

  let name = "exact"

  var expectation: String {
    expected.count == 1 ? "exactly \(target)" : "exactly as expected"
  }

  var target: String { expected.count == 1 ? expected[0].formatted(significant: 6) : "" }

  /// The largest difference decides. A difference that is NaN settles nothing; equal infinities
  /// do not differ.
  func judge(_ measured: [Double]) -> Judgement {
    precondition(
      measured.count == expected.count,
      "\(measured.count) numbers measured, \(expected.count) expected")
    let differences = zip(measured, expected).map { $0 == $1 ? 0 : ($0 - $1).magnitude }
    let worst = differences.contains { $0.isNaN } ? .nan : differences.reduce(0, max)
    let verdict: Verdict =
      worst <= tolerance
      ? .holds : worst > Threshold.refute * tolerance ? .refuted : .undecided
    return Judgement(
      verdict: verdict,
      measured: measured.count == 1
        ? measured[0].formatted(significant: 6) : "\(measured.count) numbers",
      distance: "(\(measured.count == 1 ? "off" : "at most off") by "
        + "\(worst.formatted(significant: 2)), tolerance \(tolerance.formatted(significant: 2)))")
  }
}
