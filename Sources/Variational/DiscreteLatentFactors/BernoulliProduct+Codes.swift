import Elementary
import Probability

// A function of k bits as a table of its values at all codes, in the order of `outcomes(count:)`.

extension BernoulliProduct {
  /// $q(z)$ for each of the $2^k$ codes.
  public var codeProbabilities: [Double] {
    logits.reduce([1.0]) { products, logit in
      products.map { $0 * .sigmoid(-logit) } + products.map { $0 * .sigmoid(logit) }
    }
  }

  // snippet.code-gradient
  /// The derivatives of $\mathbb E_q[f(z)]$ with respect to the logits, for a table of f:
  /// $\sum_z q(z)\, (z_j - \psi_j)\, f(z)$, the mean of score times f.
  ///
  /// An f that depends on the logits itself, such as $\log q$, has its own derivative besides.
  ///
  /// - Precondition: there is a value for each code.
  public func gradient(ofCodeValues f: [Double]) -> [Double] {
    let weights = zip(codeProbabilities, f).map { $0 * $1 }
    let sum = weights.reduce(0, +)
    return probabilities.enumerated().map { bit, psi in
      let on = weights.indices.reduce(0) { $0 + ($1 >> bit & 1 == 1 ? weights[$1] : 0) }
      return on - psi * sum
    }
  }
  // snippet.end
}
