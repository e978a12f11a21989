import Elementary
import Numerics
import Probability

/// EM with hard assignments, known as classification EM: between the E-step and the M-step each point
/// is given wholly to its most probable component.
///
/// With the labels as parameters it climbs the classification log likelihood
///
/// $$C(\theta, a) = \sum_{i=1}^n \log p(x_i, z_i = a_i \mid \theta)
///   = \sum_{i=1}^n \left[\log \pi_{a_i} + \log N(x_i \mid \mu_{a_i}, \Sigma_{a_i})\right]$$
///
/// in turns: $a_i = \arg\max_k \gamma_{ik}$ maximizes C over the labels, the M-step over θ. So C never
/// falls, and as there are finitely many labellings, the climb ends.
///
/// Where the weights are equal and all covariances are one fixed $\sigma^2 I$, C is
/// $-J / (2 \sigma^2)$ up to a constant, and this is K-means, whatever σ² is. With weights or
/// covariances that are estimated it is another algorithm.
///
/// Source: G. Celeux and G. Govaert (1992), *Computational Statistics & Data Analysis* 14, 315–332.
public struct ClassificationEM: Sendable, Equatable {
  /// Which parameters the M-step estimates besides the means.
  public struct Parameters: OptionSet, Sendable, Hashable {
    /// A bit for each of them.
    public let rawValue: Int

    /// The parameters with these bits.
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// The mixing proportions.
    public static let weights = Parameters(rawValue: 1)

    /// The covariances, of the mixture's kind.
    public static let covariances = Parameters(rawValue: 2)
  }

  /// Where the climb ended.
  public let mixture: GaussianMixture

  /// The most probable component of each point, by index; of equally probable ones the lowest.
  public let assignments: [Int]

  /// C after each assignment, in nats. It never falls.
  public let logLikelihoods: [Double]

  /// Whether the last assignment changed nothing.
  public let hasConverged: Bool

  /// Climbs from a given mixture.
  ///
  /// - Parameters:
  ///   - data: n × d, a point a row.
  ///   - initial: the parameters of the first assignment; those that are not estimated stay.
  ///   - parameters: what is estimated besides the means.
  ///   - covarianceFloor: the smallest eigenvalue of an estimated covariance.
  ///   - maximumIterations: pairs of assignment and M-step, at least one.
  /// - Throws: `NotPositiveDefinite` where the floor is too low to keep an estimated
  ///   covariance from collapsing.
  public init(
    _ data: Matrix, from initial: GaussianMixture, estimating parameters: Parameters = [],
    covarianceFloor: Double = 0, maximumIterations: Int = 1000
  ) throws(NotPositiveDefinite) {
    var mixture = initial
    let first = Self.labels(of: data, under: mixture)
    var logLikelihoods = [first.logLikelihood]
    (assignments, hasConverged) = try alternate(
      from: first.indices, maximumIterations: maximumIterations
    ) { (labels) throws(NotPositiveDefinite) in
      let estimated = try mixture.maximization(
        of: data, under: Self.oneHot(labels, components: mixture.componentCount),
        covarianceFloor: covarianceFloor
      ).mixture
      mixture = try GaussianMixture(
        weights: parameters.contains(.weights) ? estimated.weights : mixture.weights,
        means: estimated.means,
        covariances: parameters.contains(.covariances)
          ? estimated.covariances : mixture.covariances,
        covarianceKind: mixture.covarianceKind)
      let next = Self.labels(of: data, under: mixture)
      logLikelihoods.append(next.logLikelihood)
      return next.indices
    }
    self.mixture = mixture
    self.logLikelihoods = logLikelihoods
  }

  /// Responsibilities that give each point wholly to one component: n × K, a single one in each row.
  public static func oneHot(_ assignments: [Int], components: Int) -> Matrix {
    Matrix(
      rows: assignments.count, columns: components,
      elements: assignments.flatMap { label in (0..<components).map { $0 == label ? 1 : 0 } })
  }

  private static func labels(
    of data: Matrix, under mixture: GaussianMixture
  ) -> (indices: [Int], logLikelihood: Double) {
    let logJoint = mixture.logJoint(of: data)
    let indices = logJoint.mostProbableColumns
    return (indices, indices.enumerated().reduce(0) { $0 + logJoint[$1.offset, $1.element] })
  }
}

extension GaussianMixture {
  /// The most probable component of each point, $\arg\max_k \gamma_{ik}$, by index; of equally
  /// probable ones the lowest.
  ///
  /// - Parameter data: n × d, a point a row.
  public func mostProbableComponents(of data: Matrix) -> [Int] {
    logJoint(of: data).mostProbableColumns
  }
}

extension Matrix {
  /// The column of the largest entry of each row, of several the first.
  fileprivate var mostProbableColumns: [Int] {
    (0..<rows).map { i in
      (0..<columns).reduce(0) { self[i, $1] > self[i, $0] ? $1 : $0 }
    }
  }
}
