import Elementary
import Probability

/// Which learned factor stands for which true one: factors have no order, and on and off may have
/// changed places.
public struct FactorMatching: Sendable, Hashable {
  /// The learned factor that each true one is matched with, no two with the same one; `nil` if there are
  /// not enough.
  public let partners: [Int?]

  /// The correlation of each true factor with its partner over the observations: negative where on and
  /// off have changed places, 0 where there is no partner.
  public let correlations: [Double]

  /// How many true factors have a partner whose correlation is at least so large in magnitude.
  public func recovered(atLeast threshold: Double) -> Int {
    correlations.count { $0.magnitude >= threshold }
  }

  /// The matching in which the magnitudes of the correlations have the largest sum, by dynamic
  /// programming over the sets of learned factors that are taken.
  ///
  /// - Parameters:
  ///   - truth: the true factors of each observation.
  ///   - learned: what a posterior says of them: a probability for each learned factor.
  /// - Precondition: there is an observation, as many rows in both, and at most 16 learned factors.
  /// - Complexity: the number of true factors times $m 2^m$ for m learned ones.
  public init(truth: [[Bool]], learned: [[Double]]) {
    require(
      !truth.isEmpty && truth.count == learned.count && learned[0].count <= 16,
      "FactorMatching: \(truth.count) and \(learned.count) observations")
    let table = (0..<truth[0].count).map { factor in
      let column = truth.map { $0[factor] ? 1.0 : 0 }
      return (0..<learned[0].count).map { other in
        Self.correlationOrZero(column, learned.map { $0[other] })
      }
    }
    let sets = 1 << learned[0].count
    var best = [(sum: Double, partners: [Int?])?](repeating: nil, count: sets)
    best[0] = (0, [])
    for row in table {
      var next = [(sum: Double, partners: [Int?])?](repeating: nil, count: sets)
      for (set, entry) in best.enumerated() {
        guard let entry else { continue }
        for choice in [nil] + row.indices.map(Optional.some) {
          let bit = choice.map { 1 << $0 } ?? 0
          guard set & bit == 0 else { continue }
          let sum = entry.sum + (choice.map { row[$0].magnitude } ?? 0)
          if sum > next[set | bit]?.sum ?? -.infinity {
            next[set | bit] = (sum, entry.partners + [choice])
          }
        }
      }
      best = next
    }
    let found = best.compactMap(\.self).reduce((sum: -.infinity, partners: [Int?]())) {
      $1.sum > $0.sum ? $1 : $0
    }
    partners = found.partners
    correlations = zip(table, found.partners).map { row, partner in partner.map { row[$0] } ?? 0 }
  }

  /// The correlation of two columns, 0 where one is constant.
  private static func correlationOrZero(_ x: [Double], _ y: [Double]) -> Double {
    let value = correlation(x, y)
    return value.isNaN ? 0 : value
  }
}
