import Elementary
import Numerics
import Testing

@Suite struct MatrixTests {
  let a = Matrix(rows: [[1, 2, 3], [4, 5, 6]])
  let b = Matrix(rows: [[1, 0], [2, -1], [0, 3]])

  @Test func elementsAreRowMajor() {
    #expect(a.elements == [1, 2, 3, 4, 5, 6])
    #expect(a[1, 0] == 4)
    #expect(a.row(1) == [4, 5, 6])
    #expect(a.column(1) == [2, 5])
    #expect((a.rows, a.columns) == (2, 3))
  }

  @Test func entriesCanBeSet() {
    var copy = a
    copy[0, 2] = 9
    #expect(copy.elements == [1, 2, 9, 4, 5, 6])
    #expect(a[0, 2] == 3)
  }

  @Test func products() {
    #expect(a * b == Matrix(rows: [[5, 7], [14, 13]]))
    #expect(a * [1, 0, -1] == [-2, -2])
    #expect([1, -1] * a == [-3, -3, -3])
    #expect(2 * a == Matrix(rows: [[2, 4, 6], [8, 10, 12]]))
    #expect(Matrix.outerProduct([1, 2], [3, 4, 5]) == Matrix(rows: [[3, 4, 5], [6, 8, 10]]))
    #expect(dot([1, 2, 3], [4, 5, 6]) == 32)
  }

  @Test func transpositionReversesProducts() {
    #expect(a.transposed == Matrix(rows: [[1, 4], [2, 5], [3, 6]]))
    #expect((a * b).transposed == b.transposed * a.transposed)
  }

  @Test func sumsAndDifferences() {
    #expect(a + a == 2 * a)
    #expect(a - a == Matrix(rows: 2, columns: 3, repeating: 0))
  }

  @Test func squareMatrices() {
    let square = a * b
    #expect(square.trace == 18)
    #expect(square * .identity(2) == square)
    #expect(Matrix(diagonal: [2, 3]) == Matrix(rows: [[2, 0], [0, 3]]))
    #expect(square.diagonal == [5, 13])
    #expect(square.symmetrized == Matrix(rows: [[5, 10.5], [10.5, 13]]))
  }

  @Test func emptyMatricesAreMatrices() {
    let none = Matrix(rows: [])
    #expect(none.elements.isEmpty && none.transposed == none)
    #expect(Matrix(rows: 0, columns: 3, elements: []).transposed.columns == 0)
    #expect(Matrix(rows: 2, columns: 0, elements: []) * [] == [0, 0])
  }

  @Test func shapesMustAgree() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Matrix(rows: 2, columns: 3, repeating: 0) * Matrix(rows: 2, columns: 3, repeating: 0)
    }
    let message = try String(decoding: #require(result).standardErrorContent, as: UTF8.self)
    #expect(message.contains("Matrix product: 2×3 by 2×3"), "\(message)")
    await #expect(processExitsWith: .failure) {
      _ = Matrix(rows: 2, columns: 3, repeating: 0)[0, 3]
    }
    await #expect(processExitsWith: .failure) { _ = Matrix(rows: [[1, 2], [3]]) }
  }

  @Test func diagonalAndLargestEntryOfAnyShape() {
    #expect(a.diagonal == [1, 5] && b.diagonal == [1, -1])
    #expect(Matrix(rows: [[1, -4, 2], [0, 3, 1]]).largestMagnitude == 4)
  }
}
