import Elementary
import Numerics

/// The sample correlation of two columns,
/// $\sum_i (u_i - \bar u)(v_i - \bar v) / \sqrt{\sum_i (u_i - \bar u)^2 \sum_i (v_i - \bar v)^2}$;
/// not a number if one of them is constant.
///
/// - Precondition: the columns are equally long.
public func correlation(_ u: [Double], _ v: [Double]) -> Double {
  require(u.count == v.count, "correlation: \(u.count) numbers and \(v.count)")
  let (a, b) = (centred(u), centred(v))
  return dot(a, b) / (dot(a, a) * dot(b, b)).squareRoot()
}

/// The multiple correlation of a column with several others: the correlation with their best linear
/// combination, which least squares finds. No invertible linear map of the columns changes it.
///
/// - Parameter columns: n × k, an observation a row.
/// - Precondition: there is a value for every row.
/// - Throws: `NotPositiveDefinite` if a column follows from the others.
public func multipleCorrelation(
  of values: [Double], with columns: Matrix
) throws(NotPositiveDefinite) -> Double {
  require(
    values.count == columns.rows, "multipleCorrelation: \(values.count) values, \(columns.shape)")
  let centredColumns = (0..<columns.columns).map { centred(columns.column($0)) }
  let design = Matrix(rows: centredColumns).transposed
  let factor = try Cholesky((design.transposed * design).symmetrized)
  return correlation(design * factor.solve(centredColumns.map { dot($0, values) }), values)
}

private func centred(_ values: [Double]) -> [Double] {
  let mean = values.reduce(0, +) / Double(values.count)
  return values.map { $0 - mean }
}
