import Networks
import Probability
import Testing

struct MinibatchesTests {
  @Test("The batches of an epoch hold every example once")
  func kept() {
    let batches = Minibatches(of: 10, batchSize: 4)
    let order = batches.order(inEpoch: 0, from: RandomStream(seed: 0, name: "order"))
    #expect(order.sorted() == Array(0..<10))
    #expect(batches.countPerEpoch == 3)
    #expect((0..<3).map(batches.positions) == [0..<4, 4..<8, 8..<10])
    #expect(Minibatches(of: 8, batchSize: 4).countPerEpoch == 2)
    #expect(Minibatches(of: 3, batchSize: 4).countPerEpoch == 1)
  }

  @Test("The batch that is not full can be dropped")
  func dropped() {
    let batches = Minibatches(of: 10, batchSize: 4, dropsPartialBatch: true)
    #expect(batches.countPerEpoch == 2)
    #expect((0..<2).map(batches.positions) == [0..<4, 4..<8])
  }

  @Test("Each epoch has an order of its own, the same whenever one asks")
  func orders() {
    let batches = Minibatches(of: 100, batchSize: 7)
    let stream = RandomStream(seed: 0, name: "order")
    #expect(batches.order(inEpoch: 0, from: stream) != batches.order(inEpoch: 1, from: stream))
    #expect(batches.order(inEpoch: 5, from: stream) == batches.order(inEpoch: 5, from: stream))
  }
}
