import Numerics
import NumericsTestSupport
import Probability
import Testing

@Suite struct StandardizationTests {
  @Test func standardizedDataHaveUnitVariance() {
    var random = RandomStream(seed: 1, name: "standardize")
    let data = Matrix(rows: (0..<40).map { _ in [5 + 100 * random.normal(), random.uniform(), 7] })
    let standardization = Standardization(of: data)
    let standardized = standardization.standardized(data)
    let covariance = standardized.sampleCovariance
    #expect(standardized.columnMeans.allSatisfy { $0.magnitude < 1e-14 })
    #expect(relativeError(covariance[0, 0] * 39 / 40, 1) < 1e-14)
    #expect(relativeError(covariance[1, 1] * 39 / 40, 1) < 1e-14)
    #expect(standardization.means[2] == 7 && standardization.scales[2] == 1)
    #expect(standardized.column(2).allSatisfy { $0 == 0 })
    #expect(largestDifference(standardization.restored(standardized), data) < 1e-13)
  }
}
