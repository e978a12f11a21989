import Elementary

/// The Jensen–Shannon divergence $\frac12 KL(p \Vert m) + \frac12 KL(q \Vert m)$ with the mixture
/// $m = \frac12 (p + q)$, between categorical distributions, in nats.
///
/// It is symmetric, and finite whatever p and q are, since m can do all that either can: from 0 for
/// equal distributions to log 2 for distributions without a common outcome.
///
/// - Precondition: both have the same number of outcomes.
///
/// Source: J. Lin (1991), *IEEE Transactions on Information Theory* 37, 145–151, equation 4.1.
public func jensenShannonDivergence(_ p: Categorical, _ q: Categorical) -> Double {
  require(
    p.count == q.count, "jensenShannonDivergence: \(p.count) outcomes and \(q.count) outcomes")
  let middle = Categorical(
    probabilities: zip(p.probabilities, q.probabilities).map { 0.5 * ($0 + $1) })
  return 0.5 * (klDivergence(from: p, to: middle) + klDivergence(from: q, to: middle))
}

/// The Jensen–Shannon divergence between Bernoulli distributions, in nats; from 0 to log 2.
public func jensenShannonDivergence(_ p: Bernoulli, _ q: Bernoulli) -> Double {
  let middle = Bernoulli(probability: 0.5 * (p.probability + q.probability))
  return 0.5 * (klDivergence(from: p, to: middle) + klDivergence(from: q, to: middle))
}
