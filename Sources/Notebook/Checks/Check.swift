import Elementary

/// A claim of the lectures beside the numbers that decide it.
struct Check: Equatable {
  /// A wrong variant of the formula, which the same rule must refute.
  struct Refutation: Equatable {
    let variant: String
    /// The number that the variant expects, where it differs from what the check expects.
    let wrongTarget: String?
    let judgement: Judgement

    var succeeds: Bool { judgement.verdict == .refuted }
  }

  /// The ledger's row, and after a slash which part of it: "mc-lln" or "mc-lln/1000".
  let name: String
  /// The rule's name in the table of checks, and what it demands.
  let ruleName: String
  let rule: String
  let expectation: String
  let judgement: Judgement
  let refutations: [Refutation]

  /// - Precondition: at least one wrong variant is named: a check that can refute nothing shows
  ///   nothing.
  init<Measurement>(
    _ name: String, _ measurement: Measurement, rule: CheckRule<Measurement>,
    refutes variants: [(name: String, rule: CheckRule<Measurement>, measurement: Measurement)]
  ) {
    require(!variants.isEmpty, "the check '\(name)' names no wrong variant to refute")
    self.name = name
    ruleName = rule.name
    self.rule = rule.demand
    expectation = rule.expectation
    judgement = rule.judge(measurement)
    refutations = variants.map { variant in
      Refutation(
        variant: variant.name,
        wrongTarget: variant.rule.target == rule.target ? nil : variant.rule.target,
        judgement: variant.rule.judge(variant.measurement))
    }
  }

  /// The ledger's row that the check settles.
  var row: String { String(name.prefix { $0 != "/" }) }

  /// Whether the formula holds and every wrong variant is refuted.
  var passes: Bool { judgement.verdict == .holds && refutations.allSatisfy(\.succeeds) }

  /// Where a link finds the check in its page: "mc-lln-1000".
  var anchor: String { name.replacing("/", with: "-") }

  /// What came out, in one line of plain words: "measured 1.0007 ± 0.0045 · expected 1".
  var outcome: String { "measured \(judgement.measured) · \(expectation)" }

  /// What decided it: the rule and each wrong variant, a line of Markdown each.
  var details: [String] {
    ["rule: \(rule); here \(judgement.distance)"]
      + (judgement.verdict == .holds ? [] : ["**fails**: the rule does not hold"])
      + refutations.map { refutation in
        let against = refutation.wrongTarget.map { " against \($0)" } ?? ""
        let numbers =
          "\(refutation.judgement.measured)\(against) (\(refutation.judgement.distance))"
        return refutation.succeeds
          ? "refutes *\(refutation.variant)*: \(numbers)"
          : "**cannot refute** *\(refutation.variant)*: \(numbers)"
      }
  }
}
