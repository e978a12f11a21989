import Autodiff
import Elementary

/// How a gradient is kept from throwing the parameters far away.
public enum GradientClipping: Sendable, Hashable {
  /// The whole gradient is shortened to this length if it is longer, and keeps its direction.
  ///
  /// Source: R. Pascanu, T. Mikolov and Y. Bengio (2013), *ICML*, algorithm 1.
  case norm(Double)
  /// Every derivative is moved into ±this bound.
  case magnitude(Double)
}

extension TensorStructure {
  /// The gradient, clipped.
  ///
  /// A gradient that is not a number stays so, for everybody to see.
  ///
  /// - Precondition: the bound is positive.
  public func clipped(to clipping: GradientClipping) -> Self {
    var result = self
    switch clipping {
    case .norm(let bound):
      require(bound > 0, "GradientClipping: a norm of \(bound)")
      let norm = norm
      if norm > bound { result.forEachTensor { $0 = $0 * Scalar(bound / norm) } }
    case .magnitude(let bound):
      require(bound > 0, "GradientClipping: a magnitude of \(bound)")
      result.forEachTensor { $0 = $0.clamped(to: Scalar(-bound)...Scalar(bound)) }
    }
    return result
  }
}
