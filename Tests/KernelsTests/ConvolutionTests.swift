import Kernels
import Testing

struct ConvolutionTests {
  /// Every stride 1 … 3, padding 0 … 2 and kernel 1 … 4, the other side of the kernel and of the
  /// image being different, and channels around the width of a vector.
  static let geometries: [ConvolutionGeometry] = {
    let channels = [(1, 1), (1, 5), (2, 3), (3, 2), (5, 1), (1, 33), (17, 2), (3, 40), (35, 18)]
    var geometries: [ConvolutionGeometry] = []
    for stride in 1...3 {
      for padding in 0...2 {
        for kernelHeight in 1...4 {
          for kernelWidth in 1...4 {
            let (inChannels, outChannels) = channels[geometries.count % channels.count]
            geometries.append(
              ConvolutionGeometry(
                batch: 1 + geometries.count % 4, height: 4 + geometries.count % 5,
                width: 4 + geometries.count % 7, inChannels: inChannels,
                outChannels: outChannels, kernelHeight: kernelHeight, kernelWidth: kernelWidth,
                stride: stride, padding: padding))
          }
        }
      }
    }
    return geometries
  }()

  private func equalsTheDefinition<Number: ConvolutionNumber>(
    _ geometry: ConvolutionGeometry, _: Number.Type
  ) {
    let x: [Number] = integers(geometry.imageCount, seed: 1)
    let w: [Number] = integers(geometry.filterCount, seed: 3)
    let y: [Number] = integers(geometry.outputCount, seed: 8)
    var expected = (
      x: [Number](repeating: 0, count: x.count), w: [Number](repeating: 0, count: w.count),
      y: [Number](repeating: 0, count: y.count)
    )
    geometry.forEachTerm { image, weight, output in
      expected.x[image] += w[weight] * y[output]
      expected.w[weight] += x[image] * y[output]
      expected.y[output] += x[image] * w[weight]
    }
    #expect(Number.forward(geometry, x, w, workers: 1) == expected.y, "\(geometry)")
    #expect(Number.inputGradient(geometry, y, w, workers: 1) == expected.x, "\(geometry)")
    #expect(Number.filterGradient(geometry, x, y, workers: 1) == expected.w, "\(geometry)")
  }

  @Test func allKernelsEqualTheDefinition() {
    for geometry in Self.geometries {
      equalsTheDefinition(geometry, Float.self)
      equalsTheDefinition(geometry, Double.self)
    }
  }
}
