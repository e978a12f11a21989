import Kernels
import Probability

extension ExpectationMaximization {
  /// The covariance floor unless the settings have one: a millionth of the smallest variance that a
  /// column of the data has, constant columns apart, in squared units of the data.
  ///
  /// A component may so become a thousand times narrower than the data along any axis. A floor far
  /// smaller, beside a large variance in another direction, would drown in rounding errors.
  ///
  /// - Parameter data: n × d, a point a row; at least one point.
  /// - Throws: `UnsuitableData.allPointsAgree` if no column varies.
  public static func defaultFloor(
    for data: Matrix, workers: Workers = .all
  ) throws(UnsuitableData) -> Double {
    let variances = covariance(of: data, kind: .diagonal, workers: workers).diagonal
    let varying = variances.indices.filter { j in
      let column = data.column(j)
      return column.min() != column.max()
    }
    guard let smallest = varying.map({ variances[$0] }).min() else { throw .allPointsAgree }
    return 1e-6 * smallest
  }

  /// The floor that a run uses. It stays the same throughout, so that every M-step maximizes over
  /// the same set of covariances.
  func floor(for data: Matrix, workers: Workers) throws(UnsuitableData) -> Double {
    if let covarianceFloor { return covarianceFloor }
    return try Self.defaultFloor(for: data, workers: workers)
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
}
