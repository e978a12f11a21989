// Pixel (h, v) of x meets weight (a, b) of the filter at pixel ((h + p − a) / s, (v + p − b) / s) of
// y, if both divisions leave no remainder. So the pixels of x fall into s × s phases, by the
// remainders of h + p and v + p. The pixels of a phase meet the same weights, and together they are
// a plain convolution of y with these weights, turned upside down: no sum is scattered over x.

/// One axis of a phase: which pixels of x belong to it, and which weights they meet.
private struct Phase {
  /// The first pixel; the others follow at distances of the stride.
  let first: Int
  /// How many pixels there are.
  let count: Int
  /// The last of the weights, which meets the first of the pixels of y; the others come before it at
  /// distances of the stride.
  let lastWeight: Int
  /// How many weights there are.
  let weights: Int
  /// The pixel of y that the last weight meets at the first pixel of x.
  let start: Int

  init(remainder: Int, extent: Int, kernel: Int, stride: Int, padding: Int) {
    first = (remainder + stride * padding - padding) % stride
    count = first < extent ? (extent - first + stride - 1) / stride : 0
    weights = remainder < kernel ? (kernel - remainder + stride - 1) / stride : 0
    lastWeight = remainder + (weights - 1) * stride
    start = (first + padding) / stride - (weights - 1)
  }

  /// The phases of an axis that have pixels.
  static func all(
    extent: Int, kernel: Int, of geometry: ConvolutionGeometry
  ) -> [Phase] {
    (0..<geometry.stride).map {
      Phase(
        remainder: $0, extent: extent, kernel: kernel, stride: geometry.stride,
        padding: geometry.padding)
    }.filter { $0.count > 0 }
  }
}

extension ImageConvolution {
  @inline(__always)
  static func inputGradient<Vector: SIMD & SendableMetatype>(
    _ outputs: UnsafePointer<Vector.Scalar>, _ filter: UnsafePointer<Vector.Scalar>,
    _ bias: UnsafePointer<Vector.Scalar>?, _ images: UnsafeMutablePointer<Vector.Scalar>,
    _ geometry: ConvolutionGeometry, _ vectors: Vector.Type
  ) where Vector.Scalar: BinaryFloatingPoint & Sendable {
    let bias = bias.map { ChannelBias(numbers: $0, channels: geometry.inChannels) }
    if 2 * geometry.inChannels <= Vector.scalarCount {
      ScatterTask<Vector>(geometry, outputs: outputs, filter: filter, images: images, bias: bias)
        .run()
    } else {
      gather(outputs, filter, bias, images, geometry, vectors)
    }
  }

  /// The pixels of x, phase by phase.
  @inline(__always)
  private static func gather<Vector: SIMD & SendableMetatype>(
    _ outputs: UnsafePointer<Vector.Scalar>, _ filter: UnsafePointer<Vector.Scalar>,
    _ bias: ChannelBias<Vector.Scalar>?, _ images: UnsafeMutablePointer<Vector.Scalar>,
    _ geometry: ConvolutionGeometry, _ vectors: Vector.Type
  ) where Vector.Scalar: BinaryFloatingPoint & Sendable {
    let bordered = BorderedImages(reachingOver: geometry)
    let rowPhases = Phase.all(extent: geometry.height, kernel: geometry.kernelHeight, of: geometry)
    let columnPhases = Phase.all(extent: geometry.width, kernel: geometry.kernelWidth, of: geometry)
    let step = geometry.stride
    let blocks = ImageBlocks(
      pixels: (geometry.height * geometry.width + step * step - 1) / (step * step))
    let (channels, columns) = (geometry.outChannels, geometry.inChannels)
    let weightStride = columns * channels
    let products = rowPhases.flatMap { rows in
      columnPhases.map { places in
        PixelProduct<Vector>(
          sources: offsets(
            from: (bordered.top + rows.start) * bordered.rowStride
              + (bordered.left + places.start) * channels,
            (blocks.group, bordered.size), (rows.count, bordered.rowStride),
            (places.count, channels)),
          targets: offsets(
            from: (rows.first * geometry.width + places.first) * columns,
            (blocks.group, geometry.imageSize), (rows.count, step * geometry.width * columns),
            (places.count, step * columns)),
          steps: offsets((rows.weights, bordered.rowStride), (places.weights * channels, 1)),
          matrix: PackedMatrix(
            filter,
            rows: offsets(
              from: (rows.lastWeight * geometry.kernelWidth + places.lastWeight) * weightStride,
              (rows.weights, -step * geometry.kernelWidth * weightStride),
              (places.weights, -step * weightStride), (channels, 1)),
            columns: columns, columnStride: channels),
          columns: columns)
      }
    }
    PixelProductTask(
      batch: geometry.batch, blocks: blocks, bordered: bordered, products: products,
      targetSize: geometry.imageSize, source: outputs, target: images, bias: bias
    ).run()
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
