import Autodiff
import Elementary
import Kernels

/// Adam: gradient descent in which each parameter's step is measured by its gradient's usual size.
///
/// For the gradient $g$ of a parameter $\theta$ in update number $t = 1, 2, \dots$, with moments $m$
/// and $v$ that are zero at first:
///
/// $$m \leftarrow \beta_1 m + (1 - \beta_1) g, \qquad v \leftarrow \beta_2 v + (1 - \beta_2) g^2$$
/// $$\hat m = \frac{m}{1 - \beta_1^t}, \qquad \hat v = \frac{v}{1 - \beta_2^t}$$
/// $$\theta \leftarrow \theta - \alpha \left( \frac{\hat m}{\sqrt{\hat v} + \epsilon}
///   + \lambda \theta \right)$$
///
/// The corrections undo that the moments begin at zero. With $\lambda = 0$ this is Adam. With
/// $\lambda > 0$ it is AdamW, in which the weight decay is apart from the gradient: a decay that
/// were added to the gradient would be divided by $\sqrt{\hat v}$ too. As there, $\alpha$ is the
/// learning rate with its schedule, which scales the decay as well.
///
/// Source: D. P. Kingma and J. Ba (2015), "Adam: a method for stochastic optimization", *ICLR*,
/// algorithm 1; I. Loshchilov and F. Hutter (2019), "Decoupled weight decay regularization",
/// *ICLR*, algorithm 2, with λ for what is there the product of α's unscheduled part and λ.
public struct Adam<Scalar: TensorNumber>: Optimizer {
  /// α.
  public var learningRate: Double
  /// β₁, the part of the first moment that is kept.
  public let firstDecay: Double
  /// β₂, the part of the second moment that is kept.
  public let secondDecay: Double
  /// ε, which bounds a step where gradients vanish.
  public let epsilon: Double
  /// λ.
  public let weightDecay: Double
  /// How many updates were made.
  public var step = 0
  /// m and v, a row each.
  public var state: Tensor<Scalar>

  /// For parameters of these shapes; the defaults are those of the paper.
  ///
  /// - Precondition: the learning rate and ε are positive, the decays are in [0, 1), the weight
  ///   decay is not negative.
  public init(
    for parameters: some TensorStructure<Scalar>, learningRate: Double = 1e-3,
    firstDecay: Double = 0.9, secondDecay: Double = 0.999, epsilon: Double = 1e-8,
    weightDecay: Double = 0
  ) {
    require(
      learningRate > 0 && epsilon > 0 && weightDecay >= 0,
      "Adam: learning rate \(learningRate), ε \(epsilon), weight decay \(weightDecay)")
    require(
      (0..<1).contains(firstDecay) && (0..<1).contains(secondDecay),
      "Adam: decays \(firstDecay) and \(secondDecay) are not in [0, 1)")
    self.learningRate = learningRate
    (self.firstDecay, self.secondDecay) = (firstDecay, secondDecay)
    (self.epsilon, self.weightDecay) = (epsilon, weightDecay)
    state = .zeros([2, parameters.numberCount])
  }

  /// What the method is and how it is set.
  public var settings: String {
    "Adam, decays \(firstDecay) and \(secondDecay), ε \(epsilon), weight decay \(weightDecay)"
  }

  /// What the next update does to each parameter.
  public var rule: UpdateRule<Scalar> {
    let firstCorrection = 1 - Self.power(firstDecay, step + 1)
    let secondCorrection = 1 - Self.power(secondDecay, step + 1)
    return .adam(
      AdamCoefficients(
        firstDecay: firstDecay, secondDecay: secondDecay, rate: learningRate / firstCorrection,
        rootScale: 1 / secondCorrection.squareRoot(), epsilon: epsilon,
        weightDecay: learningRate * weightDecay))
  }

  /// A second moment, a mean of squares, is not negative.
  public var stateComplaint: String? {
    let moments = state.numbers
    let negative = moments.dropFirst(moments.count / 2).first { $0 < 0 }
    return negative.map { "a second moment of \($0)" }
  }

  /// The whole power of a number, by repeated squaring.
  private static func power(_ base: Double, _ exponent: Int) -> Double {
    var (result, square, remaining) = (1.0, base, exponent)
    while remaining > 0 {
      if remaining & 1 == 1 { result *= square }
      square *= square
      remaining >>= 1
    }
    return result
  }
}
