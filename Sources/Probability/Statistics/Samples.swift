import Kernels

/// The quantile of a sample: the value with the fraction `probability` of the sample below it,
/// interpolated linearly between neighbours.
///
/// With the values sorted and counted from zero, it is the one at place $(n - 1) p$. That is the
/// default of R and NumPy, type 7 of R. J. Hyndman and Y. Fan (1996), *The American Statistician*
/// 50, 361–365.
///
/// - Precondition: the sample is not empty and has no NaN; the probability is in [0, 1].
public func sampleQuantile(_ values: [Double], _ probability: Double) -> Double {
  precondition(!values.isEmpty, "sampleQuantile: the sample is empty")
  precondition(!values.contains(where: \.isNaN), "sampleQuantile: a value is NaN")
  precondition(
    probability >= 0 && probability <= 1,
    "sampleQuantile: \(probability) is not a probability")
  let sorted = values.sorted()
  let place = Double(sorted.count - 1) * probability
  let below = Int(place)
  let fraction = place - Double(below)
  guard fraction > 0 else { return sorted[below] }
  return sorted[below] * (1 - fraction) + sorted[below + 1] * fraction
}

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

extension Matrix {
  /// The mean of each column: of the points, if a row is a point. NaN if there are no rows.
  public var columnMeans: [Double] {
    var sums = Array(repeating: 0.0, count: columns)
    for i in 0..<rows {
      for j in 0..<columns { sums[j] += storage[i * columns + j] }
    }
    return sums.map { $0 / Double(rows) }
  }

  /// The unbiased covariance of the points, a row a point:
  /// $\frac{1}{n - 1} \sum_i (x_i - \bar x)(x_i - \bar x)^T$. NaN below two points.
  ///
  /// Multiply by (n − 1) / n for the estimate of maximum likelihood.
  public var sampleCovariance: Matrix {
    let means = columnMeans
    var sums = Matrix(rows: columns, columns: columns, repeating: 0)
    for i in 0..<rows {
      let deviation = zip(row(i), means).map { $0 - $1 }
      for j in 0..<columns {
        for k in 0...j { sums.storage[j * columns + k] += deviation[j] * deviation[k] }
      }
    }
    var covariance = Matrix(rows: columns, columns: columns, repeating: .nan)
    guard rows > 1 else { return covariance }
    for j in 0..<columns {
      for k in 0...j {
        covariance[j, k] = sums[j, k] / Double(rows - 1)
        covariance[k, j] = covariance[j, k]
      }
    }
    return covariance
  }
}
