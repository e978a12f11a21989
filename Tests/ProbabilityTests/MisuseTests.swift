import Numerics
import Probability
import Testing

/// What would give a wrong number without a word ends the program.
@Suite struct MisuseTests {
  @Test func vectorsAndMatricesOfOtherShapes() async {
    await #expect(processExitsWith: .failure) { _ = dot([1], [1, 2]) }
    await #expect(processExitsWith: .failure) { _ = Matrix.identity(2) * [1] }
    await #expect(processExitsWith: .failure) {
      _ = Matrix(rows: 2, columns: 3, repeating: 0) + Matrix(rows: 3, columns: 2, repeating: 0)
    }
    await #expect(processExitsWith: .failure) {
      _ = Matrix(rows: 2, columns: 2, elements: [1, 0, 0, 1, 0])
    }
    await #expect(processExitsWith: .failure) {
      _ = try Cholesky(Matrix(rows: [[1, 0, 0], [0, 1, 0]]))
    }
    await #expect(processExitsWith: .failure) {
      _ = try Cholesky(.identity(2)).forwardSubstitution([1, 2, 3])
    }
    await #expect(processExitsWith: .failure) { _ = SymmetricEigen(Matrix(rows: [[.infinity]])) }
  }

  @Test func parametersThatNoDistributionHas() async {
    await #expect(processExitsWith: .failure) { _ = Normal(mean: .nan, standardDeviation: 1) }
    await #expect(processExitsWith: .failure) { _ = Normal(mean: 0, standardDeviation: 0) }
    await #expect(processExitsWith: .failure) { _ = Bernoulli(probability: 1.5) }
    await #expect(processExitsWith: .failure) { _ = Categorical(probabilities: [0.5, 0.4]) }
    await #expect(processExitsWith: .failure) { _ = Categorical(probabilities: [1.5, -0.5]) }
    await #expect(processExitsWith: .failure) { _ = Exponential(rate: 0) }
    await #expect(processExitsWith: .failure) {
      _ = DiagonalNormal.standard(dimension: 2).logDensity([0])
    }
    await #expect(processExitsWith: .failure) {
      _ = try MultivariateNormal(.standard(dimension: 2)).recentred(at: [0])
    }
    await #expect(processExitsWith: .failure) {
      _ = GridDensity(on: .trapezoid(3, from: 0, to: 1), logDensity: { _ in -.infinity }).normalized
    }
    await #expect(processExitsWith: .failure) {
      var random = RandomStream(seed: 0, name: "misuse")
      _ = random.categorical([1, .infinity])
    }
  }

  @Test func divergencesBetweenSpaces() async {
    await #expect(processExitsWith: .failure) {
      _ = klDivergence(
        from: Categorical(probabilities: [1]), to: Categorical(probabilities: [0.5, 0.5]))
    }
    await #expect(processExitsWith: .failure) {
      _ = klDivergence(
        from: DiagonalNormal.standard(dimension: 1), to: .standard(dimension: 2))
    }
    await #expect(processExitsWith: .failure) {
      _ = klDivergenceToStandardNormal(mean: [0, 1], logVariances: [0])
    }
  }

  @Test func statisticsWithoutTheirData() async {
    await #expect(processExitsWith: .failure) {
      _ = ChiSquareTest(counts: [1, 2], probabilities: [0.2, 0.3, 0.5])
    }
    await #expect(processExitsWith: .failure) {
      _ = ChiSquare(degreesOfFreedom: 1).quantile(upperTail: 0)
    }
    await #expect(processExitsWith: .failure) {
      _ = LinearFit(x: [0, 1], y: [0, 1], standardErrors: [1, -1])
    }
    await #expect(processExitsWith: .failure) { _ = LinearFit(x: [2, 2], y: [0, 1]) }
    await #expect(processExitsWith: .failure) { _ = sampleQuantile([1, .nan], 0.5) }
    await #expect(processExitsWith: .failure) { _ = logSumExp([0, 0], weights: [2, -1]) }
    await #expect(processExitsWith: .failure) {
      var random = RandomStream(seed: 0, name: "misuse")
      _ = monteCarlo(samples: 0, of: { $0 }, under: .standardNormal, using: &random)
    }
  }

  @Test func rulesThatDoNotExist() async {
    await #expect(processExitsWith: .failure) { _ = Quadrature.gaussHermite(351) }
    await #expect(processExitsWith: .failure) { _ = Quadrature.gaussLegendre(3, from: 1, to: 0) }
    await #expect(processExitsWith: .failure) {
      _ = Quadrature.gaussHermite(3).integrate(dimension: 0) { _ in 1 }
    }
  }
}
