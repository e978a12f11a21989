import Elementary
import Notebook
import Numerics
import Probability

// The pictures of the chapter, apart from its story.

/// Histograms of three estimates of the derivative with respect to μ₁, from the same draws.
func histogramFigure(_ sum: CoordinateSum, from stream: RandomStream) -> Figure {
  var random = stream
  let draws = sum.draws(40_000, using: &random)
  let range = -50.0...50
  func panel(_ title: String, variance: Double, _ color: Color, _ values: [Double]) -> Panel {
    Panel(
      title, x: Axis("estimate of ∂/∂μ₁", range: range), y: Axis("density", range: 0...0.22),
      marks: [
        .histogram(
          values.filter(range.contains), binWidth: 2, isDensity: true, color: color),
        .vertical(at: sum.gradient(.mean), color: .gray),
        .note("variance \(variance.formatted(significant: 4))", x: 8, y: 0.2, color: color),
      ])
  }
  let mean = sum.mean
  let variances = [
    sum.pathwiseVariance(.mean), sum.scoreFunctionVariance(.mean),
    sum.scoreFunctionVariance(.mean, baseline: mean),
  ]
  return Figure(
    description:
      "Histograms of 40,000 single estimates of the same derivative, 2, for the squared norm in "
      + "\(sum.dimension) dimensions. By the path they have the variance "
      + "\(variances[0].formatted()), by the score function \(variances[1].formatted()), with the "
      + "mean of f as baseline \(variances[2].formatted()). The dashed lines mark the gradient; estimates "
      + "beyond ±50 are left out.",
    columns: 3, sharesAxes: true, height: 260,
    panels: [
      panel("path", variance: variances[0], .blue, draws.map { sum.pathwise(.mean, at: $0) }),
      panel(
        "score function", variance: variances[1], .vermillion,
        draws.map { sum.scoreFunction(.mean, at: $0) }),
      panel(
        "score, baseline E[f]", variance: variances[2], .green,
        draws.map { sum.scoreFunction(.mean, at: $0, baseline: mean) }),
    ])
}

/// A measured variance, and where it belongs.
struct MeasuredVariances {
  let place: Double
  let path: Estimate
  let score: Estimate
  let best: Estimate

  init(_ sum: CoordinateSum, at place: Double, draws: [CoordinateSum.Draw]) {
    self.place = place
    let plain = Comparison(sum, draws: draws)
    (path, score) = (plain.path, plain.score)
    best = Comparison(sum, draws: draws, baseline: sum.optimalBaseline(.mean)).score
  }
}

/// The variances of three estimators over a scale, exact (lines) and measured (dots).
private func variancePanel(
  _ title: String, x: Axis, y: Axis, places: [Double], sum: (Double) -> CoordinateSum,
  measured: [MeasuredVariances], extra: [Mark] = []
) -> Panel {
  func line(_ color: Color, _ label: String, _ variance: (CoordinateSum) -> Double) -> Mark {
    .line(x: places, y: places.map { variance(sum($0)) }, color: color, label: label)
  }
  func dots(_ color: Color, _ estimate: (MeasuredVariances) -> Estimate) -> Mark {
    .errorBars(
      x: measured.map(\.place), y: measured.map { estimate($0).mean },
      errors: measured.map { 1.96 * estimate($0).standardError }, color: color)
  }
  return Panel(
    title, x: x, y: y,
    marks: [
      line(.blue, "path") { $0.pathwiseVariance(.mean) },
      line(.vermillion, "score") { $0.scoreFunctionVariance(.mean) },
      line(.green, "score, best constant") {
        $0.scoreFunctionVariance(.mean, baseline: $0.optimalBaseline(.mean))
      },
      dots(.blue, \.path), dots(.vermillion, \.score), dots(.green, \.best),
    ] + extra)
}

private func logarithmicPlaces(_ from: Double, _ to: Double) -> [Double] {
  (0...60).map { from * .exp(Double($0) / 60 * .log(to / from)) }
}

/// Measured variances for the squared norm over the dimension, at μ = σ = 1, and over σ in one
/// dimension.
struct Growth {
  let overDimensions: [MeasuredVariances]
  let overWidths: [MeasuredVariances]

  init(from stream: RandomStream) {
    var random = stream
    overDimensions = [1.0, 3, 10, 30, 100].map { d in
      let sum = Growth.inDimension(d)
      return MeasuredVariances(sum, at: d, draws: sum.draws(20_000, using: &random))
    }
    overWidths = [0.05, 0.1, 0.3, 1, 3].map { sigma in
      let sum = Growth.ofWidth(sigma)
      return MeasuredVariances(sum, at: sigma, draws: sum.draws(100_000, using: &random))
    }
  }

  static func inDimension(_ d: Double) -> CoordinateSum {
    CoordinateSum(
      .quadratic, dimension: Int(d), coordinate: Normal(mean: 1, standardDeviation: 1))
  }

  static func ofWidth(_ sigma: Double) -> CoordinateSum {
    CoordinateSum(
      .quadratic, dimension: 1, coordinate: Normal(mean: 1, standardDeviation: sigma))
  }
}

/// The variances for the squared norm over the dimension and over σ.
func growthFigure(_ growth: Growth) -> Figure {
  let counts = [1, 2, 3, 5, 7, 10, 20, 30, 50, 70, 100].map { Double($0) }
  return Figure(
    description:
      "Variances of a single estimate, exact lines and measured dots, on logarithmic axes. Left, over "
      + "the dimension at σ = 1: the path stays at 4, the score function approaches slope 2, with the "
      + "best constant slope 1. Right, over σ in one dimension: the path falls as σ², the score "
      + "function rises as 1/σ² for a narrow q, where with the best constant it stays near 8.",
    columns: 2, height: 330,
    panels: [
      variancePanel(
        "over the dimension", x: Axis("dimension d", scale: .logarithmic),
        y: Axis("variance of one draw", scale: .logarithmic, range: 1...100_000),
        places: counts, sum: Growth.inDimension, measured: growth.overDimensions,
        extra: [
          .guide(x: [20, 100], y: [4_000, 100_000]), .guide(x: [20, 100], y: [40, 200]),
          .note("slope 2", x: 8, y: 12_000), .note("slope 1", x: 25, y: 28),
        ]),
      variancePanel(
        "over the width of q", x: Axis("σ", scale: .logarithmic),
        y: Axis("variance of one draw", scale: .logarithmic, range: 0.01...1_000),
        places: logarithmicPlaces(0.05, 3), sum: Growth.ofWidth, measured: growth.overWidths),
    ])
}

/// The variances for cos ωz over ω, and where path and score cross.
func crossingFigure(
  _ wave: (Double) -> CoordinateSum, _ measured: [MeasuredVariances], crossing: Double
) -> Figure {
  Figure(
    description:
      "Variances of a single estimate for cos ωz under a standard normal distribution, exact lines "
      + "and measured dots. The path's grows as ω²/2, the score function's approaches one half; they "
      + "cross at ω = \(crossing.formatted(significant: 3)).",
    columns: 1, height: 380,
    panels: [
      variancePanel(
        "", x: Axis("frequency ω, in units of 1/σ", scale: .logarithmic),
        y: Axis("variance of one draw", scale: .logarithmic, range: 0.002...100),
        places: logarithmicPlaces(0.2, 10), sum: wave, measured: measured,
        extra: [.vertical(at: crossing, label: "crossing, \(crossing.formatted(significant: 3))")])
    ])
}

/// The evidence along the trainings: the median of all runs, and the band of their middle eighty per
/// cent.
func trainingFigure(_ comparison: TrainingComparison) -> Figure {
  let steps = stride(from: 0, through: TrainingCourse.stepCount, by: TrainingCourse.spacing)
    .map { Double($0) }
  func quantiles(_ method: TrainingMethod, _ probability: Double) -> [Double] {
    steps.indices.map { k in
      sampleQuantile(comparison.runs(method).map { $0.evidence[k] }, probability)
    }
  }
  func panel(_ title: String, _ methods: [(TrainingMethod, Color)]) -> Panel {
    Panel(
      title, x: Axis("step", range: 0...Double(TrainingCourse.stepCount)),
      y: Axis("exact evidence, nats a point", range: -40...0),
      marks: methods.map { method, color in
        .band(
          x: steps, lower: quantiles(method, 0.1), upper: quantiles(method, 0.9), color: color)
      }
        + methods.map { method, color in
          .line(x: steps, y: quantiles(method, 0.5), color: color, label: method.rawValue)
        } + [.horizontal(at: -3)])
  }
  return Figure(
    description:
      "The exact evidence while 32 small autoencoders train with each estimator: medians, and bands "
      + "with 80 % of the runs. The path reaches −3 nats after "
      + "\(comparison.arrival(of: .path).mean.formatted(decimals: 0)) steps on average, leaving one "
      + "out after \(comparison.arrival(of: .leaveOneOut).mean.formatted(decimals: 0)), no baseline "
      + "after \(comparison.arrival(of: .score).mean.formatted(decimals: 0)), with runs that never "
      + "arrive counted as \(TrainingCourse.stepCount).",
    columns: 2, sharesAxes: true, height: 330,
    panels: [
      panel(
        "no baseline, and leave one out",
        [(.score, .vermillion), (.leaveOneOut, .green), (.path, .blue)]),
      panel(
        "baselines from past draws", [(.constant, .purple), (.learned, .orange), (.path, .blue)]),
    ])
}
