import Elementary
import Models
import Notebook
import Probability

/// The layout of the chapter's tables and of its lines on the terminal.
extension Notebook {
  /// Named rows of numbers.
  func table(
    _ header: [String], _ rows: [(String, [Double])], decimals: Int = 4, line: Int = #line
  ) {
    table(
      header, rows.map { row in [.text(row.0)] + row.1.map { .number($0, decimals: decimals) } },
      line: line)
  }

  /// The lines of a derivation, with a column for each of the three models.
  func table(ofLines lines: [String], _ columns: [[Double]], line: Int = #line) {
    table(
      ["line", "mixture", "nonlinear", "linear"],
      lines.enumerated().map { index, name in (name, columns.map { $0[index] }) }, decimals: 6,
      line: line)
  }

  /// All terms of the bound, a row for each model.
  func table(ofTerms terms: [BoundTerms], names: [String], line: Int = #line) {
    table(
      [
        "model", "E log joint", "entropy", "reconstruction", "regulariser", "bound", "gap",
        "log p(x)",
      ],
      zip(names, terms).map { name, terms in
        (
          name,
          [
            terms.expectedLogJoint, terms.entropy, terms.reconstruction, terms.regulariser,
            terms.bound, terms.gap, terms.logEvidence,
          ]
        )
      }, line: line)
  }

  /// Numbers for the prose, with three significant digits.
  func define(_ numbers: KeyValuePairs<String, Double>) {
    for (name, value) in numbers { define(name, value) }
  }

  /// What the reader came for: evidence, bound and gap.
  func results(_ terms: [BoundTerms], names: [String], best: Normal) {
    result("log p(x)", "\(terms[0].logEvidence.formatted(decimals: 4)) nats")
    for (name, terms) in zip(names, terms) {
      result(
        name,
        "bound \(terms.bound.formatted(decimals: 4)) = reconstruction "
          + "\(terms.reconstruction.formatted(decimals: 4)) − regulariser "
          + "\(terms.regulariser.formatted(decimals: 4)), gap \(terms.gap.formatted(decimals: 4))")
    }
    result(
      "the best normal q",
      "mean \(best.mean.formatted(decimals: 3)), standard deviation "
        + best.standardDeviation.formatted(decimals: 3))
  }
}

/// The drawing of the chapter's figures, apart from what they show.
enum Figures {
  /// Three points of the graph of the logarithm, and their mean below it.
  static func jensen(ratios: [Double], q: Categorical) -> Figure {
    let mean = q.expectation { ratios[$0] }
    let (logOfMean, meanOfLogs) = (Double.log(mean), q.expectation { .log(ratios[$0]) })
    return Figure(
      description: "Three ratios on the graph of the logarithm. The logarithm of their mean is "
        + "\(logOfMean.formatted(decimals: 3)), the mean of their logarithms "
        + "\(meanOfLogs.formatted(decimals: 3)), below the graph.",
      height: 320, x: Axis("ratio r = p(x, z) / q(z)"), y: Axis("nats", range: -7 ... -1.5),
      marks: [
        .curve(over: 0.0008...0.15, color: .gray, label: "log r") { .log($0) },
        .line(x: [mean, mean], y: [logOfMean, meanOfLogs], color: .vermillion),
        .scatter(x: ratios, y: ratios.map { .log($0) }),
        .scatter(x: [mean, mean], y: [logOfMean, meanOfLogs], color: .vermillion),
        .note("log of the mean", x: mean - 0.032, y: logOfMean + 0.45, color: .vermillion),
        .note("mean of the logs", x: mean, y: meanOfLogs, color: .vermillion),
      ])
  }

  /// The evidence as reconstruction, regulariser and gap, for each q from left to right.
  static func terms(of x: Double, _ terms: [BoundTerms], names: [String]) -> Figure {
    func spans(
      _ color: Color, _ label: String, _ offset: Double, _ ends: (BoundTerms) -> (Double, Double)
    ) -> Mark {
      .spans(
        terms.enumerated().map { index, terms in
          let (start, end) = ends(terms)
          return Span(from: start, to: end, at: Double(index) + offset, width: 0.24)
        }, color: color, label: label)
    }
    return Figure(
      description: "log p(x) at x = \(x.formatted()) taken apart, in nats. "
        + zip(names, terms).map { name, terms in
          "\(name): reconstruction \(terms.reconstruction.formatted(decimals: 2)), regulariser "
            + "\(terms.regulariser.formatted(decimals: 2)), gap "
            + terms.gap.formatted(decimals: 3)
        }.joined(separator: "; ") + ".",
      x: Axis(names: names), y: Axis("nats"),
      marks: [
        spans(.green, "reconstruction", -0.26) { (0, $0.reconstruction) },
        spans(.vermillion, "regulariser", 0) { ($0.reconstruction, $0.bound) },
        spans(.orange, "gap", 0.26) { ($0.bound, $0.bound + $0.gap) },
        .horizontal(at: terms[0].logEvidence, label: "log p(x)"),
      ])
  }

  /// The terms of the bound along the tempered posteriors, t from 0 to 3.
  static func path(_ temperatures: [Double], _ path: [BoundTerms]) -> Figure {
    Figure(
      description: "As q moves from the prior at t = 0 to the posterior at t = 1, reconstruction "
        + "rises and minus the regulariser falls. Their sum, the bound, rises by "
        + "\((path[20].bound - path[0].bound).formatted(decimals: 2)) nats, touches log p(x) at "
        + "t = 1, and is \(path[60].gap.formatted(decimals: 2)) nats below at t = 3. What is below "
        + "-4 is cut off.",
      x: Axis("power t of the likelihood"), y: Axis("nats", range: -4...0),
      marks: [
        gap(temperatures, path), .horizontal(at: path[0].logEvidence, label: "log p(x)"),
        .vertical(at: 1, label: "posterior, t = 1"),
        .line(
          x: temperatures, y: path.map(\.reconstruction), color: .green, label: "reconstruction"),
        .line(
          x: temperatures, y: path.map { -$0.regulariser }, color: .vermillion,
          label: "− regulariser"),
        .line(x: temperatures, y: path.map(\.bound), label: "bound"),
      ])
  }

  /// A posterior of two dimensions and two q with independent coordinates.
  static func meanField(
    _ posterior: MultivariateNormal, _ best: DiagonalNormal, _ marginals: DiagonalNormal
  ) -> Figure {
    let gaps = [best, marginals].map { q in
      q.expectation { q.logDensity($0) - posterior.logDensity($0) }
    }
    return Figure(
      description: "The posterior is a tilted ellipse, of two standard deviations. The best q with "
        + "independent coordinates is narrower than the posterior in both and has a gap of \(gaps[0].formatted(decimals: 2)) "
        + "nats; the q with the posterior's own variances has "
        + "\(gaps[1].formatted(decimals: 2)).",
      height: 400, x: Axis("first latent dimension"), y: Axis("second latent dimension"),
      marks: [
        .ellipse(mean: posterior.mean, covariance: posterior.covariance, label: "posterior"),
        .ellipse(
          mean: best.mean, covariance: best.covariance, color: .vermillion,
          label: "best independent q"),
        .ellipse(
          mean: marginals.mean, covariance: marginals.covariance, color: .gray,
          label: "the posterior's variances"),
      ])
  }

  /// Posteriors of scalar models, each with its best normal q.
  static func bestNormal(
    _ panels: [(title: String, posterior: GridDensity, q: Normal, range: ClosedRange<Double>)],
    gaps: [Double]
  ) -> Figure {
    Figure(
      description: "Three posteriors and the best normal q of each. The gaps are "
        + gaps.map { $0.formatted(significant: 2) }.joined(separator: ", ")
        + " nats; of the parabola's two humps q covers one.",
      columns: 3, height: 270,
      panels: panels.map { panel in
        Panel(
          panel.title, x: Axis("z"), y: Axis("density"),
          marks: [
            .curve(over: panel.range, label: "posterior") { .exp(panel.posterior.logDensity($0)) },
            .curve(over: panel.range, color: .vermillion, label: "best q") {
              .exp(panel.q.logDensity($0))
            },
          ])
      })
  }

  /// The log likelihood over the weight, and the bounds that EM climbs.
  static func rounds(
    _ rounds: [ScalarLinearVAE], likeliest: Double, logLikelihood: (Double) -> Double,
    bound: (ScalarLinearVAE, Double) -> Double
  ) -> Figure {
    let weights = rounds.map(\.decoderWeight)
    let touching = Array(weights.prefix(3))
    let bounds = zip(rounds, [Color.vermillion, .orange, .green]).enumerated().map { index, round in
      Mark.curve(over: 0.2...3, color: round.1, label: "bound \(index + 1)") { bound(round.0, $0) }
    }
    return Figure(
      description: "The log likelihood of five observations over the weight w, and three lower "
        + "bounds, each touching it where its q is the posterior. Their maxima lead to w = "
        + weights.dropFirst().map { $0.formatted(decimals: 2) }.joined(separator: ", ")
        + "; the likelihood is best at \(likeliest.formatted(decimals: 2)).",
      x: Axis("decoder weight w"), y: Axis("nats", range: -14 ... -9.5),
      marks: [.curve(over: 0.2...3, label: "log p", logLikelihood)] + bounds
        + [.scatter(x: touching, y: touching.map(logLikelihood), label: "q is the posterior")])
  }

  /// Bound and log likelihood after each half step, with the gap between them.
  static func staircase(bounds: [Double], logLikelihoods: [Double]) -> Figure {
    func stairs(_ heights: [Double]) -> [Double] { heights.flatMap { [$0, $0] } }
    let edges = bounds.indices.flatMap { [Double($0), Double($0) + 1] }
    let gaps = zip(logLikelihoods, bounds).map { $0 - $1 }
    return Figure(
      description: "Three rounds of half steps. A step in q raises the bound and leaves the log "
        + "likelihood where it is; a step in θ moves both. The shaded gap is "
        + "\(gaps[0].formatted(decimals: 2)) nats at the start, "
        + "\(gaps[gaps.count - 1].formatted(decimals: 2)) at the end.",
      height: 320, x: Axis("start, then steps in q, θ, q, θ, q, θ"), y: Axis("nats"),
      marks: [
        .band(
          x: edges, lower: stairs(bounds), upper: stairs(logLikelihoods), color: .orange,
          label: "gap"),
        .line(x: edges, y: stairs(logLikelihoods), color: .gray, label: "log p"),
        .line(x: edges, y: stairs(bounds), label: "bound"),
      ])
  }

  /// Bound and log likelihood over the weight, for a q that stays.
  static func trap(
    _ terms: ([Double]) -> [BoundTerms], from likeliest: Double, to misled: Double
  ) -> Figure {
    let weights = stride(from: 0.2, through: 12, by: 0.1).map { $0 }
    let (sweep, top) = (terms(weights), terms([misled])[0].logEvidence)
    return Figure(
      description:
        "With q fixed the bound has its maximum at w = \(misled.formatted(decimals: 2)), "
        + "where the log likelihood, best at w = \(likeliest.formatted(decimals: 2)), has fallen to "
        + "\(top.formatted(decimals: 2)). Between the two the bound rises while the likelihood falls.",
      x: Axis("decoder weight w"), y: Axis("nats", range: -6 ... -1.5),
      marks: [
        gap(weights, sweep),
        .vertical(at: likeliest, label: "best likelihood, w = \(likeliest.formatted(decimals: 2))"),
        .vertical(at: misled, label: "best bound, w = \(misled.formatted(decimals: 2))"),
        .line(x: weights, y: sweep.map(\.logEvidence), label: "log p(x)"),
        .line(x: weights, y: sweep.map(\.bound), color: .vermillion, label: "bound, q fixed"),
      ])
  }

  /// The area between bound and evidence.
  private static func gap(_ x: [Double], _ terms: [BoundTerms]) -> Mark {
    .band(
      x: x, lower: terms.map(\.bound), upper: terms.map(\.logEvidence), color: .orange,
      label: "gap")
  }
}
