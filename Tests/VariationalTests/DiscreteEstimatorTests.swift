import Autodiff
import Elementary
import Kernels
import Probability
import Testing
import Variational

struct DiscreteEstimatorTests {
  /// Two draws of three bits: all 64 pairs as inputs, each with its probability.
  private let codes = DiscreteDecoder.codes(factors: 3)
  private let logits: [Double] = [0.4, -0.9, 0.1]
  private let logJoints: [Double] = [-3, -1, -4, -2.5, -0.7, -6, -2, -3.3]

  private func slopes(_ value: (_ logQ: Tensor<Double>, _ joints: Tensor<Double>) -> Tensor<Double>)
    -> [Double]
  {
    let (first, second) = ((0..<64).map { $0 / 8 }, (0..<64).map { $0 % 8 })
    let pairs = Tensor.stack([codes.select(first), codes.select(second)])
    let joints = Tensor.stack([
      Tensor(logJoints).select(first), Tensor(logJoints).select(second),
    ])
    return gradient(at: Tensor(logits)) { logits in
      let q = EncodedBernoulli(logits: logits.reshaped(1, 3).broadcast(to: [64, 3]))
      return value(q.logDensity(of: pairs), joints)
    }.numbers
  }

  @Test func theMultiSampleSurrogateIsUnbiased() {
    let estimated = slopes { logQ, joints in
      let surrogate = Tensor.multiSampleSurrogate(logWeights: joints - logQ, logDensity: logQ)
      return (logQ.stopGradient().sum(0).exp() * surrogate).sum()
    }
    let exact = slopes { logQ, joints in
      (logQ.sum(0).exp() * ((joints - logQ).logSumExp(0) - .log(2))).sum()
    }
    for (slope, expected) in zip(estimated, exact) {
      #expect((slope - expected).magnitude < 1e-12)
    }
  }

  @Test func theMultiSampleSurrogateHasTheBoundsValue() {
    let weights = Tensor<Double>([[-1.0, 0.3], [0.5, -2], [0.1, 0.2]])
    let value = Tensor.multiSampleSurrogate(logWeights: weights, logDensity: weights * 0.5)
    let expected = weights.logSumExp(0) - .log(3)
    #expect(zip(value.numbers, expected.numbers).allSatisfy { ($0 - $1).magnitude < 1e-15 })
  }

  @Test func straightThroughIsTheBitForwardsAndTheProbabilityBackwards() {
    let uniforms = Tensor([[0.1, 0.9, 0.5]])
    let q = EncodedBernoulli(logits: Tensor([logits]))
    #expect(q.straightThroughValue(at: uniforms).numbers == q.value(at: uniforms).numbers)
    let slope = gradient(at: Tensor([logits])) {
      EncodedBernoulli(logits: $0).straightThroughValue(at: uniforms).sum()
    }
    for (derivative, logit) in zip(slope.numbers, logits) {
      #expect((derivative - .sigmoid(logit) * .sigmoid(-logit)).magnitude < 1e-15)
    }
  }

  /// The relaxed bit is above one half exactly where the bit is 1, and close to it when cold.
  @Test func relaxedBitsTurnIntoBits() {
    var random = RandomStream(seed: 3, name: "relaxed")
    let uniforms = Tensor(random.uniforms(3_000), shape: [1_000, 3])
    let q = EncodedBernoulli(logits: Tensor(logits).broadcast(to: [1_000, 3]))
    let bits = q.value(at: uniforms).numbers
    for temperature in [0.01, 0.5, 2] {
      let relaxed = q.relaxedValue(at: uniforms, temperature: temperature).numbers
      #expect(zip(bits, relaxed).allSatisfy { ($0 == 1) == ($1 > 0.5) })
    }
    let cold = q.relaxedValue(at: uniforms, temperature: 1e-6).numbers
    #expect(zip(bits, cold).count { ($0 - $1).magnitude > 1e-6 } < 3)
  }

  @Test func theDivergenceIsThatOfTheProducts() {
    let (q, prior) = (BernoulliProduct(logits: logits), BernoulliProduct(logits: [1, 0, -2]))
    let exact = q.expectation { q.logDensity($0) - prior.logDensity($0) }
    let value = EncodedBernoulli(logits: Tensor([logits])).divergence(toPrior: Tensor([1, 0, -2]))
    #expect((value.number - exact).magnitude < 1e-14)
  }

  @Test func quadratureKnowsTheRelaxedBit() {
    let bit = BitRelaxation(logit: 0.7, function: { $0 * $0 }, slope: { 2 * $0 })
    var random = RandomStream(seed: 4, name: "bit")
    let uniforms = Tensor(random.uniforms(20_000), shape: [20_000, 1])
    let rows = gradient(at: Tensor(repeating: 0.7, shape: [20_000, 1])) {
      EncodedBernoulli(logits: $0).relaxedValue(at: uniforms, temperature: 0.5).squared().sum()
    }
    let draws = Estimate(rows.numbers)
    #expect(draws.zScore(against: bit.relaxedMean(temperature: 0.5)).magnitude < 5)
    #expect((draws.variance / bit.relaxedVariance(temperature: 0.5) - 1).magnitude < 0.05)
    // Of a linear function only the second order is left, and m₁ of z² is 1.
    let steepness = Double.sigmoid(0.7) * .sigmoid(-0.7)
    let skew = steepness * (2 * .sigmoid(0.7) - 1)
    #expect((bit.biasPerTemperature - skew).magnitude < 1e-9)
    #expect((bit.varianceTimesTemperature - 0.2 * steepness).magnitude < 1e-9)
    #expect((bit.gradient - steepness).magnitude < 1e-15)
    #expect((bit.straightThroughMean - 2 * steepness * .sigmoid(0.7)).magnitude < 1e-15)
  }
}
