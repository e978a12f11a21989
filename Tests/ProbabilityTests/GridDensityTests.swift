import Elementary
import Numerics
import Probability
import Testing

struct GridDensityTests {
  private let normal = Normal(mean: 0.7, standardDeviation: 0.4)
  private let grid = Quadrature.trapezoid(801, from: -4, to: 6)

  @Test func aNormalOnAGridIsTheNormal() {
    let q = GridDensity(on: grid, logDensity: normal.logDensity)
    #expect((q.mass - 1).magnitude < 1e-13)
    #expect((q.mean - 0.7).magnitude < 1e-13)
    #expect((q.variance - 0.16).magnitude < 1e-13)
    #expect((q.entropy - normal.entropy).magnitude < 1e-12)
    let f = { (z: Double) in Double.tanh(3 * z) }
    #expect((q.expectation(of: f) - normal.expectation(of: f)).magnitude < 1e-8)
    #expect(q.logDensity(0.123) == normal.logDensity(0.123))
  }

  @Test func aNormalizedDensityIsDividedByItsIntegral() {
    let normal = normal
    let raised = { @Sendable (z: Double) in normal.logDensity(z) + 900 }
    let q = GridDensity(on: grid, logDensity: raised).normalized
    #expect((q.mass - 1).magnitude < 1e-12)
    #expect((q.logDensity(0.3) - normal.logDensity(0.3)).magnitude < 1e-12)
    // Taken at its word, a function that integrates to two has a mass of two.
    let twice = GridDensity(on: grid) { normal.logDensity($0) + .log(2) }
    #expect((twice.mass - 2).magnitude < 1e-12)
    #expect((twice.expectation { $0 } - 1.4).magnitude < 1e-12)
  }

  /// 20,000 draws see a shift of the distribution function by about 0.017: that of a mean which is
  /// off by 0.02.
  @Test(arguments: [
    Quadrature.trapezoid(801, from: -4, to: 6), .gaussLegendre(800, from: -3, to: 5),
  ])
  func drawsFollowTheDensity(grid: Quadrature) {
    let q = GridDensity(on: grid, logDensity: normal.logDensity)
    var random = RandomStream(seed: 1, name: "grid")
    let test = KolmogorovSmirnovTest(
      q.samples(20_000, using: &random), cumulative: normal.cumulative)
    #expect(test.pValue > fiveSigma)
  }
}
