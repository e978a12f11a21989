import Elementary
import Models
import Numerics
import Probability
import Testing

/// Models that the book's experiments on the cost of the evidence are made of.
struct LatentVariableModelKindsTests {
  @Test func aCountedModelCountsItsPasses() {
    let model = CountedModel(
      FiniteMixture(weights: [1, 2, 3], components: [0.1, 0.5, 0.9].map(Bernoulli.init)))
    #expect(model.passes == 0)
    let copy = model
    let sum = model.prior.expectation { .exp(copy.logLikelihood(of: true, given: $0)) }
    #expect(model.passes == 3)
    #expect((sum - (0.1 + 2 * 0.5 + 3 * 0.9) / 6).magnitude < 1e-15)
    #expect((.exp(model.base.logEvidence(of: true)) - sum).magnitude < 1e-15)
  }

  /// By the law of total probability, the posteriors of all observations average to the prior.
  @Test func posteriorsOfAFiniteMixtureAverageToThePrior() {
    let model = FiniteMixture(weights: [1, 2, 3], components: [0.1, 0.5, 0.9].map(Bernoulli.init))
    for k in 0..<3 {
      let average = [true, false].reduce(0.0) { sum, x in
        sum + .exp(model.logEvidence(of: x)) * model.posterior(of: x).probabilities[k]
      }
      #expect((average - model.prior.probabilities[k]).magnitude < 1e-15)
    }
  }

  @Test func aFiniteMixtureOfNormalsIsAGaussianMixture() throws {
    let normals = [(-2, 0.6), (0.5, 0.3), (3, 1.2)].map {
      Normal(mean: $0.0, standardDeviation: $0.1.squareRoot())
    }
    let finite = FiniteMixture(weights: [5, 3, 2], components: normals)
    let gaussian = try GaussianMixture(
      weights: [0.5, 0.3, 0.2], means: [-2, 0.5, 3], variances: [0.6, 0.3, 1.2])
    for x in [-3.0, -0.5, 0.8, 6] {
      #expect((finite.logEvidence(of: x) - gaussian.logEvidence(of: [x])).magnitude < 1e-13)
      let posteriors = (finite.posterior(of: x), gaussian.posterior(of: [x]))
      for k in 0..<3 {
        #expect(
          (posteriors.0.probabilities[k] - posteriors.1.probabilities[k]).magnitude < 1e-13)
      }
    }
  }

  /// The sum of two dimensions, integrated over the plane, against one dimension.
  @Test func theEvidenceOfASumDecoderIsThatOfOneDimension() {
    let base = ScalarDecoderModel(noiseStandardDeviation: 0.8) { 2 * .tanh($0 - 0.5) }
    let model = SumDecoderModel(base, dimension: 2)
    let rule = Quadrature.trapezoid(80, from: -8, to: 8)
    let integral = rule.integrate(dimension: 2) { .exp(model.logJoint(of: 0.7, and: $0)) }
    #expect((.log(integral) - model.logEvidence(of: 0.7)).magnitude < 1e-9)
    let mean = model.likelihood(given: [1, 1]).mean
    #expect((mean - base.decode(2.0.squareRoot())).magnitude < 1e-14)
  }

  /// Each piece by Gauss–Legendre quadrature, the kinks at the ends of the intervals.
  @Test(arguments: [-2.0, 0.3, 1.5])
  func theEvidenceOfAPiecewiseLinearDecoder(x: Double) {
    let model = PiecewiseLinearModel(
      noiseStandardDeviation: 0.5,
      pieces: [
        .init(end: -0.4, slope: 0, intercept: -2), .init(end: 1.25, slope: 2.4, intercept: -1),
        .init(slope: -1, intercept: 3.25),
      ])
    let integral = [(-9.0, -0.4), (-0.4, 1.25), (1.25, 9)].reduce(0) { sum, interval in
      sum
        + Quadrature.gaussLegendre(120, from: interval.0, to: interval.1)
        .integrate { .exp(model.logJoint(of: x, and: $0)) }
    }
    #expect((.log(integral) - model.logEvidence(of: x)).magnitude < 1e-12)
  }

  /// The pieces of a network, against the network itself.
  @Test func thePiecesOfARectifiedNetwork() {
    let units = [(1.2, 0.5, 2.0), (1.2, -1.5, -2), (-0.7, 0.3, 0.9), (0, 0.4, 0.5), (2.4, 1, 0.1)]
    let model = PiecewiseLinearModel(
      noiseStandardDeviation: 0.5, units: units.map { (weight: $0.0, bias: $0.1, output: $0.2) },
      offset: -2)
    #expect(model.pieces.count == 4)
    for z in stride(from: -4.0, through: 4, by: 0.37) {
      let output = units.reduce(-2) { $0 + $1.2 * max(0, $1.0 * z + $1.1) }
      #expect((model.likelihood(given: z).mean - output).magnitude < 1e-13)
    }
    let constant = PiecewiseLinearModel(noiseStandardDeviation: 1, units: [], offset: 3)
    #expect(constant.logEvidence(of: 2) == Normal(mean: 3, standardDeviation: 1).logDensity(2))
  }

  /// With one piece the decoder is linear, and $x \sim N(c, a^2 + \sigma^2)$.
  @Test func oneLinearPieceIsALinearDecoder() {
    let model = PiecewiseLinearModel(
      noiseStandardDeviation: 0.5, pieces: [.init(slope: 1.2, intercept: 0.3)])
    let marginal = Normal(mean: 0.3, standardDeviation: 1.3)
    #expect((model.logEvidence(of: 2) - marginal.logDensity(2)).magnitude < 1e-14)
  }

  /// The joint density is prior times likelihood, and its blocks give back the marginals.
  @Test func theJointOfALinearModelIsPriorTimesLikelihood() throws {
    let model = try ModelExamples.linear()
    let joint = try model.jointDistribution()
    let x = [0.8, 0.9, -0.3]
    for z in [[0.0, 0], [1, -0.5], [-0.4, 2]] {
      #expect((joint.logDensity(x + z) - model.logJoint(of: x, and: z)).magnitude < 1e-12)
    }
  }

  @Test func theEndOfAPieceBelongsToIt() {
    let step = PiecewiseLinearModel(
      noiseStandardDeviation: 1,
      pieces: [.init(end: 1, slope: 2, intercept: 0), .init(slope: 0, intercept: 5)])
    #expect(step.likelihood(given: 1).mean == 2)
    #expect(step.likelihood(given: 1.0.nextUp).mean == 5)
  }
}
