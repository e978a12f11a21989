import Kernels
import Threads

/// A convolution to try, with both of its derivatives.
public struct ImageConvolutionCase: Sendable, CustomStringConvertible {
  /// The sizes.
  public let geometry: ConvolutionGeometry
  /// Whether a bias is added to the outputs, and to the images of the transposed convolution.
  public var addsBias = false
  /// How many threads take part.
  public var workers = 1
  /// What decides the numbers.
  public var seed = 0

  /// A convolution without a bias, on one thread.
  public init(_ geometry: ConvolutionGeometry) { self.geometry = geometry }

  /// The numbers that the images, the filter or the outputs of a random case have at most.
  public static let randomCapacity = 1 << 18

  /// A case near the edges of tiles, vectors, groups and blocks of images.
  public init(randomFrom seed: Int) {
    var random = ShapeGenerator(seed: seed)
    let work = random.once(in: 16) ? 1 << 21 : 1 << 17
    while true {
      let (stride, padding) = (random.integer(in: 1...4), random.integer(in: 0...3))
      let kernel = (random.integer(in: 1...5), random.integer(in: 1...5))
      let least = (max(1, kernel.0 - 2 * padding), max(1, kernel.1 - 2 * padding))
      let geometry = ConvolutionGeometry(
        batch: random.length(near: [1, 1, 2, 8, 16, 24], reach: 2, atLeast: 0),
        height: random.length(near: [1, 4, 7, 14, 20], reach: 3, atLeast: least.0),
        width: random.length(near: [1, 4, 7, 14, 20], reach: 3, atLeast: least.1),
        inChannels: random.length(near: [1, 1, 3, 4, 8, 16, 32, 48], reach: 3),
        outChannels: random.length(near: [1, 1, 3, 4, 8, 16, 32, 48], reach: 3),
        kernelHeight: kernel.0, kernelWidth: kernel.1, stride: stride, padding: padding)
      let isSmall =
        geometry.outputCount * geometry.filterCount <= work * geometry.outChannels
        && max(geometry.imageCount, geometry.outputCount) <= Self.randomCapacity
      guard isSmall else { continue }
      self.geometry = geometry
      break
    }
    addsBias = random.once(in: 2)
    workers = random.integer(in: 1...3)
    self.seed = seed
  }

  /// The sizes and the seed, in one line.
  public var description: String {
    """
    images \(geometry.imageShape), filter \(geometry.filterShape), stride \(geometry.stride), \
    padding \(geometry.padding)\(addsBias ? ", bias" : ""), \(workers) workers, seed \(seed)
    """
  }

  /// How many numbers the largest of the three arrays has.
  public var capacity: Int {
    max(geometry.imageCount, geometry.filterCount, geometry.outputCount)
  }

  /// Runs the three kernels with both types of number at each of the places, and compares them
  /// with the definition.
  public func complaints(in memory: KernelMemories, at places: [GuardedMemory.Place]) -> [String] {
    var random = ShapeGenerator(seed: ~seed)
    let x = random.integers(geometry.imageCount)
    let w = random.integers(geometry.filterCount)
    let y = random.integers(geometry.outputCount)
    let outputBias = addsBias ? random.integers(geometry.outChannels) : []
    let imageBias = addsBias ? random.integers(geometry.inChannels) : []
    let expected = definition(x, w, y, outputBias, imageBias)
    return places.flatMap { place in
      [
        (ConvolutionKernel.outputs, x, w, outputBias, expected.y),
        (.images, y, w, imageBias, expected.x), (.filter, x, y, [], expected.w),
      ].flatMap { kernel, a, b, bias, exact in
        complaints(kernel, a, b, bias, exact, in: memory.single, at: place)
          + complaints(kernel, a, b, bias, exact, in: memory.double, at: place)
      }
    }
  }

  private func complaints<Number: TensorNumber>(
    _ kernel: ConvolutionKernel, _ a: [Double], _ b: [Double], _ bias: [Double], _ exact: [Double],
    in memory: KernelMemory<Number>, at place: GuardedMemory.Place
  ) -> [String] {
    memory.complaints(
      left: a.map { Number($0) }, right: b.map { Number($0) }, bias: bias.map { Number($0) },
      expected: exact, at: place
    ) { pointers in
      Workers(count: workers).run {
        Number.convolve(
          kernel, pointers.left, pointers.right, adding: bias.isEmpty ? nil : pointers.bias,
          into: pointers.result, geometry: geometry)
      }
    }.map { "\(kernel): \($0)" }
  }

  /// The three results by their definition.
  private func definition(
    _ x: [Double], _ w: [Double], _ y: [Double], _ outputBias: [Double], _ imageBias: [Double]
  ) -> (x: [Double], w: [Double], y: [Double]) {
    func start(_ count: Int, _ bias: [Double]) -> [Double] {
      (0..<count).map { bias.isEmpty ? 0 : bias[$0 % bias.count] }
    }
    var sums = (
      x: start(x.count, imageBias), w: start(w.count, []), y: start(y.count, outputBias)
    )
    geometry.forEachTerm { image, weight, output in
      sums.x[image] += w[weight] * y[output]
      sums.w[weight] += x[image] * y[output]
      sums.y[output] += x[image] * w[weight]
    }
    return sums
  }
}

extension ConvolutionGeometry {
  /// The numbers of all images.
  public var imageCount: Int { imageShape.reduce(1, *) }
  /// The numbers of the filter.
  public var filterCount: Int { filterShape.reduce(1, *) }
  /// The numbers of all outputs.
  public var outputCount: Int { outputShape.reduce(1, *) }

  /// The terms of the trilinear form by its definition: six loops over an output and a patch, one
  /// over the batch, and a test for the bounds of the image.
  public func forEachTerm(_ body: (_ image: Int, _ weight: Int, _ output: Int) -> Void) {
    let (outHeight, outWidth) = (outHeight, outWidth)
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
