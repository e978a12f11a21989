import Elementary
import Notebook
import Probability
import Variational

// The layout of the chapter's tables, and of its lines on the terminal.

extension Notebook {
  /// What the pathwise estimator does as a step becomes steep.
  func table(of steps: [SoftStep], under q: Normal, line: Int = #line) {
    let density = Double.exp(q.logDensity(0))
    table(
      [
        "width τ", "derivative in μ", "standard deviation of a draw", "√(q(0) / 6τ)",
        "draws within 5τ",
      ],
      steps.map { step in
        let slope = step.expectationGradient(under: q)[0]
        let variance = step.secondMoment(under: q) - slope * slope
        let share = q.cumulative(5 * step.width) - q.cumulative(-5 * step.width)
        return [
          .number(step.width), .number(slope, decimals: 4),
          .number(variance.squareRoot(), significant: 3),
          .number((density / (6 * step.width)).squareRoot(), significant: 3),
          .number(share, significant: 2),
        ]
      }, line: line)
  }

  /// The standard deviation that several heads make of the same output of a layer.
  func table(ofHeads outputs: [Double], line: Int = #line) {
    table(
      ["output r", "r is log σ²", "r is log σ", "σ is softplus(r)", "r is σ"],
      outputs.map { r in
        [
          .number(r), .number(.exp(r / 2), significant: 3), .number(.exp(r), significant: 3),
          .number(.softplus(r), significant: 3), .number(r > 0 ? r.formatted() : "none"),
        ]
      }, line: line)
  }

  /// The gradient under a reader's own q, in a table and on the terminal.
  func show(_ own: OwnStep, line: Int = #line) {
    table(
      ["way", "derivative in μ", "derivative in σ"],
      [["exact"] + own.exact.map { .number($0, significant: 5) }]
        + own.ways.map { name, estimates in
          [.text(name)] + estimates.map { .number($0.formatted) }
        }, line: line)
    result(
      "exact, in μ and σ", own.exact.map { $0.formatted(significant: 6) }.joined(separator: ", "))
    for (name, estimates) in own.ways {
      result("by \(name)", estimates.map(\.formatted).joined(separator: ", "))
    }
    result("draws within 5 widths of the edge", "\(own.carriers) of 10000")
    define("carriers", own.carriers)
  }

  /// Numbers for the prose, with three significant digits.
  func define(_ numbers: KeyValuePairs<String, Double>) {
    for (name, value) in numbers { define(name, value) }
  }
}
