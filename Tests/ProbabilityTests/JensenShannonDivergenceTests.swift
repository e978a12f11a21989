import Kernels
import Probability
import Testing

struct JensenShannonDivergenceTests {
  private let p = Categorical(probabilities: [0.5, 0.3, 0.2, 0])
  private let q = Categorical(probabilities: [0.1, 0, 0.6, 0.3])

  /// $H(m) - \frac12 (H(p) + H(q))$, the other way to write it.
  @Test func itIsTheGainOfEntropyByMixing() {
    let middle = Categorical(
      probabilities: zip(p.probabilities, q.probabilities).map { 0.5 * ($0 + $1) })
    let gain = middle.entropy - 0.5 * (p.entropy + q.entropy)
    #expect(relativeError(jensenShannonDivergence(p, q), gain) < 1e-14)
    #expect(jensenShannonDivergence(p, q) == jensenShannonDivergence(q, p))
    #expect(jensenShannonDivergence(p, p) == 0)
  }

  @Test func twoOutcomesAreABernoulli() {
    let special = jensenShannonDivergence(
      Bernoulli(probability: 0.9), Bernoulli(probability: 0.2))
    let general = jensenShannonDivergence(
      Categorical(probabilities: [0.9, 0.1]), Categorical(probabilities: [0.2, 0.8]))
    #expect(relativeError(special, general) < 1e-14)
  }

  @Test func withoutACommonOutcomeItIsLogTwo() {
    let far = jensenShannonDivergence(
      Categorical(probabilities: [0.4, 0.6, 0]), Categorical(probabilities: [0, 0, 1]))
    #expect(relativeError(far, .log(2)) < 1e-15)
    let certain = jensenShannonDivergence(Bernoulli(probability: 0), Bernoulli(probability: 1))
    #expect(relativeError(certain, .log(2)) < 1e-15)
  }
}
