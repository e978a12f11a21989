import Autodiff
import Foundation
import Kernels
import Probability

extension Training {
  /// Writes the whole state to a file, in place of what was there.
  ///
  /// - Throws: `CheckpointError`; a file that was there before is then as it was.
  public func save(to file: URL) throws(CheckpointError) {
    var writer = ByteWriter()
    for setting in settings { writer.append(setting.value) }
    writer.append(UInt64(step))
    writer.append(lossSum)
    writer.append(UInt64(history.count))
    for record in history {
      writer.append(record.loss)
      writer.append(UInt8(record.validation == nil ? 0 : 1))
      if let validation = record.validation { writer.append(validation) }
    }
    writer.append(model)
    writer.append(UInt64(optimizer.step))
    writer.append(optimizer.state)
    writer.append(UInt8(bestModel == nil ? 0 : 1))
    if let bestModel { writer.append(bestModel) }
    try CheckpointFile.write(writer.bytes, to: file)
  }

  /// Takes over the state that a training with the same settings saved.
  ///
  /// - Throws: `CheckpointError` if the file is not a whole checkpoint, or another training's;
  ///   nothing has changed then.
  public mutating func restore(from file: URL) throws(CheckpointError) {
    var reader = ByteReader(try CheckpointFile.content(of: file))
    for setting in settings {
      guard let found = reader.text() else { throw Self.incomplete(file) }
      guard found == setting.value else {
        throw CheckpointError(
          file,
          "the checkpoint is another training's: \(setting.name) \(found) instead of \(setting.value)"
        )
      }
    }
    var restored = self
    do {
      guard try restored.read(&reader), reader.isAtEnd else { throw Self.incomplete(file) }
    } catch let mismatch as Mismatch {
      throw CheckpointError(
        file, "the checkpoint is another training's: it \(mismatch.description)")
    } catch {
      throw Self.incomplete(file)
    }
    self = restored
  }

  private static func incomplete(_ file: URL) -> CheckpointError {
    CheckpointError(file, "the checkpoint is incomplete")
  }

  /// What must be the same when a training is resumed.
  private var settings: [(name: String, value: String)] {
    // Which stream it is shows in its numbers.
    var probe = stream.split("checkpoint")
    return [
      ("numbers of type", "\(Model.Scalar.self)"),
      ("optimiser", optimizer.settings),
      ("learning rate", "\(schedule)"),
      ("clipping", clipping.map { "\($0)" } ?? "none"),
      ("examples", "\(batches.exampleCount)"),
      ("batch size", "\(batches.batchSize)"),
      ("partial batches", batches.dropsPartialBatch ? "dropped" : "kept"),
      ("patience", patience.map { "\($0)" } ?? "none"),
      ("random stream", String(probe.next(), radix: 16)),
    ]
  }

  /// Whether the reader held a state.
  private mutating func read(_ reader: inout ByteReader) throws -> Bool {
    guard let step = reader.count(), let lossSum = reader.double(), let epochs = reader.count()
    else { return false }
    (self.step, self.lossSum) = (step, lossSum)
    history = []
    for _ in 0..<epochs {
      guard let loss = reader.double(), let flag = reader.integer(UInt8.self) else { return false }
      let validation = flag == 1 ? reader.double() : nil
      if flag == 1, validation == nil { return false }
      history.append(EpochRecord(loss: loss, validation: validation))
    }
    model = try reader.structure(like: model).get()
    guard let optimizerStep = reader.count() else { return false }
    optimizer.step = optimizerStep
    optimizer.state = try reader.structure(like: optimizer.state).get()
    guard let hasBest = reader.integer(UInt8.self) else { return false }
    bestModel = hasBest == 1 ? try reader.structure(like: model).get() : nil
    return true
  }
}
