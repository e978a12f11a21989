import Elementary
import Numerics
import Probability
import Testing

@Suite struct ExponentialTests {
  private let law = Exponential(rate: 2.5, origin: 3)

  /// 20,000 draws: an error of 0.03 in the distribution function is always found.
  @Test func drawsFollowTheDistributionFunction() {
    var random = RandomStream(seed: 1, name: "exponential")
    let draws = law.samples(20_000, using: &random)
    #expect(draws.allSatisfy { $0 >= 3 })
    let right = KolmogorovSmirnovTest(draws) { 1 - .exp(-2.5 * ($0 - 3)) }
    #expect(right.pValue > fiveSigma)
    let meanForRate = KolmogorovSmirnovTest(draws) { 1 - .exp(-0.4 * ($0 - 3)) }
    #expect(meanForRate.pValue < fiveSigma)
  }

  @Test func theDensityIntegratesToOne() {
    let mass = Quadrature.gaussLegendre(60, from: 3, to: 23).integrate { .exp(law.logDensity($0)) }
    #expect((mass - 1).magnitude < 1e-12)
    #expect(law.logDensity(2.999) == -.infinity)
    #expect(law.logDensity(3) == .log(2.5))
  }
}
