import Elementary
import Numerics

/// The Kullback–Leibler divergence $KL(q \Vert p) = \mathbb E_q[\log q - \log p]$ between normal
/// distributions, in nats:
/// $\frac12 \left( \mathrm{tr}\, \Sigma_p^{-1} \Sigma_q + (\mu_p - \mu_q)^\top \Sigma_p^{-1}
/// (\mu_p - \mu_q) - d + \log\det\Sigma_p - \log\det\Sigma_q \right)$.
///
/// With $\Sigma_p = L L^\top$ and $\Sigma_q = C C^\top$ the trace is the sum of squares of
/// $L^{-1} C$, so no inverse is formed.
///
/// - Precondition: both have the same dimension.
/// - Complexity: O(d³).
///
/// Source: S. Kullback (1959), *Information Theory and Statistics*, chapter 9.
public func klDivergence(from q: MultivariateNormal, to p: MultivariateNormal) -> Double {
  require(
    q.dimension == p.dimension,
    "klDivergence: from dimension \(q.dimension) to dimension \(p.dimension)")
  var trace = 0.0
  for column in 0..<q.dimension {
    let whitened = p.cholesky.forwardSubstitution(q.cholesky.lower.column(column))
    trace += dot(whitened, whitened)
  }
  let difference = zip(p.mean, q.mean).map { $0 - $1 }
  return 0.5
    * (trace + p.cholesky.squaredMahalanobis(difference) - Double(q.dimension)
      + p.cholesky.logDeterminant - q.cholesky.logDeterminant)
}

/// The divergence $KL(q \Vert p)$ between normal distributions on the line, in nats:
/// $\frac12 \left( v - 1 - \log v + m^2 \right)$ with $v = \sigma_q^2 / \sigma_p^2$ and
/// $m = (\mu_q - \mu_p) / \sigma_p$.
///
/// The order of the terms keeps digits where q is close to p: $v - 1$ and $\log v$ nearly cancel.
public func klDivergence(from q: Normal, to p: Normal) -> Double {
  let (deviation, mean) = standardized(q, by: p)
  let variance = deviation * deviation
  return 0.5 * (variance - 1 - .log(variance) + mean * mean)
}

/// The deviation and the mean of q in units in which p is standard normal.
func standardized(_ q: Normal, by p: Normal) -> (deviation: Double, mean: Double) {
  (q.standardDeviation / p.standardDeviation, (q.mean - p.mean) / p.standardDeviation)
}
