import Elementary
import NumericsTestSupport
import Probability
import Testing

struct DiscreteDivergenceTests {
  private let q = Categorical(probabilities: [0.5, 0.25, 0.25, 0])
  private let p = Categorical(probabilities: [0.25, 0.25, 0.125, 0.375])

  @Test func betweenCategoricalsItIsTheExpectedLogarithm() {
    // ½ log 2 + ¼ log 1 + ¼ log 2; the last outcome adds nothing.
    #expect(relativeError(klDivergence(from: q, to: p), 0.75 * .log(2)) < 1e-15)
    #expect(klDivergence(from: p, to: q) == .infinity)
    #expect(klDivergence(from: q, to: q) == 0)
  }

  @Test func twoOutcomesAreABernoulli() {
    for (a, b) in [(0.2, 0.7), (0.9, 0.4), (0, 0.3), (1, 0.3)] {
      let general = klDivergence(
        from: Categorical(probabilities: [a, 1 - a]), to: Categorical(probabilities: [b, 1 - b]))
      let special = klDivergence(
        from: Bernoulli(probability: a), to: Bernoulli(probability: b))
      #expect((general - special).magnitude < 1e-15)
      #expect(special > 0)
    }
  }

  @Test func certaintyHasItsConventions() {
    let (never, fair, always) = (
      Bernoulli(probability: 0), Bernoulli(probability: 0.5), Bernoulli(probability: 1)
    )
    #expect(klDivergence(from: never, to: never) == 0)
    #expect(klDivergence(from: always, to: always) == 0)
    #expect(relativeError(klDivergence(from: never, to: fair), .log(2)) < 1e-15)
    #expect(klDivergence(from: fair, to: never) == .infinity)
    #expect(klDivergence(from: fair, to: always) == .infinity)
    #expect(klDivergence(from: always, to: never) == .infinity)
  }

  @Test func groupingOutcomesNeverRaisesIt() {
    var random = RandomStream(seed: 1, name: "grouping")
    for _ in 0..<200 {
      let weights = (0..<2).map { _ in (0..<4).map { _ in random.uniform() } }
      let fine = weights.map { row in
        Categorical(probabilities: row.map { $0 / row.reduce(0, +) })
      }
      let coarse = fine.map { Bernoulli(probability: $0.probabilities[0] + $0.probabilities[1]) }
      #expect(
        klDivergence(from: coarse[0], to: coarse[1])
          <= klDivergence(from: fine[0], to: fine[1]) + 1e-15)
    }
  }
}
