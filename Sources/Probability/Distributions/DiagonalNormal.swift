import Elementary
import Numerics

/// The normal distribution of a vector with independent entries,
/// $N(\mu, \operatorname{diag}(\sigma_1^2, \dots, \sigma_d^2))$.
public struct DiagonalNormal: Distribution, Hashable {
  /// The mean μ.
  public let mean: [Double]

  /// The standard deviation of each entry (not the variance).
  public let standardDeviations: [Double]

  /// The distribution with this mean and these standard deviations.
  ///
  /// - Precondition: as many of the one as of the other; the means are finite, the standard
  ///   deviations positive and finite.
  public init(mean: [Double], standardDeviations: [Double]) {
    require(
      mean.count == standardDeviations.count,
      "DiagonalNormal: \(mean.count) means with \(standardDeviations.count) standard deviations")
    require(mean.allSatisfy(\.isFinite), "DiagonalNormal: a mean is not finite")
    require(
      standardDeviations.allSatisfy { $0 > 0 && $0.isFinite },
      "DiagonalNormal: a standard deviation is not positive and finite")
    self.mean = mean
    self.standardDeviations = standardDeviations
  }

  /// The standard normal distribution $N(0, I)$ of a vector.
  public static func standard(dimension: Int) -> DiagonalNormal {
    DiagonalNormal(
      mean: Array(repeating: 0, count: dimension),
      standardDeviations: Array(repeating: 1, count: dimension))
  }

  /// The number d of entries.
  public var dimension: Int { mean.count }

  /// The variance of each entry: the diagonal of the covariance.
  public var variances: [Double] { standardDeviations.map { $0 * $0 } }

  /// The distribution of each entry.
  public var entries: [Normal] {
    zip(mean, standardDeviations).map { Normal(mean: $0, standardDeviation: $1) }
  }

  /// The covariance matrix, diagonal.
  public var covariance: Matrix { Matrix(diagonal: variances) }

  /// $\frac{d}{2} \log 2 \pi e + \sum_j \log \sigma_j$, in nats.
  public var entropy: Double {
    0.5 * Double(dimension) * (logTwoPi + 1)
      + standardDeviations.reduce(0) { $0 + .log($1) }
  }

  /// $\log N(x \mid \mu, \operatorname{diag} \sigma^2) = -\frac{1}{2} \sum_j \left( \log 2 \pi
  /// + 2 \log \sigma_j + (x_j - \mu_j)^2 / \sigma_j^2 \right)$, in nats.
  ///
  /// - Precondition: `x` has d entries.
  public func logDensity(_ x: [Double]) -> Double {
    require(
      x.count == dimension,
      "DiagonalNormal.logDensity: \(x.count) entries in dimension \(dimension)")
    var sum = 0.0
    for j in x.indices {
      let z = (x[j] - mean[j]) / standardDeviations[j]
      sum -= 0.5 * (logTwoPi + z * z) + .log(standardDeviations[j])
    }
    return sum
  }

  /// $\mu_j + \sigma_j \epsilon_j$ with $\epsilon$ standard normal.
  public func sample(using random: inout RandomStream) -> [Double] {
    mean.indices.map { mean[$0] + standardDeviations[$0] * random.normal() }
  }
}
