import Elementary

/// Estimates of a gradient, one for each draw: a sample of what a stochastic gradient step follows.
///
/// Its mean estimates the gradient, and its spread is what the estimator costs.
public struct GradientDraws: Sendable, Hashable {
  /// A row for each draw, with a number for each parameter.
  public let rows: [[Double]]

  /// The gradients of these draws.
  ///
  /// - Precondition: there is a draw, and all are of the same length.
  public init(rows: [[Double]]) {
    require(!rows.isEmpty, "GradientDraws: there is no draw")
    require(
      rows.allSatisfy { $0.count == rows[0].count }, "GradientDraws: the rows differ in length")
    self.rows = rows
  }

  /// The number of draws.
  public var count: Int { rows.count }

  /// The number of parameters.
  public var dimension: Int { rows[0].count }

  /// The derivative with respect to one parameter, in each draw.
  ///
  /// - Precondition: there is such a parameter.
  public func column(_ parameter: Int) -> [Double] { rows.map { $0[parameter] } }

  /// The mean over the draws for each parameter, with its error, which holds if the rows are
  /// independent.
  public var estimates: [Estimate] {
    rows.reduce(into: Array(repeating: Estimate(), count: dimension)) { estimates, row in
      for parameter in row.indices { estimates[parameter].add(row[parameter]) }
    }
  }

  /// The mean over the draws.
  public var mean: [Double] { estimates.map(\.mean) }

  /// The unbiased variance of a single draw, for each parameter.
  public var variance: [Double] { estimates.map(\.variance) }

  /// The averages of groups of so many successive draws, each a draw of an estimator that averages;
  /// what is left over is dropped.
  ///
  /// Draws whose baselines come from their own group are dependent within it, but the averages are
  /// not.
  ///
  /// - Precondition: one group at least is full.
  public func averages(of size: Int) -> GradientDraws {
    require(
      size > 0 && size <= count, "GradientDraws.averages: groups of \(size) from \(count) draws")
    return GradientDraws(
      rows: (0..<count / size).map { group in
        let members = rows[group * size..<(group + 1) * size]
        return (0..<dimension).map { parameter in
          members.reduce(0) { $0 + $1[parameter] } / Double(size)
        }
      })
  }

  /// The estimate of a single draw's variance about a known mean, $\mathbb E[(g - \bar g)^2]$, for
  /// each parameter.
  ///
  /// The standard error is that of a mean of group averages, which is needed if draws depend on one
  /// another within a group. Squares have long tails, so the error is uncertain itself.
  ///
  /// - Parameters:
  ///   - mean: the exact gradient $\bar g$.
  ///   - groupCount: how many groups of equal size there are; what is left over is dropped.
  /// - Precondition: there are two groups at least, and no more than draws.
  public func variances(around mean: [Double], groups groupCount: Int) -> [Estimate] {
    require(
      groupCount > 1 && groupCount <= count,
      "GradientDraws.variances: \(groupCount) groups of \(count) draws")
    let squares = rows.map { row in
      row.indices.map { (row[$0] - mean[$0]) * (row[$0] - mean[$0]) }
    }
    return GradientDraws(rows: squares).averages(of: count / groupCount).estimates
  }
}
