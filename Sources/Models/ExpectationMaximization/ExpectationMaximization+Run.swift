import Numerics
import Probability

extension ExpectationMaximization {
  /// One climb: every mixture on the way and how well it fits.
  public struct Run: Sendable, Equatable {
    /// The initial mixture, then the mixture after each iteration, or after some of them if the
    /// settings thin the path. Of the runs of a `Fit` only the best keeps its path, the others their
    /// last mixture alone: the memory does not grow with restarts.
    public private(set) var path: [GaussianMixture]

    /// After which iteration each mixture of the path stood; 0 is the start.
    public private(set) var iterationsOfPath: [Int]

    /// $\log p(X \mid \theta)$ at the start and after each iteration, in nats. It never falls.
    public let logLikelihoods: [Double]

    /// Whether the run ended because the likelihood stood still, not for lack of iterations.
    public let hasConverged: Bool

    /// What a reader of the result should know, in the order in which it happened.
    public let notices: [Notice]

    /// The components that look degenerate where the climb ended, by their indices.
    public let degeneracies: [Degeneracy]

    /// Whether the result can be compared with others: the run converged, and no component is
    /// degenerate.
    public var isSound: Bool { hasConverged && degeneracies.isEmpty }

    /// How many iterations were made.
    public var iterations: Int { logLikelihoods.count - 1 }

    /// Where the climb ended.
    public var mixture: GaussianMixture { path[path.count - 1] }

    /// The log likelihood where the climb ended, in nats.
    public var logLikelihood: Double { logLikelihoods[iterations] }

    /// The run with only the last mixture of its path.
    var withoutPath: Run {
      var run = self
      run.path = [mixture]
      run.iterationsOfPath = [iterations]
      return run
    }
  }

  /// Something unusual that befell a component. It is reported when it happens for the first time.
  public struct Notice: Sendable, Hashable, CustomStringConvertible {
    /// What happened.
    public enum Event: String, Sendable {
      /// No point belongs to the component any more; it keeps its mean and covariance.
      case starved = "has no points left and keeps its mean and covariance"

      /// The component was collapsing onto a point, a line or a plane, and the floor held it.
      case floored = "was collapsing; the covariance floor holds it"
    }

    /// What happened.
    public let event: Event

    /// To which component, counted from zero. The shared covariance of the kind `tied` is reported
    /// for all of them.
    public let component: Int

    /// In which iteration, counted from one.
    public let iteration: Int

    /// One line for a person to read, who counts components from one.
    public var description: String {
      "component \(component + 1) \(event.rawValue) (iteration \(iteration))"
    }
  }

  /// Climbs from a given mixture.
  ///
  /// - Parameters:
  ///   - initial: where to start; its number of components and kind of covariance are kept.
  ///   - data: n × d, a point a row.
  ///   - onIteration: is called after each iteration with its number, counted from one.
  /// - Throws: `UnsuitableData` for data that cannot be fitted; `NotPositiveDefinite`
  ///   if a covariance collapses that a floor of the caller's choice is too low to hold.
  public func run(
    from initial: GaussianMixture, on data: Matrix,
    onIteration: (_ iteration: Int) -> Void = { _ in }
  ) throws -> Run {
    try UnsuitableData.check(data, components: initial.componentCount)
    let floors = try floors(for: data, kind: initial.covarianceKind)
    var expectation = initial.expectation(of: data)
    var mixture = initial
    var (path, iterationsOfPath) = ([initial], [0])
    var logLikelihoods = [expectation.logLikelihood]
    var notices: [Notice] = []
    var degeneracies: [Degeneracy] = []
    var hasConverged = false
    while !hasConverged && logLikelihoods.count <= maximumIterations {
      let iteration = logLikelihoods.count
      let step = try mixture.maximization(
        of: data, under: expectation.responsibilities, covarianceFloors: floors)
      notices += Self.notices(of: step, iteration: iteration, after: notices)
      degeneracies = Self.degeneracies(of: step, points: data.rows)
      mixture = step.mixture
      expectation = mixture.expectation(of: data)
      let rise = expectation.logLikelihood - logLikelihoods[iteration - 1]
      logLikelihoods.append(expectation.logLikelihood)
      hasConverged = rise <= tolerance * Double(data.rows)
      let isLast = hasConverged || iteration == maximumIterations
      if isLast || keeps(iteration, after: iterationsOfPath[iterationsOfPath.count - 1]) {
        path.append(mixture)
        iterationsOfPath.append(iteration)
      }
      onIteration(iteration)
    }
    return Run(
      path: path, iterationsOfPath: iterationsOfPath, logLikelihoods: logLikelihoods,
      hasConverged: hasConverged, notices: notices, degeneracies: degeneracies)
  }

  /// Whether a path that has kept an iteration keeps this later one as well.
  private func keeps(_ iteration: Int, after last: Int) -> Bool {
    !thinsPath || iteration >= last + max(1, last / 8)
  }

  /// What a step has to report that was not reported before.
  private static func notices(
    of step: GaussianMixture.Maximization, iteration: Int, after earlier: [Notice]
  ) -> [Notice] {
    let events =
      step.starved.map { (Notice.Event.starved, $0) }
      + step.floored.map { (Notice.Event.floored, $0) }
    return events.compactMap { event, component in
      earlier.contains { $0.event == event && $0.component == component }
        ? nil : Notice(event: event, component: component, iteration: iteration)
    }
  }
}
