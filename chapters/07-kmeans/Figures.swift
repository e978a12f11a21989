import Elementary
import Models
import Notebook
import Numerics
import Probability

// The chapter's figures.

/// The responsibility of the second of two components for each point of a line, for several variances.
func softToHard(means: [Double], variances: [Double]) -> Figure {
  let middle = (means[0] + means[1]) / 2
  let colors: [Color] = [.sky, .blue, .green, .vermillion]
  let curves = zip(variances, colors).map { variance, color in
    Mark.curve(
      over: means[0] - 1...means[1] + 1, color: color,
      label: "σ² = \(variance.formatted(significant: 2))"
    ) { x in .sigmoid((means[1] - means[0]) / variance * (x - middle)) }
  }
  let slopes = variances.map { ((means[1] - means[0]) / (4 * $0)).formatted(significant: 2) }
  return Figure(
    description: "The responsibility of the second component is a logistic curve in x. It steepens "
      + "into a step at the midpoint: with the variances "
      + variances.map { $0.formatted(significant: 2) }.joined(separator: ", ")
      + " the slope there is " + slopes.joined(separator: ", ") + ".",
    height: 320, x: Axis("x"), y: Axis("responsibility of component 2", range: -0.04...1.14),
    marks: [.vertical(at: middle, label: "midpoint of the means")] + curves)
}

/// The lines on which the two nearest of several centres are equally far.
private func voronoi(
  _ centres: [[Double]], x: ClosedRange<Double>, y: ClosedRange<Double>
) -> [Mark] {
  func squaredDistance(_ x: Double, _ y: Double, _ k: Int) -> Double {
    (x - centres[k][0]) * (x - centres[k][0]) + (y - centres[k][1]) * (y - centres[k][1])
  }
  return centres.indices.flatMap { k in
    (0..<k).map { j in
      Mark.contours(x: x, y: y, levels: [0], resolution: 240, color: .gray) { x, y in
        let (first, second) = (squaredDistance(x, y, j), squaredDistance(x, y, k))
        let third = centres.indices.filter { $0 != j && $0 != k }
          .map { squaredDistance(x, y, $0) }.min()
        return min(first, second) <= third ?? .infinity ? first - second : .nan
      }
    }
  }
}

/// A large dot: nested circles.
private func dot(at centre: [Double]) -> [Mark] {
  [0.02, 0.04, 0.06, 0.08, 0.1].map { radius in
    .ellipse(
      mean: centre, covariance: .identity(2), standardDeviations: radius, color: .vermillion)
  }
}

/// The first iterations of K-means: a panel for each pair of half-steps.
func iterations(from start: [[Double]], showing counts: [Int], of data: Matrix) -> Figure {
  let shown = counts.map { count in
    count == 0
      ? ("start", start)
      : ("iteration \(count)", KMeans(data, from: start, maximumIterations: count).centres)
  }
  let rounds = (shown + [("end", KMeans(data, from: start).centres)]).map { title, centres in
    (
      title: title, centres: centres,
      sum: KMeans.assignment(of: data, to: centres).sumOfSquares
    )
  }
  // Ranges on which a unit is as long upwards as across.
  let (x, y) = (-2.7...2.7, -2.25...2.25)
  return Figure(
    description: "K-means with three centres on the scaled geyser data: the sum of squares is "
      + rounds.map { "\($0.sum.formatted(decimals: 1)) (\($0.title))" }.joined(separator: ", ")
      + ". Large dots are centres, lines separate their regions.",
    columns: 2, sharesAxes: true, height: 640,
    panels: rounds.map { round in
      let labels = KMeans.assignment(of: data, to: round.centres).indices
      return Panel(
        "\(round.title): J = \(round.sum.formatted(decimals: 1))",
        x: Axis("length (scaled)", range: x), y: Axis("wait (scaled)", range: y),
        marks: voronoi(round.centres, x: x, y: y) + [
          .scatter(x: data.column(0), y: data.column(1), categories: labels)
        ]
          + round.centres.flatMap(dot))
    })
}

/// J after each half-step, above its last value.
func inertia(_ sums: [Double]) -> Figure {
  let last = sums[sums.count - 1]
  // What rounding leaves of the last steps is not shown.
  let shown = sums.indices.filter { sums[$0] - last > 1e-9 * last }
  func dots(_ color: Color, _ label: String, remainder: Int) -> Mark {
    let indices = shown.filter { $0 % 2 == remainder }
    return .scatter(
      x: indices.map { Double($0) }, y: indices.map { sums[$0] - last }, color: color, label: label)
  }
  return Figure(
    description: "The objective falls from \(sums[0].formatted(decimals: 1)) to "
      + "\(last.formatted(decimals: 1)) in \(sums.count) half-steps and never rises. "
      + "The last steps change nothing and have no place on a logarithmic axis.",
    height: 320, x: Axis("half-step"),
    y: Axis("objective J above its last value", scale: .logarithmic),
    marks: [
      .steps(x: shown.map { Double($0) }, y: shown.map { sums[$0] - last }, color: .gray),
      dots(.blue, "after an assignment", remainder: 0),
      dots(.vermillion, "after an update", remainder: 1),
    ])
}

/// The share of the starts that end at or below each value of J.
func endings(uniform: [Double], plusPlus: [Double]) -> Figure {
  func share(_ sums: [Double], _ color: Color, _ label: String) -> Mark {
    let sorted = sums.sorted()
    return .steps(
      x: sorted, y: sorted.indices.map { Double($0 + 1) / Double(sorted.count) }, color: color,
      label: label)
  }
  let best = (uniform + plusPlus).reduce(.infinity, min)
  return Figure(
    description:
      "The best sum of squares found is \(best.formatted(decimals: 2)); the worst of the "
      + "runs end at \(uniform.reduce(0, max).formatted(decimals: 2)) (uniform seeds) and "
      + "\(plusPlus.reduce(0, max).formatted(decimals: 2)) (k-means++).",
    height: 320, x: Axis("J where the run ended"), y: Axis("share of the runs", range: 0...1),
    marks: [
      share(plusPlus, .blue, "k-means++ seeds"), share(uniform, .vermillion, "uniform seeds"),
    ])
}

/// Ranges of two coordinates that hold all points, with the given ratio of their lengths.
private func ranges(
  of data: Matrix, ratio: Double
) -> (x: ClosedRange<Double>, y: ClosedRange<Double>) {
  let ends = (0..<2).map { column in
    let values = data.column(column)
    return (values.reduce(.infinity, min), values.reduce(-.infinity, max))
  }
  let lengths = ends.map { $1 - $0 }
  let half = 0.53 * max(lengths[0], ratio * lengths[1])
  let (x, y) = ((ends[0].0 + ends[0].1) / 2, (ends[1].0 + ends[1].1) / 2)
  return (x - half...x + half, y - half / ratio...y + half / ratio)
}

/// Two data sets, each as K-means and as a mixture divide it, on plots whose units are as long upwards
/// as across.
func shapes(_ cases: [(title: String, data: Matrix, kMeans: [Int], mixture: [Int])]) -> Figure {
  Figure(
    description: cases.map {
      "\($0.title): K-means and the mixture agree on "
        + "\((100 * randIndex($0.kMeans, $0.mixture)).formatted(decimals: 0)) percent of the pairs "
        + "of points"
    }.joined(separator: "; ") + ".",
    columns: 2, height: 640,
    panels: cases.flatMap { example in
      let (x, y) = ranges(of: example.data, ratio: 1.2)
      return [("K-means", example.kMeans), ("mixture", example.mixture)].map { method, labels in
        Panel(
          "\(example.title), \(method)", x: Axis("x₁", range: x), y: Axis("x₂", range: y),
          marks: [
            .scatter(x: example.data.column(0), y: example.data.column(1), categories: labels)
          ])
      }
    })
}

/// Where every run ended, below the best sound run with as many components.
func ends(_ fits: [ExpectationMaximization.Fit]) -> Figure {
  let best = fits.map { ($0.bestSound ?? $0.best).logLikelihood }
  let kinds: [(color: Color, name: String, isIn: (ExpectationMaximization.Run) -> Bool)] = [
    (.vermillion, "degenerate", { !$0.degeneracies.isEmpty }),
    (.blue, "sound", { $0.isSound }),
    (.gray, "not converged", { $0.degeneracies.isEmpty && !$0.hasConverged }),
  ].filter { kind in fits.contains { $0.runs.contains(where: kind.2) } }
  let dots = kinds.map { kind in
    let points = fits.enumerated().flatMap { k, fit in
      fit.runs.enumerated().filter { kind.isIn($1) }.map { index, run in
        (
          x: Double(k) + 0.7 * (Double(index) / Double(fit.runs.count) - 0.5),
          y: run.logLikelihood - best[k]
        )
      }
    }
    return Mark.scatter(
      x: points.map(\.x), y: points.map(\.y), color: kind.color,
      label: kinds.count > 1 ? kind.name : nil)
  }
  let atBest = zip(fits, best).map { fit, best in
    fit.runs.count { $0.isSound && $0.logLikelihood > best - 0.01 }
  }
  return Figure(
    description: "Where the runs ended: "
      + atBest.enumerated().map { "\($1) of \(fits[$0].runs.count) at the best for K = \($0 + 1)" }
      .joined(separator: ", ") + ".",
    height: 360, x: Axis("components K", names: fits.indices.map { String($0 + 1) }),
    y: Axis("nats from the best sound run"), marks: dots)
}

/// Criteria above their smallest values.
func criteria(bayesian: [Double], akaike: [Double]) -> Figure {
  let components = bayesian.indices.map { Double($0 + 1) }
  func above(_ values: [Double]) -> [Double] {
    let least = values.reduce(.infinity, min)
    return values.map { $0 - least }
  }
  let (bic, aic) = (above(bayesian), above(akaike))
  let top = 60.0
  let beyond = bic.indices.filter { bic[$0] > top && aic[$0] > top }.map {
    "K = \($0 + 1) lies above: BIC \(bic[$0].formatted(decimals: 0)), "
      + "AIC \(aic[$0].formatted(decimals: 0))"
  }
  return Figure(
    description: "Above their minima: BIC "
      + bic.map { $0.formatted(decimals: 1) }.joined(separator: ", ") + "; AIC "
      + aic.map { $0.formatted(decimals: 1) }.joined(separator: ", ") + " for K = 1 to "
      + "\(bic.count).",
    height: 360, x: Axis("components K"),
    y: Axis("criterion above its smallest value", range: -2...top),
    marks: [
      .line(x: components, y: bic, label: "BIC"), .scatter(x: components, y: bic),
      .line(x: components, y: aic, color: .vermillion, label: "AIC"),
      .scatter(x: components, y: aic, color: .vermillion),
      .note(beyond.joined(separator: "; "), x: 2, y: 0.95 * top),
    ])
}

extension ModelChoice {
  /// A row for each number of components: how the runs ended, and the criteria.
  func rows(of fits: [ExpectationMaximization.Fit], logLikelihoodsShiftedBy shift: Double)
    -> [[Cell]]
  {
    fits.indices.map { k in
      let iterations = fits[k].runs.map(\.iterations).sorted()
      func criterion(_ value: Double) -> Cell {
        value.isFinite ? .number(value, decimals: 1) : .number("none")
      }
      return [
        .number(k + 1), .number(fits[k].best.mixture.parameterCount),
        .number(fits[k].runs.count(where: \.hasConverged)),
        .number(fits[k].runs.count { !$0.degeneracies.isEmpty }), .number(reached[k]),
        .number(iterations[iterations.count / 2]),
        deviances[k].isFinite
          ? .number(-deviances[k] / 2 + shift, decimals: 2) : .number("none"),
        criterion(bayesian[k] - 2 * shift), criterion(akaike[k] - 2 * shift),
      ]
    }
  }

  /// The values of a criterion, in a line for the terminal.
  func line(of values: [Double]) -> String {
    values.map { $0.isFinite ? $0.formatted(decimals: 1) : "none sound" }.joined(separator: ", ")
  }
}

extension ClassificationEM {
  /// Where hard EM ended, as a row: the sizes of the clusters, their variances, and J.
  func row(_ name: String, of data: Matrix) -> [Cell] {
    let sizes = mixture.means.indices.map { k in String(assignments.count { $0 == k }) }
    let variances = mixture.covariances.map { $0[0, 0].formatted(significant: 3) }
    let sum = KMeans.sumOfSquares(of: data, assigned: assignments, to: mixture.means)
    return [
      .text(name), .number(sizes.joined(separator: ", ")),
      .number(variances.joined(separator: ", ")), .number(sum, decimals: 2),
    ]
  }
}
