import Numerics
import Probability

extension ExpectationMaximization {
  /// The floors of the coordinates unless the settings have one: a millionth of the variance that
  /// each column of the data has, and the smallest of them for a constant column and for the kind
  /// `spherical`, whose covariances know no directions. In squared units of the data.
  ///
  /// A component may so become a thousand times narrower than the data along any axis, whatever the
  /// units. A floor far smaller, beside a large variance in another direction, would drown in
  /// rounding errors.
  ///
  /// - Parameter data: n × d, a point a row; at least one point.
  /// - Throws: `UnsuitableData.allPointsAgree` if no column varies.
  public static func defaultFloors(
    for data: Matrix, kind: GaussianMixture.CovarianceKind
  ) throws(UnsuitableData) -> [Double] {
    let variances = GaussianMixture.moments(of: data, kind: .diagonal).covariance.diagonal
    let varies = variances.indices.map { j in
      let column = data.column(j)
      return column.min() != column.max()
    }
    let varying = zip(variances, varies).filter(\.1).map(\.0)
    guard let smallest = varying.min() else { throw .allPointsAgree }
    return zip(variances, varies).map { variance, varies in
      1e-6 * (varies && kind != .spherical ? variance : smallest)
    }
  }

  /// The floors that a run uses. They stay the same throughout, so that every M-step maximizes over
  /// the same set of covariances.
  func floors(
    for data: Matrix, kind: GaussianMixture.CovarianceKind
  ) throws(UnsuitableData) -> [Double] {
    if let covarianceFloor { return Array(repeating: covarianceFloor, count: data.columns) }
    return try Self.defaultFloors(for: data, kind: kind)
  }
}
