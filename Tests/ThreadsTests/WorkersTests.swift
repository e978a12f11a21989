import Foundation
import Synchronization
import Testing
import Threads

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

  /// In a process of its own: beside other tests, no thread may be free to help.
  @Test("Several workers run at once")
  func atOnce() async {
    await #expect(processExitsWith: .success) {
      let arrived = Atomic<Int>(0)
      let met = Atomic<Int>(0)
      let deadline = ContinuousClock.now + .seconds(60)
      // Each block waits for the other, and only two threads bring them together.
      Workers(count: 2).forEach(block: 2) { _ in
        arrived.wrappingAdd(1, ordering: .relaxed)
        while arrived.load(ordering: .relaxed) < 2 {
          if ContinuousClock.now > deadline { return }
        }
        met.wrappingAdd(1, ordering: .relaxed)
      }
      #expect(met.load(ordering: .relaxed) == 2)
    }
  }

  @Test("Blocks may themselves be cut into blocks")
  func nested() {
    let calls = Atomic<Int>(0)
    Workers(count: 4).forEach(block: 6) { _ in
      Workers(count: 3).forEach(block: 5) { _ in
        Workers(count: 2).forEach(block: 4) { _ in calls.wrappingAdd(1, ordering: .relaxed) }
      }
    }
    #expect(calls.load(ordering: .relaxed) == 6 * 5 * 4)
  }

  @Test("Several threads may ask at once, again and again")
  func fromSeveralThreads() async {
    let total = await withTaskGroup(of: Int.self) { group in
      for _ in 0..<8 {
        group.addTask {
          (0..<500).reduce(0) { sum, round in
            let calls = Atomic<Int>(0)
            Workers(count: 3).forEach(block: 1 + round % 7) { block in
              calls.wrappingAdd(block + 1, ordering: .relaxed)
            }
            return sum + calls.load(ordering: .relaxed)
          }
        }
      }
      return await group.reduce(0, +)
    }
    let expected = (0..<500).reduce(0) { sum, round in sum + (1...(1 + round % 7)).reduce(0, +) }
    #expect(total == 8 * expected)
  }

  @Test("What the blocks wrote is there when the call returns, also after a pause")
  func resultsAreThere() {
    for round in 0..<300 {
      if round % 50 == 49 { Thread.sleep(forTimeInterval: 0.002) }
      var results = [Int](repeating: 0, count: 64)
      results.withUnsafeMutableBufferPointer { buffer in
        let places = Places(base: buffer.baseAddress)
        Workers(count: 2).forEach(block: 64) { block in places.base?[block] = block + round }
      }
      #expect(results == (0..<64).map { $0 + round })
    }
  }

  private struct Places: @unchecked Sendable {
    let base: UnsafeMutablePointer<Int>?
  }

  @Test("All are as many as there are active processors")
  func all() {
    #expect(Workers.all.count == ProcessInfo.processInfo.activeProcessorCount)
  }
}
