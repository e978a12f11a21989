import Autodiff
import Elementary
import Kernels
import Numerics
import Testing

/// Numbers between −1 and 1 without a pattern: the multiples of √2 by the squares, without their
/// whole part.
private func numbers(_ shape: Shape, seed: Int = 0) -> Tensor<Double> {
  let numbers = (0..<shape.elementCount).map { index in
    let position = Double(index + 1 + 31 * seed)
    return 2 * (position * position * 2.squareRoot()).truncatingRemainder(dividingBy: 1) - 1
  }
  return Tensor(numbers, shape: shape)
}

/// Positive definite matrices: B Bᵀ + I.
private func positiveDefinite(_ shape: Shape) -> Tensor<Double> {
  let root = numbers(shape)
  return root.matmul(root, transposed: .right) + .identity(shape[shape.rank - 1])
}

private func largestDifference(_ a: Tensor<Double>, _ b: Tensor<Double>) -> Double {
  (a - b).magnitude().max().number
}

/// The determinant by expansion along the first row.
private func determinant(_ rows: [[Double]]) -> Double {
  guard let first = rows.first else { return 1 }
  return first.indices.reduce(0) { sum, column in
    let minor = rows.dropFirst().map { row in
      row.indices.filter { $0 != column }.map { row[$0] }
    }
    return sum + (column % 2 == 0 ? 1 : -1) * first[column] * determinant(minor)
  }
}

/// The inverse by Cramer's rule.
private func inverse(_ rows: [[Double]]) -> [[Double]] {
  rows.indices.map { i in
    rows.indices.map { j in
      var replaced = rows
      for row in rows.indices { replaced[row][i] = row == j ? 1 : 0 }
      return determinant(replaced) / determinant(rows)
    }
  }
}

private let example: [[Double]] = [[0.25, -2, 1], [4, 1, 0.5], [-1, 0.75, -3]]

/// The function, NaN where the matrix has no Cholesky factor.
private func ifPositiveDefinite(
  _ a: Tensor<Double>, _ function: (Tensor<Double>) throws -> Tensor<Double>
) -> Tensor<Double> {
  (try? function(a)) ?? Tensor(repeating: .nan, shape: a.shape)
}

// MARK: Triangles

@Test func trianglesAndDiagonals() {
  let a = Tensor<Double>([[1, 2, 3], [4, 5, 6], [7, 8, 9]])
  #expect(a.lowerTriangle().numbers == [1, 0, 0, 4, 5, 0, 7, 8, 9])
  #expect(a.lowerTriangle(-1).numbers == [0, 0, 0, 4, 0, 0, 7, 8, 0])
  #expect(a.upperTriangle().numbers == [1, 2, 3, 0, 5, 6, 0, 0, 9])
  #expect(a.upperTriangle(1).numbers == [0, 2, 3, 0, 0, 6, 0, 0, 0])
  #expect(a.diagonal().numbers == [1, 5, 9])
  let batch = Tensor.stack([a, a * 10])
  #expect(batch.diagonal().numbers == [1, 5, 9, 10, 50, 90])
  #expect(batch.diagonal().shape == [2, 3])
  #expect(batch.upperTriangle(1).slice(1..<2).numbers == [0, 20, 30, 0, 0, 60, 0, 0, 0])
  #expect(Tensor<Float>([[1, 2], [3, 4]]).diagonal().numbers == [1, 4])
  let infinite = Tensor<Double>([[1, .infinity], [3, 4]])
  #expect(infinite.lowerTriangle().numbers == [1, 0, 3, 4])
  #expect(
    GradientCheck.firstOrder(at: a) { ($0.lowerTriangle() * $0.upperTriangle(-1)) }.passes)
  #expect(GradientCheck.secondOrder(at: batch) { $0.diagonal().power(3) }.passes)
}

// MARK: Cholesky

@Test(arguments: [[1, 1], [2, 2], [5, 5], [40, 40], [3, 4, 4], [2, 3, 2, 2]])
func choleskyFactorsMultiplyToTheMatrix(lengths: [Int]) throws {
  let a = positiveDefinite(Shape(lengths))
  let l = try a.cholesky()
  let size = Double(a.shape[a.shape.rank - 1])
  #expect(l.shape == a.shape)
  #expect(largestDifference(l.matmul(l, transposed: .right), a) < size * size * .ulpOfOne)
  #expect(l.upperTriangle(1).numbers.allSatisfy { $0 == 0 })
  #expect(l.diagonal().numbers.allSatisfy { $0 > 0 })
}

@Test func choleskyIsThatOfTheSymmetricPart() throws {
  let a = positiveDefinite([4, 4])
  let skewed = a + (numbers([4, 4], seed: 1) - numbers([4, 4], seed: 1).transposed())
  #expect(largestDifference(try skewed.cholesky(), try a.cholesky()) < 1e-15)
  let cotangent = vectorJacobianProduct(numbers([4, 4], seed: 2), at: skewed) {
    ifPositiveDefinite($0) { try $0.cholesky() }
  }
  #expect(cotangent.numbers == cotangent.transposed().numbers)
}

@Test(arguments: [[1, 1], [2, 2], [3, 3], [2, 2, 2]])
func choleskyHasItsDerivatives(lengths: [Int]) {
  let a = positiveDefinite(Shape(lengths)) + numbers(Shape(lengths), seed: 1) * 0.1
  let first = GradientCheck.firstOrder(at: a) { ifPositiveDefinite($0) { try $0.cholesky() } }
  #expect(first.passes && first.loosestBound < 1e-9, "\(first)")
  let second = GradientCheck.secondOrder(at: a) { ifPositiveDefinite($0) { try $0.cholesky() } }
  #expect(second.passes && second.loosestBound < 1e-9, "\(second)")
}

/// Where A moves by a symmetric V, L moves so that L' Lᵀ + L L'ᵀ = V, and stays lower triangular.
@Test func choleskyMovesWithTheMatrix() throws {
  let a = positiveDefinite([6, 6])
  let v = numbers([6, 6], seed: 3) + numbers([6, 6], seed: 3).transposed()
  let l = try a.cholesky()
  let tangent = try jacobianVectorProduct(v, at: a) { try $0.cholesky() }
  let product = tangent.matmul(l, transposed: .right)
  #expect(largestDifference(product + product.transposed(), v) < 1e-14)
  #expect(tangent.upperTriangle(1).numbers.allSatisfy { $0 == 0 })
}

@Test func choleskyRefusesWhatIsNotPositiveDefinite() throws {
  func refusal(_ a: Tensor<Double>) -> NotPositiveDefinite? {
    do throws(NotPositiveDefinite) {
      _ = try a.cholesky()
      return nil
    } catch {
      return error
    }
  }
  let indefinite = try #require(refusal(Tensor([[1, 2], [2, 1]])))
  #expect(indefinite.row == 1 && indefinite.pivot == -3 && indefinite.index == 0)
  #expect(refusal(Tensor([[4, 2], [2, 1]]))?.pivot == 0)
  #expect(refusal(Tensor([[0.1, 0.3], [0.3, 0.9]]))?.row == 1)
  #expect(refusal(Tensor([[-1]]))?.row == 0)
  #expect(refusal(Tensor([[.nan]]))?.row == 0)
  #expect(refusal(Tensor([[.infinity]]))?.row == 0)
  #expect(refusal(.stack([.identity(2), .identity(2) * -1]))?.index == 1)
  #expect(refusal(Tensor([[1, 0.999_999], [0.999_999, 1]])) == nil)
}

// MARK: LU

/// The rows of the matrix in the permutation's order, less L U.
private func factorError(_ a: Tensor<Double>) -> Double {
  let (l, u, permutation) = a.luDecomposition()
  let rows = a.reshaped(-1, a.shape[a.shape.rank - 1]).select(permutation).reshaped(a.shape)
  return largestDifference(l.matmul(u), rows)
}

@Test(arguments: [[1, 1], [2, 2], [5, 5], [40, 40], [3, 4, 4], [2, 3, 2, 2]])
func luFactorsMultiplyToThePermutedMatrix(lengths: [Int]) {
  let a = numbers(Shape(lengths))
  let (l, u, permutation) = a.luDecomposition()
  let size = lengths[lengths.count - 1]
  #expect(factorError(a) < Double(size) * .ulpOfOne)
  #expect(l.upperTriangle(1).numbers.allSatisfy { $0 == 0 })
  #expect(u.lowerTriangle(-1).numbers.allSatisfy { $0 == 0 })
  #expect(l.diagonal().numbers.allSatisfy { $0 == 1 })
  #expect(l.numbers.allSatisfy { $0.magnitude <= 1 })
  for first in stride(from: 0, to: permutation.count, by: size) {
    #expect(permutation[first..<first + size].sorted() == Array(first..<first + size))
  }
}

@Test func luTakesTheLargestPivot() {
  #expect(Tensor<Double>([[0, 1], [1, 0]]).luDecomposition().permutation == [1, 0])
  #expect(Tensor<Double>([[1, 2], [-1, 5]]).luDecomposition().permutation == [0, 1])
  #expect(Tensor<Double>([[1, 2], [-1.5, 5]]).luDecomposition().permutation == [1, 0])
  let cycle = Tensor<Double>([[0, 2, 0], [0, 0, 3], [4, 0, 0]])
  let (l, u, permutation) = cycle.luDecomposition()
  #expect(permutation == [2, 0, 1])
  #expect(l.numbers == Tensor<Double>.identity(3).numbers)
  #expect(u.diagonal().numbers == [4, 2, 3])
}

@Test func luOfASingularMatrix() {
  let rankOne = Tensor<Double>([[1, 2], [2, 4]])
  #expect(factorError(rankOne) == 0)
  #expect(rankOne.luDecomposition().upper.numbers == [2, 4, 0, 0])
  let emptyColumn = Tensor<Double>([[0, 1, 2], [0, 3, 4], [0, 5, 7]])
  #expect(factorError(emptyColumn) < 1e-15)
  #expect(factorError(.zeros([3, 3])) == 0)
}

@Test func luHasItsDerivatives() {
  for a in [Tensor(example), Tensor([[-2.5]]), numbers([2, 3, 3])] {
    let first = GradientCheck.firstOrder(at: a) { a in
      let (l, u, _) = a.luDecomposition()
      return .concatenate([l, u])
    }
    #expect(first.passes && first.loosestBound < 1e-8, "\(first)")
    let second = GradientCheck.secondOrder(at: a) { a in
      let (l, u, _) = a.luDecomposition()
      return .concatenate([l, u])
    }
    #expect(second.passes && second.loosestBound < 1e-6, "\(second)")
  }
}

// MARK: Triangular systems

@Test(arguments: [Triangle.lower, .upper], [false, true])
func triangularSolveInverts(triangle: Triangle, transposed: Bool) {
  let t = numbers([3, 4, 4]) + .identity(4) * 3
  let half = triangle == .lower ? t.lowerTriangle() : t.upperTriangle()
  let b = numbers([3, 4, 2], seed: 1)
  let x = half.triangularSolve(b, triangle, transposed: transposed)
  #expect(largestDifference(half.matmul(x, transposed: transposed ? .left : []), b) < 1e-14)
  let other = triangle == .lower ? t.upperTriangle(1) : t.lowerTriangle(-1)
  let noise = half + other * 100
  #expect(noise.triangularSolve(b, triangle, transposed: transposed).numbers == x.numbers)
  let column = b.slice(1..<2, axis: -1).reshaped(3, 4)
  let solved = half.triangularSolve(column, triangle, transposed: transposed)
  #expect(solved.shape == [3, 4])
  #expect(solved.numbers == x.slice(1..<2, axis: -1).numbers)
}

@Test(arguments: [Triangle.lower, .upper], [false, true])
func triangularSolveHasItsDerivatives(triangle: Triangle, transposed: Bool) {
  let matrices = [numbers([3, 3]) + .identity(3) * 2, numbers([3, 2], seed: 1)]
  let batch = [numbers([2, 2, 2]) + .identity(2) * 2, numbers([2, 2], seed: 1)]
  for point in [matrices, batch] {
    let first = GradientCheck.firstOrder(at: point) {
      $0[0].triangularSolve($0[1], triangle, transposed: transposed)
    }
    #expect(first.passes && first.loosestBound < 1e-9, "\(first)")
    let second = GradientCheck.secondOrder(at: point) {
      $0[0].triangularSolve($0[1], triangle, transposed: transposed)
    }
    #expect(second.passes && second.loosestBound < 1e-8, "\(second)")
  }
}

// MARK: Determinants and systems

@Test func logDeterminantOfKnownMatrices() throws {
  #expect(Tensor<Double>([[-1]]).logDeterminant().number == 0)
  #expect(Tensor<Double>([[0, 1], [1, 0]]).logDeterminant().number == 0)
  #expect(Tensor<Double>([[1, 2], [2, 4]]).logDeterminant().number == -.infinity)
  let value = Tensor(example).logDeterminant().number
  #expect((value - Double.log(determinant(example).magnitude)).magnitude < 1e-15)
  // Entries whose product is far below the least of all doubles.
  let tiny = Tensor<Double>.identity(4) * 1e-200
  #expect((tiny.logDeterminant().number + 800 * Double.log(10)).magnitude < 1e-12)
  // Hilbert's matrix of size 6 is nearly singular: its determinant is 1 / 186313420339200000.
  let hilbert = Tensor<Double>((0..<6).map { i in (0..<6).map { j in 1 / Double(i + j + 1) } })
  let exact = -Double.log(186_313_420_339_200_000)
  #expect((hilbert.logDeterminant().number - exact).magnitude < 1e-9)
  #expect((2 * (try hilbert.cholesky()).diagonal().log().sum() - exact).number.magnitude < 1e-9)
  let batch = Tensor.stack([Tensor(example), .identity(3) * 2])
  #expect(batch.logDeterminant().shape == [2])
  #expect(batch.logDeterminant().numbers[0] == value)
}

/// ∂ ln |det A| / ∂A = A⁻ᵀ, and its derivative in the direction V is −A⁻ᵀ Vᵀ A⁻ᵀ.
@Test func derivativesOfTheLogDeterminant() {
  let v = numbers([3, 3], seed: 4)
  for rows in [example, [example[2], example[0], example[1]]] {
    let byCramer = Tensor(inverse(rows)).transposed()
    let slope = gradient(at: Tensor(rows)) { $0.logDeterminant() }
    #expect(largestDifference(slope, byCramer) < 1e-15)
    let change = hessianVectorProduct(v, at: Tensor(rows)) { $0.logDeterminant() }
    let exact = -byCramer.matmul(v, transposed: .right).matmul(byCramer)
    #expect(largestDifference(change, exact) < 1e-14)
  }
  let batch = Tensor.stack([Tensor(example), numbers([3, 3])])
  #expect(GradientCheck.firstOrder(at: batch) { $0.logDeterminant() }.passes)
  #expect(GradientCheck.secondOrder(at: batch) { $0.logDeterminant() }.passes)
}

/// Of a nearly singular matrix, ∂ ln |det A| / ∂A = A⁻ᵀ is as large as 10¹².
@Test func derivativesOfTheLogDeterminantNearASingularMatrix() {
  let gap = 0x1p-40
  let slope = gradient(at: Tensor<Double>([[1, 1], [1, 1 + gap]])) { $0.logDeterminant() }
  #expect(slope.numbers == [1 / gap + 1, -1 / gap, -1 / gap, 1 / gap])
}

@Test func solveInverts() throws {
  let a = numbers([2, 5, 5])
  let b = numbers([2, 5, 3], seed: 1)
  #expect(largestDifference(a.matmul(try a.solve(b)), b) < 1e-13)
  let vectors = try a.solve(numbers([2, 5], seed: 2))
  #expect(vectors.shape == [2, 5])
  let product = a.matmul(vectors.expandingShape(at: 2)).reshaped(2, 5)
  #expect(largestDifference(product, numbers([2, 5], seed: 2)) < 1e-13)
  #expect(largestDifference(try Tensor(example).inverse(), Tensor(inverse(example))) < 1e-15)
  let swap = Tensor<Double>([[0, 2], [1, 0]])
  #expect(try swap.inverse().numbers == [0, 1, 0.5, 0])
}

@Test func solveHasItsDerivatives() throws {
  for point in [
    [Tensor(example), numbers([3, 2])], [Tensor(example), numbers([3])],
    [numbers([2, 2, 2], seed: 5), numbers([2, 2, 1], seed: 2)], [Tensor([[0.7]]), Tensor([2])],
  ] {
    let first = try GradientCheck.firstOrder(at: point) { try $0[0].solve($0[1]) }
    #expect(first.passes && first.loosestBound < 1e-7, "\(first)")
    let second = try GradientCheck.secondOrder(at: point) { try $0[0].solve($0[1]) }
    #expect(second.passes && second.loosestBound < 1e-6, "\(second)")
  }
  let inverse = try GradientCheck.secondOrder(at: Tensor(example)) { try $0.inverse() }
  #expect(inverse.passes && inverse.loosestBound < 1e-7, "\(inverse)")
}

@Test func solveRefusesASingularMatrix() {
  let error = SingularMatrix(matrix: 1, pivot: 0)
  #expect(throws: error) {
    try Tensor.stack([.identity(2), Tensor<Double>([[1, 2], [2, 4]])]).inverse()
  }
  #expect(throws: SingularMatrix.self) { try Tensor<Double>([[.nan]]).solve(Tensor([1])) }
  #expect(throws: SingularMatrix.self) { try Tensor<Double>.zeros([3, 3]).solve(.zeros([3])) }
}
