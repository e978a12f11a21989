import Elementary
import Models
import Numerics
import Probability
import Testing

struct ExactInferenceTests {
  /// Bayes' rule, $\log p(x, z) - \log p(z \mid x) = \log p(x)$, at several z.
  private func largestBayesError<Model: ExactInference>(
    _ model: Model, _ x: Model.Observation, at places: [Model.Latent]
  ) -> Double {
    let posterior = model.posterior(of: x)
    let evidence = model.logEvidence(of: x)
    return places.reduce(0) { largest, z in
      max(largest, (model.logJoint(of: x, and: z) - posterior.logDensity(z) - evidence).magnitude)
    }
  }

  @Test func bayesRuleHoldsForEveryModel() throws {
    let x = [0.8, -0.4, 1.1]
    let plane = [[0.0, 0], [1, -2], [3, 3]]
    #expect(largestBayesError(try Examples.mixture(.full), [0.3, 0.8], at: [0, 1, 2]) < 1e-12)
    #expect(largestBayesError(try ModelExamples.linear(), x, at: plane) < 1e-12)
    #expect(largestBayesError(try ModelExamples.components(), x, at: plane) < 1e-12)
    #expect(largestBayesError(ModelExamples.decoder, 1, at: [-1, 0.3, 2]) < 1e-12)
    #expect(largestBayesError(ModelExamples.circle, [1, -1.5], at: [-1, 0.3, 2]) < 1e-12)
    #expect(largestBayesError(ModelExamples.linearVAE, 1, at: [-1, 0.3, 2]) < 1e-12)
  }

  /// Bayes' rule alone would forgive a wrong evidence with a posterior that is wrong by the same.
  @Test func posteriorsIntegrateToOne() throws {
    #expect((ModelExamples.decoder.posterior(of: 1).mass - 1).magnitude < 1e-12)
    for x in [[1, -1.5], [2, 0], [-2.0, 0.1], [0, 0]] {
      #expect((ModelExamples.circle.posterior(of: x).mass - 1).magnitude < 1e-12)
    }
    let narrow = CircleModel(radius: 3, noiseStandardDeviation: 0.3)
    #expect((narrow.posterior(of: [0, 3]).mass - 1).magnitude < 1e-12)
    let vae = ModelExamples.linearVAE
    let posterior = vae.posterior(of: 1)
    let mass = Quadrature.trapezoid(801, from: -9, to: 9).integrate { z in
      .exp(vae.logJoint(of: 1, and: z))
    }
    #expect((Double.log(mass) - vae.logEvidence(of: 1)).magnitude < 1e-12)
    #expect((posterior.mean - 1.2 / 2.14).magnitude < 1e-15)
  }

  @Test func theGapIsZeroAtThePosteriorAndPositiveElsewhere() throws {
    let linear = try ModelExamples.linear()
    let x = [0.8, -0.4, 1.1]
    #expect(linear.divergenceToPosterior(of: x, from: linear.posterior(of: x)) == 0)
    let plane = try ModelExamples.plane()
    let closedForm = klDivergence(from: plane, to: linear.posterior(of: x))
    #expect(closedForm > 0.1)
    #expect((linear.divergenceToPosterior(of: x, from: plane) - closedForm).magnitude < 1e-11)
    let mixture = try Examples.mixture(.full)
    let gap = mixture.divergenceToPosterior(of: [0.3, 0.8], from: ModelExamples.labels)
    let batch = mixture.divergenceToPosterior(
      of: Matrix(rows: [[0.3, 0.8]]), from: Matrix(rows: [[0.3, 0.5, 0.2]]))
    #expect((gap - batch).magnitude < 1e-13)
    let decoder = ModelExamples.decoder
    #expect(decoder.divergenceToPosterior(of: 1, from: decoder.posterior(of: 1)) == 0)
  }

  @Test func sumsOverADataSetAreSums() throws {
    let vae = ModelExamples.linearVAE
    let data = [0.3, -1.0, 2.2]
    let evidence = vae.logEvidence(ofAll: data)
    let bound = vae.evidenceLowerBound(ofAll: data, under: vae.encode)
    let gap = vae.divergenceToPosterior(ofAll: data, from: vae.encode)
    #expect((bound + gap - evidence).magnitude < 1e-11)
    #expect((evidence - data.map(vae.logEvidence(of:)).reduce(0, +)).magnitude < 1e-14)
    // The closed form of the mean bound, on data with this second moment.
    let variance = data.reduce(0) { $0 + $1 * $1 } / 3
    #expect((bound / 3 - vae.evidenceLowerBound(dataVariance: variance)).magnitude < 1e-12)
  }
}
