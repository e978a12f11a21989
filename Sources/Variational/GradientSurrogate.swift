import Autodiff
import Elementary
import Kernels

// The tape differentiates what it is given. So each estimator of ∇ E_q[f] is a function whose value is
// an unbiased estimate of the expectation, and whose derivative is the estimate of the gradient.

/// What is subtracted from f before it multiplies the score, in tensors.
public enum TensorBaseline<Scalar: TensorNumber> {
  /// Nothing.
  case none

  /// The same number for all inputs.
  case constant(Scalar)

  /// A number for each input, of shape `[n]`: $C(x_i)$.
  case perInput(Tensor<Scalar>)

  /// For each draw the mean of f over the other draws for the same input; f must be `[S, n]`.
  ///
  /// Source: W. Kool, H. van Hoof and M. Welling (2019), "Buy 4 REINFORCE samples, get a baseline for
  /// free!", *ICLR workshop*.
  case leaveOneOut
}

extension Tensor {
  // snippet.surrogate
  /// A surrogate of f at draws through which no derivative passes. Its value is f; its derivative is
  /// $\nabla f + (f - C) \nabla \log q(z)$: the score-function estimate, and what f's own parameters
  /// get.
  ///
  /// - Parameters:
  ///   - f: its values at the draws, of shape `[n]`, or `[S, n]` for S draws of each input.
  ///   - logDensity: $\log q(z)$ of the same draws, in the same shape.
  ///
  /// Source: J. Schulman, N. Heess, T. Weber and P. Abbeel (2015), "Gradient estimation using
  /// stochastic computation graphs", *NeurIPS*.
  public static func scoreFunctionSurrogate(
    of f: Tensor, logDensity: Tensor, baseline: TensorBaseline<Scalar> = .none
  ) -> Tensor {
    require(
      f.shape == logDensity.shape,
      "scoreFunctionSurrogate: f of shape \(f.shape), log densities \(logDensity.shape)")
    let advantage = baseline.subtracted(from: f.stopGradient())
    return f + advantage * (logDensity - logDensity.stopGradient())
  }
  // snippet.end
}

extension TensorBaseline {
  /// $f - C$, a constant.
  fileprivate func subtracted(from f: Tensor<Scalar>) -> Tensor<Scalar> {
    switch self {
    case .none: return f
    case .constant(let number): return f - number
    case .perInput(let numbers):
      require(
        f.shape.rank > 0 && numbers.shape == [f.shape[f.shape.rank - 1]],
        "TensorBaseline.perInput: baselines of shape \(numbers.shape) for f of shape \(f.shape)")
      return f - numbers.stopGradient()
    case .leaveOneOut:
      require(
        f.shape.rank == 2 && f.shape[0] > 1,
        "TensorBaseline.leaveOneOut: f has the shape \(f.shape), not [draws, inputs]")
      // With S draws, f less the mean of the others is S/(S − 1) times f less the mean of all.
      let count = Scalar(f.shape[0])
      return (f - f.mean(0, keepingAxes: true)) * (count / (count - 1))
    }
  }
}

/// How the gradient of an expectation under an encoder's distribution is estimated.
public enum GradientEstimator<Scalar: TensorNumber> {
  /// Through the draw: needs a continuous z and a differentiable f.
  case pathwise

  /// By the score, with a baseline.
  case scoreFunction(TensorBaseline<Scalar>)
}

extension EncodedNormal {
  /// $\mathbb E_{q(z \mid x)}[f(z)]$ at draws of z, as a surrogate: the value is f at the draws, the
  /// derivative the chosen estimate of the gradient. Both estimators see the same z.
  ///
  /// - Parameters:
  ///   - noise: standard normal numbers, of shape `[n, d]`, or `[S, n, d]` for S draws.
  ///   - f: from z in the shape of the noise to `[n]`, or `[S, n]`; its own parameters are
  ///     differentiated too.
  public func expectation(
    at noise: Tensor<Scalar>, by estimator: GradientEstimator<Scalar>,
    of f: (Tensor<Scalar>) -> Tensor<Scalar>
  ) -> Tensor<Scalar> {
    switch estimator {
    case .pathwise:
      return f(value(at: noise))
    case .scoreFunction(let baseline):
      let z = value(at: noise).stopGradient()
      return .scoreFunctionSurrogate(of: f(z), logDensity: logDensity(of: z), baseline: baseline)
    }
  }
}

extension EncodedBernoulli {
  /// $\mathbb E_{q(z \mid x)}[f(z)]$ at draws of z, as a surrogate: the value is f at the draws, the
  /// derivative the score-function estimate of the gradient.
  ///
  /// - Parameters:
  ///   - uniforms: uniform numbers in [0, 1), of shape `[n, k]`, or `[S, n, k]` for S draws.
  ///   - f: from z in the shape of the uniforms to `[n]`, or `[S, n]`; its own parameters are
  ///     differentiated too.
  public func expectation(
    at uniforms: Tensor<Scalar>, baseline: TensorBaseline<Scalar>,
    of f: (Tensor<Scalar>) -> Tensor<Scalar>
  ) -> Tensor<Scalar> {
    let z = value(at: uniforms)
    return .scoreFunctionSurrogate(of: f(z), logDensity: logDensity(of: z), baseline: baseline)
  }
}
