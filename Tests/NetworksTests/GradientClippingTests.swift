import Autodiff
import Networks
import Testing

struct GradientClippingTests {
  @Test("A long gradient is shortened as a whole, a short one is left alone")
  func norm() {
    let gradient = [Tensor<Double>([3, 0]), Tensor<Double>([[0, -4], [0, 12]])]
    #expect(gradient.norm == 13)
    let clipped = gradient.clipped(to: .norm(6.5))
    #expect(clipped.map(\.numbers) == [[1.5, 0], [0, -2, 0, 6]])
    #expect(gradient.clipped(to: .norm(13)).map(\.numbers) == gradient.map(\.numbers))
  }

  @Test(
    "The norm adds every square once, at any length", arguments: [0, 1, 7, 8, 9, 1024, 1025, 5003])
  func normOfLengths(length: Int) {
    let numbers = (0..<length).map { Double($0 % 5) }
    let sum = numbers.reduce(0) { $0 + $1 * $1 }
    #expect(Tensor(numbers).norm == sum.squareRoot())
  }

  @Test("The squares of large single-precision numbers do not overflow")
  func largeNorm() {
    let gradient = Tensor<Float>([3e30, 4e30])
    #expect(abs(gradient.norm / 5e30 - 1) < 1e-6)
    let clipped = gradient.clipped(to: .norm(1)).numbers
    #expect(abs(clipped[0] - 0.6) < 1e-6 && abs(clipped[1] - 0.8) < 1e-6)
  }

  @Test("Each derivative is moved into its bounds")
  func magnitude() {
    let gradient = [Tensor<Double>([3, -0.5]), Tensor<Double>([-7])]
    #expect(gradient.clipped(to: .magnitude(1)).map(\.numbers) == [[1, -0.5], [-1]])
  }

  @Test("What is not a number stays so")
  func notANumber() {
    let gradient = Tensor<Double>([.nan, 100])
    #expect(gradient.clipped(to: .norm(1)).numbers[0].isNaN)
    #expect(gradient.clipped(to: .magnitude(1)).numbers[0].isNaN)
  }
}
