/// One thread in the place of many, for processors on which neither Foundation nor an operating
/// system's threads are to be had: the same blocks in the same order.
public struct Workers: Sendable, Hashable {
  /// The number of threads that the blocks are cut for.
  public let count: Int

  /// As many threads, in name.
  public init(count: Int) { self.count = count }

  /// The thread that there is.
  public static let current = Workers(count: 1)

  /// Calls `body` once for each block, in order.
  public func forEach(block blockCount: Int, _ body: @Sendable (Int) -> Void) {
    for block in 0..<blockCount { body(block) }
  }

  /// Calls `body` once, for all elements.
  public static func split(
    _ count: Int, grain: Int, _ body: @Sendable (_ start: Int, _ count: Int) -> Void
  ) {
    body(0, count)
  }
}
