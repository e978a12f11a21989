import Elementary
import Models
import Numerics
import Probability

/// Binary factors explain categorical observations: $z_j \sim \mathrm{Ber}(\pi_j)$ for j = 1, …, k, and
/// $x_i \mid z \sim \mathrm{Cat}(g_i(z))$ for each place i, where g may be a neural network.
///
/// The decoder is asked for all $2^k$ codes at once. From then on evidence, posterior, bound and
/// gradients are sums over a table, without any error but rounding: what is learned by sampling can be
/// compared with the truth.
public struct DiscreteLatentFactorModel: ExactInference {
  /// The prior of the factors, $\prod_j \mathrm{Ber}(\pi_j)$.
  public let prior: BernoulliProduct

  /// All $2^k$ codes, in the order of `BernoulliProduct.outcomes(count:)`.
  public let codes: [[Bool]]

  /// $p(x \mid z)$ for each code.
  public let likelihoods: [CategoricalProduct]

  private let logPriors: [Double]

  /// A model with this prior, and a distribution of x for each code.
  ///
  /// - Precondition: there are at most 20 factors, $2^k$ distributions, all with the same places and
  ///   categories.
  public init(prior: BernoulliProduct, likelihoods: [CategoricalProduct]) {
    codes = BernoulliProduct.outcomes(count: prior.count)
    require(
      likelihoods.count == codes.count,
      "DiscreteLatentFactorModel: \(likelihoods.count) distributions for \(codes.count) codes")
    require(
      likelihoods.allSatisfy {
        $0.placeCount == likelihoods[0].placeCount
          && $0.categoryCount == likelihoods[0].categoryCount
      }, "DiscreteLatentFactorModel: the distributions differ in their places or categories")
    self.prior = prior
    self.likelihoods = likelihoods
    logPriors = codes.map { prior.logDensity($0) }
  }

  /// The number k of factors.
  public var factorCount: Int { prior.count }

  /// $p(x \mid z)$.
  ///
  /// - Precondition: z has k bits.
  public func likelihood(given z: [Bool]) -> CategoricalProduct {
    require(
      z.count == factorCount,
      "DiscreteLatentFactorModel: a code of \(z.count) bits for \(factorCount) factors")
    return likelihoods[codeIndex(of: z)]
  }

  // snippet.code-sum
  /// $\log p(x, z)$ for each of the $2^k$ codes z, in nats.
  public func logJoints(of x: [Int]) -> [Double] {
    codes.indices.map { logPriors[$0] + likelihoods[$0].logDensity(x) }
  }

  /// $\log p(x) = \log \sum_z p(z)\, p(x \mid z)$, a sum over all codes, in nats.
  public func logEvidence(of x: [Int]) -> Double { logSumExp(logJoints(of: x)) }
  // snippet.end

  /// $p(z \mid x) = p(x, z) / p(x)$ for all codes: in general no product, since factors that explain
  /// the same places compete.
  public func posterior(of x: [Int]) -> CodeDistribution {
    let logJoints = logJoints(of: x)
    let logEvidence = logSumExp(logJoints)
    return CodeDistribution(
      bitCount: factorCount, logProbabilities: logJoints.map { $0 - logEvidence })
  }

  /// The same model under other codes: what the code z meant, the code σ(z) means.
  ///
  /// If the permutation σ of the codes leaves the prior as it is, so it does every $p(x)$.
  ///
  /// - Parameter permutation: σ, as the places of the codes.
  /// - Precondition: each place occurs once.
  public func recoded(by permutation: [Int]) -> DiscreteLatentFactorModel {
    require(
      permutation.sorted() == Array(codes.indices),
      "DiscreteLatentFactorModel.recoded: not a permutation of \(codes.count) codes")
    var moved = likelihoods
    for (old, new) in permutation.enumerated() { moved[new] = likelihoods[old] }
    return DiscreteLatentFactorModel(prior: prior, likelihoods: moved)
  }
}
