import Elementary
import Models
import Notebook
import Probability

// The pictures of the chapter, apart from its story.

/// The graphical model that all latent variable models share.
func storyFigure() -> PlateDiagram {
  PlateDiagram(
    description:
      "Graphical model: each of the n observations x has a latent variable z of its own; "
      + "the parameters θ are shared.",
    nodes: [
      .latent("zᵢ", column: 0, row: 0), .observed("xᵢ", column: 1, row: 0),
      .parameter("θ", column: 2, row: 0),
    ],
    arrows: [.init(from: 0, to: 1, label: "decoder"), .init(from: 2, to: 1)],
    plates: [.init("i = 1 … n", around: [0, 1])])
}

/// Marginal densities beside the normal densities of the same moments.
func marginalsFigure(
  _ models: [(title: String, range: ClosedRange<Double>, normal: Normal, log: (Double) -> Double)]
) -> Figure {
  Figure(
    description: "Marginals with the normal density of the same mean and variance: the mixture "
      + "has 3 peaks, the tanh decoder 2; the first coordinate of pPCA is normal itself.",
    columns: 3, height: 260,
    panels: models.map { model in
      Panel(
        model.title, x: Axis("x"), y: Axis("density"),
        marks: [
          .curve(over: model.range, color: .gray, label: "normal") {
            .exp(model.normal.logDensity($0))
          },
          .curve(over: model.range, label: "p(x)") { .exp(model.log($0)) },
        ])
    })
}

/// Ancestral draws, and the slice of the joint density that an observation selects.
func sliceFigure(_ model: ScalarDecoderModel, x: Double, cloud: [(latent: Double, x: Double)])
  -> Figure
{
  let posterior = model.posterior(of: x)
  func curve(_ label: String, _ color: Color, _ logDensity: (Double) -> Double) -> Mark {
    .curve(over: -3.2...3.2, color: color, label: label) { .exp(logDensity($0)) }
  }
  let area = Double.exp(model.logEvidence(of: x)).formatted(significant: 3)
  return Figure(
    description: "Left: ancestral draws around the decoder's curve, with the line x = 1. Right: "
      + "prior, joint density along the line, whose area is the evidence \(area), and posterior.",
    columns: 2, height: 330,
    panels: [
      Panel(
        "draws from the joint density", x: Axis("latent z"), y: Axis("observed x"),
        marks: [
          .scatter(x: cloud.map(\.latent), y: cloud.map(\.x), color: .gray),
          .curve(over: -3.2...3.2, label: "g(z)", model.decode),
          .horizontal(at: x, color: .vermillion, label: "x = 1"),
        ]),
      Panel(
        "along the line x = 1", x: Axis("latent z"), y: Axis("density"),
        marks: [
          curve("prior", .gray, model.logPrior),
          curve("p(x, z)", .vermillion) { model.logJoint(of: x, and: $0) },
          curve("posterior", .blue, posterior.logDensity),
        ]),
    ])
}

/// The second moment of a naive draw, and the spread of naive averages, against the dimension.
func dimensionFigure(
  measured: [Estimate], predicted: [Double], summed: [(dimension: Int, moment: Estimate)],
  slope: Double, factor: Double, spreads: [(dimension: Int, ratios: [Double])], draws: Int
) -> Figure {
  let dimensions = measured.indices.map { Double($0 + 1) }
  let spreadDimensions = spreads.map { Double($0.dimension) }
  func quantiles(_ p: Double) -> [Double] { spreads.map { sampleQuantile($0.ratios, p) } }
  let median = quantiles(0.5)[spreads.count - 1].formatted(significant: 1)
  return Figure(
    description: "Left: a draw's second moment grows by a factor of "
      + "\(slope.formatted(decimals: 2)) with each measured dimension (predicted: "
      + "\(factor.formatted(decimals: 2))), and does not grow where the dimensions enter through "
      + "their sum. Right: naive average over truth; at d = 24 the median is \(median).",
    columns: 2, height: 330,
    panels: [
      Panel(
        "one draw, ± 2 standard errors", x: Axis("latent dimensions d"),
        y: Axis("E[p(x|z)²] / p(x)²", scale: .logarithmic),
        marks: [
          .guide(x: dimensions, y: predicted, label: "predicted"),
          .errorBars(
            x: dimensions, y: measured.map(\.mean), errors: measured.map { 2 * $0.standardError },
            color: .vermillion, label: "each axis"),
          .errorBars(
            x: summed.map { Double($0.dimension) }, y: summed.map(\.moment.mean),
            errors: summed.map { 2 * $0.moment.standardError }, label: "their sum"),
        ]),
      Panel(
        "\(draws) draws, \(spreads[0].ratios.count) times", x: Axis("latent dimensions d"),
        y: Axis("average / p(x)", scale: .logarithmic),
        marks: [
          .band(
            x: spreadDimensions, lower: quantiles(0.05), upper: quantiles(0.95),
            label: "90 %"),
          .line(x: spreadDimensions, y: quantiles(0.5), label: "median"),
          .horizontal(at: 1, label: "truth"),
        ]),
    ])
}

/// Draws from the prior, and the ellipse that holds 95 % of the posterior, for several models.
func regionsFigure(
  _ models: [ProbabilisticPCA], x: [Double], draws: [[Double]], shares: [String]
) -> Figure {
  let radius = (-2 * Double.log(0.05)).squareRoot()
  let regions = zip(shares, models).map { "\($0) % with \($1.noiseVariance.formatted())" }
  return Figure(
    description: "Draws from the prior and the posterior's 95 % ellipse. Inside the ellipse lie, "
      + "by the variance of the noise: \(regions.joined(separator: ", ")).",
    columns: models.count, sharesAxes: true, height: 380,
    panels: models.map { model in
      let posterior = model.posterior(of: x)
      return Panel(
        "noise variance \(model.noiseVariance.formatted())", x: Axis("z₁", range: -3.5...3.5),
        y: Axis("z₂", range: -3.5...3.5),
        marks: [
          .scatter(
            x: draws.map { $0[0] }, y: draws.map { $0[1] }, color: .gray, label: "prior draws"),
          .ellipse(
            mean: posterior.mean, covariance: posterior.covariance, standardDeviations: radius,
            color: .vermillion, label: "95 % of the posterior"),
        ])
    })
}

/// The share of draws within the posterior's 95 % ellipse, in per cent.
func shareOfEllipse(_ model: ProbabilisticPCA, x: [Double], draws: [[Double]]) -> String {
  let posterior = model.posterior(of: x)
  let inside = draws.count { z in
    let deviation = zip(z, posterior.mean).map { $0 - $1 }
    return posterior.cholesky.squaredMahalanobis(deviation) <= -2 * .log(0.05)
  }
  return (100 * Double(inside) / Double(draws.count)).formatted(significant: 2)
}
