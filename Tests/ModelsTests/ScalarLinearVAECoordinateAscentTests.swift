import Models
import Probability
import Testing

struct ScalarLinearVAECoordinateAscentTests {
  private let start = ScalarLinearVAE(
    decoderWeight: 0.4, encoderWeight: -0.3, logStandardDeviation: 0.2, noiseVariance: 0.7)

  @Test func aFullStepInTheEncoderEndsAtThePosterior() {
    let (moved, posterior) = (start.movingEncoder(), start.posterior(of: 1.7))
    #expect((moved.encode(1.7).mean - posterior.mean).magnitude < 1e-14)
    #expect((moved.encode(1.7).variance - posterior.variance).magnitude < 1e-14)
    #expect(moved.decoderWeight == start.decoderWeight)
  }

  @Test func everyPartOfTheWayRaisesTheBound() {
    let bounds = [0, 0.1, 0.5, 0.9, 1].map {
      start.movingEncoder($0).evidenceLowerBound(dataVariance: 3)
    }
    #expect(zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test func theFittedDecoderIsTheBest() {
    let fitted = start.fittingDecoder(dataVariance: 3)
    let height = fitted.evidenceLowerBound(dataVariance: 3)
    for step in [-1e-3, 1e-3] {
      let other = fitted.with(decoderWeight: fitted.decoderWeight + step)
      #expect(other.evidenceLowerBound(dataVariance: 3) < height)
      #expect(other.encoderWeight == start.encoderWeight)
    }
  }
}
