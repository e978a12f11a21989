import Kernels
import KernelsTestSupport
import Testing

/// Convolutions touch nothing beyond their operands and their results, at every kind of shape.
struct GuardedConvolutionTests {
  static let cases: [ImageConvolutionCase] =
    ConvolutionTests.geometries.enumerated().map { index, geometry in
      var convolution = ImageConvolutionCase(geometry)
      convolution.addsBias = index.isMultiple(of: 2)
      convolution.workers = 1 + index % 3
      return convolution
    }
    + [
      // Blocks of images, and channels on both sides of one, two and three vectors.
      (9, 7, 4, 5), (21, 5, 20, 21), (17, 30, 3, 4), (8, 6, 16, 32), (16, 4, 17, 33),
      (3, 6, 33, 48),
      (2, 5, 8, 49),
    ].map { batch, side, inChannels, outChannels in
      ImageConvolutionCase(
        ConvolutionGeometry(
          batch: batch, height: side, width: side + 1, inChannels: inChannels,
          outChannels: outChannels, kernelHeight: 3, kernelWidth: 2, stride: 2, padding: 1))
    }

  @Test func everyKindOfShape() async {
    let result = await #expect(processExitsWith: .success) {
      expectCorrect(Self.cases, noting: "convolutions")
    }
    LastWords.report("convolutions", unless: result)
  }
}
