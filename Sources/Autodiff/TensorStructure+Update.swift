import Elementary
import Kernels

extension TensorStructure {
  /// How many numbers the tensors have together.
  public var numberCount: Int {
    var (copy, count) = (self, 0)
    copy.forEachTensor { count += $0.shape.elementCount }
    return count
  }

  /// √Σ x² over all numbers of all tensors.
  public var norm: Double {
    var (copy, sum) = (self, 0.0)
    copy.forEachTensor { sum += $0.buffer.sumOfSquares }
    return sum.squareRoot()
  }

  /// One step of an optimiser: changes the numbers of all tensors, and the state that the rule keeps
  /// for each of them.
  ///
  /// A tensor's memory is changed where it lies, unless another value shares it. The state has the
  /// shape `[rule.stateCount, numberCount]`, in the order of the tensors.
  ///
  /// - Precondition: the gradient has this structure's shapes, the state has that shape, and no
  ///   gradient is being taken through either of them.
  public mutating func update(
    _ rule: UpdateRule<Scalar>, along gradient: Self, state: inout Tensor<Scalar>
  ) {
    let derivatives = gradient.tensors
    var update = ParameterUpdate<Scalar>(tensorCount: derivatives.count)
    var index = 0
    forEachTensor { tensor in
      let derivative = derivatives[index]
      require(
        tensor.shape == derivative.shape,
        "update: a gradient of shape \(derivative.shape) for parameters of shape \(tensor.shape)")
      require(
        tensor.tape == nil && derivative.tape == nil,
        "update: inside a gradient, parameters cannot be changed; compute new ones instead")
      update.add(&tensor.buffer, along: derivative.buffer)
      index += 1
    }
    update.apply(rule, state: &state.buffer)
  }
}
