import Elementary
import Numerics
import Probability
import Testing

struct MonteCarloTests {
  @Test func averagesTheDrawsOfTheStream() {
    let law = Normal(mean: 0.3, standardDeviation: 2)
    var random = RandomStream(seed: 1, name: "average")
    var replay = random
    let estimate = monteCarlo(samples: 7, of: { $0 * $0 }, under: law, using: &random)
    let squares = (0..<7).map { _ in
      let draw = law.sample(using: &replay)
      return draw * draw
    }
    #expect((estimate - squares.reduce(0, +) / 7).magnitude < 1e-14)
    #expect(random.next() == replay.next())
  }

  @Test func aConstantIsItsOwnAverage() {
    var random = RandomStream(seed: 1, name: "constant")
    #expect(
      monteCarlo(samples: 3, of: { _ in 4 }, under: Normal.standard, using: &random) == 4)
  }
}

struct ImportanceSamplingTests {
  private let target = Normal(mean: 1, standardDeviation: 0.8)
  private let proposal = Normal(mean: 0.4, standardDeviation: 1.1)

  @Test func weighsByTheQuotientOfTheDensities() {
    var random = RandomStream(seed: 2, name: "weights")
    let sample = WeightedSample(
      count: 50, proposal: proposal, logTarget: target.logDensity, using: &random)
    for (draw, logWeight) in zip(sample.draws, sample.logWeights) {
      #expect(logWeight == target.logDensity(draw) - proposal.logDensity(draw))
    }
    #expect((Double.exp(sample.logNormalizer) - sample.mean { _ in 1 }).magnitude < 1e-14)
  }

  @Test func theMeanIsThatOfTheWeightedTerms() {
    var random = RandomStream(seed: 2, name: "terms")
    let sample = WeightedSample(
      count: 200, proposal: proposal, logTarget: target.logDensity, using: &random)
    let terms = zip(sample.draws, sample.logWeights).map { $0 * $0 * .exp($1) }
    let mean = sample.mean { $0 * $0 }
    #expect((mean - terms.reduce(0, +) / 200).magnitude < 1e-12)
    let unexponentiated = zip(sample.draws, sample.logWeights).map { $0 * $0 * $1 }
    #expect((mean - unexponentiated.reduce(0, +) / 200).magnitude > 0.1)
  }

  /// With 5 standard errors it errs once in 1.7 million seeds; leaving the weights out is off by
  /// more than 100.
  @Test func estimatesTheTargetsMean() {
    var random = RandomStream(seed: 3, name: "mean")
    let estimates = Estimate(repetitions: 400) {
      WeightedSample(count: 50, proposal: proposal, logTarget: target.logDensity, using: &random)
        .mean { $0 }
    }
    #expect(estimates.zScore(against: 1).magnitude < 5)
    #expect(estimates.zScore(against: 0.4).magnitude > 10)
  }

  @Test func theSecondMomentIsAnIntegral() {
    let rule = Quadrature.gaussLegendre(200, from: -9, to: 11)
    let integral = rule.integrate { x in
      Double.exp(2 * target.logDensity(x) - proposal.logDensity(x))
    }
    let formula = NormalImportanceWeights.secondMoment(target: target, proposal: proposal)
    #expect((formula - integral).magnitude < 1e-10)
    #expect(NormalImportanceWeights.secondMoment(target: target, proposal: target) == 1)
  }

  @Test func halfTheVarianceIsTheLimit() {
    func secondMoment(variance: Double) -> Double {
      NormalImportanceWeights.secondMoment(
        target: .standard, proposal: Normal(mean: 0, standardDeviation: variance.squareRoot()))
    }
    #expect(secondMoment(variance: 0.49) == .infinity)
    #expect(secondMoment(variance: 0.51).isFinite)
  }

  /// The mean of the weights is one: the integral of their upper tail.
  @Test func theTailOfTheWeightsIntegratesToTheirMean() {
    let t = 0.8
    let mean =
      t
      + Quadrature.gaussLegendre(200, from: .log(t), to: 30).integrate { logLevel in
        .exp(logLevel) * NormalImportanceWeights.upperTail(.exp(logLevel), narrowing: t)
      }
    #expect((mean - 1).magnitude < 1e-3)
    #expect(NormalImportanceWeights.upperTail(0.5, narrowing: t) == 1)
  }

  /// Standard deviations in doubles of which one squared is exactly twice the other squared.
  @Test func atHalfTheVarianceItIsInfinite() {
    let proposal = Normal(mean: 0, standardDeviation: 0.005)
    let target = Normal(mean: 0, standardDeviation: 0.007_071_067_811_865_475)
    #expect(target.variance == 2 * proposal.variance)
    #expect(
      NormalImportanceWeights.secondMoment(target: target, proposal: proposal) == .infinity)
  }
}
