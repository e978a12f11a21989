import Elementary
import Numerics
import Probability
import Synchronization
import Threads

// The likelihood of a mixture has many local maxima, and EM finds the one uphill from where it
// starts. So it is started several times.

extension ExpectationMaximization {
  /// All runs of a fit, and which was the best.
  public struct Fit: Sendable, Equatable {
    /// The runs, one for each restart. Only the best has its whole path.
    public let runs: [Run]

    /// The index of the run that ended with the highest log likelihood, of several the first.
    public let bestIndex: Int

    /// The run that ended with the highest log likelihood.
    public var best: Run { runs[bestIndex] }

    /// Where the best run ended.
    public var mixture: GaussianMixture { best.mixture }

    /// The run with the highest log likelihood among the sound ones, of several the first; nil if
    /// there is none.
    public var bestSound: Run? {
      runs.filter(\.isSound).reduce(nil) { best, run in
        run.logLikelihood > best?.logLikelihood ?? -.infinity ? run : best
      }
    }
  }

  /// Climbs from several random starts.
  ///
  /// Restart r draws from `random.split(r)`, so a run does not depend on how many others there are.
  ///
  /// - Parameters:
  ///   - data: n × d, a point a row.
  ///   - components: K, at least one.
  ///   - covarianceKind: the family of the covariances.
  ///   - restarts: how many runs, at least one.
  ///   - onIteration: is called after each iteration with the restart's index and the iteration's
  ///     number, counted from one: for a display of the progress.
  /// - Throws: `UnsuitableData` for data that cannot be fitted; `NotPositiveDefinite`
  ///   if a covariance collapses that a floor of the caller's choice is too low to hold.
  public func fit(
    _ data: Matrix, components: Int, covarianceKind: GaussianMixture.CovarianceKind,
    restarts: Int = 10, using random: RandomStream,
    onIteration: (_ restart: Int, _ iteration: Int) -> Void = { _, _ in }
  ) throws -> Fit {
    try check(data, components: components, restarts: restarts)
    var runs: [Run] = []
    var best = 0
    for restart in 0..<restarts {
      let run = try climb(
        data, components: components, covarianceKind: covarianceKind, restart: restart,
        using: random
      ) { onIteration(restart, $0) }
      let isBest = restart == 0 || run.logLikelihood > runs[best].logLikelihood
      if isBest && restart > 0 { runs[best] = runs[best].withoutPath }
      runs.append(isBest ? run : run.withoutPath)
      if isBest { best = restart }
    }
    return Fit(runs: runs, bestIndex: best)
  }

  /// Climbs from several random starts, several climbs at a time: small data leave nothing to share
  /// within an iteration, but the climbs do not depend on each other.
  ///
  /// The runs are those of `fit(_:components:covarianceKind:restarts:using:onIteration:)`, bit
  /// for bit, whatever the number of workers; only here no run keeps its path.
  ///
  /// - Parameters: as for `fit`.
  /// - Throws: as `fit`.
  public func concurrentFit(
    _ data: Matrix, components: Int, covarianceKind: GaussianMixture.CovarianceKind,
    restarts: Int, using random: RandomStream
  ) throws -> Fit {
    try check(data, components: components, restarts: restarts)
    let ended = Mutex<[Result<Run, any Error>?]>(Array(repeating: nil, count: restarts))
    // A path that is dropped at the end should not fill the memory on the way.
    var settings = self
    settings.thinsPath = true
    let climber = settings
    Workers.current.forEach(block: restarts) { restart in
      let result = Result {
        try Workers(count: 1).run {
          try climber.climb(
            data, components: components, covarianceKind: covarianceKind, restart: restart,
            using: random
          ).withoutPath
        }
      }
      ended.withLock { $0[restart] = result }
    }
    let runs = try ended.withLock { try $0.compactMap { try $0?.get() } }
    let best = runs.indices.reduce(0) {
      runs[$1].logLikelihood > runs[$0].logLikelihood ? $1 : $0
    }
    return Fit(runs: runs, bestIndex: best)
  }

  private func check(_ data: Matrix, components: Int, restarts: Int) throws(UnsuitableData) {
    require(
      components > 0 && restarts > 0,
      "ExpectationMaximization.fit: \(components) components, \(restarts) restarts")
    try UnsuitableData.check(data, components: components)
  }

  /// The climb of one restart, from a random place of its own.
  private func climb(
    _ data: Matrix, components: Int, covarianceKind: GaussianMixture.CovarianceKind,
    restart: Int, using random: RandomStream, onIteration: (_ iteration: Int) -> Void = { _ in }
  ) throws -> Run {
    var stream = random.split(restart)
    let initial = try initialMixture(
      for: data, components: components, covarianceKind: covarianceKind, using: &stream)
    return try run(from: initial, on: data, onIteration: onIteration)
  }

  /// A random place to start: the means are seeds of k-means++, the weights are equal, and every
  /// covariance is that of all the data, which no component can be trapped in.
  ///
  /// - Parameters:
  ///   - data: n × d, a point a row; at least one point.
  ///   - components: K, at least one.
  ///   - covarianceKind: the family of the covariances.
  /// - Throws: as `run(from:on:)`.
  public func initialMixture(
    for data: Matrix, components: Int, covarianceKind: GaussianMixture.CovarianceKind,
    using random: inout RandomStream
  ) throws -> GaussianMixture {
    let covariance = raisingEigenvalues(
      of: GaussianMixture.moments(of: data, kind: covarianceKind).covariance,
      to: try floors(for: data, kind: covarianceKind))
    return try GaussianMixture(
      weights: Array(repeating: 1 / Double(components), count: components),
      means: KMeans.plusPlusCentres(
        of: data, count: components, using: &random),
      covariances: Array(repeating: covariance, count: components),
      covarianceKind: covarianceKind)
  }
}
