import Numerics
import Elementary
import NumericsTestSupport
import Probability
import Testing

@Suite struct DiscreteDistributionTests {
  @Test(arguments: [0, 0.2, 0.5, 0.97, 1])
  func bernoulliByEnumeration(probability: Double) {
    let bernoulli = Bernoulli(probability: probability)
    let weights = [false, true].map { Double.exp(bernoulli.logDensity($0)) }
    #expect(relativeError(weights[0] + weights[1], 1) < 1e-15)
    #expect(relativeError(weights[1], bernoulli.mean) < 1e-15)
    let squares = weights[1] - weights[1] * weights[1]
    #expect((bernoulli.variance - squares).magnitude < 1e-15)
    let entropy = weights.reduce(0) { $1 == 0 ? $0 : $0 - $1 * .log($1) }
    #expect((bernoulli.entropy - entropy).magnitude < 1e-15)
  }

  @Test func aRareFailureKeepsItsDigits() {
    #expect(relativeError(Bernoulli(probability: 1e-20).logDensity(false), -1e-20) < 1e-15)
  }

  @Test func categoricalByEnumeration() {
    let categorical = Categorical(probabilities: [0.1, 0, 0.6, 0.3])
    let weights = (0..<4).map { Double.exp(categorical.logDensity($0)) }
    for (weight, probability) in zip(weights, categorical.probabilities) {
      #expect(relativeError(weight, probability) < 1e-15)
    }
    #expect(relativeError(weights.reduce(0, +), 1) < 1e-15)
    #expect(categorical.logDensity(1) == -.infinity)
    #expect(categorical.logDensity(4) == -.infinity && categorical.logDensity(-1) == -.infinity)
    #expect(relativeError(categorical.entropy, 0.897_945_724_856_779_5) < 1e-15)
    #expect(relativeError(categorical.covariance[0, 2], -0.06) < 1e-14)
    #expect(relativeError(categorical.covariance[3, 3], 0.21) < 1e-14)
    #expect((categorical.covariance * [1, 1, 1, 1]).allSatisfy { $0.magnitude < 1e-16 })
  }

  @Test func theUniformCategoricalHasTheLargestEntropy() {
    let uniform = Categorical(probabilities: Array(repeating: 0.2, count: 5))
    #expect(relativeError(uniform.entropy, .log(5)) < 1e-15)
    #expect(Categorical(probabilities: [1]).entropy == 0)
  }

  /// 20,000 draws: a probability that is off by a tenth of itself is found.
  @Test func samplesFollowTheProbabilities() {
    var random = RandomStream(seed: 1, name: "discrete")
    let probabilities = [0.2, 0.05, 0.45, 0.3]
    let draws = Categorical(probabilities: probabilities).samples(20_000, using: &random)
    let test = ChiSquareTest(counts: histogram(draws, cells: 4), probabilities: probabilities)
    #expect(test.pValue > fiveSigma)
    let outcomes = Bernoulli(probability: 0.3).samples(20_000, using: &random)
    let interval = proportionInterval(
      successes: outcomes.filter { $0 }.count, trials: 20_000, errorRate: fiveSigma)
    #expect(interval.contains(0.3))
  }

  @Test func probabilitiesAreDividedByTheirSum() {
    let nearly = Categorical(probabilities: [0.5, 0.25, 0.25 + 5e-10])
    #expect(relativeError(nearly.probabilities.reduce(0, +), 1) < 1e-15)
    #expect(relativeError(nearly.probabilities[0], 0.5 / (1 + 5e-10)) < 1e-15)
  }
}
