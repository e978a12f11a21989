import Autodiff
import Elementary
import Kernels

extension Tensor where Scalar == Double {
  // snippet.multi-sample
  /// A surrogate of the multi-sample bound $\hat L_S = \log \frac1S \sum_s w_s$ at draws through which no
  /// derivative passes: its value is $\hat L_S$, its derivative
  /// $\sum_s \tilde w_s \nabla \log w_s + \sum_s (\hat L_S - \hat L_{-s}) \nabla \log q(z_s)$.
  ///
  /// $\tilde w_s$ are the normalised weights. $\hat L_{-s}$ has the mean of the other log weights in the
  /// place of $\log w_s$; it does not know $z_s$, so the derivative is unbiased.
  ///
  /// - Parameters:
  ///   - logWeights: $\log w_s = \log p(x, z_s) - \log q(z_s)$, of shape `[S, n]` with S of two or more,
  ///     differentiable in all parameters.
  ///   - logDensity: $\log q(z_s)$ of the same draws, in the same shape.
  /// - Returns: shape `[n]`, in nats.
  ///
  /// Source: A. Mnih and D. J. Rezende (2016), "Variational inference for Monte Carlo objectives",
  /// *ICML*.
  public static func multiSampleSurrogate(logWeights: Tensor, logDensity: Tensor) -> Tensor {
    require(
      logWeights.shape == logDensity.shape && logWeights.shape.rank == 2 && logWeights.shape[0] > 1,
      "multiSampleSurrogate: log weights \(logWeights.shape), log densities \(logDensity.shape)")
    let count = logWeights.shape[0]
    let bound = logWeights.logSumExp(0) - .log(Double(count))
    let constants = logWeights.stopGradient()
    let others = (constants.sum(0, keepingAxes: true) - constants) / Double(count - 1)
    let withoutDraw = (0..<count).map { s in
      let draws = (0..<count).map { ($0 == s ? others : constants).slice(s: $0) }
      return concatenate(draws).logSumExp(0) - .log(Double(count))
    }
    let advantages = bound.stopGradient() - stack(withoutDraw)
    return bound + (advantages * (logDensity - logDensity.stopGradient())).sum(0)
  }
  // snippet.end

  private func slice(s: Int) -> Tensor { slice(s..<s + 1) }
}
