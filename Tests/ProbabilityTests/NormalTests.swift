import Elementary
import Numerics
import NumericsTestSupport
import Probability
import Testing

@Suite struct NormalTests {
  static let examples = [
    Normal.standard, Normal(mean: -3, standardDeviation: 0.5),
    Normal(mean: 100, standardDeviation: 20),
  ]

  /// ∫ f(x) p(x) dx over ±12 standard deviations, outside of which there is nothing to see.
  func expectation(_ normal: Normal, _ f: (Double) -> Double) -> Double {
    let reach = 12 * normal.standardDeviation
    return Quadrature.gaussLegendre(
      120, from: normal.mean - reach, to: normal.mean + reach
    ).integrate { f($0) * .exp(normal.logDensity($0)) }
  }

  @Test(arguments: examples)
  func densityAgainstQuadrature(normal: Normal) {
    #expect(relativeError(expectation(normal) { _ in 1 }, 1) < 1e-13)
    #expect((expectation(normal) { $0 } - normal.mean).magnitude < 1e-11)
    let variance = expectation(normal) { ($0 - normal.mean) * ($0 - normal.mean) }
    #expect(relativeError(variance, normal.variance) < 1e-12)
    let entropy = expectation(normal) { -normal.logDensity($0) }
    #expect(relativeError(entropy, normal.entropy) < 1e-12)
  }

  /// 20,000 draws: an error of 0.03 in the distribution function is always found.
  @Test(arguments: examples)
  func samplesFollowTheDensity(normal: Normal) {
    var random = RandomStream(seed: 1, name: "normal/\(normal.mean)")
    let draws = normal.samples(20_000, using: &random)
    #expect(KolmogorovSmirnovTest(draws, cumulative: normal.cumulative).pValue > fiveSigma)
  }

  @Test(arguments: [-2.5, -0.3, 0, 1, 4])
  func cumulativeIsTheIntegralOfTheDensity(z: Double) {
    let normal = Normal(mean: 2, standardDeviation: 3)
    let x = 2 + 3 * z
    let integral = Quadrature.gaussLegendre(100, from: 2 - 3 * 12, to: x)
      .integrate { .exp(normal.logDensity($0)) }
    #expect(relativeError(normal.cumulative(x), integral) < 1e-13)
  }

  /// Reference values to 16 digits, by series in exact arithmetic.
  @Test func cumulativeInTheTails() {
    #expect(relativeError(Normal.standard.cumulative(-1), 0.158_655_253_931_457_05) < 1e-15)
    #expect(relativeError(Normal.standard.cumulative(-5), 2.866_515_718_791_939_1e-7) < 1e-14)
    #expect(relativeError(Normal.standard.cumulative(-10), 7.619_853_024_160_526e-24) < 1e-13)
    #expect(relativeError(Normal.standard.cumulative(-37), 5.725_571_222_524_9e-300) < 1e-12)
    #expect(Normal.standard.cumulative(0) == 0.5)
    #expect(Normal.standard.cumulative(.infinity) == 1)
    #expect(Normal.standard.cumulative(-.infinity) == 0)
  }

  @Test func quantileInvertsCumulative() {
    let normal = Normal.standard
    for exponent in stride(from: -300.0, to: -0.3, by: 1.7) {
      let probability = Double.exp(exponent * .log(10))
      let z = normal.quantile(probability)
      // dp/p = z dz, so a z right to its last digit leaves an error of z² units in p.
      #expect(relativeError(normal.cumulative(z), probability) < 1e-15 * max(8, z * z))
    }
    for percent in 1...99 {
      let probability = Double(percent) / 100
      #expect(relativeError(normal.cumulative(normal.quantile(probability)), probability) < 1e-15)
    }
  }

  /// Draws beyond 3 by inversion: the share of the tail beyond each is the number it came from.
  @Test func inversionDrawsFromTheTail() {
    let tail = Normal.standard.cumulative(-3)
    var random = RandomStream(seed: 1, name: "tail")
    for share in random.uniforms(1_000).map({ 1 - $0 }) {
      let draw = -Normal.standard.quantile(tail * share)
      #expect(draw >= 3 - 1e-12)
      #expect((Normal.standard.cumulative(-draw) / tail - share).magnitude < 1e-10)
    }
  }

  @Test func knownQuantiles() {
    #expect(relativeError(Normal.standard.quantile(0.975), 1.959_963_984_540_054) < 5e-16)
    #expect(relativeError(Normal.standard.quantile(0.025), -1.959_963_984_540_054) < 5e-16)
    #expect(Normal.standard.quantile(0.5).magnitude < 1e-16)
    #expect(Normal.standard.quantile(0) == -.infinity)
    #expect(Normal.standard.quantile(1) == .infinity)
    #expect((Normal.standard.quantile(.leastNonzeroMagnitude) + 38.4674).magnitude < 1e-3)
    #expect(
      relativeError(Normal(mean: 10, standardDeviation: 2).quantile(0.975), 13.919_927_969_080_108)
        < 5e-16)
  }

  @Test func theStandardNormalHasItsName() {
    func entropy(of distribution: some Distribution<Double>) -> Double {
      -distribution.logDensity(0) + 0.5
    }
    #expect(relativeError(entropy(of: .standardNormal), Normal.standard.entropy) < 1e-15)
  }
}
