import Autodiff
import Kernels
import Probability

/// How the gradient of a discrete autoencoder's bound is found.
public enum DiscreteEstimator: Sendable, Hashable {
  /// As a sum over all codes, without sampling.
  case exact

  /// By the score, and nothing is subtracted.
  case scoreFunction

  /// By the score, less a running mean over the steps before: the same number for all observations.
  case constantBaseline

  /// By the score, less the running mean and what a network predicts for the observation.
  case learnedBaseline

  /// By the score, less the mean over the other draws for the same observation.
  case leaveOneOut

  /// The multi-sample bound in the bound's place, with leave-one-out baselines (VIMCO).
  case multiSample

  /// Through the bit with the derivative of its probability.
  case straightThrough

  /// Through a bit that is relaxed at a temperature.
  case gumbelSoftmax(temperature: Double)
}

/// What a surrogate is computed from, for S draws of each of n observations.
struct DiscreteDraws {
  /// One-hot coded, `[n, C · places]`.
  let observations: Tensor<Double>
  /// `[S, n, k]`.
  let uniforms: Tensor<Double>
  /// What is subtracted from the integrand of the bound: one number, or `[n]`.
  let baseline: TensorBaseline<Double>
}

extension DiscreteVariationalAutoencoder {
  /// A function whose value estimates the bound and whose derivative estimates the bound's gradient, of
  /// shape `[n]` or `[S, n]`; and the integrand $\log p(x, z) - \log q(z \mid x)$ at the draws,
  /// if the estimator looks at it.
  func surrogate(
    _ estimator: DiscreteEstimator, at draws: DiscreteDraws
  ) -> (surrogate: Tensor<Double>, integrand: Tensor<Double>?) {
    let (x, q) = (draws.observations, encode(draws.observations))
    switch estimator {
    case .exact:
      return (Self.exactBound(logJoints: logJoints(of: x), under: q), nil)
    case .scoreFunction, .constantBaseline, .learnedBaseline, .leaveOneOut:
      // The derivative of −log q within the integrand has mean zero: it is left out.
      let z = q.value(at: draws.uniforms)
      let logQ = q.logDensity(of: z)
      let integrand = logJoint(of: x, and: z) - logQ.stopGradient()
      let surrogate = Tensor.scoreFunctionSurrogate(
        of: integrand, logDensity: logQ, baseline: draws.baseline)
      return (surrogate, integrand.stopGradient())
    case .multiSample:
      let z = q.value(at: draws.uniforms)
      let logQ = q.logDensity(of: z)
      return (
        .multiSampleSurrogate(logWeights: logJoint(of: x, and: z) - logQ, logDensity: logQ), nil
      )
    case .straightThrough:
      return (bound(of: x, through: q.straightThroughValue(at: draws.uniforms), under: q), nil)
    case .gumbelSoftmax(let temperature):
      let z = q.relaxedValue(at: draws.uniforms, temperature: temperature)
      return (bound(of: x, through: z, under: q), nil)
    }
  }

  /// $\log p(x \mid z) + \log p(z)$.
  private func logJoint(of x: Tensor<Double>, and z: Tensor<Double>) -> Tensor<Double> {
    decoder.logLikelihood(of: x, given: z) + decoder.logPrior(of: z)
  }

  /// $\log p(x \mid z) - KL(q \Vert p(z))$ for a z that carries a derivative; the divergence is a closed
  /// form.
  private func bound(
    of x: Tensor<Double>, through z: Tensor<Double>, under q: EncodedBernoulli<Double>
  ) -> Tensor<Double> {
    decoder.logLikelihood(of: x, given: z) - q.divergence(toPrior: decoder.priorLogits)
  }
}
