import Threads

/// A transposed convolution to few channels, by scattering: each pixel of y is multiplied with the
/// whole filter, and the products are added to the pixels of x that they meet.
///
/// With a channel or two, a pixel of x would fill a fraction of a vector. A pixel of y has
/// `patchSize` products, and they fill vectors. Every pixel of x adds its products in the order of
/// the rows of y, then of the weights.
struct ScatterTask<Vector: SIMD & SendableMetatype>: @unchecked Sendable
where Vector.Scalar: BinaryFloatingPoint & Sendable {
  typealias Number = Vector.Scalar

  private let geometry: ConvolutionGeometry
  private let outputs: UnsafePointer<Number>
  private let images: UnsafeMutablePointer<Number>
  private let bias: ChannelBias<Number>?
  private let bordered: BorderedImages
  /// One image's pixels of y, each times the filter.
  private let product: PixelProduct<Vector>

  /// The images of a block.
  private static var imagesInBlock: Int { 8 }

  @inline(__always)
  init(
    _ geometry: ConvolutionGeometry, outputs: UnsafePointer<Number>, filter: UnsafePointer<Number>,
    images: UnsafeMutablePointer<Number>, bias: ChannelBias<Number>?
  ) {
    self.geometry = geometry
    self.bias = bias
    self.outputs = outputs
    self.images = images
    bordered = BorderedImages(padding: geometry)
    let channels = geometry.outChannels
    let matrix = PackedMatrix<Vector>(
      filter, rows: offsets((channels, 1)), columns: geometry.patchSize, columnStride: channels)
    let pixels = geometry.outHeight * geometry.outWidth
    product = PixelProduct(
      sources: offsets((pixels, channels)), targets: offsets((pixels, matrix.wholeColumns)),
      steps: offsets((channels, 1)), matrix: matrix, columns: matrix.wholeColumns)
  }

  @inline(__always)
  func run() {
    let blocks = (geometry.batch + Self.imagesInBlock - 1) / Self.imagesInBlock
    Workers.current.forEach(block: blocks) { run(block: $0) }
  }

  @inline(__always)
  private func run(block: Int) {
    let pixels = product.sources.count
    let productsSize = pixels * product.columns
    withUnsafeTemporaryAllocation(
      byteCount: (productsSize + bordered.size) * MemoryLayout<Number>.stride, alignment: 64
    ) { bytes in
      guard let products = bytes.bindMemory(to: Number.self).baseAddress else { return }
      let sums = products + productsSize
      let first = block * Self.imagesInBlock
      for image in first..<min(first + Self.imagesInBlock, geometry.batch) {
        product.multiply(outputs + image * geometry.outputSize, count: pixels, into: products)
        sums.update(repeating: 0, count: bordered.size)
        scatter(products, into: sums)
        bordered.crop(sums, into: images + image * geometry.imageSize)
        bias?.add(to: images + image * geometry.imageSize, count: geometry.imageSize)
      }
    }
  }

  /// Adds the products of one image to the pixels that they meet.
  private func scatter(
    _ products: UnsafePointer<Number>, into sums: UnsafeMutablePointer<Number>
  ) {
    let run = geometry.kernelWidth * geometry.inChannels
    let step = geometry.stride * geometry.inChannels
    for i in 0..<geometry.outHeight {
      for row in 0..<geometry.kernelHeight {
        for number in 0..<run {
          var place = sums + (geometry.stride * i + row) * bordered.rowStride + number
          var factor = products + i * geometry.outWidth * product.columns + row * run + number
          for _ in 0..<geometry.outWidth {
            place.pointee += factor.pointee
            place += step
            factor += product.columns
          }
        }
      }
    }
  }
}
