import Models
import Numerics
import Probability
import Testing

/// What would give a wrong number without a word ends the program.
@Suite struct MisuseTests {
  @Test func modelsWithoutNoise() async {
    await #expect(processExitsWith: .failure) {
      _ = CircleModel(radius: 1, noiseStandardDeviation: 0)
    }
    await #expect(processExitsWith: .failure) {
      _ = ScalarDecoderModel(noiseStandardDeviation: -1) { $0 }
    }
  }

  @Test func modelsWhosePartsDoNotFit() async {
    await #expect(processExitsWith: .failure) {
      _ = CategoricalModel(
        prior: Categorical(probabilities: [0.5, 0.5]),
        decoder: [Categorical(probabilities: [1])])
    }
    await #expect(processExitsWith: .failure) {
      _ = PiecewiseLinearModel(
        noiseStandardDeviation: 1,
        pieces: [
          .init(end: 1, slope: 0, intercept: 0), .init(end: 0, slope: 1, intercept: 0),
          .init(slope: 2, intercept: 0),
        ])
    }
    await #expect(processExitsWith: .failure) {
      _ = TanhDecoder(weights: [1, 1, 0, 2], noiseStandardDeviation: 1)
    }
    await #expect(processExitsWith: .failure) {
      _ = FiniteMixture(weights: [1, 2], components: [Normal.standard])
    }
    await #expect(processExitsWith: .failure) {
      let model = SumDecoderModel(
        ScalarDecoderModel(noiseStandardDeviation: 1) { $0 }, dimension: 2)
      _ = model.likelihood(given: [1])
    }
  }

  @Test func mixturesThatAreNone() async {
    await #expect(processExitsWith: .failure) {
      _ = try GaussianMixture(weights: [0.5, 0.4], means: [0, 1], variances: [1, 1])
    }
    await #expect(processExitsWith: .failure) {
      _ = try GaussianMixture(weights: [1.5, -0.5], means: [0, 1], variances: [1, 1])
    }
    await #expect(processExitsWith: .failure) {
      _ = try GaussianMixture(
        weights: [1], means: [[0, 0]], covariances: [Matrix(diagonal: [1, 2])],
        covarianceKind: .spherical)
    }
    await #expect(processExitsWith: .failure) {
      _ = try Examples.mixture(.full).score(of: 1)
    }
  }

  @Test func dataOfAnotherShape() async {
    await #expect(processExitsWith: .failure) {
      _ = try Examples.mixture(.full).divergenceToPrior(
        from: Matrix(rows: [[0.5, 0.5]]))
    }
    await #expect(processExitsWith: .failure) {
      _ = try Examples.mixture(.full).logLikelihood(of: Matrix(rows: [[1, 2, 3], [4, 5, 6]]))
    }
    await #expect(processExitsWith: .failure) { _ = randIndex([0, 1], [0, 1, 1]) }
    await #expect(processExitsWith: .failure) {
      _ = ProbabilisticPCA.covariance(of: Matrix(rows: [[1, 2]]), about: [0, 0, 0])
    }
    await #expect(processExitsWith: .failure) {
      let model = try ProbabilisticPCA(
        mean: [0, 0], loadings: Matrix(rows: [[1], [1]]), noiseVariance: 1)
      _ = model.logDensity([1, 2, 3])
    }
  }

  @Test func settingsThatNothingFollowsFrom() async {
    await #expect(processExitsWith: .failure) {
      _ = ExpectationMaximization(covarianceFloor: -1)
    }
    await #expect(processExitsWith: .failure) {
      _ = KMeans(Matrix(rows: [[0]]), from: [[0]], maximumIterations: 0)
    }
    await #expect(processExitsWith: .failure) {
      _ = try ProbabilisticPCA.maximumLikelihood(
        of: Matrix(rows: [[1, 0], [0, 1]]), components: 0)
    }
    await #expect(processExitsWith: .failure) {
      var random = RandomStream(seed: 0, name: "misuse")
      let model = ScalarDecoderModel(noiseStandardDeviation: 1) { $0 }
      _ = model.naiveLogEvidence(of: 0, count: 0, using: &random)
    }
  }
}
