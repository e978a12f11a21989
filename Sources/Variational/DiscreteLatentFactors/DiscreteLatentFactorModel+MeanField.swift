import Elementary
import Probability

extension DiscreteLatentFactorModel {
  /// The product of Bernoulli distributions to which coordinate ascent on the bound leads from a given
  /// one.
  ///
  /// For a single factor the best logit is known, the mean over the others of what turning it on adds:
  /// $l_j = \mathbb E_{q_{-j}}[\log p(x, z_j = 1, z_{-j}) - \log p(x, z_j = 0, z_{-j})]$. The bound never
  /// falls.
  ///
  /// - Parameter precision: the largest change of a logit in the last sweep.
  ///
  /// Source: C. M. Bishop (2006), *Pattern Recognition and Machine Learning*, equation 10.9.
  public func meanFieldPosterior(
    of x: [Int], from start: BernoulliProduct, precision: Double = 1e-10
  ) -> BernoulliProduct {
    let logJoints = logJoints(of: x)
    var q = start
    for _ in 0..<1_000 {
      let before = q.logits
      for factor in 0..<factorCount {
        var logits = q.logits
        logits[factor] = meanGain(of: factor, logJoints: logJoints, under: q)
        q = BernoulliProduct(logits: logits)
      }
      if zip(before, q.logits).allSatisfy({ ($0 - $1).magnitude <= precision }) { break }
    }
    return q
  }

  /// The mean over the other factors of what turning a factor on adds to the log joint.
  private func meanGain(
    of factor: Int, logJoints: [Double], under q: BernoulliProduct
  ) -> Double {
    let weights = q.codeProbabilities
    let bit = 1 << factor
    return weights.indices.reduce(0) { sum, code in
      code & bit != 0
        ? sum
        : sum + (weights[code] + weights[code | bit]) * (logJoints[code | bit] - logJoints[code])
    }
  }

  /// The product of Bernoulli distributions with the greatest bound that coordinate ascent finds from
  /// the prior and from near each of the likeliest codes, and its bound in nats.
  ///
  /// The bound may have several peaks, about one for each peak of the posterior.
  public func bestMeanField(of x: [Int], starts: Int = 8) -> (q: BernoulliProduct, bound: Double) {
    let logJoints = logJoints(of: x)
    let likeliest = logJoints.indices.sorted { logJoints[$0] > logJoints[$1] }.prefix(starts)
    let nearCodes = likeliest.map { code in
      BernoulliProduct(logits: codes[code].map { $0 ? 3 : -3 })
    }
    let ends = ([prior] + nearCodes).map { start in
      let q = meanFieldPosterior(of: x, from: start)
      return (q: q, bound: evidenceLowerBound(of: x, under: q))
    }
    return ends.reduce(ends[0]) { $1.bound > $0.bound ? $1 : $0 }
  }
}
