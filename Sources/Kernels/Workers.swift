import Foundation

/// How many threads may share a computation.
///
/// Work is cut into blocks whose bounds depend on the problem alone, every block writes a place of
/// its own, and the caller merges the places in block order. So the number of threads decides who
/// computes a block and never what comes out: the bits are the same for one worker and for many.
public struct Workers: Sendable, Hashable {
  /// The number of threads, at least one.
  public let count: Int

  /// - Precondition: `count` is positive.
  public init(count: Int) {
    require(count > 0, "Workers(count: \(count)): at least one thread is needed")
    self.count = count
  }

  /// One thread for each processor that is active.
  public static let all = Workers(count: ProcessInfo.processInfo.activeProcessorCount)

  /// Calls `body` once for each block 0, …, `blockCount` − 1, and returns when all are done.
  ///
  /// One worker takes the blocks in order, on the calling thread. Several each take the next block
  /// that nobody has begun, so blocks may differ in cost, and run in any order and at once: the
  /// body must write nothing that another block reads or writes. The calling thread is one of them,
  /// and waits for nobody who has not begun; so calls may be nested, and made from several threads.
  ///
  /// - Precondition: `blockCount` is not negative.
  public func forEach(block blockCount: Int, _ body: @Sendable (Int) -> Void) {
    require(blockCount >= 0, "Workers.forEach: \(blockCount) blocks")
    let threads = min(count, blockCount)
    guard threads > 1 else {
      for block in 0..<blockCount { body(block) }
      return
    }
    withoutActuallyEscaping(body) { body in
      SharedWork(blockCount: blockCount, body: body).perform(threads: threads)
    }
  }
}
