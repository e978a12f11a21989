import Elementary
import Models
import Numerics
import Probability
import Testing

struct LinearGaussianModelTests {
  private let model: LinearGaussianModel
  private let x = [0.8, -0.4, 1.1]

  init() throws {
    model = try LinearGaussianModel(
      loadings: Matrix(rows: [[0.9, -0.3], [0.4, 0.8], [-0.5, 0.6]]), offset: [0.2, -0.1, 0.4],
      noiseVariance: 0.5)
  }

  @Test func bayesRuleHoldsAtEveryLatentPoint() throws {
    let posterior = model.posterior(of: x)
    for z in [[0.0, 0], [1, -2], [-0.3, 0.9], [3, 3]] {
      let quotient = model.logJoint(of: x, and: z) - posterior.logDensity(z)
      #expect((quotient - model.marginal.logDensity(x)).magnitude < 1e-12)
    }
  }

  @Test func theEvidenceIsAnIntegralOverThePrior() {
    let evidence = Quadrature.gaussHermite(60).integrate(dimension: 2) { z in
      .exp(model.logLikelihood(of: x, given: z))
    }
    #expect((Double.log(evidence) - model.marginal.logDensity(x)).magnitude < 1e-9)
  }

  @Test func theExpectedLogLikelihoodIsAnIntegralUnderQ() throws {
    let q = try MultivariateNormal(
      mean: [0.5, 0.3], covariance: Matrix(rows: [[0.4, 0.1], [0.1, 0.3]]))
    let integral = Quadrature.gaussHermite(6).integrate(dimension: 2) { noise in
      let z = zip(q.mean, q.cholesky.lower * noise).map { $0 + $1 }
      return model.logLikelihood(of: x, given: z)
    }
    #expect((model.expectedLogLikelihood(of: x, under: q) - integral).magnitude < 1e-12)
  }

  @Test func theBoundTouchesTheEvidenceAtThePosterior() throws {
    let posterior = model.posterior(of: x)
    let evidence = model.marginal.logDensity(x)
    #expect((model.evidenceLowerBound(of: x, under: posterior) - evidence).magnitude < 1e-12)
    let q = try MultivariateNormal(
      mean: [0.5, 0.3], covariance: Matrix(rows: [[0.4, 0.1], [0.1, 0.3]]))
    let gap = klDivergence(from: q, to: posterior)
    #expect((model.evidenceLowerBound(of: x, under: q) - (evidence - gap)).magnitude < 1e-12)
    let prior = try MultivariateNormal(mean: [0, 0], covariance: .identity(2))
    #expect((model.divergenceToPrior(from: q) - klDivergence(from: q, to: prior)).magnitude < 1e-13)
  }

  @Test func theMeanFieldPosteriorIsTheBestDiagonalOne() throws {
    let best = model.meanFieldPosterior(of: x)
    func bound(_ q: DiagonalNormal) throws -> Double {
      model.evidenceLowerBound(
        of: x, under: try MultivariateNormal(mean: q.mean, covariance: q.covariance))
    }
    let height = try bound(best)
    for j in 0..<2 {
      for size in [0.01, -0.01] {
        var (mean, deviations) = (best.mean, best.standardDeviations)
        mean[j] += size
        deviations[j] += size
        #expect(
          try bound(DiagonalNormal(mean: mean, standardDeviations: best.standardDeviations))
            < height)
        #expect(
          try bound(DiagonalNormal(mean: best.mean, standardDeviations: deviations)) < height)
      }
    }
    let precision = try Cholesky(model.posterior(of: x).covariance).inverse
    let gap =
      0.5
      * (precision.diagonal.reduce(0) { $0 + .log($1) }
        - (try Cholesky(precision)).logDeterminant)
    #expect((model.marginal.logDensity(x) - height - gap).magnitude < 1e-12)
  }

  /// The covariance of the points $b \pm \sqrt D L_j$ is $L L^\top$.
  @Test func theExpectedBoundIsAnAverageOverPoints() throws {
    let dataCovariance = Matrix(rows: [[1.4, 0.3, -0.2], [0.3, 0.9, 0.1], [-0.2, 0.1, 2]])
    let encoder = Matrix(rows: [[0.5, 0.1, -0.3], [-0.2, 0.4, 0.2]])
    let covariance = Matrix(rows: [[0.4, 0.1], [0.1, 0.3]])
    let root = 3.0.squareRoot() * (try Cholesky(dataCovariance).lower)
    let deviations = (0..<3).flatMap { [root.column($0), root.column($0).map { -$0 }] }
    let bounds = try deviations.map { deviation in
      model.evidenceLowerBound(
        of: zip(model.offset, deviation).map(+),
        under: try MultivariateNormal(mean: encoder * deviation, covariance: covariance))
    }
    let expected = try model.expectedEvidenceLowerBound(
      dataCovariance: dataCovariance, encoder: encoder, covariance: covariance)
    #expect((expected - bounds.reduce(0, +) / 6).magnitude < 1e-13)
  }
}

struct ScalarLinearVAETests {
  private let dataVariance = 3.0
  private let model = ScalarLinearVAE(
    decoderWeight: 1.2, encoderWeight: 0.3, logStandardDeviation: -0.5, noiseVariance: 0.7)

  /// At a point with x² = λ the averages over the data are the values at that point.
  @Test func thePartsAreThoseOfAPointAtTheRoot() {
    let x = dataVariance.squareRoot()
    let q = Normal(mean: 0.3 * x, standardDeviation: .exp(-0.5))
    let divergence = klDivergence(from: q, to: .standard)
    #expect((model.divergenceToPrior(dataVariance: dataVariance) - divergence).magnitude < 1e-14)
    let reconstruction = Quadrature.gaussHermite(4).integrate {
      Normal(
        mean: 1.2 * (q.mean + q.standardDeviation * $0),
        standardDeviation: 0.7.squareRoot()
      ).logDensity(x)
    }
    #expect(
      (model.expectedLogLikelihood(dataVariance: dataVariance) - reconstruction).magnitude < 1e-13)
  }

  @Test func theExpectedGradientIsTheBoundsDerivative() {
    let rule = Quadrature.gaussHermite(8)
    var expected = ScalarLinearVAE.Gradient()
    for (x, dataWeight) in zip(rule.nodes, rule.weights) {
      for (noise, noiseWeight) in zip(rule.nodes, rule.weights) {
        expected.add(
          model.gradient(at: dataVariance.squareRoot() * x, noise: noise),
          times: dataWeight * noiseWeight)
      }
    }
    func difference(_ path: WritableKeyPath<ScalarLinearVAE, Double>) -> Double {
      let step = 1e-5
      var (up, down) = (model, model)
      up[keyPath: path] += step
      down[keyPath: path] -= step
      return
        (up.evidenceLowerBound(dataVariance: dataVariance)
        - down.evidenceLowerBound(dataVariance: dataVariance)) / (2 * step)
    }
    #expect((expected.decoderWeight - difference(\.decoderWeight)).magnitude < 1e-8)
    #expect((expected.encoderWeight - difference(\.encoderWeight)).magnitude < 1e-8)
    #expect((expected.logStandardDeviation - difference(\.logStandardDeviation)).magnitude < 1e-8)
  }

  @Test func atTheOptimumTheBoundIsTheLogLikelihoodOfTheData() {
    let weight = (dataVariance - 0.7).squareRoot()
    let optimum = ScalarLinearVAE(
      decoderWeight: weight, encoderWeight: weight / dataVariance,
      logStandardDeviation: 0.5 * .log(0.7 / dataVariance), noiseVariance: 0.7)
    let highest = -0.5 * Double.log(2 * .pi * dataVariance) - 0.5
    #expect(
      (optimum.evidenceLowerBound(dataVariance: dataVariance) - highest).magnitude < 1e-13)
    #expect(model.evidenceLowerBound(dataVariance: dataVariance) < highest)
  }

  @Test func aMinibatchAveragesItsPointsAndTheirNoises() {
    let batch = model.gradient(batch: [1, -2], noises: [[0.5, 1], [0.25, -1]])
    let each = [(1.0, 0.5), (1, 1), (-2, 0.25), (-2, -1)].map {
      model.gradient(at: $0.0, noise: $0.1).encoderWeight
    }
    #expect((batch.encoderWeight - each.reduce(0, +) / 4).magnitude < 1e-14)
  }

  @Test func asALatentVariableModelItHasItsClosedForms() {
    let evidence = Normal(mean: 0, variance: 1.2 * 1.2 + 0.7).logDensity(1.3)
    #expect((model.logEvidence(of: 1.3) - evidence).magnitude < 1e-14)
    let q = model.encode(1.3)
    let bound = model.evidenceLowerBound(of: 1.3, under: q)
    let gap = model.divergenceToPosterior(of: 1.3, from: q)
    #expect(gap > 0.1)
    #expect((bound + gap - evidence).magnitude < 1e-12)
  }

  @Test func aStepAddsTheGradientTimesTheRate() {
    let gradient = model.gradient(at: 1.3, noise: 0.4)
    var moved = model
    moved.ascend(gradient, rate: 0.25)
    #expect(moved.decoderWeight == 1.2 + 0.25 * gradient.decoderWeight)
    #expect(moved.encoderWeight == 0.3 + 0.25 * gradient.encoderWeight)
    #expect(moved.logStandardDeviation == -0.5 + 0.25 * gradient.logStandardDeviation)
  }
}

struct CircleModelTests {
  private let circle = CircleModel(radius: 2, noiseStandardDeviation: 0.4)

  @Test func theEvidenceIsAnIntegralOverThePrior() {
    // Half a turn from the seam the integrand is smooth in z as well.
    let x = [-1.9, 0.2]
    let rule = Quadrature.gaussLegendre(400, from: -8, to: 8)
    let evidence = rule.integrate { z in
      .exp(circle.logLikelihood(of: x, given: z) + Normal.standard.logDensity(z))
    }
    #expect((Double.log(evidence) - circle.logEvidence(of: x)).magnitude < 1e-9)
  }

  @Test func theEvidenceDependsOnTheRadiusAlone() {
    let reference = circle.logEvidence(of: [1.5, 0])
    for turn in [0.1, 0.37, 0.8] {
      let x = [1.5 * Double.cos(2 * .pi * turn), 1.5 * Double.sin(2 * .pi * turn)]
      #expect((circle.logEvidence(of: x) - reference).magnitude < 1e-12)
    }
  }

  @Test func theBoundIsBelowTheEvidence() {
    let rule = Quadrature.gaussHermite(40)
    let x = [-2.1, 0.3]
    for mean in [-0.5, 0, 0.4] {
      for deviation in [0.1, 0.3, 1] {
        let q = Normal(mean: mean, standardDeviation: deviation)
        #expect(
          circle.evidenceLowerBound(of: x, under: q, nodes: rule) < circle.logEvidence(of: x))
      }
    }
  }

  @Test func boundAndGapMakeTheEvidence() {
    let (x, nodes) = ([-2.1, 0.3], Quadrature.gaussHermite(120))
    #expect((circle.posterior(of: x).mass - 1).magnitude < 1e-12)
    for q in [Normal(mean: 0, standardDeviation: 0.1), Normal(mean: -0.2, standardDeviation: 0.3)] {
      let bound = circle.evidenceLowerBound(of: x, under: q, nodes: nodes)
      #expect((bound - circle.evidenceLowerBound(of: x, under: q)).magnitude < 1e-10)
      let gap = circle.divergenceToPosterior(of: x, from: q)
      #expect((bound + gap - circle.logEvidence(of: x)).magnitude < 1e-10)
    }
  }
}
