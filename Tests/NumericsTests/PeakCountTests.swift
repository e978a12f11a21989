import Elementary
import Numerics
import Probability
import Testing

struct PeakCountTests {
  @Test func countsPeaksInsideTheInterval() {
    #expect(peakCount(of: { -$0 * $0 }, over: -1...2, step: 0.1) == 1)
    #expect(peakCount(of: { $0 }, over: -1...2, step: 0.1) == 0)
    #expect(peakCount(of: { Double.sin($0) }, over: 0...20, step: 0.05) == 3)
    #expect(peakCount(of: { _ in 1 }, over: 0...1, step: 0.1) == 0)
    #expect(peakCount(of: { -$0 * $0 }, over: 0...0, step: 0.1) == 0)
  }

  /// Two equal components have one peak up to a distance of two standard deviations, two beyond.
  @Test func aMixtureOfTwoNormalsSplits() {
    for (distance, peaks) in [(1.9, 1), (2.2, 2)] {
      let components = [0, distance].map { Normal(mean: $0, variance: 1) }
      func density(_ x: Double) -> Double { components.reduce(0) { $0 + .exp($1.logDensity(x)) } }
      #expect(peakCount(of: density, over: -3...6, step: 0.01) == peaks)
    }
    #expect(Normal(mean: 1, variance: 4) == Normal(mean: 1, standardDeviation: 2))
  }

  @Test func aPlateauIsOnePeak() {
    #expect(peakCount(of: { -max(1, $0.magnitude) }, over: -2...2, step: 0.25) == 1)
  }
}
