import Kernels
import Notebook
import Probability

// The pictures of the chapter, apart from its story.

/// Errors of running means in known standard errors: a path a row, a checkpoint a column.
func runningMeanFigure(
  _ scaledErrors: [[Double]], counts: [Int], outsideSomewhere: Double
) -> Figure {
  let x = counts.map(Double.init)
  func quantiles(_ probability: Double) -> [Double] {
    counts.indices.map { k in sampleQuantile(scaledErrors.map { $0[k] }, probability) }
  }
  let iterated = x.map { (2 * Double.log(.log($0))).squareRoot() }
  let paths = scaledErrors.prefix(6).map { Mark.line(x: x, y: $0, color: .sky) }
  return Figure(
    description: "The errors of \(scaledErrors.count) running means of x², divided by sd(f) / √L. "
      + "From 10 draws to 10,000 the band of 95 % of them keeps its width of about ±1.96, while "
      + "single paths wander in and out of it: \((100 * outsideSomewhere).formatted(decimals: 0)) % "
      + "are outside at some L.",
    x: Axis("draws L", scale: .logarithmic),
    y: Axis("error of the running mean · √L / sd(f)", range: -3.2...3.2),
    marks: [
      .band(x: x, lower: quantiles(0.025), upper: quantiles(0.975), label: "95 % of all paths")
    ] + paths + [
      .guide(x: x, y: iterated, color: .vermillion, label: "±√(2 log log L)"),
      .guide(x: x, y: iterated.map { -$0 }, color: .vermillion),
      .horizontal(at: 1.96), .horizontal(at: -1.96),
    ])
}

/// The error of the midpoint rule and of an average against the number of evaluations.
func costFigure(
  counts: [Int], squaredErrors: [Estimate], standardDeviation: Double,
  gridError: (_ dimension: Int, _ cells: Int) -> Double
) -> Figure {
  func grid(_ dimension: Int, _ cells: [Int], _ color: Color) -> Mark {
    .line(
      x: cells.map { cells in (0..<dimension).reduce(1) { size, _ in size * Double(cells) } },
      y: cells.map { gridError(dimension, $0) }, color: color, label: "grid, d = \(dimension)")
  }
  let roots = squaredErrors.map { $0.mean.squareRoot() }
  return Figure(
    description: "The error of the integral against the number of evaluations N, on logarithmic "
      + "axes. In one dimension the grid's error falls as N⁻², in four as N^(−1/2), in eight as "
      + "N^(−1/4). That of the average falls as N^(−1/2) in eight dimensions too.",
    x: Axis("evaluations N", scale: .logarithmic, range: 1...1e6),
    y: Axis("error", scale: .logarithmic, range: 1e-6...2),
    marks: [
      grid(1, [1, 3, 10, 30, 100, 300], .sky), grid(4, [1, 2, 3, 5, 10, 20, 31], .blue),
      grid(8, [1, 2, 3, 4, 5], .purple),
      .guide(
        x: [1, 1e6], y: [standardDeviation, standardDeviation / 1_000], color: .vermillion,
        label: "average, d = 8"),
    ]
      + errorBars(
        x: counts.map(Double.init), y: roots,
        errors: zip(squaredErrors, roots).map { 1.96 * $0.standardError / (2 * $1) }))
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
        .vertical(at: -1.96), .vertical(at: 1.96),
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

/// How often a weight exceeds u.
func heavyWeightsFigure(
  wide: [Double], narrow: [Double], exactNarrow: (Double) -> Double
) -> Figure {
  let levels = (-4...46).map { Double.exp(Double($0) / 4) }
  func survival(_ logWeights: [Double], _ color: Color, _ label: String) -> Mark {
    let shares = levels.map { level in
      let threshold = Double.log(level)
      return Double(logWeights.count { $0 > threshold }) / Double(logWeights.count)
    }
    return .line(x: levels, y: shares, color: color, label: label)
  }
  let largest = [wide, narrow].map { Double.exp($0.max() ?? 0).formatted(significant: 2) }
  return Figure(
    description:
      "The share of a million weights beyond u, on logarithmic axes. The wide proposal's "
      + "weights end at \(largest[0]); the narrow one's fall along the exact curve, nearly a power "
      + "law, and the largest is \(largest[1]).",
    x: Axis("u", scale: .logarithmic, range: 0.4...1e5),
    y: Axis("share of weights beyond u", scale: .logarithmic, range: 1e-6...1),
    marks: [
      survival(wide, .blue, "N(0.5, 1.5²)"), survival(narrow, .vermillion, "N(0, 0.4²)"),
      .guide(
        x: levels.filter { $0 > 0.4 }, y: levels.filter { $0 > 0.4 }.map(exactNarrow),
        label: "exact"),
    ])
}

private func errorBars(x: [Double], y: [Double], errors: [Double]) -> [Mark] {
  x.indices.map { i in
    .line(x: [x[i], x[i]], y: [y[i] - errors[i], y[i] + errors[i]], color: .vermillion)
  } + [.scatter(x: x, y: y, color: .vermillion)]
}
