import Datasets
import Elementary
import Models
import Numerics
import Probability
import Testing

struct ProbabilisticPCATests {
  private let iris = Matrix(rows: Iris.table.rows)
  private let small: ProbabilisticPCA

  init() throws {
    small = try ProbabilisticPCA(
      mean: [0.2, -0.1, 0.4], loadings: Matrix(rows: [[0.9, -0.3], [0.4, 0.8], [-0.5, 0.6]]),
      noiseVariance: 0.5)
  }

  private func difference(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).map(Examples.relativeDifference).max() ?? .nan
  }

  @Test(arguments: ProbabilisticPCAReference.all)
  func maximumLikelihoodOnIris(reference: ProbabilisticPCAReference) throws {
    let fit = try ProbabilisticPCA.maximumLikelihood(
      of: iris, components: reference.components)
    #expect(Examples.relativeDifference(fit.noiseVariance, reference.noiseVariance) < 1e-12)
    #expect(
      Examples.relativeDifference(fit.logLikelihood(of: iris), reference.logLikelihood) < 1e-12)
    #expect(
      Examples.relativeDifference(fit.logDensity(iris.row(0)), reference.firstLogDensity) < 1e-12)
    #expect(difference(fit.loadings.elements, reference.loadings) < 1e-10)
    #expect(difference(fit.codes(of: iris).means.row(0), reference.firstCode) < 1e-10)
  }

  @Test func theDensityIsTheMarginals() throws {
    for x in [[0.0, 0, 0], [1, -2, 0.5], [30, -20, 10]] {
      #expect(
        Examples.relativeDifference(small.logDensity(x), small.model.marginal.logDensity(x)) < 1e-13
      )
    }
  }

  /// With little noise the D × D covariance is nearly singular, and the d × d route keeps its digits:
  /// on the line spanned by W = (1, 1) the residual is zero, and
  /// log p(x) = −½ (2 log 2π + log σ² + log(2 + σ²) + |z|²).
  @Test func littleNoiseKeepsItsDigits() throws {
    let noise = 1e-12
    let model = try ProbabilisticPCA(
      mean: [0, 0], loadings: Matrix(rows: [[1], [1]]), noiseVariance: noise)
    let squares = 2 / (2 + noise)
    let exact =
      -0.5 * (2 * .log(2 * .pi) + .log(noise) + .log(2 + noise) + squares)
    #expect(Examples.relativeDifference(model.logDensity([1, 1]), exact) < 1e-12)
  }

  @Test func theGradientIsTheDerivative() throws {
    let data = Matrix(rows: [[1, 0, 0.5], [-0.3, 1.2, 2], [0.4, 0.4, -1], [2, 1, 0]])
    let gradient = small.gradient(of: data)
    func slope(_ move: (Double) throws -> ProbabilisticPCA) rethrows -> Double {
      let heights = try [1e-5, -1e-5].map { try move($0).logLikelihood(of: data) }
      return (heights[0] - heights[1]) / 2e-5
    }
    for i in 0..<3 {
      var direction = [0.0, 0, 0]
      direction[i] = 1
      let alongMean = try slope { size in
        try ProbabilisticPCA(
          mean: zip(small.mean, direction).map { $0 + size * $1 }, loadings: small.loadings,
          noiseVariance: small.noiseVariance)
      }
      #expect((alongMean - gradient.mean[i]).magnitude < 1e-8)
      for j in 0..<2 {
        let alongLoading = try slope { size in
          var loadings = small.loadings
          loadings[i, j] += size
          return try ProbabilisticPCA(
            mean: small.mean, loadings: loadings, noiseVariance: small.noiseVariance)
        }
        #expect((alongLoading - gradient.loadings[i, j]).magnitude < 1e-8)
      }
    }
    let alongNoise = try slope { size in
      try ProbabilisticPCA(
        mean: small.mean, loadings: small.loadings, noiseVariance: small.noiseVariance + size)
    }
    #expect((alongNoise - gradient.noiseVariance).magnitude < 1e-8)
  }

  @Test(arguments: 1...3)
  func theGradientVanishesAtTheFit(components: Int) throws {
    let gradient = try ProbabilisticPCA.maximumLikelihood(of: iris, components: components)
      .gradient(of: iris)
    #expect(gradient.mean.allSatisfy { $0.magnitude < 1e-9 })
    #expect(gradient.loadings.largestMagnitude < 1e-9)
    #expect(gradient.noiseVariance.magnitude < 1e-7)
  }

  @Test func aFitOfPureNoiseHasNoLoadings() throws {
    let square = Matrix(rows: [[1, 0], [-1, 0], [0, 1], [0, -1]])
    let fit = try ProbabilisticPCA.maximumLikelihood(of: square, components: 1)
    #expect(fit.noiseVariance == 0.5)
    #expect(fit.loadings.largestMagnitude == 0)
  }

  @Test func expectationMaximizationClimbsToTheFit() throws {
    let fit = try ProbabilisticPCA.maximumLikelihood(of: iris, components: 2)
    var random = RandomStream(seed: 1, name: "start")
    let start = try ProbabilisticPCA(
      mean: iris.columnMeans,
      loadings: Matrix(rows: 4, columns: 2, elements: random.normals(8)), noiseVariance: 1)
    let path = try start.climb(on: iris, rounds: 2_000)
    #expect(path.count == 2_001)
    let heights = path.map { $0.logLikelihood(of: iris) }
    #expect(zip(heights, heights.dropFirst()).allSatisfy { $1 >= $0 - 1e-10 })
    let last = path[path.count - 1]
    #expect(
      Examples.relativeDifference(heights[path.count - 1], fit.logLikelihood(of: iris)) < 1e-12)
    #expect(
      Examples.difference(last.model.marginal.covariance, fit.model.marginal.covariance) < 1e-6)
  }

  @Test func aStepOfMaximizationIsAMaximum() throws {
    let codes = ProbabilisticPCA.Codes(
      means: Matrix(rows: [[0.5, 0], [0.2, -1], [-0.3, 0.4], [1, 0.3]]),
      covariance: Matrix(rows: [[0.4, 0.1], [0.1, 0.3]]))
    let data = Matrix(rows: [[1, 0, 0.5], [-0.3, 1.2, 2], [0.4, 0.4, -1], [2, 1, 0]])
    let step = try small.maximization(of: data, under: codes)
    let height = try step.evidenceLowerBound(of: data, under: codes)
    for index in 0..<6 {
      for size in [0.01, -0.01] {
        var loadings = step.loadings
        loadings[index / 2, index % 2] += size
        let moved = try ProbabilisticPCA(
          mean: step.mean, loadings: loadings, noiseVariance: step.noiseVariance)
        #expect(try moved.evidenceLowerBound(of: data, under: codes) < height)
      }
    }
    for factor in [0.98, 1.02] {
      let moved = try ProbabilisticPCA(
        mean: step.mean, loadings: step.loadings, noiseVariance: factor * step.noiseVariance)
      #expect(try moved.evidenceLowerBound(of: data, under: codes) < height)
    }
  }

  @Test func theBoundOfTheDataIsTheSumOverItsPoints() throws {
    let data = Matrix(rows: [[1, 0, 0.5], [-0.3, 1.2, 2]])
    let codes = ProbabilisticPCA.Codes(
      means: Matrix(rows: [[0.5, 0], [0.2, -1]]),
      covariance: Matrix(rows: [[0.4, 0.1], [0.1, 0.3]]))
    let sum = try (0..<2).reduce(0.0) { sum, i in
      let q = try MultivariateNormal(mean: codes.means.row(i), covariance: codes.covariance)
      return sum + small.model.evidenceLowerBound(of: data.row(i), under: q)
    }
    #expect((try small.evidenceLowerBound(of: data, under: codes) - sum).magnitude < 1e-12)
  }

  @Test func samplesHaveTheMarginalsMoments() {
    var random = RandomStream(seed: 2, name: "samples")
    let points = (0..<20_000).map { _ in small.sample(using: &random) }
    for i in 0..<3 {
      let mean = Estimate(points.map { $0[i] })
      #expect(mean.zScore(against: small.mean[i]).magnitude < 5)
      for j in 0...i {
        let products = Estimate(
          points.map { ($0[i] - small.mean[i]) * ($0[j] - small.mean[j]) })
        #expect(products.zScore(against: small.model.marginal.covariance[i, j]).magnitude < 5)
      }
    }
  }

  @Test func aRotationChangesNothingThatCanBeSeen() throws {
    let rotated = try small.rotated(by: Matrix(rows: [[0.6, -0.8], [0.8, 0.6]]))
    // 0.9 · 0.6 − 0.3 · 0.8 and −0.9 · 0.8 − 0.3 · 0.6.
    #expect(difference(rotated.loadings.row(0), [0.3, -0.9]) < 1e-14)
    for x in [[0.0, 0, 0], [1, -2, 0.5]] {
      #expect((rotated.logDensity(x) - small.logDensity(x)).magnitude < 1e-13)
    }
  }

  /// For σ² given, EM with the noise held fixed would end at these loadings: their gradient vanishes,
  /// and a dimension below the noise is not used.
  @Test(arguments: [0.01, 0.1, 0.5, 5])
  func theGradientVanishesForFixedNoise(noiseVariance: Double) throws {
    let fit = try ProbabilisticPCA.maximumLikelihood(
      of: iris, components: 2, noiseVariance: noiseVariance)
    #expect(fit.noiseVariance == noiseVariance)
    #expect(fit.gradient(of: iris).loadings.largestMagnitude < 1e-8)
    let used = (0..<2).count { j in fit.loadings.column(j).contains { $0 != 0 } }
    #expect(used == (noiseVariance < 0.2 ? 2 : noiseVariance < 4 ? 1 : 0))
  }

  @Test func theGapIsWhatTheBoundMisses() throws {
    let data = Matrix(rows: [[1, 0, 0.5], [-0.3, 1.2, 2]])
    for codes in [
      ProbabilisticPCA.Codes.prior(points: 2, dimension: 2),
      .init(
        means: Matrix(rows: [[0.5, 0], [0.2, -1]]),
        covariance: Matrix(rows: [[0.4, 0.1], [0.1, 0.3]])),
    ] {
      let gap = try small.divergenceToPosterior(of: data, from: codes)
      let bound = try small.evidenceLowerBound(of: data, under: codes)
      #expect(gap > 0.1)
      #expect((bound + gap - small.logLikelihood(of: data)).magnitude < 1e-12)
    }
    #expect(
      try small.divergenceToPosterior(of: data, from: small.codes(of: data)).magnitude < 1e-12)
  }

  /// Where the noise maximises the bound, it is the squared error a coordinate.
  @Test func theFittedNoiseIsTheSquaredError() throws {
    let fit = try ProbabilisticPCA.maximumLikelihood(of: iris, components: 2)
    let error = fit.expectedSquaredError(of: iris, under: fit.codes(of: iris)) / 600
    #expect(Examples.relativeDifference(error, fit.noiseVariance) < 1e-12)
  }

  /// For data that are their own distribution, the expectation is an average over the points.
  @Test func theExpectedBoundIsAnAverage() throws {
    let model = small.model
    let steps = [[1, 0, 0.5], [-0.3, 1.2, 2], [0.4, -0.7, 1]]
    let deviations = steps + steps.map { $0.map { -$0 } }
    let encoder = Matrix(rows: [[0.3, 0.1, -0.2], [0, 0.4, 0.3]])
    let covariance = Matrix(rows: [[0.4, 0.1], [0.1, 0.3]])
    let average = try deviations.reduce(0.0) { sum, step in
      let x = zip(step, model.offset).map { $0 + $1 }
      let q = try MultivariateNormal(mean: encoder * step, covariance: covariance)
      return sum + model.evidenceLowerBound(of: x, under: q) / 6
    }
    let zero = [0.0, 0, 0]
    let expected = try model.expectedEvidenceLowerBound(
      dataCovariance: ProbabilisticPCA.covariance(of: Matrix(rows: deviations), about: zero),
      encoder: encoder, covariance: covariance)
    #expect((average - expected).magnitude < 1e-12)
  }

  @Test func dataWithoutNoiseAreRefused() {
    let line = Matrix(rows: (0..<10).map { [Double($0), 2 * Double($0), 3 * Double($0)] })
    #expect(throws: UnsuitableData.noNoise(components: 1)) {
      try ProbabilisticPCA.maximumLikelihood(of: line, components: 1)
    }
    #expect(throws: UnsuitableData.notFinite(row: 1, column: 0)) {
      try ProbabilisticPCA.maximumLikelihood(
        of: Matrix(rows: [[0, 1], [.nan, 1], [2, 3]]), components: 1)
    }
    #expect("\(UnsuitableData.noNoise(components: 2))".contains("no more than 2 directions"))
  }

  @Test func dataThatAreNoNumbersAreRefused() {
    let data = Matrix(rows: [[1, 2], [3, .nan], [0, 1]])
    let complaint = UnsuitableData.notFinite(row: 1, column: 1)
    #expect(throws: complaint) { try ProbabilisticPCA.maximumLikelihood(of: data, components: 1) }
    #expect(throws: complaint) {
      try ProbabilisticPCA.maximumLikelihood(of: data, components: 1, noiseVariance: 1)
    }
  }
}
