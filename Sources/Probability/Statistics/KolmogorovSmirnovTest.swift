import Elementary

/// The test of Kolmogorov and Smirnov: does a sample come from a continuous distribution?
///
/// The statistic $D = \sup_x |F_n(x) - F(x)|$ is the largest distance between the fraction of the
/// sample up to x and the distribution function. Where the model is right, $\sqrt n D$ has a
/// distribution that does not depend on F.
///
/// Sources: A. Kolmogorov (1933); the correction for small n, M. A. Stephens (1970), *Journal of the
/// Royal Statistical Society B* 32, 115–122.
public struct KolmogorovSmirnovTest: Sendable, Hashable {
  /// D.
  public let statistic: Double

  /// The size n of the sample.
  public let count: Int

  /// Compares a sample with a distribution function.
  ///
  /// - Precondition: the sample is not empty.
  public init(_ sample: [Double], cumulative: (Double) -> Double) {
    require(!sample.isEmpty, "KolmogorovSmirnovTest: the sample is empty")
    let n = Double(sample.count)
    var largest = 0.0
    for (i, x) in sample.sorted().enumerated() {
      let probability = cumulative(x)
      largest = max(largest, probability - Double(i) / n, Double(i + 1) / n - probability)
    }
    statistic = largest
    count = sample.count
  }

  /// How often a right model looks at least as wrong: Kolmogorov's limit at
  /// $\lambda = (\sqrt n + 0.12 + 0.11 / \sqrt n) D$, which is within a few percent from n = 5 on.
  public var pValue: Double {
    let root = Double(count).squareRoot()
    return kolmogorovUpperTail((root + 0.12 + 0.11 / root) * statistic)
  }
}

/// The probability that $\sqrt n D$ exceeds λ for large n,
/// $2 \sum_{j \ge 1} (-1)^{j-1} e^{-2 j^2 \lambda^2}$.
///
/// Below λ = 1, where that series converges slowly, one minus its Jacobi transform
/// $\frac{\sqrt{2 \pi}}{\lambda} \sum_{j \ge 1} e^{-(2j-1)^2 \pi^2 / 8 \lambda^2}$.
func kolmogorovUpperTail(_ lambda: Double) -> Double {
  guard lambda > 0 else { return 1 }
  var sum = 0.0
  if lambda < 1 {
    for odd in stride(from: 1.0, through: 9, by: 2) {
      let x = odd * .pi / lambda
      sum += .exp(-x * x / 8)
    }
    return 1 - (2 * Double.pi).squareRoot() / lambda * sum
  }
  for j in stride(from: 1.0, through: 5, by: 2) {
    let (odd, even) = (j * lambda, (j + 1) * lambda)
    sum += .exp(-2 * odd * odd) - .exp(-2 * even * even)
  }
  return 2 * sum
}
