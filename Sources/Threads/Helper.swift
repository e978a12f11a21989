import Dispatch
import Foundation
import Synchronization

/// A thread of Dispatch that takes part in the work of others.
///
/// To wake a sleeping thread takes longer than many a block. So a helper that has finished stays
/// awake a little while, looking for the next work, before it gives its thread back to Dispatch.
///
/// `DispatchQueue.concurrentPerform` in its place is shorter. On two threads of a busy two-core Xeon
/// (Cascade Lake), the least times of ten alternating runs had these ratios to ours: 1.06 for the
/// benchmark's `vae-mlp`, 1.05 for `gmm-em-2x3`, 1.04 for `kmeans-2x3`, 1.02 for
/// `gemm-128x784x400`, 1.01 for `vae-tiny`, and 0.87 for `conv-vae-step`, whose times varied most.
/// Jobs on a global queue, awaited by a group, took 1.02 to 1.20 times as long, in four runs.
final class Helper: Sendable {
  /// Twice as many as there are processors: some may be held by work that is nested in other work.
  private static let all = (0..<2 * ProcessInfo.processInfo.activeProcessorCount).map { _ in
    Helper()
  }

  /// How long a helper stays awake without work: a network's training step asks for helpers more
  /// often than that.
  private static let patience = Duration.microseconds(200)

  /// What a helper is doing, or the address of the work that it has been given and not yet begun.
  private let state = Atomic<UInt>(asleep)
  private static let asleep: UInt = 0
  private static let waiting: UInt = 1
  private static let working: UInt = 2

  /// Gives the work to as many helpers, those first who are awake; to fewer, if all are at work.
  static func ask(_ count: Int, toJoin work: SharedWork) -> [Helper] {
    var asked: [Helper] = []
    for expected in [waiting, asleep] {
      for helper in all where asked.count < count {
        if helper.take(work, expected: expected) { asked.append(helper) }
      }
    }
    return asked
  }

  private func take(_ work: SharedWork, expected: UInt) -> Bool {
    guard state.load(ordering: .relaxed) == expected else { return false }
    let reference = Unmanaged.passRetained(work)
    let address = UInt(bitPattern: reference.toOpaque())
    let (given, _) = state.compareExchange(
      expected: expected, desired: address, ordering: .acquiringAndReleasing)
    guard given else {
      reference.release()
      return false
    }
    if expected == Self.asleep { DispatchQueue.global().async { self.run() } }
    return true
  }

  /// Takes the work back, if the helper has not begun.
  func withdraw(_ work: SharedWork) {
    let reference = Unmanaged.passUnretained(work)
    let (withdrawn, _) = state.compareExchange(
      expected: UInt(bitPattern: reference.toOpaque()), desired: Self.waiting,
      ordering: .acquiringAndReleasing)
    if withdrawn { reference.release() }
  }

  /// What the thread does until it has waited long enough.
  private func run() {
    var deadline = ContinuousClock.now + Self.patience
    while true {
      for _ in 0..<100 {
        let address = state.load(ordering: .acquiring)
        guard address != Self.waiting else { continue }
        let (begun, _) = state.compareExchange(
          expected: address, desired: Self.working, ordering: .acquiringAndReleasing)
        guard begun, let pointer = UnsafeRawPointer(bitPattern: address) else { continue }
        Unmanaged<SharedWork>.fromOpaque(pointer).takeRetainedValue().join {
          state.store(Self.waiting, ordering: .releasing)
        }
        deadline = ContinuousClock.now + Self.patience
      }
      // Where there are more threads than processors, the work may wait for this one's.
      guard ContinuousClock.now > deadline else {
        sched_yield()
        continue
      }
      let (fellAsleep, _) = state.compareExchange(
        expected: Self.waiting, desired: Self.asleep, ordering: .acquiringAndReleasing)
      if fellAsleep { return }
    }
  }
}
