import Elementary
import Numerics
import NumericsTestSupport
import Probability
import Testing

struct TotalCorrelationTests {
  private let diagonal = DiagonalNormal(mean: [0.5, -1], standardDeviations: [0.7, 1.3])

  @Test func aDiagonalDistributionHasNone() throws {
    let full = try MultivariateNormal(diagonal)
    #expect(totalCorrelation(of: full).magnitude < 1e-15)
    #expect(full.marginals == diagonal.entries)
    #expect(full.covariance == diagonal.covariance)
  }

  /// For two entries with the correlation ρ it is their mutual information, −½ log(1 − ρ²).
  @Test func ofTwoEntriesItIsTheirMutualInformation() throws {
    let q = try MultivariateNormal(
      mean: [0.2, 0.3], covariance: Matrix(rows: [[4, 1.5], [1.5, 2.25]]))
    #expect(relativeError(totalCorrelation(of: q), -0.5 * .log(1 - 0.25)) < 1e-14)
  }

  @Test func itCompletesTheDivergenceFromIndependentEntries() throws {
    let q = try MultivariateNormal(
      mean: [0.2, 0.3], covariance: Matrix(rows: [[0.8, 0.5], [0.5, 1.4]]))
    let ofEntries = zip(q.marginals, diagonal.entries).reduce(0) {
      $0 + klDivergence(from: $1.0, to: $1.1)
    }
    let whole = klDivergence(from: q, to: try MultivariateNormal(diagonal))
    #expect(relativeError(ofEntries + totalCorrelation(of: q), whole) < 1e-14)
    #expect(whole - ofEntries > 0.05)
  }
}
