import Numerics
import NumericsTestSupport
import Probability
import Testing

@Suite struct MatrixCovarianceTests {
  @Test func meansAndCovariancesByHand() {
    let data = Matrix(rows: [[1, 2], [3, 2], [5, 5]])
    #expect(data.columnMeans == [3, 3])
    #expect(data.sampleCovariance == Matrix(rows: [[4, 3], [3, 3]]))
    #expect(Matrix(rows: [[1, 2]]).sampleCovariance.elements.allSatisfy { $0.isNaN })
    let none = Matrix(rows: 0, columns: 2, elements: [])
    #expect(none.sampleCovariance.elements.allSatisfy { $0.isNaN })
  }

  /// Cov(A x) = A Cov(x) Aᵀ.
  @Test func covarianceFollowsALinearMap() {
    var random = RandomStream(seed: 1, name: "covariance")
    let data = Matrix(rows: 50, columns: 3, elements: random.normals(150))
    let map = Matrix(rows: [[1, 2, 0], [0, -1, 3]])
    let expected = map * data.sampleCovariance * map.transposed
    #expect(largestDifference((data * map.transposed).sampleCovariance, expected) < 1e-13)
  }
}
