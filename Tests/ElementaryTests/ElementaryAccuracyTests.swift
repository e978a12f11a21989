import Foundation
import KernelsTestSupport
import Testing

/// Every function within one unit in the last place, for both precisions.
struct ElementaryAccuracyTests {
  @Test("Double: within 1 ulp of reference values", arguments: ElementaryCase.allCases)
  func doubleAgainstReference(function: ElementaryCase) throws {
    let rows = try ReferenceValues.shared.get().rows[function] ?? []
    #expect(rows.count == 1000)
    let results = function.values(of: rows.map(\.x))
    var worst = WorstError()
    for (row, result) in zip(rows, results) {
      let error = Ulps.error(of: result, rounded: row.rounded, restInUlps: row.restInUlps)
      worst.note(error, at: row.x)
    }
    #expect(worst.ulps < 1, "at \(worst.argument)")
  }

  @Test("Float: within 1 ulp, one bit pattern in 4099", arguments: ElementaryCase.allCases)
  func floatStrided(function: ElementaryCase) {
    let worst = FloatSweep(stride: 4099).worstError(of: function)
    #expect(worst.ulps < 1, "at \(worst.argument)")
  }

  @Test(
    "Float: within 1 ulp, all bit patterns (runs with EVIDENCE_EXHAUSTIVE=1)",
    .enabled(if: ProcessInfo.processInfo.environment["EVIDENCE_EXHAUSTIVE"] == "1"),
    arguments: ElementaryCase.allCases)
  func floatExhaustive(function: ElementaryCase) {
    let worst = FloatSweep(stride: 1).worstError(of: function)
    print("\(function): \(worst.ulps) ulp at \(worst.argument)")
    #expect(worst.ulps < 1, "at \(worst.argument)")
  }

  @Test("The measure sees an error of one ulp")
  func measure() {
    #expect(Ulps.error(of: Float(1).nextUp, exact: 1) == 1)
    #expect(Ulps.error(of: Float(1).nextDown, exact: 1) == 0.5)
    #expect(Ulps.error(of: Float.leastNonzeroMagnitude, exact: 0x1p-150) == 0.5)
    #expect(Ulps.error(of: Float.infinity, exact: 0x1p128) == 0)
    #expect(Ulps.error(of: Float.greatestFiniteMagnitude, exact: 0x1p128) == 1)
    #expect(Ulps.error(of: Float.nan, exact: 1) == .infinity)
    #expect(Ulps.error(of: -Float(0), exact: 0) == .infinity)
    #expect(Ulps.error(of: 1.0.nextUp, rounded: 1, restInUlps: -0.25) == 1.25)
  }
}

extension ReferenceValues {
  /// The file is read once for all tests.
  static let shared = Result { try ReferenceValues() }
}
