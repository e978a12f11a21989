import Networks
import Testing

struct LearningRateScheduleTests {
  @Test("A constant stays")
  func constant() {
    #expect(
      [0, 1, 1_000_000].map { LearningRateSchedule.constant(0.3).rate(at: $0) } == [0.3, 0.3, 0.3])
  }

  @Test("A step decay halves after every three updates")
  func stepDecay() {
    let schedule = LearningRateSchedule.stepDecay(from: 8, by: 0.5, every: 3)
    #expect((0..<9).map(schedule.rate) == [8, 8, 8, 4, 4, 4, 2, 2, 2])
  }

  @Test("A cosine falls from its beginning to its end")
  func cosine() {
    let schedule = LearningRateSchedule.cosine(from: 3, to: 1, steps: 12)
    let expected = [
      (0, 3.0), (3, 2 + 0.5.squareRoot()), (4, 2.5), (6, 2), (8, 1.5), (12, 1), (99, 1),
    ]
    for (update, rate) in expected { #expect(abs(schedule.rate(at: update) - rate) < 1e-15) }
  }

  @Test("A warm-up rises in a straight line to the other schedule")
  func warmUp() {
    let schedule = LearningRateSchedule.warmUp(
      steps: 4, then: .stepDecay(from: 8, by: 0.5, every: 6))
    #expect((0..<8).map(schedule.rate) == [2, 4, 6, 8, 8, 8, 4, 4])
  }
}
