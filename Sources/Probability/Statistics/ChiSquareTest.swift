import Elementary

/// Pearson's test of counts against what a model expects.
///
/// $\chi^2 = \sum_i (o_i - e_i)^2 / e_i$ has, where the model is right, nearly the χ² distribution
/// with one degree of freedom less than there are cells. The approximation is good if every cell
/// expects at least five.
///
/// Source: K. Pearson (1900), *Philosophical Magazine* 50, 157–175.
public struct ChiSquareTest: Sendable, Hashable {
  /// χ².
  public let statistic: Double

  /// The degrees of freedom.
  public let degreesOfFreedom: Int

  /// Compares the counts of the cells with the probabilities of the cells.
  ///
  /// - Precondition: there are at least two cells, a probability for each, all positive.
  public init(counts: [Int], probabilities: [Double]) {
    require(
      counts.count == probabilities.count && counts.count > 1,
      "ChiSquareTest: \(counts.count) counts with \(probabilities.count) probabilities")
    require(
      probabilities.allSatisfy { $0 > 0 }, "ChiSquareTest: a probability is not positive")
    let total = Double(counts.reduce(0, +))
    statistic = zip(counts, probabilities).reduce(0) { sum, cell in
      let expected = total * cell.1
      let difference = Double(cell.0) - expected
      return sum + difference * difference / expected
    }
    degreesOfFreedom = counts.count - 1
  }

  /// How often a right model looks at least as wrong.
  public var pValue: Double {
    ChiSquare(degreesOfFreedom: degreesOfFreedom).upperTail(statistic)
  }
}
