extension ImageConvolution {
  /// A row of the product is a patch: `kernelHeight` runs of neighbouring numbers of the image.
  @inline(__always)
  static func forward<Vector: SIMD & SendableMetatype>(
    _ images: UnsafePointer<Vector.Scalar>, _ filter: UnsafePointer<Vector.Scalar>,
    _ bias: UnsafePointer<Vector.Scalar>?, _ outputs: UnsafeMutablePointer<Vector.Scalar>,
    _ geometry: ConvolutionGeometry,
    _ vectors: Vector.Type
  ) where Vector.Scalar: BinaryFloatingPoint & Sendable {
    let bordered = BorderedImages(padding: geometry)
    let blocks = ImageBlocks(pixels: geometry.outHeight * geometry.outWidth)
    let (step, columns) = (geometry.stride, geometry.outChannels)
    let product = PixelProduct<Vector>(
      sources: offsets(
        (blocks.group, bordered.size), (geometry.outHeight, step * bordered.rowStride),
        (geometry.outWidth, step * geometry.inChannels)),
      targets: offsets(
        (blocks.group, geometry.outputSize), (geometry.outHeight * geometry.outWidth, columns)),
      steps: offsets(
        (geometry.kernelHeight, bordered.rowStride),
        (geometry.kernelWidth * geometry.inChannels, 1)),
      matrix: PackedMatrix(
        filter, rows: offsets((geometry.patchSize, columns)), columns: columns, columnStride: 1),
      columns: columns)
    PixelProductTask(
      batch: geometry.batch, blocks: blocks, bordered: bordered, products: [product],
      targetSize: geometry.outputSize, source: images, target: outputs,
      bias: bias.map { ChannelBias(numbers: $0, channels: columns) }
    ).run()
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
