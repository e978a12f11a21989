import Datasets
import Models
import Notebook
import Numerics
import Probability

/// What a reader may choose in the last section: a file, the clusters, how often to start.
struct OwnData {
  private static let data = DataOptions("to cluster in the last section")
  private static let components = Option.integer(
    "components", default: 3, in: 1...32, help: "the number of clusters in the last section")
  private static let restarts = Option.integer(
    "restarts", default: 100, in: 1...1_000,
    help: "from how many random starts, in the last section")
  static let options: [any AnyOption] = data.all + [components, restarts]

  /// The settings of the fits that the chapter shows.
  private static let settings = ExpectationMaximization(tolerance: 1e-8, maximumIterations: 5_000)

  let notebook: Notebook
  let components: Int
  let restarts: Int
  /// The reader's file, or `nil` if none was given.
  private let table: Table?

  /// Reads the options and the file; a mistake of the user's ends the run.
  init(_ notebook: Notebook) {
    self.notebook = notebook
    let count = notebook[Self.components]
    components = count
    restarts = notebook[Self.restarts]
    table = Self.data.read(by: notebook) { file, columns in
      try Table(csv: file, columns: columns).validated(forComponents: count)
    }
    if table == nil && Self.data.standardizes(notebook) {
      notebook.refuse("--standardize goes with --data")
    }
  }

  /// What the page calls the data.
  var name: String { table == nil ? "the geyser's eruptions" : "your file" }

  /// Whether the columns are scaled: the geyser's always, a file's if the reader wants it.
  var isScaled: Bool { table == nil || Self.data.standardizes(notebook) }

  /// The answer for the reader's file, told at once, for the book's own experiments take a while;
  /// `nil` if there is no file.
  func answer() -> OwnClustering? {
    guard let table else { return nil }
    let largest = min(6, Set(table.rows).count)
    let answer = clustering(of: table) { fit in (1...largest).map(fit) }
    for (label, text) in answer.results { notebook.announce("\(label): \(text)") }
    notebook.announce("Now the book's own experiments, for the rest of the page.")
    return answer
  }

  /// The clustering of the geyser's eruptions.
  ///
  /// - Parameter fits: the mixtures of 1, 2, … components, fitted to the scaled columns.
  func geyser(_ fits: [ExpectationMaximization.Fit]) -> OwnClustering {
    clustering(of: Faithful.table) { _ in fits }
  }

  private func clustering(
    of table: Table,
    fits: ((Int) -> ExpectationMaximization.Fit) -> [ExpectationMaximization.Fit]
  ) -> OwnClustering {
    let measured = Matrix(rows: table.rows)
    let scale = isScaled ? Standardization(of: measured) : nil
    let data = scale?.standardized(measured) ?? measured
    func fit(_ components: Int) -> ExpectationMaximization.Fit {
      notebook.reading {
        notebook.progress(Double(components) / 7, "mixtures of \(components)")
        return try Self.settings.concurrentFit(
          data, components: components, covarianceKind: .full, restarts: restarts,
          using: notebook.random("own fits").split(components))
      }
    }
    return OwnClustering(
      data, scale: scale, count: components, restarts: restarts, fits: fits(fit), fit: fit,
      using: notebook.random("own"))
  }
}

/// A user's data, or the geyser's, clustered by K-means and by mixtures.
struct OwnClustering {
  let clusters: KMeans
  let restarts: Int
  /// The mixtures of 1, 2, … components.
  let fits: [ExpectationMaximization.Fit]
  let choice: ModelChoice
  let sizes: [Int]
  /// The centres in the units of the data.
  let centres: [[Double]]
  /// The share of the pairs of points that K-means and the mixture treat differently.
  let pairsApart: Double
  /// The mean of 1 − max γ: how many of its own hard labels the mixture expects to be wrong.
  let expectedErrors: Double

  /// Clusters data, with the mixture beside them that has as many components.
  init(
    _ data: Matrix, scale: Standardization?, count: Int, restarts: Int,
    fits: [ExpectationMaximization.Fit], fit: (Int) -> ExpectationMaximization.Fit,
    using random: RandomStream
  ) {
    let beside = count <= fits.count ? fits[count - 1] : fit(count)
    let best = KMeans.best(
      on: data, clusters: count, restarts: restarts, using: random)
    let mixture = (beside.bestSound ?? beside.best).mixture
    let gamma = mixture.responsibilities(of: data)
    clusters = best
    self.restarts = restarts
    self.fits = fits
    choice = ModelChoice(fits, points: data.rows)
    sizes = (0..<count).map { k in best.assignments.count { $0 == k } }
    centres = best.centres.map { centre in
      scale.map { $0.restored(Matrix(rows: [centre])).row(0) } ?? centre
    }
    pairsApart = 1 - randIndex(best.assignments, mixture.mostProbableComponents(of: data))
    expectedErrors = Estimate((0..<data.rows).map { 1 - (gamma.row($0).max() ?? 1) }).mean
  }

  /// Centre k as text.
  func centre(_ k: Int) -> String {
    centres[k].map { $0.formatted(significant: 4) }.joined(separator: ", ")
  }

  private var sum: String { clusters.sumOfSquares.formatted(significant: 5) }
  private var percentApart: String { (100 * pairsApart).formatted(decimals: 1) }

  /// What the terminal tells.
  var results: [(label: String, text: String)] {
    let counts = "K = 1 to \(fits.count)"
    let each = sizes.indices.map { k in
      ("cluster \(k + 1)", "\(sizes[k].counting("point")) around \(centre(k))")
    }
    let all = ("points in the clusters", sizes.map { "\($0)" }.joined(separator: ", "))
    return [
      (
        "K-means, \(sizes.count.counting("cluster"))",
        "J = \(sum), the best of \(restarts.counting("start"))"
      )
    ] + (sizes.count <= 4 ? each : [all]) + [
      (
        "K-means beside a mixture", "\(percentApart) % of the pairs of points treated otherwise"
      ),
      ("BIC, \(counts)", choice.line(of: choice.bayesian)),
      ("AIC, \(counts)", choice.line(of: choice.akaike)),
      (
        "best reached by",
        zip(choice.reached, fits).map { "\($0) of \($1.runs.count)" }.joined(separator: ", ")
      ),
      ("chosen", "K = \(choice.byBIC) by BIC, K = \(choice.byAIC) by AIC"),
    ]
  }

  /// Names the numbers of the last section, and prints them at the end of the run.
  func report(to notebook: Notebook) {
    notebook.define("own clusters", sizes.count.counting("cluster"))
    notebook.define("own starts", restarts.counting("start"))
    notebook.define("own J", sum)
    notebook.define("pairs apart", percentApart)
    notebook.define("expected errors", (100 * expectedErrors).formatted(decimals: 1))
    notebook.define("own BIC", choice.byBIC.counting("component"))
    notebook.define("own AIC", choice.byAIC)
    for (label, text) in results { notebook.result(label, text) }
  }
}
