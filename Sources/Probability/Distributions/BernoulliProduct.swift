import Elementary

/// Independent Bernoulli variables, $q(z) = \prod_j p_j^{z_j} (1 - p_j)^{1 - z_j}$: the mean-field
/// distribution of a vector of bits.
public struct BernoulliProduct: Distribution, Hashable {
  /// $l_j = \log p_j - \log(1 - p_j)$.
  public let logits: [Double]

  /// The distribution with these logits.
  ///
  /// - Precondition: there is one at least, and all are finite.
  public init(logits: [Double]) {
    require(!logits.isEmpty, "BernoulliProduct: there are no factors")
    require(logits.allSatisfy(\.isFinite), "BernoulliProduct: a logit is not finite")
    self.logits = logits
  }

  /// The number k of factors.
  public var count: Int { logits.count }

  /// The probability $p_j = 1 / (1 + e^{-l_j})$ of true, for each factor.
  public var probabilities: [Double] { logits.map { .sigmoid($0) } }

  /// $\log q(z) = -\sum_j \log(1 + e^{\mp l_j})$ with the minus sign where $z_j$ is true, in nats.
  ///
  /// - Precondition: the value has k entries.
  public func logDensity(_ value: [Bool]) -> Double {
    require(
      value.count == count, "BernoulliProduct: \(value.count) outcomes of \(count) factors")
    return zip(value, logits).reduce(0) { $0 - .softplus($1.0 ? -$1.1 : $1.1) }
  }

  /// Draws each entry on its own, in order.
  public func sample(using random: inout RandomStream) -> [Bool] {
    logits.map { random.uniform() < .sigmoid($0) }
  }
}

extension BernoulliProduct: Approximation {
  /// All $2^k$ values of k bits; the first bit changes fastest.
  ///
  /// - Precondition: k is at most 20.
  public static func outcomes(count: Int) -> [[Bool]] {
    require(
      count > 0 && count <= 20, "BernoulliProduct: enumeration serves 1 to 20 factors, not \(count)"
    )
    return (0..<1 << count).map { code in (0..<count).map { code >> $0 & 1 == 1 } }
  }

  /// $\sum_z q(z) f(z)$ over all $2^k$ values: exact for every f.
  ///
  /// - Precondition: k is at most 20.
  /// - Complexity: $2^k$ calls of `f`.
  public func expectation(of f: ([Bool]) -> Double) -> Double {
    Self.outcomes(count: count).reduce(0) { sum, value in
      let weight = Double.exp(logDensity(value))
      return weight == 0 ? sum : sum + weight * f(value)
    }
  }

  /// The sum of the factors' entropies, in nats.
  public var entropy: Double {
    logits.reduce(0) { $0 + .softplus($1) - .sigmoid($1) * $1 }
  }
}

extension BernoulliProduct: ParametricDistribution {
  /// The logits.
  public var parameters: [Double] { logits }

  /// The distribution with these logits.
  ///
  /// - Precondition: there are as many as factors.
  public func with(parameters: [Double]) -> BernoulliProduct {
    requireCount(parameters, count, "BernoulliProduct")
    return BernoulliProduct(logits: parameters)
  }

  /// $z_j - p_j$, with true counted as one and false as zero.
  public func score(at value: [Bool]) -> [Double] {
    zip(value, logits).map { ($0 ? 1 : 0) - .sigmoid($1) }
  }
}
