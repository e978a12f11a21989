extension Convolution {
  /// A row of the product belongs to one weight: the pixels that it meets as the filter moves.
  @inline(__always)
  static func filterGradient<Vector: SIMD & SendableMetatype>(
    _ images: UnsafePointer<Vector.Scalar>, _ outputs: UnsafePointer<Vector.Scalar>,
    _ filter: UnsafeMutablePointer<Vector.Scalar>, _ geometry: ConvolutionGeometry,
    _ vectors: Vector.Type, _ workers: Workers
  ) where Vector.Scalar: BinaryFloatingPoint & Sendable {
    let lanes = Vector.scalarCount
    let columns = (geometry.outChannels + lanes - 1) / lanes * lanes
    let blocks =
      (geometry.batch + FilterGradientTask<Vector>.imagesInBlock - 1)
      / FilterGradientTask<Vector>.imagesInBlock
    let partialSums = UnsafeMutablePointer<Vector.Scalar>.allocate(
      capacity: blocks * geometry.patchSize * columns)
    defer { partialSums.deallocate() }
    let task = FilterGradientTask<Vector>(
      geometry: geometry, bordered: BorderedImages(padding: geometry), columns: columns,
      images: images, outputs: outputs, partialSums: partialSums, filter: filter)
    workers.forEach(block: blocks) { task.run(block: $0) }
    workers.forEach(block: geometry.kernelHeight) { task.addBlocks(blocks, kernelRow: $0) }
  }
}

/// One call of `filterGradient`: a block of images writes its own partial sums.
private struct FilterGradientTask<Vector: SIMD & SendableMetatype>: @unchecked Sendable
where Vector.Scalar: BinaryFloatingPoint & Sendable {
  typealias Number = Vector.Scalar

  /// The images of a block. It decides how sums are rounded: to change it changes last digits.
  static var imagesInBlock: Int { 8 }

  let geometry: ConvolutionGeometry
  let bordered: BorderedImages
  /// The output channels, rounded up to whole vectors.
  let columns: Int
  let images: UnsafePointer<Number>
  let outputs: UnsafePointer<Number>
  let partialSums: UnsafeMutablePointer<Number>
  let filter: UnsafeMutablePointer<Number>

  /// Adds up a block's images, one after the other.
  @inline(__always)
  func run(block: Int) {
    let sums = partialSums + block * geometry.patchSize * columns
    sums.update(repeating: 0, count: geometry.patchSize * columns)
    let first = block * Self.imagesInBlock
    let outputPixels = geometry.outHeight * geometry.outWidth
    let widened = columns > geometry.outChannels ? outputPixels * columns : 0
    let places = UnsafeMutablePointer<Int>.allocate(capacity: 2 * geometry.patchSize)
    defer { places.deallocate() }
    let run = geometry.kernelWidth * geometry.inChannels
    for weight in 0..<geometry.patchSize {
      places[weight] = weight / run * bordered.rowStride + weight % run
      places[geometry.patchSize + weight] = weight * columns
    }
    withUnsafeTemporaryAllocation(
      byteCount: (bordered.size + widened) * MemoryLayout<Number>.stride, alignment: 64
    ) { bytes in
      guard let scratch = bytes.bindMemory(to: Number.self).baseAddress else { return }
      scratch.update(repeating: 0, count: bordered.size + widened)
      for image in first..<min(first + Self.imagesInBlock, geometry.batch) {
        bordered.copy(images + image * geometry.imageSize, count: 1, into: scratch)
        var right = outputs + image * geometry.outputSize
        if widened > 0 {
          let wide = scratch + bordered.size
          for pixel in 0..<outputPixels {
            (wide + pixel * columns).update(
              from: right + pixel * geometry.outChannels, count: geometry.outChannels)
          }
          right = UnsafePointer(wide)
        }
        add(scratch, right, places, into: sums)
      }
    }
  }

  /// Adds what one image contributes.
  @inline(__always)
  private func add(
    _ image: UnsafePointer<Number>, _ output: UnsafePointer<Number>, _ places: UnsafePointer<Int>,
    into sums: UnsafeMutablePointer<Number>
  ) {
    let lanes = Vector.scalarCount
    for column in stride(from: 0, to: columns, by: 2 * lanes) {
      if columns - column > lanes {
        add(image, output, places, column, TwoVectorRow<Vector>.self, sums)
      } else {
        add(image, output, places, column, OneVectorRow<Vector>.self, sums)
      }
    }
  }

  @inline(__always)
  private func add<Row: VectorRow<Number>>(
    _ image: UnsafePointer<Number>, _ output: UnsafePointer<Number>, _ places: UnsafePointer<Int>,
    _ column: Int, _ rows: Row.Type, _ sums: UnsafeMutablePointer<Number>
  ) {
    typealias Tile = ConvolutionTile<Row>
    let count = geometry.patchSize
    let walk = DepthWalk(
      outer: geometry.outHeight, outerStride: geometry.stride * bordered.rowStride,
      inner: geometry.outWidth, innerStride: geometry.stride * geometry.inChannels)
    for weight in stride(from: 0, to: count, by: Tile.rows) {
      Tile.multiply(
        image, sources: places + weight, walk: walk, output + column, bStride: columns,
        into: sums + column, targets: places + count + weight,
        height: min(Tile.rows, count - weight), width: Row.count, adding: true)
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
