import Kernels
import Models
import Notebook
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
  init(of truth: GaussianMixture, using random: RandomStream, workers: Workers) throws {
    var stream = random
    let draws = (0..<200).map { _ in truth.sample(using: &stream) }
    data = Matrix(rows: draws.map(\.point))
    labels = draws.map(\.component)
    let fit = try ExpectationMaximization(tolerance: 1e-6).concurrentFit(
      data, components: 2, covarianceKind: .full, restarts: 10, using: random.split("em"),
      workers: workers)
    mixture = (fit.bestSound ?? fit.best).mixture.mostProbableComponents(of: data)
    kMeans = KMeans.best(
      on: data, clusters: 2, restarts: 10, using: random.split("k-means"), workers: workers)
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
  _ data: Matrix, _ largest: Int, from starts: Int, floor: Double, using random: RandomStream,
  workers: Workers
) throws -> [ExpectationMaximization.Fit] {
  try (1...largest).map { components in
    try ExpectationMaximization(
      tolerance: 1e-7, maximumIterations: 3_000, covarianceFloor: floor
    ).concurrentFit(
      data, components: components, covarianceKind: .full, restarts: starts,
      using: random.split(components), workers: workers)
  }
}

/// What the criteria choose on forty data sets from a known mixture, each fitted from five starts.
func choices(
  of truth: GaussianMixture, points: Int, upTo largest: Int, using random: RandomStream,
  workers: Workers
) throws -> [ModelChoice] {
  try (0..<40).map { repetition in
    var stream = random.split(repetition)
    let data = Matrix(rows: (0..<points).map { _ in truth.sample(using: &stream).point })
    let fits = try (1...largest).map { components in
      try ExpectationMaximization(tolerance: 1e-6, maximumIterations: 2_000).concurrentFit(
        data, components: components, covarianceKind: .full, restarts: 5,
        using: stream.split(components), workers: workers)
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

  /// Names the numbers of the last section, and prints them at the end of the run.
  func define(_ own: OwnClustering, restarts: Int) {
    let sum = own.clusters.sumOfSquares.formatted(significant: 5)
    let pairs = (100 * own.pairsApart).formatted(decimals: 1)
    define("own components", own.sizes.count)
    define("own restarts", restarts)
    define("own J", sum)
    define("pairs apart", pairs)
    define("expected errors", (100 * own.expectedErrors).formatted(decimals: 1))
    define("own BIC", own.choice.byBIC)
    define("own AIC", own.choice.byAIC)
    result("K-means, \(own.sizes.count) clusters", "J = \(sum), the best of \(restarts) starts")
    if own.sizes.count <= 4 {
      for k in own.sizes.indices {
        result("cluster \(k + 1)", "\(own.sizes[k]) points around \(own.centre(k))")
      }
    } else {
      result("points in the clusters", own.sizes.map { "\($0)" }.joined(separator: ", "))
    }
    result("K-means beside a mixture", "\(pairs) % of the pairs of points treated otherwise")
    let counts = "K = 1 to \(own.fits.count)"
    result("BIC, \(counts)", own.choice.line(of: own.choice.bayesian))
    result("AIC, \(counts)", own.choice.line(of: own.choice.akaike))
    result(
      "best reached by",
      zip(own.choice.reached, own.fits).map { "\($0) of \($1.runs.count)" }.joined(separator: ", "))
    result("chosen", "K = \(own.choice.byBIC) by BIC, K = \(own.choice.byAIC) by AIC")
  }
}

/// A user's data, or the geyser's, clustered by K-means and by mixtures.
struct OwnClustering {
  let clusters: KMeans
  /// The mixtures of 1, 2, … components.
  let fits: [ExpectationMaximization.Fit]
  let choice: ModelChoice
  let sizes: [Int]
  /// The centres in the units of the data.
  let centres: [[Double]]
  /// The share of the pairs of points that K-means and the mixture treat differently.
  let pairsApart: Double
  /// The mean of 1 − max γ: how many of its own hard labels the mixture expects to be wrong.
  let expectedErrors: Double

  /// Clusters data, with the mixture beside them that has as many components.
  init(
    _ data: Matrix, scale: Standardization?, count: Int, restarts: Int,
    fits: [ExpectationMaximization.Fit], fit: (Int) -> ExpectationMaximization.Fit,
    using random: RandomStream, workers: Workers
  ) {
    let beside = count <= fits.count ? fits[count - 1] : fit(count)
    let best = KMeans.best(
      on: data, clusters: count, restarts: restarts, using: random, workers: workers)
    let mixture = (beside.bestSound ?? beside.best).mixture
    let gamma = mixture.responsibilities(of: data, workers: workers)
    clusters = best
    self.fits = fits
    choice = ModelChoice(fits, points: data.rows)
    sizes = (0..<count).map { k in best.assignments.count { $0 == k } }
    centres = best.centres.map { centre in
      scale.map { $0.restore(Matrix(rows: [centre])).row(0) } ?? centre
    }
    pairsApart = 1 - randIndex(best.assignments, mixture.mostProbableComponents(of: data))
    expectedErrors = Estimate((0..<data.rows).map { 1 - (gamma.row($0).max() ?? 1) }).mean
  }

  /// Centre k as text.
  func centre(_ k: Int) -> String {
    centres[k].map { $0.formatted(significant: 4) }.joined(separator: ", ")
  }
}
