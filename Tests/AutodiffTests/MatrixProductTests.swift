import Autodiff
import Kernels
import Testing

private let transpositions: [Transposition] = [[], .left, .right, [.left, .right]]

/// The shapes of both batches: none, one on either side, equal, and stretched against each other.
private let batches: [(Shape, Shape)] = [
  ([], []), ([2], []), ([], [2]), ([2], [2]), ([2], [1]), ([1], [2]), ([2, 1], [3]),
  ([3, 1], [1, 2]), ([2, 2], [2, 2]),
]

/// A factor and its shape in memory.
private func factor(
  _ batch: Shape, _ rows: Int, _ columns: Int, transposed: Bool, seed: UInt64
) -> Tensor<Double> {
  scattered(Shape(batch + (transposed ? [columns, rows] : [rows, columns])), seed: seed)
}

@Suite struct TensorMatrixProductTests {
  @Test func values() {
    for transposition in transpositions {
      let (left, right) = (transposition.contains(.left), transposition.contains(.right))
      for (leftBatch, rightBatch) in batches {
        let a = factor(leftBatch, 2, 3, transposed: left, seed: 11)
        let b = factor(rightBatch, 3, 4, transposed: right, seed: 12)
        let y = a.matmul(b, transposed: transposition)
        let batch = leftBatch.broadcast(with: rightBatch) ?? []
        #expect(y.shape == Shape(batch + [2, 4]))
        let expected = y.shape.positions.map { position in
          let (outer, row, column) = (
            Array(position.dropLast(2)), position.suffix(2).first ?? 0, position.last ?? 0
          )
          return (0..<3).reduce(0.0) { sum, k in
            sum + a.stretched(at: outer + (left ? [k, row] : [row, k]))
              * b.stretched(at: outer + (right ? [column, k] : [k, column]))
          }
        }
        expectEqual(y.numbers, expected, within: 1e-15)
      }
    }
  }

  @Test func derivatives() {
    for transposition in transpositions {
      let (left, right) = (transposition.contains(.left), transposition.contains(.right))
      for (leftBatch, rightBatch) in batches {
        let a = factor(leftBatch, 2, 3, transposed: left, seed: 11)
        let b = factor(rightBatch, 3, 1, transposed: right, seed: 12)
        expectDerivatives(at: [a, b], "\(a.shape) × \(b.shape), \(transposition)") {
          $0[0].matmul($0[1], transposed: transposition)
        }
      }
    }
  }

  @Test func derivativesOfOneFactorTwice() {
    let x = scattered([3, 3], seed: 13)
    for transposition in transpositions {
      expectDerivatives(at: x) { $0.matmul($0, transposed: transposition) }
    }
  }

  @Test func emptySums() {
    let (a, b) = (Tensor<Double>.zeros([2, 0]), Tensor<Double>.zeros([0, 3]))
    #expect(a.matmul(b).numbers == [0, 0, 0, 0, 0, 0])
    #expect(a.matmul(b).shape == [2, 3])
    #expect(Tensor<Double>.zeros([0, 2]).matmul(.ones([2, 3])).shape == [0, 3])
    let slope = gradient(at: Tensor<Double>.ones([2, 3])) {
      Tensor.zeros([0, 2]).matmul($0).sum()
    }
    #expect(slope.numbers == [0, 0, 0, 0, 0, 0])
  }
}
