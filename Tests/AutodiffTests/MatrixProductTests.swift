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

  /// The cotangents of $Y = A B$ are $\bar Y B^\top$ and $A^\top \bar Y$, summed index by index. The
  /// matrices are square, where a forgotten transposition does not show in the shapes.
  @Test func cotangentsIndexByIndex() {
    let (a, b, c) = (
      scattered([3, 3], seed: 14), scattered([3, 3], seed: 15), scattered([3, 3], seed: 16)
    )
    for transposition in transpositions {
      let (left, right) = (transposition.contains(.left), transposition.contains(.right))
      /// Sums over the inner index of both products, with each factor as it is or transposed.
      func cotangents(ofA flipA: Bool, ofB flipB: Bool) -> [Double] {
        var (first, second) = ([Double](repeating: 0, count: 9), [Double](repeating: 0, count: 9))
        for i in 0..<3 {
          for j in 0..<3 {
            for k in 0..<3 {
              first[left ? 3 * k + i : 3 * i + k] += c[i, j] * (right != flipB ? b[j, k] : b[k, j])
              second[right ? 3 * j + k : 3 * k + j] += (left != flipA ? a[k, i] : a[i, k]) * c[i, j]
            }
          }
        }
        return first + second
      }
      let measured = gradient(at: [a, b]) {
        (c * $0[0].matmul($0[1], transposed: transposition)).sum()
      }.flatMap(\.numbers)
      expectEqual(measured, cotangents(ofA: false, ofB: false), within: 1e-13)
      for (flipA, flipB) in [(true, false), (false, true)] {
        let wrong = cotangents(ofA: flipA, ofB: flipB)
        let distance = zip(measured, wrong).map { ($0 - $1).magnitude }.max() ?? 0
        #expect(distance > 0.1, "\(transposition) does not tell a forgotten transposition")
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
