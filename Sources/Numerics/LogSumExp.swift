import Elementary

// Sums of numbers that are kept as logarithms: densities of data in many dimensions are too small
// for a double, and importance weights span hundreds of orders of magnitude.

/// $\log \sum_i e^{a_i}$, in nats, without overflow or underflow on the way.
///
/// With m the largest of the $a_i$ it is $m + \log(1 + \sum_{i \ne m} e^{a_i - m})$. The largest
/// term is left out of the sum, so that the digits of small ones survive.
///
/// At the edges it is what the sum says: no terms, or all −∞ (terms of zero), give −∞; a term of
/// +∞ gives +∞; a single term comes back unchanged; a NaN makes the result NaN.
public func logSumExp(_ logTerms: [Double]) -> Double {
  guard let peak = indexOfLargest(logTerms) else { return -.infinity }
  let largest = logTerms[peak]
  guard largest.isFinite else { return largest }
  var sum = 0.0
  for i in logTerms.indices where i != peak { sum += .exp(logTerms[i] - largest) }
  return largest + .logOnePlus(sum)
}

/// $\log \frac{1}{n} \sum_{i=1}^n e^{a_i}$, in nats: the logarithm of a mean.
///
/// The edges are those of `logSumExp`, except that the mean of no terms is not a number: NaN.
public func logMeanExp(_ logTerms: [Double]) -> Double {
  guard !logTerms.isEmpty else { return .nan }
  return logSumExp(logTerms) - .log(Double(logTerms.count))
}

/// $\log \sum_i w_i e^{a_i}$, in nats, for weights that are zero or positive.
///
/// A weight of zero removes its term, whatever the term is (so $0 \cdot e^{\infty}$ counts as
/// zero), except that a NaN still makes the result NaN.
///
/// - Precondition: there is a weight for each term, and none is negative.
public func logSumExp(_ logTerms: [Double], weights: [Double]) -> Double {
  require(
    logTerms.count == weights.count,
    "logSumExp: \(logTerms.count) terms with \(weights.count) weights")
  require(!weights.contains { $0 < 0 }, "logSumExp: a weight is negative")
  return logSumExp(
    zip(logTerms, weights).map { term, weight in
      weight == 0 && !term.isNaN ? -.infinity : term + .log(weight)
    })
}

/// Where the first of the largest terms is; a NaN counts as larger than everything.
private func indexOfLargest(_ terms: [Double]) -> Int? {
  guard var peak = terms.indices.first else { return nil }
  for i in terms.indices {
    if terms[i].isNaN { return i }
    if terms[i] > terms[peak] { peak = i }
  }
  return peak
}
