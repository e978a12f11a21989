import Elementary

/// The variance of the log ratio $\log q(x) - \log p(x)$ of normal distributions at a draw of q:
/// $\frac12 (s^2 - 1)^2 + s^2 m^2$ with $s = \sigma_q / \sigma_p$ and
/// $m = (\mu_q - \mu_p) / \sigma_p$.
///
/// It is the variance of `DivergenceEstimator.logRatio` for one draw. With $x = \mu_q + \sigma_q
/// \varepsilon$ the log ratio is $\frac12 (s^2 - 1) \varepsilon^2 + s m \varepsilon$ and a constant;
/// $\varepsilon^2$ has the variance 2 and is uncorrelated with $\varepsilon$.
public func logRatioVariance(from q: Normal, to p: Normal) -> Double {
  let (s, m) = standardized(q, by: p)
  return 0.5 * (s * s - 1) * (s * s - 1) + s * s * m * m
}

/// The variance of the log ratio of normal distributions with independent entries: the sum of the
/// variances of the entries.
///
/// - Precondition: both have the same dimension.
public func logRatioVariance(from q: DiagonalNormal, to p: DiagonalNormal) -> Double {
  require(
    q.dimension == p.dimension,
    "logRatioVariance: from dimension \(q.dimension) to dimension \(p.dimension)")
  return zip(q.entries, p.entries).reduce(0) { $0 + logRatioVariance(from: $1.0, to: $1.1) }
}

/// The χ² divergence $\chi^2(p \Vert q) = \int \frac{p(x)^2}{q(x)} dx - 1$ between normal
/// distributions: the variance of the ratio $p(x) / q(x)$ at a draw of q.
///
/// With s and m as in `logRatioVariance` it is
/// $\frac{s^2}{\sqrt{2 s^2 - 1}} \exp \frac{m^2}{2 s^2 - 1} - 1$, and +∞ for $s^2 \le \frac12$: the
/// tails of q then fall more than twice as fast as those of p.
public func chiSquareDivergence(from p: Normal, to q: Normal) -> Double {
  let (s, m) = standardized(q, by: p)
  let excess = s * s - 1
  guard 1 + 2 * excess > 0 else { return .infinity }
  return .expMinusOne(
    .logOnePlus(excess) - 0.5 * .logOnePlus(2 * excess) + m * m / (1 + 2 * excess))
}

/// The variance of `DivergenceEstimator.controlVariate` for one draw, between normal distributions:
/// $\chi^2(p \Vert q) + \mathrm{Var}(\log r) - 2 (KL(q \Vert p) + KL(p \Vert q))$.
///
/// The last term is twice the covariance of $r$ and $-\log r$, for
/// $\mathbb E_q[r \log r] = KL(p \Vert q)$. It is +∞ where the first is.
public func controlVariateVariance(from q: Normal, to p: Normal) -> Double {
  chiSquareDivergence(from: p, to: q) + logRatioVariance(from: q, to: p)
    - 2 * (klDivergence(from: q, to: p) + klDivergence(from: p, to: q))
}
