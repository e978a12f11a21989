import Dispatch

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
    precondition(count > 0, "Workers(count: \(count)): at least one thread is needed")
    self.count = count
  }
}
