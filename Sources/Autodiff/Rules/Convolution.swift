import Elementary
import Kernels

// Images have the shape [count, height, width, channels], filters
// [kernelHeight, kernelWidth, inChannels, outChannels].

extension Tensor {
  /// The convolution of images with filters: a pixel of the result is the sum of a patch, each number
  /// times its weight. The filter is not turned over; the padding is a border of zeros.
  ///
  /// A length of n becomes ⌊(n + 2 · padding − kernel) / stride⌋ + 1. A bias is added to every pixel,
  /// one number for each channel of the result.
  ///
  /// - Precondition: the images have the filters' inChannels; a filter fits into a padded image.
  public func convolution(
    _ filters: Tensor, adding bias: Tensor? = nil, stride: Int = 1, padding: Int = 0
  ) -> Tensor {
    let kernel = filters.shape
    require(
      shape.rank == 4 && kernel.rank == 4 && shape[3] == kernel[2],
      "Tensor.convolution: images \(shape) and filters \(kernel) do not go together")
    let geometry = ConvolutionGeometry(
      batch: shape[0], height: shape[1], width: shape[2], inChannels: shape[3],
      outChannels: kernel[3], kernelHeight: kernel[0], kernelWidth: kernel[1], stride: stride,
      padding: padding)
    return .kernel(.outputs, self, filters, adding: bias, geometry)
  }

  /// The adjoint of the convolution with the same filters: each number is spread over a patch of the
  /// result. The images have the filters' outChannels, the result has their inChannels.
  ///
  /// A length of n becomes (n − 1) · stride − 2 · padding + kernel + outputPadding. With a stride, a
  /// convolution leads to n from several lengths; the output padding says by how much the one that
  /// is meant exceeds the least. A bias is added as for `convolution`.
  ///
  /// - Precondition: the images have the filters' outChannels; the output padding is less than the
  ///   stride; the result is not empty.
  public func transposedConvolution(
    _ filters: Tensor, adding bias: Tensor? = nil, stride: Int = 1, padding: Int = 0,
    outputPadding: Int = 0
  ) -> Tensor {
    let kernel = filters.shape
    func complaint() -> String {
      "Tensor.transposedConvolution: images \(shape) and filters \(kernel) do not go together"
    }
    require(shape.rank == 4 && kernel.rank == 4 && shape[3] == kernel[3], complaint())
    let lengths = (0..<2).map {
      (shape[$0 + 1] - 1) * stride - 2 * padding + kernel[$0] + outputPadding
    }
    require(
      min(shape[1], shape[2], lengths[0], lengths[1]) > 0 && outputPadding >= 0
        && outputPadding < stride,
      "\(complaint()) at stride \(stride), padding \(padding), output padding \(outputPadding)")
    let geometry = ConvolutionGeometry(
      batch: shape[0], height: lengths[0], width: lengths[1], inChannels: kernel[2],
      outChannels: shape[3], kernelHeight: kernel[0], kernelWidth: kernel[1], stride: stride,
      padding: padding)
    return .kernel(.images, self, filters, adding: bias, geometry)
  }
}

extension Tensor {
  /// With images x, filters w and outputs y, T(x, w, y) = ⟨convolution(x, w), y⟩ is linear in each of
  /// the three, and each kernel is the derivative of T with respect to what it is named after. So with
  /// the cotangent in place of its result, the other two are its rule. A bias is stretched to all
  /// pixels, and gets their sum.
  private static func kernel(
    _ kernel: ConvolutionKernel, _ a: Tensor, _ b: Tensor, adding bias: Tensor? = nil,
    _ geometry: ConvolutionGeometry
  ) -> Tensor {
    let shape = geometry.shape(of: kernel)
    let name: StaticString =
      switch kernel {
      case .outputs: bias == nil ? "convolution" : "convolution +"
      case .images: bias == nil ? "transposedConvolution" : "transposedConvolution +"
      case .filter: "convolutionFilters"
      }
    if let bias {
      require(
        bias.shape == [shape[3]],
        "Tensor.\(name): a bias of shape \(bias.shape) for a result of shape \(shape)")
    }
    return primitive(name, [a, b] + (bias.map { [$0] } ?? [])) {
      Tensor(
        shape,
        .convolve(
          kernel, $0[0].buffer, $0[1].buffer, adding: $0.count > 2 ? $0[2].buffer : nil, geometry))
    } pullback: { d, operands, _, number in
      switch (kernel, number) {
      case (.outputs, 0): .kernel(.images, d, operands[1], geometry)
      case (.outputs, 1): .kernel(.filter, operands[0], d, geometry)
      case (.images, 0): .kernel(.outputs, d, operands[1], geometry)
      case (.images, 1): .kernel(.filter, d, operands[0], geometry)
      case (.filter, 0): .kernel(.images, operands[1], d, geometry)
      case (.filter, _): .kernel(.outputs, operands[0], d, geometry)
      default: d
      }
    }
  }
}
