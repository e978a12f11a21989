import Elementary
import Models
import Probability
import Testing

struct CategoricalModelTests {
  private let encoder = [[0.8, 0.1, 0.1], [0.6, 0.3, 0.1], [0.1, 0.7, 0.2], [0.1, 0.1, 0.8]].map {
    Categorical(probabilities: $0)
  }

  @Test func evidenceAndPosteriorAreEnumerations() {
    let model = CategoricalModel(inverting: encoder)
    for x in 0..<4 {
      let joint = (0..<3).map { Double.exp(model.logJoint(of: x, and: $0)) }
      #expect((.log(joint.reduce(0, +)) - model.logEvidence(of: x)).magnitude < 1e-14)
      // The inverse of an encoder has the encoder for a posterior.
      let posterior = model.posterior(of: x).probabilities
      for (p, q) in zip(posterior, encoder[x].probabilities) {
        #expect((p - q).magnitude < 1e-14)
      }
      let q = Categorical(probabilities: [0.2, 0.5, 0.3])
      let terms = model.boundTerms(of: x, under: q)
      #expect((terms.bound + terms.gap - terms.logEvidence).magnitude < 1e-13)
      #expect(terms.gap > 0.01)
    }
  }

  @Test func theRegulariserSplits() {
    let aggregate = CategoricalModel.aggregate(of: encoder)
    let uniform = Categorical(probabilities: [1.0 / 3, 1.0 / 3, 1.0 / 3])
    let model = CategoricalModel(
      prior: uniform, decoder: CategoricalModel(inverting: encoder).decoder)
    let information = CategoricalModel.information(of: encoder)
    let split = information + klDivergence(from: aggregate, to: uniform)
    #expect((model.meanRegulariser(of: encoder) - split).magnitude < 1e-14)
    #expect((split - information).magnitude > 1e-3)
  }

  @Test func theInverseDecoderReachesTheInformation() {
    let gain =
      CategoricalModel(inverting: encoder).meanReconstruction(under: encoder) + .log(4)
    #expect((gain - CategoricalModel.information(of: encoder)).magnitude < 1e-14)
    let other = CategoricalModel(inverting: encoder.reversed())
    #expect(other.meanReconstruction(under: encoder) + .log(4) < gain - 0.1)
  }

  /// A q that leaves codes out averages the ratio over the others alone.
  @Test func theSecondLineOfJensensDerivationNeedsAPositiveQ() {
    let model = CategoricalModel(inverting: encoder)
    let q = Categorical(probabilities: [0.5, 0.5, 0])
    let lines = model.derivationByJensen(of: 1, under: q)
    let rest = (0..<2).reduce(0.0) { $0 + .exp(model.logJoint(of: 1, and: $1)) }
    #expect((lines[1] - .log(rest)).magnitude < 1e-14)
    #expect(lines[1] < lines[0] - 0.05)
  }
}
