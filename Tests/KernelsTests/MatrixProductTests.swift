import Kernels
import KernelsTestSupport
import Testing
import Threads

struct MatrixProductTests {
  /// Whether an operand is given as the transpose of its memory.
  typealias Transposing = (a: Bool, b: Bool)

  /// Numbers whose products and sums are rounded.
  private func numbers(_ count: Int, seed: Int) -> [Double] {
    (0..<count).map { Double(($0 &* 7 &+ seed) % 23 - 11) / 7 }
  }

  private func product<Number: TensorNumber>(
    _ a: [Number], _ b: [Number], rows: Int, depth: Int, columns: Int,
    transposing: Transposing = (false, false), addingTo initial: [Number]? = nil, workers: Int = 1
  ) -> [Number] {
    let memory = KernelMemory<Number>(capacity: max(a.count, b.count, rows * columns))
    let (c, damage) = memory.run(
      left: a, right: b, initial: initial ?? [Number](repeating: .nan, count: rows * columns),
      at: .middle
    ) { pointers in
      Workers(count: workers).run {
        Number.multiply(
          transposing.a
            ? MatrixView(pointers.left, rows: depth, columns: rows).transposed
            : MatrixView(pointers.left, rows: rows, columns: depth),
          transposing.b
            ? MatrixView(pointers.right, rows: columns, columns: depth).transposed
            : MatrixView(pointers.right, rows: depth, columns: columns),
          into: pointers.result, adding: initial != nil)
      }
    }
    for beyond in damage { Issue.record("\(rows) × \(depth) × \(columns): \(beyond)") }
    return c
  }

  /// The definition, as one chain of fused multiply-adds: what a single slice promises, bit by bit.
  private func chain<Number: BinaryFloatingPoint>(
    _ a: [Number], _ b: [Number], rows: Int, columns: Int, depths: Range<Int>, depth: Int
  ) -> [Number] {
    (0..<rows * columns).map { place in
      let (i, j) = (place / columns, place % columns)
      return depths.reduce(into: 0 as Number) { sum, k in
        sum.addProduct(a[i * depth + k], b[k * columns + j])
      }
    }
  }

  private func transposed<Number>(_ matrix: [Number], rows: Int, columns: Int) -> [Number] {
    (0..<rows * columns).map { matrix[$0 % rows * columns + $0 / rows] }
  }

  /// The last digit of every number, at every width of a panel and every height of a tile.
  @Test(arguments: [
    (1, 1, 1), (8, 3, 24), (9, 5, 25), (7, 30, 23), (97, 10, 49), (50, 25, 50), (3, 512, 1),
    (13, 4, 2), (14, 4, 3), (15, 4, 4), (23, 4, 5), (16, 9, 8), (11, 3, 32), (41, 3, 33),
    (300, 2, 26),
  ])
  func isOneChainOfFusedMultiplyAdds(rows: Int, depth: Int, columns: Int) {
    let a = numbers(rows * depth, seed: 1)
    let b = numbers(depth * columns, seed: 5)
    #expect(
      product(a, b, rows: rows, depth: depth, columns: columns)
        == chain(a, b, rows: rows, columns: columns, depths: 0..<depth, depth: depth))
    let (singleA, singleB) = (a.map { Float($0) }, b.map { Float($0) })
    #expect(
      product(singleA, singleB, rows: rows, depth: depth, columns: columns)
        == chain(singleA, singleB, rows: rows, columns: columns, depths: 0..<depth, depth: depth))
  }

  /// 1,100 columns of A are three slices: of 367, 367 and 366.
  @Test func slicesAreAddedInOrder() {
    let (rows, depth, columns) = (9, 1100, 5)
    let a = numbers(rows * depth, seed: 1)
    let b = numbers(depth * columns, seed: 5)
    let slices = [0..<367, 367..<734, 734..<1100].map {
      chain(a, b, rows: rows, columns: columns, depths: $0, depth: depth)
    }
    let expected = slices[0].indices.map { slices[0][$0] + slices[1][$0] + slices[2][$0] }
    #expect(product(a, b, rows: rows, depth: depth, columns: columns) == expected)
  }

  @Test(arguments: [(11, 19, 29), (5, 8, 1), (64, 33, 50), (300, 9, 3), (3, 40, 70)])
  func readsTransposedViewsWithoutACopy(rows: Int, depth: Int, columns: Int) {
    let a = numbers(rows * depth, seed: 2)
    let b = numbers(depth * columns, seed: 3)
    let turnedA = transposed(a, rows: rows, columns: depth)
    let turnedB = transposed(b, rows: depth, columns: columns)
    let expected = product(a, b, rows: rows, depth: depth, columns: columns)
    for (left, right, transposing) in [
      (turnedA, b, (true, false)), (a, turnedB, (false, true)), (turnedA, turnedB, (true, true)),
    ] {
      #expect(
        product(
          left, right, rows: rows, depth: depth, columns: columns, transposing: transposing)
          == expected)
    }
  }

  /// Squares of 16 numbers are turned in registers, the rest one by one.
  @Test func turnsWholeVectorsOfFloats() {
    let (rows, depth, columns) = (5, 37, 50)
    let a = numbers(rows * depth, seed: 2).map { Float($0) }
    let b = numbers(depth * columns, seed: 3)
    let turned = transposed(b, rows: depth, columns: columns).map { Float($0) }
    #expect(
      product(a, turned, rows: rows, depth: depth, columns: columns, transposing: (false, true))
        == product(a, b.map { Float($0) }, rows: rows, depth: depth, columns: columns))
  }

  /// Few columns, which are computed upright: strips of rows with and without a rest, squares that
  /// overlap, and several slices.
  @Test(
    arguments: [1, 2, 3, 4, 8], [(16, 16), (17, 33), (64, 32), (100, 15), (31, 1100), (15, 40)])
  func narrowProductsAreTheSameChains(columns: Int, shape: (rows: Int, depth: Int)) {
    expectChains(Float.self, rows: shape.rows, depth: shape.depth, columns: columns)
    expectChains(Double.self, rows: shape.rows, depth: shape.depth, columns: columns)
  }

  private func expectChains<Number: TensorNumber>(
    _ type: Number.Type, rows: Int, depth: Int, columns: Int
  ) {
    let a = numbers(rows * depth, seed: 1).map { Number($0) }
    let b = numbers(depth * columns, seed: 5).map { Number($0) }
    let initial = numbers(rows * columns, seed: 3).map { Number($0) }
    let slices = (depth + 511) / 512
    let sliceDepth = (depth + slices - 1) / slices
    let chains = stride(from: 0, to: depth, by: sliceDepth).map {
      chain(
        a, b, rows: rows, columns: columns, depths: $0..<min($0 + sliceDepth, depth), depth: depth)
    }
    for (turnsA, turnsB, adds) in [
      (false, false, false), (false, false, true), (true, false, false), (true, false, true),
      (false, true, false), (false, true, true), (true, true, false),
    ] {
      let expected = initial.indices.map { place in
        chains.dropFirst().reduce(adds ? initial[place] + chains[0][place] : chains[0][place]) {
          $0 + $1[place]
        }
      }
      let result = product(
        turnsA ? transposed(a, rows: rows, columns: depth) : a,
        turnsB ? transposed(b, rows: depth, columns: columns) : b,
        rows: rows, depth: depth, columns: columns, transposing: (turnsA, turnsB),
        addingTo: adds ? initial : nil)
      #expect(result == expected)
    }
  }

  /// Transposed blocks of A that are packed: deep ones, and 128 rows 1,024 bytes apart.
  @Test(arguments: [(67, 300, 200), (128, 65, 193)])
  func packsLargeTransposedBlocks(rows: Int, depth: Int, columns: Int) {
    let a = numbers(rows * depth, seed: 2)
    let b = numbers(depth * columns, seed: 3)
    #expect(
      product(
        transposed(a, rows: rows, columns: depth), b, rows: rows, depth: depth, columns: columns,
        transposing: (true, false))
        == product(a, b, rows: rows, depth: depth, columns: columns))
  }

  @Test(arguments: [(9, 5, 25), (12, 7, 3), (8, 600, 48)])
  func addsToWhatIsThere(rows: Int, depth: Int, columns: Int) {
    let a = (0..<rows * depth).map { Double($0 % 13 - 6) }
    let b = (0..<depth * columns).map { Double($0 % 11 - 5) }
    let initial = (0..<rows * columns).map { Double($0) }
    let fresh = product(a, b, rows: rows, depth: depth, columns: columns)
    #expect(
      product(a, b, rows: rows, depth: depth, columns: columns, addingTo: initial)
        == zip(initial, fresh).map { $0 + $1 })
  }

  @Test func aProductWithoutDepthIsZero() {
    let one = [1.0]
    let c = product(one, one, rows: 3, depth: 0, columns: 5)
    #expect(c == [Double](repeating: 0, count: 15))
    let initial = (0..<15).map { Double($0) }
    #expect(product(one, one, rows: 3, depth: 0, columns: 5, addingTo: initial) == initial)
  }

  @Test(arguments: [(200, 300, 70), (130, 70, 100), (3, 900, 800), (1030, 50, 8), (270, 260, 230)])
  func theBitsDoNotDependOnTheWorkers(rows: Int, depth: Int, columns: Int) {
    let a = numbers(rows * depth, seed: 4)
    let b = numbers(depth * columns, seed: 6)
    let one = product(a, b, rows: rows, depth: depth, columns: columns)
    for workers in [2, 3, 8] {
      let many = product(a, b, rows: rows, depth: depth, columns: columns, workers: workers)
      #expect(one.map(\.bitPattern) == many.map(\.bitPattern))
    }
  }
}
