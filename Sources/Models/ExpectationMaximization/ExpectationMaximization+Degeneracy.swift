import Probability

extension ExpectationMaximization {
  /// A component that owes its density to a handful of points. A likelihood that it has raised says
  /// nothing about the number of components, nor about new data.
  public struct Degeneracy: Sendable, Hashable, CustomStringConvertible {
    /// Which component, counted from zero.
    public let component: Int

    /// $N_k = \sum_i \gamma_{ik}$, how many points the component is responsible for.
    public let points: Double

    /// Whether the floor holds the component's covariance, which would collapse without it.
    public let isHeldByFloor: Bool

    /// One line for a person to read, who counts components from one.
    public var description: String {
      let tenths = (points * 10).rounded() / 10
      return "component \(component + 1) has \(tenths) points"
        + (isHeldByFloor ? " and a covariance at the floor" : "")
    }
  }

  /// The components of a step that are degenerate: the floor holds the covariance, or fewer points
  /// than `GaussianMixture.CovarianceKind.fewestPoints(dimension:)` belong to them.
  static func degeneracies(
    of step: GaussianMixture.Maximization, points: Int
  ) -> [Degeneracy] {
    let mixture = step.mixture
    let fewest = Double(mixture.covarianceKind.fewestPoints(dimension: mixture.dimension))
    return mixture.weights.enumerated().compactMap { component, weight in
      let share = weight * Double(points)
      let isFloored = step.floored.contains(component)
      return isFloored || share < fewest
        ? Degeneracy(component: component, points: share, isHeldByFloor: isFloored) : nil
    }
  }
}

extension GaussianMixture.CovarianceKind {
  /// The number of points that a covariance of its own takes: d + 1 span a full one, two different
  /// ones give a variance to each axis. A shared covariance asks nothing of a component but a point
  /// for its mean.
  public func fewestPoints(dimension: Int) -> Int {
    switch self {
    case .full: dimension + 1
    case .diagonal, .spherical: 2
    case .tied: 1
    }
  }
}
