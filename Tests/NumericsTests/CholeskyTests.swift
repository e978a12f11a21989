import Elementary
import Numerics
import NumericsTestSupport
import Probability
import Testing

@Suite struct CholeskyTests {
  @Test(arguments: 1...6)
  func factorTimesItsTransposeIsTheMatrix(size: Int) throws {
    var random = RandomStream(seed: 1, name: "cholesky").split(size)
    let matrix = randomCovariance(size, using: &random)
    let factor = try Cholesky(matrix)
    let scale = matrix.largestMagnitude
    #expect(largestDifference(factor.lower * factor.lower.transposed, matrix) < 1e-14 * scale)
    for i in 0..<size {
      #expect(factor.lower[i, i] > 0)
      for j in 0..<size where j > i { #expect(factor.lower[i, j] == 0) }
    }
    #expect(largestDifference(matrix * factor.inverse, .identity(size)) < 1e-11)
    #expect(factor.inverse == factor.inverse.transposed)
  }

  @Test func substitutionSolves() throws {
    var random = RandomStream(seed: 1, name: "substitution")
    let matrix = randomCovariance(5, using: &random)
    let factor = try Cholesky(matrix)
    let b = random.normals(5)
    for (product, entry) in zip(matrix * factor.solve(b), b) {
      #expect((product - entry).magnitude < 1e-12)
    }
    for (product, entry) in zip(factor.lower * factor.forwardSubstitution(b), b) {
      #expect((product - entry).magnitude < 1e-13)
    }
    for (product, entry) in zip(factor.lower.transposed * factor.backSubstitution(b), b) {
      #expect((product - entry).magnitude < 1e-13)
    }
  }

  @Test func knownFactor() throws {
    let factor = try Cholesky(Matrix(rows: [[4, 12, -16], [12, 37, -43], [-16, -43, 98]]))
    #expect(factor.lower == Matrix(rows: [[2, 0, 0], [6, 1, 0], [-8, 5, 3]]))
    #expect(relativeError(factor.logDeterminant, 3.58351893845611) < 1e-14)
    #expect(factor.squaredMahalanobis([2, 6, -8]) == 1)
    #expect(factor.squaredMahalanobis([2, 7, -3]) == 2)
  }

  @Test func logDeterminantIsTheSumOfTheLogEigenvalues() throws {
    var random = RandomStream(seed: 1, name: "determinant")
    let matrix = randomCovariance(4, using: &random)
    let product = SymmetricEigen(matrix).values.reduce(1, *)
    #expect(relativeError(try Cholesky(matrix).logDeterminant, .log(product)) < 1e-13)
  }

  @Test func theFirstBadPivotIsNamed() {
    let failure = #expect(throws: NotPositiveDefinite.self) {
      try Cholesky(Matrix(rows: [[1, 0, 0], [0, 4, 8], [0, 8, 16]]))
    }
    #expect(failure?.row == 2 && failure?.pivot == 0)
    #expect(failure?.description == "the matrix is not positive definite: pivot 2 is 0.0")
    #expect(throws: NotPositiveDefinite.self) {
      try Cholesky(Matrix(rows: [[2, 4], [4, 8]]))
    }
    for bad in [-1, 0, Double.nan, .infinity] {
      #expect(throws: NotPositiveDefinite.self) { try Cholesky(Matrix(diagonal: [bad])) }
    }
  }
}
