import Autodiff
import Kernels
import Testing
import Threads

/// Values and gradients in `Float` are those in `Double`, up to the rounding of `Float`.
@Suite struct PrecisionTests {
  private func valueAndSlope<Scalar: TensorNumber>(
    _ entry: CatalogEntry<Scalar>, _ x: [Scalar], _ shape: Shape
  ) -> [Scalar] {
    let (value, slope) = valueWithGradient(at: Tensor(x, shape: shape)) {
      entry.apply($0).squared().mean()
    }
    return value.numbers + slope.numbers
  }

  @Test func singleAgreesWithDouble() {
    // The same numbers in both: multiples of 2⁻¹⁰.
    let narrow = scattered(5 * 7, seed: 51).map { Float(($0 * 1024).rounded() / 1024) }
    let wide = narrow.map { Double($0) }
    for (single, double) in zip(catalog(Float.self), catalog(Double.self)) {
      let approximate = valueAndSlope(single, narrow, [5, 7]).map { Double($0) }
      let exact = valueAndSlope(double, wide, [5, 7])
      let scale = exact.reduce(0) { max($0, $1.magnitude) }
      for (a, b) in zip(approximate, exact) {
        #expect((a - b).magnitude <= 16 * scale * Double(Float.ulpOfOne), "\(single.name)")
      }
    }
  }
}

/// The number of threads changes no bit, where the work is split and where it is not.
@Suite struct ThreadCountTests {
  private func bits<Scalar: TensorNumber>(
    _ entry: CatalogEntry<Scalar>, _ x: Tensor<Scalar>, threads: Int
  ) -> [Scalar] {
    Workers(count: threads).run {
      let y = entry.apply(x)
      let slope = gradient(at: x) { entry.apply($0).squared().sum() }
      return y.numbers + slope.numbers
    }
  }

  private func expectSameBits<Scalar: TensorNumber>(_ type: Scalar.Type, _ shape: Shape) {
    let x = Tensor(scattered(shape.elementCount, seed: 52).map { Scalar($0) }, shape: shape)
    for entry in catalog(type) where !(entry.name.hasPrefix("matmul") && shape[1] > 1000) {
      let one = bits(entry, x, threads: 1)
      for threads in [2, 3] {
        let many = bits(entry, x, threads: threads)
        #expect(one == many, "\(entry.name), \(threads) threads")
      }
    }
  }

  @Test(arguments: [[7, 11], [300, 400], [3, 70_001], [70_001, 3]] as [Shape])
  func sameBits(shape: Shape) {
    expectSameBits(Double.self, shape)
    expectSameBits(Float.self, shape)
  }

  /// Inside a workspace memory is used again, and no number of an earlier tensor shines through.
  @Test func memoryThatIsUsedAgain() {
    let x = scattered([300, 400], seed: 53)
    let fresh = gradient(at: x) { $0.tanh().softmax(1).squared().sum() }.numbers
    Workspace().run {
      for _ in 0..<3 {
        #expect(gradient(at: x) { $0.tanh().softmax(1).squared().sum() }.numbers == fresh)
        _ = Tensor(repeating: Double.nan, shape: [300, 400]) + 1
      }
    }
  }
}
