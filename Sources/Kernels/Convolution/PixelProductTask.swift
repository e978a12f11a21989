import Threads

/// One convolution or transposed convolution: pixel products over blocks of images.
struct PixelProductTask<Vector: SIMD & SendableMetatype>: @unchecked Sendable
where Vector.Scalar: BinaryFloatingPoint & Sendable {
  typealias Number = Vector.Scalar

  let batch: Int
  let blocks: ImageBlocks
  let bordered: BorderedImages
  let products: [PixelProduct<Vector>]
  let targetSize: Int
  let source: UnsafePointer<Number>
  let target: UnsafeMutablePointer<Number>
  let bias: ChannelBias<Number>?

  @inline(__always)
  func run() {
    Workers.current.forEach(block: (batch + blocks.images - 1) / blocks.images) { run(block: $0) }
  }

  @inline(__always)
  private func run(block: Int) {
    let end = min((block + 1) * blocks.images, batch)
    withUnsafeTemporaryAllocation(
      byteCount: blocks.group * bordered.size * MemoryLayout<Number>.stride, alignment: 64
    ) { bytes in
      guard let scratch = bytes.bindMemory(to: Number.self).baseAddress else { return }
      scratch.update(repeating: 0, count: blocks.group * bordered.size)
      for first in stride(from: block * blocks.images, to: end, by: blocks.group) {
        let images = min(blocks.group, end - first)
        bordered.copy(source + first * bordered.imageSize, count: images, into: scratch)
        for product in products {
          product.multiply(
            scratch, count: product.sources.count / blocks.group * images,
            into: target + first * targetSize)
        }
        bias?.add(to: target + first * targetSize, count: images * targetSize)
      }
    }
  }
}

/// How a batch of images is cut: blocks are shared among the workers, and the images of a group are
/// computed together.
struct ImageBlocks {
  /// The images of a group: enough for a few dozen tiles, so that few tiles are filled in part.
  let group: Int
  /// The images of a block, the last group of which may be smaller.
  let images: Int

  /// - Parameter pixels: how many pixels of an image a product writes.
  init(pixels: Int) {
    group = max(1, min(8, 392 / pixels))
    images = 8
  }
}
