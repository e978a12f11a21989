import Synchronization

/// The memory that tensor operations use again.
///
/// A training step allocates the same buffers as the step before it. Inside `run`, a buffer that is
/// no longer needed goes back to the workspace, and the next one of its size is the same memory; so
/// after the first steps nothing of size is asked from the system. No result depends on it.
public final class Workspace: Sendable {
  /// The workspace of the innermost `run` around the caller.
  @TaskLocal static var current: Workspace?

  private let blocks = Mutex(FreeBlocks())

  /// A workspace that has no memory yet.
  public init() {}

  /// BroadcastRuns `body` with this workspace for all operations inside.
  public func run<Result>(_ body: () throws -> Result) rethrows -> Result {
    try Self.$current.withValue(self, operation: body)
  }

  deinit {
    blocks.withLock { $0.deallocateAll() }
  }

  /// A block of at least this size, from those that were given back if there is one.
  func block(bytes: Int) -> UnsafeMutableRawPointer {
    let sizeClass = SizeClass(bytes: bytes)
    return blocks.withLock { $0.take(sizeClass) } ?? Self.allocate(bytes: sizeClass.bytes)
  }

  /// Keeps a block that `block(bytes:)` gave for the same size.
  func takeBack(_ block: UnsafeMutableRawPointer, bytes: Int) {
    blocks.withLock { $0.put(block, SizeClass(bytes: bytes)) }
  }

  /// Up to this size, the system's allocator is as quick as a workspace.
  static let smallestBlock = 1024

  /// Memory from the system; if there is much of it, from the beginning of a cache line on.
  static func allocate(bytes: Int) -> UnsafeMutableRawPointer {
    .allocate(byteCount: max(bytes, 16), alignment: bytes > smallestBlock ? 64 : 16)
  }
}

/// Sizes that are served by the same blocks: four classes from one power of two to the next.
private struct SizeClass {
  let index: Int
  let bytes: Int

  init(bytes: Int) {
    let wanted = bytes - 1
    let octave = Int.bitWidth - wanted.leadingZeroBitCount - 1
    let quarter = (wanted >> (octave - 2)) & 3
    index = octave * 4 + quarter
    self.bytes = (quarter + 5) << (octave - 2)
  }
}

/// The blocks that nobody uses at the moment, by size.
private struct FreeBlocks: ~Copyable {
  private var stacks: [[UInt]] = Array(repeating: [], count: 4 * Int.bitWidth)

  mutating func take(_ sizeClass: SizeClass) -> UnsafeMutableRawPointer? {
    stacks[sizeClass.index].popLast().flatMap { UnsafeMutableRawPointer(bitPattern: $0) }
  }

  mutating func put(_ block: UnsafeMutableRawPointer, _ sizeClass: SizeClass) {
    stacks[sizeClass.index].append(UInt(bitPattern: block))
  }

  mutating func deallocateAll() {
    for address in stacks.joined() { UnsafeMutableRawPointer(bitPattern: address)?.deallocate() }
  }
}
