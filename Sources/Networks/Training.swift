import Autodiff
import Elementary
import Probability

/// A training: the model, the optimiser, and how far they have come.
///
/// It is a value, so a copy goes on by itself. All that a step draws comes from named streams that
/// are split by the step's number or the epoch's. So a training that was saved after any step and
/// restored goes on with the same bits, as if it had never stopped.
///
/// ```swift
/// var training = Training(
///   model, optimizer: Adam(for: model), batches: Minibatches(of: 60_000, batchSize: 128),
///   stream: RandomStream(seed: seed, name: "vae/training"))
/// try training.run(epochs: 20) { model, batch, random in
///   let x = images.select(batch.indices)
///   return model.loss(x, noise: .normal([batch.indices.count, 20], using: &random))
/// }
/// ```
public struct Training<Model: TensorStructure, Method: Optimizer>
where Method.Scalar == Model.Scalar {
  /// The loss of a batch, its mean over the examples, with a stream for the noise of this step.
  public typealias Loss = (Model, Minibatch, inout RandomStream) throws -> Tensor<Model.Scalar>
  /// How bad a model is, with a stream for this epoch: the lower the better.
  public typealias Validation = (Model, inout RandomStream) throws -> Double

  /// The model as it is now.
  public internal(set) var model: Model
  /// The optimiser as it is now.
  public internal(set) var optimizer: Method
  /// The model of the epoch with the lowest validation value; kept only if there is a patience.
  public internal(set) var bestModel: Model?
  /// How many steps were made.
  public internal(set) var step = 0
  /// What came out of each finished epoch.
  public internal(set) var history: [EpochRecord] = []
  /// The sum of the losses in the epoch that has begun, each times its number of examples.
  var lossSum = 0.0

  /// How the data are divided.
  public let batches: Minibatches
  /// The learning rate of each step.
  public let schedule: LearningRateSchedule
  /// What is done to each gradient.
  public let clipping: GradientClipping?
  /// How many epochs in a row may bring no lower validation value before the training is finished.
  public let patience: Int?
  let stream: RandomStream
  /// The order of the examples in the epoch of that number.
  private var order: (epoch: Int, indices: [Int])?

  /// A training that has not begun.
  ///
  /// - Parameters:
  ///   - schedule: by default the optimiser's own learning rate, always.
  ///   - patience: by default the training is never finished early.
  /// - Precondition: the patience is positive, and the optimiser was made for the model.
  public init(
    _ model: Model, optimizer: Method, batches: Minibatches,
    schedule: LearningRateSchedule? = nil, clipping: GradientClipping? = nil, patience: Int? = nil,
    stream: RandomStream
  ) {
    require(patience ?? 1 > 0, "Training: a patience of \(patience ?? 0) epochs")
    self.model = model
    self.optimizer = optimizer
    self.batches = batches
    self.schedule = schedule ?? .constant(optimizer.learningRate)
    self.clipping = clipping
    self.patience = patience
    self.stream = stream
  }

  /// The number of the epoch that the next step belongs to, counted from 0.
  public var epoch: Int { step / batches.countPerEpoch }

  /// The epoch with the lowest validation value so far, the first of several.
  public var bestEpoch: Int? {
    var best: (epoch: Int, value: Double)?
    for (epoch, record) in history.enumerated() {
      guard let value = record.validation, value < best?.value ?? .infinity else { continue }
      best = (epoch, value)
    }
    return best?.epoch
  }

  /// Whether the patience is exhausted.
  public var isFinished: Bool {
    guard let patience else { return false }
    return history.count - 1 - (bestEpoch ?? -1) >= patience
  }

  /// One step, and at the end of an epoch its record. If a closure throws, nothing has changed.
  ///
  /// - Returns: the loss before the step.
  /// - Precondition: a training with a patience has a validation.
  @discardableResult
  public mutating func advance(_ loss: Loss, validation: Validation? = nil) throws -> Double {
    require(
      patience == nil || validation != nil, "Training: a patience needs a validation")
    let batch = nextBatch()
    var random = stream.split("noise").split(step)
    var (value, gradient) = try valueWithGradient(at: model) { try loss($0, batch, &random) }
    if let clipping { gradient = gradient.clipped(to: clipping) }

    let endsEpoch = (step + 1).isMultiple(of: batches.countPerEpoch)
    let before = endsEpoch && validation != nil ? (model, optimizer) : nil
    optimizer.learningRate = schedule.rate(at: step)
    optimizer.update(&model, along: gradient)
    let batchLoss = Double(value.number)
    let sum = lossSum + batchLoss * Double(batch.indices.count)
    if endsEpoch {
      do {
        try finishEpoch(batch.epoch, lossSum: sum, validation)
      } catch {
        if let before { (model, optimizer) = before }
        throw error
      }
    }
    lossSum = endsEpoch ? 0 : sum
    step += 1
    return batchLoss
  }

  private mutating func nextBatch() -> Minibatch {
    let epoch = epoch
    let indices: [Int]
    if let order, order.epoch == epoch {
      indices = order.indices
    } else {
      indices = batches.order(inEpoch: epoch, from: stream.split("order"))
      order = (epoch, indices)
    }
    let positions = batches.positions(ofBatch: step % batches.countPerEpoch)
    return Minibatch(indices: Array(indices[positions]), step: step, epoch: epoch)
  }

  private mutating func finishEpoch(
    _ epoch: Int, lossSum: Double, _ validation: Validation?
  ) throws {
    var random = stream.split("validation").split(epoch)
    let value = try validation.map { try $0(model, &random) }
    let examples = batches.positions(ofBatch: batches.countPerEpoch - 1).upperBound
    history.append(EpochRecord(loss: lossSum / Double(examples), validation: value))
    if patience != nil, bestEpoch == epoch { bestModel = model }
  }
}

/// What came out of an epoch.
public struct EpochRecord: Sendable, Hashable {
  /// The mean loss of its examples, each as the model was when it was their turn.
  public let loss: Double
  /// The validation's value at its end, if there is a validation.
  public let validation: Double?
}
