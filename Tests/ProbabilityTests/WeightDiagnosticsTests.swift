import Elementary
import NumericsTestSupport
import Probability
import Testing

@Suite struct WeightDiagnosticsTests {
  @Test func threeRunsByHand() {
    // The weights 1 and 3, 0.5 and 1.5, 1 and 1.
    let runs = [[1.0, 3], [0.5, 1.5], [1, 1]].map { $0.map { Double.log($0) } }
    let diagnostics = WeightDiagnostics(runs: runs)
    #expect(relativeError(diagnostics.average.mean, 4.0 / 3) < 1e-14)
    #expect(relativeError(diagnostics.medianAverage, 1) < 1e-14)
    #expect(diagnostics.coverage.mean == 1)
    #expect(relativeError(diagnostics.effectiveSize.mean, (1.6 + 1.6 + 2) / 3) < 1e-14)
    #expect(relativeError(diagnostics.medianLargestShare, 0.75) < 1e-14)
  }

  /// The largest shares are 3/4, 3/5 and 1/2, the averages 2, 5/2 and 1.
  @Test func mediansAreThoseOfTheMiddleRun() {
    let runs = [[1.0, 3], [2, 3], [1, 1]].map { $0.map { Double.log($0) } }
    let diagnostics = WeightDiagnostics(runs: runs)
    #expect(relativeError(diagnostics.medianLargestShare, 0.6) < 1e-14)
    #expect(relativeError(diagnostics.medianAverage, 2) < 1e-14)
  }
}
