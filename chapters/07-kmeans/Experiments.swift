import Models
import Notebook
import Numerics
import Probability

// The chapter's larger experiments.

/// One data set, divided in three ways: by the components that the points were drawn from, by K-means,
/// and by a fitted mixture.
struct Division {
  let data: Matrix
  let labels: [Int]
  let kMeans: KMeans
  let mixture: [Int]

  /// Draws 200 points; each method has the best of ten starts.
  init(of truth: GaussianMixture, using random: RandomStream) throws {
    var stream = random
    let draws = (0..<200).map { _ in truth.sample(using: &stream) }
    data = Matrix(rows: draws.map(\.point))
    labels = draws.map(\.component)
    let fit = try ExpectationMaximization(tolerance: 1e-6).concurrentFit(
      data, components: 2, covarianceKind: .full, restarts: 10, using: random.split("em"))
    mixture = (fit.bestSound ?? fit.best).mixture.mostProbableComponents(of: data)
    kMeans = KMeans.best(
      on: data, clusters: 2, restarts: 10, using: random.split("k-means"))
  }

  var kMeansAgreement: Double { randIndex(labels, kMeans.assignments) }
  var mixtureAgreement: Double { randIndex(labels, mixture) }

  /// Whether K-means has found a smaller J than that of the division by the true labels.
  var hasSmallerSum: Bool {
    let means = KMeans.centres(of: data, assigned: labels, keeping: [[0, 0], [0, 0]])
    return kMeans.sumOfSquares < KMeans.sumOfSquares(of: data, assigned: labels, to: means)
  }
}

/// Fits with 1, 2, … full components under a floor.
func fits(
  _ data: Matrix, _ largest: Int, from starts: Int, floor: Double, using random: RandomStream
) throws -> [ExpectationMaximization.Fit] {
  try (1...largest).map { components in
    try ExpectationMaximization(
      tolerance: 1e-7, maximumIterations: 3_000, covarianceFloor: floor
    ).concurrentFit(
      data, components: components, covarianceKind: .full, restarts: starts,
      using: random.split(components))
  }
}

/// What the criteria choose on forty data sets from a known mixture, each fitted from five starts.
func choices(
  of truth: GaussianMixture, points: Int, upTo largest: Int, using random: RandomStream
) throws -> [ModelChoice] {
  try (0..<40).map { repetition in
    var stream = random.split(repetition)
    let data = Matrix(rows: (0..<points).map { _ in truth.sample(using: &stream).point })
    let fits = try (1...largest).map { components in
      try ExpectationMaximization(tolerance: 1e-6, maximumIterations: 2_000).concurrentFit(
        data, components: components, covarianceKind: .full, restarts: 5,
        using: stream.split(components))
    }
    return ModelChoice(fits, points: points)
  }
}

/// How many choices satisfy a condition, and the 95 percent interval of their share.
func counted(_ choices: [ModelChoice], _ isCounted: (ModelChoice) -> Bool) -> Cell {
  let hits = choices.count(where: isCounted)
  let interval = proportionInterval(successes: hits, trials: choices.count, errorRate: 0.05)
  func percent(_ value: Double) -> String { (100 * value).formatted(decimals: 0) }
  return .number(
    "\(hits)\u{A0}(\(percent(interval.lowerBound))–\(percent(interval.upperBound))\u{A0}%)")
}

/// A mixture whose components are round and have one variance.
func sphericalMixture(
  means: [[Double]], weights: [Double] = [1.0 / 3, 1.0 / 3, 1.0 / 3], variance: Double
) throws -> GaussianMixture {
  try GaussianMixture(
    weights: weights, means: means,
    covariances: means.map { _ in Matrix(diagonal: [variance, variance]) },
    covarianceKind: .spherical)
}

extension Matrix {
  /// The largest magnitude of an entry.
  var largest: Double { elements.reduce(0) { max($0, $1.magnitude) } }
}

extension ModelChoice {
  /// BIC of three components less that of two.
  var advantageOfTwo: Cell {
    let difference = bayesian[2] - bayesian[1]
    return .number(difference.isFinite ? difference.formatted(decimals: 1) : "none sound")
  }
}

/// What a difference between two values of BIC is called on the usual scale.
///
/// Source: R. E. Kass and A. E. Raftery (1995), *J. Am. Stat. Assoc.* 90, 777.
func strengthOfEvidence(_ difference: Double) -> String {
  switch difference {
  case ..<2: "not worth more than a bare mention"
  case ..<6: "positive"
  case ..<10: "strong"
  default: "very strong"
  }
}

extension Notebook {
  /// Names the numbers of the geyser's fits.
  func define(_ choice: ModelChoice, of fits: [ExpectationMaximization.Fit], points: Int) {
    define("all runs", fits.reduce(0) { $0 + $1.runs.count })
    define("converged runs", fits.reduce(0) { $0 + $1.runs.count(where: \.hasConverged) })
    define("degenerate runs", fits.reduce(0) { $0 + $1.runs.count { !$0.degeneracies.isEmpty } })
    define("reached 3", choice.reached[2])
    define("reached 6", choice.reached[5])
    let smallest = choice.runs[5]?.mixture.weights.min() ?? .nan
    define("smallest six", (Double(points) * smallest).formatted(decimals: 1))
    for (name, chosen, values) in [
      ("BIC", choice.byBIC, choice.bayesian), ("AIC", choice.byAIC, choice.akaike),
    ] {
      let (second, margin) = ModelChoice.runnerUp(values)
      define("\(name)'s choice", chosen)
      define("\(name)'s second", second)
      define("\(name)'s margin", margin.formatted(decimals: 2))
      define("\(name)'s evidence", strengthOfEvidence(margin))
    }
    let ofThree = fits[2].runs.filter(\.isSound).map(\.logLikelihood)
    let best = ofThree.reduce(-.infinity, max)
    let next = ofThree.filter { $0 < best - 0.5 }.reduce(-.infinity, max)
    define("second best 3", (best - next).formatted(decimals: 1))
  }
}
