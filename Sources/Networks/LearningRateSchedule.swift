import Elementary

/// How the learning rate changes in the course of a training.
public indirect enum LearningRateSchedule: Sendable, Hashable {
  /// Always the same.
  case constant(Double)
  /// Multiplied by `factor` after every `steps` updates.
  case stepDecay(from: Double, by: Double, every: Int)
  /// Down half a wave of the cosine in so many steps, and constant afterwards:
  /// $b + (a - b) (1 + \cos (\pi t / T)) / 2$ from $a$ to $b$.
  ///
  /// Source: I. Loshchilov and F. Hutter (2017), "SGDR", *ICLR*, equation 5, without restarts.
  case cosine(from: Double, to: Double, steps: Int)
  /// Up in a straight line for so many steps, as a part of what the other schedule says:
  /// update $t$, counted from 0, gets $(t + 1) / T$ of it.
  case warmUp(steps: Int, then: LearningRateSchedule)

  /// The learning rate of an update, counted from 0.
  ///
  /// - Precondition: the update's number is not negative; the numbers of steps are positive.
  public func rate(at update: Int) -> Double {
    require(update >= 0, "LearningRateSchedule: there is no update \(update)")
    switch self {
    case .constant(let rate):
      return rate
    case .stepDecay(let start, let factor, let steps):
      require(steps > 0, "LearningRateSchedule: a decay every \(steps) steps")
      return (0..<update / steps).reduce(start) { rate, _ in rate * factor }
    case .cosine(let start, let end, let steps):
      require(steps > 0, "LearningRateSchedule: a cosine of \(steps) steps")
      let part = Double(min(update, steps)) / Double(steps)
      return end + (start - end) * (1 + Double.cos(.pi * part)) / 2
    case .warmUp(let steps, let schedule):
      require(steps > 0, "LearningRateSchedule: a warm-up of \(steps) steps")
      return schedule.rate(at: update) * Double(min(update + 1, steps)) / Double(steps)
    }
  }
}
