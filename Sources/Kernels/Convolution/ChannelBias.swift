/// One number for each channel of an image, added to every pixel.
struct ChannelBias<Number: BinaryFloatingPoint & Sendable>: @unchecked Sendable {
  // Unchecked: nobody writes the numbers while a convolution reads them.

  let numbers: UnsafePointer<Number>
  let channels: Int

  /// Adds the bias to whole pixels.
  @inline(__always)
  func add(to pixels: UnsafeMutablePointer<Number>, count: Int) {
    if channels == 1 {
      let number = numbers[0]
      for index in 0..<count { pixels[index] += number }
    } else {
      for pixel in 0..<count / channels {
        let place = pixels + pixel * channels
        for channel in 0..<channels { place[channel] += numbers[channel] }
      }
    }
  }
}
