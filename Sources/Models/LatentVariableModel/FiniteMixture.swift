import Elementary
import Numerics
import Probability

/// A mixture of K distributions of any one kind: $z \sim \mathrm{Cat}(\pi)$, then x from the component z.
///
/// Since z takes finitely many values, evidence and posterior are sums of K terms, whatever the
/// components are. `GaussianMixture` is the mixture that can be fitted.
///
/// Source: G. J. McLachlan and D. Peel (2000), *Finite Mixture Models*, §1.4.
public struct FiniteMixture<Component: Distribution>: ExactInference {
  /// The prior of the label, $\mathrm{Cat}(\pi)$.
  public let prior: Categorical

  /// The components' distributions, $p(x \mid z = k)$.
  public let components: [Component]

  /// A mixture of these components.
  ///
  /// - Parameter weights: the mixing weights up to a common factor; they are divided by their sum.
  /// - Precondition: there is a weight for each component, at least one; no weight is negative, and their
  ///   sum is positive and finite.
  public init(weights: [Double], components: [Component]) {
    require(
      weights.count == components.count,
      "FiniteMixture: \(weights.count) weights for \(components.count) components")
    let sum = weights.reduce(0, +)
    require(sum > 0 && sum.isFinite, "FiniteMixture: the weights add up to \(sum)")
    prior = Categorical(probabilities: weights.map { $0 / sum })
    self.components = components
  }

  /// The component k.
  ///
  /// - Precondition: k is in 0 ... K − 1.
  public func likelihood(given k: Int) -> Component { components[k] }

  /// $\log p(x) = \log \sum_k \pi_k p(x \mid z = k)$, in nats: K passes.
  public func logEvidence(of x: Component.Value) -> Double {
    logSumExp(components.map { $0.logDensity(x) }, weights: prior.probabilities)
  }

  /// The posterior of the label, $p(z = k \mid x) = \pi_k p(x \mid z = k) / p(x)$.
  ///
  /// - Precondition: x is possible.
  public func posterior(of x: Component.Value) -> Categorical {
    let logEvidence = logEvidence(of: x)
    return Categorical(
      probabilities: components.indices.map { .exp(logJoint(of: x, and: $0) - logEvidence) })
  }
}
