import Autodiff
import Kernels

/// A method that improves parameters step by step, along the gradient of what is to become small.
///
/// A value: a copy goes on by itself from where the original stands.
public protocol Optimizer<Scalar> {
  associatedtype Scalar: TensorNumber

  /// What the method is and how it is set, in one line; without the learning rate, which may change
  /// from step to step.
  var settings: String { get }
  /// The size of the next step; what it means in detail is the method's.
  var learningRate: Double { get set }
  /// How many updates were made.
  var step: Int { get set }
  /// The numbers that the method keeps for each parameter: a row for each kind, in which the tensors
  /// follow each other.
  var state: Tensor<Scalar> { get set }
  /// What the next update does to each parameter.
  var rule: UpdateRule<Scalar> { get }
  /// What is wrong with the state, in words, if no updates can lead to it; otherwise `nil`.
  var stateComplaint: String? { get }
}

extension Optimizer {
  /// `nil`: any numbers can be the state.
  public var stateComplaint: String? { nil }

  /// One step: changes the parameters against the gradient.
  ///
  /// - Precondition: the parameters have the shapes of those that the optimiser was made for, and
  ///   so does the gradient.
  public mutating func update<Parameters: TensorStructure<Scalar>>(
    _ parameters: inout Parameters, along gradient: Parameters
  ) {
    let rule = rule
    parameters.update(rule, along: gradient, state: &state)
    step += 1
  }
}
