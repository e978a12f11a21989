import Autodiff
import Foundation
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
  /// A training that went astray may have infinite or undefined numbers, and they are restored. What
  /// no training can have is refused: a step that does not go with the finished epochs, a validation
  /// or a best model where there can be none, a negative second moment.
  ///
  /// - Throws: `CheckpointError` if the file is not a whole checkpoint, another training's, or holds
  ///   what no training can have; nothing has changed then.
  public mutating func restore(from file: URL) throws(CheckpointError) {
    var reader = ByteReader(try CheckpointFile.content(of: file))
    for setting in settings {
      guard let found = reader.text() else { throw Self.incomplete(file) }
      guard found == setting.value else {
        throw CheckpointError(
          file,
          "the checkpoint is another training's: \(setting.name) \(found.asPartOfALine) instead of "
            + setting.value)
      }
    }
    var restored = self
    do {
      guard try restored.read(&reader) else { throw Self.incomplete(file) }
      guard reader.isAtEnd else {
        throw CheckpointError(file, "the checkpoint goes on after its end")
      }
    } catch let error as CheckpointError {
      throw error
    } catch let impossible as Impossible {
      throw CheckpointError(file, "no training has such a checkpoint: \(impossible.description)")
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
    let updatesBefore = optimizer.step - step
    guard let step = reader.integer(UInt64.self), let lossSum = reader.double(),
      let epochs = reader.integer(UInt64.self)
    else { return false }
    try Impossible.unless(
      epochs == step / UInt64(batches.countPerEpoch) && step < Int.max,
      "\(step) steps of \(batches.countPerEpoch) an epoch, and \(epochs) finished epochs")
    (self.step, self.lossSum) = (Int(step), lossSum)
    try Impossible.unless(
      lossSum == 0 || !self.step.isMultiple(of: batches.countPerEpoch),
      "a sum of losses of \(lossSum) in an epoch that has not begun")
    history = []
    for epoch in 0..<epochs {
      guard let loss = reader.double(), let hasValidation = try reader.flag() else { return false }
      try Impossible.unless(
        hasValidation || patience == nil, "a patience, and no validation in epoch \(epoch)")
      let validation = hasValidation ? reader.double() : nil
      if hasValidation, validation == nil { return false }
      history.append(EpochRecord(loss: loss, validation: validation))
    }
    model = try reader.structure(like: model).get()
    guard let updates = reader.integer(UInt64.self) else { return false }
    try Impossible.unless(
      updates <= Int.max && Int(updates) - self.step == updatesBefore,
      "\(updates) updates of the optimiser in \(step) steps, and \(updatesBefore) before")
    optimizer.step = Int(updates)
    optimizer.state = try reader.structure(like: optimizer.state).get()
    if let complaint = optimizer.stateComplaint { throw Impossible(complaint) }
    guard let hasBest = try reader.flag() else { return false }
    try Impossible.unless(
      hasBest == (patience != nil && bestEpoch != nil),
      hasBest ? "a best model, though no epoch is the best" : "no best model")
    bestModel = hasBest ? try reader.structure(like: model).get() : nil
    return true
  }
}

/// What no training can have, in words.
private struct Impossible: Error {
  let description: String

  init(_ description: String) { self.description = description }

  static func unless(_ condition: Bool, _ description: @autoclosure () -> String) throws {
    if !condition { throw Impossible(description()) }
  }
}

extension ByteReader {
  /// One byte that is 0 or 1; `nil` if there is none.
  fileprivate mutating func flag() throws -> Bool? {
    guard let byte = integer(UInt8.self) else { return nil }
    try Impossible.unless(byte <= 1, "\(byte) where 0 says no and 1 says yes")
    return byte == 1
  }
}

extension String {
  /// The text, if it is short and has no line of its own; otherwise its beginning.
  fileprivate var asPartOfALine: String {
    let line = prefix { !$0.isNewline }.prefix(200)
    return line.count == count ? self : line + "…"
  }
}
