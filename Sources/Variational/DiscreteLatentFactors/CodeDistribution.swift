import Elementary
import Probability

/// Any distribution of k bits: a probability for each of their $2^k$ values, the codes.
///
/// The posterior of binary factors is one. Unlike a `BernoulliProduct`, it can say that of two factors
/// exactly one is on.
public struct CodeDistribution: Approximation {
  /// The number k of bits.
  public let bitCount: Int

  /// $\log p(z)$ for each code in the order of `BernoulliProduct.outcomes(count:)`, in nats.
  public let logProbabilities: [Double]

  private let codes: [[Bool]]

  /// The distribution with these logarithms of probabilities.
  ///
  /// - Precondition: there is one for each of the $2^k$ codes, k is 1 to 20, and the probabilities add
  ///   up to one within 10⁻⁹.
  public init(bitCount: Int, logProbabilities: [Double]) {
    codes = BernoulliProduct.outcomes(count: bitCount)
    require(
      logProbabilities.count == codes.count,
      "CodeDistribution: \(logProbabilities.count) probabilities for \(codes.count) codes")
    let sum = logProbabilities.reduce(0) { $0 + .exp($1) }
    require((sum - 1).magnitude < 1e-9, "CodeDistribution: the probabilities add up to \(sum)")
    self.bitCount = bitCount
    self.logProbabilities = logProbabilities
  }

  /// The probability that each bit is on.
  public var marginals: [Double] {
    (0..<bitCount).map { bit in expectation { $0[bit] ? 1 : 0 } }
  }

  /// $\log p(z)$, in nats.
  ///
  /// - Precondition: z has k bits.
  public func logDensity(_ z: [Bool]) -> Double { logProbabilities[codeIndex(of: z)] }

  /// $\sum_z p(z) f(z)$, by enumeration: exact for every f.
  public func expectation(of f: ([Bool]) -> Double) -> Double {
    zip(codes, logProbabilities).reduce(0) { sum, entry in
      let probability = Double.exp(entry.1)
      return probability == 0 ? sum : sum + probability * f(entry.0)
    }
  }

  /// Draws a code.
  public func sample(using random: inout RandomStream) -> [Bool] {
    codes[random.categorical(logProbabilities.map { .exp($0) })]
  }
}

/// The place of a code in the order of `BernoulliProduct.outcomes(count:)`.
func codeIndex(of bits: [Bool]) -> Int {
  bits.reversed().reduce(0) { 2 * $0 + ($1 ? 1 : 0) }
}
