import Elementary
import Numerics
import Probability
import Synchronization
import Threads

// Small data leave nothing to share within an iteration, but the climbs of a fit do not depend on
// each other.

extension ExpectationMaximization {
  /// Climbs from several random starts, several climbs at a time.
  ///
  /// The runs are those of `fit(_:components:covarianceKind:restarts:using:onIteration:)`, bit
  /// for bit, whatever the number of workers; only here no run keeps its path.
  ///
  /// - Parameters:
  ///   - data: n × d, a point a row.
  ///   - components: K, at least one.
  ///   - covarianceKind: the family of the covariances.
  ///   - restarts: how many runs, at least one.
  /// - Throws: `UnsuitableData` for data that cannot be fitted;
  ///   `NotPositiveDefinite` if a covariance collapses that a floor of the caller's choice is too low
  ///   to hold.
  public func concurrentFit(
    _ data: Matrix, components: Int, covarianceKind: GaussianMixture.CovarianceKind,
    restarts: Int, using random: RandomStream
  ) throws -> Fit {
    require(
      components > 0 && restarts > 0,
      "ExpectationMaximization.concurrentFit: \(components) components, \(restarts) restarts")
    try UnsuitableData.check(data, components: components)
    let ended = Mutex<[Result<Run, any Error>?]>(Array(repeating: nil, count: restarts))
    // A path that is dropped at the end should not fill the memory on the way.
    var settings = self
    settings.thinsPath = true
    let climb = settings
    Workers.current.forEach(block: restarts) { restart in
      let result = Result {
        var stream = random.split(restart)
        return try Workers(count: 1).run {
          let initial = try initialMixture(
            for: data, components: components, covarianceKind: covarianceKind, using: &stream)
          return try climb.run(from: initial, on: data).withoutPath
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
}
