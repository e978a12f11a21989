/// Holds when a sequence never falls by more than a slack for rounding.
///
/// A wrong variant must fall somewhere by more than ten times the slack.
struct MonotoneRule: CheckRule {
  let slack: Double

  let name = "monotone"

  var demand: String {
    "no fall beyond \(slack.formatted(significant: 2)), a wrong variant falls by more than ten times "
      + "that"
  }

  let expectation = "expected never to fall"

  let target = ""

  /// The sequences are judged together: the largest fall in any of them decides.
  func judge(_ sequences: [[Double]]) -> Judgement {
    var fall = -Double.infinity
    var steps = 0
    var isOrdered = true
    for sequence in sequences {
      for (before, after) in zip(sequence, sequence.dropFirst()) {
        steps += 1
        if (before - after).isNaN { isOrdered = false }
        fall = max(fall, before - after)
      }
    }
    let verdict: Verdict =
      !isOrdered || steps == 0
      ? .undecided
      : fall <= slack ? .holds : fall > Threshold.refute * slack ? .refuted : .undecided
    return Judgement(
      verdict: verdict, measured: steps == 1 ? "1 step" : "\(steps) steps",
      distance: fall > 0
        ? "the largest fall is \(fall.formatted(significant: 2))"
        : "no fall, the smallest rise is \((-fall).formatted(significant: 2))")
  }
}
