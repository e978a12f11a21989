import Elementary
import Numerics
import NumericsTestSupport
import Probability
import Testing

@Suite struct SymmetricEigenTests {
  /// V diag(λ) Vᵀ.
  func composed(_ values: [Double], _ vectors: Matrix) -> Matrix {
    (vectors * Matrix(diagonal: values) * vectors.transposed).symmetrized
  }

  @Test(arguments: [1, 2, 3, 5, 10, 20])
  func decompositionComposesAgain(size: Int) {
    var random = RandomStream(seed: 1, name: "eigen").split(size)
    let matrix = Matrix(rows: size, columns: size, elements: random.normals(size * size))
      .symmetrized
    let eigen = SymmetricEigen(matrix)
    #expect(largestDifference(composed(eigen.values, eigen.vectors), matrix) < 1e-13)
    #expect(
      largestDifference(eigen.vectors.transposed * eigen.vectors, .identity(size)) < 1e-13)
    #expect(zip(eigen.values, eigen.values.dropFirst()).allSatisfy { $0 >= $1 })
  }

  @Test func knownDecomposition() {
    let eigen = SymmetricEigen(Matrix(rows: [[2, 1], [1, 2]]))
    #expect(zip(eigen.values, [3.0, 1]).allSatisfy { relativeError($0, $1) < 1e-15 })
    let half = 0.5.squareRoot()
    #expect(
      largestDifference(eigen.vectors, Matrix(rows: [[half, half], [half, -half]])) < 1e-15)
  }

  @Test func repeatedEigenvalues() {
    var random = RandomStream(seed: 2, name: "eigen/repeated")
    let vectors = randomRotation(6, using: &random)
    let eigen = SymmetricEigen(composed([5, 2, 2, 2, -1, -1], vectors))
    for (value, exact) in zip(eigen.values, [5.0, 2, 2, 2, -1, -1]) {
      #expect(relativeError(value, exact) < 1e-14)
    }
    #expect(largestDifference(eigen.vectors.transposed * eigen.vectors, .identity(6)) < 1e-14)
    #expect(SymmetricEigen(.identity(4)).vectors == .identity(4))
  }

  @Test func matricesOfAnyScale() {
    var random = RandomStream(seed: 3, name: "eigen/scale")
    let matrix = randomCovariance(4, using: &random)
    let eigen = SymmetricEigen(matrix)
    for exponent in [-1040, -1000, -300, 300, 1000] {
      let factor = Double(sign: .plus, exponent: exponent, significand: 1)
      let scaled = SymmetricEigen(factor * matrix)
      let tolerance = exponent < -1022 ? 1e-6 : 0
      for (value, reference) in zip(scaled.values, eigen.values) {
        #expect(relativeError(value / factor, reference) <= tolerance)
      }
    }
    #expect(SymmetricEigen(Matrix(rows: 3, columns: 3, repeating: 0)).values == [0, 0, 0])
  }

  @Test func rankOne() {
    let eigen = SymmetricEigen(.outerProduct([3, 0, 4, 12], [3, 0, 4, 12]))
    #expect(relativeError(eigen.values[0], 169) < 1e-14)
    #expect(eigen.values.dropFirst().allSatisfy { $0.magnitude < 1e-13 })
    #expect(
      zip(eigen.vectors.column(0), [3.0, 0, 4, 12]).allSatisfy { ($0 - $1 / 13).magnitude < 1e-14 })
  }

  /// A graded matrix: the small eigenvalue is det / large, to about 1e-10 of itself, where a method
  /// that is accurate only against the largest eigenvalue finds noise.
  @Test func tinyEigenvaluesKeepTheirDigits() {
    let eigen = SymmetricEigen(Matrix(rows: [[1, 3e-11], [3e-11, 1e-20]]))
    #expect(relativeError(eigen.values[1], 1e-20 - 9e-22) < 1e-14)

    let extreme = SymmetricEigen(Matrix(rows: [[1e-300, 3e-151], [3e-151, 1]]))
    #expect(relativeError(extreme.values[1], 1e-300 - 9e-302) < 1e-14)
    #expect(extreme.vectors.column(0)[1] == 1)

    let apart = SymmetricEigen(Matrix(diagonal: [1e-300, 1, 1e-16]))
    #expect(apart.values == [1, 1e-16, 1e-300])
    #expect(apart.vectors == Matrix(rows: [[0, 0, 1], [1, 0, 0], [0, 1, 0]]))
  }

  @Test func largestEntryOfAVectorIsPositive() {
    var random = RandomStream(seed: 4, name: "eigen/sign")
    let vectors = randomRotation(7, using: &random)
    for j in 0..<7 {
      let column = vectors.column(j)
      #expect(column.max() == column.map(\.magnitude).max())
    }
  }

  @Test func tooFewSweepsAreAnError() throws {
    var random = RandomStream(seed: 5, name: "eigen/sweeps")
    let matrix = randomCovariance(8, using: &random)
    for sweeps in [0, 1, 2] {
      let error = #expect(throws: SymmetricEigen.TooManySweeps.self) {
        try SymmetricEigen(matrix, maximumSweeps: sweeps)
      }
      #expect(error?.sweeps == sweeps)
    }
    #expect(try SymmetricEigen(matrix, maximumSweeps: 20) == SymmetricEigen(matrix))
    // Nothing couples at first sight.
    _ = try SymmetricEigen(.identity(5), maximumSweeps: 1)
  }

  /// Matrices that could keep the sweeps busy: singular ones, of nothing but rounding, without a
  /// diagonal, of repeated eigenvalues, and graded over the whole range of a double.
  @Test func twentySweepsAreEnough() throws {
    var random = RandomStream(seed: 6, name: "eigen/hard")
    for size in [2, 3, 7, 20] {
      let factor = Matrix(rows: size, columns: 2, elements: random.normals(2 * size))
      let plain = Matrix(rows: size, columns: size, elements: random.normals(size * size))
        .symmetrized
      let scales = (0..<size).map { Double.exp(-300 * Double($0) / Double(size)) }
      let graded = Matrix(diagonal: scales) * plain * Matrix(diagonal: scales)
      for matrix in [
        factor * factor.transposed, plain - Matrix(diagonal: plain.diagonal),
        Matrix(rows: size, columns: size, repeating: 1), graded.symmetrized,
        0x1p-1060 * plain,
        composed((0..<size).map { Double($0 % 2) }, SymmetricEigen(plain).vectors),
      ] {
        _ = try SymmetricEigen(matrix, maximumSweeps: 20)
      }
    }
  }
}
