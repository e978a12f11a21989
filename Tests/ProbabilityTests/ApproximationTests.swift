import Elementary
import Numerics
import NumericsTestSupport
import Probability
import Testing

struct ApproximationTests {
  private let normal = Normal(mean: 0.7, standardDeviation: 0.4)

  @Test func expectationsOfOutcomesAreSums() {
    let q = Categorical(probabilities: [0.2, 0, 0.8])
    #expect((q.expectation { Double($0 * $0) } - 3.2).magnitude < 1e-15)
    #expect((Bernoulli(probability: 0.3).expectation { $0 ? 5 : 1 } - 2.2).magnitude < 1e-15)
  }

  @Test func whereQIsZeroTheFunctionIsNotEvaluated() {
    let q = Categorical(probabilities: [0.2, 0, 0.8])
    #expect(q.expectation { $0 == 1 ? .nan : 1 } == 1)
    let certain = Bernoulli(probability: 1)
    #expect(certain.expectation { $0 ? 2 : .nan } == 2)
    let half = GridDensity(on: .trapezoid(101, from: -1, to: 1)) { $0 < 0 ? -.infinity : 0 }
    #expect(half.expectation { $0 < 0 ? .nan : 1 }.isFinite)
  }

  @Test func expectationsOfNormalsAreTheirMoments() throws {
    #expect((normal.expectation { $0 } - 0.7).magnitude < 1e-14)
    #expect((normal.expectation { ($0 - 0.7) * ($0 - 0.7) } - 0.16).magnitude < 1e-14)
    // E[exp(x)] = exp(μ + σ²/2).
    #expect((normal.expectation { .exp($0) } - .exp(0.78)).magnitude < 1e-13)
  }

  @Test(arguments: 1...4)
  func expectationsOfVectorsAreTheirMoments(dimension: Int) throws {
    var random = RandomStream(seed: 1, name: "moments")
    let q = try MultivariateNormal(
      mean: random.normals(dimension), covariance: randomCovariance(dimension, using: &random))
    let independent = DiagonalNormal(
      mean: q.mean, standardDeviations: q.covariance.diagonal.map { $0.squareRoot() })
    let last = dimension - 1
    func moment(_ x: [Double]) -> Double { (x[0] - q.mean[0]) * (x[last] - q.mean[last]) }
    #expect((q.expectation(of: moment) - q.covariance[0, last]).magnitude < 1e-12)
    let uncorrelated = last == 0 ? q.covariance[0, 0] : 0
    #expect((independent.expectation(of: moment) - uncorrelated).magnitude < 1e-12)
  }

  /// Each entropy by its own formula, and as an expectation.
  @Test func entropyIsMinusTheExpectedLogDensity() throws {
    func difference(_ q: some Approximation) -> Double {
      (q.entropy + q.expectation(of: q.logDensity)).magnitude
    }
    #expect(difference(Categorical(probabilities: [0.5, 0.1, 0.4, 0])) < 1e-15)
    #expect(difference(Bernoulli(probability: 0.3)) < 1e-15)
    #expect(difference(normal) < 1e-13)
    #expect(difference(DiagonalNormal(mean: [1, 2], standardDeviations: [0.3, 2])) < 1e-12)
    let correlated = Matrix(rows: [[1.0, 0.6], [0.6, 0.8]])
    #expect(difference(try MultivariateNormal(mean: [1, 2], covariance: correlated)) < 1e-12)
  }

  @Test func aRecenteredNormalIsTheOneMadeAnew() throws {
    let covariance = Matrix(rows: [[1.0, 0.6], [0.6, 0.8]])
    let moved = try MultivariateNormal(mean: [0, 0], covariance: covariance)
      .recentred(at: [3, -1])
    #expect(moved == (try MultivariateNormal(mean: [3, -1], covariance: covariance)))
  }

  /// A rule of n nodes knows the moments up to the degree 2n − 1; those of even degree k are
  /// $(k - 1)(k - 3) \cdots 1$.
  @Test(arguments: [(1, 200), (2, 126), (3, 62), (4, 30)])
  func momentsOfAHighDegree(dimension: Int, degree: Int) {
    let moment = DiagonalNormal.standard(dimension: dimension).expectation { z in
      (0..<degree).reduce(1) { product, _ in product * z[0] }
    }
    let exact = stride(from: 1.0, to: Double(degree), by: 2).reduce(1, *)
    #expect(relativeError(moment, exact) < 1e-10)
  }
}
