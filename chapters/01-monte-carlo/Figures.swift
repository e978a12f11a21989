import Elementary
import Notebook
import Probability

// The pictures of the chapter, apart from its story.

/// Errors of running means in known standard errors (a path a row, a checkpoint a column), and the
/// same in the units of f.
func runningMeanFigure(
  _ scaledErrors: [[Double]], counts: [Int], standardErrors: [Double], outside: Estimate
) -> Figure {
  let x = counts.map(Double.init)
  let iterated = x.map { (2 * Double.log(.log($0))).squareRoot() }
  let envelope = x.map { _ in 1.96 }
  func panel(
    _ title: String, _ y: Axis, scales: [Double], bound: [Double], label: String,
    extra: [Mark] = []
  ) -> Panel {
    func scaled(_ values: [Double]) -> [Double] { zip(values, scales).map { $0 * $1 } }
    func quantiles(_ probability: Double) -> [Double] {
      scaled(counts.indices.map { k in sampleQuantile(scaledErrors.map { $0[k] }, probability) })
    }
    return Panel(
      title, x: Axis("draws L", scale: .logarithmic), y: y,
      marks: [
        .band(
          x: x, lower: quantiles(0.025), upper: quantiles(0.975), color: .gray,
          label: "95 % of all paths"),
        .paths(x: x, y: scaledErrors.prefix(12).map(scaled), color: .blue, label: "12 paths"),
        .guide(x: x, y: scaled(bound), color: .vermillion, label: label),
        .guide(x: x, y: scaled(bound).map { -$0 }, color: .vermillion),
      ] + extra)
  }
  return Figure(
    description:
      "The errors of \(scaledErrors.count) running means of x². Left: the band of 95 % of "
      + "them narrows like 1.96 sd(f) / √L. Right: multiplied by √L / sd(f) the band nearly keeps its width, "
      + "while single paths wander in and out of it: "
      + "\((100 * outside.mean).formatted(decimals: 0)) % are outside ±1.96 at some L.",
    columns: 2, height: 330,
    panels: [
      panel(
        "error", Axis("error"), scales: standardErrors, bound: envelope,
        label: "±1.96 sd(f) / √L"),
      panel(
        "error · √L / sd(f)", Axis("scaled error"), scales: x.map { _ in 1 },
        bound: iterated, label: "±√(2 log log L)",
        extra: [.horizontal(at: 1.96, label: "±1.96"), .horizontal(at: -1.96)]),
    ])
}

/// The error of the midpoint rule for the product of $e^{x_j} / (e - 1)$ on the unit cube, whose
/// integral is one: with M the sum over one axis, $|M^d - 1|$.
func midpointError(dimension: Int, cells: Int) -> Double {
  let values = (0..<cells).map { Double.exp((Double($0) + 0.5) / Double(cells)) }
  let axis = values.reduce(0, +) / Double(cells) / (.exp(1) - 1)
  return ((0..<dimension).reduce(1) { product, _ in product * axis } - 1).magnitude
}

/// The error of the midpoint rule and of an average against the number of evaluations; in d
/// dimensions a single value has the variance $r^d - 1$ with the given growth r.
func costFigure(_ counts: [Int], _ squaredErrors: [Estimate], growth: Double) -> Figure {
  func grid(_ dimension: Int, _ cells: [Int], _ color: Color) -> Mark {
    .line(
      x: cells.map { cells in (0..<dimension).reduce(1) { size, _ in size * Double(cells) } },
      y: cells.map { midpointError(dimension: dimension, cells: $0) }, color: color,
      label: "grid, d = \(dimension)")
  }
  func average(_ dimension: Int, _ color: Color, label: String? = nil) -> Mark {
    let deviation = (Double.exp(Double(dimension) * .log(growth)) - 1).squareRoot()
    return .guide(x: [1, 1e6], y: [deviation, deviation / 1_000], color: color, label: label)
  }
  let roots = squaredErrors.map { $0.mean.squareRoot() }
  return Figure(
    description: "The error of the integral against the number of evaluations N, on logarithmic "
      + "axes. In one dimension the grid's error falls as N⁻², in four as N^(−1/2), in eight as "
      + "N^(−1/4). That of the average falls as N^(−1/2) in all three: sd(f) / √N (dashed), and in "
      + "eight root mean squares of 1,000 measured errors (dots, with intervals as high as the dots).",
    x: Axis("evaluations N", scale: .logarithmic, range: 1...1e6),
    y: Axis("error", scale: .logarithmic, range: 1e-6...2),
    marks: [
      grid(1, [1, 3, 10, 30, 100, 300], .sky), grid(4, [1, 2, 3, 5, 10, 20, 31], .blue),
      grid(8, [1, 2, 3, 4, 5], .vermillion),
      average(1, .sky), average(4, .blue), average(8, .vermillion, label: "average"),
      .errorBars(
        x: counts.map(Double.init), y: roots,
        errors: zip(squaredErrors, roots).map { 1.96 * $0.standardError / (2 * $1) },
        color: .vermillion, label: "measured, d = 8"),
    ])
}

/// Histograms of (estimate − 1) / standard error beside the normal density.
func studentizedFigure(
  _ estimates: [[Estimate]], counts: [Int], coverage: IntervalCoverage
) -> Figure {
  let panels = zip(estimates, counts).map { estimates, count in
    let scores = estimates.map { $0.zScore(against: 1) }.filter { $0 > -7 }
    return Panel(
      "L = \(count)", x: Axis("(estimate − 1) / (s / √L)", range: -7...4),
      y: Axis("density", range: 0...0.5),
      marks: [
        .histogram(scores, binWidth: 0.25, isDensity: true, label: "measured"),
        .curve(over: -7...4, color: .vermillion, label: "normal") {
          .exp(Normal.standard.logDensity($0))
        },
        .vertical(at: -1.96, label: "−1.96"), .vertical(at: 1.96, label: "1.96"),
      ])
  }
  return Figure(
    description: "Histograms of the error of an average of squares, in its own standard errors. "
      + "With \(counts[0]) draws the left tail is long: "
      + "\((100 * coverage.tooLow.mean).formatted(decimals: 1)) % lie below −1.96 and "
      + "\((100 * coverage.tooHigh.mean).formatted(decimals: 1)) % above 1.96. With \(counts[1]) "
      + "draws the histogram is close to the normal density.",
    columns: 2, sharesAxes: true, panels: panels)
}

/// How often a weight exceeds u, for a wide proposal and for one that is narrower than N(0, 1).
func heavyWeightsFigure(wide: [Double], narrow: [Double], proposal: Normal) -> Figure {
  func survival(_ logWeights: [Double], _ color: Color, _ label: String) -> Mark {
    let sorted = logWeights.sorted()
    let ranks = (0...120).map { Int(.exp(Double($0) / 120 * .log(Double(sorted.count))).rounded()) }
    return .line(
      x: ranks.map { .exp(sorted[sorted.count - $0]) },
      y: ranks.map { Double($0) / Double(sorted.count) }, color: color, label: label)
  }
  let largest = [wide, narrow].map { Double.exp($0.max() ?? 0).formatted(significant: 2) }
  let levels = (0...100).map { proposal.standardDeviation * .exp(Double($0) / 8) }
  return Figure(
    description:
      "The share of a million weights beyond u, on logarithmic axes. The wide proposal's "
      + "weights end at \(largest[0]); the narrow one's follow the exact curve, nearly a power "
      + "law, until few are left; the largest is \(largest[1]).",
    x: Axis("u", scale: .logarithmic, range: 0.3...1e5),
    y: Axis("share of weights beyond u", scale: .logarithmic, range: 1e-6...1),
    marks: [
      survival(wide, .blue, "N(0.5, 1.5²)"), survival(narrow, .vermillion, "N(0, 0.4²)"),
      .guide(
        x: levels,
        y: levels.map {
          NormalImportanceWeights.upperTail($0, narrowing: proposal.standardDeviation)
        }, label: "exact"),
    ])
}
