import Autodiff
import Elementary
import Kernels
import Networks
import Numerics
import Probability
import Testing
import Variational

struct GradientSurrogateTests {
  private let mean = Tensor<Double>([[0.5, -1]])
  private let logVariance = Tensor<Double>([[-0.6, 0.3]])

  private func f(_ z: Tensor<Double>) -> Tensor<Double> { (z.squared() + z.sin()).sum(-1) }
  private func f(_ z: [Double]) -> Double { z.reduce(0) { $0 + $1 * $1 + .sin($1) } }

  private func gradientByTape(
    _ noise: [Double], _ estimator: GradientEstimator<Double>
  ) -> [Double] {
    let noise = Tensor([noise])
    return gradient(at: [mean, logVariance]) { parameters in
      EncodedNormal(mean: parameters[0], logVariance: parameters[1])
        .expectation(at: noise, by: estimator, of: f).sum()
    }.flatMap(\.numbers)
  }

  /// The same noise through the tape and through the distributions of plain numbers, whose σ has the
  /// derivative σ/2 with respect to log σ².
  @Test func theTapeAgreesWithTheFormulasAtTheSameNoise() {
    let deviations = logVariance.numbers.map { Double.exp($0 / 2) }
    let q = DiagonalNormal(mean: mean.numbers, standardDeviations: deviations)
    let scales = [1, 1, deviations[0] / 2, deviations[1] / 2]
    var random = RandomStream(seed: 1, name: "noise")
    for _ in 0..<10 {
      let noise = random.normals(2)
      let z = q.value(at: noise)
      let score = q.scoreFunctionGradients(of: f, at: [z], baseline: .constant(0.7)).rows[0]
      let path = q.pathwiseGradients(slope: { $0.map { 2 * $0 + .cos($0) } }, at: [noise]).rows[0]
      for j in 0..<4 {
        #expect(
          (gradientByTape(noise, .scoreFunction(.constant(0.7)))[j] - score[j] * scales[j])
            .magnitude < 1e-12)
        #expect((gradientByTape(noise, .pathwise)[j] - path[j] * scales[j]).magnitude < 1e-12)
      }
    }
  }

  @Test func theSurrogateHasTheValueOfF() {
    let noise = Tensor<Double>([[0.4, -1.1]])
    let q = EncodedNormal(mean: mean, logVariance: logVariance)
    let value = q.expectation(at: noise, by: .scoreFunction(.constant(3)), of: f)
    #expect(value.numbers == q.expectation(at: noise, by: .pathwise, of: f).numbers)
  }

  @Test func densitiesAndDivergencesAreThoseOfPlainNumbers() {
    let q = EncodedNormal(mean: mean, logVariance: logVariance)
    let plain = DiagonalNormal(
      mean: mean.numbers, standardDeviations: logVariance.numbers.map { .exp($0 / 2) })
    let density = q.logDensity(of: Tensor([[0.3, 0.2]])).number
    #expect((density - plain.logDensity([0.3, 0.2])).magnitude < 1e-14)
    let divergence = q.divergenceToStandardNormal.number
    #expect((divergence - klDivergenceToStandardNormal(from: plain)).magnitude < 1e-14)
    let columns = Tensor<Double>([[0.5, -1, -0.6, 0.3]])
    #expect(EncodedNormal(columns: columns).logVariance.numbers == logVariance.numbers)

    let bits = EncodedBernoulli(logits: Tensor<Double>([[0.4, -1.3]]))
    let product = BernoulliProduct(logits: [0.4, -1.3])
    let bitDensity = bits.logDensity(of: Tensor([[1, 0]])).number
    #expect((bitDensity - product.logDensity([true, false])).magnitude < 1e-14)
    let toUniform = product.expectation { product.logDensity($0) + 2 * .log(2) }
    #expect((bits.divergenceToUniform.number - toUniform).magnitude < 1e-14)
  }

  /// With several draws for each input the baseline is the mean of the others.
  @Test func leaveOneOutTakesTheOtherDraws() {
    let logits = Tensor<Double>([[0.4, -1], [2, 0.1]])
    let uniforms = Tensor<Double>(
      [0.1, 0.9, 0.5, 0.5, 0.7, 0.2, 0.99, 0.3, 0.3, 0.1, 0.2, 0.8], shape: [3, 2, 2])
    let weigh = { (z: [Bool]) in (z[0] ? 3.0 : 0.5) + (z[1] ? 1 : -2) }
    let byTape = gradient(at: logits) { logits in
      EncodedBernoulli(logits: logits).expectation(at: uniforms, baseline: .leaveOneOut) { z in
        (z * Tensor([2.5, 3]) + Tensor([0.5, -2])).sum(-1)
      }.mean(0).sum()
    }
    for input in 0..<2 {
      let q = BernoulliProduct(logits: [logits[input, 0], logits[input, 1]])
      let draws = (0..<3).map { s in
        (0..<2).map { uniforms[s, input, $0] < q.probabilities[$0] }
      }
      let mean = q.scoreFunctionGradients(
        of: weigh, at: draws, baseline: .leaveOneOut(group: 3)
      ).mean
      #expect((byTape[input, 0] - mean[0]).magnitude < 1e-14)
      #expect((byTape[input, 1] - mean[1]).magnitude < 1e-14)
    }
  }

  @Test func gradientsOfDrawsAreRowsOfAllParameters() {
    var random = RandomStream(seed: 1, name: "rows")
    var same = random
    let draws = gradientDraws(3, at: [mean, logVariance], using: &random) { parameters, random in
      EncodedNormal(mean: parameters[0], logVariance: parameters[1])
        .expectation(at: .normal([1, 2], using: &random), by: .pathwise, of: f).sum()
    }
    #expect(draws.count == 3 && draws.dimension == 4)
    let first = gradientByTape(same.normals(2), .pathwise)
    #expect(draws.rows[0] == first)
  }

  /// Trained by the regression alone, the network becomes the conditional mean of f.
  @Test func theLearnedBaselineBecomesTheConditionalMean() {
    let inputs = Tensor<Double>([[-1], [0], [2]])
    // For each input f is one of two numbers, with the means 1, −2 and 0.5.
    let f = Tensor<Double>([[0, -2, 1], [2, -2, 0]])
    var network = LearnedBaseline<Double>(
      inputs: 1, hiddenUnits: 8, from: RandomStream(seed: 1, name: "baseline"))
    var adam = Adam(for: network, learningRate: 0.02)
    for _ in 0..<2_000 {
      adam.update(
        &network, along: gradient(at: network) { $0.regressionLoss(inputs, predicting: f) })
    }
    for (prediction, mean) in zip(network(inputs).numbers, [1, -2, 0.5]) {
      #expect((prediction - mean).magnitude < 1e-3)
    }
  }
}
