import Elementary
import NumericsTestSupport
import Probability
import Testing

struct KLTermSlipTests {
  private let q = DiagonalNormal(mean: [0.7, -1.2, 0.3], standardDeviations: [0.4, 1.5, 0.9])

  @Test func eachDiffersFromTheDivergenceAndFromTheOthers() {
    let right = klDivergenceToStandardNormal(from: q)
    let values = KLTermSlip.allCases.map { $0.value(at: q) } + [right]
    for i in values.indices {
      for j in 0..<i { #expect((values[i] - values[j]).magnitude > 0.03) }
    }
  }

  @Test func theOtherDirectionIsTheReverseDivergence() {
    let reverse = klDivergence(from: .standard(dimension: 3), to: q)
    #expect(relativeError(KLTermSlip.otherDirection.value(at: q), reverse) < 1e-14)
  }

  /// At the prior only those show that change the constant.
  @Test func mostVanishAtThePrior() {
    let values = KLTermSlip.allCases.map { $0.value(at: .standard(dimension: 2)) }
    #expect(values == [0, 0, 0, 1, 0, 0, 0.5, 0])
  }

  /// What a slip adds to the divergence is a sum that can be written down.
  @Test func eachAddsItsOwnAmount() {
    let right = klDivergenceToStandardNormal(from: q)
    let deviations = q.standardDeviations
    let amounts: [(KLTermSlip, Double)] = [
      (.standardDeviationForVariance, deviations.reduce(0) { $0 + ($1 - $1 * $1) / 2 }),
      (.logStandardDeviationForLogVariance, deviations.reduce(0) { $0 + .log($1) / 2 }),
      (.squaredLogarithm, deviations.reduce(0) { $0 + .log($1) * (1 - .log($1) / 2) }),
      (.lostOne, 1.5), (.lostHalf, right), (.meanForSum, -2 * right / 3), (.singleOne, 1),
    ]
    for (slip, amount) in amounts {
      #expect((slip.value(at: q) - right - amount).magnitude < 1e-14)
    }
  }
}
