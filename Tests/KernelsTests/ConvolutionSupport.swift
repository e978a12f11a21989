import Kernels

/// A number for which there are convolution kernels.
protocol ConvolutionNumber: BinaryFloatingPoint {
  static func forward(
    _ geometry: ConvolutionGeometry, _ images: [Self], _ filter: [Self], workers: Int
  ) -> [Self]
  static func inputGradient(
    _ geometry: ConvolutionGeometry, _ outputs: [Self], _ filter: [Self], workers: Int
  ) -> [Self]
  static func filterGradient(
    _ geometry: ConvolutionGeometry, _ images: [Self], _ outputs: [Self], workers: Int
  ) -> [Self]
}

/// Runs a kernel on arrays. What it must write holds NaN at first, and so does a margin around it,
/// which must stay untouched.
private func result<Number: BinaryFloatingPoint>(
  count: Int, of left: [Number], _ right: [Number],
  _ kernel: (UnsafePointer<Number>, UnsafePointer<Number>, UnsafeMutablePointer<Number>) -> Void
) -> [Number] {
  let margin = 40
  var numbers = [Number](repeating: .nan, count: count + 2 * margin)
  numbers.withUnsafeMutableBufferPointer { target in
    guard let base = target.baseAddress else { return }
    kernel(left, right, base + margin)
  }
  let untouched = numbers.prefix(margin) + numbers.suffix(margin)
  precondition(untouched.allSatisfy(\.isNaN), "a kernel wrote beyond its result")
  return Array(numbers.dropFirst(margin).dropLast(margin))
}

extension ConvolutionGeometry {
  var imageCount: Int { imageShape.reduce(1, *) }
  var filterCount: Int { filterShape.reduce(1, *) }
  var outputCount: Int { outputShape.reduce(1, *) }
}

extension Float: ConvolutionNumber {
  static func forward(
    _ geometry: ConvolutionGeometry, _ images: [Self], _ filter: [Self], workers: Int
  ) -> [Self] {
    result(count: geometry.outputCount, of: images, filter) {
      ImageConvolution.forward(
        images: $0, filter: $1, into: $2, geometry: geometry, workers: Workers(count: workers))
    }
  }

  static func inputGradient(
    _ geometry: ConvolutionGeometry, _ outputs: [Self], _ filter: [Self], workers: Int
  ) -> [Self] {
    result(count: geometry.imageCount, of: outputs, filter) {
      ImageConvolution.inputGradient(
        outputs: $0, filter: $1, into: $2, geometry: geometry, workers: Workers(count: workers))
    }
  }

  static func filterGradient(
    _ geometry: ConvolutionGeometry, _ images: [Self], _ outputs: [Self], workers: Int
  ) -> [Self] {
    result(count: geometry.filterCount, of: images, outputs) {
      ImageConvolution.filterGradient(
        images: $0, outputs: $1, into: $2, geometry: geometry, workers: Workers(count: workers))
    }
  }
}

extension Double: ConvolutionNumber {
  static func forward(
    _ geometry: ConvolutionGeometry, _ images: [Self], _ filter: [Self], workers: Int
  ) -> [Self] {
    result(count: geometry.outputCount, of: images, filter) {
      ImageConvolution.forward(
        images: $0, filter: $1, into: $2, geometry: geometry, workers: Workers(count: workers))
    }
  }

  static func inputGradient(
    _ geometry: ConvolutionGeometry, _ outputs: [Self], _ filter: [Self], workers: Int
  ) -> [Self] {
    result(count: geometry.imageCount, of: outputs, filter) {
      ImageConvolution.inputGradient(
        outputs: $0, filter: $1, into: $2, geometry: geometry, workers: Workers(count: workers))
    }
  }

  static func filterGradient(
    _ geometry: ConvolutionGeometry, _ images: [Self], _ outputs: [Self], workers: Int
  ) -> [Self] {
    result(count: geometry.filterCount, of: images, outputs) {
      ImageConvolution.filterGradient(
        images: $0, outputs: $1, into: $2, geometry: geometry, workers: Workers(count: workers))
    }
  }
}

extension ConvolutionGeometry {
  /// The terms of the trilinear form by its definition: six loops over an output and a patch, one
  /// over the batch, and a test for the bounds of the image.
  func forEachTerm(_ body: (_ image: Int, _ weight: Int, _ output: Int) -> Void) {
    for n in 0..<batch {
      for i in 0..<outHeight {
        for j in 0..<outWidth {
          for a in 0..<kernelHeight {
            for b in 0..<kernelWidth {
              let (h, v) = (stride * i + a - padding, stride * j + b - padding)
              guard (0..<height).contains(h), (0..<width).contains(v) else { continue }
              for c in 0..<inChannels {
                for o in 0..<outChannels {
                  body(
                    ((n * height + h) * width + v) * inChannels + c,
                    ((a * kernelWidth + b) * inChannels + c) * outChannels + o,
                    ((n * outHeight + i) * outWidth + j) * outChannels + o)
                }
              }
            }
          }
        }
      }
    }
  }
}

/// Small integers, whose products every order of adding sums exactly.
func integers<Number: BinaryFloatingPoint>(_ count: Int, seed: Int) -> [Number] {
  (0..<count).map { Number(($0 &* 7 &+ $0 / 11 &+ seed) % 13 - 6) }
}
