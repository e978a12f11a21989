import Elementary
import Numerics
import Probability

// Estimates of the evidence and of its bound, for any q that can be sampled and evaluated.

extension LatentVariableModel {
  // snippet.log-weights
  /// The log weights $\log w_l = \log p(x, z_l) - \log q(z_l)$ of L draws $z_l \sim q$, in nats.
  ///
  /// The mean of a log weight is the bound $\mathcal L(q)$, the mean of a weight the evidence
  /// $p(x)$.
  ///
  /// - Precondition: `count`, L, is positive.
  public func logWeights(
    of x: Observation, from q: some Distribution<Latent>, count: Int,
    using random: inout RandomStream
  ) -> [Double] {
    require(count > 0, "logWeights(count: \(count)): an average needs a draw")
    return q.samples(count, using: &random).map { z in
      logJoint(of: x, and: z) - q.logDensity(z)
    }
  }
  // snippet.end

  /// The bound by sampling, $\frac1L \sum_l \log w_l$, in nats: unbiased for every L.
  public func estimatedEvidenceLowerBound(
    of x: Observation, from q: some Distribution<Latent>, count: Int,
    using random: inout RandomStream
  ) -> Estimate {
    Estimate(logWeights(of: x, from: q, count: count, using: &random))
  }

  /// The importance-weighted estimate of the log evidence, $\log \frac1L \sum_l w_l$, in nats.
  ///
  /// Its mean is a bound, at most $\log p(x)$, that rises with L: $\mathcal L(q)$ for one draw, the
  /// evidence in the limit.
  ///
  /// Source: Y. Burda, R. Grosse and R. Salakhutdinov (2016), *Importance Weighted Autoencoders*,
  /// theorem 1.
  public func importanceWeightedLogEvidence(
    of x: Observation, from q: some Distribution<Latent>, count: Int,
    using random: inout RandomStream
  ) -> Double {
    logMeanExp(logWeights(of: x, from: q, count: count, using: &random))
  }

  /// The naive estimate of the log evidence, $\log \frac1L \sum_l p(x \mid z_l)$ with $z_l$ drawn from
  /// the prior, in nats: the importance-weighted estimate with q = p(z).
  public func naiveLogEvidence(
    of x: Observation, count: Int, using random: inout RandomStream
  ) -> Double {
    importanceWeightedLogEvidence(of: x, from: prior, count: count, using: &random)
  }
}
