import Elementary
import Numerics

/// How many equally weighted draws a weighted sample is worth:
/// $(\sum_i w_i)^2 / \sum_i w_i^2$, from the logarithms of the weights.
///
/// It lies between one, if a single weight dominates, and n, if all are equal. It is zero if no
/// weight is positive. The weights need not be normalised.
///
/// Source: A. Kong (1992), *A note on importance sampling using standardized weights*, technical
/// report 348, University of Chicago.
public func effectiveSampleSize(logWeights: [Double]) -> Double {
  guard let largest = logWeights.max(), largest != -.infinity else { return 0 }
  let weights = logWeights.map { Double.exp($0 - largest) }
  let sum = weights.reduce(0, +)
  return sum * sum / dot(weights, weights)
}

/// The share of the largest weight in the sum of all, from the logarithms of the weights.
///
/// It lies between 1 / n, if all are equal, and one. It is NaN if no weight is positive.
public func largestWeightShare(logWeights: [Double]) -> Double {
  guard let largest = logWeights.max(), largest != -.infinity else { return .nan }
  return 1 / logWeights.reduce(0) { $0 + .exp($1 - largest) }
}
