import Autodiff
import Kernels
import Testing

@Suite struct ShapingTests {
  let x = scattered([2, 3, 4], seed: 31)

  /// The numbers of x at positions that are computed from those of the result.
  private func expectRead(
    _ y: Tensor<Double>, _ shape: Shape, _ name: String, from position: ([Int]) -> [Int]
  ) {
    #expect(y.shape == shape, "\(name)")
    #expect(y.numbers == shape.positions.map { x.stretched(at: position($0)) }, "\(name)")
  }

  @Test func reshaping() {
    #expect(x.reshaped(4, 6).numbers == x.numbers)
    #expect(x.reshaped(4, -1).shape == [4, 6])
    #expect(x.reshaped(-1).shape == [24])
    #expect(x.slice(0..<0).reshaped(0, 12).shape == [0, 12])
    #expect(
      x.expandingShape(at: 0).shape == [1, 2, 3, 4]
        && x.expandingShape(at: 3).shape == [2, 3, 4, 1])
    expectDerivatives(at: x) { $0.reshaped(4, -1) }
    expectDerivatives(at: x) { $0.expandingShape(at: 1) }
  }

  @Test func stretching() {
    let rows = scattered([3, 1], seed: 32)
    for larger: Shape in [[3, 1], [3, 4], [2, 3, 4], [2, 3, 1]] {
      let y = rows.broadcast(to: larger)
      #expect(y.shape == larger)
      #expect(y.numbers == larger.positions.map { rows.stretched(at: $0) })
      expectDerivatives(at: rows, "\(larger)") { $0.broadcast(to: larger) }
    }
    expectDerivatives(at: Tensor(0.3)) { $0.broadcast(to: [2, 2]) }
    #expect(Tensor(1.0).broadcast(to: [0, 2]).numbers == [])
    #expect(gradient(at: Tensor(1.0)) { $0.broadcast(to: [0, 2]).sum() }.number == 0)
  }

  @Test(arguments: [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]])
  func permuting(order: [Int]) {
    let y = x.permuted(order)
    expectRead(y, Shape(order.map { x.shape[$0] }), "\(order)") { position in
      var source = [0, 0, 0]
      for (axis, index) in zip(order, position) { source[axis] = index }
      return source
    }
    expectDerivatives(at: x, "\(order)") { $0.permuted(order) }
    // In a cube, no shape tells an order from its reverse.
    expectDerivatives(at: scattered([2, 2, 2]), "\(order) of a cube") { $0.permuted(order) }
  }

  @Test func transposing() {
    expectRead(x.transposed(), [2, 4, 3], "transposed") { [$0[0], $0[2], $0[1]] }
    expectDerivatives(at: x) { $0.transposed() }
  }

  @Test func slicing() {
    for axis in 0..<3 {
      let length = x.shape[axis]
      for lower in 0..<length {
        for upper in lower...length {
          for step in 1...3 {
            let name = "\(lower)..<\(upper) by \(step) on \(axis)"
            var part = x.shape
            part[axis] = stride(from: lower, to: upper, by: step).reduce(0) { count, _ in count + 1
            }
            expectRead(x.slice(lower..<upper, axis: axis - 3, step: step), part, name) { position in
              position.enumerated().map { $0 == axis ? lower + $1 * step : $1 }
            }
          }
        }
      }
    }
  }

  @Test(arguments: [
    (0, 0..<1, 1), (1, 0..<3, 2), (1, 1..<3, 1), (2, 1..<4, 2), (2, 0..<4, 3), (2, 2..<2, 1),
  ])
  func derivativesOfSlices(axis: Int, range: Range<Int>, step: Int) {
    expectDerivatives(at: x) { $0.slice(range, axis: axis, step: step) }
  }

  @Test func concatenating() {
    let other = scattered([2, 1, 4], seed: 33)
    let joined = Tensor.concatenate([x, other, x], axis: 1)
    #expect(joined.shape == [2, 7, 4])
    #expect(joined.slice(0..<3, axis: 1).numbers == x.numbers)
    #expect(joined.slice(3..<4, axis: 1).numbers == other.numbers)
    #expect(joined.slice(4..<7, axis: 1).numbers == x.numbers)
    expectDerivatives(at: [x, other]) { .concatenate([$0[0], $0[1], $0[0]], axis: -2) }
    let rows = [scattered([1, 2], seed: 34), scattered([3, 2], seed: 35), scattered([0, 2])]
    #expect(Tensor.concatenate(rows).numbers == rows[0].numbers + rows[1].numbers)
    expectDerivatives(at: rows) { .concatenate($0) }
    expectDerivatives(at: rows[0]) { .concatenate([rows[1], $0, rows[2]]) }
  }

  @Test func stacking() {
    let rows = [scattered([3], seed: 36), scattered([3], seed: 37)]
    #expect(Tensor.stack(rows).numbers == rows[0].numbers + rows[1].numbers)
    #expect(Tensor.stack(rows, axis: 1).numbers == Tensor.stack(rows).transposed().numbers)
    #expect(Tensor.stack(rows, axis: 1).shape == [3, 2])
    expectDerivatives(at: rows) { .stack($0, axis: 1) }
  }

  @Test(arguments: [[1], [0, 0], [2, 0, 2, 2], []])
  func selecting(indices: [Int]) {
    expectRead(x.select(indices, axis: 1), [2, indices.count, 4], "\(indices)") {
      [$0[0], indices[$0[1]], $0[2]]
    }
    expectDerivatives(at: x, "\(indices)") { $0.select(indices, axis: 1) }
    expectDerivatives(at: x, "\(indices) of the last axis") { $0.select(indices, axis: -1) }
  }

  /// A position that is named three times gets three cotangents.
  @Test func selectingAgain() {
    let slope = gradient(at: Tensor<Double>([1, 2, 3])) {
      ($0.select([2, 0, 2, 2]) * Tensor([1, 10, 100, 1000])).sum()
    }
    #expect(slope.numbers == [10, 0, 1101])
  }

  @Test func picking() {
    let table = scattered([4, 3], seed: 38)
    #expect(
      table.pick([2, 0, 1, 1]).numbers == [table[0, 2], table[1, 0], table[2, 1], table[3, 1]])
    expectDerivatives(at: table) { $0.pick([2, 0, 1, 1]) }
  }
}
