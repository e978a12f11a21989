import Elementary
import Models
import Numerics
import Probability
import Testing

/// One model of each kind, with an observation and a q that is not the posterior.
enum ModelExamples {
  static let decoder = ScalarDecoderModel(noiseStandardDeviation: 0.5) { 2 * .tanh(1.2 * $0 - 0.5) }
  static let circle = CircleModel(radius: 2, noiseStandardDeviation: 0.4)
  static let linearVAE = ScalarLinearVAE(
    decoderWeight: 1.2, encoderWeight: 0.3, logStandardDeviation: -0.5, noiseVariance: 0.7)
  static let normal = Normal(mean: 0.6, standardDeviation: 0.7)
  static let labels = Categorical(probabilities: [0.3, 0.5, 0.2])

  static let loadings = Matrix(rows: [[0.9, -0.3], [0.4, 0.8], [-0.5, 0.6]])

  static func linear() throws -> LinearGaussianModel {
    try LinearGaussianModel(loadings: loadings, offset: [0.2, -0.1, 0.4], noiseVariance: 0.5)
  }

  static func components() throws -> ProbabilisticPCA {
    try ProbabilisticPCA(mean: [0.2, -0.1, 0.4], loadings: loadings, noiseVariance: 0.5)
  }

  static func plane() throws -> MultivariateNormal {
    try MultivariateNormal(mean: [0.5, 0.3], covariance: Matrix(rows: [[0.6, 0.2], [0.2, 0.4]]))
  }
}

struct LatentVariableModelTests {
  /// $\int p(z) p(x \mid z)\, dz$ is the density of the ancestral draws: its cumulative distribution
  /// function, seen by 5,000 draws, is off by no more than about 0.035.
  @Test func ancestralDrawsHaveTheEvidenceAsTheirDensity() {
    let model = ModelExamples.linearVAE
    var random = RandomStream(seed: 1, name: "ancestral")
    let draws = (0..<5_000).map { _ in model.sampleWithLatent(using: &random) }
    let marginal = Normal(
      mean: 0, standardDeviation: model.marginalVariance.squareRoot())
    #expect(
      KolmogorovSmirnovTest(draws.map(\.observation), cumulative: marginal.cumulative).pValue
        > 5.733e-7)
    // E[zx] = w: the latent variable belongs to its observation.
    #expect(Estimate(draws.map { $0.latent * $0.observation }).zScore(against: 1.2).magnitude < 5)
  }

  @Test func theJointIsPriorTimesLikelihood() throws {
    let mixture = try Examples.mixture(.full)
    let x = [0.3, 0.8]
    let labelled = (0..<3).map { mixture.logJoint(of: x, and: $0) }
    let batch = mixture.logJoint(of: Matrix(rows: [x])).row(0)
    for (one, many) in zip(labelled, batch) { #expect((one - many).magnitude < 1e-13) }
    let exact =
      Normal.standard.logDensity(0.4)
      + Normal(mean: 2 * .tanh(-0.02), standardDeviation: 0.5).logDensity(1)
    #expect(abs(ModelExamples.decoder.logJoint(of: 1, and: 0.4) - exact) < 1e-14)
  }
}
