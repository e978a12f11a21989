import Elementary
import Models
import Notebook
import Numerics
import Probability

// The chapter's figures, and what it tells about the fit.

/// The mixture as a graphical model.
let plateOfMixture = PlateDiagram(
  description:
    "The graphical model of a mixture: each of the n points depends on its own label, which "
    + "nobody sees, and on the mean and covariance θₖ of each of the K components; the labels depend on the "
    + "weights.",
  nodes: [
    .parameter("π", column: 0, row: 0), .latent("zᵢ", column: 1, row: 0),
    .observed("xᵢ", column: 1, row: 1), .parameter("θₖ", column: 0, row: 1),
  ],
  arrows: [.init(from: 0, to: 1), .init(from: 1, to: 2), .init(from: 3, to: 2)],
  plates: [.init("i = 1 … n", around: [1, 2]), .init("k = 1 … K", around: [3])])

/// The bound and the log likelihood after each half-step, and the gap between them.
func staircase(_ terms: [GaussianMixture.BoundTerms], firstRound: Int) -> Figure {
  let times = terms.indices.map { Double($0) / 2 + Double(firstRound) }
  let gaps = stride(from: 1, to: terms.count, by: 2).map { terms[$0].gap }
  return Figure(
    description: "From the second round on: the bound rises at every half-step and touches the "
      + "log likelihood after each E-step; the gaps that the M-steps open are "
      + gaps.map { $0.formatted(decimals: 2) }.joined(separator: ", ") + " nats.",
    height: 340, x: Axis("round (E-step at the whole numbers, M-step at the halves)"),
    y: Axis("nats"),
    marks: [
      .band(
        x: times, lower: terms.map(\.bound), upper: terms.map(\.logLikelihood),
        color: .vermillion, label: "gap"),
      .line(x: times, y: terms.map(\.logLikelihood), label: "log p"),
      .line(x: times, y: terms.map(\.bound), color: .vermillion, label: "bound"),
      .scatter(x: times, y: terms.map(\.bound), color: .vermillion),
    ])
}

/// The log likelihood over the first mean of a mixture on the line, with the bounds of successive
/// E-steps under it.
///
/// - Parameters:
///   - places: where the mean was at first and after each M-step.
///   - start: the mixture with the first of these means.
func bounds(at places: [Double], of data: Matrix, from start: GaussianMixture) -> Figure {
  func mixture(_ mean: Double) -> GaussianMixture {
    start.movingMean(of: 0, by: [mean - places[0]])
  }
  let (low, high) = (places.reduce(.infinity, min), places.reduce(-.infinity, max))
  let range = (low - 0.35 * (high - low))...(high + 0.2 * (high - low))
  let grid = (0...160).map {
    range.lowerBound + (range.upperBound - range.lowerBound) * Double($0) / 160
  }
  let heights = places.map { mixture($0).logLikelihood(of: data) }
  let curves = places.dropLast().map { place in
    let responsibilities = mixture(place).responsibilities(of: data)
    return grid.map { mixture($0).evidenceLowerBound(of: data, under: responsibilities) }
  }
  let rise = heights[heights.count - 1] - heights[0]
  return Figure(
    description: "The log likelihood over one mean, and successive lower bounds. Each touches it "
      + "where its E-step was made, at "
      + places.dropLast().map { $0.formatted(decimals: 1) }.joined(separator: ", ")
      + ", and has its top at the next of these values; after the last M-step the mean is "
      + "\(places[places.count - 1].formatted(decimals: 1)).",
    height: 400, x: Axis("mean μ₁ (min)", range: range),
    y: Axis(
      "nats", range: (heights[0] - 0.5 * rise)...(heights[heights.count - 1] + 0.25 * rise)),
    marks: zip(curves, [Color.orange, .green, .purple, .sky]).enumerated().map { round, curve in
      .line(x: grid, y: curve.0, color: curve.1, label: "bound \(round + 1)")
    } + [
      .line(x: grid, y: grid.map { mixture($0).logLikelihood(of: data) }, label: "log p"),
      .scatter(x: places, y: heights, color: .vermillion, label: "successive μ₁"),
    ])
}

/// What runs lacked to their limits, iteration by iteration.
func deficits(_ runs: [(name: String, run: ExpectationMaximization.Run)]) -> Figure {
  Figure(
    description:
      "What the log likelihood still lacks to its limit, against the iteration. At the end "
      + "it shrinks in each iteration by a factor of "
      + runs.map { "\($0.run.convergenceFactor.formatted(significant: 3)) (\($0.name))" }
      .joined(separator: " and ") + ".",
    height: 340, x: Axis("iteration"), y: Axis("nats below the limit", scale: .logarithmic),
    marks: runs.enumerated().map { index, named in
      let deficits = named.run.deficits()
      return .line(
        x: deficits.indices.map(Double.init), y: deficits, color: .category(index),
        label: named.name)
    })
}

/// The gaps of two decoders over the observation.
func gaps(_ observations: [Double], tanh: [Double], hyperbola: [Double]) -> Figure {
  Figure(
    description: "The gap that the best normal q leaves, over the observation: for the "
      + "hyperbola zero at x = 0 and up to \(hyperbola.reduce(0, max).formatted(decimals: 2)) nats "
      + "elsewhere, for the tanh network at most \(tanh.reduce(0, max).formatted(decimals: 2)).",
    height: 320, x: Axis("observation x"), y: Axis("gap in nats"),
    marks: [
      .line(x: observations, y: hyperbola, color: .vermillion, label: "hyperbola"),
      .line(x: observations, y: tanh, label: "tanh network"),
    ])
}

/// A run of EM on data, and how it is shown: in the first two columns at most.
struct FittedRun {
  let run: ExpectationMaximization.Run
  let data: Matrix
  let names: [String]

  private var isFlat: Bool { data.columns == 1 }

  /// The range of a column with room for the ellipses of all rounds, but no more than three quarters
  /// of its length on either side: a very wide start does not set the scale.
  private func axis(_ column: Int) -> Axis {
    let values = data.column(column)
    let (low, high) = (values.reduce(.infinity, min), values.reduce(-.infinity, max))
    let isWide = high - low > 1e-6 * max(low.magnitude, high.magnitude)
    let reaches = run.path.flatMap { mixture in
      zip(mixture.means, mixture.covariances).flatMap { mean, covariance in
        [-2.1, 2.1].map { mean[column] + $0 * covariance[column, column].squareRoot() }
      }
    }
    let (near, far) = (0.12 * (high - low), 0.75 * (high - low))
    let lower = max(low - far, reaches.reduce(low - near, min))
    let upper = min(high + far, reaches.reduce(high + near, max))
    return Axis(names[column], range: isWide ? lower...upper : nil)
  }

  /// At most about 2,000 of the points.
  private var shown: Matrix {
    Matrix(rows: stride(from: 0, to: data.rows, by: 1 + data.rows / 2_000).map(data.row))
  }

  private func marks(_ mixture: GaussianMixture) -> [Mark] {
    let across = shown.column(0)
    guard !isFlat else {
      let (low, high) = (across.reduce(.infinity, min), across.reduce(-.infinity, max))
      return [
        .histogram(across, isDensity: true),
        .curve(over: low...high, color: .vermillion) { .exp(mixture.logDensity([$0])) },
      ]
    }
    let ellipses = (0..<mixture.componentCount).map { k in
      let covariance = mixture.covariances[k]
      return Mark.ellipse(
        mean: Array(mixture.means[k].prefix(2)),
        covariance: Matrix(rows: (0..<2).map { i in (0..<2).map { j in covariance[i, j] } }),
        standardDeviations: 2, color: .category(k), isFilled: true)
    }
    return ellipses + [
      .scatter(
        x: across, y: shown.column(1), responsibilities: mixture.responsibilities(of: shown))
    ]
  }

  private func title(_ iteration: Int) -> String {
    (iteration == 0 ? "start" : "iteration \(iteration)")
      + ": log p = \(run.logLikelihoods[iteration].formatted(decimals: 1))"
      .replacing("-", with: "−") + " nats"
  }

  private var yAxis: Axis { isFlat ? Axis("density") : axis(1) }

  private var summary: String {
    (isFlat
      ? ""
      : "\(data.columns > 2 ? "In the first two columns, an" : "An") ellipse reaches two standard "
        + "deviations, and each point is coloured by its responsibilities. ")
      + (shown.rows < data.rows ? "\(shown.rows) of the points are shown. " : "")
      + "In \(run.iterations) iteration\(run.iterations == 1 ? "" : "s") the log likelihood rises from "
      + "\(run.logLikelihoods[0].formatted(decimals: 1)) to "
      + "\(run.logLikelihood.formatted(decimals: 1)) nats."
  }

  /// EM settling: the mixtures that the run has kept.
  var settling: AnimatedFigure {
    AnimatedFigure(
      description: "The fitted components settle on the data. " + summary,
      frames: zip(run.iterationsOfPath, run.path).map { iteration, mixture in
        Figure(
          title(iteration), description: title(iteration), height: 460, x: axis(0),
          y: yAxis, marks: marks(mixture))
      }, secondsPerFrame: 0.35)
  }

  /// Four moments of the run at rest.
  var iterations: Figure {
    let kept = run.iterationsOfPath
    let places = [0, 1, run.iterations / 4, run.iterations].compactMap { moment in
      kept.lastIndex { $0 <= moment }
    }.reduce(into: [Int]()) { if !$0.contains($1) { $0.append($1) } }
    let moments = places.map { kept[$0] }
    return Figure(
      description: "The fitted components over the data at the start and after "
        + moments.dropFirst().map(String.init).joined(separator: ", ") + " iterations. " + summary,
      columns: 2, sharesAxes: true,
      panels: places.map {
        Panel(
          kept[$0] == 0 ? "start" : "iteration \(kept[$0])", x: axis(0), y: yAxis,
          marks: marks(run.path[$0]))
      })
  }

  /// The parameters of the components, in the first columns.
  var table: ReportTable {
    let count = min(5, data.columns)
    let mixture = run.mixture
    let rows = (0..<mixture.componentCount).map { k -> [Cell] in
      let deviations = mixture.covariances[k].diagonal.map { $0.squareRoot() }
      var cells: [Cell] = [.number(k + 1), .number(mixture.weights[k], decimals: 4)]
      cells += (0..<count).map {
        Cell.number(mixture.means[k][$0], significant: digits(ofMean: $0, in: k))
      }
      cells += deviations.prefix(count).map { Cell.number($0, significant: 4) }
      return cells
    }
    return ReportTable(
      ["component", "weight"] + names.prefix(count).map { "mean of \($0.escapedForMarkdown)" }
        + names.prefix(count).map { "sd of \($0.escapedForMarkdown)" }, rows)
  }

  /// A line for each component: its weight, its means and its standard deviations.
  var componentLines: [(label: String, text: String)] {
    let count = min(4, data.columns)
    let mixture = run.mixture
    func list(_ values: [String]) -> String {
      values.prefix(count).joined(separator: ", ") + (data.columns > count ? ", …" : "")
    }
    return (0..<mixture.componentCount).map { k in
      let means = mixture.means[k].indices.map {
        mixture.means[k][$0].formatted(significant: digits(ofMean: $0, in: k))
      }
      let deviations = mixture.covariances[k].diagonal.map {
        $0.squareRoot().formatted(significant: 3)
      }
      return (
        "component \(k + 1)",
        "weight \(mixture.weights[k].formatted(decimals: 3)), mean (\(list(means))), "
          + "sd (\(list(deviations)))"
      )
    }
  }

  /// So many significant digits of a mean as tell hundredths of the standard deviation.
  private func digits(ofMean column: Int, in component: Int) -> Int {
    let deviation = run.mixture.covariances[component][column, column].squareRoot()
    let ratio = run.mixture.means[component][column].magnitude / deviation
    return min(15, 4 + max(0, Int(Double.log(max(1, ratio)) / .log(10))))
  }
}

extension FittedRun {
  /// What the terminal tells in the end: the components, largest weight first, and how the fit went.
  func results(of fit: ExpectationMaximization.Fit) -> [(label: String, text: String)] {
    let largest = componentLines.indices.sorted {
      run.mixture.weights[$0] > run.mixture.weights[$1]
    }
    let shown = largest.prefix(4).map { componentLines[$0] }
    let rest = largest.count - shown.count
    let reached = fit.runs.count { $0.logLikelihood >= run.logLikelihood - 0.01 }
    let bic = run.mixture.bayesianInformationCriterion(on: data)
    let converged = run.hasConverged ? "converged after" : "NOT converged after"
    return shown + (rest > 0 ? [("and", "\(rest) more, with smaller weights")] : [])
      + [
        ("log likelihood", "\(run.logLikelihood.formatted(decimals: 2)) nats"),
        ("BIC", bic.formatted(decimals: 2)),
        ("the best run", "\(converged) \(run.iterations) iterations"),
        ("same end", "\(reached) of \(fit.runs.count) starts"),
        (
          "degenerate",
          run.degeneracies.isEmpty
            ? "none" : run.degeneracies.prefix(4).map(\.description).joined(separator: "; ")
        ),
      ]
  }
}

extension FittedRun {
  /// The bound where the run ended, and after an M-step from there that forgets the ½ in the exponent,
  /// so that every covariance is twice too large.
  var boundsOfDoubling: [Double] {
    let mixture = run.mixture
    let gamma = mixture.responsibilities(of: data)
    let doubled = mixture.replacing(covariances: mixture.covariances.map { 2 * $0 })
    return [mixture, doubled].map { $0.evidenceLowerBound(of: data, under: gamma) }
  }
}

extension Notebook {
  /// Gives names to the numbers that the prose about the fit mentions, and tells the results in the
  /// end.
  func report(_ fitted: FittedRun, of fit: ExpectationMaximization.Fit, source: String) {
    let run = fitted.run
    let reached = fit.runs.count { $0.logLikelihood >= run.logLikelihood - 0.01 }
    define("points", fitted.data.rows)
    define("source", source.escapedForMarkdown)
    define("ends", run.hasConverged ? "converged" : "was stopped, still rising,")
    define("iterations", run.iterations)
    define("log likelihood", run.logLikelihood, significant: 7)
    define("restarts", fit.runs.count)
    define("reached best", reached)
    define(
      "degenerate",
      run.degeneracies.isEmpty
        ? "none" : run.degeneracies.map(\.description).joined(separator: "; "))
    for line in fitted.results(of: fit) { result(line.label, line.text) }
  }

  /// Gives names to what generalised EM does to a decoder.
  func define(evidences: [Double], steepnesses: [Double]) {
    define("decoder start", evidences[0], significant: 5)
    define("decoder end", evidences[evidences.count - 1], significant: 5)
    define("slope before", steepnesses[0], significant: 2)
    define("slope after one", steepnesses[1], significant: 2)
    define("slope after forty", steepnesses[40], significant: 2)
  }
}
