import Elementary

/// The Kullback–Leibler divergence $KL(q \Vert p) = \sum_k q_k \log \frac{q_k}{p_k}$ between
/// categorical distributions, in nats.
///
/// An outcome that q never has adds nothing, since $0 \log 0$ is zero. One that q has and p has not
/// makes the divergence +∞: p calls impossible what q draws.
///
/// - Precondition: both have the same number of outcomes.
///
/// Source: S. Kullback and R. A. Leibler (1951), *The Annals of Mathematical Statistics* 22, 79–86.
public func klDivergence(from q: Categorical, to p: Categorical) -> Double {
  require(
    q.count == p.count, "klDivergence: from \(q.count) outcomes to \(p.count) outcomes")
  return zip(q.probabilities, p.probabilities).reduce(0) { sum, pair in
    pair.0 == 0 ? sum : sum + pair.0 * (.log(pair.0) - .log(pair.1))
  }
}

/// The divergence $KL(q \Vert p) = q \log \frac qp + (1 - q) \log \frac{1 - q}{1 - p}$ between
/// Bernoulli distributions with these probabilities of true, in nats.
///
/// An outcome that q never has adds nothing; one that q has and p has not makes it +∞.
public func klDivergence(from q: Bernoulli, to p: Bernoulli) -> Double {
  [true, false].reduce(0) { sum, outcome in
    let weight = outcome ? q.probability : 1 - q.probability
    return weight == 0 ? sum : sum + weight * (q.logDensity(outcome) - p.logDensity(outcome))
  }
}
