import Autodiff
import Elementary
import Kernels
import Networks
import Probability

/// A network $C(x; \omega)$ that learns to predict f from the input alone, beside the model: a baseline
/// for each input.
///
/// The squared error $(C(x; \omega) - f(z))^2$ is least at $C(x) = \mathbb E_{q(z \mid x)}[f(z)]$.
///
/// Source: A. Mnih and K. Gregor (2014), "Neural variational inference and learning in belief
/// networks", *ICML*.
public struct LearnedBaseline<Scalar: TensorNumber>: TensorStructure {
  /// From the input to the hidden units.
  public var hidden: Dense<Scalar>

  /// From the hidden units to one number.
  public var output: Dense<Scalar>

  /// In which unit the network counts f, in nats: about how far f varies.
  public let unit: Scalar

  /// A network with one layer of tanh units.
  ///
  /// - Parameter unit: what an output of 1 stands for. An optimiser moves weights by steps of about its
  ///   learning rate, so a network that has to reach −100 in a unit of 1 takes long.
  /// - Precondition: the unit is positive.
  public init(inputs: Int, hiddenUnits: Int, unit: Scalar = 1, from stream: RandomStream) {
    require(unit > 0, "LearnedBaseline: a unit of \(unit)")
    hidden = Dense(inputs, hiddenUnits, from: stream.split("hidden"))
    output = Dense(hiddenUnits, 1, from: stream.split("output"))
    self.unit = unit
  }

  /// Calls `body` for the tensors of both layers.
  public mutating func forEachTensor(_ body: (inout Tensor<Scalar>) throws -> Void) rethrows {
    try hidden.forEachTensor(body)
    try output.forEachTensor(body)
  }

  /// $C(x_i)$ for a batch of inputs `[n, inputs]`, of shape `[n]`.
  public func callAsFunction(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
    output(hidden(x).tanh()).reshaped(x.shape[0]) * unit
  }

  // snippet.baseline-regression
  /// The mean of $(C(x_i; \omega) - f_i)^2$ over the draws, in squared units; f is a constant to it.
  ///
  /// - Parameter f: of shape `[n]`, or `[S, n]`.
  public func regressionLoss(_ x: Tensor<Scalar>, predicting f: Tensor<Scalar>) -> Tensor<Scalar> {
    ((self(x) - f.stopGradient()) / unit).squared().mean()
  }
  // snippet.end
}
