/// One thread in the place of many, for processors on which neither Foundation nor an operating
/// system's threads are to be had: the same blocks in the same order.
public struct Workers: Sendable, Hashable {
  /// The number of threads that the blocks are cut for.
  public let count: Int

  /// As many threads, in name.
  public init(count: Int) { self.count = count }

  /// The thread that there is.
  public static let all = Workers(count: 1)

  /// Calls `body` once for each block, in order.
  public func forEach(block blockCount: Int, _ body: @Sendable (Int) -> Void) {
    for block in 0..<blockCount { body(block) }
  }
}

/// A workspace that keeps no memory.
public final class Workspace: Sendable {
  static var current: Workspace? { nil }
  static let smallestBlock = 1024

  let workers = Workers.all

  func block(bytes: Int) -> UnsafeMutableRawPointer { Self.allocate(bytes: bytes) }

  func takeBack(_ block: UnsafeMutableRawPointer, bytes: Int) { block.deallocate() }

  static func allocate(bytes: Int) -> UnsafeMutableRawPointer {
    .allocate(byteCount: max(bytes, 16), alignment: bytes > smallestBlock ? 64 : 16)
  }

  static func split(
    _ count: Int, grain: Int, _ body: @Sendable (_ start: Int, _ count: Int) -> Void
  ) {
    body(0, count)
  }
}
