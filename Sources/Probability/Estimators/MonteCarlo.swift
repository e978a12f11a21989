import Elementary

// snippet.monte-carlo
/// The Monte Carlo estimate of an expectation, an average over draws:
/// $\hat f_L = \frac1L \sum_{l=1}^L f(x^{(l)})$ with $x^{(l)} \sim p$.
///
/// It is unbiased for every L if $\mathbb E|f|$ is finite, and its variance is
/// $\mathrm{Var}(f) / L$ if $\mathbb E f^2$ is finite too.
///
/// - Precondition: `count` is positive.
/// - Complexity: O(L) draws and evaluations of `f`.
///
/// Source: N. Metropolis and S. Ulam (1949), *Journal of the American Statistical Association* 44,
/// 335–341.
public func monteCarlo<Value>(
  samples count: Int, of f: (Value) -> Double, under distribution: some Distribution<Value>,
  using random: inout RandomStream
) -> Double {
  require(count > 0, "monteCarlo(samples: \(count)): an average needs a draw")
  var sum = 0.0
  for _ in 0..<count { sum += f(distribution.sample(using: &random)) }
  return sum / Double(count)
}
// snippet.end
