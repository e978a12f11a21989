import Autodiff
import Elementary
import Foundation
import Kernels
import Probability

/// What a training tells after each step.
public struct TrainingProgress: Sendable, Hashable {
  /// How many steps were made.
  public let step: Int
  /// How many steps there will be, unless the training is finished early.
  public let totalSteps: Int
  /// The loss of the last batch.
  public let loss: Double
  /// The record of the epoch, if the step was its last.
  public let finishedEpoch: EpochRecord?
}

/// Where a training is saved, and how often.
public struct Checkpointing: Sendable, Hashable {
  /// The file, which is replaced each time.
  public let file: URL
  /// After every so many steps; at the end of a run in any case.
  public let interval: Int

  /// - Precondition: the interval is positive.
  public init(file: URL, everySteps interval: Int) {
    require(interval > 0, "Checkpointing: every \(interval) steps")
    self.file = file
    self.interval = interval
  }
}

extension Training {
  /// Goes on until so many epochs are complete, those before included, or the training is finished.
  ///
  /// The steps run in a workspace of their own, in which memory is used again. Whatever is thrown
  /// ends the run after a whole step, and a later `run` goes on from there.
  ///
  /// - Throws: what the closures throw, and `CheckpointError`.
  public mutating func run(
    epochs: Int, checkpointing: Checkpointing? = nil, _ loss: Loss,
    validation: Validation? = nil, progress: (TrainingProgress) throws -> Void = { _ in }
  ) throws {
    let totalSteps = epochs * batches.countPerEpoch
    try Workspace().run {
      while step < totalSteps, !isFinished {
        let epochsBefore = history.count
        let batchLoss = try advance(loss, validation: validation)
        let isLast = step >= totalSteps || isFinished
        if let checkpointing, isLast || step.isMultiple(of: checkpointing.interval) {
          try save(to: checkpointing.file)
        }
        try progress(
          TrainingProgress(
            step: step, totalSteps: totalSteps, loss: batchLoss,
            finishedEpoch: history.count > epochsBefore ? history.last : nil))
      }
    }
  }
}
