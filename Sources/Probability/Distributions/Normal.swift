import Elementary

/// The normal distribution $N(\mu, \sigma^2)$ of a number.
public struct Normal: Distribution, Hashable {
  /// The mean μ.
  public let mean: Double

  /// The standard deviation σ (not the variance).
  public let standardDeviation: Double

  /// The normal distribution with this mean and this standard deviation.
  ///
  /// - Precondition: the mean is finite; the standard deviation is positive and finite.
  public init(mean: Double, standardDeviation: Double) {
    require(mean.isFinite, "Normal: the mean is \(mean)")
    require(
      standardDeviation > 0 && standardDeviation.isFinite,
      "Normal: the standard deviation is \(standardDeviation), not positive and finite")
    self.mean = mean
    self.standardDeviation = standardDeviation
  }

  /// The standard normal distribution, $N(0, 1)$.
  public static let standard = Normal(mean: 0, standardDeviation: 1)

  /// σ².
  public var variance: Double { standardDeviation * standardDeviation }

  /// $\frac{1}{2} \log 2 \pi e \sigma^2$, in nats.
  public var entropy: Double { 0.5 * (logTwoPi + 1) + .log(standardDeviation) }

  /// $\log N(x \mid \mu, \sigma^2) = -\frac{1}{2} \log 2 \pi - \log \sigma
  /// - \frac{(x - \mu)^2}{2 \sigma^2}$, in nats.
  public func logDensity(_ x: Double) -> Double {
    let z = (x - mean) / standardDeviation
    return -0.5 * (logTwoPi + z * z) - .log(standardDeviation)
  }

  /// $\mu + \sigma \epsilon$ with $\epsilon$ standard normal.
  public func sample(using random: inout RandomStream) -> Double {
    mean + standardDeviation * random.normal()
  }

  /// The probability of a value of at most x,
  /// $\Phi(z) = \frac{1}{2} \operatorname{erfc}(-z / \sqrt 2)$ with $z = (x - \mu) / \sigma$.
  ///
  /// In the lower tail it keeps its digits. For the upper tail use the symmetry: the probability of
  /// more than x is the cumulative probability of $2 \mu - x$.
  public func cumulative(_ x: Double) -> Double {
    standardCumulative((x - mean) / standardDeviation)
  }

  /// The value x with `cumulative(x)` equal to `probability`; −∞ for zero and ∞ for one.
  ///
  /// A rational function gives z with an error below 4.5·10⁻⁴, and each of two steps of Halley's
  /// method, which cubes the error, corrects it against Φ itself.
  ///
  /// - Precondition: `probability` is in [0, 1].
  ///
  /// Source of the rational function: M. Abramowitz and I. A. Stegun (1964), *Handbook of
  /// Mathematical Functions*, 26.2.23, after C. Hastings (1955).
  public func quantile(_ probability: Double) -> Double {
    require(
      probability >= 0 && probability <= 1,
      "Normal.quantile: \(probability) is not a probability")
    let z =
      probability < 0.5
      ? standardLowerQuantile(probability) : -standardLowerQuantile(1 - probability)
    return mean + standardDeviation * z
  }
}

extension Distribution where Self == Normal {
  /// The standard normal distribution, $N(0, 1)$.
  public static var standardNormal: Normal { .standard }
}

private func standardCumulative(_ z: Double) -> Double {
  0.5 * .erfc(-z * 0.5.squareRoot())
}

/// The z with Φ(z) = p, for p up to one half.
private func standardLowerQuantile(_ p: Double) -> Double {
  guard p > 0 else { return -.infinity }
  let t = (-2 * Double.log(p)).squareRoot()
  let numerator = 2.515517 + t * (0.802853 + t * 0.010328)
  let denominator = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308))
  var z = numerator / denominator - t
  for _ in 0..<2 {
    let density = Double.exp(-0.5 * (logTwoPi + z * z))
    guard density.isNormal else { break }
    let newton = (standardCumulative(z) - p) / density
    z -= newton / (1 + 0.5 * z * newton)
  }
  return z
}
