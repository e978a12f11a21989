import Autodiff
import Testing

@Test func gradientOfSquares() {
  let x = Tensor<Double>([1, 2, 3])
  let (value, gradient) = valueWithGradient(at: x) { ($0 * $0).sum() }
  #expect(value.number == 14)
  #expect(gradient.numbers == [2, 4, 6])
}
