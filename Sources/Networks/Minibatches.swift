import Elementary
import Probability

/// The division of a data set into small batches, in a new random order for every epoch.
///
/// The order of epoch e comes from the beginning of the stream "…[e]", so every batch of a training
/// is known from its number alone.
public struct Minibatches: Sendable, Hashable {
  /// How many examples there are.
  public let exampleCount: Int
  /// How many examples a batch has.
  public let batchSize: Int
  /// Whether an epoch leaves out the examples that do not fill a batch; otherwise they are its last,
  /// smaller one.
  public let dropsPartialBatch: Bool

  /// - Precondition: there is one batch at least.
  public init(of exampleCount: Int, batchSize: Int, dropsPartialBatch: Bool = false) {
    require(
      batchSize > 0 && exampleCount >= (dropsPartialBatch ? batchSize : 1),
      "Minibatches: batches of \(batchSize) from \(exampleCount) examples")
    self.exampleCount = exampleCount
    self.batchSize = batchSize
    self.dropsPartialBatch = dropsPartialBatch
  }

  /// How many batches an epoch has.
  public var countPerEpoch: Int {
    (exampleCount + (dropsPartialBatch ? 0 : batchSize - 1)) / batchSize
  }

  /// The order of all examples in an epoch, both counted from 0.
  public func order(inEpoch epoch: Int, from stream: RandomStream) -> [Int] {
    var random = stream.split(epoch)
    return random.permutation(exampleCount)
  }

  /// Where the batch of that number stands in its epoch's order.
  ///
  /// - Precondition: the epoch has such a batch.
  public func positions(ofBatch batch: Int) -> Range<Int> {
    require(
      batch >= 0 && batch < countPerEpoch, "Minibatches: batch \(batch) of \(countPerEpoch)")
    return batch * batchSize..<min((batch + 1) * batchSize, exampleCount)
  }
}

/// What one step of a training learns from.
public struct Minibatch: Sendable, Hashable {
  /// Which examples: `data.select(batch.indices)` are their rows.
  public let indices: [Int]
  /// The number of the step, counted from 0 through all epochs.
  public let step: Int
  /// The number of the epoch, counted from 0.
  public let epoch: Int
}
