extension ReparameterizableDistribution {
  // snippet.pathwise
  /// The pathwise estimates of $\nabla_\phi\, \mathbb E_{q_\phi}[f(z)]$, one for each noise:
  /// $(\partial g_\phi(\epsilon) / \partial \phi)^\top \nabla f(g_\phi(\epsilon))$.
  ///
  /// Their mean is unbiased if $f(g_\phi(\epsilon))$ is differentiable at φ with probability one and,
  /// around it, Lipschitz continuous in φ with a constant of finite mean; a jump of f is not seen.
  ///
  /// - Parameters:
  ///   - slope: $\nabla f$.
  ///   - noises: independent draws of the noise.
  ///
  /// Source: D. P. Kingma and M. Welling (2014), *Auto-Encoding Variational Bayes*, §2.4.
  public func pathwiseGradients(slope: (Value) -> Value, at noises: [Noise]) -> GradientDraws {
    GradientDraws(rows: noises.map { pullback(slope(value(at: $0)), at: $0) })
  }
  // snippet.end

  /// The pathwise estimates at so many new draws; from the same stream, at those of the
  /// score-function estimates.
  ///
  /// - Precondition: there is a draw.
  public func pathwiseGradients(
    slope: (Value) -> Value, draws count: Int, using random: inout RandomStream
  ) -> GradientDraws {
    pathwiseGradients(slope: slope, at: (0..<count).map { _ in noise(using: &random) })
  }
}
