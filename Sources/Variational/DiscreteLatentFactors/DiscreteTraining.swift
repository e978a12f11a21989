import Autodiff
import Elementary
import Kernels
import Networks
import Probability

/// The training of a discrete autoencoder with one of the estimators, step by step.
///
/// Everything that a step draws comes from streams that are split by its number. Two trainings with
/// the same stream and different estimators begin with the same networks and see the same batches and
/// the same uniform numbers.
public struct DiscreteTraining {
  /// How a training is set.
  public struct Settings: Sendable, Hashable {
    /// S, the draws for each observation of a batch.
    public var draws: Int
    /// The observations of a batch, each drawn from all.
    public var batchSize: Int
    /// The learning rate of Adam.
    public var learningRate: Double
    /// The hidden units of the decoder, 0 for one layer.
    public var decoderUnits: Int
    /// The hidden units of the encoder, and of the network that predicts the baseline.
    public var encoderUnits: Int

    /// - Precondition: two draws at least, a batch, a positive rate.
    public init(
      draws: Int = 4, batchSize: Int = 40, learningRate: Double = 0.02, decoderUnits: Int = 0,
      encoderUnits: Int = 24
    ) {
      require(
        draws >= 2 && batchSize >= 1 && learningRate > 0,
        "DiscreteTraining: \(draws) draws, batches of \(batchSize), rate \(learningRate)")
      (self.draws, self.batchSize, self.learningRate) = (draws, batchSize, learningRate)
      (self.decoderUnits, self.encoderUnits) = (decoderUnits, encoderUnits)
    }
  }

  /// The networks as they are now.
  public private(set) var autoencoder: DiscreteVariationalAutoencoder
  /// How many steps were made.
  public private(set) var step = 0

  private let data: Tensor<Double>
  private let estimator: DiscreteEstimator
  private let settings: Settings
  private let stream: RandomStream
  private var optimizer: Adam<Double>
  private var runningMean = 0.0
  private var prediction: LearnedBaseline<Double>
  private var predictionOptimizer: Adam<Double>

  /// A training that has not begun.
  ///
  /// - Parameters:
  ///   - data: observations in one-hot coding, `[n, C · places]`.
  ///   - factors: the number k of factors.
  ///   - categories: the number C of categories.
  /// - Precondition: the columns are whole places.
  public init(
    on data: Tensor<Double>, factors: Int, categories: Int, estimator: DiscreteEstimator,
    settings: Settings = Settings(), stream: RandomStream
  ) {
    let width = data.shape[1]
    require(
      width.isMultiple(of: categories),
      "DiscreteTraining: \(width) columns for \(categories) categories")
    let places = width / categories
    autoencoder = DiscreteVariationalAutoencoder(
      decoder: DiscreteDecoder(
        factors: factors, hiddenUnits: settings.decoderUnits, places: places,
        categories: categories, from: stream.split("model")),
      places: places, encoderUnits: settings.encoderUnits, from: stream.split("model"))
    prediction = LearnedBaseline(
      inputs: width, hiddenUnits: settings.encoderUnits, from: stream.split("baseline"))
    optimizer = Adam(for: autoencoder, learningRate: settings.learningRate)
    predictionOptimizer = Adam(for: prediction, learningRate: settings.learningRate)
    (self.data, self.estimator, self.settings, self.stream) = (data, estimator, settings, stream)
  }

  // snippet.discrete-step
  /// One step up the estimate of the bound's gradient, and one step of what the baseline learns.
  public mutating func advance() {
    let x = nextBatch()
    if step == 0 { guessRunningMean(x) }
    let draws = DiscreteDraws(
      observations: x, uniforms: uniforms(for: x.shape[0], stream.split("draws").split(step)),
      baseline: baseline(for: x))
    var integrand: Tensor<Double>?
    let (_, gradient) = valueWithGradient(at: autoencoder) { autoencoder in
      let result = autoencoder.surrogate(estimator, at: draws)
      integrand = result.integrand?.stopGradient()
      return -result.surrogate.mean()
    }
    optimizer.update(&autoencoder, along: gradient)
    if let integrand { learnBaseline(x, integrand) }
    step += 1
  }
  // snippet.end

  private func nextBatch() -> Tensor<Double> {
    var random = stream.split("batch").split(step)
    return data.select(
      (0..<settings.batchSize).map { _ in random.integer(below: data.shape[0]) })
  }

  private func uniforms(for count: Int, _ stream: RandomStream) -> Tensor<Double> {
    var random = stream
    let shape: Shape = [settings.draws, count, autoencoder.decoder.factorCount]
    return Tensor(random.uniforms(shape.elementCount), shape: shape)
  }

  private func baseline(for x: Tensor<Double>) -> TensorBaseline<Double> {
    switch estimator {
    case .constantBaseline: .constant(runningMean)
    case .learnedBaseline: .perInput(prediction(x) + runningMean)
    case .leaveOneOut: .leaveOneOut
    default: .none
    }
  }

  /// The running mean begins with draws of its own, so that not even the first step sees the wrong
  /// size of the integrand.
  private mutating func guessRunningMean(_ x: Tensor<Double>) {
    let draws = DiscreteDraws(
      observations: x, uniforms: uniforms(for: x.shape[0], stream.split("guess")), baseline: .none)
    runningMean = autoencoder.surrogate(.scoreFunction, at: draws).surrogate.mean().number
  }

  /// The running mean keeps nine tenths of itself; the network learns what is left.
  private mutating func learnBaseline(_ x: Tensor<Double>, _ integrand: Tensor<Double>) {
    if estimator == .learnedBaseline {
      let slope = gradient(at: prediction) {
        $0.regressionLoss(x, predicting: integrand - runningMean)
      }
      predictionOptimizer.update(&prediction, along: slope)
    }
    runningMean = 0.9 * runningMean + 0.1 * integrand.mean().number
  }
}

/// How far a training has come: averages over observations, by enumeration, in nats.
public struct DiscreteProgress: Sendable, Hashable {
  /// The number of steps made.
  public let step: Int
  /// The bound.
  public let bound: Double
  /// $\log p(x)$.
  public let logEvidence: Double
}

extension DiscreteTraining {
  /// Makes so many steps more, and looks at bound and evidence before the first and after each of so
  /// many.
  ///
  /// - Parameter interval: the steps between two looks.
  /// - Precondition: the interval is positive.
  public mutating func run(
    steps: Int, lookingAt observations: Tensor<Double>, every interval: Int
  ) -> [DiscreteProgress] {
    require(interval > 0, "DiscreteTraining: a look every \(interval) steps")
    return Workspace().run {
      var looks = [progress(on: observations)]
      for made in 1...max(steps, 1) where steps > 0 {
        advance()
        if made.isMultiple(of: interval) { looks.append(progress(on: observations)) }
      }
      return looks
    }
  }

  private func progress(on observations: Tensor<Double>) -> DiscreteProgress {
    let (bound, logEvidence) = autoencoder.meanBoundAndLogEvidence(of: observations)
    return DiscreteProgress(step: step, bound: bound, logEvidence: logEvidence)
  }
}
