import Datasets
import Elementary
import Models
import Notebook
import Numerics
import Probability

// The chapter's figures, as functions of the numbers that `main.swift` computes.

func formatted(_ values: [Double], _ decimals: Int = 3) -> String {
  values.map { $0.formatted(decimals: decimals) }.joined(separator: ", ")
}

extension Notebook {
  /// Gives several numbers their names.
  func define(_ values: KeyValuePairs<String, Double>, significant: Int = 3) {
    for (name, value) in values { define(name, value, significant: significant) }
  }
}

/// A data density with two normal densities, the nearest by either direction of the divergence.
func projectionFigure(data: GaussianMixture, likeliest: Normal, reversed: Normal) -> Figure {
  Figure(
    description:
      "A data density with two peaks and two normal densities. Maximum likelihood has mean "
      + "and standard deviation \(formatted([likeliest.mean, likeliest.standardDeviation])) and "
      + "covers both peaks; the reversed divergence has "
      + "\(formatted([reversed.mean, reversed.standardDeviation])).",
    height: 300, x: Axis("x"), y: Axis("density"),
    marks: [
      .curve(over: -5...5, color: .gray, label: "data") { .exp(data.logDensity([$0])) },
      .curve(over: -5...5, label: "maximum likelihood") { .exp(likeliest.logDensity($0)) },
      .curve(over: -5...5, color: .vermillion, label: "reversed") { .exp(reversed.logDensity($0)) },
    ])
}

/// The graphical model of probabilistic PCA.
let modelDiagram = PlateDiagram(
  description:
    "Each of the n points xᵢ depends on a latent zᵢ of its own, and on the parameters W, "
    + "μ and σ², which all points share.",
  nodes: [
    .latent("zᵢ", column: 1, row: 0), .observed("xᵢ", column: 1, row: 1),
    .parameter("W", column: 0, row: 0.5), .parameter("μ", column: 0, row: 1.2),
    .parameter("σ²", column: 2, row: 1),
  ],
  arrows: [0, 2, 3, 4].map { .init(from: $0, to: 1) },
  plates: [.init("i = 1 … n", around: [0, 1])])

/// A model with one latent dimension and two coordinates, and how it encodes one observation.
///
/// In both panels a unit is as long upwards as across.
func geometryFigure(
  of model: LinearGaussianModel, x: [Double], leastSquares: Double, by notebook: Notebook
) -> Figure {
  var random = notebook.random("geometry")
  let draws = model.marginal.samples(300, using: &random)
  let posterior = model.posterior(of: x)
  let (code, deviation) = (posterior.mean[0], posterior.covariance[0, 0].squareRoot())
  func line(_ codes: [Double], _ color: Color, _ label: String) -> Mark {
    let points = codes.map { model.decode([$0]) }
    return .line(x: points.map { $0[0] }, y: points.map { $0[1] }, color: color, label: label)
  }
  func dot(_ point: [Double], _ color: Color, _ name: String, lower: Double = 0) -> [Mark] {
    [
      .scatter(x: [point[0]], y: [point[1]], color: color),
      .note(name, x: point[0], y: point[1] - lower, color: color),
    ]
  }
  return Figure(
    description:
      "Left: 300 draws of the model, the line of decoded codes, and the ellipse of two standard "
      + "deviations of p(x). Right, enlarged: the observation (\(formatted(x, 1))) has the code "
      + "\(formatted([code])); its decoded point lies nearer to the mean than the least-squares "
      + "point.",
    columns: 2, height: 292,
    panels: [
      Panel(
        "the model", x: Axis("x₁", range: -4.5...4.5), y: Axis("x₂", range: -3...3),
        marks: [
          .ellipse(
            mean: [0, 0], covariance: model.marginal.covariance, standardDeviations: 2,
            color: .sky, isFilled: true, label: "p(x), 2 sd"),
          .scatter(x: draws.map { $0[0] }, y: draws.map { $0[1] }, color: .gray, label: "draws"),
          line([-3, 3], .blue, "Wz"),
        ] + dot(x, .green, "x")),
      Panel(
        "one observation", x: Axis("x₁", range: 0.5...2.75), y: Axis("x₂", range: 0.3...1.8),
        marks: [
          line([-3, 3], .blue, "Wz"),
          line([code - 2 * deviation, code + 2 * deviation], .vermillion, "posterior ± 2 sd"),
        ] + dot(model.decode([leastSquares]), .orange, "least squares", lower: 0.05)
          + dot(model.decode([code]), .purple, "decoded code", lower: 0.13) + dot(x, .green, "x")),
    ])
}

/// The eigenvalues of data and model, and the log likelihood over one length.
///
/// - Parameter height: the log likelihood a flower at a squared length of the first column of W.
func maximumFigure(
  eigenvalues: [Double], noise: Double, height: (Double) throws -> Double
) rethrows -> Figure {
  let best = eigenvalues[0] - noise
  let lengths = stride(from: 1.6, through: 12, by: 0.1).map { $0 }
  let heights = try lengths.map(height)
  return Figure(
    description:
      "Left: the eigenvalues of the irises' covariance, \(formatted(eigenvalues)), and those "
      + "of the fitted C, which replaces the last two by their mean. Right: the log likelihood over "
      + "the squared length of the first column of W, with its maximum at \(formatted([best])).",
    columns: 2, height: 320,
    panels: [
      Panel(
        "eigenvalues", x: Axis("index"),
        y: Axis("variance (cm²)", scale: .logarithmic, range: 0.02...5),
        marks: [
          .steps(
            x: [0.5, 1.5, 2.5, 3.5, 4.5], y: eigenvalues.prefix(2) + [noise, noise],
            color: .vermillion, label: "model"),
          .scatter(x: [1, 2, 3, 4], y: eigenvalues, label: "data"),
        ]),
      Panel(
        "log likelihood", x: Axis("squared length of column 1 (cm²)"),
        y: Axis("nats a flower", range: -3.1 ... -2.6),
        marks: [.vertical(at: best, label: "λ₁ − σ²"), .line(x: lengths, y: heights)]),
    ])
}

/// Bound and log likelihood after each half step of EM, the first values before any.
func staircaseFigure(bounds: [Double], logLikelihoods: [Double]) -> Figure {
  let gaps = zip(logLikelihoods, bounds).map { $0 - $1 }
  let places = (0...bounds.count).map { Double($0) - 0.5 }
  return Figure(
    description:
      "Bound and log likelihood over four rounds of EM. Each E-step closes the gap, which is "
      + "shaded; each M-step raises both and opens a smaller one: "
      + "\(formatted([gaps[2], gaps[4], gaps[6], gaps[8]])) nats a flower.",
    height: 330, x: Axis(names: ["start"] + (1...4).flatMap { ["E\($0)", "M\($0)"] }),
    y: Axis("nats a flower", range: -8.5 ... -2),
    marks: [
      .spans(
        bounds.indices.map {
          Span(from: bounds[$0], to: logLikelihoods[$0], at: Double($0), width: 1)
        }, color: .orange),
      .steps(x: places, y: logLikelihoods, label: "log likelihood"),
      .steps(x: places, y: bounds, color: .vermillion, label: "bound"),
    ])
}

/// The codes of the irises by species.
func codesFigure(_ codes: ProbabilisticPCA.Codes) -> Figure {
  Figure(
    description:
      "The codes of 150 irises, coloured by species. The ellipse is two standard deviations "
      + "of any one posterior; one standard deviation is "
      + "\(formatted([codes.covariance[0, 0].squareRoot()])) in the first dimension, where the "
      + "prior has 1.",
    height: 340, x: Axis("first latent dimension"), y: Axis("second latent dimension"),
    marks: [
      .scatter(
        x: codes.means.column(0), y: codes.means.column(1), categories: Iris.species,
        labels: Iris.speciesNames),
      .ellipse(
        mean: [0, 0], covariance: codes.covariance, standardDeviations: 2, color: .gray,
        label: "any posterior, 2 sd"),
    ])
}

/// The codes of a reader's data, at most 3,000 of them; a histogram in one dimension.
func ownCodesFigure(_ codes: ProbabilisticPCA.Codes, name: String) -> Figure {
  let means = codes.means
  let shown = Array(stride(from: 0, to: means.rows, by: 1 + means.rows / 3_000))
  let first = shown.map { means[$0, 0] }
  let isLine = means.columns == 1
  return Figure(
    description: "The codes of \(shown.count) rows of \(name).", x: Axis("first latent dimension"),
    y: Axis(isLine ? "density" : "second latent dimension"),
    marks: isLine
      ? [.histogram(first, isDensity: true)]
      : [.scatter(x: first, y: shown.map { means[$0, 1] })])
}

/// A row of the table of fixed noises, from a model with its exact posteriors.
func balanceRow(_ model: ProbabilisticPCA, of data: Matrix, regulariser: Double) -> [Cell] {
  let bound = model.logLikelihood(of: data) / Double(data.rows)
  let error = model.expectedSquaredError(of: data, under: model.codes(of: data))
  return [
    .number(model.noiseVariance, decimals: 4), .number(regulariser, decimals: 3),
    .number(bound + regulariser, decimals: 3), .number(bound, decimals: 3),
    .number(error / Double(data.rows * data.columns) / model.noiseVariance, decimals: 3),
  ]
}

/// A row of the table of trainings.
func trainingRow(name: String, shortfalls: [Double]) -> [Cell] {
  let mean = Estimate(shortfalls)
  let numbers = [mean.mean, mean.standardError, shortfalls.reduce(0, max)]
  return [.text(name)] + numbers.map { .number($0, significant: 2) }
}

/// How often, in per cent, the nearest neighbour of an iris belongs to the same species.
struct NeighbourAgreement {
  /// By the four measurements, by the codes, and by the first code alone.
  let raw, codes, firstCode: Double

  /// By forty random projections of the measurements to two dimensions.
  let projections: Estimate

  /// By the codes, with species that were handed to other flowers.
  let shuffled: Double

  init(
    of data: Matrix, codes: ProbabilisticPCA.Codes, order: [Int], using random: inout RandomStream
  ) {
    func agreement(_ points: Matrix, _ species: [Int] = Iris.species) -> Double {
      let agreeing = nearestNeighbours(of: points).enumerated().count {
        species[$0] == species[$1]
      }
      return 100 * Double(agreeing) / Double(species.count)
    }
    raw = agreement(data)
    self.codes = agreement(codes.means)
    firstCode = agreement(Matrix(rows: codes.means.column(0).map { [$0] }))
    projections = Estimate(repetitions: 40) {
      agreement(data * Matrix(rows: 4, columns: 2, elements: random.normals(8)))
    }
    shuffled = agreement(codes.means, order.map { Iris.species[$0] })
  }

  /// The rows of the table.
  var rows: [[Cell]] {
    let named: KeyValuePairs = [
      "four measurements": raw, "two codes": codes, "the first code alone": firstCode,
      "two random directions": projections.mean, "two codes, species shuffled": shuffled,
    ]
    return named.map { [.text($0), .number($1, decimals: 1)] }
  }
}
