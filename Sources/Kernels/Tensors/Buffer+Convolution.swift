import Elementary

/// The three kernels of a convolution, by what they compute; see `ImageConvolution`.
public enum ConvolutionKernel: Sendable {
  /// The outputs, from images and a filter.
  case outputs
  /// The images, from outputs and a filter.
  case images
  /// The filter, from images and outputs.
  case filter
}

extension Buffer {
  /// One of the three kernels, on the two arguments in the order that its case names, and a bias for
  /// each channel of outputs or images.
  ///
  /// - Precondition: the arguments have the sizes of the geometry, and the bias a number for each
  ///   channel; the filter comes without one.
  public static func convolve(
    _ kernel: ConvolutionKernel, _ a: Buffer, _ b: Buffer, adding bias: Buffer? = nil,
    _ geometry: ConvolutionGeometry
  ) -> Buffer {
    require(bias == nil || kernel != .filter, "Buffer.convolve: a filter has no bias")
    let (images, filter, outputs) = (
      geometry.shape(of: .images), geometry.shape(of: .filter), geometry.shape(of: .outputs)
    )
    let (first, second, channels) =
      switch kernel {
      case .outputs: (images, filter, geometry.outChannels)
      case .images: (outputs, filter, geometry.inChannels)
      case .filter: (images, outputs, 0)
      }
    require(
      a.count == first.elementCount && b.count == second.elementCount
        && bias?.count ?? channels == channels,
      "Buffer.convolve: \(a.count) and \(b.count) numbers, and \(bias?.count ?? 0) of a bias, "
        + "for the shapes \(first) and \(second)")
    let result = Buffer(uninitialized: geometry.shape(of: kernel).elementCount)
    Number.convolve(
      kernel, a.base, b.base, adding: bias.map { UnsafePointer($0.base) }, into: result.base,
      geometry: geometry)
    return result
  }
}

extension ConvolutionGeometry {
  /// The shape of what a kernel computes.
  public func shape(of kernel: ConvolutionKernel) -> Shape {
    switch kernel {
    case .outputs: Shape(outputShape)
    case .images: Shape(imageShape)
    case .filter: Shape(filterShape)
    }
  }
}
