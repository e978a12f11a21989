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
    let variances = covariance(of: data, kind: .diagonal).diagonal
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

  /// The maximum likelihood covariance of all data, of the given kind.
  static func covariance(
    of data: Matrix, kind: GaussianMixture.CovarianceKind
  ) -> Matrix {
    let all = Matrix(rows: data.rows, columns: 1, repeating: 1)
    let totals = [Double(data.rows)]
    let means = GaussianMixture.means(
      of: data, under: all, totals: totals, keeping: [])
    return GaussianMixture.covariances(
      of: data, under: all, about: means, totals: totals, kind: kind, keeping: [])[0]
  }
}
