import Kernels

// Images have the shape [count, height, width, channels], filters
// [kernelHeight, kernelWidth, inChannels, outChannels].

extension Tensor {
  /// The convolution of images with filters: each pixel of the result is the sum of a patch, every
  /// number of it times its weight. The filter is not turned over, and moves by the stride; around
  /// the images are as many rings of zeros as the padding says.
  ///
  /// An axis of length n becomes $\lfloor (n + 2 \cdot \text{padding} - \text{kernel}) /
  /// \text{stride} \rfloor + 1$.
  ///
  /// - Precondition: the images have the filters' inChannels; the stride is positive; a filter fits
  ///   into a padded image.
  public func convolution(_ filters: Tensor, stride: Int = 1, padding: Int = 0) -> Tensor {
    func complaint() -> String { "Tensor.convolution: images \(shape), filters \(filters.shape)" }
    precondition(shape.rank == 4 && filters.shape.rank == 4, "\(complaint()): four axes are needed")
    precondition(shape[3] == filters.shape[2], "\(complaint()): the channels differ")
    let geometry = ConvolutionGeometry(
      batch: shape[0], height: shape[1], width: shape[2], inChannels: shape[3],
      outChannels: filters.shape[3], kernelHeight: filters.shape[0],
      kernelWidth: filters.shape[1], stride: stride, padding: padding)
    return .outputs(self, filters, geometry)
  }

  /// The transposed convolution of images with filters: the adjoint of `convolution` with the same
  /// filters, stride and padding. Each number is spread over a patch of the result, which so gets
  /// the filters' inChannels, while the images have their outChannels.
  ///
  /// An axis of length n becomes $(n - 1) \cdot \text{stride} - 2 \cdot \text{padding} +
  /// \text{kernel} + \text{outputPadding}$. With a stride, a convolution leads from several lengths
  /// to n; the output padding says by how much the length exceeds the least of them.
  ///
  /// - Precondition: the images have the filters' outChannels; the stride is positive; the output
  ///   padding is less than the stride; the result is not empty.
  public func transposedConvolution(
    _ filters: Tensor, stride: Int = 1, padding: Int = 0, outputPadding: Int = 0
  ) -> Tensor {
    func complaint() -> String {
      "Tensor.transposedConvolution: images \(shape), filters \(filters.shape)"
    }
    precondition(shape.rank == 4 && filters.shape.rank == 4, "\(complaint()): four axes are needed")
    precondition(shape[3] == filters.shape[3], "\(complaint()): the channels differ")
    precondition(
      outputPadding >= 0 && outputPadding < stride,
      "\(complaint()): output padding \(outputPadding) with stride \(stride)")
    func length(_ axis: Int) -> Int {
      (shape[axis] - 1) * stride - 2 * padding + filters.shape[axis - 1] + outputPadding
    }
    precondition(
      min(shape[1], shape[2], length(1), length(2)) > 0,
      "\(complaint()): nothing is left with padding \(padding)")
    let geometry = ConvolutionGeometry(
      batch: shape[0], height: length(1), width: length(2), inChannels: filters.shape[2],
      outChannels: shape[3], kernelHeight: filters.shape[0], kernelWidth: filters.shape[1],
      stride: stride, padding: padding)
    return .images(self, filters, geometry)
  }
}

// With images x, filters w and outputs y, T(x, w, y) = ⟨convolution(x, w), y⟩ is linear in each of
// the three. Each function below is the derivative of T with respect to what it is named after. So
// where the cotangent stands in for the result, the other two are the rule of each.

extension Tensor {
  private static func outputs(_ x: Tensor, _ w: Tensor, _ geometry: ConvolutionGeometry) -> Tensor {
    kernel("convolution", .outputs, x, w, geometry) { y, _, w, _ in
      images(y, w, geometry)
    } _: { y, x, _, _ in
      filters(x, y, geometry)
    }
  }

  private static func images(_ y: Tensor, _ w: Tensor, _ geometry: ConvolutionGeometry) -> Tensor {
    kernel("transposedConvolution", .images, y, w, geometry) { x, _, w, _ in
      outputs(x, w, geometry)
    } _: { x, y, _, _ in
      filters(x, y, geometry)
    }
  }

  private static func filters(_ x: Tensor, _ y: Tensor, _ geometry: ConvolutionGeometry) -> Tensor {
    kernel("convolutionFilters", .filter, x, y, geometry) { w, _, y, _ in
      images(y, w, geometry)
    } _: { w, x, _, _ in
      outputs(x, w, geometry)
    }
  }

  private static func kernel(
    _ name: StaticString, _ kernel: ConvolutionKernel, _ a: Tensor, _ b: Tensor,
    _ geometry: ConvolutionGeometry, pullbacks pullbackA: @escaping BinaryPullback,
    _ pullbackB: @escaping BinaryPullback
  ) -> Tensor {
    primitive(
      name, a, b,
      value: {
        Tensor(geometry.shape(of: kernel), .convolve(kernel, $0.buffer, $1.buffer, geometry))
      }, pullbacks: pullbackA, pullbackB)
  }
}
