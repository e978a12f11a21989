import Autodiff
import Elementary
import Kernels
import Probability

/// How the weights of a layer are drawn before it has learned anything.
///
/// A number of a layer's result is a sum over `fanIn` inputs, and its gradient reaches back to an
/// input as a sum over `fanOut` results. The variance of the weights decides whether signals grow or
/// die out on their way through many layers.
///
/// Source: X. Glorot and Y. Bengio (2010), *AISTATS*, equations 12 and 16; K. He, X. Zhang, S. Ren
/// and J. Sun (2015), *ICCV*, equation 10.
public enum Initializer: Sendable, Hashable {
  /// Uniform with variance 2 / (fanIn + fanOut), that is within ±√(6 / (fanIn + fanOut)): for layers
  /// followed by tanh or nothing.
  case glorotUniform
  /// Normal with variance 2 / (fanIn + fanOut).
  case glorotNormal
  /// Uniform with variance 2 / fanIn, that is within ±√(6 / fanIn): for layers followed by relu, which
  /// lets half of the variance through.
  case heUniform
  /// Normal with variance 2 / fanIn.
  case heNormal
  /// Uniform within ±1 / √fanIn, with variance 1 / (3 fanIn): PyTorch's weights and biases.
  case fanInUniform
  /// Normal with this standard deviation, whatever the layer.
  case normal(standardDeviation: Double)
  /// The same number everywhere.
  case constant(Double)

  /// Draws a tensor from the beginning of a stream.
  ///
  /// - Precondition: `fanIn` is positive, `fanOut` is not negative.
  public func tensor<Scalar: TensorNumber>(
    _ shape: Shape, fanIn: Int, fanOut: Int, from stream: RandomStream
  ) -> Tensor<Scalar> {
    require(fanIn > 0 && fanOut >= 0, "Initializer: fan-in \(fanIn), fan-out \(fanOut)")
    let (incoming, both) = (Double(fanIn), Double(fanIn + fanOut))
    var stream = stream
    return switch self {
    case .glorotUniform: .uniform(shape, within: (6 / both).squareRoot(), using: &stream)
    case .glorotNormal: .normal(shape, using: &stream) * Scalar((2 / both).squareRoot())
    case .heUniform: .uniform(shape, within: (6 / incoming).squareRoot(), using: &stream)
    case .heNormal: .normal(shape, using: &stream) * Scalar((2 / incoming).squareRoot())
    case .fanInUniform: .uniform(shape, within: 1 / incoming.squareRoot(), using: &stream)
    case .normal(let deviation): .normal(shape, using: &stream) * Scalar(deviation)
    case .constant(let number): Tensor(repeating: Scalar(number), shape: shape)
    }
  }
}
