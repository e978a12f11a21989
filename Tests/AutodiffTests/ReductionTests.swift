import Autodiff
import Elementary
import Foundation
import Kernels
import Numerics
import Testing

private let shape: Shape = [2, 3, 4]
private let axes: [[Int]] = [
  [], [0], [1], [2], [-1], [0, 1], [1, 2], [0, 2], [2, 0], [0, -1, 1],
]

private typealias Reduce = @Sendable (Tensor<Double>, [Int], Bool) -> Tensor<Double>

private func variance(_ x: Tensor<Double>, _ axes: [Int], _ keep: Bool) -> Tensor<Double> {
  switch axes.count {
  case 0: x.variance(keepingAxes: keep)
  case 1: x.variance(axes[0], keepingAxes: keep)
  case 2: x.variance(axes[0], axes[1], keepingAxes: keep)
  default: x.variance(axes[0], axes[1], axes[2], keepingAxes: keep)
  }
}

private func largest(_ x: Tensor<Double>, _ axes: [Int], _ keep: Bool) -> Tensor<Double> {
  switch axes.count {
  case 0: x.max(keepingAxes: keep)
  case 1: x.max(axes[0], keepingAxes: keep)
  case 2: x.max(axes[0], axes[1], keepingAxes: keep)
  default: x.max(axes[0], axes[1], axes[2], keepingAxes: keep)
  }
}

private func logSumExp(_ x: Tensor<Double>, _ axes: [Int], _ keep: Bool) -> Tensor<Double> {
  switch axes.count {
  case 0: x.logSumExp(keepingAxes: keep)
  case 1: x.logSumExp(axes[0], keepingAxes: keep)
  case 2: x.logSumExp(axes[0], axes[1], keepingAxes: keep)
  default: x.logSumExp(axes[0], axes[1], axes[2], keepingAxes: keep)
  }
}

/// Calls an operation that takes its axes one by one.
private func spread(_ axes: [Int], _ call: (Int...) -> Tensor<Double>) -> Tensor<Double> {
  switch axes.count {
  case 0: call()
  case 1: call(axes[0])
  case 2: call(axes[0], axes[1])
  default: call(axes[0], axes[1], axes[2])
  }
}

/// Operations that take one number from many, with the same one on an array.
private let reductions: [(name: String, tensors: Reduce, numbers: @Sendable ([Double]) -> Double)] =
  [
    ("sum", { $0.sum($1, keepingAxes: $2) }, { $0.reduce(0, +) }),
    ("mean", { $0.mean($1, keepingAxes: $2) }, mean),
    ("variance", variance, { x in mean(x.map { $0 * $0 }) - mean(x) * mean(x) }),
    ("max", largest, { $0.max() ?? -.infinity }),
    ("logSumExp", logSumExp, { Foundation.log($0.reduce(0) { $0 + Foundation.exp($1) }) }),
  ]

private func mean(_ numbers: [Double]) -> Double { numbers.reduce(0, +) / Double(numbers.count) }

/// The numbers that become one, for each position of the result with the axes kept.
private func groups(of x: Tensor<Double>, _ axes: [Int]) -> (kept: Shape, groups: [[Double]]) {
  let axes = axes.isEmpty ? Array(x.shape.indices) : axes.map { $0 < 0 ? $0 + x.shape.rank : $0 }
  var kept = x.shape
  for axis in axes { kept[axis] = 1 }
  let groups = kept.positions.map { target in
    zip(x.shape.positions, x.numbers).filter { position, _ in
      position.indices.allSatisfy { axes.contains($0) || position[$0] == target[$0] }
    }.map(\.1)
  }
  return (kept, groups)
}

@Suite struct ReductionTests {
  let x = scattered(shape, seed: 21)

  @Test func values() {
    for reduction in reductions {
      for axes in axes {
        let (kept, groups) = groups(of: x, axes)
        let y = reduction.tensors(x, axes, true)
        #expect(y.shape == kept, "\(reduction.name) \(axes)")
        expectEqual(
          y.numbers, groups.map(reduction.numbers), within: 1e-14, "\(reduction.name) \(axes)")
        let removed = reduction.tensors(x, axes, false)
        #expect(removed.numbers == y.numbers)
        let positive = axes.map { $0 < 0 ? $0 + 3 : $0 }
        let rest = axes.isEmpty ? [] : [0, 1, 2].filter { !positive.contains($0) }
        #expect(removed.shape == Shape(rest.map { shape[$0] }))
      }
    }
  }

  @Test(arguments: [true, false])
  func derivatives(keepingAxes: Bool) {
    for reduction in reductions {
      for axes in axes {
        expectDerivatives(at: x, "\(reduction.name) \(axes)") {
          reduction.tensors($0, axes, keepingAxes)
        }
      }
    }
  }

  @Test func normalisations() {
    for axes in axes {
      let (kept, groups) = groups(of: x, axes)
      let sums = Tensor(groups.map { $0.reduce(0) { $0 + Foundation.exp($1) } }, shape: kept)
      let expected = zip(shape.positions, x.numbers).map {
        Foundation.exp($1) / sums.stretched(at: $0)
      }
      expectEqual(spread(axes, x.softmax).numbers, expected, within: 1e-15, "softmax \(axes)")
      expectEqual(
        spread(axes, x.logSoftmax).numbers, expected.map(Foundation.log), within: 1e-14,
        "logSoftmax \(axes)")
      expectDerivatives(at: x, "softmax \(axes)") { spread(axes, $0.softmax) }
      expectDerivatives(at: x, "logSoftmax \(axes)") { spread(axes, $0.logSoftmax) }
    }
  }

  @Test func equalLargestNumbersShareTheDerivative() {
    let x = Tensor<Double>([[3, 1, 3], [2, 2, 2]])
    let third = 1.0 / 3
    #expect(gradient(at: x) { $0.max(1).sum() }.numbers == [0.5, 0, 0.5, third, third, third])
    #expect(gradient(at: x) { $0.max() }.numbers == [0.5, 0, 0.5, 0, 0, 0])
  }

  @Test func emptyAxes() {
    let x = Tensor<Double>.zeros([0, 3])
    #expect(x.sum(0).numbers == [0, 0, 0])
    #expect(x.sum(1).numbers == [])
    #expect(x.sum().number == 0)
    #expect(x.max(0).numbers == [-.infinity, -.infinity, -.infinity])
    #expect(x.logSumExp(0).numbers == [-.infinity, -.infinity, -.infinity])
    #expect(x.mean(0).numbers.map(\.isNaN) == [true, true, true])
    #expect(x.softmax(1).shape == [0, 3])
    #expect(gradient(at: x) { $0.sum() }.shape == [0, 3])
    #expect(gradient(at: x) { $0.logSumExp(0).sum() }.shape == [0, 3])
  }

  @Test func ofASingleNumber() {
    let x = Tensor<Double>(2)
    #expect(x.sum().number == 2 && x.mean().number == 2 && x.max().number == 2)
    #expect(x.variance().number == 0 && x.softmax().number == 1 && x.logSumExp().number == 2)
    expectDerivatives(at: x) { $0.logSumExp() + $0.sum() + $0.max() + $0.mean() }
  }

  @Test func notANumberStays() {
    #expect(Tensor([1, Double.nan, 2]).max().number.isNaN)
    #expect(Tensor([[1, Double.nan], [3, 2]]).max(0).numbers.map(\.isNaN) == [false, true])
  }

  /// Distances beyond all exponentials.
  @Test func extremeNumbers() {
    let far = Tensor<Double>([1e300, -1e300, 0])
    let (value, slope) = valueWithGradient(at: far) { $0.logSumExp() }
    #expect(value.number == 1e300 && slope.numbers == [1, 0, 0])
    #expect(far.softmax().numbers == [1, 0, 0])
    #expect(gradient(at: far) { $0.softmax().slice(0..<1).sum() }.numbers == [0, 0, 0])
    #expect(far.logSoftmax().numbers == [0, -2e300, -1e300])
    #expect(gradient(at: far) { $0.logSoftmax().slice(1..<2).sum() }.numbers == [-1, 1, 0])
  }

  /// A logarithm of 0: the event that cannot happen takes no part.
  @Test func negativeInfinity() {
    let x = Tensor<Double>([-.infinity, 0, 0])
    let ln2 = Foundation.log(2.0)
    expectEqual([x.logSumExp().number], [ln2], within: 1e-15)
    #expect(x.softmax().numbers == [0, 0.5, 0.5])
    #expect(gradient(at: x) { $0.logSumExp() }.numbers == [0, 0.5, 0.5])
    expectEqual(x.logSoftmax().numbers, [-.infinity, -ln2, -ln2], within: 1e-15)
    let impossible = Tensor<Double>([-.infinity, -.infinity])
    #expect(impossible.logSumExp().number == -.infinity)
    #expect(Tensor<Double>([.infinity, 1]).logSumExp().number == .infinity)
  }
}
