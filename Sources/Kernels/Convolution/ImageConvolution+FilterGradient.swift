import Threads

extension ImageConvolution {
  /// A row of the product belongs to one weight: the pixels that it meets as the filter moves.
  @inline(__always)
  static func filterGradient<Vector: SIMD & SendableMetatype>(
    _ images: UnsafePointer<Vector.Scalar>, _ outputs: UnsafePointer<Vector.Scalar>,
    _ filter: UnsafeMutablePointer<Vector.Scalar>, _ geometry: ConvolutionGeometry,
    _ vectors: Vector.Type
  ) where Vector.Scalar: BinaryFloatingPoint & Sendable {
    let blocks = (geometry.batch + filterGradientBlock - 1) / filterGradientBlock
    let lanes = Vector.scalarCount
    let columns = (geometry.outChannels + lanes - 1) / lanes * lanes
    let partialSums = UnsafeMutablePointer<Vector.Scalar>.allocate(
      capacity: blocks * geometry.patchSize * columns)
    defer { partialSums.deallocate() }
    let task = FilterGradientTask<Vector>(
      geometry, images: images, outputs: outputs, columns: columns, partialSums: partialSums,
      filter: filter)
    Workers.current.forEach(block: blocks) { task.run(block: $0) }
    Workers.current.forEach(block: geometry.kernelHeight) { task.addBlocks(blocks, kernelRow: $0) }
  }

  /// The images whose contributions to the filter are added up by one worker, one after the other,
  /// and of which group are one chain of multiply-adds. Both decide how sums are rounded: to change
  /// them changes last digits.
  static let filterGradientBlock = 8
  static let filterGradientGroup = 2
}

/// One call of `filterGradient`: a block of images writes its own partial sums.
private struct FilterGradientTask<Vector: SIMD & SendableMetatype>: @unchecked Sendable
where Vector.Scalar: BinaryFloatingPoint & Sendable {
  typealias Number = Vector.Scalar

  private let geometry: ConvolutionGeometry
  private let images: UnsafePointer<Number>
  private let outputs: UnsafePointer<Number>
  /// The output channels, rounded up to whole vectors.
  private let columns: Int
  private let partialSums: UnsafeMutablePointer<Number>
  private let filter: UnsafeMutablePointer<Number>
  private let bordered: BorderedImages
  /// Where the first pixel lies that a weight meets.
  private let sources: [Int]
  /// Where the sums for a weight lie.
  private let targets: [Int]
  /// How far from the first pixel the others lie, those of a group of images.
  private let steps: [Int]

  init(
    _ geometry: ConvolutionGeometry, images: UnsafePointer<Number>, outputs: UnsafePointer<Number>,
    columns: Int, partialSums: UnsafeMutablePointer<Number>, filter: UnsafeMutablePointer<Number>
  ) {
    self.geometry = geometry
    self.images = images
    self.outputs = outputs
    self.columns = columns
    self.partialSums = partialSums
    self.filter = filter
    bordered = BorderedImages(padding: geometry)
    sources = offsets(
      (geometry.kernelHeight, bordered.rowStride), (geometry.kernelWidth * geometry.inChannels, 1))
    targets = offsets((geometry.patchSize, columns))
    steps = offsets(
      (ImageConvolution.filterGradientGroup, bordered.size),
      (geometry.outHeight, geometry.stride * bordered.rowStride),
      (geometry.outWidth, geometry.stride * geometry.inChannels))
  }

  /// Adds up a block's images, one group after the other.
  @inline(__always)
  func run(block: Int) {
    let sums = partialSums + block * geometry.patchSize * columns
    let first = block * ImageConvolution.filterGradientBlock
    let end = min(first + ImageConvolution.filterGradientBlock, geometry.batch)
    let group = ImageConvolution.filterGradientGroup
    let pixels = geometry.outHeight * geometry.outWidth
    let widened = columns > geometry.outChannels ? group * pixels * columns : 0
    let size = group * bordered.size + widened
    withUnsafeTemporaryAllocation(
      byteCount: size * MemoryLayout<Number>.stride, alignment: 64
    ) { bytes in
      guard let scratch = bytes.bindMemory(to: Number.self).baseAddress else { return }
      scratch.update(repeating: 0, count: size)
      for image in stride(from: first, to: end, by: group) {
        let count = min(group, end - image)
        bordered.copy(images + image * geometry.imageSize, count: count, into: scratch)
        var right = outputs + image * geometry.outputSize
        if widened > 0 {
          let wide = scratch + group * bordered.size
          widen(right, pixels: count * pixels, into: wide)
          right = UnsafePointer(wide)
        }
        steps.withUnsafeBufferPointer {
          Contribution(
            task: self, images: scratch, outputs: right,
            steps: UnsafeBufferPointer(rebasing: $0.prefix(count * pixels)), sums: sums,
            adding: image > first
          ).multiplyPanels(columns: columns)
        }
      }
    }
  }

  /// Copies pixels apart, so that each fills whole vectors.
  private func widen(
    _ source: UnsafePointer<Number>, pixels: Int, into target: UnsafeMutablePointer<Number>
  ) {
    for pixel in 0..<pixels {
      (target + pixel * columns).update(
        from: source + pixel * geometry.outChannels, count: geometry.outChannels)
    }
  }

  /// What one group of images contributes.
  private struct Contribution: PanelProduct {
    let task: FilterGradientTask
    let images: UnsafePointer<Number>
    let outputs: UnsafePointer<Number>
    let steps: UnsafeBufferPointer<Int>
    let sums: UnsafeMutablePointer<Number>
    let adding: Bool

    @inline(__always)
    func multiply<T: Tile>(panelFrom column: Int, _ tile: T.Type) where T.Row.Vector == Vector {
      let count = task.geometry.patchSize
      task.sources.withUnsafeBufferPointer { sources in
        task.targets.withUnsafeBufferPointer { targets in
          guard let sources = sources.baseAddress, let targets = targets.baseAddress else { return }
          for weight in stride(from: 0, to: count, by: T.height) {
            T.multiply(
              images, sources: sources + weight, steps: steps, outputs + column,
              stride: task.columns, into: sums + column, targets: targets + weight,
              height: min(T.height, count - weight), width: T.Row.count, adding: adding)
          }
        }
      }
    }
  }

  /// Adds the partial sums of one row of the filter, the blocks in their order.
  @inline(__always)
  func addBlocks(_ blocks: Int, kernelRow: Int) {
    let run = geometry.kernelWidth * geometry.inChannels
    let outChannels = geometry.outChannels
    for weight in kernelRow * run..<(kernelRow + 1) * run {
      let sums = filter + weight * outChannels
      sums.update(repeating: 0, count: outChannels)
      for block in 0..<blocks {
        let partial = partialSums + (block * geometry.patchSize + weight) * columns
        for channel in 0..<outChannels { sums[channel] += partial[channel] }
      }
    }
  }
}
