import Autodiff
import Foundation
import Probability
import Testing

@testable import Networks

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

  /// Where each field of a checkpoint begins, by the format's description; see `Training.save`.
  private struct Layout {
    private(set) var settings: [Int] = []
    private(set) var step = 0
    private(set) var records: [Int] = []
    private(set) var model = 0
    private(set) var updates = 0
    private(set) var best = 0
    var lossSum: Int { step + 8 }
    var epochs: Int { step + 16 }

    /// - Parameter sizes: the numbers of each tensor of the model, with its rank.
    init(_ content: [UInt8], tensors: [(count: Int, rank: Int)], epochs: Int) {
      func integer(at place: Int) -> Int {
        content[place..<place + 8].reversed().reduce(0) { $0 << 8 | Int($1) }
      }
      var place = 0
      for _ in 0..<9 {
        settings.append(place)
        place += 8 + integer(at: place)
      }
      step = place
      place += 24
      for _ in 0..<epochs {
        records.append(place)
        place += 17
      }
      model = place
      let modelSize = 8 + tensors.reduce(0) { $0 + 8 + 8 * $1.rank + 4 * $1.count }
      updates = model + modelSize
      let parameters = tensors.reduce(0) { $0 + $1.count }
      best = updates + 8 + 8 + 8 + 16 + 4 * 2 * parameters
      precondition(best + 1 + modelSize == content.count)
    }
  }

  private static func bytes(_ number: some FixedWidthInteger) -> [UInt8] {
    stride(from: 0, to: number.bitWidth, by: 8).map { UInt8(truncatingIfNeeded: number >> $0) }
  }

  @Test("A field that no training can have is refused, whatever the checksum says")
  func impossibleFields() throws {
    try Example.withFolder { folder in
      let file = folder.appending(path: "run.checkpoint")
      var training = Example.training(widths: [3, 4, 3])
      for _ in 0..<7 { try Example.advance(&training) }
      try training.save(to: file)
      let before = Example.bits(training)
      let content = Array(try CheckpointFile.content(of: file))
      let tensors = training.model.tensors.map { ($0.numbers.count, $0.shape.rank) }
      let layout = Layout(content, tensors: tensors, epochs: 2)
      let moments = layout.updates + 8 + 8 + 8 + 16
      let cases: [(String, Int, [UInt8], String)] = [
        ("step behind", layout.step, Self.bytes(5), "5 steps of 3 an epoch, and 2 finished"),
        ("step ahead", layout.step, Self.bytes(9), "9 steps of 3 an epoch, and 2 finished"),
        ("huge step", layout.step, Self.bytes(UInt64.max), "18446744073709551615 steps"),
        ("negative step", layout.step, Self.bytes(-1), "18446744073709551615 steps"),
        ("no step begun", layout.step, Self.bytes(6), "in an epoch that has not begun"),
        ("epochs", layout.epochs, Self.bytes(3), "7 steps of 3 an epoch, and 3 finished"),
        ("huge epochs", layout.epochs, Self.bytes(UInt64.max >> 1), "finished epochs"),
        ("flag", layout.records[1] + 8, [2], "2 where 0 says no and 1 says yes"),
        ("validation", layout.records[0] + 8, [0], "no validation in epoch 0"),
        ("tensor count", layout.model, Self.bytes(5), "5 tensors instead of 4"),
        ("huge tensor count", layout.model, Self.bytes(UInt64.max), "instead of 4"),
        ("rank", layout.model + 8, Self.bytes(9), "ends too early"),
        ("huge rank", layout.model + 8, Self.bytes(UInt64.max), "ends too early"),
        ("length", layout.model + 16, Self.bytes(4), "shape [4, 4] instead of [3, 4]"),
        ("huge length", layout.model + 16, Self.bytes(UInt64.max), "ends too early"),
        ("updates", layout.updates, Self.bytes(8), "8 updates of the optimiser in 7 steps"),
        ("huge updates", layout.updates, Self.bytes(UInt64.max), "updates of the optimiser"),
        ("moment rows", layout.updates + 24, Self.bytes(1), "instead of [2, 31]"),
        (
          "negative moment", moments + 4 * 31, Self.bytes(Float(-1).bitPattern),
          "a second moment of -1.0"
        ),
        ("best flag", layout.best, [7], "7 where 0 says no"),
        ("no best", layout.best, [0], "no best model"),
        ("huge text", layout.settings[2], Self.bytes(UInt64.max), "ends too early"),
        ("long text", layout.settings[8], Self.bytes(1 << 40), "ends too early"),
      ]
      for (name, place, bytes, reason) in cases {
        var changed = content
        changed.replaceSubrange(place..<place + bytes.count, with: bytes)
        #expect(changed != content, "\(name)")
        try CheckpointFile.write(changed, to: file)
        let message = Example.message { try training.restore(from: file) }
        #expect(message.contains(reason), "\(name): \(message)")
        #expect(Example.bits(training) == before)
      }
      try CheckpointFile.write(content + [0], to: file)
      let trailing = Example.message { try training.restore(from: file) }
      #expect(trailing.hasSuffix("the checkpoint goes on after its end"), "\(trailing)")
      for length in content.indices {
        try CheckpointFile.write(Array(content.prefix(length)), to: file)
        #expect(throws: CheckpointError.self, "\(length)") { try training.restore(from: file) }
      }
      #expect(Example.bits(training) == before)
      try CheckpointFile.write(content, to: file)
      try training.restore(from: file)
    }
  }

  @Test("A best model where there is no patience is refused, and so is a text that fills lines")
  func impossibleExtras() throws {
    try Example.withFolder { folder in
      let file = folder.appending(path: "run.checkpoint")
      var training = Example.training(patience: nil)
      for _ in 0..<3 { try Example.advance(&training) }
      try training.save(to: file)
      var content = Array(try CheckpointFile.content(of: file))
      #expect(content.last == 0)
      content[content.count - 1] = 1
      try CheckpointFile.write(content, to: file)
      let best = Example.message { try training.restore(from: file) }
      #expect(best.contains("a best model, though no epoch is the best"), "\(best)")

      var text = ByteWriter()
      text.append("one line\n" + String(repeating: "another", count: 10_000))
      try CheckpointFile.write(text.bytes, to: file)
      let message = Example.message { try training.restore(from: file) }
      #expect(message.contains("one line… instead of Float"), "\(message)")
    }
  }

  @Test("A training that went astray is restored as it is")
  func numbersThatAreNone() throws {
    try Example.withFolder { folder in
      let file = folder.appending(path: "run.checkpoint")
      var training = Example.training(clipping: nil)
      for _ in 0..<4 {
        try training.advance { model, _, _ in
          model[0].weights.squared().sum() * .infinity
        } validation: { _, _ in
          .nan
        }
      }
      try training.save(to: file)
      var restored = Example.training(clipping: nil)
      try restored.restore(from: file)
      #expect(Example.bits(restored) == Example.bits(training))
      #expect(restored.history.first?.loss == .infinity || restored.history[0].loss.isNaN)
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
