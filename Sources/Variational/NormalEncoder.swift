import Autodiff
import Elementary
import Kernels
import Networks
import Probability

/// A network with one hidden layer that returns, for each input, the normal distribution of its latent
/// vector: $h = \tanh(x W_1 + b_1)$, $(\mu, \ell) = h W_2 + b_2$, $q(z \mid x) = N(\mu,
/// \operatorname{diag} e^\ell)$.
///
/// Source: D. P. Kingma and M. Welling (2014), *Auto-Encoding Variational Bayes*, appendix C.2.
public struct NormalEncoder<Scalar: TensorNumber>: TensorStructure {
  /// From the inputs to the hidden units.
  public var hidden: Dense<Scalar>
  /// From the hidden units to the means, then the logarithms of the variances.
  public var output: Dense<Scalar>

  /// An encoder whose weights come from the streams "…/hidden" and "…/output".
  ///
  /// - Precondition: there is an input, a hidden unit and a latent dimension at least.
  public init(inputs: Int, hidden units: Int, latents: Int, from stream: RandomStream) {
    hidden = Dense(inputs, units, from: stream.split("hidden"))
    output = Dense(units, 2 * latents, from: stream.split("output"))
  }

  /// Calls `body` for the tensors of the hidden layer, then for those of the output.
  public mutating func forEachTensor(_ body: (inout Tensor<Scalar>) throws -> Void) rethrows {
    try hidden.forEachTensor(body)
    try output.forEachTensor(body)
  }

  // snippet.normal-encoder
  /// The distributions $q(z \mid x_i)$ of a batch of inputs, of shape `[n, inputs]`.
  public func callAsFunction(_ x: Tensor<Scalar>) -> EncodedNormal<Scalar> {
    EncodedNormal(columns: output(hidden(x).tanh()))
  }
  // snippet.end
}
