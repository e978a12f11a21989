import Elementary
import NumericsTestSupport
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

  /// Dice with missing faces: the divergence is infinite where q has a face that p lacks, and neither
  /// leaving that face out nor the mean of both directions gives the Jensen–Shannon divergence.
  @Test func missingFacesMakeTheDivergenceInfiniteAndLeaveThisOneFinite() {
    let die = Categorical(probabilities: [0.25, 0.25, 0.5, 0])
    let loaded = Categorical(probabilities: [0.5, 0, 0.25, 0.25])
    let blend = Categorical(probabilities: [0.375, 0.125, 0.375, 0.125])
    #expect(klDivergence(from: die, to: loaded) == .infinity)
    #expect(klDivergence(from: loaded, to: die) == .infinity)
    #expect(relativeError(klDivergence(from: die, to: blend), 0.75 * .log(4.0 / 3)) < 1e-14)
    let gain = blend.entropy - (die.entropy + loaded.entropy) / 2
    #expect(relativeError(jensenShannonDivergence(die, loaded), gain) < 1e-14)
    #expect(jensenShannonDivergence(die, loaded) < .log(2))
  }
}
