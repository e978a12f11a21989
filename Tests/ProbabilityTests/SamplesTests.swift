import Kernels
import Probability
import Testing

@Suite struct SamplesTests {
  @Test func quantilesInterpolate() {
    let values = [3.0, 1, 4, 2]
    #expect(sampleQuantile(values, 0) == 1)
    #expect(sampleQuantile(values, 1) == 4)
    #expect(sampleQuantile(values, 0.5) == 2.5)
    #expect(sampleQuantile(values, 0.25) == 1.75)
    #expect(sampleQuantile([7], 0.3) == 7)
    #expect(sampleQuantile([1, .infinity], 0) == 1)
  }

  @Test func effectiveSampleSizes() {
    #expect(relativeError(effectiveSampleSize(logWeights: [-900, -900, -900]), 3) < 1e-14)
    #expect(effectiveSampleSize(logWeights: [0, -1000, -1000]) == 1)
    // Weights 1, 2, 3: 36 / 14.
    let logWeights = [1.0, 2, 3].map { 500 + .log($0) }
    #expect(relativeError(effectiveSampleSize(logWeights: logWeights), 36.0 / 14) < 1e-12)
    #expect(effectiveSampleSize(logWeights: []) == 0)
    #expect(effectiveSampleSize(logWeights: [-.infinity]) == 0)
    #expect(effectiveSampleSize(logWeights: [0, .nan]).isNaN)
  }

  @Test func meansAndCovariancesByHand() {
    let data = Matrix(rows: [[1, 2], [3, 2], [5, 5]])
    #expect(data.columnMeans == [3, 3])
    #expect(data.sampleCovariance == Matrix(rows: [[4, 3], [3, 3]]))
    #expect(Matrix(rows: [[1, 2]]).sampleCovariance.elements.allSatisfy { $0.isNaN })
  }

  /// Cov(A x) = A Cov(x) Aᵀ.
  @Test func covarianceFollowsALinearMap() {
    var random = RandomStream(seed: 1, name: "covariance")
    let data = Matrix(rows: 50, columns: 3, elements: random.normals(150))
    let map = Matrix(rows: [[1, 2, 0], [0, -1, 3]])
    let expected = map * data.sampleCovariance * map.transposed
    #expect(largestDifference((data * map.transposed).sampleCovariance, expected) < 1e-13)
  }

  @Test func standardizedDataHaveUnitVariance() {
    var random = RandomStream(seed: 1, name: "standardize")
    let data = Matrix(rows: (0..<40).map { _ in [5 + 100 * random.normal(), random.uniform(), 7] })
    let standardization = Standardization(of: data)
    let standardized = standardization.standardize(data)
    let covariance = standardized.sampleCovariance
    #expect(standardized.columnMeans.allSatisfy { $0.magnitude < 1e-14 })
    #expect(relativeError(covariance[0, 0] * 39 / 40, 1) < 1e-14)
    #expect(relativeError(covariance[1, 1] * 39 / 40, 1) < 1e-14)
    #expect(standardization.means[2] == 7 && standardization.scales[2] == 1)
    #expect(standardized.column(2).allSatisfy { $0 == 0 })
    #expect(largestDifference(standardization.restore(standardized), data) < 1e-13)
  }
}
