import Elementary
import Models
import Numerics
import Probability
import Testing

struct ImportanceWeightsTests {
  private let decoder = ModelExamples.decoder
  private let q = ModelExamples.normal

  /// 20,000 draws see a bound that is off by about 0.15 nats, the entropy's absence many times over.
  @Test func theMeanLogWeightIsTheBound() {
    var random = RandomStream(seed: 1, name: "bound")
    let estimate = decoder.estimatedEvidenceLowerBound(
      of: 1, from: q, count: 20_000, using: &random)
    #expect(
      estimate.zScore(against: decoder.evidenceLowerBound(of: 1, under: q)).magnitude < 5)
    #expect(estimate.standardError < 0.03)
  }

  /// Under the posterior every weight is the evidence: no statistical error at all.
  @Test func weightsFromThePosteriorAreTheEvidence() throws {
    let model = try ModelExamples.linear()
    let x = [0.8, -0.4, 1.1]
    var random = RandomStream(seed: 1, name: "posterior")
    let weights = model.logWeights(of: x, from: model.posterior(of: x), count: 50, using: &random)
    #expect(weights.count == 50)
    #expect(weights.allSatisfy { ($0 - model.logEvidence(of: x)).magnitude < 1e-12 })
    let mixture = try Examples.mixture(.full)
    let labels = mixture.posterior(of: [0.3, 0.8])
    let evidence = mixture.importanceWeightedLogEvidence(
      of: [0.3, 0.8], from: labels, count: 5, using: &random)
    #expect((evidence - mixture.logEvidence(of: [0.3, 0.8])).magnitude < 1e-12)
  }

  @Test func theMeanWeightIsTheEvidence() {
    var random = RandomStream(seed: 1, name: "evidence")
    let wide = Normal(mean: 0.6, standardDeviation: 1.5)
    let weights = decoder.logWeights(of: 1, from: wide, count: 20_000, using: &random)
    let ratios = Estimate(weights.map { .exp($0 - decoder.logEvidence(of: 1)) })
    #expect(ratios.zScore(against: 1).magnitude < 5)
    #expect(ratios.standardError < 0.02)
  }

  /// The same draws, once through the joint and once through the likelihood.
  @Test func theNaiveEstimateAveragesTheLikelihood() {
    var random = RandomStream(seed: 1, name: "naive")
    var again = random
    let naive = decoder.naiveLogEvidence(of: 1, count: 100, using: &random)
    let draws = Normal.standard.samples(100, using: &again)
    let exact = logMeanExp(draws.map { decoder.logLikelihood(of: 1, given: $0) })
    #expect((naive - exact).magnitude < 1e-12)
  }
}
