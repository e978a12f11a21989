import Autodiff
import Elementary
import Networks
import Notebook
import Numerics
import Probability
import Variational

// What the chapter measures with, apart from what it teaches.

/// The derivative of a function of several numbers with respect to each, by central differences.
func differences(at point: [Double], of f: ([Double]) -> Double) -> [Double] {
  let step = 1e-5
  return point.indices.map { j in
    var (above, below) = (point, point)
    above[j] += step
    below[j] -= step
    return (f(above) - f(below)) / (2 * step)
  }
}

/// The slopes of the density at a value, by differences: they know nothing of the score.
private func densitySlopes<Q: ParametricDistribution>(_ q: Q, at value: Q.Value) -> [Double] {
  differences(at: q.parameters) { .exp(q.with(parameters: $0).logDensity(value)) }
}

/// The score, times a function of the log density.
private func weighted<Q: ParametricDistribution>(
  _ q: Q, at value: Q.Value, _ weight: (Double) -> Double
) -> [Double] {
  q.score(at: value).map { $0 * weight(q.logDensity(value)) }
}

/// The estimates for z², and what the formulas give at the same noise.
struct Replay {
  let noises: [Double]
  let values: [Double]
  /// The estimates of ∂/∂μ, then those of ∂/∂σ.
  let byPath: [Double]
  let byScore: [Double]
  private let law: Normal

  init(_ law: Normal, path: GradientDraws, score: GradientDraws, noises: [Double]) {
    self.law = law
    self.noises = noises
    values = noises.map { law.mean + law.standardDeviation * $0 }
    byPath = path.column(0) + path.column(1)
    byScore = score.column(0) + score.column(1)
  }

  private func formula(_ f: (_ noise: Double, _ value: Double) -> Double) -> [Double] {
    zip(noises, values).map { f($0, $1) }
  }

  /// 2z and 2zε.
  var pathByHand: [Double] { formula { 2 * $1 } + formula { 2 * $1 * $0 } }

  /// z² ε / σ and z² (ε² − 1) / σ.
  var scoreByHand: [Double] {
    formula { $1 * $1 * $0 / law.standardDeviation }
      + formula { $1 * $1 * ($0 * $0 - 1) / law.standardDeviation }
  }

  /// The path of σ without its factor ε.
  var pathWithoutNoise: [Double] { formula { 2 * $1 } + formula { 2 * $1 } }

  /// The score of μ divided by 1 instead of σ².
  var scoreWithoutVariance: [Double] {
    formula { $1 * $1 * ($1 - law.mean) } + scoreByHand.suffix(noises.count)
  }

  /// The score of σ without its −1.
  var scoreWithoutOne: [Double] {
    scoreByHand.prefix(noises.count) + formula { $1 * $1 * $0 * $0 / law.standardDeviation }
  }
}

/// The score of several distributions, times a function of the log density, at values of each.
func weightedScores(
  _ coin: Bernoulli, _ die: Categorical, _ law: Normal, by weight: (Double) -> Double
) -> [Double] {
  [true, false].flatMap { weighted(coin, at: $0, weight) }
    + (0..<3).flatMap { weighted(die, at: $0, weight) } + weighted(law, at: 1.3, weight)
}

/// The slopes of their densities at the same values.
func densitySlopes(_ coin: Bernoulli, _ die: Categorical, _ law: Normal) -> [Double] {
  [true, false].flatMap { densitySlopes(coin, at: $0) }
    + (0..<3).flatMap { densitySlopes(die, at: $0) } + densitySlopes(law, at: 1.3)
}

/// The decoder of the three bits: $x \mid z \sim N(1.5 z_1 - z_2 + 0.7 z_3, 0.8^2)$.
func bitLogLikelihood(of x: Double, given z: [Bool]) -> Double {
  let mean = zip(z, [1.5, -1, 0.7]).reduce(0) { $1.0 ? $0 + $1.1 : $0 }
  return Normal(mean: mean, standardDeviation: 0.8).logDensity(x)
}

/// The sample covariances of f and the score of the first bit, over groups of successive draws.
///
/// - Parameter divisor: one less than the size of a group, unless a slip is to be shown.
func bitCovariances(
  _ q: BernoulliProduct, of f: ([Bool]) -> Double, at draws: [[Bool]], group size: Int,
  _ divisor: Int? = nil
) -> [Double] {
  stride(from: 0, to: draws.count, by: size).map { start in
    let group = draws[start..<start + size]
    let mean = group.reduce(0) { $0 + f($1) } / Double(size)
    return group.reduce(0) { $0 + q.score(at: $1)[0] * (f($1) - mean) }
      / Double(divisor ?? size - 1)
  }
}

/// An encoder of the three bits.
func encodedBits(_ x: Double) -> BernoulliProduct {
  BernoulliProduct(logits: [0.4 + 0.8 * x, -0.8 - 0.5 * x, 0.2 + 0.3 * x])
}

/// Both estimates of the derivative with respect to μ₁ from the same draws: their variances around the
/// exact gradient, and the ratio of these, with errors from 400 groups.
struct Comparison {
  let path: Estimate
  let score: Estimate
  let ratio: Estimate

  init(_ sum: CoordinateSum, draws: [CoordinateSum.Draw], baseline: Double = 0) {
    let rows = draws.map {
      [sum.pathwise(.mean, at: $0), sum.scoreFunction(.mean, at: $0, baseline: baseline)]
    }
    let squares = GradientDraws(
      rows: rows.map { row in
        row.map { ($0 - sum.gradient(.mean)) * ($0 - sum.gradient(.mean)) }
      }
    ).averages(of: draws.count / 400)
    path = squares.estimates[0]
    score = squares.estimates[1]
    ratio = Estimate(ratioOf: squares.column(1), to: squares.column(0))
  }
}

/// The variances of both estimates of ∂/∂μ₁.
func bothVariances(_ sum: CoordinateSum) -> [Double] {
  [sum.pathwiseVariance(.mean), sum.scoreFunctionVariance(.mean)]
}

/// The same for cos ωz under a standard normal distribution, by the formulas of the text.
func waveVariances(_ frequency: Double) -> [Double] {
  let square = frequency * frequency
  let decay = Double.exp(-2 * square)
  return [square / 2 * (1 - decay), (1 + (1 - 4 * square) * decay) / 2]
}

/// The same with sin² and cos² exchanged, a slip.
func exchangedWaveVariances(_ frequency: Double) -> [Double] {
  let square = frequency * frequency
  let decay = Double.exp(-2 * square)
  return [square / 2 * (1 + decay), (1 - (1 - 4 * square) * decay) / 2]
}

/// The same with the slope of cos ωz taken without its factor ω, a slip.
func slopelessWaveVariances(_ frequency: Double) -> [Double] {
  let right = waveVariances(frequency)
  return [right[0] / (frequency * frequency), right[1]]
}

/// The frequency from which on the score function with its best constant has the lower variance.
func crossingWithBestConstant(_ wave: (Double) -> CoordinateSum) -> Double {
  bisect(0.1, 2) { frequency in
    let sum = wave(frequency)
    return sum.pathwiseVariance(.mean)
      < sum.scoreFunctionVariance(.mean, baseline: sum.optimalBaseline(.mean))
  }
}

/// Where the mean squares of both estimates for cos ωz are equal, for these standard normal numbers.
func measuredCrossing(of noises: [Double]) -> Double {
  bisect(0.3, 2) { frequency in
    noises.reduce(0) { sum, noise in
      let (slope, height) = (frequency * .sin(frequency * noise), noise * .cos(frequency * noise))
      return sum + slope * slope - height * height
    } < 0
  }
}

/// The regression of f on the input: draws of the three bits for each of several observations.
struct Regression {
  let inputs: [Double]
  /// The mean of f over the draws, for each input.
  let estimates: [Estimate]
  private let values: [[Double]]

  init(inputs: [Double], draws count: Int, using random: inout RandomStream) {
    self.inputs = inputs
    var values: [[Double]] = []
    for x in inputs {
      let draws = encodedBits(x).samples(count, using: &random)
      values.append(draws.map { bitLogLikelihood(of: x, given: $0) })
    }
    self.values = values
    estimates = values.map { Estimate($0) }
  }

  /// The predictions of a network with sixteen hidden units after 3,000 steps of Adam on the squared
  /// error, with a learning rate that falls twice.
  func trainedPredictions(from stream: RandomStream) -> [Double] {
    let x = Tensor(inputs, shape: [inputs.count, 1])
    let f = Tensor((0..<values[0].count).map { draw in values.map { $0[draw] } })
    var network = LearnedBaseline<Double>(inputs: 1, hiddenUnits: 16, from: stream)
    var adam = Adam(for: network, learningRate: 0.1)
    for (rate, steps) in [(0.1, 1_500), (0.02, 1_000), (0.003, 500)] {
      adam.learningRate = rate
      for _ in 0..<steps {
        adam.update(
          &network, along: gradient(at: network) { $0.regressionLoss(x, predicting: f) })
      }
    }
    return network(x).numbers
  }

  /// By how much the draws exceed such values, summed over the inputs with these weights: one number
  /// for each draw of all inputs. It tests predictions only as far as they equal the means of the draws.
  func excess(over expected: [Double], weights: [Double]) -> Estimate {
    Estimate(
      values[0].indices.map { draw in
        values.indices.reduce(0) { $0 + weights[$1] * (values[$1][draw] - expected[$1]) }
      })
  }
}

extension Estimate {
  /// Mean and standard error, with powers of ten where numbers are large.
  var compact: String {
    mean.magnitude < 1e6 && standardError < 1e6
      ? formatted
      : "\(mean.formatted(significant: 4)) ± \(standardError.formatted(significant: 2))"
  }
}

/// A row of the table of the reader's own function.
struct OwnRow {
  let derivative: String
  let estimator: String
  let mean: Estimate
  let exactMean: Double
  let variance: Estimate
  let exactVariance: Double
  let showsOnTerminal: Bool

  /// For the terminal.
  var text: String {
    "mean \(mean.compact), exact \(exactMean.formatted(significant: 6)); "
      + "variance \(variance.compact), exact \(exactVariance.formatted(significant: 6))"
  }
}

/// All estimators of both derivatives, from the same draws.
func ownComparisons(_ sum: CoordinateSum, draws: [CoordinateSum.Draw]) -> [OwnRow] {
  CoordinateSum.Parameter.allCases.flatMap { parameter -> [OwnRow] in
    func row(
      _ estimator: String, _ values: [Double], mean: Double, variance: Double, scale: Double = 1,
      onTerminal: Bool = true
    ) -> OwnRow {
      let spread = GradientDraws(rows: values.map { [$0] })
        .variances(around: [mean], groups: min(400, values.count))[0]
      return OwnRow(
        derivative: parameter == .mean ? "∂/∂μ₁" : "∂/∂σ₁", estimator: estimator,
        mean: Estimate(values), exactMean: mean, variance: spread.scaled(by: scale),
        exactVariance: scale * variance, showsOnTerminal: onTerminal)
    }
    func scoreRow(_ estimator: String, baseline: Double) -> OwnRow {
      row(
        estimator, draws.map { sum.scoreFunction(parameter, at: $0, baseline: baseline) },
        mean: sum.gradient(parameter),
        variance: sum.scoreFunctionVariance(parameter, baseline: baseline))
    }
    let quartets = Array(draws.prefix(draws.count / 4 * 4))
    return [
      row(
        "path", draws.map { sum.pathwise(parameter, at: $0) }, mean: sum.pathwiseMean(parameter),
        variance: sum.pathwiseVariance(parameter)),
      scoreRow("score", baseline: 0),
      scoreRow("score, baseline E[f]", baseline: sum.mean),
      scoreRow("score, best constant", baseline: sum.optimalBaseline(parameter)),
      row(
        "score, leave one out", sum.leaveOneOut(parameter, over: quartets, group: 4),
        mean: sum.gradient(parameter), variance: sum.leaveOneOutVariance(parameter, group: 4),
        scale: 4, onTerminal: false),
    ]
  }
}
