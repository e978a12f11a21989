import Autodiff
import Elementary
import Kernels
import Probability

/// A convolutional layer: each pixel of the result is a weighted sum of a patch of the image, with
/// the same weights everywhere, and a bias for each channel.
///
/// Images have the shape `[count, height, width, channels]`. A height of n becomes
/// ⌊(n + 2 · padding − kernel) / stride⌋ + 1, and a width too.
public struct Convolution<Scalar: TensorNumber>: TensorStructure {
  /// The weights, of shape `[kernel, kernel, inputs, outputs]`.
  public var filters: Tensor<Scalar>
  /// Of shape `[outputs]`.
  public var bias: Tensor<Scalar>
  /// By how many pixels a patch lies from the next.
  public let stride: Int
  /// How wide a border of zeros is put around the image.
  public let padding: Int

  /// A layer whose filters come from the stream "…/filters", its bias from "…/bias".
  ///
  /// A number of the result is a sum over kernel² · inputs numbers, the fan-in; the fan-out is
  /// kernel² · outputs.
  ///
  /// - Precondition: the sizes are positive, the padding is not negative.
  public init(
    _ inputs: Int, _ outputs: Int, kernel: Int, stride: Int = 1, padding: Int = 0,
    filters: Initializer = .glorotUniform, bias: Initializer = .constant(0),
    from stream: RandomStream
  ) {
    require(
      min(inputs, outputs, kernel, stride) > 0 && padding >= 0,
      """
      Convolution: \(inputs) inputs, \(outputs) outputs, a kernel of \(kernel), stride \(stride), \
      padding \(padding)
      """)
    let (fanIn, fanOut) = (kernel * kernel * inputs, kernel * kernel * outputs)
    self.filters = filters.tensor(
      [kernel, kernel, inputs, outputs], fanIn: fanIn, fanOut: fanOut,
      from: stream.split("filters"))
    self.bias = bias.tensor([outputs], fanIn: fanIn, fanOut: fanOut, from: stream.split("bias"))
    (self.stride, self.padding) = (stride, padding)
  }

  /// Calls `body` for the filters, then the bias.
  public mutating func forEachTensor(_ body: (inout Tensor<Scalar>) throws -> Void) rethrows {
    try body(&filters)
    try body(&bias)
  }

  /// The results for a batch of images.
  public func callAsFunction(_ images: Tensor<Scalar>) -> Tensor<Scalar> {
    images.convolution(filters, adding: bias, stride: stride, padding: padding)
  }
}
