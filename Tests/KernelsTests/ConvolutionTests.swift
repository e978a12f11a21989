import Kernels
import KernelsTestSupport
import Testing

struct ConvolutionTests {
  /// Every stride 1 … 3, padding 0 … 2 and kernel 1 … 4 × 1 … 4, on images of changing height, width
  /// and number, with channels on both sides of a vector's width.
  static let geometries: [ConvolutionGeometry] = {
    let channels = [
      (1, 1), (1, 5), (2, 3), (3, 2), (5, 1), (1, 33), (9, 2), (17, 5), (3, 40), (35, 18), (4, 16),
    ]
    var geometries: [ConvolutionGeometry] = []
    for stride in 1...3 {
      for padding in 0...2 {
        for kernelHeight in 1...4 {
          for kernelWidth in 1...4 {
            let count = geometries.count
            let (inChannels, outChannels) = channels[count % channels.count]
            geometries.append(
              ConvolutionGeometry(
                batch: 1 + count % 4, height: 4 + count % 5, width: 4 + count % 7,
                inChannels: inChannels, outChannels: outChannels, kernelHeight: kernelHeight,
                kernelWidth: kernelWidth, stride: stride, padding: padding))
          }
        }
      }
    }
    return geometries
  }()

  /// The definition, in numbers that every order of adding sums exactly.
  private func equalsTheDefinition<Number: TensorNumber>(
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
    let agree = (
      x: Number.inputGradient(geometry, y, w, workers: 1) == expected.x,
      w: Number.filterGradient(geometry, x, y, workers: 1) == expected.w,
      y: Number.forward(geometry, x, w, workers: 1) == expected.y
    )
    #expect(agree.x, "\(geometry)")
    #expect(agree.w, "\(geometry)")
    #expect(agree.y, "\(geometry)")
  }

  @Test func allKernelsEqualTheDefinition() {
    for geometry in Self.geometries {
      equalsTheDefinition(geometry, Float.self)
      equalsTheDefinition(geometry, Double.self)
    }
  }

  /// Many images, so that blocks and groups of several sizes come together.
  @Test(arguments: [(9, 7, 4), (21, 5, 20), (17, 30, 3)])
  func blocksOfImagesEqualTheDefinition(batch: Int, side: Int, channels: Int) {
    let geometry = ConvolutionGeometry(
      batch: batch, height: side, width: side + 1, inChannels: channels, outChannels: channels + 1,
      kernelHeight: 3, kernelWidth: 2, stride: 2, padding: 1)
    equalsTheDefinition(geometry, Float.self)
    equalsTheDefinition(geometry, Double.self)
  }

  @Test(arguments: [(1, 12), (12, 1), (18, 20)])
  func everyImageSizeOfAnOutputSizeIsReached(inChannels: Int, outChannels: Int) {
    let geometries = (13...15).map {
      ConvolutionGeometry(
        batch: 2, height: $0, width: 28 - $0, inChannels: inChannels, outChannels: outChannels,
        kernelHeight: 4, kernelWidth: 4, stride: 3, padding: 0)
    }
    #expect(Set(geometries.map(\.outHeight)) == [4])
    for geometry in geometries {
      equalsTheDefinition(geometry, Float.self)
      equalsTheDefinition(geometry, Double.self)
    }
  }

  @Test func aBatchOfNothingHasNoSlope() {
    let geometry = ConvolutionGeometry(
      batch: 0, height: 3, width: 3, inChannels: 2, outChannels: 2, kernelHeight: 2, kernelWidth: 2)
    equalsTheDefinition(geometry, Float.self)
  }

  /// The shapes by the rule of Dumoulin and Visin (2016), relationship 6.
  @Test func theGeometryHasTheShapesOfItsArrays() {
    let geometry = ConvolutionGeometry(
      batch: 128, height: 27, width: 14, inChannels: 1, outChannels: 32, kernelHeight: 3,
      kernelWidth: 2, stride: 2, padding: 1)
    #expect(geometry.imageShape == [128, 27, 14, 1])
    #expect(geometry.filterShape == [3, 2, 1, 32])
    #expect(geometry.outputShape == [128, 14, 8, 32])
  }
}
