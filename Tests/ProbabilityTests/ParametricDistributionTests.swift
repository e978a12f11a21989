import Elementary
import Numerics
import Probability
import Testing

/// The derivative of a function of numbers with respect to each of them, by central differences.
private func differences(at point: [Double], of f: ([Double]) -> Double) -> [Double] {
  let step = 1e-5
  return point.indices.map { j in
    var (above, below) = (point, point)
    above[j] += step
    below[j] -= step
    return (f(above) - f(below)) / (2 * step)
  }
}

private func largestDifference(_ a: [Double], _ b: [Double]) -> Double {
  zip(a, b).reduce(a.count == b.count ? 0 : .infinity) { max($0, ($1.0 - $1.1).magnitude) }
}

struct ParametricDistributionTests {
  private let normal = Normal(mean: 0.7, standardDeviation: 0.4)
  private let diagonal = DiagonalNormal(mean: [0.5, -1], standardDeviations: [0.3, 2])
  private let logNormal = LogNormal(logMean: 0.2, logStandardDeviation: 0.6)
  private let exponential = Exponential(rate: 2.5, origin: -1)
  private let bits = BernoulliProduct(logits: [0.4, -1.3, 2])

  /// The score against differences of the log density: differences err by some 10⁻⁹ here.
  private func scoreError<Q: ParametricDistribution>(_ q: Q, at value: Q.Value) -> Double {
    largestDifference(
      q.score(at: value),
      differences(at: q.parameters) { q.with(parameters: $0).logDensity(value) })
  }

  @Test func scoresAreSlopesOfTheLogDensity() {
    #expect(scoreError(normal, at: 1.1) < 1e-7)
    #expect(scoreError(diagonal, at: [0.1, 2.3]) < 1e-7)
    #expect(scoreError(logNormal, at: 1.7) < 1e-7)
    #expect(scoreError(exponential, at: 0.3) < 1e-7)
    for outcome in [true, false] {
      #expect(scoreError(Bernoulli(probability: 0.3), at: outcome) < 1e-7)
    }
    for outcome in 0..<3 {
      #expect(scoreError(Categorical(probabilities: [0.2, 0.5, 0.3]), at: outcome) < 1e-7)
    }
    for outcome in BernoulliProduct.outcomes(count: 3) {
      #expect(scoreError(bits, at: outcome) < 1e-7)
    }
  }

  private func meanScore<Q: ParametricDistribution & Approximation>(_ q: Q) -> Double {
    q.gradientOfExpectation { _ in 1 }.reduce(0) { max($0, $1.magnitude) }
  }

  @Test func scoresHaveMeanZero() {
    #expect(meanScore(normal) < 1e-12)
    #expect(meanScore(diagonal) < 1e-12)
    #expect(meanScore(logNormal) < 1e-12)
    #expect(meanScore(exponential) < 1e-12)
    #expect(meanScore(Bernoulli(probability: 0.3)) < 1e-15)
    #expect(meanScore(Categorical(probabilities: [0.2, 0.5, 0.3])) < 1e-15)
    #expect(meanScore(bits) < 1e-15)
  }

  private func pullbackError<Q: ReparameterizableDistribution<Double>>(_ q: Q) -> Double {
    var random = RandomStream(seed: 1, name: "pullback")
    let noise = q.noise(using: &random)
    return largestDifference(
      q.pullback(1.7, at: noise),
      differences(at: q.parameters) { 1.7 * q.with(parameters: $0).value(at: noise) })
  }

  @Test func pullbacksAreSlopesOfTheDraw() {
    #expect(pullbackError(normal) < 1e-7)
    #expect(pullbackError(logNormal) < 1e-7)
    #expect(pullbackError(exponential) < 1e-7)
    let noise = [0.6, -1.2]
    let slopes = differences(at: diagonal.parameters) {
      dot([1.7, 0.3], diagonal.with(parameters: $0).value(at: noise))
    }
    #expect(largestDifference(diagonal.pullback([1.7, 0.3], at: noise), slopes) < 1e-7)
  }

  @Test func drawsAreValuesOfNoiseToTheLastBit() {
    var (draws, noises) = (RandomStream(seed: 2, name: "a"), RandomStream(seed: 2, name: "a"))
    for _ in 0..<20 {
      #expect(normal.sample(using: &draws) == normal.value(at: normal.noise(using: &noises)))
      #expect(diagonal.sample(using: &draws) == diagonal.value(at: diagonal.noise(using: &noises)))
      #expect(
        logNormal.sample(using: &draws) == logNormal.value(at: logNormal.noise(using: &noises)))
      #expect(
        exponential.sample(using: &draws)
          == exponential.value(at: exponential.noise(using: &noises)))
    }
  }

  @Test func noiseInvertsTheValue() {
    #expect((normal.noise(of: normal.value(at: 1.3)) - 1.3).magnitude < 1e-14)
    #expect((logNormal.noise(of: logNormal.value(at: 1.3)) - 1.3).magnitude < 1e-14)
    #expect((exponential.noise(of: exponential.value(at: 1.3)) - 1.3).magnitude < 1e-14)
    #expect(
      largestDifference(diagonal.noise(of: diagonal.value(at: [1.3, -2])), [1.3, -2]) < 1e-14)
  }

  @Test func parametersRoundTrip() {
    #expect(largestDifference(bits.with(parameters: bits.parameters).logits, bits.logits) == 0)
    let categorical = Categorical(probabilities: [0.2, 0, 0.8])
    let again = categorical.with(parameters: categorical.parameters)
    #expect(largestDifference(again.probabilities, categorical.probabilities) < 1e-15)
    let bit = Bernoulli(probability: 0.3)
    #expect((Bernoulli.withLogit(bit.logit).probability - 0.3).magnitude < 1e-15)
  }

  @Test func expectationsOfNewDistributionsAreTheirMoments() {
    #expect((logNormal.expectation { $0 } - logNormal.mean).magnitude < 1e-12)
    let spread = logNormal.expectation { ($0 - logNormal.mean) * ($0 - logNormal.mean) }
    #expect((spread - logNormal.variance).magnitude < 1e-12)
    #expect((exponential.expectation { $0 + 1 } - 0.4).magnitude < 1e-14)
    #expect((exponential.expectation { .exp(-$0) } - .exp(1) * 2.5 / 3.5).magnitude < 1e-13)
    #expect((exponential.expectation { _ in 1 } - 1).magnitude < 1e-14)
    func entropyError(_ q: some Approximation) -> Double {
      (q.entropy + q.expectation(of: q.logDensity)).magnitude
    }
    #expect(entropyError(logNormal) < 1e-12)
    #expect(entropyError(exponential) < 1e-12)
    #expect(entropyError(bits) < 1e-14)
  }

  @Test func bitsAreDrawnWithTheirProbabilities() {
    var random = RandomStream(seed: 3, name: "bits")
    let draws = bits.samples(20_000, using: &random)
    for (j, probability) in bits.probabilities.enumerated() {
      let share = Estimate(draws.map { $0[j] ? 1 : 0 })
      #expect(share.zScore(against: probability).magnitude < 5)
    }
  }
}
