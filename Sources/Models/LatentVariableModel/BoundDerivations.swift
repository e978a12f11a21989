import Elementary
import Probability

// The two derivations of the bound as programs: the number that stands on each of their lines. What is
// equal on paper should be equal here, for every model and every q.

extension ExactInference {
  // snippet.derivation-one
  /// The lines of the derivation by Jensen's inequality, in nats: log evidence, log of the average
  /// ratio, average of the log ratio.
  ///
  /// The first two agree if q is positive wherever $p(x, z)$ is.
  ///
  /// Source: M. I. Jordan, Z. Ghahramani, T. S. Jaakkola and L. K. Saul (1999), *Machine Learning* 37,
  /// 183–233.
  public func derivationByJensen(
    of x: Observation, under q: some Approximation<Latent>
  ) -> [Double] {
    func logRatio(_ z: Latent) -> Double { logJoint(of: x, and: z) - q.logDensity(z) }
    return [
      logEvidence(of: x),  // (1), by the model's own formula
      .log(q.expectation { z in .exp(logRatio(z)) }),  // (2) and (3)
      q.expectation { z in logRatio(z) },  // (4)
    ]
  }
  // snippet.end

  // snippet.derivation-two
  /// The lines of the derivation by Bayes' rule, in nats. All but the last are the log evidence.
  ///
  /// Source: R. M. Neal and G. E. Hinton (1998), "A view of the EM algorithm that justifies
  /// incremental, sparse, and other variants".
  public func derivationByBayes(
    of x: Observation, under q: some Approximation<Latent>
  ) -> [Double] {
    let (logEvidence, posterior) = (logEvidence(of: x), posterior(of: x))
    func first(_ z: Latent) -> Double { logJoint(of: x, and: z) - q.logDensity(z) }
    func second(_ z: Latent) -> Double { q.logDensity(z) - posterior.logDensity(z) }
    return [
      q.expectation { _ in logEvidence },  // (1) and (2)
      q.expectation { z in logJoint(of: x, and: z) - posterior.logDensity(z) },  // (3)
      q.expectation { z in .log(.exp(first(z)) * .exp(second(z))) },  // (4)
      q.expectation { z in first(z) } + q.expectation { z in second(z) },  // (5) and (6)
      q.expectation { z in first(z) },  // (7)
    ]
  }
  // snippet.end
}
