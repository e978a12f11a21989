import Elementary
import Numerics
import NumericsTestSupport
import Testing

@Suite struct ContinuedFractionTests {
  @Test func theGoldenRatio() {
    let value = continuedFraction { _ in (1, 1) }
    #expect(relativeError(value, (5.0.squareRoot() - 1) / 2) < 1e-15)
  }

  /// $1 / (1 - 1 / (1 + 1 / 1))$, whose convergent after two terms is 1 / 0.
  @Test func aConvergentWithoutValue() {
    #expect(relativeError(value([(1, 1), (-1, 1), (1, 1)]), 2) < 1e-14)
  }

  /// $1 / (1 + 1 / (1 - 1 / (1 + 1 / 1)))$, whose convergent after three terms has the tail 1 / 0.
  @Test func aTailWithoutValue() {
    #expect(relativeError(value([(1, 1), (1, 1), (-1, 1), (1, 1)]), 1.0 / 3) < 1e-14)
  }

  @Test func aTermThatIsNoNumber() {
    #expect(continuedFraction { k in (1, k == 3 ? .nan : 1) }.isNaN)
  }

  /// $x = -1 / (1.5 + x)$ has no real solution, so that nothing settles.
  @Test func aFractionWithoutValue() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = continuedFraction { _ in (-1, 1.5) }
    }
    let message = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    #expect(message.contains("continuedFraction: 100,000 terms are too few"), "\(message)")
  }

  func value(_ terms: [(Double, Double)]) -> Double {
    continuedFraction { k in k < terms.count ? terms[k] : (0, 1) }
  }

  /// $1 / (0 + 1 / 2)$, whose first convergent is 1 / 0.
  @Test func aFirstConvergentWithoutValue() {
    #expect(relativeError(value([(1, 0), (1, 2)]), 2) < 1e-14)
  }
}
