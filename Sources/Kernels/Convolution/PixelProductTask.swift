/// One convolution or transposed convolution: pixel products over blocks of images.
struct PixelProductTask<Vector: SIMD & SendableMetatype>: @unchecked Sendable
where Vector.Scalar: BinaryFloatingPoint & Sendable {
  typealias Number = Vector.Scalar

  let batch: Int
  let imagesInBlock: Int
  let bordered: BorderedImages
  let products: [PixelProduct<Vector>]
  let targetSize: Int
  let source: UnsafePointer<Number>
  let target: UnsafeMutablePointer<Number>

  /// The images of a block: as many as fit into a part of the second-level cache, and not so many
  /// that a batch leaves few blocks to share.
  static func imagesInBlock(_ bordered: BorderedImages) -> Int {
    max(1, min(16, 65_536 / bordered.size))
  }

  @inline(__always)
  func run(workers: Workers) {
    let blocks = (batch + imagesInBlock - 1) / imagesInBlock
    workers.forEach(block: blocks) { run(block: $0) }
  }

  @inline(__always)
  private func run(block: Int) {
    let first = block * imagesInBlock
    let images = min(imagesInBlock, batch - first)
    withUnsafeTemporaryAllocation(
      byteCount: images * bordered.size * MemoryLayout<Number>.stride, alignment: 64
    ) { bytes in
      guard let scratch = bytes.bindMemory(to: Number.self).baseAddress else { return }
      scratch.update(repeating: 0, count: images * bordered.size)
      bordered.copy(
        source + first * bordered.height * bordered.width * bordered.channels, count: images,
        into: scratch)
      for product in products {
        product.multiply(scratch, images: images, into: target + first * targetSize)
      }
    }
  }
}
