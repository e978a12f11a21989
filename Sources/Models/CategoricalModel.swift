import Elementary
import Probability

/// A latent variable model in which both variables are labels: $z \sim \mathrm{Cat}(\pi)$ and
/// $x \mid z \sim \mathrm{Cat}(\rho_z)$.
///
/// Everything about it is a finite sum, which makes it the smallest model in which to look at codes,
/// the information that they carry, and what a decoder does with a code that no observation has.
public struct CategoricalModel: ExactInference {
  /// The prior of the code, $p(z)$.
  public let prior: Categorical
  /// The distribution of x for each code, $p(x \mid z)$.
  public let decoder: [Categorical]

  /// A model with these distributions.
  ///
  /// - Precondition: there is a distribution of x for each code, all with the same outcomes.
  public init(prior: Categorical, decoder: [Categorical]) {
    require(
      decoder.count == prior.count,
      "CategoricalModel: \(decoder.count) distributions for \(prior.count) codes")
    require(
      decoder.allSatisfy { $0.count == decoder[0].count },
      "CategoricalModel: the distributions differ in their number of outcomes")
    self.prior = prior
    self.decoder = decoder
  }

  /// $p(x \mid z)$.
  ///
  /// - Precondition: z is a code.
  public func likelihood(given z: Int) -> Categorical { decoder[z] }

  /// $p(x) = \sum_z p(z)\, p(x \mid z)$, the distribution of the draws of the model.
  public var marginal: Categorical {
    Categorical(
      probabilities: decoder[0].probabilities.indices.map { x in
        zip(prior.probabilities, decoder).reduce(0) { $0 + $1.0 * $1.1.probabilities[x] }
      })
  }

  /// $\log p(x)$, in nats; −∞ for an observation that the model cannot produce.
  public func logEvidence(of x: Int) -> Double { marginal.logDensity(x) }

  /// $p(z \mid x) = p(z)\, p(x \mid z) / p(x)$.
  ///
  /// - Precondition: the model can produce x.
  public func posterior(of x: Int) -> Categorical {
    let joint = zip(prior.probabilities, decoder).map { $0 * $1.probabilities[x] }
    let evidence = joint.reduce(0, +)
    require(evidence > 0, "CategoricalModel: the model cannot produce the observation \(x)")
    return Categorical(probabilities: joint.map { $0 / evidence })
  }

  // snippet.inverted-encoder
  /// The model whose decoder inverts an encoder by Bayes' rule, for n observations that are equally
  /// likely: $p(x \mid z) = q(z \mid x) / \sum_{x'} q(z \mid x')$, and the prior is the average code.
  ///
  /// - Precondition: each code belongs to some observation.
  public init(inverting encoder: [Categorical]) {
    let aggregate = Self.aggregate(of: encoder)
    let count = Double(encoder.count)
    self.init(
      prior: aggregate,
      decoder: aggregate.probabilities.enumerated().map { z, share in
        Categorical(probabilities: encoder.map { $0.probabilities[z] / (count * share) })
      })
  }
  // snippet.end

  /// The average code of an encoder, $q(z) = \frac1n \sum_x q(z \mid x)$: the aggregate posterior.
  public static func aggregate(of encoder: [Categorical]) -> Categorical {
    Categorical(
      probabilities: encoder[0].probabilities.indices.map { z in
        encoder.reduce(0) { $0 + $1.probabilities[z] } / Double(encoder.count)
      })
  }

  /// The mutual information of n equally likely observations and their codes,
  /// $I(x; z) = \frac1n \sum_x KL(q(z \mid x) \Vert q(z))$, in nats.
  ///
  /// Source: T. M. Cover and J. A. Thomas (2006), *Elements of Information Theory*, equation 2.28.
  public static func information(of encoder: [Categorical]) -> Double {
    let aggregate = aggregate(of: encoder)
    return encoder.reduce(0) { $0 + klDivergence(from: $1, to: aggregate) }
      / Double(encoder.count)
  }

  /// The reconstruction term averaged over n equally likely observations,
  /// $\frac1n \sum_x \mathbb E_{q(z \mid x)}[\log p(x \mid z)]$, in nats.
  public func meanReconstruction(under encoder: [Categorical]) -> Double {
    encoder.enumerated().reduce(0) { $0 + expectedLogLikelihood(of: $1.offset, under: $1.element) }
      / Double(encoder.count)
  }

  /// The regulariser averaged over the observations, $\frac1n \sum_x KL(q(z \mid x) \Vert p(z))$, in
  /// nats: $I(x; z) + KL(q(z) \Vert p(z))$.
  ///
  /// Source: M. D. Hoffman and M. J. Johnson (2016), "ELBO surgery".
  public func meanRegulariser(of encoder: [Categorical]) -> Double {
    encoder.reduce(0) { $0 + divergenceToPrior(from: $1) } / Double(encoder.count)
  }
}
