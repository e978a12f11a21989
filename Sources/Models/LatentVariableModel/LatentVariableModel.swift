import Probability

// snippet.latent-variable-model
/// A model that explains what is observed by what is not: a latent variable z is drawn from a prior,
/// and the observation x from a distribution that z decides,
///
/// $$z \sim p(z), \qquad x \mid z \sim p(x \mid z), \qquad p(x, z) = p(z)\, p(x \mid z) .$$
///
/// A model states these two; whatever else can be asked follows from them. With a distribution q of z
/// there is a bound of the evidence $\log p(x)$ in several forms, and estimates by draws from q.
/// Whether evidence and posterior have formulas is a matter of the model: see `ExactInference`.
///
/// Source: C. M. Bishop (2006), *Pattern Recognition and Machine Learning*, §9.4.
public protocol LatentVariableModel<Observation, Latent>: Sendable {
  /// What is observed, x.
  associatedtype Observation

  /// What is not, z: a label, a number, a vector.
  associatedtype Latent

  /// The kind of distribution that z has.
  associatedtype Prior: Distribution<Latent>

  /// The kind of distribution that x has for a given z.
  associatedtype Likelihood: Distribution<Observation>

  /// The prior $p(z)$.
  var prior: Prior { get }

  /// The distribution $p(x \mid z)$ of an observation: what a decoder returns.
  func likelihood(given z: Latent) -> Likelihood
}
// snippet.end

extension LatentVariableModel {
  /// $\log p(z)$, in nats.
  public func logPrior(of z: Latent) -> Double { prior.logDensity(z) }

  /// $\log p(x \mid z)$, in nats.
  public func logLikelihood(of x: Observation, given z: Latent) -> Double {
    likelihood(given: z).logDensity(x)
  }

  /// $\log p(x, z) = \log p(x \mid z) + \log p(z)$, in nats.
  public func logJoint(of x: Observation, and z: Latent) -> Double {
    logLikelihood(of: x, given: z) + logPrior(of: z)
  }

  // snippet.ancestral-sampling
  /// Ancestral sampling: z from the prior, then x from its distribution given z.
  public func sampleWithLatent(
    using random: inout RandomStream
  ) -> (latent: Latent, observation: Observation) {
    let latent = prior.sample(using: &random)
    return (latent, likelihood(given: latent).sample(using: &random))
  }
  // snippet.end

  /// Ancestral sampling, without the latent variable.
  public func sample(using random: inout RandomStream) -> Observation {
    sampleWithLatent(using: &random).observation
  }
}
