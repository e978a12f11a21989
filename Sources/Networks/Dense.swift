import Autodiff
import Elementary
import Kernels
import Probability

/// A fully connected layer, y = x W + b.
///
/// A row of x is an input of length `inputs`, a row of y its result of length `outputs`. W is stored
/// as `[inputs, outputs]`; other libraries store it transposed.
public struct Dense<Scalar: TensorNumber>: TensorStructure {
  /// W, of shape `[inputs, outputs]`.
  public var weights: Tensor<Scalar>
  /// b, of shape `[outputs]`.
  public var bias: Tensor<Scalar>

  /// A layer whose weights come from the stream "…/weights", its bias from "…/bias".
  ///
  /// - Precondition: there is an input and an output at least.
  public init(
    _ inputs: Int, _ outputs: Int, weights: Initializer = .glorotUniform,
    bias: Initializer = .constant(0), from stream: RandomStream
  ) {
    require(inputs > 0 && outputs > 0, "Dense: \(inputs) inputs and \(outputs) outputs")
    self.weights = weights.tensor(
      [inputs, outputs], fanIn: inputs, fanOut: outputs, from: stream.split("weights"))
    self.bias = bias.tensor(
      [outputs], fanIn: inputs, fanOut: outputs, from: stream.split("bias"))
  }

  /// Calls `body` for the weights, then the bias.
  public mutating func forEachTensor(_ body: (inout Tensor<Scalar>) throws -> Void) rethrows {
    try body(&weights)
    try body(&bias)
  }

  /// The results for a batch of inputs, of shape `[n, inputs]`.
  public func callAsFunction(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
    x.matmul(weights, adding: bias)
  }
}
