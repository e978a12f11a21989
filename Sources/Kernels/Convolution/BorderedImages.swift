/// Images with a border of zeros, so that a filter may hang over their edges.
struct BorderedImages {
  let height: Int
  let width: Int
  let channels: Int
  /// The rows of zeros above, and the columns to the left.
  let top: Int
  let left: Int
  /// How far apart the rows of an image begin: an odd multiple of 16 numbers, since rows at a power of
  /// two would compete for the same few places of a cache.
  let rowStride: Int
  /// The numbers of one image with its border.
  let size: Int

  init(
    height: Int, width: Int, channels: Int, top: Int, left: Int, bottom: Int, right: Int
  ) {
    self.height = height
    self.width = width
    self.channels = channels
    self.top = top
    self.left = left
    rowStride = (((left + width + right) * channels + 15) / 16 | 1) * 16
    size = (top + height + bottom) * rowStride
  }

  /// The numbers of one image.
  var imageSize: Int { height * width * channels }

  /// Copies images into their borders; all else in `target` must be zero.
  func copy<Number>(
    _ images: UnsafePointer<Number>, count: Int, into target: UnsafeMutablePointer<Number>
  ) {
    let row = width * channels
    for image in 0..<count {
      var place = target + image * size + top * rowStride + left * channels
      var source = images + image * imageSize
      for _ in 0..<height {
        place.update(from: source, count: row)
        place += rowStride
        source += row
      }
    }
  }

  /// Copies one image out of its border.
  func crop<Number>(_ source: UnsafePointer<Number>, into image: UnsafeMutablePointer<Number>) {
    for row in 0..<height {
      (image + row * width * channels).update(
        from: source + (top + row) * rowStride + left * channels, count: width * channels)
    }
  }
}
