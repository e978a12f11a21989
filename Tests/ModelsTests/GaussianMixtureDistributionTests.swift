import Elementary
import Models
import Numerics
import Probability
import Testing

@Suite struct GaussianMixtureDistributionTests {
  @Test func theDensityIntegratesToOneWithTheStatedMoments() throws {
    let mixture = try GaussianMixture(
      weights: [0.3, 0.7], means: [-2, 1.5], variances: [0.49, 2.25])
    let grid = Quadrature.gaussLegendre(200, from: -16, to: 16)
    func moment(_ power: (Double) -> Double) -> Double {
      grid.integrate { power($0) * .exp(mixture.logDensity([$0])) }
    }
    #expect((moment { _ in 1 } - 1).magnitude < 1e-12)
    #expect((moment { $0 } - mixture.mean[0]).magnitude < 1e-12)
    let mean = mixture.mean[0]
    let variance = moment { ($0 - mean) * ($0 - mean) }
    #expect((variance - mixture.covariance[0, 0]).magnitude < 1e-11)
  }

  /// Means and covariances of 20,000 draws within five standard errors: it errs once in 300,000
  /// runs at other seeds, and sees an error of 4% in a standard deviation.
  @Test func samplesHaveTheMomentsOfTheMixture() throws {
    let mixture = try Examples.mixture(.full)
    var random = RandomStream(seed: 0, name: "samples")
    var coordinates = [Estimate(), Estimate()]
    var products = [Estimate(), Estimate(), Estimate()]
    var counts = [0.0, 0, 0]
    let mean = mixture.mean
    for _ in 0..<20_000 {
      let (component, point) = mixture.sample(using: &random)
      let deviation = zip(point, mean).map(-)
      counts[component] += 1
      for j in 0..<2 { coordinates[j].add(point[j]) }
      products[0].add(deviation[0] * deviation[0])
      products[1].add(deviation[0] * deviation[1])
      products[2].add(deviation[1] * deviation[1])
    }
    for j in 0..<2 { #expect(coordinates[j].zScore(against: mean[j]).magnitude < 5) }
    let covariance = mixture.covariance
    let expected = [covariance[0, 0], covariance[0, 1], covariance[1, 1]]
    for (product, value) in zip(products, expected) {
      #expect(product.zScore(against: value).magnitude < 5)
    }
    for k in 0..<3 {
      let deviation = (20_000 * mixture.weights[k] * (1 - mixture.weights[k])).squareRoot()
      #expect((counts[k] - 20_000 * mixture.weights[k]).magnitude < 5 * deviation)
    }
  }

  /// The label that a point was drawn with is the component that the posterior names, as often as
  /// it says.
  @Test func posteriorsAreCalibrated() throws {
    let mixture = try Examples.mixture(.full)
    var random = RandomStream(seed: 0, name: "calibration")
    let draws = (0..<10_000).map { _ in mixture.sample(using: &random) }
    let responsibilities = mixture.responsibilities(of: Matrix(rows: draws.map(\.point)))
    var excess = Estimate()
    for (i, draw) in draws.enumerated() {
      let probability = responsibilities[i, 0]
      guard probability > 0.1 && probability < 0.9 else { continue }
      excess.add((draw.component == 0 ? 1 : 0) - probability)
    }
    #expect(excess.count > 1_000)
    #expect(excess.zScore(against: 0).magnitude < 5)
  }

  /// $x = \mu + L\varepsilon$ has the covariance $L L^T$, not $L^T L$: the mean product of the
  /// deviations tells the two apart. It errs once in 1.7 million runs at other seeds.
  @Test func drawsAreCorrelatedAsTheirComponents() throws {
    let mixture = try GaussianMixture(
      weights: [0.3, 0.7], means: [[0, 0], [4, 1]],
      covariances: [
        Matrix(rows: [[1, 0.9], [0.9, 1]]), Matrix(rows: [[0.5, 0.3], [0.3, 0.4]]),
      ],
      covarianceKind: .full)
    var random = RandomStream(seed: 0, name: "correlated")
    let products = Estimate(repetitions: 8_000) {
      let draw = mixture.sample(using: &random)
      let mean = mixture.means[draw.component]
      return (draw.point[0] - mean[0]) * (draw.point[1] - mean[1])
    }
    func corner(_ covariances: [Matrix]) -> Double {
      zip(mixture.weights, covariances).reduce(0) { $0 + $1.0 * $1.1[0, 1] }
    }
    let transposed = try mixture.covariances.map { covariance in
      let lower = try Cholesky(covariance).lower
      return lower.transposed * lower
    }
    #expect(products.zScore(against: corner(mixture.covariances)).magnitude < 5)
    #expect(products.zScore(against: corner(transposed)).magnitude > 10)
  }

  /// The largest distance between the sample's distribution function and the mixture's, times the root
  /// of the sample size, exceeds 2.7 once in a million samples.
  @Test func drawsFollowTheDistributionFunction() throws {
    let mixture = try GaussianMixture(
      weights: [0.5, 0.3, 0.2], means: [-2, 0.5, 3], variances: [0.6, 0.3, 1.2])
    func distance(from drawn: GaussianMixture) -> Double {
      var random = RandomStream(seed: 0, name: "distance")
      let sample = (0..<8_000).map { _ in drawn.sample(using: &random).point[0] }
      return 8_000.0.squareRoot()
        * KolmogorovSmirnovTest(sample) { x in
          (0..<3).reduce(0.0) { sum, k in
            let source = Normal(
              mean: mixture.means[k][0],
              standardDeviation: mixture.covariances[k][0, 0].squareRoot())
            return sum + mixture.weights[k] * source.cumulative(x)
          }
        }.statistic
    }
    #expect(distance(from: mixture) < 2.7)
    #expect(distance(from: mixture.replacing(weights: [1.0 / 3, 1.0 / 3, 1.0 / 3])) > 2.7)
  }
}
