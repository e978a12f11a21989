import Elementary

/// How well two clusterings of the same points agree: the share of the pairs of points that both put
/// into one cluster, or both into two.
///
/// $$R = \binom n2^{-1} \sum_{i < j} \left[ (a_i = a_j) \Leftrightarrow (b_i = b_j) \right]$$
///
/// The names of the clusters do not matter. It is 1 if the clusterings are the same, and it takes
/// as many operations as the contingency table has entries.
///
/// - Parameters:
///   - first: the cluster of each point, counted from zero.
///   - second: the cluster of each point, counted from zero.
/// - Returns: R, from 0 to 1.
/// - Precondition: both have the same length, at least two, and no negative entry.
///
/// Source: W. M. Rand (1971), *Journal of the American Statistical Association* 66, 846–850.
public func randIndex(_ first: [Int], _ second: [Int]) -> Double {
  require(
    first.count == second.count && first.count > 1,
    "randIndex: clusterings of \(first.count) and \(second.count) points")
  let columns = 1 + (second.max() ?? 0)
  var table = Array(repeating: 0, count: (1 + (first.max() ?? 0)) * columns)
  for (a, b) in zip(first, second) { table[a * columns + b] += 1 }
  let rowTotals = stride(from: 0, to: table.count, by: columns).map { start in
    table[start..<start + columns].reduce(0, +)
  }
  let columnTotals = (0..<columns).map { column in
    stride(from: column, to: table.count, by: columns).reduce(0) { $0 + table[$1] }
  }
  func pairs(_ counts: [Int]) -> Double {
    counts.reduce(0) { $0 + Double($1) * Double($1 - 1) / 2 }
  }
  let all = pairs([first.count])
  return (all + 2 * pairs(table) - pairs(rowTotals) - pairs(columnTotals)) / all
}
