import Datasets
import Models
import Notebook
import Numerics
import Probability

/// What a reader may give to the chapter: a file, its columns, the number of latent dimensions.
enum OwnData {
  private static let file = DataOptions("to fit instead of the irises")
  private static let components = Option.integer(
    "components", default: 2, in: 1...32, help: "the number of latent dimensions of the fit")

  static let options: [any AnyOption] = file.all + [components]

  static func isGiven(to notebook: Notebook) -> Bool { file.isGiven(to: notebook) }

  /// The table and the number of latent dimensions; a mistake in either ends the run.
  static func read(by notebook: Notebook) -> (table: Table, components: Int) {
    let own = file.read(by: notebook) { path, columns in
      try Table(csv: path, columns: columns).validatedForPrincipalComponents()
    }
    let table = own ?? Iris.table
    let count = notebook[components]
    if count >= table.columns.count {
      notebook.refuse(
        "--components is \(count), and \(table.columns.count) columns leave room for at most "
          + "\(table.columns.count - 1); give another number")
    }
    return (table, count)
  }

  /// The rows, standardised if the reader asks for it.
  static func matrix(_ table: Table, by notebook: Notebook) -> Matrix {
    let measured = Matrix(rows: table.rows)
    return file.standardizes(notebook)
      ? Standardization(of: measured).standardized(measured) : measured
  }

  /// The fit of maximum likelihood; data that leave no noise end the run.
  static func fit(_ table: Table, _ data: Matrix, components: Int, by notebook: Notebook)
    -> ProbabilisticPCA
  {
    notebook.reading {
      do {
        return try ProbabilisticPCA.maximumLikelihood(of: data, components: components)
      } catch {
        let hint =
          file.standardizes(notebook) ? "" : "; --standardize puts all columns on one scale"
        throw DataError(file: table.name, message: "\(error)\(hint)")
      }
    }
  }

  /// The choices of q, and what the table says of each.
  private static let choices = [
    "the posterior", "half the variance", "twice the variance", "the prior",
  ]
  static let heading = ["q", "reconstruction", "− regulariser", "= bound", "+ gap", "= log p"]

  /// Reconstruction, regulariser and gap a row, for every choice of q.
  static func terms(of fit: ProbabilisticPCA, _ data: Matrix, codes: ProbabilisticPCA.Codes) throws
    -> [[Double]]
  {
    try [
      codes,
      .init(means: codes.means, covariance: 0.5 * codes.covariance),
      .init(means: codes.means, covariance: 2 * codes.covariance),
      .prior(points: data.rows, dimension: fit.latentDimension),
    ].map { q in
      try [
        fit.expectedLogLikelihood(of: data, under: q), ProbabilisticPCA.divergenceToPrior(from: q),
        fit.divergenceToPosterior(of: data, from: q),
      ].map { $0 / Double(data.rows) }
    }
  }

  /// The rows of the table.
  static func rows(_ terms: [[Double]]) -> [[Cell]] {
    zip(choices, terms).map { choice, term in
      let bound = term[0] - term[1]
      let cells = [term[0], -term[1], bound, term[2], bound + term[2]]
      return [.text(choice)] + cells.map { .number($0, decimals: 4) }
    }
  }

  /// What the reader of a terminal came for, and the numbers that the prose names.
  ///
  /// - Parameter terms: reconstruction, regulariser and gap a row, for every choice of q.
  static func report(
    _ fit: ProbabilisticPCA, of table: Table, _ data: Matrix, logEvidence: Double,
    terms: [[Double]], to notebook: Notebook
  ) {
    let spectrum =
      SymmetricEigen(ProbabilisticPCA.covariance(of: data, about: fit.mean)).values
    let kept = spectrum.prefix(fit.latentDimension).reduce(0, +) / spectrum.reduce(0, +)
    notebook.define("dimensions", fit.latentDimension.counting("latent dimension"))
    notebook.define("columns", data.columns)
    notebook.define("points", data.rows)
    notebook.define("source", table.name.escapedForMarkdown)
    notebook.define("explained", 100 * kept, significant: 4)
    notebook.define("noise", fit.noiseVariance.squareRoot(), significant: 4)
    notebook.define("fit evidence", logEvidence, significant: 6)
    notebook.result("eigenvalues", list(spectrum))
    notebook.result(
      "variance explained",
      "\((100 * kept).formatted()) % by \(fit.latentDimension) of \(spectrum.count) dimensions")
    notebook.result("noise variance σ²", fit.noiseVariance.formatted())
    notebook.result("log likelihood", "\(logEvidence.formatted(significant: 6)) nats a row")
    for (name, term) in [("posterior", terms[0]), ("prior", terms[3])] {
      let gap = term[2].magnitude < 1e-9 ? "below 1e-9" : term[2].formatted()
      notebook.result(
        "bound, q = \(name)",
        "\((term[0] - term[1]).formatted(significant: 6)) nats a row, gap \(gap)")
    }
    for j in 0..<min(2, fit.latentDimension) {
      notebook.result("loadings \(j + 1)", list(fit.loadings.column(j), table.columns))
    }
  }

  /// The first six values, with their names.
  private static func list(_ values: [Double], _ names: [String] = []) -> String {
    let cells = values.prefix(6).enumerated().map { i, value in
      (names.isEmpty ? "" : "\(names[i].prefix(20)) ") + value.formatted()
    }
    return cells.joined(separator: ", ") + (values.count > 6 ? ", …" : "")
  }
}
