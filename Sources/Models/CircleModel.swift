import Kernels
import Probability

/// A latent variable model with a bent decoder: one latent number, wound around a circle in the
/// plane.
///
/// $z \sim N(0, 1)$ and $x \mid z \sim N\bigl(r (\cos 2\pi\Phi(z), \sin 2\pi\Phi(z)), \sigma^2
/// I\bigr)$, where Φ is the standard normal distribution function. As $\Phi(z)$ is uniform, the
/// evidence is an integral over one turn,
/// $p(x) = \int_0^1 N\bigl(x; r (\cos 2\pi u, \sin 2\pi u), \sigma^2 I\bigr) du$, smooth and
/// periodic, for which equally spaced nodes are exact to rounding error.
public struct CircleModel: Sendable, Hashable {
  /// The circle's radius r.
  public let radius: Double
  /// The standard deviation σ of the noise in each coordinate.
  public let noise: Double

  /// A model with these parameters.
  public init(radius: Double, noise: Double) {
    self.radius = radius
    self.noise = noise
  }

  /// The decoder's mean at a latent number.
  public func decode(_ z: Double) -> [Double] {
    place(atTurn: Normal.standard.cumulative(z))
  }

  /// Ancestral sampling: z from the prior, then x around the decoder's mean.
  public func sample(using random: inout RandomStream) -> [Double] {
    decode(random.normal()).map { $0 + noise * random.normal() }
  }

  /// $\log p(x \mid z)$ in nats.
  public func logLikelihood(of x: [Double], given z: Double) -> Double {
    logLikelihood(of: x, at: decode(z))
  }

  /// $\log p(x)$ in nats, by equally spaced nodes around the circle.
  public func logEvidence(of x: [Double], nodes: Int = 256) -> Double {
    logMeanExp(
      (0..<nodes).map { logLikelihood(of: x, at: place(atTurn: Double($0) / Double(nodes))) })
  }

  private func place(atTurn turn: Double) -> [Double] {
    [radius * .cos(2 * .pi * turn), radius * .sin(2 * .pi * turn)]
  }

  private func logLikelihood(of x: [Double], at mean: [Double]) -> Double {
    DiagonalNormal(
      mean: mean, standardDeviations: [Double](repeating: noise, count: mean.count)
    ).logDensity(x)
  }
}
