import Dispatch
import Foundation
import Synchronization

/// The blocks of one call of `Workers.forEach`, and who is at work on them.
final class SharedWork: @unchecked Sendable {
  private let blockCount: Int
  /// Read by those who take part, and removed when the last of them has left.
  private var body: (@Sendable (Int) -> Void)?
  private let nextBlock = Atomic<Int>(0)
  /// How many helpers take part; from `closed` on, no more may.
  private let helpers = Atomic<Int>(0)
  private let lastHelperLeft = DispatchSemaphore(value: 0)

  private static let closed = 1 << 32

  init(blockCount: Int, body: @escaping @Sendable (Int) -> Void) {
    (self.blockCount, self.body) = (blockCount, body)
  }

  /// Computes all blocks, on this thread and up to `threads` − 1 helpers.
  func perform(threads: Int) {
    let asked = Helper.ask(threads - 1, toJoin: self)
    takeBlocks()
    for helper in asked { helper.withdraw(self) }
    close()
    body = nil
  }

  /// What a helper does: takes part, unless the work is done.
  ///
  /// - Parameter release: called once, when the helper may be given other work. That is before the
  ///   work ends for its caller, who then finds the helper free for the next one, and wakes no other.
  func join(release: () -> Void) {
    var count = helpers.load(ordering: .relaxed)
    while true {
      guard count < Self.closed else { return release() }
      let (joined, original) = helpers.weakCompareExchange(
        expected: count, desired: count + 1, ordering: .acquiring)
      if joined { break }
      count = original
    }
    takeBlocks()
    release()
    let left = helpers.wrappingSubtract(1, ordering: .acquiringAndReleasing).newValue
    if left == Self.closed { lastHelperLeft.signal() }
  }

  private func takeBlocks() {
    guard let body else { return }
    while true {
      let block = nextBlock.wrappingAdd(1, ordering: .relaxed).oldValue
      guard block < blockCount else { return }
      body(block)
    }
  }

  /// How long the caller stays awake for the last blocks: longer than a network's block takes, and
  /// than it takes to wake a thread.
  private static let patience = Duration.milliseconds(1)

  /// Lets nobody join any more, and waits for those who have.
  private func close() {
    let taking = helpers.wrappingAdd(Self.closed, ordering: .acquiringAndReleasing).oldValue
    guard taking > 0 else { return }
    let deadline = ContinuousClock.now + Self.patience
    repeat {
      for _ in 0..<1000 where helpers.load(ordering: .acquiring) == Self.closed { return }
      // Where there are more threads than processors, a helper may wait for this one's.
      sched_yield()
    } while ContinuousClock.now < deadline
    lastHelperLeft.wait()
  }
}
