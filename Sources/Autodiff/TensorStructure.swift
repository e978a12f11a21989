import Elementary
import Kernels

/// A value made of tensors: a tensor, an array of them, or the parameters of a model.
///
/// What a gradient is taken with respect to; the gradient is a value of the same type, with a
/// derivative in place of each tensor.
///
/// ```swift
/// struct Line: TensorStructure {
///   var slope, offset: Tensor<Double>
///   mutating func forEachTensor(_ body: (inout Tensor<Double>) throws -> Void) rethrows {
///     try body(&slope)
///     try body(&offset)
///   }
/// }
/// ```
public protocol TensorStructure<Scalar> {
  associatedtype Scalar: TensorNumber

  /// Calls `body` for each tensor, always in the same order.
  mutating func forEachTensor(_ body: (inout Tensor<Scalar>) throws -> Void) rethrows
}

extension TensorStructure {
  /// The tensors, in order.
  public var tensors: [Tensor<Scalar>] {
    var (copy, tensors) = (self, [Tensor<Scalar>]())
    tensors.reserveCapacity(16)
    copy.forEachTensor { tensors.append($0) }
    return tensors
  }

  /// The same structure with other tensors, in the same order.
  ///
  /// - Precondition: there are as many of them.
  public func replacingTensors(with tensors: [Tensor<Scalar>]) -> Self {
    var (copy, remaining) = (self, tensors[...])
    copy.forEachTensor { tensor in
      guard let next = remaining.popFirst() else {
        fatalError("TensorStructure: \(tensors.count) tensors are too few")
      }
      tensor = next
    }
    require(remaining.isEmpty, "TensorStructure: \(tensors.count) tensors are too many")
    return copy
  }
}

extension Tensor: TensorStructure {
  /// Calls `body` for this tensor.
  public mutating func forEachTensor(_ body: (inout Tensor) throws -> Void) rethrows {
    try body(&self)
  }
}

extension Array: TensorStructure where Element: TensorStructure {
  /// The type of the tensors' numbers.
  public typealias Scalar = Element.Scalar

  /// Calls `body` for the tensors of one element after the other.
  public mutating func forEachTensor(
    _ body: (inout Tensor<Element.Scalar>) throws -> Void
  ) rethrows {
    for index in indices { try self[index].forEachTensor(body) }
  }
}
