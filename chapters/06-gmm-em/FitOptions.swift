import Datasets
import Models
import Notebook
import Numerics
import Probability

/// What a reader may choose about the fit: the data, the columns, the components.
struct FitOptions {
  private static let data = DataOptions("to fit instead of Old Faithful")
  private static let components = Option.integer(
    "components", default: 2, in: 1...32, help: "the number of components of the fit")
  private static let covariance = Option<GaussianMixture.CovarianceKind>.choice(
    "covariance", default: .full, help: "the shape of the components")
  private static let restarts = Option.integer(
    "restarts", default: 10, in: 1...1_000, help: "from how many random starts EM is run")
  static let all: [any AnyOption] = data.all + [components, covariance, restarts]

  let notebook: Notebook
  let table: Table
  let components: Int
  let covarianceKind: GaussianMixture.CovarianceKind
  let restarts: Int
  let iterations = 1_000

  /// Reads the options and the file; a mistake of the user's is told before any work is done, and so
  /// is what the fit will cost.
  init(_ notebook: Notebook) {
    self.notebook = notebook
    components = notebook[Self.components]
    covarianceKind = notebook[Self.covariance]
    restarts = notebook[Self.restarts]
    let count = components
    let own = Self.data.read(by: notebook) { file, columns in
      try Table(csv: file, columns: columns).validated(forComponents: count)
    }
    table = own ?? Faithful.table
    if isOwn { announceCost() }
  }

  private var isOwn: Bool { Self.data.isGiven(to: notebook) }
  private var isStandardized: Bool { Self.data.standardizes(notebook) }

  /// n × d, a point a row, scaled if asked for.
  var points: Matrix {
    let points = Matrix(rows: table.rows)
    return isStandardized ? Standardization(of: points).standardized(points) : points
  }

  /// The columns' names, as far as the page has room for them.
  var names: [String] {
    if !isOwn && !isStandardized {
      return ["length of the eruption (min)", "wait until the next (min)"]
    }
    return table.columns.map { name in
      (name.count > 24 ? "\(name.prefix(23))…" : name)
        + (isStandardized ? ", standardised" : "")
    }
  }

  private func announceCost() {
    let dimension = table.columns.count
    let parameters =
      components - 1 + components * dimension
      + covarianceKind.parameterCount(components: components, dimension: dimension)
    let operations = ExpectationMaximization.operationsPerIteration(
      points: table.rows.count, components: components, dimension: dimension,
      covarianceKind: covarianceKind)
    notebook.announce(
      "\(table.rows.count.counting("point")) × \(dimension.counting("column")), "
        + "\(components.counting("component")), \(parameters) parameters; "
        + "about \(operations.formatted(significant: 2)) operations in an iteration, "
        + "at most \(restarts.counting("start")) × \(iterations) iterations")
  }

  /// Shows how far the fit of a reader's own file has come.
  func showProgress(restart: Int, iteration: Int) {
    guard isOwn else { return }
    let fraction = (Double(restart) + Double(iteration) / Double(iterations)) / Double(restarts)
    notebook.progress(fraction, "start \(restart + 1) of \(restarts), iteration \(iteration)")
  }
}
