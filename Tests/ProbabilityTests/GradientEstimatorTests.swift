import Elementary
import Numerics
import Probability
import Testing

struct GradientEstimatorTests {
  private func square(_ z: [Double]) -> Double { dot(z, z) }

  /// For f = ‖z‖² at μ = σ = 1 in d dimensions: the pathwise variance 4, and that of the score function,
  /// $4d^2 + 14d + 12$.
  @Test func variancesForTheSquaredNormAreTheKnownOnes() {
    for (dimension, score) in [(1, 30.0), (2, 56), (3, 90)] {
      let ones = Array(repeating: 1.0, count: dimension)
      let q = DiagonalNormal(mean: ones, standardDeviations: ones)
      #expect((q.scoreFunctionVariance(of: square)[0] - score).magnitude < 1e-9)
      #expect((q.pathwiseVariance { $0.map { 2 * $0 } }[0] - 4).magnitude < 1e-11)
    }
  }

  @Test func bothEstimatorsHaveTheGradientAsMean() {
    let q = Normal(mean: 0.7, standardDeviation: 0.4)
    let exact = [Double.exp(0.78), 0.4 * .exp(0.78)]
    for (score, pathwise, value) in zip3(
      q.gradientOfExpectation { .exp($0) }, q.pathwiseMean { .exp($0) }, exact)
    {
      #expect((score - value).magnitude < 1e-12)
      #expect((pathwise - value).magnitude < 1e-12)
    }
    let waiting = Exponential(rate: 2)
    // E[x²] = 2 / λ².
    #expect((waiting.gradientOfExpectation { $0 * $0 }[0] + 0.5).magnitude < 1e-12)
    #expect((waiting.pathwiseMean { 2 * $0 }[0] + 0.5).magnitude < 1e-12)
  }

  private func zip3(_ a: [Double], _ b: [Double], _ c: [Double]) -> [(Double, Double, Double)] {
    a.indices.map { (a[$0], b[$0], c[$0]) }
  }

  /// At the same draws, each estimate is what the formula says.
  @Test func estimatesAreTheirFormulasAtTheSameNoise() {
    let q = Normal(mean: 0.7, standardDeviation: 0.4)
    var random = RandomStream(seed: 1, name: "noise")
    var same = random
    var third = random
    let score = q.scoreFunctionGradients(
      of: { $0 * $0 }, draws: 50, baseline: .constant(0.3), using: &random)
    let pathwise = q.pathwiseGradients(slope: { 2 * $0 }, draws: 50, using: &same)
    for i in 0..<50 {
      let noise = third.normal()
      let z = 0.7 + 0.4 * noise
      let advantage = z * z - 0.3
      #expect((score.rows[i][0] - advantage * noise / 0.4).magnitude < 1e-12)
      #expect((score.rows[i][1] - advantage * (noise * noise - 1) / 0.4).magnitude < 1e-12)
      #expect((pathwise.rows[i][0] - 2 * z).magnitude < 1e-12)
      #expect((pathwise.rows[i][1] - 2 * z * noise).magnitude < 1e-12)
    }
  }

  /// The average over a group is the sample covariance of score and f.
  @Test func leaveOneOutIsASampleCovariance() {
    let q = BernoulliProduct(logits: [0.4, -1])
    var random = RandomStream(seed: 1, name: "covariance")
    let draws = q.samples(5, using: &random)
    let f = { (z: [Bool]) in z[0] ? 3 : z[1] ? 1 : 0.5 }
    let (values, scores) = (draws.map(f), draws.map { q.score(at: $0)[0] })
    let average = q.scoreFunctionGradients(of: f, at: draws, baseline: .leaveOneOut(group: 5))
      .mean[0]
    let (meanValue, meanScore) = (Estimate(values).mean, Estimate(scores).mean)
    let covariance =
      zip(values, scores).reduce(0) { $0 + ($1.0 - meanValue) * ($1.1 - meanScore) } / 4
    #expect((average - covariance).magnitude < 1e-15)
  }

  /// The variance of the leave-one-out average by enumeration of all triples of outcomes.
  @Test func leaveOneOutVarianceIsThatOfAllGroups() {
    let q = Categorical(probabilities: [0.2, 0.5, 0.3])
    let f = { (z: Int) in [1.0, -0.5, 4][z] }
    var (mean, square) = (0.0, 0.0)
    for a in 0..<3 {
      for b in 0..<3 {
        for c in 0..<3 {
          let weight = q.probabilities[a] * q.probabilities[b] * q.probabilities[c]
          let average = q.scoreFunctionGradients(
            of: f, at: [a, b, c], baseline: .leaveOneOut(group: 3)
          ).mean[1]
          mean += weight * average
          square += weight * average * average
        }
      }
    }
    #expect((mean - q.gradientOfExpectation(of: f)[1]).magnitude < 1e-14)
    let variance = q.leaveOneOutVariance(of: f, group: 3)[1]
    #expect((variance - (square - mean * mean)).magnitude < 1e-14)
  }

  @Test func theOptimalBaselineIsTheMinimumOfAParabola() {
    let q = Normal(mean: 0.7, standardDeviation: 0.4)
    let f = { (z: Double) in z * z * z }
    let best = q.optimalBaseline(of: f)
    let least = q.scoreFunctionVariance(of: f, baseline: best)
    for offset in [-0.5, 0.2] {
      let moved = q.scoreFunctionVariance(of: f, baseline: best.map { $0 + offset })
      // E[s²] = 1/σ² and 2/σ².
      #expect((moved[0] - least[0] - offset * offset / 0.16).magnitude < 1e-10)
      #expect((moved[1] - least[1] - offset * offset * 2 / 0.16).magnitude < 1e-10)
    }
  }

  @Test func averagesAndVariancesOfDraws() {
    let draws = GradientDraws(rows: [[1, 0], [3, 0], [5, 2], [9, 2], [100, 100]])
    #expect(draws.averages(of: 2).rows == [[2, 0], [7, 2]])
    #expect(draws.column(1) == [0, 0, 2, 2, 100])
    let spread = GradientDraws(rows: [[1], [3], [5], [9]]).variances(around: [4], groups: 2)
    #expect(spread[0].mean == 9 && spread[0].count == 2)
    #expect((GradientDraws(rows: [[1], [3], [5]]).variance[0] - 4).magnitude < 1e-15)
  }
}
