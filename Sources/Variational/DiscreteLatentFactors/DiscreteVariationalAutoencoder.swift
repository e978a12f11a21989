import Autodiff
import Elementary
import Kernels
import Networks
import Probability

/// A discrete latent factor model with an encoder: a network that returns the logits of
/// $q(z \mid x) = \prod_j \mathrm{Ber}(\psi_j(x))$ for any observation.
///
/// Source: A. Mnih and K. Gregor (2014), "Neural variational inference and learning in belief
/// networks", *ICML*.
public struct DiscreteVariationalAutoencoder: TensorStructure {
  /// The prior and the network from codes to observations, θ.
  public var decoder: DiscreteDecoder

  /// The layers of the network from observations to logits, with tanh between them, φ.
  public var encoder: [Dense<Double>]

  /// A decoder, and an encoder with so many hidden units that has not learned anything.
  ///
  /// - Parameter places: the number of places of an observation.
  public init(
    decoder: DiscreteDecoder, places: Int, encoderUnits: Int, from stream: RandomStream
  ) {
    self.decoder = decoder
    encoder = [
      Dense(places * decoder.categoryCount, encoderUnits, from: stream.split("encoder[0]")),
      Dense(encoderUnits, decoder.factorCount, from: stream.split("encoder[1]")),
    ]
  }

  /// Calls `body` for the decoder's tensors, then for the encoder's.
  public mutating func forEachTensor(_ body: (inout Tensor<Double>) throws -> Void) rethrows {
    try decoder.forEachTensor(body)
    try encoder.forEachTensor(body)
  }

  /// $q(z \mid x)$ for observations in one-hot coding, `[n, C · places]`.
  public func encode(_ x: Tensor<Double>) -> EncodedBernoulli<Double> {
    EncodedBernoulli(logits: encoder[1](encoder[0](x).tanh()))
  }

  /// $\log p(x, z)$ for each observation and each code, of shape `[n, 2ᵏ]`, in nats: one pass of the
  /// decoder for all codes, and one matrix product.
  ///
  /// - Complexity: $2^k$ passes of the decoder.
  public func logJoints(of x: Tensor<Double>) -> Tensor<Double> {
    let codes = DiscreteDecoder.codes(factors: decoder.factorCount)
    return x.matmul(decoder.logProbabilities(at: codes), transposed: .right)
      + decoder.logPrior(of: codes)
  }

  // snippet.exact-bound
  /// The bound $\sum_z q(z \mid x) \left( \log p(x, z) - \log q(z \mid x) \right)$ as a sum over all
  /// codes, of shape `[n]`, in nats: its gradient has no sampling error.
  ///
  /// - Parameters:
  ///   - logJoints: $\log p(x, z)$ for each code, `[n, 2ᵏ]`.
  ///   - q: the distributions of the n codes.
  public static func exactBound(
    logJoints: Tensor<Double>, under q: EncodedBernoulli<Double>
  ) -> Tensor<Double> {
    let codes = DiscreteDecoder.codes(factors: q.logits.shape[1])
    let logQ =
      q.logits.matmul(codes, transposed: .right)
      - q.logits.softplus().sum(1, keepingAxes: true)
    return (logQ.exp() * (logJoints - logQ)).sum(1)
  }
  // snippet.end

  /// Bound and log evidence averaged over observations, by enumeration, in nats.
  public func meanBoundAndLogEvidence(
    of x: Tensor<Double>
  ) -> (bound: Double, logEvidence: Double) {
    let logJoints = logJoints(of: x)
    return (
      Self.exactBound(logJoints: logJoints, under: encode(x)).mean().number,
      logJoints.logSumExp(1).mean().number
    )
  }
}
