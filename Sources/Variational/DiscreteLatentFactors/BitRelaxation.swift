import Elementary
import Numerics

/// A single bit $z \sim \mathrm{Ber}(\psi)$ with the logit l, a function f between 0 and 1, and what the
/// estimators that go through the bit make of $d\,\mathbb E[f(z)] / dl = \psi (1 - \psi) (f(1) - f(0))$:
/// means and variances without sampling.
public struct BitRelaxation: Sendable {
  /// l.
  public let logit: Double

  /// f, of which the truth uses only the values at 0 and 1.
  public let function: @Sendable (Double) -> Double

  /// The derivative f'.
  public let slope: @Sendable (Double) -> Double

  /// Nodes for integrals over $t = (l + \varepsilon) / \tau$, whose integrands fall like
  /// $e^{-|t|}$.
  private static let nodes = Quadrature.trapezoid(4_001, from: -40, to: 40)

  /// A bit with this logit, and a function with its derivative.
  public init(
    logit: Double, function: @escaping @Sendable (Double) -> Double,
    slope: @escaping @Sendable (Double) -> Double
  ) {
    self.logit = logit
    self.function = function
    self.slope = slope
  }

  /// ψ, the probability of 1.
  public var probability: Double { .sigmoid(logit) }

  /// $\psi (1 - \psi)$: the derivative of ψ, and the density of the noise where the bit turns over.
  private var steepness: Double { probability * .sigmoid(-logit) }

  /// $\psi (1 - \psi) (f(1) - f(0))$.
  public var gradient: Double { steepness * (function(1) - function(0)) }

  /// The mean of the straight-through estimate,
  /// $\psi (1 - \psi) \left( \psi f'(1) + (1 - \psi) f'(0) \right)$.
  public var straightThroughMean: Double {
    steepness * (probability * slope(1) + (1 - probability) * slope(0))
  }

  // snippet.relaxed-mean
  /// The mean of the pathwise estimate for the relaxed bit $\tilde z = \sigma((l + \varepsilon) / \tau)$:
  /// $\int f'(\sigma(t))\, \sigma'(t)\, \lambda(\tau t - l)\, dt$ with the logistic density λ.
  public func relaxedMean(temperature: Double) -> Double {
    Self.nodes.integrate { t in
      pathSlope(t) * Self.logisticDensity(temperature * t - logit)
    }
  }
  // snippet.end

  /// The variance of that estimate for a single draw,
  /// $\frac1\tau \int \left( f'(\sigma(t))\, \sigma'(t) \right)^2 \lambda(\tau t - l)\, dt$ less the
  /// squared mean.
  public func relaxedVariance(temperature: Double) -> Double {
    let mean = relaxedMean(temperature: temperature)
    let square = Self.nodes.integrate { t in
      pathSlope(t) * pathSlope(t) * Self.logisticDensity(temperature * t - logit) / temperature
    }
    return square - mean * mean
  }

  /// The bias for a small temperature, divided by it:
  /// $\psi (1 - \psi) (2 \psi - 1) \int t f'(\sigma(t))\, \sigma'(t)\, dt$.
  public var biasPerTemperature: Double {
    steepness * (2 * probability - 1) * Self.nodes.integrate { t in t * pathSlope(t) }
  }

  /// The variance for a small temperature, times it:
  /// $\psi (1 - \psi) \int \left( f'(\sigma(t))\, \sigma'(t) \right)^2 dt$.
  public var varianceTimesTemperature: Double {
    steepness * Self.nodes.integrate { t in pathSlope(t) * pathSlope(t) }
  }

  /// The derivative of $f(\sigma(t))$.
  private func pathSlope(_ t: Double) -> Double {
    slope(.sigmoid(t)) * Self.logisticDensity(t)
  }

  /// $\lambda(t) = \sigma(t)\, \sigma(-t)$, which is also $\sigma'(t)$.
  private static func logisticDensity(_ t: Double) -> Double { .sigmoid(t) * .sigmoid(-t) }
}
