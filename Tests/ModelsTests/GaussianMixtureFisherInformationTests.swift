import Models
import Numerics
import Probability
import Testing

@Suite struct GaussianMixtureFisherInformationTests {
  static let nodes = Quadrature.gaussLegendre(240, from: -12, to: 12)

  static func mixture(_ parameters: [Double]) throws -> GaussianMixture {
    try GaussianMixture(
      weights: [parameters[0], 1 - parameters[0]], means: [parameters[1], parameters[2]],
      variances: [parameters[3], parameters[4]])
  }

  /// Central differences of the log density, one parameter after the other.
  @Test(arguments: [-2.0, 0.1, 1.7])
  func theScoreIsTheDerivativeOfTheLogDensity(x: Double) throws {
    let parameters = [0.4, -1.5, 1.5, 0.8, 1.2]
    let score = try Self.mixture(parameters).score(of: x)
    for index in parameters.indices {
      let heights = try [1e-5, -1e-5].map { step in
        var moved = parameters
        moved[index] += step
        return try Self.mixture(moved).logDensity([x])
      }
      #expect(((heights[0] - heights[1]) / 2e-5 - score[index]).magnitude < 1e-8)
    }
  }

  /// One normal distribution: $1 / \sigma^2$ for the mean, $1 / (2 \sigma^4)$ for the variance.
  @Test func oneComponentHasTheInformationOfANormal() throws {
    let normal = try GaussianMixture(weights: [1], means: [0.5], variances: [1.7])
    let information = normal.fisherInformation(nodes: Self.nodes)
    let expected = Matrix(diagonal: [1 / 1.7, 0.5 / (1.7 * 1.7)])
    #expect(Examples.difference(information, expected) < 1e-12)
  }

  /// Far apart, the labels are as good as known: $\pi_k / \sigma_k^2$ for a mean.
  @Test func distantComponentsLoseNothing() throws {
    let far = try Self.mixture([0.3, -6, 6, 0.5, 0.25])
    let information = far.fisherInformation(nodes: Self.nodes)
    #expect((information[1, 1] - 0.3 / 0.5).magnitude < 1e-9)
    #expect((information[2, 2] - 0.7 / 0.25).magnitude < 1e-9)
    let near = try Self.mixture([0.3, -0.5, 0.5, 0.5, 0.25])
    #expect(near.fisherInformation(nodes: Self.nodes)[1, 1] < 0.6 * 0.3 / 0.5)
  }

  @Test func recordedLabelsAreTheLimitOfDistantComponents() throws {
    let far = try GaussianMixture(
      weights: [0.2, 0.3, 0.5], means: [-8, 0, 8], variances: [0.5, 0.25, 0.4])
    let grid = Quadrature.gaussLegendre(300, from: -14, to: 14)
    let difference = Examples.difference(
      far.fisherInformation(nodes: grid), far.completeDataInformation)
    #expect(difference < 1e-6)
    #expect((far.completeDataInformation[0, 1] - 2).magnitude < 1e-12)
  }

  @Test func parametersFollowTheOrderOfTheMeans() throws {
    let mixture = try Self.mixture([0.3, 2, -1, 0.5, 0.25])
    #expect(mixture.orderedParameters == [0.7, -1, 2, 0.25, 0.5])
  }
}
