/// What a rule says of a measurement.
///
/// The rules leave a gap between what they accept and what they call refuted: a formula must pass
/// well inside, a wrong variant must fall well outside. What lies between settles nothing, and
/// fails a check from either side. So does NaN.
enum Verdict: Equatable {
  case holds, undecided, refuted
}

/// A rule's verdict on one measurement, with the numbers that led to it.
struct Judgement: Equatable {
  var verdict: Verdict
  /// The measurement, as the report prints it.
  var measured: String
  /// How far it lies from what the rule wants: "z = 0.2".
  var distance: String
}

/// A rule compares measurements with a value that was found another way.
struct CheckRule<Measurement> {
  /// The rule's name in the table of checks.
  let name: String
  /// What the rule accepts and what it calls refuted, in words.
  let demand: String
  /// The number in the expectation, to set a measurement against; empty if there is none.
  let target: String
  /// What the rule wants: "expected 1".
  let expectation: String
  let judge: (Measurement) -> Judgement

  /// - Parameter words: the expectation before its number.
  init(
    _ name: String, demand: String, target: String, expected words: String = "expected",
    judge: @escaping (Measurement) -> Judgement
  ) {
    (self.name, self.demand, self.target, self.judge) = (name, demand, target, judge)
    expectation = target.isEmpty ? words : "\(words) \(target)"
  }
}

/// Thresholds that all rules share.
enum Threshold {
  /// A statistical rule accepts up to so many standard errors: it errs once in 1.7 million.
  static let accept = 5.0
  /// A wrong variant must lie so many standard errors (or tolerances) away.
  static let refute = 10.0

  /// The verdict on a distance in standard errors.
  static func verdict(onDistance distance: Double) -> Verdict {
    if distance <= accept { return .holds }
    if distance >= refute { return .refuted }
    return .undecided
  }
}
