import Kernels
import KernelsTestSupport
import Testing
import Threads

/// The three kernels on arrays, in guarded memory.
extension TensorNumber {
  static func forward(
    _ geometry: ConvolutionGeometry, _ images: [Self], _ filter: [Self], workers: Int
  ) -> [Self] {
    convolved(.outputs, geometry, images, filter, count: geometry.outputCount, workers)
  }

  static func inputGradient(
    _ geometry: ConvolutionGeometry, _ outputs: [Self], _ filter: [Self], workers: Int
  ) -> [Self] {
    convolved(.images, geometry, outputs, filter, count: geometry.imageCount, workers)
  }

  static func filterGradient(
    _ geometry: ConvolutionGeometry, _ images: [Self], _ outputs: [Self], workers: Int
  ) -> [Self] {
    convolved(.filter, geometry, images, outputs, count: geometry.filterCount, workers)
  }

  private static func convolved(
    _ kernel: ConvolutionKernel, _ geometry: ConvolutionGeometry, _ a: [Self], _ b: [Self],
    count: Int, _ workers: Int
  ) -> [Self] {
    let memory = KernelMemory<Self>(capacity: max(a.count, b.count, count))
    let (result, damage) = memory.run(
      left: a, right: b, initial: [Self](repeating: .nan, count: count), at: .middle
    ) {
      pointers in
      Workers(count: workers).run {
        convolve(
          kernel, pointers.left, pointers.right, adding: nil, into: pointers.result,
          geometry: geometry)
      }
    }
    for beyond in damage { Issue.record("\(kernel) of \(geometry): \(beyond)") }
    return result
  }
}

/// Small integers, whose products every order of adding sums exactly.
func integers<Number: BinaryFloatingPoint>(_ count: Int, seed: Int) -> [Number] {
  (0..<count).map { Number(($0 &* 7 &+ $0 / 11 &+ seed) % 13 - 6) }
}
