import Elementary
import Numerics
import Probability

/// A latent variable model with a scalar latent variable, a scalar observation, and a decoder that may
/// be nonlinear: $z \sim N(0, 1)$ and $x \mid z \sim N(g(z), \sigma^2)$.
///
/// For a nonlinear g there is no formula for the evidence, but one latent dimension is few enough for
/// quadrature: integrals over z are sums over the nodes of a fine grid, exact to rounding for the
/// smooth decoders of this book.
public struct ScalarDecoderModel: ExactInference {
  /// The decoder g, the mean of x given z.
  public let decode: @Sendable (Double) -> Double
  /// The standard deviation σ of x given z.
  public let noiseStandardDeviation: Double
  /// The nodes for integrals over z.
  public let grid: Quadrature

  /// 400 nodes on [−9, 9], outside of which the prior has less than 10⁻¹⁸ of its mass.
  public static let fineGrid = Quadrature.gaussLegendre(400, from: -9, to: 9)

  /// A model with this decoder.
  ///
  /// - Precondition: the standard deviation is positive.
  public init(
    noiseStandardDeviation: Double, grid: Quadrature = fineGrid,
    decode: @escaping @Sendable (Double) -> Double
  ) {
    require(
      noiseStandardDeviation > 0,
      "ScalarDecoderModel: the standard deviation of the noise is \(noiseStandardDeviation)")
    self.decode = decode
    self.noiseStandardDeviation = noiseStandardDeviation
    self.grid = grid
  }

  /// The prior p(z), a standard normal distribution.
  public var prior: Normal { .standard }

  /// The decoder's distribution, $p(x \mid z) = N(g(z), \sigma^2)$: the decoder's output is only its
  /// mean.
  public func likelihood(given z: Double) -> Normal {
    Normal(mean: decode(z), standardDeviation: noiseStandardDeviation)
  }

  /// The evidence $\log p(x) = \log \int p(x, z)\, dz$ in nats, by quadrature.
  public func logEvidence(of x: Double) -> Double {
    logSumExp(grid.nodes.map { logJoint(of: x, and: $0) }, weights: grid.weights)
  }

  /// The posterior $p(z \mid x) = p(x, z) / p(x)$, a density on the model's grid.
  public func posterior(of x: Double) -> GridDensity {
    GridDensity(on: grid) { logJoint(of: x, and: $0) }.normalized
  }

  /// The normal q with the greatest bound that a search from each of several places finds, and its
  /// bound in nats.
  ///
  /// The bound may have several peaks, one for each peak of the posterior.
  ///
  /// - Precondition: there is a place to start from.
  public func bestNormal(
    for x: Double, nodes: Quadrature, from starts: [Double] = [-1, 0, 1],
    precision: Double = 1e-6
  ) -> (q: Normal, bound: Double) {
    require(!starts.isEmpty, "ScalarDecoderModel.bestNormal: nowhere to start from")
    func normal(_ parameters: [Double]) -> Normal {
      Normal(mean: parameters[0], standardDeviation: .exp(parameters[1]))
    }
    let peaks = starts.map { start in
      patternSearchMaximum(from: [start, -1], steps: [0.5, 0.5], precision: precision) {
        evidenceLowerBound(of: x, under: normal($0), nodes: nodes)
      }
    }
    let best = peaks.reduce(peaks[0]) { $1.value > $0.value ? $1 : $0 }
    return (normal(best.point), best.value)
  }
}
