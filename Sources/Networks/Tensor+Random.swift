import Autodiff
import Kernels
import Probability

extension Tensor {
  /// Independent standard normal numbers, in the order of the stream.
  ///
  /// Drawn in `Double` and rounded, so a stream gives a `Float` tensor the same noise.
  public static func normal(_ shape: Shape, using random: inout RandomStream) -> Tensor {
    Tensor(shape: shape) { random.normals(into: $0) }
  }

  /// Independent uniform numbers in [−bound, bound), in the order of the stream.
  public static func uniform(
    _ shape: Shape, within bound: Double, using random: inout RandomStream
  ) -> Tensor {
    Tensor(
      (0..<shape.elementCount).map { _ in Scalar((2 * random.uniform() - 1) * bound) },
      shape: shape)
  }
}
