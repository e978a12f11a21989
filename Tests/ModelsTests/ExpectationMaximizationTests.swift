import Models
import Numerics
import Probability
import Testing
import Threads

@Suite struct ExpectationMaximizationTests {
  static let faithful = ScikitLearnReference.data

  /// The largest fall of the log likelihood in a run, in nats; zero or less if it never falls.
  private func largestFall(_ run: ExpectationMaximization.Run) -> Double {
    zip(run.logLikelihoods, run.logLikelihoods.dropFirst()).map { $0 - $1 }.max() ?? 0
  }

  @Test(arguments: GaussianMixture.CovarianceKind.allCases)
  func theLogLikelihoodNeverFalls(kind: GaussianMixture.CovarianceKind) throws {
    let fit = try ExpectationMaximization(maximumIterations: 60).fit(
      Self.faithful, components: 3, covarianceKind: kind, restarts: 100,
      using: RandomStream(seed: 0, name: "monotone"))
    #expect(fit.runs.count == 100)
    #expect(fit.runs.allSatisfy { largestFall($0) < 1e-9 })
    #expect(fit.runs.allSatisfy { $0.logLikelihoods.allSatisfy { $0.isFinite } })
    #expect(fit.runs.contains { $0.logLikelihood < fit.best.logLikelihood - 1e-3 })
  }

  /// A floor so high that many covariances touch it.
  @Test(arguments: GaussianMixture.CovarianceKind.allCases)
  func theLogLikelihoodNeverFallsUnderAFloorThatBinds(
    kind: GaussianMixture.CovarianceKind
  ) throws {
    let fit = try ExpectationMaximization(maximumIterations: 60, covarianceFloor: 0.2).fit(
      Self.faithful, components: 4, covarianceKind: kind, restarts: 20,
      using: RandomStream(seed: 0, name: "floor"))
    #expect(fit.runs.allSatisfy { largestFall($0) < 1e-9 })
    if kind != .spherical {
      #expect(fit.runs.contains { $0.notices.contains { $0.event == .floored } })
      let smallest = fit.mixture.covariances.flatMap { SymmetricEigen($0).values }.min() ?? 0
      #expect((smallest - 0.2).magnitude < 1e-12)
    }
  }

  @Test func twoComponentsOfOldFaithful() throws {
    let fit = try ExpectationMaximization().fit(
      Self.faithful, components: 2, covarianceKind: .full,
      using: RandomStream(seed: 0, name: "faithful"))
    // The maximum that R's mclust reports.
    #expect((fit.best.logLikelihood - -1130.264).magnitude < 1e-3)
    #expect(fit.best.hasConverged)
    #expect(fit.best.notices.isEmpty)
    let gradient = fit.mixture.gradient(
      of: Self.faithful, under: fit.mixture.responsibilities(of: Self.faithful))
    #expect(gradient.means.joined().allSatisfy { $0.magnitude < 0.01 })
  }

  @Test(arguments: [1, 2])
  func climbsAtATimeEndWhereOneAfterTheOtherDoes(workers: Int) throws {
    let settings = ExpectationMaximization(maximumIterations: 80)
    let random = RandomStream(seed: 0, name: "concurrent")
    let one = try settings.fit(
      Self.faithful, components: 3, covarianceKind: .full, restarts: 6, using: random)
    let many = try Workers(count: workers).run {
      try settings.concurrentFit(
        Self.faithful, components: 3, covarianceKind: .full, restarts: 6, using: random)
    }
    #expect(many.bestIndex == one.bestIndex)
    #expect(many.runs.map(\.mixture) == one.runs.map(\.mixture))
    #expect(many.runs.map(\.logLikelihoods) == one.runs.map(\.logLikelihoods))
  }

  @Test func aRunKeepsItsWholePath() throws {
    let initial = try Examples.mixture(.full)
    let data = Examples.points(100, from: initial)
    let run = try ExpectationMaximization(tolerance: 0, maximumIterations: 7)
      .run(from: initial, on: data)
    #expect(run.iterations == 7)
    #expect(!run.hasConverged)
    #expect(run.path.count == 8)
    #expect(run.path[0] == initial)
    #expect(run.mixture == run.path[7])
    for (mixture, logLikelihood) in zip(run.path, run.logLikelihoods) {
      #expect(mixture.logLikelihood(of: data) == logLikelihood)
    }
  }

  /// The same climb, of which fewer mixtures are kept.
  @Test func aThinnedPathKeepsTheBeginningAndEverFewerThen() throws {
    let random = RandomStream(seed: 0, name: "thinned")
    let runs = try [false, true].map { thinsPath in
      try ExpectationMaximization(tolerance: 0, maximumIterations: 24, thinsPath: thinsPath).fit(
        Self.faithful, components: 3, covarianceKind: .full, restarts: 1, using: random
      ).best
    }
    let (whole, thinned) = (runs[0], runs[1])
    #expect(whole.iterationsOfPath == Array(0...whole.iterations))
    #expect(thinned.logLikelihoods == whole.logLikelihoods)
    #expect(thinned.iterationsOfPath == Array(0...16) + [18, 20, 22, 24])
    #expect(thinned.path == thinned.iterationsOfPath.map { whole.path[$0] })
  }

  @Test func aRunStopsWhenTheMeanRiseFallsBelowTheTolerance() throws {
    let data = Examples.points(200, from: try Examples.mixture(.full))
    let settings = ExpectationMaximization(tolerance: 1e-4)
    let run = try settings.run(from: try Examples.mixture(.full), on: data)
    #expect(run.hasConverged)
    let rises = zip(run.logLikelihoods.dropFirst(), run.logLikelihoods).map { ($0 - $1) / 200 }
    #expect(rises.dropLast().allSatisfy { $0 > 1e-4 })
    #expect(rises[rises.count - 1] <= 1e-4)
  }

  @Test func noticesNameComponentEventAndFirstIteration() throws {
    let data = Matrix(rows: [[0], [0.5], [1], [1.5], [100]])
    let initial = try GaussianMixture(
      weights: [0.4, 0.3, 0.3], means: [0, 90, 1e5], variances: [1, 1, 1])
    let run = try ExpectationMaximization(covarianceFloor: 0.01).run(from: initial, on: data)
    #expect(run.notices.map(\.event) == [.starved, .floored])
    #expect(run.notices.map(\.component) == [2, 1])
    #expect(run.notices.map(\.iteration) == [1, 1])
    #expect(
      run.notices[1].description
        == "component 2 was collapsing; the covariance floor holds it (iteration 1)")
    #expect(run.logLikelihood.isFinite)
  }

  @Test func aDuplicatedColumnAndAConstantOneAreHeldByTheFloor() throws {
    let values = (0..<100).map { Double($0 * $0 % 37) }
    let data = Matrix(rows: values.map { [$0, $0, 5] })
    let fit = try ExpectationMaximization().fit(
      data, components: 2, covarianceKind: .full,
      using: RandomStream(seed: 0, name: "degenerate"))
    #expect(fit.best.logLikelihood.isFinite)
    #expect(fit.runs.allSatisfy { largestFall($0) < 1e-6 })
    #expect(fit.best.notices.contains { $0.event == .floored })
    let floor = try ExpectationMaximization.defaultFloors(for: data, kind: .full)[0]
    let eigenvalues = SymmetricEigen(fit.mixture.covariances[0]).values
    for value in eigenvalues.dropFirst() {
      #expect(Examples.relativeDifference(value, floor) < 1e-6)
    }
  }

  /// Collapsing components beside each other, in columns whose units differ by a great factor.
  @Test(arguments: GaussianMixture.CovarianceKind.allCases)
  func theUnitsOfTheColumnsDoNotMatter(kind: GaussianMixture.CovarianceKind) throws {
    var random = RandomStream(seed: 0, name: "units")
    let points = (0..<40).map { _ in random.normals(3) }
    let fits = try [1, 1e6].map { unit in
      try ExpectationMaximization(tolerance: 1e-7).fit(
        Matrix(rows: points.map { [$0[0] * unit, $0[1] / unit, $0[2]] }), components: 12,
        covarianceKind: kind, restarts: 3, using: RandomStream(seed: 0, name: "fit"))
    }
    for fit in fits {
      #expect(fit.runs.allSatisfy { largestFall($0) < 1e-7 })
    }
  }

  @Test func theFirstOfEquallyGoodRunsWinsAndRunsDoNotDependOnEachOther() throws {
    let data = Matrix(rows: [[0], [1], [2], [4]])
    let random = RandomStream(seed: 0, name: "ties")
    let few = try ExpectationMaximization().fit(
      data, components: 1, covarianceKind: .full, restarts: 2, using: random)
    let many = try ExpectationMaximization().fit(
      data, components: 1, covarianceKind: .full, restarts: 5, using: random)
    #expect(Array(many.runs.prefix(2)) == few.runs)
    let best = many.runs.map(\.logLikelihood).max()
    #expect(many.bestIndex == many.runs.firstIndex { $0.logLikelihood == best })
  }

  @Test func theNumberOfWorkersChangesNoBit() throws {
    let data = Examples.points(5_000, from: try Examples.mixture(.full))
    let settings = ExpectationMaximization(maximumIterations: 5)
    let random = RandomStream(seed: 0, name: "workers")
    let fits = try [1, 2].map { count in
      try Workers(count: count).run {
        try settings.fit(data, components: 3, covarianceKind: .full, restarts: 2, using: random)
      }
    }
    #expect(fits[0] == fits[1])
  }

  @Test func onlyTheBestRunOfAFitKeepsItsPath() throws {
    let random = RandomStream(seed: 0, name: "paths")
    let settings = ExpectationMaximization(maximumIterations: 20)
    let fit = try settings.fit(
      Self.faithful, components: 6, covarianceKind: .full, restarts: 8, using: random)
    for (index, run) in fit.runs.enumerated() {
      #expect(run.path.count == (index == fit.bestIndex ? run.iterations + 1 : 1))
      #expect(run.mixture.logLikelihood(of: Self.faithful) == run.logLikelihood)
      var stream = random.split(index)
      let initial = try settings.initialMixture(
        for: Self.faithful, components: 6, covarianceKind: .full, using: &stream)
      #expect(try settings.run(from: initial, on: Self.faithful).mixture == run.mixture)
    }
    #expect(fit.bestIndex > 0)
  }

  @Test func everyIterationIsReported() throws {
    var reports: [[Int]] = []
    let fit = try ExpectationMaximization(maximumIterations: 12).fit(
      Self.faithful, components: 3, covarianceKind: .diagonal, restarts: 3,
      using: RandomStream(seed: 0, name: "progress")
    ) { restart, iteration in reports.append([restart, iteration]) }
    let expected = fit.runs.enumerated().flatMap { restart, run in
      (1...run.iterations).map { [restart, $0] }
    }
    #expect(reports == expected)
  }

  @Test func unsuitableDataAreNamed() throws {
    let settings = ExpectationMaximization()
    let random = RandomStream(seed: 0, name: "unsuitable")
    func complaint(_ rows: [[Double]], _ components: Int) -> String? {
      do {
        _ = try settings.fit(
          Matrix(rows: rows), components: components, covarianceKind: .full, using: random)
        return nil
      } catch {
        return String(describing: error)
      }
    }
    #expect(complaint([[1], [2]], 3) == "2 points are too few for 3 components")
    #expect(complaint([], 1) == "0 points are too few for 1 components")
    #expect(
      complaint([[1, 2], [3, .nan]], 1)
        == "the entry in row 1, column 1 is not a finite number")
    #expect(complaint([[1e200], [0]], 1) == "the entry in row 0, column 0 is larger than 1e+140")
    #expect(complaint([[3, 4], [3, 4]], 1) == "all points are the same")
    #expect(complaint([[1e139], [-1e139], [0]], 2) == nil)
  }

  @Test func theDefaultFloorIsAMillionthOfEachVariance() throws {
    let floors = try ExpectationMaximization.defaultFloors(for: Self.faithful, kind: .full)
    let variances = Standardization(of: Self.faithful).scales.map { $0 * $0 }
    for (floor, variance) in zip(floors, variances) {
      #expect(Examples.relativeDifference(floor * 1e6, variance) < 1e-9)
    }
    let spherical = try ExpectationMaximization.defaultFloors(
      for: Self.faithful, kind: .spherical)
    #expect(spherical[0] == spherical[1] && spherical[1] <= floors[0])
  }

  @Test func everyClimbRefusesUnsuitableData() throws {
    let data = Matrix(rows: [[1, 2], [3, .nan], [0, 1]])
    let complaint = UnsuitableData.notFinite(row: 1, column: 1)
    let settings = ExpectationMaximization()
    #expect(throws: complaint) { try settings.run(from: try Examples.mixture(.full), on: data) }
    #expect(throws: complaint) {
      try settings.concurrentFit(
        data, components: 1, covarianceKind: .full, restarts: 1,
        using: RandomStream(seed: 0, name: "unsuitable"))
    }
  }

  @Test func aThinnedPathEndsWhereTheRunEnds() throws {
    let run = try ExpectationMaximization(tolerance: 0, maximumIterations: 23, thinsPath: true)
      .run(
        from: try GaussianMixture.identicalComponents(2, fittedTo: Self.faithful)
          .movingMean(of: 1, by: [0.1, 0]), on: Self.faithful)
    #expect(run.iterationsOfPath.suffix(2) == [22, 23])
    #expect(run.mixture.logLikelihood(of: Self.faithful) == run.logLikelihood)
  }

  /// One component holds a single point from the first; another shrinks onto one of many.
  @Test func anEventIsReportedForEachComponent() throws {
    let spots = stride(from: -1.5, through: 1.5, by: 0.3).map { [$0] }
    let initial = try GaussianMixture(
      weights: [0.9, 0.05, 0.05], means: [0, 0, 1000], variances: [1, 0.01, 1])
    let run = try ExpectationMaximization(maximumIterations: 5, covarianceFloor: 1e-4)
      .run(from: initial, on: Matrix(rows: spots + [[1000]]))
    #expect(run.notices.map(\.event) == [.floored, .floored])
    #expect(run.notices.map(\.component) == [2, 1])
    #expect(run.notices.map(\.iteration) == [1, 2])
  }

  /// Three tenths add up to a little more than 0.3, so that their variance is not quite zero.
  @Test func aConstantColumnHasTheSmallestFloorOfTheOthers() throws {
    let data = Matrix(rows: [[1, 0.1], [2, 0.1], [4, 0.1]])
    let floors = try ExpectationMaximization.defaultFloors(for: data, kind: .full)
    #expect(floors[1] == floors[0])
    #expect(Examples.relativeDifference(floors[0], 14e-6 / 9) < 1e-14)
  }
}
