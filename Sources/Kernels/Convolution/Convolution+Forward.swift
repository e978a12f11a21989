extension Convolution {
  /// A row of the product is a patch: `kernelHeight` runs of neighbouring numbers of the image.
  @inline(__always)
  static func forward<Vector: SIMD & SendableMetatype>(
    _ images: UnsafePointer<Vector.Scalar>, _ filter: UnsafePointer<Vector.Scalar>,
    _ outputs: UnsafeMutablePointer<Vector.Scalar>, _ geometry: ConvolutionGeometry,
    _ vectors: Vector.Type, _ workers: Workers
  ) where Vector.Scalar: BinaryFloatingPoint & Sendable {
    let bordered = BorderedImages(padding: geometry)
    let imagesInBlock = PixelProductTask<Vector>.imagesInBlock(bordered)
    let (channels, columns) = (geometry.inChannels, geometry.outChannels)
    let pixels = (0..<geometry.outHeight).flatMap { i in
      (0..<geometry.outWidth).map { j in
        (
          source: geometry.stride * (i * bordered.rowStride + j * channels),
          target: (i * geometry.outWidth + j) * columns
        )
      }
    }
    let product = PixelProduct<Vector>(
      pixels: pixels, images: imagesInBlock, sourceSize: bordered.size,
      targetSize: geometry.outputSize,
      walk: DepthWalk(
        outer: geometry.kernelHeight, outerStride: bordered.rowStride,
        inner: geometry.kernelWidth * channels, innerStride: 1),
      columns: columns
    ) { filter[$0 * columns + $1] }
    PixelProductTask(
      batch: geometry.batch, imagesInBlock: imagesInBlock, bordered: bordered,
      products: [product], targetSize: geometry.outputSize, source: images, target: outputs
    ).run(workers: workers)
  }
}

extension BorderedImages {
  /// The images of a convolution, padded.
  init(padding geometry: ConvolutionGeometry) {
    self.init(
      height: geometry.height, width: geometry.width, channels: geometry.inChannels,
      top: geometry.padding, left: geometry.padding, bottom: geometry.padding,
      right: geometry.padding)
  }
}
