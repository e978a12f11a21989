/// A tensor's numbers: memory that is written once, by the operation that makes it, and then shared.
///
/// Few numbers stand in the object itself. More have a block of their own, from the workspace around
/// the operation if there is one, and at the beginning of a cache line.
public final class Buffer<Number: TensorNumber>: ManagedBuffer<BufferHeader, Number> {
  deinit {
    let header = header
    guard let block = header.block else { return }
    if let workspace = header.workspace {
      workspace.takeBack(block, bytes: header.count * MemoryLayout<Number>.stride)
    } else {
      block.deallocate()
    }
  }
}

/// Where a buffer's numbers are, for threads that share the work on it.
struct Memory<Number: TensorNumber>: @unchecked Sendable {
  // Unchecked: the threads of an operation write to different places of its result, and nobody
  // writes to its operands.
  let base: UnsafeMutablePointer<Number>
}

/// How many numbers a buffer has, and where they are if not in the buffer itself.
public struct BufferHeader {
  let count: Int
  let block: UnsafeMutableRawPointer?
  let workspace: Workspace?
}

extension Buffer {
  /// Memory for `count` numbers, which the caller fills before anybody reads it.
  static func uninitialized(_ count: Int) -> Buffer {
    let bytes = count * MemoryLayout<Number>.stride
    let isSmall = bytes <= Workspace.smallestBlock
    let buffer = create(minimumCapacity: isSmall ? count : 0) { _ in
      if isSmall { return BufferHeader(count: count, block: nil, workspace: nil) }
      let workspace = Workspace.current
      let block = workspace?.block(bytes: bytes) ?? Workspace.allocate(bytes: bytes)
      return BufferHeader(count: count, block: block, workspace: workspace)
    }
    return unsafeDowncast(buffer, to: Buffer.self)
  }

  /// The first number.
  var base: UnsafeMutablePointer<Number> {
    withUnsafeMutablePointers { header, elements in
      header.pointee.block?.assumingMemoryBound(to: Number.self) ?? elements
    }
  }

  /// The numbers, for the threads of an operation that keeps the buffer alive.
  var memory: Memory<Number> { Memory(base: base) }

  /// How many numbers there are.
  public var count: Int { header.count }

  /// The numbers of an array.
  public static func copy(of numbers: [Number]) -> Buffer {
    let buffer = uninitialized(numbers.count)
    numbers.withUnsafeBufferPointer {
      if let source = $0.baseAddress { buffer.base.initialize(from: source, count: numbers.count) }
    }
    return buffer
  }

  /// The same number everywhere.
  public static func repeating(_ number: Number, count: Int) -> Buffer {
    let buffer = uninitialized(count)
    buffer.base.initialize(repeating: number, count: count)
    return buffer
  }

  /// What `fill` writes; it must write every number.
  public static func filled(
    count: Int, by fill: (UnsafeMutableBufferPointer<Number>) -> Void
  ) -> Buffer {
    let buffer = uninitialized(count)
    fill(buffer.numbers)
    return buffer
  }

  /// A copy of the numbers.
  public var array: [Number] { Array(numbers) }

  /// One of the numbers.
  ///
  /// - Precondition: the index is in range.
  public subscript(index: Int) -> Number {
    precondition(index >= 0 && index < count, "Buffer: index \(index) of \(count)")
    return base[index]
  }

  private var numbers: UnsafeMutableBufferPointer<Number> {
    UnsafeMutableBufferPointer(start: base, count: count)
  }
}
