import Models
import Numerics
import Probability
import Testing

/// The generic functions against each other and against the models' own formulas.
struct EvidenceLowerBoundTests {
  /// The bound by its three forms, and as evidence less gap. All generic: no model's own formula.
  private func bounds<Model: ExactInference>(
    _ model: Model, _ x: Model.Observation, _ q: some Approximation<Model.Latent>
  ) -> [Double] {
    [
      model.evidenceLowerBound(of: x, under: q),
      model.evidenceLowerBoundByReconstruction(of: x, under: q),
      model.evidenceLowerBoundByEntropy(of: x, under: q),
      model.logEvidence(of: x) - model.divergenceToPosterior(of: x, from: q),
    ]
  }

  private func agree(_ bounds: [Double], with exact: Double, within error: Double) -> Bool {
    bounds.allSatisfy { ($0 - exact).magnitude < error }
  }

  @Test func theMixture() throws {
    let mixture = try Examples.mixture(.full)
    let batch = mixture.evidenceLowerBound(
      of: Matrix(rows: [[0.3, 0.8]]), under: Matrix(rows: [[0.3, 0.5, 0.2]]))
    #expect(agree(bounds(mixture, [0.3, 0.8], ModelExamples.labels), with: batch, within: 1e-12))
  }

  @Test func theLinearGaussianModel() throws {
    let x = [0.8, -0.4, 1.1]
    let (model, q) = (try ModelExamples.linear(), try ModelExamples.plane())
    let closedForm = model.evidenceLowerBound(of: x, under: q)
    #expect(agree(bounds(model, x, q), with: closedForm, within: 1e-11))
    #expect(agree(bounds(try ModelExamples.components(), x, q), with: closedForm, within: 1e-11))
    let diagonal = model.meanFieldPosterior(of: x)
    let asFull = try MultivariateNormal(mean: diagonal.mean, covariance: diagonal.covariance)
    let diagonalForm = model.evidenceLowerBound(of: x, under: asFull)
    #expect(agree(bounds(model, x, diagonal), with: diagonalForm, within: 1e-11))
  }

  @Test func theNonlinearDecoders() {
    let (decoder, circle, q) = (ModelExamples.decoder, ModelExamples.circle, ModelExamples.normal)
    let nodes = Quadrature.gaussHermite(200)
    let ofDecoder = decoder.evidenceLowerBound(of: 1, under: q, nodes: nodes)
    #expect(agree(bounds(decoder, 1, q), with: ofDecoder, within: 1e-8))
    let ofCircle = circle.evidenceLowerBound(of: [1, -1.5], under: q, nodes: nodes)
    #expect(agree(bounds(circle, [1, -1.5], q), with: ofCircle, within: 1e-8))
  }

  @Test func theLinearAutoencoder() {
    let vae = ModelExamples.linearVAE
    let mean = vae.evidenceLowerBound(dataVariance: 1.7 * 1.7)
    #expect(agree(bounds(vae, 1.7, vae.encode(1.7)), with: mean, within: 1e-12))
  }

  /// A uniform q, and one that is zero in the middle: log p − log q with q = 0 would be 0 · ∞.
  @Test func anyDensityOnTheLine() {
    let decoder = ModelExamples.decoder
    let uniform = GridDensity(on: .gaussLegendre(200, from: 0, to: 1)) { _ in 0 }
    let mean = Quadrature.gaussLegendre(60, from: 0, to: 1).integrate {
      decoder.logJoint(of: 1, and: $0)
    }
    #expect(agree(bounds(decoder, 1, uniform), with: mean, within: 1e-12))
    let far = GridDensity(on: ScalarDecoderModel.fineGrid) { z in
      logMeanExp([
        Normal(mean: -3, standardDeviation: 0.2).logDensity(z),
        Normal(mean: 3, standardDeviation: 0.2).logDensity(z),
      ])
    }
    let ofFar = bounds(decoder, 1, far)
    #expect(ofFar.allSatisfy { $0.isFinite && ($0 - ofFar[0]).magnitude < 1e-9 })
    #expect(ofFar[0] < decoder.logEvidence(of: 1) - 1)
  }

  @Test func theTermsAreThoseOfTheClosedForms() throws {
    let x = [0.8, -0.4, 1.1]
    let (model, q) = (try ModelExamples.linear(), try ModelExamples.plane())
    func terms<Model: LatentVariableModel>(
      _ model: Model, _ x: Model.Observation, _ q: some Approximation<Model.Latent>
    ) -> (reconstruction: Double, regulariser: Double) {
      (model.expectedLogLikelihood(of: x, under: q), model.divergenceToPrior(from: q))
    }
    let generic = terms(model, x, q)
    let reconstruction = model.expectedLogLikelihood(of: x, under: q)
    #expect((generic.reconstruction - reconstruction).magnitude < 1e-11)
    #expect((generic.regulariser - model.divergenceToPrior(from: q)).magnitude < 1e-11)
    let ofLabels = terms(try Examples.mixture(.full), [0.3, 0.8], ModelExamples.labels)
    let prior = Categorical(probabilities: [0.2, 0.5, 0.3])
    let divergence = klDivergence(from: ModelExamples.labels, to: prior)
    #expect((ofLabels.regulariser - divergence).magnitude < 1e-15)
  }
}
