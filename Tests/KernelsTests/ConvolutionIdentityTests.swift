import Kernels
import KernelsTestSupport
import Testing

/// What must hold for numbers that are rounded: the kernels are derivatives of one form, and their
/// bits do not depend on who computes them.
struct ConvolutionIdentityTests {
  private static let geometries = [
    ConvolutionGeometry(
      batch: 19, height: 14, width: 11, inChannels: 20, outChannels: 37, kernelHeight: 3,
      kernelWidth: 4, stride: 2, padding: 1),
    ConvolutionGeometry(
      batch: 33, height: 9, width: 28, inChannels: 1, outChannels: 6, kernelHeight: 3,
      kernelWidth: 3, stride: 2, padding: 1),
    ConvolutionGeometry(
      batch: 10, height: 8, width: 7, inChannels: 32, outChannels: 16, kernelHeight: 2,
      kernelWidth: 5, stride: 1, padding: 2),
  ]

  /// Numbers between −1 and 1 that fill the significand.
  private func fractions<Number: BinaryFloatingPoint>(_ count: Int, seed: UInt64) -> [Number] {
    (0..<count).map {
      var bits = (UInt64($0) &+ seed &* 0x9E37_79B9) &* 0xBF58_476D_1CE4_E5B9
      bits = (bits ^ bits >> 29) &* 0x94D0_49BB_1331_11EB
      return Number(Double(bits >> 11) * 0x1p-52 - 1)
    }
  }

  private func inner(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// ⟨y, conv(x, w)⟩ = ⟨x, inputGradient(w, y)⟩ = ⟨w, filterGradient(x, y)⟩. The three sums have the
  /// same terms in another order: their difference is rounding, n ulps of the sum of the terms'
  /// magnitudes at the most.
  @Test(arguments: geometries)
  func theKernelsAreAdjoint(geometry: ConvolutionGeometry) {
    let x: [Double] = fractions(geometry.imageCount, seed: 1)
    let w: [Double] = fractions(geometry.filterCount, seed: 2)
    let y: [Double] = fractions(geometry.outputCount, seed: 3)
    let byOutput = inner(y, Double.forward(geometry, x, w, workers: 2))
    let byImage = inner(x, Double.inputGradient(geometry, y, w, workers: 2))
    let byFilter = inner(w, Double.filterGradient(geometry, x, y, workers: 2))
    var magnitude = 0.0
    geometry.forEachTerm { magnitude += abs(x[$0] * w[$1] * y[$2]) }
    let tolerance = 1e-13 * magnitude
    #expect(magnitude > 1000 && abs(byOutput) > 1e6 * tolerance)
    #expect(abs(byOutput - byImage) < tolerance)
    #expect(abs(byOutput - byFilter) < tolerance)
  }

  private func theBitsAreTheSame<Number: TensorNumber>(
    _ geometry: ConvolutionGeometry, _: Number.Type
  ) {
    let x: [Number] = fractions(geometry.imageCount, seed: 4)
    let w: [Number] = fractions(geometry.filterCount, seed: 5)
    let y: [Number] = fractions(geometry.outputCount, seed: 6)
    let one = (
      Number.forward(geometry, x, w, workers: 1), Number.inputGradient(geometry, y, w, workers: 1),
      Number.filterGradient(geometry, x, y, workers: 1)
    )
    for workers in 2...3 {
      let same = (
        y: Number.forward(geometry, x, w, workers: workers) == one.0,
        x: Number.inputGradient(geometry, y, w, workers: workers) == one.1,
        w: Number.filterGradient(geometry, x, y, workers: workers) == one.2
      )
      #expect(same == (true, true, true), "\(workers) workers")
    }
  }

  @Test(arguments: geometries)
  func theBitsDoNotDependOnTheWorkers(geometry: ConvolutionGeometry) {
    theBitsAreTheSame(geometry, Float.self)
    theBitsAreTheSame(geometry, Double.self)
  }

  /// An output of one image is the same chain of multiply-adds, whatever else is in the batch.
  @Test(arguments: geometries)
  func theBitsOfAnImageDoNotDependOnTheBatch(geometry: ConvolutionGeometry) {
    let alone = ConvolutionGeometry(
      batch: 1, height: geometry.height, width: geometry.width, inChannels: geometry.inChannels,
      outChannels: geometry.outChannels, kernelHeight: geometry.kernelHeight,
      kernelWidth: geometry.kernelWidth, stride: geometry.stride, padding: geometry.padding)
    let x: [Float] = fractions(geometry.imageCount, seed: 7)
    let w: [Float] = fractions(geometry.filterCount, seed: 8)
    let y: [Float] = fractions(geometry.outputCount, seed: 9)
    let y0 = Float.forward(alone, Array(x.suffix(alone.imageCount)), w, workers: 1)
    let x0 = Float.inputGradient(alone, Array(y.suffix(alone.outputCount)), w, workers: 1)
    let same = (
      y: Float.forward(geometry, x, w, workers: 1).suffix(alone.outputCount) == y0[...],
      x: Float.inputGradient(geometry, y, w, workers: 1).suffix(alone.imageCount) == x0[...]
    )
    #expect(same == (true, true))
  }
}
