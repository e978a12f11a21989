import Models
import Probability
import Testing

@Suite struct TanhDecoderTests {
  static let decoder = TanhDecoder(weights: [1.5, 1.2, 0.3], noiseStandardDeviation: 0.4)
  static let data = [-1.4, -0.2, 0.5, 1.1, 1.9]

  /// Fisher's identity: under the decoder's own posterior the gradient of Q is that of the evidence.
  @Test func theGradientIsThatOfTheEvidence() {
    let decoder = Self.decoder
    let gamma = Self.data.map { decoder.model.posterior(of: $0).masses }
    let gradient = decoder.gradient(of: Self.data, under: gamma)
    for index in 0..<3 {
      let heights = [1e-5, -1e-5].map { step in
        var moved = decoder
        moved.weights[index] += step
        return moved.model.logEvidence(ofAll: Self.data)
      }
      #expect(((heights[0] - heights[1]) / 2e-5 - gradient[index]).magnitude < 1e-6)
    }
  }

  @Test func noRoundLowersTheEvidence() {
    var random = RandomStream(seed: 0, name: "tanh decoder")
    let sample = (0..<100).map { _ in Self.decoder.model.sample(using: &random) }
    var fitted = TanhDecoder(weights: [1, 1, 0], noiseStandardDeviation: 0.4)
    var last = fitted.model.logEvidence(ofAll: sample)
    let first = last
    for _ in 0..<10 {
      fitted.generalizedEM(on: sample, gradientSteps: 10, rate: 1e-4)
      let next = fitted.model.logEvidence(ofAll: sample)
      #expect(next >= last)
      last = next
    }
    #expect(last > first + 1)
  }

  @Test func gradientStepsFlattenQ() {
    let start = TanhDecoder(weights: [1, 1, 0], noiseStandardDeviation: 0.4)
    let steepnesses = start.steepnesses(on: Self.data, gradientSteps: 200, rate: 0.005)
    #expect(steepnesses.count == 201)
    let gamma = Self.data.map { start.model.posterior(of: $0).masses }
    let slopes = start.gradient(of: Self.data, under: gamma)
    #expect(steepnesses[0] == slopes.reduce(0) { max($0, $1.magnitude) } / 5)
    #expect(steepnesses[200] < 0.1 * steepnesses[0])
  }
}
