// The parameters are μ and σ, in this order: the standard deviation, not its square or its logarithm.

extension Normal: ReparameterizableDistribution {
  /// μ, σ.
  public var parameters: [Double] { [mean, standardDeviation] }

  /// The normal distribution with μ and σ.
  ///
  /// - Precondition: there are two numbers, and σ is positive.
  public func with(parameters: [Double]) -> Normal {
    requireCount(parameters, 2, "Normal")
    return Normal(mean: parameters[0], standardDeviation: parameters[1])
  }

  /// $\partial_\mu \log q = (z - \mu) / \sigma^2 = \epsilon / \sigma$ and
  /// $\partial_\sigma \log q = (\epsilon^2 - 1) / \sigma$, with $\epsilon = (z - \mu) / \sigma$.
  public func score(at value: Double) -> [Double] {
    let noise = noise(of: value)
    return [noise / standardDeviation, (noise * noise - 1) / standardDeviation]
  }

  /// A standard normal number.
  public func noise(using random: inout RandomStream) -> Double { random.normal() }

  /// $\mu + \sigma \epsilon$.
  public func value(at noise: Double) -> Double { mean + standardDeviation * noise }

  /// $(z - \mu) / \sigma$.
  public func noise(of value: Double) -> Double { (value - mean) / standardDeviation }

  /// $(v, \epsilon v)$.
  public func pullback(_ cotangent: Double, at noise: Double) -> [Double] {
    [cotangent, noise * cotangent]
  }
}

extension DiagonalNormal: ReparameterizableDistribution {
  /// $\mu_1, \dots, \mu_d, \sigma_1, \dots, \sigma_d$.
  public var parameters: [Double] { mean + standardDeviations }

  /// The normal distribution with these means, followed by these standard deviations.
  ///
  /// - Precondition: there are 2d numbers, and the standard deviations are positive.
  public func with(parameters: [Double]) -> DiagonalNormal {
    requireCount(parameters, 2 * dimension, "DiagonalNormal")
    return DiagonalNormal(
      mean: Array(parameters[..<dimension]), standardDeviations: Array(parameters[dimension...]))
  }

  /// The scores $\epsilon_j / \sigma_j$ of the means, then $(\epsilon_j^2 - 1) / \sigma_j$ of the
  /// standard deviations.
  public func score(at value: [Double]) -> [Double] {
    let noise = noise(of: value)
    return noise.indices.map { noise[$0] / standardDeviations[$0] }
      + noise.indices.map { (noise[$0] * noise[$0] - 1) / standardDeviations[$0] }
  }

  /// d standard normal numbers.
  public func noise(using random: inout RandomStream) -> [Double] { random.normals(dimension) }

  /// $\mu_j + \sigma_j \epsilon_j$.
  public func value(at noise: [Double]) -> [Double] {
    mean.indices.map { mean[$0] + standardDeviations[$0] * noise[$0] }
  }

  /// $(z_j - \mu_j) / \sigma_j$.
  public func noise(of value: [Double]) -> [Double] {
    requireCount(value, dimension, "DiagonalNormal")
    return mean.indices.map { (value[$0] - mean[$0]) / standardDeviations[$0] }
  }

  /// $v_j$ for the means, then $\epsilon_j v_j$ for the standard deviations.
  public func pullback(_ cotangent: [Double], at noise: [Double]) -> [Double] {
    requireCount(cotangent, dimension, "DiagonalNormal")
    return cotangent + cotangent.indices.map { noise[$0] * cotangent[$0] }
  }
}
