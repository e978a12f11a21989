import Elementary
import Models
import Probability
import Testing

@Suite struct ExpectationMaximizationEndsTests {
  static let fit = Result {
    try ExpectationMaximization(tolerance: 1e-10, maximumIterations: 3_000).fit(
      ScikitLearnReference.data, components: 3, covarianceKind: .full, restarts: 20,
      using: RandomStream(seed: 0, name: "ends"))
  }

  @Test func everyConvergedRunIsInOneEnd() throws {
    let fit = try Self.fit.get()
    let ends = fit.ends
    #expect(ends.reduce(0) { $0 + $1.runs.count } == fit.runs.count(where: \.hasConverged))
    #expect(ends[0].runs.contains { $0.logLikelihood == fit.best.logLikelihood })
    for (higher, lower) in zip(ends, ends.dropFirst()) {
      #expect(higher.logLikelihood > lower.logLikelihood)
    }
    for end in ends {
      #expect(end.runs.allSatisfy { ($0.logLikelihood - end.logLikelihood).magnitude <= 0.0051 })
      #expect(end.runs.allSatisfy { end.iterations.contains($0.iterations) })
    }
  }

  @Test func runsThatWereStoppedHaveNoEnd() throws {
    let stopped = try ExpectationMaximization(maximumIterations: 2).fit(
      ScikitLearnReference.data, components: 3, covarianceKind: .full, restarts: 3,
      using: RandomStream(seed: 0, name: "ends"))
    #expect(stopped.ends.isEmpty)
  }

  /// The deficit of a linearly convergent sequence is a geometric one.
  @Test func theFactorIsTheRatioOfSuccessiveDeficits() throws {
    let run = try Self.fit.get().best
    let deficits = run.deficits()
    #expect(deficits.allSatisfy { $0 > 1e-7 })
    #expect(deficits[0] == run.logLikelihood - run.logLikelihoods[0])
    let middle = deficits.count * 7 / 8
    #expect((deficits[middle + 1] / deficits[middle] - run.convergenceFactor).magnitude < 0.02)
  }

  @Test func theFactorIsTheGeometricMeanOfTheLastRatios() throws {
    let run = try Self.fit.get().best
    let deficits = run.deficits()
    let tail = Array(deficits.suffix(deficits.count / 4))
    let logarithms = zip(tail.dropFirst(), tail).map { Double.log($0 / $1) }
    let mean = logarithms.reduce(0, +) / Double(logarithms.count)
    #expect(tail.count > 4)
    #expect(Examples.relativeDifference(run.convergenceFactor, .exp(mean)) < 1e-12)
  }
}
