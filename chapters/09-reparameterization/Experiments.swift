import Autodiff
import Elementary
import Models
import Networks
import Notebook
import Numerics
import Probability
import Variational

/// How a draw of z is made from the encoder's distribution and the noise.
typealias Sampler = (EncodedNormal<Double>, Tensor<Double>) -> Tensor<Double>

/// The derivatives of a function by differences of fourth order, a number for each parameter.
func differences(at parameters: [Double], of f: ([Double]) throws -> Double) rethrows -> [Double] {
  let h = 1e-3
  return try parameters.indices.map { index in
    func value(_ steps: Double) throws -> Double {
      var moved = parameters
      moved[index] += steps * h
      return try f(moved)
    }
    return (8 * (try value(1) - value(-1)) - (try value(2) - value(-2))) / (12 * h)
  }
}

extension TensorStructure where Scalar == Double {
  /// All numbers of all tensors, in order.
  var flattened: [Double] { tensors.flatMap(\.numbers) }

  /// The same structure with other numbers.
  func with(flattened numbers: [Double]) -> Self {
    var (changed, start) = (self, 0)
    changed.forEachTensor {
      let count = $0.shape.elementCount
      $0 = Tensor(Array(numbers[start..<start + count]), shape: $0.shape)
      start += count
    }
    return changed
  }
}

/// The derivatives of a number with respect to all weights of a network, by differences.
func weightDifferences<Network: TensorStructure>(
  of network: Network, _ f: (Network) -> Double
) -> [Double] where Network.Scalar == Double {
  differences(at: network.flattened) { f(network.with(flattened: $0)) }
}

/// The square of a rule for the standard normal distribution, as tensors: nine nodes from three.
struct PlaneGrid {
  /// A row of noise for each node.
  let nodes: Tensor<Double>
  /// A weight for each row.
  let weights: Tensor<Double>

  init(_ rule: Quadrature) {
    let pairs = rule.nodes.indices.flatMap { i in rule.nodes.indices.map { (i, $0) } }
    nodes = Tensor(pairs.map { [rule.nodes[$0], rule.nodes[$1]] })
    weights = Tensor(pairs.map { rule.weights[$0] * rule.weights[$1] })
  }
}

/// A linear decoder, an observation and a q, and the gradients of their reconstruction term without a
/// tape: by formulas of matrices, and by differences of the closed form.
struct LinearExample {
  let decoder: LinearGaussianModel
  let x: [Double]
  let q: DiagonalNormal

  /// x − b, and W as a tensor.
  var centred: [Double] { zip(x, decoder.offset).map { $0 - $1 } }
  var loadings: Tensor<Double> { Tensor(decoder.loadings.elements, shape: [3, 2]) }

  /// The reconstruction term for other loadings or another q.
  func reconstruction(_ elements: [Double], under q: DiagonalNormal) throws -> Double {
    let model = try LinearGaussianModel(
      loadings: Matrix(rows: 3, columns: 2, elements: elements), offset: decoder.offset,
      noiseVariance: decoder.noiseVariance)
    return try model.expectedLogLikelihood(of: x, under: MultivariateNormal(q))
  }

  /// The derivatives with respect to W, by differences, and by $((x - b) \mu^\top - W(S + \mu \mu^\top)) /
  /// \sigma_x^2$, with or without S.
  func weightDifferences() throws -> [Double] {
    try differences(at: decoder.loadings.elements) { try reconstruction($0, under: q) }
  }
  func weightGradient(withSpread: Bool = true) -> [Double] {
    let squares = Matrix.outerProduct(q.mean, q.mean)
    let second = withSpread ? q.covariance + squares : squares
    let difference = Matrix.outerProduct(centred, q.mean) - decoder.loadings * second
    return ((1 / decoder.noiseVariance) * difference).elements
  }

  /// $WS$, the direction in which a decoder at the mean of q errs.
  var spread: [Double] { (decoder.loadings * q.covariance).elements }

  /// $\nabla_z \log p(x \mid z) = W^\top (x - b - Wz) / \sigma_x^2$.
  func slope(at z: [Double]) -> [Double] {
    decoder.loadings.transposed
      * zip(centred, decoder.loadings * z).map { ($0 - $1) / decoder.noiseVariance }
  }

  /// The derivatives with respect to μ and σ, by differences, and by their formulas.
  func encoderDifferences() throws -> [Double] {
    try differences(at: q.parameters) {
      try reconstruction(decoder.loadings.elements, under: q.with(parameters: $0))
    }
  }
  var encoderGradient: [Double] {
    let gram = (decoder.loadings.transposed * decoder.loadings).diagonal
    return slope(at: q.mean)
      + zip(gram, q.standardDeviations).map { -$0 * $1 / decoder.noiseVariance }
  }
}

/// The decoder $N(2 \tanh(az - \frac12), \frac14)$ at x = 1 under one q, and the derivative with respect
/// to a by all routes.
struct NonlinearSlopes {
  private let q = Normal(mean: 0.6, standardDeviation: 0.7)

  /// log p(x | z), up to a constant.
  private static func fit(_ a: Tensor<Double>, _ z: Double) -> Tensor<Double> {
    (1 - (a * z - 0.5).tanh() * 2).squared() * -2
  }

  /// By the tape, at one z.
  func slope(at z: Double) -> Double { gradient(at: Tensor(1.2)) { Self.fit($0, z) }.number }

  /// By differences, at one z.
  func difference(at z: Double) -> Double {
    differences(at: [1.2]) { Self.fit(Tensor($0[0]), z).number }[0]
  }

  /// The average of the slopes.
  var inside: Double { q.expectation(of: slope) }

  /// The difference of the averages.
  var outside: Double {
    differences(at: [1.2]) { a in q.expectation { Self.fit(Tensor(a[0]), $0).number } }[0]
  }
}

/// Both sides of $\mathbb E_q[f(z)] = \mathbb E[f(g(\epsilon))]$ for $f(z) = e^{-z^2/2}$, and their
/// derivatives with respect to the parameters.
struct BothSides {
  /// By the density, over an interval that holds all of its mass.
  let left: Double
  /// By the noise.
  let right: Double
  /// The average of $f'(z)\, \partial z$, and differences of the left side.
  let pathwise: [Double]
  let slopes: [Double]
  /// The slip to forget the derivative of f.
  let withoutSlope: [Double]

  init<Q: ReparameterizableDistribution<Double> & Approximation<Double>>(
    of variable: Q, over range: ClosedRange<Double>
  ) {
    func bump(_ z: Double) -> Double { .exp(-z * z / 2) }
    let rule = Quadrature.gaussLegendre(600, from: range.lowerBound, to: range.upperBound)
    func integral(_ law: Q) -> Double {
      rule.integrate { .exp(law.logDensity($0)) * bump($0) }
    }
    left = integral(variable)
    right = variable.expectation(of: bump)
    pathwise = variable.pathwiseMean { -$0 * bump($0) }
    slopes = differences(at: variable.parameters) { integral(variable.with(parameters: $0)) }
    withoutSlope = variable.pathwiseMean(slope: bump)
  }
}

/// The derivatives of z at fixed noise with respect to μ and σ, by differences, a row for each entry
/// of z.
func jacobian(of q: DiagonalNormal, at noise: [Double]) -> [Double] {
  q.mean.indices.flatMap { j in
    differences(at: q.parameters) { q.with(parameters: $0).value(at: noise)[j] }
  }
}

/// The derivatives of z at fixed noise with respect to μ and ℓ = log σ², by the tape, a row for each
/// entry of z.
func encodedJacobian(of q: DiagonalNormal, at noise: [Double]) -> [Double] {
  q.mean.indices.flatMap { j in
    gradient(at: [Tensor([q.mean]), Tensor([q.variances]).log()]) {
      EncodedNormal(mean: $0[0], logVariance: $0[1]).value(at: Tensor([noise]))
        .slice(j..<j + 1, axis: 1).sum()
    }.flattened
  }
}

/// The derivatives of the KL term from a prior $N(0, \tau^2 I)$ with respect to the decoder's weights and
/// to log τ.
struct LearnedPrior {
  /// By the tape, where the prior is standard.
  let inWeights: [Double]
  /// By differences, and by $\sum_j (1 - (\mu_j^2 + \sigma_j^2) / \tau^2)$.
  let inScale: Double
  let byFormula: Double

  init(_ q: DiagonalNormal, scale: Double, loadings: Tensor<Double>) {
    let logVariance = Tensor(q.variances).log()
    inWeights =
      gradient(at: [loadings, Tensor(q.mean)]) {
        Tensor.normalDivergence(mean: $0[1], logVariance: logVariance).sum()
      }[0].numbers
    inScale =
      differences(at: [.log(scale)]) { logScale in
        let prior = Normal(mean: 0, standardDeviation: .exp(logScale[0]))
        return q.entries.reduce(0) { $0 + klDivergence(from: $1, to: prior) }
      }[0]
    byFormula = q.entries.reduce(0) {
      $0 + 1 - ($1.mean * $1.mean + $1.variance) / (scale * scale)
    }
  }
}

/// What the two Jacobians are for σ = (0.3, 2) at the noise (0.7, −1.3), by their formulas.
///
/// - Parameter half: the factor of $\partial z / \partial \ell = \frac12 \sigma \epsilon$.
func jacobianFormulas(half: Double) -> [Double] {
  let inDeviation: [Double] = [1, 0, 0.7, 0, 0, 1, 0, -1.3]
  let inLogVariance: [Double] = [1, 0, half * 0.3 * 0.7, 0, 0, 1, 0, half * 2 * -1.3]
  return inDeviation + inLogVariance
}

/// The right side of (7) for the standard deviation of q at one z.
func implicitSlope(of q: Normal, at z: Double) -> [Double] {
  let density = Double.exp(q.logDensity(z))
  return differences(at: [q.standardDeviation]) {
    -Normal(mean: q.mean, standardDeviation: $0[0]).cumulative(z) / density
  }
}

/// The second moment of a step's slope, divided by its limit $q(0) / (6\tau)$ for a width τ.
func momentOverLimit(_ step: SoftStep, width: Double, under q: Normal) -> Double {
  step.secondMoment(under: q) * 6 * width / Double.exp(q.logDensity(0))
}

/// $\sqrt n$ times the largest distance between a sample's distribution function and that of q.
func kolmogorovDistance(_ sample: [Double], from q: Normal) -> Double {
  KolmogorovSmirnovTest(sample, cumulative: q.cumulative).statistic
    * Double(sample.count).squareRoot()
}

/// A climb of the bound in the mean μ and the log variance ℓ of one q, from step to step.
///
/// - Parameter factors: by what the gradients with respect to μ and ℓ are multiplied.
func climb(
  from start: Normal, rate: Double, times factors: [Double] = [1, 1], steps: Int,
  _ bound: (EncodedNormal<Double>) -> Tensor<Double>
) -> [Normal] {
  var parameters = [Tensor([[start.mean]]), Tensor([[Double.log(start.variance)]])]
  var path = [start]
  for _ in 0..<steps {
    let slopes = gradient(at: parameters) { bound(EncodedNormal(mean: $0[0], logVariance: $0[1])) }
    parameters = parameters.indices.map {
      parameters[$0] + slopes[$0] * (rate * factors[$0])
    }
    path.append(
      Normal(
        mean: parameters[0].number, standardDeviation: .exp(0.5 * parameters[1].number)))
  }
  return path
}

/// Where the climbs in the smallest model end, $x \mid z \sim N(wz, \frac12)$ with w = 1.2 and x = 1.8, and
/// the gradients with which they begin.
struct Climbs {
  /// The bound at the w, the q and the draws of z.
  typealias Bound = (Tensor<Double>, EncodedNormal<Double>, Tensor<Double>) -> Tensor<Double>

  let model = ScalarLinearVAE(
    decoderWeight: 1.2, encoderWeight: 0, logStandardDeviation: 0, noiseVariance: 0.5)
  private let start = Normal(mean: -1, standardDeviation: 0.3)
  private let twoDraws = Tensor([[-1.0], [1]])
  /// A path for each sampler.
  let paths: [[Normal]]
  /// A path of the first sampler, half as fast in μ and twice as fast in ℓ.
  let scaled: [Normal]
  /// The derivatives in w, μ and ℓ at the start, a row for each sampler.
  let slopes: [[Double]]

  init(_ samplers: [Sampler], of bound: Bound) {
    let (start, noise) = (start, twoDraws)
    func path(_ sampler: Sampler, times factors: [Double] = [1, 1]) -> [Normal] {
      climb(from: start, rate: 0.15, times: factors, steps: 600) {
        bound(Tensor(1.2), $0, sampler($0, noise))
      }
    }
    paths = samplers.map { path($0) }
    scaled = path(samplers[0], times: [0.5, 2])
    slopes = samplers.map { sampler in
      let parameters = [
        Tensor(1.2), Tensor([[start.mean]]), Tensor([[Double.log(start.variance)]]),
      ]
      return gradient(at: parameters) {
        let q = EncodedNormal(mean: $0[1], logVariance: $0[2])
        return bound($0[0], q, sampler(q, noise))
      }.flattened
    }
  }

  /// The posterior.
  var target: Normal { model.posterior(of: 1.8) }

  /// The exact derivatives of the bound in μ and ℓ at the start, $w(x - w\mu)/\sigma_x^2 - \mu$ and
  /// $(1 - (1 + w^2/\sigma_x^2)\sigma^2)/2$, and those of minus the KL term.
  var ofBound: [Double] {
    let (w, noiseVariance) = (1.2, 0.5)
    let precision = 1 + w * w / noiseVariance
    return [
      w / noiseVariance * (1.8 - w * start.mean) - start.mean,
      (1 - precision * start.variance) / 2,
    ]
  }
  var ofDivergence: [Double] { [-start.mean, (1 - start.variance) / 2] }

  /// Where the mean step of each climb vanishes: at the posterior, the prior, the posterior's mean with
  /// the prior's standard deviation, and the posterior again.
  var fixedPoints: [Double] {
    target.parameters + [0, 1] + [target.mean, 1] + target.parameters
  }

  /// The bound of a q, and the bounds along the third path.
  func height(_ q: Normal) -> Double { model.evidenceLowerBound(of: 1.8, under: q) }
  var heights: [Double] { paths[2].map(height) }

  /// Means and standard deviations where the paths end.
  var ends: [Double] { (paths + [scaled]).flatMap { $0[600].parameters } }
}

/// Where a concave function of one number is largest, by gradient ascent.
func maximum(of function: (Tensor<Double>) -> Tensor<Double>) -> Double {
  var place = Tensor(0.0)
  for _ in 0..<1_000 { place = place + gradient(at: place, of: function) * 0.05 }
  return place.number
}

/// By how much the maximum of a concave function exceeds a value.
func excess(over value: Double, of function: (Tensor<Double>) -> Tensor<Double>) -> Double {
  function(Tensor(maximum(of: function))).number - value
}

/// Mean and variance of one draw of $\partial \mathbb E[z^2] / \partial \sigma$ by the sampler that rotates
/// its two noises with the frequency k, exactly: a polynomial of degree four over a grid of degree five.
func rotatedMoments(of q: Normal, frequency k: Double, on grid: PlaneGrid) -> [Double] {
  let angle = k * q.standardDeviation
  let (first, second) = (grid.nodes.slice(0..<1, axis: 1), grid.nodes.slice(1..<2, axis: 1))
  let a = first * .cos(angle) + second * .sin(angle)
  let b = second * .cos(angle) - first * .sin(angle)
  let z = q.mean + a * q.standardDeviation
  let draws = (2 * z * (a + b * angle)).reshaped([9])
  let mean = (draws * grid.weights).sum().number
  return [mean, ((draws - mean).squared() * grid.weights).sum().number]
}

/// Between which outputs ℓ of a head the exponentials are usable: $e^{\ell/2}$ and $e^\ell$ finite, and
/// $e^{\ell/2}$ positive.
enum ExponentialLimits {
  /// 1 for usable and 0 for not, at pairs of the last output within the limit and the next one
  /// beyond, in Double and in Float.
  static var areUsable: [Double] {
    let above: [Double] = [
      .exp(1419 / 2), .exp(1420 / 2), Double(Float.exp(177 / 2)), Double(Float.exp(178 / 2)),
      .exp(709), .exp(710), Double(Float.exp(88)), Double(Float.exp(89)),
    ]
    let below: [Double] = [
      .exp(-1490 / 2), .exp(-1491 / 2), Double(Float.exp(-207 / 2)), Double(Float.exp(-208 / 2)),
    ]
    let areFinite: [Double] = above.map { $0.isFinite ? 1 : 0 }
    let arePositive: [Double] = below.map { $0 > 0 ? 1 : 0 }
    return areFinite + arePositive
  }

  /// What the page says of them.
  static let claimed: [Double] = [1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0]
}

/// The two matrices of derivatives of an encoder, by differences, and their product with a slope.
///
/// The encoder has two latent dimensions; the slope is that of a linear decoder's log likelihood.
struct EncoderChain {
  private let example: LinearExample
  private let code: EncodedNormal<Double>
  private let noise: [Double]
  /// A row for each latent dimension, a column for each weight.
  private let ofMean: [[Double]]
  private let ofDeviation: [[Double]]

  init(
    _ encoder: NormalEncoder<Double>, _ input: Tensor<Double>, noise: Tensor<Double>,
    _ example: LinearExample
  ) {
    (self.example, self.noise, code) = (example, noise.numbers, encoder(input))
    func rows(_ read: (EncodedNormal<Double>) -> Tensor<Double>) -> [[Double]] {
      [0, 1].map { j in
        differences(at: encoder.flattened) {
          read(encoder.with(flattened: $0)(input)).numbers[j]
        }
      }
    }
    ofMean = rows { $0.mean }
    ofDeviation = rows { ($0.logVariance * 0.5).exp() }
  }

  /// $(J_\mu + \mathrm{diag}(\epsilon) J_\sigma)^\top \nabla_z f$, and what comes out without the noise.
  var gradient: [Double] { product([1, 1], noise) }
  var withoutNoise: [Double] { product([1, 1], [1, 1]) }
  /// The part through σ alone, and the same with the Jacobian of the variance, $2 \sigma J_\sigma$.
  var throughDeviation: [Double] { product([0, 0], noise) }
  var throughVariance: [Double] {
    let deviations = (code.logVariance * 0.5).exp().numbers
    return product([0, 0], zip(noise, deviations).map { 2 * $0 * $1 })
  }
  /// $J_\mu^\top \nabla_z f$ with the slope at the mean: what is left where the noise is zero.
  var atMean: [Double] { product([1, 1], [0, 0], isAtMean: true) }

  /// $(\mathrm{diag}(a) J_\mu + \mathrm{diag}(b) J_\sigma)^\top \nabla_z f$.
  private func product(_ a: [Double], _ b: [Double], isAtMean: Bool = false) -> [Double] {
    let slope = example.slope(
      at: isAtMean ? code.mean.numbers : code.value(at: Tensor([noise])).numbers)
    return ofMean[0].indices.map { weight in
      var sum = 0.0
      for j in 0..<2 {
        sum += slope[j] * (a[j] * ofMean[j][weight] + b[j] * ofDeviation[j][weight])
      }
      return sum
    }
  }
}

/// Trainings of the smallest VAE, $z \sim N(0, 1)$, $x \mid z \sim N(wz, \frac12)$, $q = N(vx, e^\ell)$, on
/// centred normal data.
struct Training {
  /// The gradient of the bound in w, v and ℓ, at points x with the noises.
  typealias Slopes = (
    _ parameters: [Tensor<Double>], _ x: Tensor<Double>, _ noise: Tensor<Double>, Sampler
  ) -> [Tensor<Double>]

  let dataVariance: Double
  let slopes: Slopes
  /// Where all trainings begin.
  let start = [0.5, 0.2, -0.5].map { Tensor($0) }

  /// The bound in nats a point, exactly.
  func bound(_ parameters: [Tensor<Double>]) -> Double {
    ScalarLinearVAE(
      decoderWeight: parameters[0].number, encoderWeight: parameters[1].number,
      logStandardDeviation: 0.5 * parameters[2].number, noiseVariance: 0.5
    ).evidenceLowerBound(dataVariance: dataVariance)
  }

  /// The parameters at the greatest bound: $w^2 = \lambda - \sigma^2$, and the posterior for it.
  var optimum: [Double] {
    let w = (dataVariance - 0.5).squareRoot()
    return [w, w / dataVariance, .log(0.5 / dataVariance)]
  }

  /// Two points of the data's variance with two noises each: the exact average of what is quadratic
  /// in both.
  private var exactBatch: (x: Tensor<Double>, noise: Tensor<Double>) {
    let a = dataVariance.squareRoot()
    return (Tensor([[a], [a], [-a], [-a]]), Tensor([[1], [-1], [1], [-1]]))
  }

  /// The parameters from step to step, without sampling.
  func exactPath(_ sampler: Sampler, rate: Double, steps: Int) -> [[Tensor<Double>]] {
    var path = [start]
    for k in 0..<steps {
      let slopes = slopes(path[k], exactBatch.x, exactBatch.noise, sampler)
      path.append(zip(path[k], slopes).map { $0 + $1 * rate })
    }
    return path
  }

  /// The bound along thirty steps without sampling.
  func heights(_ sampler: Sampler, rate: Double) -> [Double] {
    exactPath(sampler, rate: rate, steps: 30).map { bound($0) }
  }

  /// The exact bound at every tenth step of a training with new points and one new draw for each, at
  /// every step.
  func curve(
    _ sampler: Sampler, batch: Int, rate: Double, steps: Int, using random: inout RandomStream
  ) -> [Double] {
    var (parameters, bounds) = (start, [Double]())
    for step in 0...steps {
      if step.isMultiple(of: 10) { bounds.append(bound(parameters)) }
      let x = Tensor.normal([batch, 1], using: &random) * dataVariance.squareRoot()
      let slopes = slopes(parameters, x, .normal([batch, 1], using: &random), sampler)
      parameters = zip(parameters, slopes).map { $0 + $1 * rate }
    }
    return bounds
  }

  /// The difference in w between a step that takes the encoder's new parameters and one that takes the
  /// old ones, divided by the square of the rate; and what the second derivatives predict.
  func orderMatters(_ sampler: Sampler, rate: Double) -> (difference: Double, predicted: Double) {
    func slopes(at parameters: [Tensor<Double>]) -> [Tensor<Double>] {
      self.slopes(parameters, exactBatch.x, exactBatch.noise, sampler)
    }
    let old = slopes(at: start)
    func moved(by rate: Tensor<Double>) -> [Tensor<Double>] {
      [start[0], start[1] + old[1] * rate, start[2] + old[2] * rate]
    }
    let mixed = gradient(at: Tensor(0)) { slopes(at: moved(by: $0))[0] }.number
    let after = slopes(at: moved(by: Tensor(rate)))[0].number
    return ((after - old[0].number) / rate, mixed)
  }
}

/// What the trainings with an open and with a blocked path come to.
struct TrainingResults {
  let training: Training
  /// The curves of the bound: for each sampler, one for each run.
  let curves: [[[Double]]]
  /// The parameters at the end of the two trainings without sampling.
  let ends: [[Tensor<Double>]]

  init(_ training: Training, _ samplers: [Sampler], runs: Int, from stream: RandomStream) {
    self.training = training
    curves = samplers.map { sampler in
      (0..<runs).map { run in
        var random = stream.split(run)
        return training.curve(sampler, batch: 32, rate: 0.05, steps: 1_500, using: &random)
      }
    }
    ends = samplers.map { training.exactPath($0, rate: 0.1, steps: 2_000)[2_000] }
  }

  /// The greatest bound, and the bounds at which the runs of a sampler end.
  var best: Double { training.bound(training.optimum.map { Tensor($0) }) }
  func last(_ sampler: Int) -> [Double] { curves[sampler].compactMap(\.last) }
}

/// How much a normal q leaves open, in nats: for the linear decoder after training, and for the tanh
/// decoder of chapter 03 at x = 2.5, each as a difference of evidence and bound and as a divergence.
struct Gaps {
  private let tanhDecoder = ScalarDecoderModel(noiseStandardDeviation: 0.5) {
    2 * .tanh(1.2 * $0 - 0.5)
  }
  private let best: (q: Normal, bound: Double)
  private let results: TrainingResults

  init(_ results: TrainingResults) {
    self.results = results
    best = tanhDecoder.bestNormal(for: 2.5, nodes: .gaussHermite(60))
  }

  /// The mean log likelihood of $N(0, \lambda)$ is minus its entropy.
  var linear: Double {
    -Normal(mean: 0, variance: results.training.dataVariance).entropy
      - results.training.bound(results.ends[0])
  }
  var nonlinear: Double { tanhDecoder.logEvidence(of: 2.5) - best.bound }
  var divergence: Double { tanhDecoder.divergenceToPosterior(of: 2.5, from: best.q) }
}

/// The gradient of a soft step's expectation under a reader's own q: exactly, by the trick and by the
/// score, from the same 10,000 draws.
struct OwnStep {
  let exact: [Double]
  let ways: [(name: String, estimates: [Estimate])]
  /// How many draws lie within five widths of the edge.
  let carriers: Int

  private static let mean = Option.number(
    "mean", default: 0.4, in: -5...5, help: "the mean of your q")
  private static let deviation = Option.number(
    "sigma", default: 0.8, in: 0.05...5, help: "the standard deviation of your q")
  private static let width = Option.number(
    "width", default: 0.1, in: 0...5, help: "the width of your soft step; 0 for a step")

  /// What a reader may choose.
  static let options: [any AnyOption] = [mean, deviation, width]

  init(for notebook: Notebook) {
    let q = Normal(mean: notebook[Self.mean], standardDeviation: notebook[Self.deviation])
    let step = SoftStep(width: notebook[Self.width])
    var random = notebook.random("yours")
    let noise = random.normals(10_000)
    let draws = noise.map(q.value(at:))
    // What rounding leaves of a derivative that is zero by symmetry is not shown.
    exact = step.expectationGradient(under: q).map { $0.magnitude < 1e-14 ? 0 : $0 }
    ways = [
      ("the trick", q.pathwiseGradients(slope: step.slope, at: noise).estimates),
      ("the score", q.scoreFunctionGradients(of: step.value, at: draws).estimates),
    ]
    carriers = draws.count { $0.magnitude < 5 * step.width }
  }
}
