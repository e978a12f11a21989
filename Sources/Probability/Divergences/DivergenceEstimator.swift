import Elementary

// snippet.divergence-estimator
/// What a single draw $x \sim q$ says of $KL(q \Vert p)$, given the ratio $r = p(x) / q(x)$.
///
/// Source: J. Schulman (2020), *Approximating KL Divergence*.
public enum DivergenceEstimator: Sendable, CaseIterable {
  /// $-\log r$: unbiased, often negative. Its spread near $p = q$ is of the first order in their
  /// distance, and the divergence of the second.
  case logRatio
  /// $\frac12 (\log r)^2$: never negative, biased; right to second order near $p = q$.
  case squaredLogRatio
  /// $r - 1 - \log r$: unbiased where p puts no mass that q leaves out, and never negative, since
  /// $\log r \le r - 1$. The expectation of $r - 1$ is zero, so adding it changes the variance
  /// alone. Near $p = q$ that helps; where q is much narrower than p the variance is infinite.
  case controlVariate

  /// The estimate from one draw, in nats.
  ///
  /// - Parameter logRatio: $\log r = \log p(x) - \log q(x)$.
  public func summand(logRatio: Double) -> Double {
    switch self {
    case .logRatio: -logRatio
    case .squaredLogRatio: 0.5 * logRatio * logRatio
    case .controlVariate: .expMinusOne(logRatio) - logRatio
    }
  }
}
// snippet.end

/// The Monte Carlo estimate of $KL(q \Vert p)$ from draws of q, in nats, with its error.
///
/// - Precondition: `count` is not negative.
/// - Complexity: `count` draws of q, and evaluations of both densities.
public func klEstimate<Value>(
  _ estimator: DivergenceEstimator, samples count: Int, from q: some Distribution<Value>,
  to p: some Distribution<Value>, using random: inout RandomStream
) -> Estimate {
  Estimate(repetitions: count) {
    let x = q.sample(using: &random)
    return estimator.summand(logRatio: p.logDensity(x) - q.logDensity(x))
  }
}
