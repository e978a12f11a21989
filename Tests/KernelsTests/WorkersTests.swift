import Kernels
import Synchronization
import Testing

struct WorkersTests {
  @Test("Every block is called exactly once", arguments: [1, 2, 3, 8], [0, 1, 2, 7, 100])
  func everyBlockOnce(threadCount: Int, blockCount: Int) {
    let calls = Mutex([Int](repeating: 0, count: blockCount))
    Workers(count: threadCount).forEach(block: blockCount) { block in
      calls.withLock { $0[block] += 1 }
    }
    #expect(calls.withLock { $0 } == [Int](repeating: 1, count: blockCount))
  }

  @Test("One worker takes the blocks in order")
  func order() {
    let order = Mutex([Int]())
    Workers(count: 1).forEach(block: 20) { block in order.withLock { $0.append(block) } }
    #expect(order.withLock { $0 } == Array(0..<20))
  }

  @Test("Several workers run at once")
  func atOnce() {
    let arrived = Atomic<Int>(0)
    // Each block waits for the other: it ends only if two threads are at work.
    Workers(count: 2).forEach(block: 2) { _ in
      arrived.wrappingAdd(1, ordering: .relaxed)
      while arrived.load(ordering: .relaxed) < 2 {}
    }
    #expect(arrived.load(ordering: .relaxed) == 2)
  }

  @Test("All processors are at least one")
  func all() {
    #expect(Workers.all.count >= 1)
  }
}
