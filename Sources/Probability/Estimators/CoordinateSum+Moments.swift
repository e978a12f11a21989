import Elementary

// Everything follows from averages over one coordinate, $\mathbb E[\epsilon^k h(\mu + \sigma
// \epsilon)]$ and $\mathbb E[\epsilon^k h(\mu + \sigma \epsilon)^2]$ for k up to 4. The other
// coordinates enter by the mean and the variance of their sum.

extension CoordinateSum {
  /// A parameter of the first coordinate. By symmetry the others are no different.
  public enum Parameter: Sendable, Hashable, CaseIterable {
    /// μ₁.
    case mean

    /// σ₁.
    case standardDeviation

    /// The score as a polynomial in ε, divided by σ: ε, or ε² − 1.
    fileprivate var score: [Double] { self == .mean ? [0, 1] : [-1, 0, 1] }

    /// The square of the score as a polynomial in ε, divided by σ²: ε², or ε⁴ − 2ε² + 1.
    fileprivate var squaredScore: [Double] { self == .mean ? [0, 0, 1] : [1, 0, -2, 0, 1] }

    /// How the slope of h enters the pathwise estimate: times 1, or times ε.
    fileprivate var path: [Double] { self == .mean ? [1] : [0, 1] }
    fileprivate var squaredPath: [Double] { self == .mean ? [1] : [0, 0, 1] }
  }

  /// $\mathbb E[f]$.
  public var mean: Double { Double(dimension) * term.average([1], coordinate) }

  /// $\mathrm{Var}(f)$.
  public var variance: Double { Double(dimension) * termVariance }

  private var termVariance: Double {
    let mean = term.average([1], coordinate)
    return term.squareAverage([1], coordinate) - mean * mean
  }

  private var deviation: Double { coordinate.standardDeviation }

  /// The gradient of $\mathbb E[f]$, which is $\mathbb E[s f]$ with the score s, for any f.
  public func gradient(_ parameter: Parameter) -> Double {
    term.average(parameter.score, coordinate) / deviation
  }

  /// The mean of the pathwise estimate: the gradient, but zero for the step.
  public func pathwiseMean(_ parameter: Parameter) -> Double {
    term == .step ? 0 : gradient(parameter)
  }

  /// The variance of a single pathwise estimate: $\mathbb E[h'^2]$, or $\mathbb E[\epsilon^2 h'^2]$,
  /// less the squared mean. It knows nothing of the other coordinates.
  public func pathwiseVariance(_ parameter: Parameter) -> Double {
    let mean = pathwiseMean(parameter)
    return term.squareSlopeAverage(parameter.squaredPath, coordinate) - mean * mean
  }

  // snippet.score-variance
  /// The variance of a single score-function estimate with the constant baseline C,
  /// $\mathbb E[s^2 (h + R - C)^2] - g^2$, where R is the sum of the other coordinates' terms: its
  /// mean and variance are d − 1 times those of a term.
  public func scoreFunctionVariance(_ parameter: Parameter, baseline: Double = 0) -> Double {
    let others = Double(dimension - 1)
    let offset = others * term.average([1], coordinate) - baseline
    let information = normalAverage(parameter.squaredScore)
    let square =
      term.squareAverage(parameter.squaredScore, coordinate)
      + 2 * offset * term.average(parameter.squaredScore, coordinate)
      + information * (offset * offset + others * termVariance)
    let gradient = gradient(parameter)
    return square / (deviation * deviation) - gradient * gradient
  }
  // snippet.end

  /// The constant baseline with the least variance, $\mathbb E[s^2 f] / \mathbb E[s^2]$.
  public func optimalBaseline(_ parameter: Parameter) -> Double {
    Double(dimension - 1) * term.average([1], coordinate)
      + term.average(parameter.squaredScore, coordinate) / normalAverage(parameter.squaredScore)
  }

  /// The variance of the average of a group of S estimates with leave-one-out baselines; see
  /// `leaveOneOutVariance(of:group:)`.
  ///
  /// - Precondition: S is at least two.
  public func leaveOneOutVariance(_ parameter: Parameter, group size: Int) -> Double {
    require(size > 1, "CoordinateSum.leaveOneOutVariance: a group of \(size)")
    let (count, gradient) = (Double(size), gradient(parameter))
    let information = normalAverage(parameter.squaredScore) / (deviation * deviation)
    return scoreFunctionVariance(parameter, baseline: mean) / count
      + (gradient * gradient + information * variance) / (count * (count - 1))
  }
}

extension CoordinateSum.Term {
  /// $\mathbb E[P(\epsilon)\, h(\mu + \sigma \epsilon)]$ for a polynomial P of degree 4 at most.
  fileprivate func average(_ p: [Double], _ law: Normal) -> Double {
    switch self {
    case .quadratic: normalAverage(product(p, squaredLine(law)))
    case .exponential: exponentialAverage(p, rate: 1, law)
    case .cosine(let frequency): cosineAverage(p, frequency: frequency, law)
    case .step: stepAverage(p, law)
    }
  }

  /// $\mathbb E[P(\epsilon)\, h(\mu + \sigma \epsilon)^2]$, with $\cos^2 = \frac12 (1 + \cos 2)$.
  fileprivate func squareAverage(_ p: [Double], _ law: Normal) -> Double {
    switch self {
    case .quadratic: normalAverage(product(p, product(squaredLine(law), squaredLine(law))))
    case .exponential: exponentialAverage(p, rate: 2, law)
    case .cosine(let frequency):
      0.5 * (normalAverage(p) + cosineAverage(p, frequency: 2 * frequency, law))
    case .step: stepAverage(p, law)
    }
  }

  /// $\mathbb E[P(\epsilon)\, h'(\mu + \sigma \epsilon)^2]$, with $\sin^2 = \frac12 (1 - \cos 2)$.
  fileprivate func squareSlopeAverage(_ p: [Double], _ law: Normal) -> Double {
    switch self {
    case .quadratic: 4 * normalAverage(product(p, squaredLine(law)))
    case .exponential: exponentialAverage(p, rate: 2, law)
    case .cosine(let frequency):
      0.5 * frequency * frequency
        * (normalAverage(p) - cosineAverage(p, frequency: 2 * frequency, law))
    case .step: 0
    }
  }
}

// Averages of polynomials, whose coefficients begin with that of 1.

private func product(_ p: [Double], _ q: [Double]) -> [Double] {
  var result = Array(repeating: 0.0, count: p.count + q.count - 1)
  for i in p.indices {
    for j in q.indices { result[i + j] += p[i] * q[j] }
  }
  return result
}

/// $(\mu + \sigma \epsilon)^2$.
private func squaredLine(_ law: Normal) -> [Double] {
  [law.mean * law.mean, 2 * law.mean * law.standardDeviation, law.variance]
}

/// $\mathbb E[P(\epsilon)]$: odd powers average to zero, even ones to 1, 1, 3, 15, 105, ….
private func normalAverage(_ p: [Double]) -> Double {
  var (sum, moment) = (0.0, 1.0)
  for k in stride(from: 0, to: p.count, by: 2) {
    sum += p[k] * moment
    moment *= Double(k + 1)
  }
  return sum
}

/// $\mathbb E[P(\epsilon) e^{c (\mu + \sigma \epsilon)}] = e^{c \mu + a^2 / 2}\, \mathbb E[P(\epsilon +
/// a)]$ with $a = c \sigma$. The moments $m_k = \mathbb E[(\epsilon + a)^k]$ obey $m_{k+1} = a m_k + k
/// m_{k-1}$.
private func exponentialAverage(_ p: [Double], rate: Double, _ law: Normal) -> Double {
  let shift = rate * law.standardDeviation
  var (sum, moment, previous) = (0.0, 1.0, 0.0)
  for k in p.indices {
    sum += p[k] * moment
    (moment, previous) = (shift * moment + Double(k) * previous, moment)
  }
  return sum * .exp(rate * law.mean + 0.5 * shift * shift)
}

/// The same with an imaginary rate, $\mathbb E[P(\epsilon) \cos(b + a \epsilon)] = e^{-a^2 / 2}\,
/// \mathrm{Re}\, e^{i b}\, \mathbb E[P(\epsilon + i a)]$ with $a = \omega \sigma$ and $b = \omega \mu$.
///
/// The k-th moment is $i^k r_k$ with $r_{k+1} = a r_k - k r_{k-1}$, and
/// $\mathrm{Re}\, i^k e^{i b} = \cos(b + k \pi / 2)$.
private func cosineAverage(_ p: [Double], frequency: Double, _ law: Normal) -> Double {
  let (shift, angle) = (frequency * law.standardDeviation, frequency * law.mean)
  let turns = [Double.cos(angle), -Double.sin(angle), -Double.cos(angle), Double.sin(angle)]
  var (sum, moment, previous) = (0.0, 1.0, 0.0)
  for k in p.indices {
    sum += p[k] * turns[k % 4] * moment
    (moment, previous) = (shift * moment - Double(k) * previous, moment)
  }
  return sum * .exp(-0.5 * shift * shift)
}

/// $\mathbb E[P(\epsilon)\, [\epsilon > t]]$ with $t = -\mu / \sigma$: the tails
/// $T_k = \int_t^\infty \epsilon^k \varphi(\epsilon)\, d\epsilon$ obey $T_{k+1} = t^k \varphi(t) + k
/// T_{k-1}$.
private func stepAverage(_ p: [Double], _ law: Normal) -> Double {
  let t = -law.mean / law.standardDeviation
  let density = Double.exp(Normal.standard.logDensity(t))
  var (sum, tail, previous, power) = (0.0, Normal.standard.cumulative(-t), 0.0, 1.0)
  for k in p.indices {
    sum += p[k] * tail
    (tail, previous) = (power * density + Double(k) * previous, tail)
    power *= t
  }
  return sum
}
