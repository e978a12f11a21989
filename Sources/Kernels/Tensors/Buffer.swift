import Elementary

/// A tensor's numbers: memory that is written once, by the operation that makes it, and then shared.
public final class Buffer<Number: TensorNumber>: @unchecked Sendable {
  // Unchecked: after `init`, only `Buffer.update` writes, to a buffer that nobody else holds.

  let base: UnsafeMutablePointer<Number>
  /// How many numbers there are.
  public let count: Int
  private let workspace: Workspace?

  /// Memory for `count` numbers, which the caller fills before anybody reads it.
  init(uninitialized count: Int) {
    let (bytes, overflows) = count.multipliedReportingOverflow(by: MemoryLayout<Number>.stride)
    require(
      count >= 0 && !overflows,
      "Buffer: no memory holds \(count) numbers of \(MemoryLayout<Number>.stride) bytes")
    self.count = count
    workspace = bytes > Workspace.smallestBlock ? Workspace.current : nil
    let block = workspace?.block(bytes: bytes) ?? Workspace.allocate(bytes: bytes)
    base = block.bindMemory(to: Number.self, capacity: count)
  }

  deinit {
    if let workspace {
      workspace.takeBack(base, bytes: count * MemoryLayout<Number>.stride)
    } else {
      UnsafeMutableRawPointer(base).deallocate()
    }
  }
}

extension Buffer {
  /// The numbers of an array.
  public convenience init(_ numbers: [Number]) {
    self.init(uninitialized: numbers.count)
    numbers.withUnsafeBufferPointer {
      if let source = $0.baseAddress { base.initialize(from: source, count: count) }
    }
  }

  /// The same number everywhere.
  public convenience init(repeating number: Number, count: Int) {
    self.init(uninitialized: count)
    base.initialize(repeating: number, count: count)
  }

  /// What `fill` writes; it must write every number.
  public convenience init(
    count: Int, filledBy fill: (UnsafeMutableBufferPointer<Number>) -> Void
  ) {
    self.init(uninitialized: count)
    fill(numbers)
  }

  /// A copy of the numbers.
  public var array: [Number] { Array(numbers) }

  /// One of the numbers.
  ///
  /// - Precondition: the index is in range.
  public subscript(index: Int) -> Number {
    require(index >= 0 && index < count, "Buffer: index \(index) of \(count)")
    return base[index]
  }

  private var numbers: UnsafeMutableBufferPointer<Number> {
    UnsafeMutableBufferPointer(start: base, count: count)
  }
}
