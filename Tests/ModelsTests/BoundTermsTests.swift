import Elementary
import Models
import Numerics
import Probability
import Testing

struct BoundTermsTests {
  private let model: LinearGaussianModel
  private let x = [0.8, 0.9, -0.3]

  init() throws {
    model = try LinearGaussianModel(
      loadings: Matrix(rows: [[1.2, 0.9], [0.8, 1.1], [-0.3, 0.5]]), offset: [0.2, -0.1, 0.4],
      noiseVariance: 0.5)
  }

  private func randomNormal() throws -> MultivariateNormal {
    var random = RandomStream(seed: 3, name: "bound terms")
    return try MultivariateNormal.random(dimension: 2, using: &random)
  }

  @Test func theTermsAgreeWithTheClosedForms() throws {
    let q = try randomNormal()
    let terms = model.boundTerms(of: x, under: q)
    #expect((terms.logEvidence - model.logEvidence(of: x)).magnitude < 1e-12)
    #expect((terms.bound - model.evidenceLowerBound(of: x, under: q)).magnitude < 1e-9)
    #expect((terms.regulariser - model.divergenceToPrior(from: q)).magnitude < 1e-9)
    #expect(
      (terms.reconstruction - model.expectedLogLikelihood(of: x, under: q)).magnitude < 1e-9)
    let gap = klDivergence(from: q, to: model.posterior(of: x))
    #expect((terms.gap - gap).magnitude < 1e-9)
    let reversed = klDivergence(from: model.posterior(of: x), to: q)
    #expect((terms.upperBound - terms.logEvidence - reversed).magnitude < 1e-9)
    #expect((gap - reversed).magnitude > 0.1)
  }

  @Test func aSingleDrawVariesByItsClosedForm() throws {
    let q = try randomNormal()
    let spread = model.loadings * q.covariance * model.loadings.transposed
    let residual = zip(x, model.decode(q.mean)).map { $0 - $1 }
    let exact =
      ((spread * spread).trace / 2 + dot(residual, spread * residual))
      / (model.noiseVariance * model.noiseVariance)
    let variance = model.logRatioVariance(of: x, under: q, dividingBy: model.prior)
    #expect((variance - exact).magnitude < 1e-8 * exact)
    let posterior = model.posterior(of: x)
    #expect(model.logRatioVariance(of: x, under: posterior, dividingBy: posterior) < 1e-18)
    #expect(model.logRatioVariance(of: x, under: q, dividingBy: q) > 0.1)
  }

  @Test func theLinesOfBothDerivationsAreTheEvidenceUntilTheInequality() throws {
    let evidence = model.logEvidence(of: x)
    let q = try MultivariateNormal(
      mean: [0.5, 0.3], covariance: Matrix(rows: [[0.6, -0.2], [-0.2, 0.4]]))
    let bound = model.evidenceLowerBound(of: x, under: q)
    let (jensen, bayes) = (
      model.derivationByJensen(of: x, under: q), model.derivationByBayes(of: x, under: q)
    )
    #expect(jensen.dropLast().allSatisfy { ($0 - evidence).magnitude < 1e-5 })
    #expect(bayes.dropLast().allSatisfy { ($0 - evidence).magnitude < 1e-9 })
    #expect((jensen[2] - bound).magnitude < 1e-9 && (bayes[4] - bound).magnitude < 1e-9)
    #expect(bound < evidence - 0.1)
  }

  @Test func theBestIndependentDistributionHasItsClosedForm() throws {
    let gap = model.divergenceToPosterior(of: x, from: model.meanFieldPosterior(of: x))
    #expect((gap - model.meanFieldGap).magnitude < 1e-9)
    #expect(gap > 0.1)
    let orthogonal = try LinearGaussianModel(
      loadings: Matrix(rows: [[1, 1], [1, -1]]), offset: [0, 0], noiseVariance: 0.5)
    #expect(orthogonal.meanFieldGap.magnitude < 1e-14)
  }

  @Test func aSearchOverNormalDistributionsFindsThePosterior() throws {
    let (found, posterior) = (try model.bestNormal(for: x), model.posterior(of: x))
    let differences = zip(
      found.mean + found.covariance.elements, posterior.mean + posterior.covariance.elements
    ).map { ($0 - $1).magnitude }
    #expect(differences.allSatisfy { $0 < 1e-6 })
  }

  @Test func temperingLeadsFromThePriorToThePosterior() {
    let decoder = ScalarDecoderModel(noiseStandardDeviation: 0.5) { 2 * .tanh(1.2 * $0 - 0.5) }
    let posterior = decoder.posterior(of: 1)
    for z in [-1.0, 0.3, 2] {
      let (none, full) = (
        decoder.temperedPosterior(of: 1, power: 0), decoder.temperedPosterior(of: 1, power: 1)
      )
      #expect((none.logDensity(z) - Normal.standard.logDensity(z)).magnitude < 1e-12)
      #expect((full.logDensity(z) - posterior.logDensity(z)).magnitude < 1e-12)
    }
    let parabola = ScalarDecoderModel(noiseStandardDeviation: 0.5) { $0 * $0 }
    let line = Quadrature.gaussLegendre(500, from: -4, to: 66)
    #expect((parabola.marginalExpectation(over: line) { $0 } - 1).magnitude < 1e-8)
    #expect((parabola.marginalExpectation(over: line) { $0 * $0 } - 3.25).magnitude < 1e-6)
  }
}
