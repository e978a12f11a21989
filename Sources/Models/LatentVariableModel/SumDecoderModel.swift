import Elementary
import Probability

/// A scalar decoder with d latent dimensions that act through their sum: $z \sim N(0, I_d)$ and
/// $x \mid z \sim N(g(s), \sigma^2)$ with $s = \sum_j z_j / \sqrt d$.
///
/// Since $s \sim N(0, 1)$, the evidence is the same for every d, and is known from one dimension. An
/// algorithm that is not told so sees a nonlinear decoder of d interacting latent variables.
public struct SumDecoderModel: LatentVariableModel {
  /// The model with one latent dimension.
  public let base: ScalarDecoderModel

  /// The number d of latent dimensions.
  public let dimension: Int

  /// - Precondition: the dimension is positive.
  public init(_ base: ScalarDecoderModel, dimension: Int) {
    require(dimension >= 1, "SumDecoderModel: \(dimension) latent dimensions")
    self.base = base
    self.dimension = dimension
  }

  /// The prior p(z), a standard normal distribution in d dimensions.
  public var prior: DiagonalNormal { .standard(dimension: dimension) }

  /// The decoder's distribution, $N(g(s), \sigma^2)$.
  ///
  /// - Precondition: z has d entries.
  public func likelihood(given z: [Double]) -> Normal {
    require(
      z.count == dimension, "SumDecoderModel: \(z.count) entries in \(dimension) dimensions")
    return base.likelihood(given: z.reduce(0, +) / Double(dimension).squareRoot())
  }

  /// The evidence $\log p(x)$ in nats, that of one dimension.
  public func logEvidence(of x: Double) -> Double { base.logEvidence(of: x) }
}
