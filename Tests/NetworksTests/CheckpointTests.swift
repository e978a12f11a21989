import Autodiff
import Foundation
import Kernels
import Networks
import Probability
import Testing

/// A training of every part: two layers, noise, partial batches, a schedule, clipping, a validation
/// and a patience.
private struct Example {
  typealias Run = Training<[Dense<Float>], Adam<Float>>

  static var data: Tensor<Float> {
    Tensor((0..<33).map { Float($0 * $0 % 17) / 17 }, shape: [11, 3])
  }

  static func training(
    widths: [Int] = [3, 4, 3], seed: UInt64 = 0, batchSize: Int = 4, examples: Int = 11,
    dropsPartialBatch: Bool = false, patience: Int? = 3, epsilon: Double = 1e-8,
    schedule: LearningRateSchedule = .warmUp(
      steps: 3, then: .cosine(from: 0.05, to: 0.001, steps: 12)),
    clipping: GradientClipping? = .norm(0.5)
  ) -> Run {
    let stream = RandomStream(seed: seed, name: "checkpoint")
    let model = zip(widths, widths.dropFirst()).enumerated().map {
      Dense<Float>($1.0, $1.1, from: stream.split($0))
    }
    return Training(
      model, optimizer: Adam(for: model, epsilon: epsilon, weightDecay: 0.01),
      batches: Minibatches(
        of: examples, batchSize: batchSize, dropsPartialBatch: dropsPartialBatch),
      schedule: schedule, clipping: clipping, patience: patience, stream: stream)
  }

  static func advance(_ training: inout Run) throws {
    try training.advance { model, batch, random in
      let x = data.select(batch.indices)
      let hidden = model[0](x + .normal(x.shape, using: &random) * 0.1).tanh()
      return (model[1](hidden) - x).squared().mean()
    } validation: { model, random in
      let x = data + .normal(data.shape, using: &random) * 0.2
      return Double((model[1](model[0](x).tanh()) - data).squared().mean().number)
    }
  }

  /// All that a training has learned, as bits.
  static func bits(_ training: Run) -> [UInt64] {
    let models = training.model.tensors + [training.optimizer.state]
    let best = training.bestModel?.tensors ?? []
    return (models + best).flatMap { $0.numbers.map { UInt64($0.bitPattern) } }
      + training.history.flatMap { [$0.loss.bitPattern, $0.validation?.bitPattern ?? 0] }
      + [UInt64(training.step), UInt64(training.optimizer.step)]
  }

  /// Runs `body` with a folder that is removed afterwards.
  static func withFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "networks-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  static func message(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "nothing was thrown"
    } catch {
      return "\(error)"
    }
  }
}

struct CheckpointTests {
  @Test("A training that stops after any step and resumes gives the same bits")
  func resumeAtEveryStep() throws {
    try Example.withFolder { folder in
      let file = folder.appending(path: "run.checkpoint")
      let steps = 14
      var whole = Example.training()
      var states = [Example.bits(whole)]
      for _ in 0..<steps {
        try Example.advance(&whole)
        states.append(Example.bits(whole))
      }
      #expect(Set(states).count == steps + 1)
      #expect(whole.bestModel != nil && whole.history.count == 4)
      for stop in 0...steps {
        var first = Example.training()
        for _ in 0..<stop { try Example.advance(&first) }
        try first.save(to: file)
        var second = Example.training()
        try second.restore(from: file)
        #expect(Example.bits(second) == states[stop])
        for step in stop..<steps {
          try Example.advance(&second)
          #expect(Example.bits(second) == states[step + 1], "stopped after \(stop), step \(step)")
        }
      }
    }
  }

  @Test("A checkpoint restores a training that is somewhere else already")
  func restoreOverAnother() throws {
    try Example.withFolder { folder in
      let file = folder.appending(path: "run.checkpoint")
      var early = Example.training()
      try Example.advance(&early)
      try early.save(to: file)
      var late = early
      for _ in 0..<9 { try Example.advance(&late) }
      try late.restore(from: file)
      #expect(Example.bits(late) == Example.bits(early))
      try Example.advance(&late)
      try Example.advance(&early)
      #expect(Example.bits(late) == Example.bits(early))
    }
  }

  @Test("A file that is cut off anywhere is refused, and so is one that is too long")
  func truncation() throws {
    try Example.withFolder { folder in
      let file = folder.appending(path: "run.checkpoint")
      var training = Example.training()
      for _ in 0..<4 { try Example.advance(&training) }
      let before = Example.bits(training)
      try training.save(to: file)
      let bytes = try Data(contentsOf: file)
      for length in 0..<bytes.count {
        try bytes.prefix(length).write(to: file)
        let error = #expect(throws: CheckpointError.self) { try training.restore(from: file) }
        if length >= 1 { #expect(error?.message == "the checkpoint is cut off") }
      }
      try (bytes + [0]).write(to: file)
      #expect(throws: CheckpointError.self) { try training.restore(from: file) }
      #expect(Example.bits(training) == before)
      try bytes.write(to: file)
      try training.restore(from: file)
    }
  }

  @Test("A file with any bit changed is refused")
  func bitFlips() throws {
    try Example.withFolder { folder in
      let file = folder.appending(path: "run.checkpoint")
      var training = Example.training(widths: [3, 1, 3])
      for _ in 0..<4 { try Example.advance(&training) }
      let before = Example.bits(training)
      try training.save(to: file)
      let bytes = try Data(contentsOf: file)
      for position in bytes.indices {
        // Every bit of the header, one of each byte after it.
        for bit in position < 24 ? Array(0..<8) : [position % 8] {
          var changed = bytes
          changed[position] ^= 1 << UInt8(bit)
          try changed.write(to: file)
          #expect(throws: CheckpointError.self, "byte \(position), bit \(bit)") {
            try training.restore(from: file)
          }
        }
      }
      #expect(Example.bits(training) == before)
    }
  }

  @Test("A checkpoint of another training is refused, in one line that says why")
  func foreign() throws {
    try Example.withFolder { folder in
      let file = folder.appending(path: "run.checkpoint")
      var training = Example.training()
      try Example.advance(&training)
      try training.save(to: file)
      let others: [(Example.Run, String)] = [
        (Example.training(widths: [3, 5, 3]), "tensor 0 of shape [3, 4] instead of [3, 5]"),
        (Example.training(widths: [3, 4, 4, 3]), "4 tensors instead of 6"),
        (Example.training(seed: 1), "random stream"),
        (Example.training(batchSize: 5), "batch size 4 instead of 5"),
        (Example.training(examples: 10), "examples 11 instead of 10"),
        (Example.training(dropsPartialBatch: true), "partial batches kept instead of dropped"),
        (Example.training(patience: nil), "patience 3 instead of none"),
        (Example.training(epsilon: 1e-7), "optimiser Adam"),
        (Example.training(schedule: .constant(0.1)), "learning rate warmUp"),
        (Example.training(clipping: nil), "clipping norm(0.5) instead of none"),
      ]
      for (other, reason) in others {
        var changed = other
        let message = Example.message { try changed.restore(from: file) }
        #expect(message.contains("run.checkpoint: the checkpoint is another training's: "))
        #expect(message.contains(reason), "\(message)")
        #expect(!message.contains("\n"))
        #expect(Example.bits(changed) == Example.bits(other))
      }
      // The same layers in `Double`.
      let stream = RandomStream(seed: 0, name: "checkpoint")
      let model = [Dense<Double>(3, 4, from: stream), Dense<Double>(4, 3, from: stream)]
      var double = Training(
        model, optimizer: Adam(for: model), batches: training.batches, stream: stream)
      let message = Example.message { try double.restore(from: file) }
      #expect(message.contains("numbers of type Float instead of Double"), "\(message)")
    }
  }

  @Test("What is not a checkpoint is refused")
  func strangers() throws {
    try Example.withFolder { folder in
      var training = Example.training()
      let file = folder.appending(path: "notes.txt")
      #expect(
        Example.message { try training.restore(from: file) }.hasSuffix(
          "notes.txt: the checkpoint cannot be read"))
      #expect(
        Example.message { try training.restore(from: folder) }.hasSuffix(
          ": the checkpoint cannot be read"))
      for content in [
        "", "Dear reader, this is no checkpoint.\n", "EVIDENTLY not, though it begins so.",
      ] {
        try Data(content.utf8).write(to: file)
        #expect(
          Example.message { try training.restore(from: file) }.hasSuffix(
            "notes.txt: this is not a checkpoint"))
      }
    }
  }

  @Test("A checkpoint that cannot be written leaves the old one, and nothing else")
  func failedWrite() throws {
    try Example.withFolder { folder in
      let training = Example.training()
      let missing = folder.appending(path: "missing/run.checkpoint")
      #expect(
        Example.message { try training.save(to: missing) }.hasSuffix(
          "missing/run.checkpoint: the checkpoint cannot be written"))
      // A folder stands in the way: the file is written beside it, and cannot be moved there.
      let folderInTheWay = folder.appending(path: "folder.checkpoint")
      try FileManager.default.createDirectory(
        at: folderInTheWay.appending(path: "inside"), withIntermediateDirectories: true)
      #expect(throws: CheckpointError.self) { try training.save(to: folderInTheWay) }
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["folder.checkpoint"])

      // The place of the temporary file is taken by a folder.
      let file = folder.appending(path: "run.checkpoint")
      try training.save(to: file)
      let old = try Data(contentsOf: file)
      let temporary = folder.appending(
        path: ".run.checkpoint.\(ProcessInfo.processInfo.processIdentifier)")
      try FileManager.default.createDirectory(at: temporary, withIntermediateDirectories: true)
      #expect(throws: CheckpointError.self) { try training.save(to: file) }
      #expect(try Data(contentsOf: file) == old)
    }
  }

  @Test("A run saves as often as it is told, and at its end")
  func checkpointing() throws {
    try Example.withFolder { folder in
      let file = folder.appending(path: "run.checkpoint")
      struct Stop: Error {}
      func run(_ training: inout Example.Run, until last: Int?) throws {
        try training.run(
          epochs: 4, checkpointing: Checkpointing(file: file, everySteps: 5)
        ) { model, batch, random in
          let x = Example.data.select(batch.indices)
          let noise = Tensor<Float>.normal(x.shape, using: &random) * 0.1
          return (model[1](model[0](x + noise).tanh()) - x).squared().mean()
        } validation: { model, _ in
          Double(model[0].weights.squared().sum().number)
        } progress: {
          if $0.step == last { throw Stop() }
        }
      }
      var whole = Example.training(patience: 10)
      try run(&whole, until: nil)
      #expect(whole.step == 12)
      var restored = Example.training(patience: 10)
      try restored.restore(from: file)
      #expect(Example.bits(restored) == Example.bits(whole))

      var stopped = Example.training(patience: 10)
      #expect(throws: Stop.self) { try run(&stopped, until: 8) }
      #expect(stopped.step == 8)
      var resumed = Example.training(patience: 10)
      try resumed.restore(from: file)
      #expect(resumed.step == 5)
      try run(&resumed, until: nil)
      #expect(Example.bits(resumed) == Example.bits(whole))
    }
  }
}
