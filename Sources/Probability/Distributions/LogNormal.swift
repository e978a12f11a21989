import Elementary

/// The distribution of a positive number whose logarithm is normal, $\log x \sim N(\mu, \sigma^2)$.
public struct LogNormal: Distribution, Hashable {
  /// The normal distribution of the logarithm. Its mean is not the mean of x.
  public let logarithm: Normal

  /// The distribution of $e^{\mu + \sigma \epsilon}$ with $\epsilon$ standard normal.
  ///
  /// - Precondition: μ is finite; σ is positive and finite.
  public init(logMean: Double, logStandardDeviation: Double) {
    logarithm = Normal(mean: logMean, standardDeviation: logStandardDeviation)
  }

  private init(logarithm: Normal) { self.logarithm = logarithm }

  /// $e^{\mu + \sigma^2 / 2}$.
  public var mean: Double { .exp(logarithm.mean + 0.5 * logarithm.variance) }

  /// $e^{2 \mu + \sigma^2} (e^{\sigma^2} - 1)$.
  public var variance: Double { mean * mean * .expMinusOne(logarithm.variance) }

  /// $\frac{1}{2} \log 2 \pi e \sigma^2 + \mu$, in nats.
  public var entropy: Double { logarithm.entropy + logarithm.mean }

  /// $\log N(\log x \mid \mu, \sigma^2) - \log x$ in nats, and −∞ unless x is positive.
  public func logDensity(_ x: Double) -> Double {
    guard x > 0 else { return -.infinity }
    let logarithm = Double.log(x)
    return self.logarithm.logDensity(logarithm) - logarithm
  }

  /// $e^{\mu + \sigma \epsilon}$ with ε standard normal.
  public func sample(using random: inout RandomStream) -> Double {
    .exp(logarithm.sample(using: &random))
  }
}

extension LogNormal: Approximation {
  /// $\mathbb E[f(e^{\mu + \sigma \epsilon})]$ by Gauss–Hermite quadrature with 120 nodes.
  ///
  /// It is exact for polynomials in log x of degree 239, and converges fast for powers of x.
  public func expectation(of f: (Double) -> Double) -> Double {
    logarithm.expectation { f(.exp($0)) }
  }
}

extension LogNormal: ReparameterizableDistribution {
  /// μ, σ: those of the logarithm.
  public var parameters: [Double] { logarithm.parameters }

  /// The log-normal distribution with μ and σ.
  ///
  /// - Precondition: there are two numbers, and σ is positive.
  public func with(parameters: [Double]) -> LogNormal {
    LogNormal(logarithm: logarithm.with(parameters: parameters))
  }

  /// The score of the normal distribution at log x: the term $-\log x$ of the log density knows
  /// nothing of the parameters.
  ///
  /// - Precondition: x is positive.
  public func score(at value: Double) -> [Double] {
    require(value > 0, "LogNormal.score(at: \(value)): the value is not positive")
    return logarithm.score(at: .log(value))
  }

  /// A standard normal number.
  public func noise(using random: inout RandomStream) -> Double { random.normal() }

  /// $e^{\mu + \sigma \epsilon}$.
  public func value(at noise: Double) -> Double { .exp(logarithm.value(at: noise)) }

  /// $(\log x - \mu) / \sigma$.
  public func noise(of value: Double) -> Double { logarithm.noise(of: .log(value)) }

  /// $(x v, \epsilon x v)$, with $x = e^{\mu + \sigma \epsilon}$.
  public func pullback(_ cotangent: Double, at noise: Double) -> [Double] {
    logarithm.pullback(value(at: noise) * cotangent, at: noise)
  }
}
