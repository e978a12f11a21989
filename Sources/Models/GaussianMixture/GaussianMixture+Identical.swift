import Elementary
import Numerics
import Probability

extension GaussianMixture {
  /// A mixture of identical components: each has the mean and the maximum likelihood covariance of the
  /// data, and all have the same weight.
  ///
  /// Its density is that of one normal distribution, whatever the number of components. It is a fixed
  /// point of EM and, for more than one component, not a maximum as a rule.
  ///
  /// - Parameter data: n × d, a point a row; at least one point.
  /// - Throws: `NotPositiveDefinite` for points that do not span the space.
  public static func identicalComponents(
    _ count: Int, fittedTo data: Matrix
  ) throws(NotPositiveDefinite) -> GaussianMixture {
    require(count > 0 && data.rows > 0, "identicalComponents: \(count) for \(data.rows) points")
    let (mean, covariance) = moments(of: data, kind: .full)
    return try GaussianMixture(
      weights: Array(repeating: 1 / Double(count), count: count),
      means: Array(repeating: mean, count: count),
      covariances: Array(repeating: covariance, count: count), covarianceKind: .full)
  }

  /// The mixture with the mean of one component moved.
  ///
  /// - Precondition: the shift has d entries.
  public func movingMean(of component: Int, by shift: [Double]) -> GaussianMixture {
    require(shift.count == dimension, "movingMean: a shift of \(shift.count) numbers")
    var moved = means
    moved[component] = zip(moved[component], shift).map(+)
    return replacing(means: moved)
  }

  /// The mixture with some of its parameters replaced.
  ///
  /// - Precondition: the shapes agree, and the covariances are positive definite.
  public func replacing(
    weights: [Double]? = nil, means: [[Double]]? = nil, covariances: [Matrix]? = nil
  ) -> GaussianMixture {
    do {
      return try GaussianMixture(
        weights: weights ?? self.weights, means: means ?? self.means,
        covariances: covariances ?? self.covariances, covarianceKind: covarianceKind)
    } catch {
      fatalError("GaussianMixture.replacing: \(error)")
    }
  }
}
