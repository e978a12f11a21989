import Autodiff
import Elementary
import Kernels
import Models
import Numerics
import Probability
import Testing
import Variational

struct DiscreteLatentFactorModelTests {
  private let bars = DiscreteDecoder.bars(side: 2, probability: 0.3)
  private let x = [1, 2, 0, 1]

  private var everyPicture: [[Int]] {
    (0..<81).map { n in [n % 3, n / 3 % 3, n / 9 % 3, n / 27] }
  }

  @Test func theEvidenceOfAllObservationsIsOne() {
    let model = bars.model
    let total = everyPicture.reduce(0) { $0 + .exp(model.logEvidence(of: $1)) }
    #expect((total - 1).magnitude < 1e-12)
  }

  @Test func theEvidenceIsThePriorsExpectation() {
    let model = bars.model
    let average = model.prior.expectation { .exp(model.logLikelihood(of: x, given: $0)) }
    #expect((model.logEvidence(of: x) - .log(average)).magnitude < 1e-12)
  }

  @Test func thePosteriorObeysBayesRule() {
    let model = bars.model
    let posterior = model.posterior(of: x)
    for z in model.codes {
      let expected = model.logJoint(of: x, and: z) - model.logEvidence(of: x)
      #expect((posterior.logDensity(z) - expected).magnitude < 1e-12)
    }
    let byHand = posterior.expectation { $0[2] ? 1 : 0 }
    #expect((posterior.marginals[2] - byHand).magnitude < 1e-15)
  }

  /// One bar, gray; two bars, white: with probability $1 / (1 + 2 e^{-3})$ and
  /// $1 / (1 + e^{-3} + e^{-12})$.
  @Test func barsAddUp() {
    let likelihood = bars.model.likelihood(given: [true, false, true, false])
    let gray = 1 / (1 + 2 * Double.exp(-3))
    let white = 1 / (1 + Double.exp(-3) + .exp(-12))
    let expected = 2 * Double.log(white) + 2 * .log(gray)
    #expect((likelihood.logDensity([2, 1, 1, 0]) - expected).magnitude < 1e-12)
    #expect(likelihood.logDensity([3, 0, 0, 0]) == -.infinity)
  }

  @Test func samplesHaveTheMeansOfTheirDistribution() {
    var random = RandomStream(seed: 1, name: "categories")
    let likelihood = bars.model.likelihood(given: [true, false, true, false])
    let draws = likelihood.samples(4_000, using: &random)
    for (place, mean) in likelihood.means.enumerated() {
      let estimate = Estimate(draws.map { Double($0[place]) })
      #expect(estimate.zScore(against: mean).magnitude < 5)
    }
  }

  @Test func drawsFromThePosteriorHaveItsMarginals() {
    var random = RandomStream(seed: 1, name: "codes")
    let posterior = bars.model.posterior(of: x)
    let draws = posterior.samples(4_000, using: &random)
    for (bit, marginal) in posterior.marginals.enumerated() {
      let estimate = Estimate(draws.map { $0[bit] ? 1 : 0 })
      #expect((estimate.mean - marginal).magnitude < 0.04)
    }
  }

  @Test func recodingMovesTheMeaningOfTheCodes() {
    let model = bars.model
    let swapped = model.recoded(by: model.codes.indices.map { $0 ^ 1 })
    #expect(
      swapped.likelihood(given: [true, false, false, false])
        == model.likelihood(given: [false, false, false, false]))
    #expect((swapped.logEvidence(of: x) - model.logEvidence(of: x)).magnitude > 0.01)
  }

  @Test func meanFieldIsStationaryAndExactForAFactorisedPosterior() {
    let model = bars.model
    let best = model.bestMeanField(of: x)
    #expect(best.bound <= model.logEvidence(of: x))
    let integrand = zip(model.logJoints(of: x), model.codes).map { $0 - best.q.logDensity($1) }
    #expect(best.q.gradient(ofCodeValues: integrand).allSatisfy { $0.magnitude < 1e-9 })
    let rows = DiscreteLatentFactorModel(
      prior: BernoulliProduct(logits: Array(model.prior.logits.prefix(2))),
      likelihoods: Array(model.likelihoods.prefix(4)))
    let exact = rows.bestMeanField(of: x)
    #expect((exact.bound - rows.logEvidence(of: x)).magnitude < 1e-9)
  }

  @Test func theTensorsAgreeWithThePlainModel() {
    let decoder = DiscreteDecoder(
      factors: 3, hiddenUnits: 5, places: 4, categories: 3,
      from: RandomStream(seed: 2, name: "decoder"))
    let model = decoder.model
    let oneHot = DiscreteDecoder.oneHot([x, [0, 0, 2, 2]], categories: 3)
    let autoencoder = DiscreteVariationalAutoencoder(
      decoder: decoder, places: 4, encoderUnits: 6, from: RandomStream(seed: 2, name: "encoder"))
    let (bound, logEvidence) = autoencoder.meanBoundAndLogEvidence(of: oneHot)
    let logits = autoencoder.encode(oneHot).logits.numbers
    let q = [
      BernoulliProduct(logits: Array(logits[..<3])), BernoulliProduct(logits: Array(logits[3...])),
    ]
    let plain =
      (model.evidenceLowerBound(of: x, under: q[0])
        + model.evidenceLowerBound(of: [0, 0, 2, 2], under: q[1])) / 2
    #expect((bound - plain).magnitude < 1e-12)
    #expect((logEvidence - model.logEvidence(ofAll: [x, [0, 0, 2, 2]]) / 2).magnitude < 1e-12)
    let z = Tensor<Double>([[1, 0, 1], [0, 1, 1]])
    let values = decoder.logLikelihood(of: oneHot, given: z) + decoder.logPrior(of: z)
    #expect(
      (values.numbers[0] - model.logJoint(of: x, and: [true, false, true])).magnitude < 1e-12)
  }

  @Test func productsOfCodesAddUp() {
    let q = BernoulliProduct(logits: [0.3, -1.2, 2])
    for (probability, z) in zip(q.codeProbabilities, BernoulliProduct.outcomes(count: 3)) {
      #expect((probability - .exp(q.logDensity(z))).magnitude < 1e-15)
    }
    let values = [0.3, -1, 2, 0.7, 1.1, -0.4, 0, 5]
    let exact = q.gradientOfExpectation { z in
      values[(z[0] ? 1 : 0) + (z[1] ? 2 : 0) + (z[2] ? 4 : 0)]
    }
    for (slope, expected) in zip(q.gradient(ofCodeValues: values), exact) {
      #expect((slope - expected).magnitude < 1e-14)
    }
  }
}
