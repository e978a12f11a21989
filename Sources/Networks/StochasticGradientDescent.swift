import Autodiff
import Kernels

/// Gradient descent with momentum.
///
/// For the gradient $g$ of a parameter $\theta$, with the velocity $u$, which is zero at first:
///
/// $$u \leftarrow \mu u + g, \qquad \theta \leftarrow \theta - \alpha u$$
///
/// Without momentum ($\mu = 0$) it keeps no state. A steady gradient moves parameters by
/// $\alpha g / (1 - \mu)$ a step in the end, so a smaller learning rate goes with more momentum.
///
/// Source: B. T. Polyak (1964), *USSR Computational Mathematics and Mathematical Physics* 4, 1–17,
/// in the form of I. Sutskever et al. (2013), *ICML*, whose velocity includes the learning rate.
public struct StochasticGradientDescent<Scalar: TensorNumber>: Optimizer {
  /// α.
  public var learningRate: Double
  /// μ, the part of the velocity that is kept.
  public let momentum: Double
  public var step = 0
  public var state: Tensor<Scalar>

  /// For parameters of these shapes.
  ///
  /// - Precondition: the learning rate is positive, the momentum is in [0, 1).
  public init(
    for parameters: some TensorStructure<Scalar>, learningRate: Double, momentum: Double = 0
  ) {
    precondition(
      learningRate > 0 && momentum >= 0 && momentum < 1,
      "StochasticGradientDescent: learning rate \(learningRate), momentum \(momentum)")
    self.learningRate = learningRate
    self.momentum = momentum
    state = .zeros([momentum == 0 ? 0 : 1, parameters.numberCount])
  }

  public var settings: String { "gradient descent, momentum \(momentum)" }

  public var rule: UpdateRule<Scalar> {
    let rate = Scalar(learningRate)
    return momentum == 0
      ? .descent(rate: rate) : .momentum(rate: rate, momentum: Scalar(momentum))
  }
}
