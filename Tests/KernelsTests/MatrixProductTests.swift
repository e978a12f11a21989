import Kernels
import Testing

struct MatrixProductTests {
  /// Numbers that a product of two of them holds exactly, so that every order of adding agrees.
  private func integers(_ count: Int, seed: Int) -> [Double] {
    (0..<count).map { Double(($0 &* 7 &+ seed) % 13 - 6) }
  }

  private func product(
    _ a: [Double], _ b: [Double], rows: Int, depth: Int, columns: Int,
    transposing: (a: Bool, b: Bool) = (false, false), workers: Int = 1
  ) -> [Double] {
    var c = [Double](repeating: .nan, count: rows * columns)
    a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        c.withUnsafeMutableBufferPointer { c in
          guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress else { return }
          MatrixProduct.multiply(
            transposing.a
              ? MatrixView(a, rows: depth, columns: rows).transposed
              : MatrixView(a, rows: rows, columns: depth),
            transposing.b
              ? MatrixView(b, rows: columns, columns: depth).transposed
              : MatrixView(b, rows: depth, columns: columns),
            into: c, workers: Workers(count: workers))
        }
      }
    }
    return c
  }

  @Test(arguments: [
    (1, 1, 1), (8, 3, 24), (9, 5, 25), (7, 300, 23), (97, 10, 49), (100, 257, 50), (3, 512, 1),
  ])
  func equalsTheDefinition(rows: Int, depth: Int, columns: Int) {
    let a = integers(rows * depth, seed: 1)
    let b = integers(depth * columns, seed: 5)
    let expected = (0..<rows * columns).map { place in
      let (i, j) = (place / columns, place % columns)
      return (0..<depth).reduce(0.0) { $0 + a[i * depth + $1] * b[$1 * columns + j] }
    }
    #expect(product(a, b, rows: rows, depth: depth, columns: columns) == expected)
  }

  @Test func readsTransposedViewsWithoutACopy() {
    let (rows, depth, columns) = (11, 19, 29)
    let a = integers(rows * depth, seed: 2)
    let b = integers(depth * columns, seed: 3)
    let turnedA = (0..<depth * rows).map { a[$0 % rows * depth + $0 / rows] }
    let turnedB = (0..<columns * depth).map { b[$0 % depth * columns + $0 / depth] }
    let expected = product(a, b, rows: rows, depth: depth, columns: columns)
    #expect(
      product(
        turnedA, b, rows: rows, depth: depth, columns: columns, transposing: (true, false))
        == expected)
    #expect(
      product(
        a, turnedB, rows: rows, depth: depth, columns: columns, transposing: (false, true))
        == expected)
  }

  @Test func theBitsDoNotDependOnTheWorkers() {
    let (rows, depth, columns) = (200, 300, 70)
    let a = integers(rows * depth, seed: 4).map { $0 / 3 }
    let b = integers(depth * columns, seed: 6).map { $0 / 7 }
    let one = product(a, b, rows: rows, depth: depth, columns: columns)
    let many = product(a, b, rows: rows, depth: depth, columns: columns, workers: 3)
    #expect(one.map(\.bitPattern) == many.map(\.bitPattern))
  }
}
