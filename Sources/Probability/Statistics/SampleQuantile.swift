import Elementary

/// The quantile of a sample: the value with the fraction `probability` of the sample below it,
/// interpolated linearly between neighbours.
///
/// With the values sorted and counted from zero, it is the one at place $(n - 1) p$. That is the
/// default of R and NumPy, type 7 of R. J. Hyndman and Y. Fan (1996), *The American Statistician*
/// 50, 361–365.
///
/// - Precondition: the sample is not empty and has no NaN; the probability is in [0, 1].
public func sampleQuantile(_ values: [Double], _ probability: Double) -> Double {
  require(!values.isEmpty, "sampleQuantile: the sample is empty")
  require(!values.contains(where: \.isNaN), "sampleQuantile: a value is NaN")
  require(
    probability >= 0 && probability <= 1,
    "sampleQuantile: \(probability) is not a probability")
  let sorted = values.sorted()
  let place = Double(sorted.count - 1) * probability
  let below = Int(place)
  let fraction = place - Double(below)
  guard fraction > 0 else { return sorted[below] }
  return sorted[below] * (1 - fraction) + sorted[below + 1] * fraction
}
