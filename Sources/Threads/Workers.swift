import Elementary
import Foundation
import Synchronization

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

  /// The threads that an operation shares: those of the innermost `run` around the caller, and
  /// without one those of the whole program.
  public static var current: Workers {
    innermost ?? Workers(count: wholeProgram.load(ordering: .relaxed))
  }

  @TaskLocal private static var innermost: Workers?

  /// State of the whole process, as the number of its processors is; it changes no result.
  private static let wholeProgram = Atomic<Int>(Workers.all.count)

  /// Runs `body` with these threads for all operations inside.
  public func run<Result>(_ body: () throws -> Result) rethrows -> Result {
    try Self.$innermost.withValue(self, operation: body)
  }

  /// Makes these the threads of the whole program, wherever no `run` says otherwise.
  public func serveWholeProgram() {
    Self.wholeProgram.store(count, ordering: .relaxed)
  }

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

  /// Calls `body(start, count)` for consecutive ranges that cover `count` elements: for one, unless
  /// every thread gets `grain` elements at least.
  ///
  /// For work in which no element depends on another; where the cuts lie then changes nothing.
  public static func split(
    _ count: Int, grain: Int, _ body: @Sendable (_ start: Int, _ count: Int) -> Void
  ) {
    if count < 2 * grain {
      body(0, count)
      return
    }
    let workers = current
    let parts = min(workers.count, count / grain)
    let size = ((count + parts - 1) / parts + 63) & ~63
    workers.forEach(block: (count + size - 1) / size) { part in
      let start = part * size
      body(start, min(size, count - start))
    }
  }
}
