import Kernels
import Probability

extension ExpectationMaximization {
  /// One climb: every mixture on the way and how well it fits.
  public struct Run: Sendable, Equatable {
    /// The initial mixture, then the mixture after each iteration.
    public let path: [GaussianMixture]

    /// $\log p(X \mid \theta)$ of each mixture of the path, in nats. It never falls.
    public let logLikelihoods: [Double]

    /// Whether the run ended because the likelihood stood still, not for lack of iterations.
    public let hasConverged: Bool

    /// What a reader of the result should know, in the order in which it happened.
    public let notices: [Notice]

    /// How many iterations were made.
    public var iterations: Int { path.count - 1 }

    /// Where the climb ended.
    public var mixture: GaussianMixture { path[path.count - 1] }

    /// The log likelihood where the climb ended, in nats.
    public var logLikelihood: Double { logLikelihoods[path.count - 1] }
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

    /// One line for a person to read.
    public var description: String {
      "component \(component) \(event.rawValue) (iteration \(iteration))"
    }
  }

  /// Climbs from a given mixture.
  ///
  /// - Parameters:
  ///   - initial: where to start; its number of components and kind of covariance are kept.
  ///   - data: n × d, a point a row.
  /// - Throws: `UnsuitableData` for data that cannot be fitted; `GaussianMixture.NotPositiveDefinite`
  ///   if a covariance collapses, which takes a floor of zero and points that all agree.
  public func run(
    from initial: GaussianMixture, on data: Matrix, workers: Workers = .all
  ) throws -> Run {
    try UnsuitableData.check(data, components: initial.componentCount)
    let floor = effectiveFloor(on: data, workers: workers)
    var expectation = initial.expectation(of: data, workers: workers)
    var path = [initial]
    var logLikelihoods = [expectation.logLikelihood]
    var notices: [Notice] = []
    var hasConverged = false
    while !hasConverged && path.count <= maximumIterations {
      let step = try path[path.count - 1].maximization(
        of: data, under: expectation.responsibilities, covarianceFloor: floor, workers: workers)
      notices += Self.notices(of: step, iteration: path.count, after: notices)
      expectation = step.mixture.expectation(of: data, workers: workers)
      let rise = expectation.logLikelihood - logLikelihoods[path.count - 1]
      path.append(step.mixture)
      logLikelihoods.append(expectation.logLikelihood)
      hasConverged = rise <= tolerance * Double(data.rows)
    }
    return Run(
      path: path, logLikelihoods: logLikelihoods, hasConverged: hasConverged, notices: notices)
  }

  /// The floor that a run uses: `covarianceFloor`, or 10⁻¹² of the total variance of the data if
  /// that is more.
  ///
  /// Below about that share an eigenvalue drowns in the rounding errors of the larger ones, as for
  /// a column that occurs twice, and there would be no Cholesky factor. It is the same throughout a
  /// run, so that every M-step maximizes over the same set and the likelihood never falls.
  public func effectiveFloor(on data: Matrix, workers: Workers = .all) -> Double {
    let covariance = Self.covariance(of: data, kind: .diagonal, workers: workers)
    return max(covarianceFloor, 1e-12 * covariance.trace)
  }

  /// The maximum likelihood covariance of all data, of the given kind.
  static func covariance(
    of data: Matrix, kind: GaussianMixture.CovarianceKind, workers: Workers
  ) -> Matrix {
    let all = Matrix(rows: data.rows, columns: 1, repeating: 1)
    let totals = [Double(data.rows)]
    let means = GaussianMixture.means(
      of: data, under: all, totals: totals, keeping: [], workers: workers)
    return GaussianMixture.covariances(
      of: data, under: all, about: means, totals: totals, kind: kind, keeping: [],
      workers: workers)[0]
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
