/// Calls `body` with memory for so many numbers, which begins at a cache line; for none, with nothing.
@inline(__always)
func withScratch<Number, Result>(
  _ count: Int, of type: Number.Type, _ body: (UnsafeMutablePointer<Number>?) -> Result
) -> Result {
  guard count > 0 else { return body(nil) }
  // Aligned by hand: the system's allocator is much quicker without an alignment.
  let block = UnsafeMutableRawPointer.allocate(
    byteCount: count &* MemoryLayout<Number>.stride &+ 48, alignment: 16)
  defer { block.deallocate() }
  return body(block.alignedUp(toMultipleOf: 64).bindMemory(to: Number.self, capacity: count))
}
