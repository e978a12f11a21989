import Notebook
import Probability

// How the chapter's tables and its prose spell what it measured.

extension Notebook {
  /// Gives numbers names, and prose three significant digits of each.
  func define(_ values: KeyValuePairs<String, Double>) {
    for (name, value) in values { define(name, value, significant: 3) }
  }
}

/// A share in percent with its 95 % interval, no narrower than 3 / n: where none of n trials succeeds, a
/// probability of 3 / n would have shown a success in 95 % of all cases.
func percent(_ share: Estimate) -> Cell {
  let mean = 100 * share.mean
  let halfWidth = max(196 * share.standardError, 300 / Double(share.count))
  return .number("\(mean.formatted(decimals: 1)) ± \(halfWidth.formatted(decimals: 1))")
}

/// The coverage for x and, with the known and the estimated standard deviation, for x².
func coverageRow(
  _ count: Int, _ normal: IntervalCoverage, _ known: IntervalCoverage, _ square: IntervalCoverage
) -> [Cell] {
  [.number(count)]
    + [normal.hits, known.hits, known.tooLow, square.hits, square.tooLow, square.tooHigh].map(
      percent)
}

/// The shares of hits in percent, in one line.
func hitList(_ coverages: some Sequence<IntervalCoverage>) -> String {
  coverages.map { (100 * $0.hits.mean).formatted(decimals: 1) }.joined(separator: ", ") + " %"
}

/// The interquartile range of the means of many estimates.
func interquartileRange(_ estimates: [Estimate]) -> Double {
  let means = estimates.map(\.mean)
  return sampleQuantile(means, 0.75) - sampleQuantile(means, 0.25)
}

/// A proposal for a tail probability: the estimate in thousandths, and its price.
func proposalRow(_ name: String, _ terms: [Double], relativeVariance: Double) -> [Cell] {
  [
    .text(name), .text(Estimate(terms).scaled(by: 1_000).formatted),
    .number(relativeVariance, significant: 3),
    .number(10_000 * relativeVariance, significant: 2),
  ]
}

/// What the weights of a proposal did in many runs.
func weightRow(_ name: String, secondMoment: Double, _ runs: WeightDiagnostics) -> [Cell] {
  [
    .text(name), .number(secondMoment, significant: 3), .number(runs.medianAverage, decimals: 3),
    percent(runs.coverage), .number(runs.effectiveSize.mean, significant: 3),
    .number((100 * runs.medianLargestShare).formatted(significant: 2)),
  ]
}
