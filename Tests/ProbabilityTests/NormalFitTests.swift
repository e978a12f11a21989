import Probability
import Testing

struct NormalFitTests {
  private let target = Normal(mean: -0.8, standardDeviation: 1.7)

  @Test func itFindsTheDistributionItself() {
    for fit in [
      normalMinimizing(from: 2) { klDivergence(from: $0, to: target) },
      normalMinimizing(from: 2) { klDivergence(from: target, to: $0) },
    ] {
      #expect((fit.mean - target.mean).magnitude < 1e-6)
      #expect((fit.standardDeviation - target.standardDeviation).magnitude < 1e-6)
    }
  }

  @Test func itEndsAtTheBound() {
    let fit = normalMinimizing(from: 0, bound: 3) { -$0.mean }
    #expect(fit.mean < 3 && fit.mean > 2.9)
  }
}
