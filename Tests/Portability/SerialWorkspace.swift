/// A workspace that keeps no memory, where nothing is local to a task.
public final class Workspace: Sendable {
  static var current: Workspace? { nil }
  static let smallestBlock = 1024

  func block(bytes: Int) -> UnsafeMutableRawPointer { Self.allocate(bytes: bytes) }

  func takeBack(_ block: UnsafeMutableRawPointer, bytes: Int) { block.deallocate() }

  static func allocate(bytes: Int) -> UnsafeMutableRawPointer {
    .allocate(byteCount: max(bytes, 16), alignment: bytes > smallestBlock ? 64 : 16)
  }
}
