// Pixel (h, v) of x meets weight (a, b) of the filter at pixel ((h + p − a) / s, (v + p − b) / s) of
// y, if both divisions leave no remainder. So the pixels of x fall into s × s phases, by the
// remainders of h + p and v + p. The pixels of a phase meet the same weights, and together they are
// a plain convolution of y with these weights, turned upside down: no sum is scattered over x.

/// One axis of a phase: which pixels of x belong to it, and which weights they meet.
private struct Phase {
  /// The first pixel; the others follow at distances of `stride`.
  let first: Int
  /// How many pixels there are.
  let count: Int
  /// The pixel of y that the last weight meets at the first pixel.
  let start: Int
  /// The weights, in the order in which they meet ascending pixels of y.
  let weights: [Int]

  init(remainder: Int, extent: Int, kernel: Int, stride: Int, padding: Int) {
    first = (remainder + stride * padding - padding) % stride
    count = first < extent ? (extent - first + stride - 1) / stride : 0
    weights = Swift.stride(from: remainder, to: kernel, by: stride).reversed()
    start = (first + padding) / stride - (weights.count - 1)
  }
}

extension Convolution {
  @inline(__always)
  static func inputGradient<Vector: SIMD & SendableMetatype>(
    _ outputs: UnsafePointer<Vector.Scalar>, _ filter: UnsafePointer<Vector.Scalar>,
    _ images: UnsafeMutablePointer<Vector.Scalar>, _ geometry: ConvolutionGeometry,
    _ vectors: Vector.Type, _ workers: Workers
  ) where Vector.Scalar: BinaryFloatingPoint & Sendable {
    let bordered = BorderedImages(reachingOver: geometry)
    let imagesInBlock = PixelProductTask<Vector>.imagesInBlock(bordered)
    let (channels, columns) = (geometry.outChannels, geometry.inChannels)
    let rowPhases = phases(geometry.height, geometry.kernelHeight, geometry)
    let columnPhases = phases(geometry.width, geometry.kernelWidth, geometry)
    var products: [PixelProduct<Vector>] = []
    for rows in rowPhases where rows.count > 0 {
      for places in columnPhases where places.count > 0 {
        let pixels = (0..<rows.count).flatMap { i in
          (0..<places.count).map { j in
            let source =
              (bordered.top + rows.start + i) * bordered.rowStride
              + (bordered.left + places.start + j) * channels
            let (h, v) = (rows.first + i * geometry.stride, places.first + j * geometry.stride)
            return (source: source, target: (h * geometry.width + v) * columns)
          }
        }
        let run = places.weights.count * channels
        let product = PixelProduct<Vector>(
          pixels: pixels, images: imagesInBlock, sourceSize: bordered.size,
          targetSize: geometry.imageSize,
          walk: DepthWalk(
            outer: rows.weights.count, outerStride: bordered.rowStride, inner: run,
            innerStride: 1),
          columns: columns
        ) { row, column in
          let (a, b) = (rows.weights[row / run], places.weights[row % run / channels])
          let weight = (a * geometry.kernelWidth + b) * columns + column
          return filter[weight * channels + row % channels]
        }
        products.append(product)
      }
    }
    PixelProductTask(
      batch: geometry.batch, imagesInBlock: imagesInBlock, bordered: bordered,
      products: products, targetSize: geometry.imageSize, source: outputs, target: images
    ).run(workers: workers)
  }

  private static func phases(
    _ extent: Int, _ kernel: Int, _ geometry: ConvolutionGeometry
  ) -> [Phase] {
    (0..<geometry.stride).map {
      Phase(
        remainder: $0, extent: extent, kernel: kernel, stride: geometry.stride,
        padding: geometry.padding)
    }
  }
}

extension BorderedImages {
  /// The outputs of a convolution, with zeros as far as a pixel of x looks for its weights.
  init(reachingOver geometry: ConvolutionGeometry) {
    let (stride, padding) = (geometry.stride, geometry.padding)
    func before(_ kernel: Int) -> Int { max(0, (kernel - 1 - padding) / stride) }
    func after(_ extent: Int, _ outExtent: Int) -> Int {
      max(0, (extent - 1 + padding) / stride - (outExtent - 1))
    }
    self.init(
      height: geometry.outHeight, width: geometry.outWidth, channels: geometry.outChannels,
      top: before(geometry.kernelHeight), left: before(geometry.kernelWidth),
      bottom: after(geometry.height, geometry.outHeight),
      right: after(geometry.width, geometry.outWidth))
  }
}
