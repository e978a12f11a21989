import Elementary
import Numerics
import Probability

/// A latent variable model with a nonlinear decoder: a scalar latent variable, wound around a circle
/// in the plane.
///
/// $z \sim N(0, 1)$ and $x \mid z \sim N\bigl(r (\cos 2\pi\Phi(z), \sin 2\pi\Phi(z)), \sigma^2
/// I\bigr)$, where Φ is the standard normal distribution function. As $\Phi(z)$ is uniform, the
/// evidence is an integral over one turn,
/// $p(x) = \int_0^1 N\bigl(x; r (\cos 2\pi u, \sin 2\pi u), \sigma^2 I\bigr) du$, smooth and
/// periodic, for which equally spaced nodes are exact to rounding error.
public struct CircleModel: ExactInference, Hashable {
  /// The circle's radius r.
  public let radius: Double
  /// The standard deviation σ of each coordinate of x given z.
  public let noiseStandardDeviation: Double

  /// 2,001 nodes on [−9, 9], outside of which the prior has less than 10⁻¹⁸ of its mass, at a
  /// distance h of 0.009. Integrals of the posterior are exact to rounding while
  /// $\sigma / (2 \pi r)$, about the posterior's narrowest width in z times $\phi(0) = 0.4$, is at
  /// least h.
  public static let posteriorGrid = Quadrature.trapezoid(2001, from: -9, to: 9)

  /// A model with these parameters.
  ///
  /// - Precondition: the standard deviation is positive.
  public init(radius: Double, noiseStandardDeviation: Double) {
    require(
      noiseStandardDeviation > 0,
      "CircleModel: the standard deviation of the noise is \(noiseStandardDeviation)")
    self.radius = radius
    self.noiseStandardDeviation = noiseStandardDeviation
  }

  /// The prior p(z), a standard normal distribution.
  public var prior: Normal { .standard }

  /// The decoder's mean of x given z.
  public func decode(_ z: Double) -> [Double] {
    place(atTurn: Normal.standard.cumulative(z))
  }

  /// The decoder's distribution, $p(x \mid z) = N\bigl(r (\cos 2\pi\Phi(z), \sin 2\pi\Phi(z)),
  /// \sigma^2 I\bigr)$.
  public func likelihood(given z: Double) -> DiagonalNormal { likelihood(around: decode(z)) }

  /// $\log p(x)$ in nats, by 256 equally spaced nodes around the circle.
  public func logEvidence(of x: [Double]) -> Double { logEvidence(of: x, nodes: 256) }

  /// $\log p(x)$ in nats, by equally spaced nodes around the circle.
  public func logEvidence(of x: [Double], nodes: Int) -> Double {
    logMeanExp(
      (0..<nodes).map { node in
        likelihood(around: place(atTurn: Double(node) / Double(nodes))).logDensity(x)
      })
  }

  /// The posterior $p(z \mid x) = p(x, z) / p(x)$, a density on `posteriorGrid`.
  public func posterior(of x: [Double]) -> GridDensity {
    let logEvidence = logEvidence(of: x)
    return GridDensity(on: Self.posteriorGrid) { logJoint(of: x, and: $0) - logEvidence }
  }

  private func place(atTurn turn: Double) -> [Double] {
    [radius * .cos(2 * .pi * turn), radius * .sin(2 * .pi * turn)]
  }

  private func likelihood(around mean: [Double]) -> DiagonalNormal {
    DiagonalNormal(
      mean: mean, standardDeviations: Array(repeating: noiseStandardDeviation, count: mean.count))
  }
}
