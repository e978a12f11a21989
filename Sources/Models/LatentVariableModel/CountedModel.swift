import Probability
import Synchronization

/// A latent variable model that counts its passes: how often its decoder was asked for a distribution
/// $p(x \mid z)$.
///
/// Where the decoder is a network, a pass is what costs, and an algorithm's price is the number of
/// them. Copies count together.
public struct CountedModel<Base: LatentVariableModel>: LatentVariableModel {
  /// The model whose passes are counted.
  public let base: Base

  private let counter = PassCounter()

  /// A model whose counter stands at zero.
  public init(_ base: Base) { self.base = base }

  /// How many passes there have been.
  public var passes: Int { counter.count.load(ordering: .relaxed) }

  /// The prior $p(z)$, which costs no pass.
  public var prior: Base.Prior { base.prior }

  /// The distribution $p(x \mid z)$: a pass.
  public func likelihood(given z: Base.Latent) -> Base.Likelihood {
    counter.count.add(1, ordering: .relaxed)
    return base.likelihood(given: z)
  }
}

private final class PassCounter: Sendable {
  let count = Atomic(0)
}
