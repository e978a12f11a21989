import Models
import Probability
import Testing

@Suite struct GaussianMixtureBoundTermsTests {
  /// The three ways to write the bound, under responsibilities that are nobody's posterior.
  @Test func theTermsObeyTheirIdentities() throws {
    let mixture = try Examples.mixture(.full)
    let data = Examples.points(80, from: mixture)
    let terms = mixture.boundTerms(of: data, under: Examples.responsibilities(80, 3))
    #expect((terms.bound + terms.gap - terms.logLikelihood).magnitude < 1e-9)
    #expect(
      (terms.expectedCompleteLogLikelihood + terms.entropy - terms.bound).magnitude < 1e-9)
    #expect((terms.reconstruction - terms.divergenceToPrior - terms.bound).magnitude < 1e-9)
    #expect(terms.gap > 1 && terms.divergenceToPrior > 1 && terms.entropy > 1)
  }
}
