import Elementary

/// What importance weights do in many independent runs, where the expectation of a weight is one.
///
/// A run is a list of logarithms of weights $w = p / q$ with normalised densities.
public struct WeightDiagnostics: Sendable {
  /// The average weight of a run, over the runs.
  public let average: Estimate

  /// The median over the runs of the average weight, which outliers do not move.
  public let medianAverage: Double

  /// How often a run's average ± 1.96 standard errors contains one.
  public let coverage: Estimate

  /// The effective sample size of a run, over the runs.
  public let effectiveSize: Estimate

  /// The median over the runs of the share of the largest weight.
  public let medianLargestShare: Double

  /// - Precondition: there are at least two runs, each of at least two weights.
  public init(runs: [[Double]]) {
    require(
      runs.count > 1 && runs.allSatisfy { $0.count > 1 },
      "WeightDiagnostics: fewer than two runs, or a run of fewer than two weights")
    let averages = runs.map { run in Estimate(run.map { .exp($0) }) }
    average = Estimate(averages.map(\.mean))
    medianAverage = sampleQuantile(averages.map(\.mean), 0.5)
    coverage = IntervalCoverage(of: averages, truth: 1).hits
    effectiveSize = Estimate(runs.map { effectiveSampleSize(logWeights: $0) })
    medianLargestShare = sampleQuantile(runs.map { largestWeightShare(logWeights: $0) }, 0.5)
  }
}
