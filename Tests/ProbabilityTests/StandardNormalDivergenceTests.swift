import Elementary
import Numerics
import NumericsTestSupport
import Probability
import Testing

struct StandardNormalDivergenceTests {
  private let q = DiagonalNormal(mean: [0.7, -1.2, 0.3], standardDeviations: [0.4, 1.5, 0.9])
  private let p = DiagonalNormal(mean: [0.1, 0.4, -2], standardDeviations: [1.1, 0.6, 2.5])

  @Test func itIsTheExpectedLogarithm() {
    for p in [p, .standard(dimension: 3)] {
      let integral = Quadrature.gaussHermite(3).integrate(dimension: 3) { noise in
        let x = (0..<3).map { q.mean[$0] + q.standardDeviations[$0] * noise[$0] }
        return q.logDensity(x) - p.logDensity(x)
      }
      #expect(relativeError(klDivergence(from: q, to: p), integral) < 1e-13)
    }
    #expect(klDivergence(from: q, to: q) == 0)
  }

  @Test func allFormsAgree() throws {
    let special = klDivergenceToStandardNormal(from: q)
    let standard = DiagonalNormal.standard(dimension: 3)
    #expect(relativeError(klDivergence(from: q, to: standard), special) < 1e-14)
    let coded = klDivergenceToStandardNormal(
      mean: q.mean, logVariances: q.variances.map { .log($0) })
    #expect(relativeError(coded, special) < 1e-14)
    let general = klDivergence(
      from: try MultivariateNormal(mean: q.mean, covariance: q.covariance),
      to: try MultivariateNormal(mean: standard.mean, covariance: standard.covariance))
    #expect(relativeError(general, special) < 1e-14)
  }

  @Test func itIsExactlyZeroAtThePriorAndKeepsDigitsBesideIt() {
    #expect(klDivergenceToStandardNormal(from: .standard(dimension: 4)) == 0)
    #expect(klDivergenceToStandardNormal(mean: [0, 0], logVariances: [0, 0]) == 0)
    let half = DiagonalNormal(mean: [1], standardDeviations: [1])
    #expect(klDivergenceToStandardNormal(from: half) == 0.5)
    // δ² + δ³/3 − …, for σ = 1 + δ: (σ − 1)² − (σ − 1)³/3 + …
    let beside = DiagonalNormal(mean: [0], standardDeviations: [1 + 0x1p-20])
    let expected = 0x1p-40 - 0x1p-60 / 3
    #expect(relativeError(klDivergenceToStandardNormal(from: beside), expected) < 1e-9)
    let shifted = DiagonalNormal(mean: [1e-9], standardDeviations: [1])
    #expect(relativeError(klDivergenceToStandardNormal(from: shifted), 5e-19) < 1e-15)
  }

  @Test func theGradientIsTheSlope() {
    let gradient = StandardNormalDivergenceGradient(at: q)
    func slope(_ value: (Double) -> Double) -> Double { (value(1e-5) - value(-1e-5)) / 2e-5 }
    for j in 0..<3 {
      let alongMean = slope { step in
        var mean = q.mean
        mean[j] += step
        return klDivergenceToStandardNormal(
          from: DiagonalNormal(mean: mean, standardDeviations: q.standardDeviations))
      }
      let alongDeviation = slope { step in
        var deviations = q.standardDeviations
        deviations[j] += step
        return klDivergenceToStandardNormal(
          from: DiagonalNormal(mean: q.mean, standardDeviations: deviations))
      }
      let alongLogVariance = slope { step in
        var logVariances = q.variances.map { Double.log($0) }
        logVariances[j] += step
        return klDivergenceToStandardNormal(mean: q.mean, logVariances: logVariances)
      }
      #expect((gradient.mean[j] - alongMean).magnitude < 1e-8)
      #expect((gradient.standardDeviations[j] - alongDeviation).magnitude < 1e-8)
      #expect((gradient.logVariances[j] - alongLogVariance).magnitude < 1e-8)
    }
  }

  /// Every term carries an error or two of 2⁻⁵³ of its size: for each entry
  /// ½(σ² + μ² + 1 + |log σ²|), and |μ|/σ where μ is subtracted from a rounded point.
  @Test func theWaysMeetAsCloselyAsRoundingLetsThem() throws {
    let nodes = Quadrature.gaussHermite(3)
    let standard = try MultivariateNormal(.standard(dimension: 2))
    for mean in [-1e6, -3, 0, 1e-6, 0.7, 1e3] {
      for deviation in [1e-6, 0.01, 1, 1.5, 1e6] {
        let q = DiagonalNormal(mean: [mean, 0.4], standardDeviations: [deviation, 0.9])
        let size = q.entries.reduce(0) { sum, entry in
          sum + entry.mean.magnitude / entry.standardDeviation
            + 0.5
            * (entry.variance + entry.mean * entry.mean + 1 + Double.log(entry.variance).magnitude)
        }
        let total = klDivergenceToStandardNormal(from: q)
        let byNodes = q.entries.reduce(0) { sum, entry in
          sum
            + nodes.integrate {
              let x = entry.mean + entry.standardDeviation * $0
              return entry.logDensity(x) - Normal.standard.logDensity(x)
            }
        }
        let others = [
          byNodes, klDivergence(from: try MultivariateNormal(q), to: standard),
          q.entries.reduce(0) { $0 + klDivergence(from: $1, to: .standard) },
          klDivergenceToStandardNormal(
            mean: q.mean, logVariances: q.variances.map { Double.log($0) }),
        ]
        for other in others { #expect((other - total).magnitude <= 8 * .ulpOfOne * size) }
      }
    }
  }
}
