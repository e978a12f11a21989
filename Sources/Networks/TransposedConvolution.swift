import Autodiff
import Elementary
import Kernels
import Probability

/// A layer that goes the way of a convolution backwards: each pixel of the image is spread over a
/// patch of the result, which gets larger by the stride.
///
/// Images have the shape `[count, height, width, channels]`. A height of n becomes
/// (n − 1) · stride − 2 · padding + kernel + outputPadding, and a width too.
public struct TransposedConvolution<Scalar: TensorNumber>: TensorStructure {
  /// The weights, of shape `[kernel, kernel, outputs, inputs]`: the filters of the convolution that
  /// leads from this layer's results to its images.
  public var filters: Tensor<Scalar>
  /// Of shape `[outputs]`.
  public var bias: Tensor<Scalar>
  /// By how many pixels of the result a patch lies from the next.
  public let stride: Int
  /// How wide a border of the result is cut off.
  public let padding: Int
  /// How many rows and columns the result gets beyond the least that the stride allows.
  public let outputPadding: Int

  /// A layer whose filters come from the stream "…/filters", its bias from "…/bias".
  ///
  /// As for a convolution, the fan-in is kernel² · inputs and the fan-out kernel² · outputs, though
  /// with a stride only one in stride² of those weights meets a number of the result.
  ///
  /// - Precondition: the sizes are positive, the padding is not negative, and the output padding is
  ///   less than the stride.
  public init(
    _ inputs: Int, _ outputs: Int, kernel: Int, stride: Int = 1, padding: Int = 0,
    outputPadding: Int = 0, filters: Initializer = .glorotUniform,
    bias: Initializer = .constant(0), from stream: RandomStream
  ) {
    require(
      min(inputs, outputs, kernel, stride) > 0 && min(padding, outputPadding) >= 0
        && outputPadding < stride,
      """
      TransposedConvolution: \(inputs) inputs, \(outputs) outputs, a kernel of \(kernel), stride \
      \(stride), padding \(padding), output padding \(outputPadding)
      """)
    let (fanIn, fanOut) = (kernel * kernel * inputs, kernel * kernel * outputs)
    self.filters = filters.tensor(
      [kernel, kernel, outputs, inputs], fanIn: fanIn, fanOut: fanOut,
      from: stream.split("filters"))
    self.bias = bias.tensor([outputs], fanIn: fanIn, fanOut: fanOut, from: stream.split("bias"))
    (self.stride, self.padding, self.outputPadding) = (stride, padding, outputPadding)
  }

  /// Calls `body` for the filters, then the bias.
  public mutating func forEachTensor(_ body: (inout Tensor<Scalar>) throws -> Void) rethrows {
    try body(&filters)
    try body(&bias)
  }

  /// The results for a batch of images.
  public func callAsFunction(_ images: Tensor<Scalar>) -> Tensor<Scalar> {
    images.transposedConvolution(
      filters, adding: bias, stride: stride, padding: padding, outputPadding: outputPadding)
  }
}
