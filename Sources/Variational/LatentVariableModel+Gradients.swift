import Models
import Probability

// The gradient of the bound with respect to the parameters of q, for any model and any q of a
// parametric family. The model needs no derivative.

extension LatentVariableModel {
  /// The integrand of the bound, $\log p(x, z) - \log q(z)$, in nats.
  private func integrand<Q: ParametricDistribution<Latent>>(
    of x: Observation, under q: Q
  ) -> (Latent) -> Double {
    { logJoint(of: x, and: $0) - q.logDensity($0) }
  }

  // snippet.bound-score
  /// The score-function estimates of $\nabla_\phi \mathcal L(q_\phi; x)$, one for each draw:
  /// $(\log p(x, z) - \log q_\phi(z) - C)\, \nabla_\phi \log q_\phi(z)$.
  ///
  /// The integrand itself depends on φ, through $-\log q_\phi$; that derivative is minus the score,
  /// whose mean is zero, and is left out.
  ///
  /// Sources: R. Ranganath, S. Gerrish and D. M. Blei (2014), "Black box variational inference",
  /// *AISTATS*; A. Mnih and K. Gregor (2014), *ICML*.
  public func scoreFunctionGradients<Q: ParametricDistribution<Latent>>(
    ofBoundAt x: Observation, under q: Q, draws count: Int, baseline: Baseline = .none,
    using random: inout RandomStream
  ) -> GradientDraws {
    q.scoreFunctionGradients(
      of: integrand(of: x, under: q), draws: count, baseline: baseline, using: &random)
  }
  // snippet.end

  /// The pathwise estimates of $\nabla_\phi \mathcal L(q_\phi; x)$, one for each draw:
  /// $(\partial g_\phi / \partial \phi)^\top \nabla_z \log p(x, z)$, and the gradient of the entropy of
  /// q, which is known.
  ///
  /// - Parameters:
  ///   - slope: $\nabla_z \log p(x, z)$.
  ///   - entropyGradient: $\nabla_\phi H(q_\phi)$; for a normal q it is $(0, 1 / \sigma)$.
  public func pathwiseGradients<Q: ReparameterizableDistribution<Latent>>(
    ofBoundAt x: Observation, under q: Q, slope: (Latent) -> Latent, entropyGradient: [Double],
    draws count: Int, using random: inout RandomStream
  ) -> GradientDraws {
    let draws = q.pathwiseGradients(slope: slope, draws: count, using: &random)
    return GradientDraws(rows: draws.rows.map { zip($0, entropyGradient).map { $0 + $1 } })
  }

  /// $\nabla_\phi \mathcal L(q_\phi; x)$ without sampling, as exact as q's expectations.
  public func boundGradient<Q: ParametricDistribution<Latent> & Approximation<Latent>>(
    of x: Observation, under q: Q
  ) -> [Double] {
    q.gradientOfExpectation(of: integrand(of: x, under: q))
  }
}
