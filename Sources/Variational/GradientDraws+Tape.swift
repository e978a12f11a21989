import Autodiff
import Probability

/// The gradient of a surrogate in each of many draws, with respect to all numbers of all parameters:
/// a row for each draw, the parameters' numbers in order.
///
/// - Parameters:
///   - count: how many times the surrogate is drawn, at least once.
///   - surrogate: one number, whose derivative is an estimate; it draws its own noise.
public func gradientDraws<Parameters: TensorStructure>(
  _ count: Int, at parameters: Parameters, using random: inout RandomStream,
  of surrogate: (Parameters, inout RandomStream) throws -> Tensor<Parameters.Scalar>
) rethrows -> GradientDraws {
  GradientDraws(
    rows: try (0..<count).map { _ in
      let draw = try gradient(at: parameters) { try surrogate($0, &random) }
      return draw.tensors.flatMap { $0.numbers.map { Double($0) } }
    })
}
