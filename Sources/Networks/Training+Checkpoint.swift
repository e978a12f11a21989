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
    var restored = self
    do throws(CheckpointFault) {
      for setting in settings {
        let found = try reader.text()
        guard found == setting.value else {
          throw .otherTraining(
            "\(setting.name) \(found.asPartOfALine) instead of \(setting.value)")
        }
      }
      try restored.read(&reader)
    } catch {
      throw CheckpointError(file, error.description)
    }
    guard reader.isAtEnd else {
      throw CheckpointError(file, "the checkpoint goes on after its end")
    }
    self = restored
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

  private mutating func read(_ reader: inout ByteReader) throws(CheckpointFault) {
    let updatesBefore = optimizer.step - step
    let step = try reader.integer(UInt64.self)
    let lossSum = try reader.double()
    let epochs = try reader.integer(UInt64.self)
    try CheckpointFault.impossible(
      unless: epochs == step / UInt64(batches.countPerEpoch) && step < Int.max,
      "\(step) steps of \(batches.countPerEpoch) an epoch, and \(epochs) finished epochs")
    (self.step, self.lossSum) = (Int(step), lossSum)
    try CheckpointFault.impossible(
      unless: lossSum == 0 || !self.step.isMultiple(of: batches.countPerEpoch),
      "a sum of losses of \(lossSum) in an epoch that has not begun")
    history = []
    for epoch in 0..<epochs {
      let loss = try reader.double()
      let hasValidation = try reader.flag()
      try CheckpointFault.impossible(
        unless: hasValidation || patience == nil,
        "a patience, and no validation in epoch \(epoch)")
      history.append(
        EpochRecord(loss: loss, validation: try hasValidation ? reader.double() : nil))
    }
    model = try reader.structure(like: model)
    let updates = try reader.integer(UInt64.self)
    try CheckpointFault.impossible(
      unless: updates <= Int.max && Int(updates) - self.step == updatesBefore,
      "\(updates) updates of the optimiser in \(step) steps, and \(updatesBefore) before")
    optimizer.step = Int(updates)
    optimizer.state = try reader.structure(like: optimizer.state)
    let complaint = optimizer.stateComplaint
    try CheckpointFault.impossible(unless: complaint == nil, complaint ?? "")
    let hasBest = try reader.flag()
    try CheckpointFault.impossible(
      unless: hasBest == (patience != nil && bestEpoch != nil),
      hasBest ? "a best model, though no epoch is the best" : "no best model")
    bestModel = try hasBest ? reader.structure(like: model) : nil
  }
}

extension String {
  /// The text, if it is short and has no line of its own; otherwise its beginning.
  fileprivate var asPartOfALine: String {
    let line = prefix { !$0.isNewline }.prefix(200)
    return line.count == count ? self : line + "…"
  }
}
