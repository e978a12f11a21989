import Autodiff
import Elementary
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
  /// How many updates were made.
  public var step = 0
  /// u, a row; none without momentum.
  public var state: Tensor<Scalar>

  /// For parameters of these shapes.
  ///
  /// - Precondition: the learning rate is positive, the momentum is in [0, 1).
  public init(
    for parameters: some TensorStructure<Scalar>, learningRate: Double, momentum: Double = 0
  ) {
    require(
      learningRate > 0 && momentum >= 0 && momentum < 1,
      "StochasticGradientDescent: learning rate \(learningRate), momentum \(momentum)")
    self.learningRate = learningRate
    self.momentum = momentum
    state = .zeros([momentum == 0 ? 0 : 1, parameters.numberCount])
  }

  /// What the method is and how it is set.
  public var settings: String { "gradient descent, momentum \(momentum)" }

  /// What the next update does to each parameter.
  public var rule: UpdateRule<Scalar> {
    let rate = Scalar(learningRate)
    return momentum == 0
      ? .descent(rate: rate) : .momentum(rate: rate, momentum: Scalar(momentum))
  }
}
