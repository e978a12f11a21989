import Elementary

/// What the information criteria make of fits with 1, 2, … components.
///
/// For each number of components one run stands: that with the highest log likelihood among the sound
/// ones (see `ExpectationMaximization.Run.isSound`). A number of components without a sound run is never
/// chosen. What the numbers mean depends on the search: they compare the best runs that were *found*.
public struct ModelChoice: Sendable, Equatable {
  /// The run that stands for 1, 2, … components; nil where there is none.
  public let runs: [ExpectationMaximization.Run?]

  /// How many sound runs of each number of components ended within 0.01 nats of the best one.
  public let reached: [Int]

  /// $-2 \log p + m \log n$ for 1, 2, … components; infinite where no run stands.
  public let bayesian: [Double]

  /// $-2 \log p + 2 m$ for 1, 2, … components; infinite where no run stands.
  public let akaike: [Double]

  /// $-2 \log p$ for 1, 2, … components; infinite where no run stands.
  public let deviances: [Double]

  /// Compares fits.
  ///
  /// - Parameters:
  ///   - fits: those with 1, 2, … components.
  ///   - points: n, the number of points that they were fitted to.
  ///   - amongSound: false takes the highest of all runs, sound or not: to see what that does.
  /// - Precondition: there is a fit.
  public init(_ fits: [ExpectationMaximization.Fit], points: Int, amongSound: Bool = true) {
    require(!fits.isEmpty, "ModelChoice: there is no fit")
    let runs = fits.map { amongSound ? $0.bestSound : $0.best }
    self.runs = runs
    reached = zip(fits, runs).map { fit, best in
      guard let best else { return 0 }
      return fit.runs.count {
        ($0.isSound || !amongSound) && $0.logLikelihood > best.logLikelihood - 0.01
      }
    }
    func values(_ criterion: (ExpectationMaximization.Run) -> Double) -> [Double] {
      runs.map { $0.map(criterion) ?? .infinity }
    }
    bayesian = values {
      $0.mixture.bayesianInformationCriterion(logLikelihood: $0.logLikelihood, points: points)
    }
    akaike = values { $0.mixture.akaikeInformationCriterion(logLikelihood: $0.logLikelihood) }
    deviances = values { -2 * $0.logLikelihood }
  }

  /// The number of components with the smallest BIC.
  public var byBIC: Int { Self.smallest(bayesian) }

  /// The number of components with the smallest AIC.
  public var byAIC: Int { Self.smallest(akaike) }

  /// The number of components with the highest likelihood.
  public var byLikelihood: Int { Self.smallest(deviances) }

  /// The number of components that comes second by a criterion, and how far it lies above the first.
  ///
  /// - Parameter criterion: its values for 1, 2, … components, at least two of them.
  public static func runnerUp(_ criterion: [Double]) -> (components: Int, margin: Double) {
    require(criterion.count > 1, "ModelChoice.runnerUp: \(criterion.count) values")
    let first = smallest(criterion) - 1
    let others = criterion.indices.filter { $0 != first }
    let second = others.reduce(others[0]) { criterion[$1] < criterion[$0] ? $1 : $0 }
    return (second + 1, criterion[second] - criterion[first])
  }

  private static func smallest(_ values: [Double]) -> Int {
    1 + values.indices.reduce(0) { values[$1] < values[$0] ? $1 : $0 }
  }
}
