import Autodiff
import Elementary
import Kernels

/// The products of Bernoulli distributions that an encoder returns for a batch of inputs,
/// $q(z \mid x_i) = \prod_j p_{ij}^{z_j} (1 - p_{ij})^{1 - z_j}$ with $p = 1 / (1 + e^{-l})$.
///
/// A draw is a constant, 0 or 1 for each bit: no derivative passes through it. What reaches the encoder
/// is the derivative of `logDensity`.
public struct EncodedBernoulli<Scalar: TensorNumber> {
  /// The logits l, of shape `[n, k]`.
  public let logits: Tensor<Scalar>

  /// The distributions with these logits.
  ///
  /// - Precondition: the shape is `[n, k]`.
  public init(logits: Tensor<Scalar>) {
    require(logits.shape.rank == 2, "EncodedBernoulli: logits of shape \(logits.shape)")
    self.logits = logits
  }

  /// The probabilities of 1, of shape `[n, k]`.
  public var probabilities: Tensor<Scalar> { logits.sigmoid() }

  /// The bits $z = [u < p]$: a constant.
  ///
  /// - Parameter uniforms: uniform numbers in [0, 1), of shape `[n, k]`, or `[S, n, k]` for S draws of
  ///   each distribution.
  public func value(at uniforms: Tensor<Scalar>) -> Tensor<Scalar> {
    let probabilities = probabilities.stopGradient().broadcast(to: uniforms.shape).numbers
    let bits = zip(uniforms.numbers, probabilities).map { $0 < $1 ? 1 : 0 as Scalar }
    return Tensor(bits, shape: uniforms.shape)
  }

  /// $\log q(z \mid x) = \sum_j z_j \log p_j + (1 - z_j) \log(1 - p_j)$ in nats, of shape `[n]`, or
  /// `[S, n]`.
  public func logDensity(of z: Tensor<Scalar>) -> Tensor<Scalar> {
    -Tensor.binaryCrossEntropy(logits: logits.broadcast(to: z.shape), targets: z).sum(-1)
  }

  /// $KL(q(z \mid x) \Vert \prod_j \mathrm{Ber}(\tfrac12))$ in nats, of shape `[n]`:
  /// $\sum_j \left( \log 2 - H(p_j) \right)$.
  public var divergenceToUniform: Tensor<Scalar> {
    let negativeEntropies = probabilities * logits - logits.softplus()
    return (negativeEntropies + Scalar(0.693_147_180_559_945_3)).sum(-1)
  }
}
