import Autodiff
import Elementary
import Kernels

// Two ways to send a derivative through a bit all the same. Both are biased: they need the slope of f,
// which a function of bits does not have.

extension EncodedBernoulli {
  // snippet.straight-through
  /// The bits $[u < p]$ of `value(at:)`, with the derivative of the probabilities p in place of their
  /// own, which is zero.
  ///
  /// Source: Y. Bengio, N. Léonard and A. Courville (2013), "Estimating or propagating gradients
  /// through stochastic neurons for conditional computation", arXiv:1308.3432.
  public func straightThroughValue(at uniforms: Tensor<Scalar>) -> Tensor<Scalar> {
    value(at: uniforms) + (probabilities - probabilities.stopGradient())
  }
  // snippet.end

  // snippet.gumbel-softmax
  /// $1 / (1 + \exp(-(l + \varepsilon) / \tau))$ with logistic noise
  /// $\varepsilon = \log(1 - u) - \log u$: above one half exactly where the bit of `value(at:)` is 1, and
  /// near 0 or 1 if the temperature τ is small.
  ///
  /// For two outcomes the difference of two Gumbel numbers is a logistic one.
  ///
  /// - Precondition: the temperature is positive.
  ///
  /// Sources: E. Jang, S. Gu and B. Poole (2017), "Categorical reparameterization with
  /// Gumbel-softmax", *ICLR*; C. J. Maddison, A. Mnih and Y. W. Teh (2017), "The concrete
  /// distribution", *ICLR*.
  public func relaxedValue(at uniforms: Tensor<Scalar>, temperature: Scalar) -> Tensor<Scalar> {
    require(temperature > 0, "EncodedBernoulli: a temperature of \(temperature)")
    let noise = (1 - uniforms).log() - uniforms.log()
    return ((logits + noise) * (1 / temperature)).sigmoid()
  }
  // snippet.end

  /// $KL(q(z \mid x) \Vert \prod_j \mathrm{Ber}(\pi_j))$ in nats, of shape `[n]`.
  ///
  /// - Parameter priorLogits: the logits of π, `[k]`.
  public func divergence(toPrior priorLogits: Tensor<Scalar>) -> Tensor<Scalar> {
    (probabilities * (logits - priorLogits) - logits.softplus() + priorLogits.softplus()).sum(-1)
  }
}
