import Elementary

/// The Kullback–Leibler divergence $KL(q \Vert p)$ between normal distributions of vectors with
/// independent entries, in nats: the sum of the divergences of the entries,
/// $\sum_j \left( \log \frac{s_j}{\sigma_j} + \frac{\sigma_j^2 + (\mu_j - m_j)^2}{2 s_j^2}
/// - \frac12 \right)$ for $q = N(\mu, \operatorname{diag} \sigma^2)$ and
/// $p = N(m, \operatorname{diag} s^2)$.
///
/// - Precondition: both have the same dimension.
public func klDivergence(from q: DiagonalNormal, to p: DiagonalNormal) -> Double {
  require(
    q.dimension == p.dimension,
    "klDivergence: from dimension \(q.dimension) to dimension \(p.dimension)")
  return zip(q.entries, p.entries).reduce(0) { $0 + klDivergence(from: $1.0, to: $1.1) }
}
