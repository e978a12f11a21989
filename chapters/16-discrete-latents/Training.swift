import Autodiff
import Elementary
import Notebook
import Probability
import Variational

/// Pictures with known bars, divided into those to learn from and those to look at.
struct Pictures {
  let training: Tensor<Double>
  let test: Tensor<Double>
  let testPictures: [[Int]]
  let testCodes: [[Bool]]

  /// The mean log likelihood of the test pictures under the model that drew them, in nats.
  let logEvidence: Double

  /// The same under a model whose pixels are independent, with the frequencies of the training
  /// pictures.
  let independentPixels: Double

  init(
    _ drawn: [(latent: [Bool], observation: [Int])], from truth: DiscreteLatentFactorModel,
    test count: Int
  ) {
    let learned = drawn.dropLast(count).map(\.observation)
    testPictures = drawn.suffix(count).map(\.observation)
    testCodes = drawn.suffix(count).map(\.latent)
    let categories = truth.likelihoods[0].categoryCount
    training = DiscreteDecoder.oneHot(learned, categories: categories)
    test = DiscreteDecoder.oneHot(testPictures, categories: categories)
    logEvidence = truth.logEvidence(ofAll: testPictures) / Double(count)
    let frequencies = training.mean(0)
    independentPixels = (test * frequencies.log()).sum(1).mean().number
  }

  /// The bound at which a part of the way from independent pixels to another bound is done.
  func level(_ part: Double, to goal: Double) -> Double {
    independentPixels + part * (goal - independentPixels)
  }
}

/// One training: its course, and what it found.
struct TrainedRun {
  let looks: [DiscreteProgress]
  let matching: FactorMatching
  let autoencoder: DiscreteVariationalAutoencoder

  var bound: Double { looks[looks.count - 1].bound }
  var logEvidence: Double { looks[looks.count - 1].logEvidence }

  /// How many bars a factor stands for: with a correlation of 0.9 at least, whatever its sign.
  var recovered: Int { matching.recovered(atLeast: 0.9) }

  init(
    _ estimator: DiscreteEstimator, on pictures: Pictures, factors: Int,
    settings: DiscreteTraining.Settings, steps: Int, stream: RandomStream
  ) {
    var training = DiscreteTraining(
      on: pictures.training, factors: factors, categories: 3, estimator: estimator,
      settings: settings, stream: stream)
    looks = training.run(steps: steps, lookingAt: pictures.test, every: 25)
    autoencoder = training.autoencoder
    let psi = autoencoder.encode(pictures.test).probabilities.numbers
    let rows = stride(from: 0, to: psi.count, by: factors).map { Array(psi[$0..<$0 + factors]) }
    matching = FactorMatching(truth: pictures.testCodes, learned: rows)
  }

  /// The step at which the bound first is so high, between two looks by interpolation; the last step
  /// where it never is.
  func steps(to level: Double) -> Double {
    guard let after = looks.firstIndex(where: { $0.bound >= level }) else {
      return Double(looks[looks.count - 1].step)
    }
    guard after > 0 else { return 0 }
    let (low, high) = (looks[after - 1], looks[after])
    let part = (level - low.bound) / (high.bound - low.bound)
    return Double(low.step) + part * Double(high.step - low.step)
  }

  /// Whether the bound was ever so high.
  func reaches(_ level: Double) -> Bool { looks.contains { $0.bound >= level } }
}

extension TrainedRun {
  /// The factor of each bar and the sign of its correlation, as far as there are factors.
  var matched: [(factor: Int?, sign: Double)] {
    zip(matching.partners, matching.correlations).map { ($0, $1 < 0 ? -1 : 1) }
  }
}

/// The mean picture with all factors off, and with that of each bar alone turned on.
///
/// - Parameter factors: the factor of each bar, and −1 where on and off have changed places.
func singleFactors(
  of model: DiscreteLatentFactorModel, matching factors: [(factor: Int?, sign: Double)]
) -> [[Double]] {
  var off = [Bool](repeating: false, count: model.factorCount)
  for (factor, sign) in factors {
    if let factor { off[factor] = sign < 0 }
  }
  func picture(_ code: [Bool]) -> [Double] { model.likelihood(given: code).means }
  return [picture(off)]
    + factors.map { factor, _ in
      guard let factor else { return [Double](repeating: .nan, count: picture(off).count) }
      var code = off
      code[factor].toggle()
      return picture(code)
    }
}

/// The trainings with one estimator, from several starts.
struct TrainedRuns {
  let name: String
  let runs: [TrainedRun]

  var bound: Estimate { Estimate(runs.map(\.bound)) }
  var logEvidence: Estimate { Estimate(runs.map(\.logEvidence)) }
  var gap: Estimate { Estimate(runs.map { $0.logEvidence - $0.bound }) }
  var recovered: String { runs.map { String($0.recovered) }.joined(separator: ", ") }

  /// The steps to a level, with a sign where some runs never reached it.
  func steps(to level: Double) -> String {
    let estimate = Estimate(runs.map { $0.steps(to: level) })
    let missing = runs.count { !$0.reaches(level) }
    if missing == runs.count { return "never" }
    let text =
      "\(estimate.mean.formatted(decimals: 0)) ± \(estimate.standardError.formatted(decimals: 0))"
    return (missing > 0 ? "at least " : "") + text
  }

  /// The logarithm of how many times as many steps the runs needed as others from the same starts.
  func logRatio(to others: TrainedRuns, level: Double) -> Estimate {
    Estimate(zip(runs, others.runs).map { .log($0.steps(to: level) / $1.steps(to: level)) })
  }

  /// By how much the final bound is above that of others from the same starts, in nats.
  func advantage(over others: TrainedRuns) -> Estimate {
    Estimate(zip(runs, others.runs).map { $0.bound - $1.bound })
  }

  /// By how much the final log evidence is above that of others from the same starts, in nats.
  func evidenceAdvantage(over others: TrainedRuns) -> Estimate {
    Estimate(zip(runs, others.runs).map { $0.logEvidence - $1.logEvidence })
  }

  /// By how much each run's reconstruction term, without the divergence, is above its log evidence.
  func reconstructionExcess(on pictures: Pictures) -> [Double] {
    runs.map { run in
      let divergence = run.autoencoder.encode(pictures.test)
        .divergence(toPrior: run.autoencoder.decoder.priorLogits)
      return run.bound + divergence.mean().number - run.logEvidence
    }
  }
}

extension Estimate {
  /// "-8.99 ± 0.09": mean and standard error in columns that line up.
  var twoDecimals: String {
    "\(mean.formatted(decimals: 2)) ± \(standardError.formatted(decimals: 2))"
  }
}

extension TrainedRuns {
  /// The run with the highest bound.
  var best: TrainedRun { runs.reduce(runs[0]) { $1.bound > $0.bound ? $1 : $0 } }
}

/// What all trainings of the chapter share.
struct TrainingPlan {
  let pictures: Pictures
  let factors: Int
  let draws: Int
  let steps: Int
  let stream: RandomStream

  /// Trains from several starts, each with a stream of its own that all estimators share.
  func run(
    _ name: String, _ estimator: DiscreteEstimator, starts: Int, decoderUnits: Int
  ) -> TrainedRuns {
    let settings = DiscreteTraining.Settings(draws: draws, decoderUnits: decoderUnits)
    return TrainedRuns(
      name: name,
      runs: (0..<starts).map { start in
        TrainedRun(
          estimator, on: pictures, factors: factors, settings: settings, steps: steps,
          stream: stream.split(start))
      })
  }
}

extension Notebook {
  /// Numbers for the prose, with three significant digits.
  func define(_ numbers: KeyValuePairs<String, Double>) {
    for (name, value) in numbers { define(name, value) }
  }

  /// Formatted numbers for the prose.
  func define(texts: KeyValuePairs<String, String>) {
    for (name, text) in texts { define(name, text) }
  }

  /// What the reader came for.
  func results(
    _ trainings: [TrainedRuns], quarter: Double, pictures: Pictures, bit: BitRelaxation,
    temperature: Double
  ) {
    result(
      "log p(x) of the true model",
      "\(pictures.logEvidence.formatted(decimals: 3)) nats per test picture, of independent pixels "
        + pictures.independentPixels.formatted(decimals: 3))
    for runs in trainings {
      result(
        runs.name,
        "log p \(runs.logEvidence.twoDecimals), bound \(runs.bound.twoDecimals), quarter after "
          + "\(runs.steps(to: quarter)) steps, bars found \(runs.recovered)")
    }
    result(
      "one bit, derivative",
      "exact \(bit.gradient.formatted(decimals: 4)), straight-through "
        + "\(bit.straightThroughMean.formatted(decimals: 4)), Gumbel-softmax at "
        + "\(temperature.formatted()) "
        + bit.relaxedMean(temperature: temperature).formatted(decimals: 4))
  }
}
