import Elementary
import NumericsTestSupport
import Probability
import Testing

@Suite struct ProportionTests {
  /// The bounds that Clopper and Pearson's paper and every table give for 95 percent.
  @Test func tabulatedIntervals() {
    let some = proportionInterval(successes: 4, trials: 20, errorRate: 0.05)
    #expect((some.lowerBound - 0.0573).magnitude < 5e-5)
    #expect((some.upperBound - 0.4366).magnitude < 5e-5)
    let half = proportionInterval(successes: 5, trials: 10, errorRate: 0.05)
    #expect((half.lowerBound - 0.1871).magnitude < 5e-5)
    #expect((half.lowerBound + half.upperBound - 1).magnitude < 1e-15)
  }

  /// With no success in n trials the upper bound solves $(1 - p)^n = \alpha / 2$.
  @Test func noneAndAll() {
    let none = proportionInterval(successes: 0, trials: 50, errorRate: 0.02)
    #expect(none.lowerBound == 0)
    #expect(relativeError(none.upperBound, 1 - .exp(.log(0.01) / 50)) < 1e-13)
    let all = proportionInterval(successes: 50, trials: 50, errorRate: 0.02)
    #expect(all.upperBound == 1)
    #expect(relativeError(all.lowerBound, 1 - none.upperBound) < 1e-14)
  }

  /// The true probability is missed no more often than the error rate says, exactly: by summing
  /// the binomial probabilities of all outcomes whose interval misses it.
  @Test(arguments: [0.02, 0.3, 0.5, 0.81])
  func coverage(probability: Double) {
    let trials = 30
    let missed = (0...trials).reduce(0) { sum, k in
      let interval = proportionInterval(successes: k, trials: trials, errorRate: 0.1)
      guard !interval.contains(probability) else { return sum }
      let logChoose =
        Double.logGamma(Double(trials + 1)) - .logGamma(Double(k + 1))
        - .logGamma(Double(trials - k + 1))
      return sum
        + .exp(
          logChoose + Double(k) * .log(probability)
            + Double(trials - k) * .logOnePlus(-probability))
    }
    #expect(missed <= 0.1 && missed > 0.01)
  }
}
