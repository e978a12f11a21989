/// Numbers that begin at a cache line, as those of a tensor do and those of an array need not.
nonisolated final class AlignedNumbers {
  let base: UnsafeMutablePointer<Float>
  private let count: Int

  var numbers: UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(start: base, count: count)
  }

  /// `count` numbers, each made of its index.
  init(_ count: Int, _ number: (Int) -> Float = { Float($0 % 17) / 17 - 0.5 }) {
    base = UnsafeMutableRawPointer.allocate(
      byteCount: count * MemoryLayout<Float>.stride, alignment: 64
    ).bindMemory(to: Float.self, capacity: count)
    for index in 0..<count { base[index] = number(index) }
    self.count = count
  }

  deinit { UnsafeMutableRawPointer(base).deallocate() }
}
