extension CheckRule<[[Double]]> {
  /// Holds when sequences never fall by more than a slack for rounding: the largest fall in any of
  /// them decides.
  ///
  /// A wrong variant must fall somewhere by more than ten times the slack.
  static func monotone(slack: Double) -> CheckRule {
    CheckRule(
      "monotone",
      demand: "no fall beyond \(slack.formatted(significant: 2)), a wrong variant falls by more "
        + "than ten times that",
      target: "", expected: "expected never to fall"
    ) { sequences in
      let falls = sequences.flatMap { zip($0, $0.dropFirst()).map { $0 - $1 } }
      let fall = falls.reduce(-.infinity, max)
      let verdict: Verdict =
        falls.isEmpty || falls.contains(where: \.isNaN)
        ? .undecided
        : fall <= slack ? .holds : fall > Threshold.refute * slack ? .refuted : .undecided
      return Judgement(
        verdict: verdict, measured: falls.count.counting("step"),
        distance: fall > 0
          ? "the largest fall is \(fall.formatted(significant: 2))"
          : "no fall, the smallest rise is \((-fall).formatted(significant: 2))")
    }
  }
}
