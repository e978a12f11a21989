import Notebook
import Probability

// The rows of the chapter's tables, apart from its story.

/// Numbers of one row, each with so many decimals.
private func cells(_ values: [Double], decimals: Int) -> [Cell] {
  values.map { .number($0, decimals: decimals) }
}

/// The first four draws of both estimators.
func replayRows(_ replay: Replay) -> [[Cell]] {
  (0..<4).map { i in
    cells(
      [replay.noises[i], replay.values[i], replay.byPath[i], replay.byScore[i]], decimals: 3)
  }
}

/// A row for each logit, with a column for each gradient.
func gradientRows(_ gradients: [[Double]]) -> [[Cell]] {
  gradients[0].indices.map { j in
    [.number(j + 1)] + cells(gradients.map { $0[j] }, decimals: 4)
  }
}

/// Exact and measured variances of both estimators, and their ratio.
func comparisonRows(_ sums: [CoordinateSum], _ comparisons: [Comparison]) -> [[Cell]] {
  zip(sums, comparisons).map { sum, measured in
    let (path, score) = (sum.pathwiseVariance(.mean), sum.scoreFunctionVariance(.mean))
    return [
      .number(sum.dimension), .number(path), .text(measured.path.formatted),
      .number(score, significant: 6), .text(measured.score.formatted),
      .number(score / path, significant: 6), .text(measured.ratio.formatted),
    ]
  }
}

/// What each constant baseline does to mean and variance.
func baselineRows(
  _ names: [String], constants: [Double], means: [Double], variances: [Double],
  measured: [Estimate]
) -> [[Cell]] {
  names.indices.map { i in
    [
      .text(names[i]), .number(constants[i], decimals: 3), .number(means[i], decimals: 5),
      .number(variances[i], decimals: 4), .text(measured[i].formatted),
    ]
  }
}

/// Variances of averages over groups: for one draw each they are those without a baseline, with the
/// mean and with the best constant.
func groupRows(
  _ sizes: [Int], exact: [Double], measured: [Estimate], singles variances: [Double]
) -> [[Cell]] {
  sizes.indices.map { i in
    let others = variances.prefix(3).map { $0 / Double(sizes[i]) }
    return [
      .number(sizes[i]), .number(others[0]), .number(exact[i]), .text(measured[i].formatted),
      .number(others[1]), .number(others[2]),
    ]
  }
}

/// What a network predicts, and what it should.
func regressionRows(
  _ regression: Regression, predictions: [Double], means: [Double], best: [Double]
) -> [[Cell]] {
  predictions.indices.map { i in
    [
      .number(regression.inputs[i], decimals: 0), .number(predictions[i], decimals: 3),
      .text(regression.estimates[i].formatted), .number(means[i], decimals: 3),
      .number(best[i], decimals: 3),
    ]
  }
}

/// The gradient and what both estimators do, for each of several functions.
func orderRows(_ sums: [(name: String, sum: CoordinateSum)]) -> [[Cell]] {
  sums.map { name, sum in
    [.text(name)]
      + [
        sum.gradient(.mean), sum.pathwiseMean(.mean), sum.pathwiseVariance(.mean),
        sum.scoreFunctionVariance(.mean),
      ].map { .number($0, significant: 3) }
  }
}

/// When the trainings with each method arrive, and where they end.
func trainingRows(_ comparison: TrainingComparison) -> [[Cell]] {
  TrainingMethod.allCases.map { method in
    let delay = comparison.delay(of: method, behind: .path).formatted
    return [
      .text(method.rawValue), .text(comparison.arrival(of: method).formatted),
      .text(method == .path ? "" : delay), .number(comparison.lateRuns(of: method)),
      .text(comparison.finalEvidence(of: method).formatted),
    ]
  }
}

/// The table of the reader's own function.
func ownRows(_ rows: [OwnRow]) -> [[Cell]] {
  rows.map { row in
    [
      .text(row.derivative), .text(row.estimator), .text(row.mean.compact),
      .number(row.exactMean, significant: 6), .text(row.variance.compact),
      .number(row.exactVariance, significant: 6),
    ]
  }
}
