import Elementary
import Probability

extension ScalarLinearVAE: ExactInference {
  /// The prior p(z), a standard normal distribution.
  public var prior: Normal { .standard }

  /// The decoder's distribution, $p(x \mid z) = N(wz, \sigma^2)$.
  public func likelihood(given z: Double) -> Normal {
    Normal(mean: decoderWeight * z, standardDeviation: noiseVariance.squareRoot())
  }

  /// The encoder's distribution, $q(z \mid x) = N(vx, s^2)$.
  public func encode(_ x: Double) -> Normal {
    Normal(mean: encoderWeight * x, standardDeviation: .exp(logStandardDeviation))
  }

  /// The variance of x with z integrated out, $w^2 + \sigma^2$.
  public var marginalVariance: Double { decoderWeight * decoderWeight + noiseVariance }

  /// $\log p(x) = \log N(x; 0, w^2 + \sigma^2)$, in nats.
  public func logEvidence(of x: Double) -> Double {
    Normal(mean: 0, standardDeviation: marginalVariance.squareRoot()).logDensity(x)
  }

  /// The posterior $p(z \mid x) = N\bigl(wx / (w^2 + \sigma^2), \sigma^2 / (w^2 + \sigma^2)\bigr)$.
  public func posterior(of x: Double) -> Normal {
    Normal(
      mean: decoderWeight * x / marginalVariance,
      standardDeviation: (noiseVariance / marginalVariance).squareRoot())
  }
}
