import Models
import Notebook
import Numerics
import Probability

/// A table before it is written into the report.
struct ReportTable {
  let columns: [String]
  let rows: [[Cell]]

  init(_ columns: [String], _ rows: [[Cell]]) {
    (self.columns, self.rows) = (columns, rows)
  }
}

extension Notebook {
  /// Puts a table into the report.
  func table(_ table: ReportTable, line: Int = #line) {
    self.table(table.columns, table.rows, line: line)
  }
}

/// The first eruptions with their responsibilities.
func eruptions(_ data: Matrix, _ responsibilities: Matrix) -> ReportTable {
  ReportTable(
    ["eruption", "length (min)", "wait (min)", "γ of component 1", "γ of component 2"],
    (0..<4).map { i in
      [.number(i + 1), .number(data[i, 0], decimals: 2), .number(data[i, 1], decimals: 0)]
        + responsibilities.row(i).map { Cell.number($0, decimals: 3) }
    })
}

/// The terms of the bound after the first half-steps.
func boundTable(_ halfSteps: [GaussianMixture.BoundTerms]) -> ReportTable {
  ReportTable(
    ["after", "log p", "bound", "gap", "Q", "entropy"],
    halfSteps.prefix(6).enumerated().map { index, terms in
      [.text("\(index % 2 == 0 ? "E" : "M")-step \(1 + index / 2)")]
        + [
          terms.logLikelihood, terms.bound, terms.gap, terms.expectedCompleteLogLikelihood,
          terms.entropy,
        ].map { Cell.number($0, decimals: 3) }
    })
}

/// A component that collapses onto a point, iteration by iteration.
func collapseTable(_ mixtures: [GaussianMixture], on data: Matrix) -> ReportTable {
  ReportTable(
    ["iteration", "variance of the narrow component", "log likelihood"],
    mixtures.enumerated().map { iteration, mixture in
      [
        .number(iteration), .number(mixture.covariances[0][0, 0], significant: 3),
        .number(mixture.logLikelihood(of: data), decimals: 2),
      ]
    })
}

/// Where many runs ended.
func endsTable(_ ends: [ExpectationMaximization.End]) -> ReportTable {
  ReportTable(
    ["log likelihood at the end", "runs", "iterations", "degenerate component"],
    ends.prefix(8).map { end in
      [
        .number(end.logLikelihood, decimals: 2), .number(end.runs.count),
        .text("\(end.iterations.lowerBound) to \(end.iterations.upperBound)"),
        .text(end.isDegenerate ? "yes" : "no"),
      ]
    })
}

/// The fits of many data sets beside the truth, and their scatter beside what information predicts.
func recoveryTable(
  _ fits: [[Double]], truth: [Double], predicted: [Double], withLabels: [Double]
) -> ReportTable {
  ReportTable(
    [
      "parameter", "truth", "average of the fits", "their scatter", "predicted",
      "with known labels",
    ],
    ["weight 1", "mean 1", "mean 2", "variance 1", "variance 2"].enumerated().map { j, name in
      let found = Estimate(fits.map { $0[j] })
      return [
        .text(name), .number(truth[j], decimals: 1), .text(found.formatted),
        .number(found.standardDeviation, decimals: 4), .number(predicted[j], decimals: 4),
        .number(withLabels[j], decimals: 4),
      ]
    })
}

/// What quadrature costs in several dimensions.
func priceTable(_ prices: [QuadraturePrice]) -> ReportTable {
  ReportTable(
    ["latent dimensions", "calls of the decoder", "relative error of the evidence"],
    prices.map {
      [.number($0.dimensions), .number($0.calls), .number($0.relativeError, significant: 2)]
    })
}

/// How far mixtures are from a density.
func distanceTable(_ mixtures: [GaussianMixture], _ distances: [Double]) -> ReportTable {
  ReportTable(
    ["components", "parameters", "KL(p ‖ mixture) in nats"],
    zip(mixtures, distances).map {
      [.number($0.componentCount), .number($0.parameterCount), .number($1, decimals: 4)]
    })
}
