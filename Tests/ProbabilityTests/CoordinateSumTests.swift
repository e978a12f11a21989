import Elementary
import Numerics
import Probability
import Testing

struct CoordinateSumTests {
  private let law = Normal(mean: 0.8, standardDeviation: 0.6)

  /// Smooth terms in two dimensions, by the product rule of quadrature.
  @Test(arguments: [CoordinateSum.Term.quadratic, .exponential, .cosine(frequency: 3)])
  func closedFormsAgreeWithQuadrature(term: CoordinateSum.Term) {
    let sum = CoordinateSum(term, dimension: 2, coordinate: law)
    let q = sum.distribution
    for (parameter, index) in [(CoordinateSum.Parameter.mean, 0), (.standardDeviation, 2)] {
      let byQuadrature = [
        q.expectation(of: sum.value), q.gradientOfExpectation(of: sum.value)[index],
        q.pathwiseMean(slope: sum.slope)[index], q.pathwiseVariance(slope: sum.slope)[index],
        q.scoreFunctionVariance(of: sum.value)[index],
        q.scoreFunctionVariance(of: sum.value, baseline: [0.7, 0.7, 0.7, 0.7])[index],
        q.optimalBaseline(of: sum.value)[index],
        q.leaveOneOutVariance(of: sum.value, group: 3)[index],
      ]
      let closed = [
        sum.mean, sum.gradient(parameter), sum.pathwiseMean(parameter),
        sum.pathwiseVariance(parameter), sum.scoreFunctionVariance(parameter),
        sum.scoreFunctionVariance(parameter, baseline: 0.7), sum.optimalBaseline(parameter),
        sum.leaveOneOutVariance(parameter, group: 3),
      ]
      for (value, expected) in zip(closed, byQuadrature) {
        #expect((value - expected).magnitude < 1e-10 * max(1, expected.magnitude))
      }
    }
  }

  /// The step in one dimension, by quadrature of the positive half line alone.
  @Test func closedFormsOfTheStepAgreeWithQuadrature() {
    let sum = CoordinateSum(.step, dimension: 1, coordinate: law)
    let half = Quadrature.gaussLegendre(60, from: 0, to: 7)
    func average(_ f: (Double) -> Double) -> Double {
      half.integrate { f(law.noise(of: $0)) * .exp(law.logDensity($0)) }
    }
    let (mean, gradient) = (average { _ in 1 }, average { $0 / 0.6 })
    #expect((sum.mean - mean).magnitude < 1e-12)
    #expect((sum.variance - mean * (1 - mean)).magnitude < 1e-12)
    #expect((sum.gradient(.mean) - gradient).magnitude < 1e-12)
    // The derivative of Φ(μ / σ) with respect to μ is the density at zero.
    #expect((sum.gradient(.mean) - .exp(law.logDensity(0))).magnitude < 1e-12)
    #expect(
      (sum.gradient(.standardDeviation) - average { ($0 * $0 - 1) / 0.6 }).magnitude < 1e-12)
    let square = average { $0 * $0 / 0.36 }
    #expect((sum.scoreFunctionVariance(.mean) - (square - gradient * gradient)).magnitude < 1e-12)
    let fourth = average { ($0 * $0 - 1) * ($0 * $0 - 1) / 0.36 }
    let slope = sum.gradient(.standardDeviation)
    #expect(
      (sum.scoreFunctionVariance(.standardDeviation) - (fourth - slope * slope)).magnitude < 1e-12)
    #expect(sum.pathwiseMean(.mean) == 0 && sum.pathwiseVariance(.mean) == 0)
  }

  /// The numbers at μ = σ = 1, and those of the cosine with four periods in 2π.
  @Test func knownVariances() {
    for (dimension, variance) in [(1, 30.0), (10, 552), (100, 41_412)] {
      let sum = CoordinateSum(
        .quadratic, dimension: dimension, coordinate: Normal(mean: 1, standardDeviation: 1))
      #expect((sum.scoreFunctionVariance(.mean) - variance).magnitude < 1e-9)
      #expect((sum.pathwiseVariance(.mean) - 4).magnitude < 1e-12)
    }
    let wave = CoordinateSum(.cosine(frequency: 4), dimension: 1, coordinate: .standard)
    #expect((wave.pathwiseVariance(.mean) - 8).magnitude < 1e-12)
    #expect((wave.scoreFunctionVariance(.mean) - 0.5).magnitude < 1e-11)
  }

  @Test func slopesAreThoseOfTheTerms() {
    for term in [CoordinateSum.Term.quadratic, .exponential, .cosine(frequency: 3), .step] {
      let difference = (term.value(at: 0.7 + 1e-5) - term.value(at: 0.7 - 1e-5)) / 2e-5
      #expect((difference - term.slope(at: 0.7)).magnitude < 1e-8)
    }
  }
}

/// Draws of one coordinate's estimates against the estimators of whole vectors.
struct CoordinateSumDrawsTests {
  private let sum = CoordinateSum(
    .exponential, dimension: 3, coordinate: Normal(mean: 0.2, standardDeviation: 0.7))

  @Test func estimatesAreThoseOfTheWholeVector() {
    var random = RandomStream(seed: 1, name: "draws")
    var same = random
    let draws = sum.draws(12, using: &random)
    let noises = (0..<12).map { _ in sum.distribution.noise(using: &same) }
    let values = noises.map(sum.distribution.value)
    let path = sum.distribution.pathwiseGradients(slope: sum.slope, at: noises)
    let score = sum.distribution.scoreFunctionGradients(
      of: sum.value, at: values, baseline: .constant(2))
    let grouped = sum.distribution.scoreFunctionGradients(
      of: sum.value, at: values, baseline: .leaveOneOut(group: 4)
    ).averages(of: 4)
    for (parameter, index) in [(CoordinateSum.Parameter.mean, 0), (.standardDeviation, 3)] {
      for i in 0..<12 {
        let byPath = sum.pathwise(parameter, at: draws[i])
        let byScore = sum.scoreFunction(parameter, at: draws[i], baseline: 2)
        #expect((byPath - path.rows[i][index]).magnitude < 1e-12)
        #expect((byScore - score.rows[i][index]).magnitude < 1e-12)
      }
      for (average, row) in zip(sum.leaveOneOut(parameter, over: draws, group: 4), grouped.rows) {
        #expect((average - row[index]).magnitude < 1e-12)
      }
    }
  }
}
