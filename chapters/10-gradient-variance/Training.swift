import Autodiff
import Elementary
import Kernels
import Networks
import Numerics
import Probability
import Variational

// One small autoencoder, trained with each estimator of the encoder's gradient.

/// How the reconstruction term reaches the encoder.
enum TrainingMethod: String, CaseIterable {
  case path = "pathwise"
  case score = "score function"
  case constant = "moving average"
  case leaveOneOut = "leave one out"
  case learned = "learned baseline"
}

/// The exact evidence along a training.
struct TrainingCourse {
  /// How many steps lie between two numbers.
  static let spacing = 5
  /// How many steps a training has.
  static let stepCount = 260

  /// $\frac1n \sum_i \log p(x_i)$ in nats, before the first step and after every fifth.
  let evidence: [Double]

  /// The first step after which the evidence exceeds −3 nats a point; the last one, if none.
  var arrival: Double {
    Double(Self.spacing * (evidence.firstIndex { $0 > -3 } ?? evidence.count - 1))
  }
}

/// 16 points on a curve in six dimensions, $x_j = 2 \sin(1.2 z + 2\pi j / 6)$ with a little noise; their
/// codes are the quantiles of a standard normal distribution.
private func curve(noise: Double, using random: inout RandomStream) -> Tensor<Double> {
  Tensor(
    (0..<16).map { i in
      let z = Normal.standard.quantile((Double(i) + 0.5) / 16)
      return (0..<6).map { j in
        2 * .sin(1.2 * z + 2 * .pi * Double(j) / 6) + noise * random.normal()
      }
    })
}

/// A step of training: model, optimiser, data, noise, and the estimator that it follows.
typealias TrainingStep = (
  inout ScalarLatentVAE, inout Adam<Double>, Tensor<Double>, Tensor<Double>,
  GradientEstimator<Double>
) -> Void

/// Trains an autoencoder from its first weights; runs of one stream differ in the method alone.
///
/// - Parameter ascend: a step of training with an estimator.
func trainingCourse(
  _ method: TrainingMethod, stream: RandomStream,
  step ascend: TrainingStep
) -> TrainingCourse {
  var (data, random) = (stream.split("data"), stream.split("noise"))
  let x = curve(noise: 0.2, using: &data)
  var vae = ScalarLatentVAE(
    observed: 6, hiddenUnits: 16, noiseStandardDeviation: 0.2, from: stream.split("weights"))
  var adam = Adam(for: vae, learningRate: 0.02)
  var baseline = LearnedBaseline<Double>(
    inputs: 6, hiddenUnits: 16, unit: 100, from: stream.split("baseline"))
  var regression = Adam(for: baseline, learningRate: 0.05)
  var average: Double?
  let grid = Quadrature.trapezoid(241, from: -6, to: 6)
  func evidence() -> Double { Estimate(vae.logEvidence(of: x, grid: grid)).mean }
  var course = [evidence()]
  for step in 1...TrainingCourse.stepCount {
    let noise = Tensor<Double>.normal([2, 16, 1], using: &random)
    switch method {
    case .path: ascend(&vae, &adam, x, noise, .pathwise)
    case .score: ascend(&vae, &adam, x, noise, .scoreFunction(.none))
    case .leaveOneOut: ascend(&vae, &adam, x, noise, .scoreFunction(.leaveOneOut))
    case .constant:
      let f = vae.logLikelihood(of: x, given: vae.encode(x).value(at: noise)).mean().number
      ascend(&vae, &adam, x, noise, .scoreFunction(average.map { .constant($0) } ?? .none))
      average = average.map { 0.9 * $0 + 0.1 * f } ?? f
    case .learned:
      let f = vae.logLikelihood(of: x, given: vae.encode(x).value(at: noise))
      ascend(&vae, &adam, x, noise, .scoreFunction(.perInput(baseline(x))))
      regression.update(
        &baseline, along: gradient(at: baseline) { $0.regressionLoss(x, predicting: f) })
    }
    if step.isMultiple(of: TrainingCourse.spacing) { course.append(evidence()) }
  }
  return TrainingCourse(evidence: course)
}

/// Many runs with each method; run k of all methods begins with the same weights and sees the same data
/// and noise.
struct TrainingComparison {
  private let courses: [(method: TrainingMethod, runs: [TrainingCourse])]

  /// - Parameter progress: hears which part of the runs is done.
  init(
    runs count: Int, stream: RandomStream, step: TrainingStep, progress: (Double) -> Void
  ) {
    let methods = TrainingMethod.allCases
    courses = methods.enumerated().map { index, method in
      let runs = (0..<count).map { run in
        progress(Double(index * count + run) / Double(methods.count * count))
        return trainingCourse(method, stream: stream.split(run), step: step)
      }
      return (method, runs)
    }
  }

  /// The runs with a method.
  func runs(_ method: TrainingMethod) -> [TrainingCourse] {
    courses.first { $0.method == method }?.runs ?? []
  }

  private func arrivals(_ method: TrainingMethod) -> [Double] { runs(method).map(\.arrival) }

  /// When the runs arrive at −3 nats.
  func arrival(of method: TrainingMethod) -> Estimate { Estimate(arrivals(method)) }

  /// How many runs have not arrived at the last step.
  func lateRuns(of method: TrainingMethod) -> Int {
    runs(method).filter { $0.evidence.allSatisfy { $0 <= -3 } }.count
  }

  /// By how many steps the runs arrive later than the same runs with another method.
  func delay(of method: TrainingMethod, behind other: TrainingMethod) -> Estimate {
    Estimate(zip(arrivals(method), arrivals(other)).map { $0 - $1 })
  }

  /// In which share of the runs a method arrives before another; at the same step counts one half.
  func share(of method: TrainingMethod, before other: TrainingMethod) -> Estimate {
    Estimate(zip(arrivals(method), arrivals(other)).map { $0 < $1 ? 1 : $0 == $1 ? 0.5 : 0 })
  }

  /// How many times as many steps the runs take as with the path.
  func slowdown(of method: TrainingMethod) -> Estimate {
    Estimate(ratioOf: arrivals(method), to: arrivals(.path))
  }

  /// The evidence after the last step, in nats a point.
  func finalEvidence(of method: TrainingMethod) -> Estimate {
    Estimate(runs(method).map { $0.evidence[$0.evidence.count - 1] })
  }
}
