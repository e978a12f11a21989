import Elementary
import Numerics

/// The change of units that gives every column of the data mean zero and variance one.
///
/// $z_{ij} = (x_{ij} - m_j) / s_j$ with $m_j$ the mean of column j and $s_j$ its standard deviation,
/// $s_j^2 = \frac{1}{n} \sum_i (x_{ij} - m_j)^2$. A constant column has no scale: it is centred, and
/// divided by one.
public struct Standardization: Sendable, Hashable {
  /// The mean $m_j$ of each column, in the units of the data.
  public let means: [Double]

  /// The scale $s_j$ of each column, in the units of the data.
  public let scales: [Double]

  /// The standardisation that belongs to these data, a row a point.
  ///
  /// - Precondition: there is at least one row.
  public init(of data: Matrix) {
    require(data.rows > 0, "Standardization: there are no data")
    let means = data.columnMeans
    self.means = means
    scales = (0..<data.columns).map { j in
      let column = data.column(j)
      guard column.contains(where: { $0 != column[0] }) else { return 1 }
      let squares = column.reduce(0) { $0 + ($1 - means[j]) * ($1 - means[j]) }
      return (squares / Double(data.rows)).squareRoot()
    }
  }

  /// The data in the new units.
  ///
  /// - Precondition: the data have as many columns as there are scales.
  public func standardized(_ data: Matrix) -> Matrix {
    checked(data).mapColumns { ($0 - means[$1]) / scales[$1] }
  }

  /// Standardised data in the units they came from: $m_j + s_j z_{ij}$.
  ///
  /// - Precondition: the data have as many columns as there are scales.
  public func restored(_ data: Matrix) -> Matrix {
    checked(data).mapColumns { means[$1] + scales[$1] * $0 }
  }

  private func checked(_ data: Matrix) -> Matrix {
    require(
      data.columns == scales.count,
      "Standardization: data of \(data.shape) with \(scales.count) scales")
    return data
  }
}
