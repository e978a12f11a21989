// # Gaussian mixtures by EM
//
// A mixture of Gaussians is the latent variable model in which everything can still be computed:
// the evidence, the posterior, the bound and its gap. This chapter takes the EM algorithm apart on
// it, half-step by half-step, and fits the eruptions of the Old Faithful geyser, or a file of yours.
//
// First come the formulas, on data whose truth is known. Then the fit. Then what EM does not do:
// reach the highest peak, stay bounded, or carry over to decoders that are neural networks.
// snippet.hide

import Datasets
import Kernels
import Models
import Notebook
import Probability

let dataFile = Option.text(
  "data", placeholder: "FILE", help: "a CSV file to fit instead of Old Faithful")
let dataColumns = Option.list(
  "columns", placeholder: "A,B", help: "the columns of the file to use (default all)")
let componentOption = Option.integer(
  "components", default: 2, in: 1...32, help: "the number of components of the fit")
let covarianceOption = Option<GaussianMixture.CovarianceKind>.choice(
  "covariance", default: .full, help: "the shape of the components")
let restartOption = Option.integer(
  "restarts", default: 10, in: 1...1_000, help: "how often the climb begins anew")
let standardizeOption = Option.flag(
  "standardize", help: "scale every column to mean 0 and variance 1 before the fit")
let notebook = Notebook(options: [
  dataFile, dataColumns, componentOption, covarianceOption, restartOption, standardizeOption,
])
if notebook[dataColumns] != nil && notebook[dataFile] == nil {
  notebook.refuse("--columns goes with --data")
}
let workers = notebook.workers

// snippet.show

// ## A mixture is a latent variable model
//
// Each observation comes from one of $K$ sources, and which one is not recorded. The label $z$ is
// the latent variable, $\pi_k$ the probability of source $k$, and each source is a normal density:
//
// $$
// z \sim \mathrm{Cat}(\pi), \qquad x \mid z = k \sim N(\mu_k, \Sigma_k), \qquad
// p(x) = \sum_{k=1}^{K} \pi_k\, N(x \mid \mu_k, \Sigma_k) .
// $$
//
// Take three sources on a line. The sum must integrate to one, and its mean and variance must obey
// the laws of total expectation and total variance. Averaging the logarithms of the densities
// instead, a common slip, gives something that is not a density.

let line = try GaussianMixture(
  weights: [0.5, 0.3, 0.2], means: [-2, 0.5, 3], variances: [0.6, 0.3, 1.2])
let wide = Quadrature.gaussLegendre(200, from: -12, to: 14)

func density(_ x: Double) -> Double { .exp(line.logDensity([x])) }
func geometricMean(_ x: Double) -> Double {
  .exp((0..<3).reduce(0.0) { $0 + line.weights[$1] * line.logDensity([x], of: $1) })
}
let mean = wide.integrate { $0 * density($0) }
notebook.check(
  "gmm-density",
  [
    wide.integrate(density), mean, wide.integrate { ($0 - mean) * ($0 - mean) * density($0) },
  ],
  equals: [1, line.mean[0], line.covariance[0, 0]], within: 1e-9,
  refutes: [
    "the weights stand before the log densities": [
      wide.integrate(geometricMean), line.mean[0], line.covariance[0, 0],
    ],
    "the variances alone are averaged": [
      1, mean, zip(line.weights, line.covariances).reduce(0) { $0 + $1.0 * $1.1[0, 0] },
    ],
  ])

// Ancestral sampling follows the story: first the label, then the observation. The largest distance
// between the sample's distribution function and the mixture's, times the root of the sample size,
// exceeds 2.7 once in a million samples. Drawing the sources with equal probability does not pass.

func cumulative(_ x: Double) -> Double {
  (0..<3).reduce(0.0) { sum, k in
    let source = Normal(
      mean: line.means[k][0], standardDeviation: line.covariances[k][0, 0].squareRoot())
    return sum + line.weights[k] * source.cumulative(x)
  }
}
func scaledDistance(_ sample: [Double]) -> Double {
  KolmogorovSmirnovTest(sample, cumulative: cumulative).statistic
    * Double(sample.count).squareRoot()
}
var random = notebook.random("ancestral")
let drawn = (0..<8_000).map { _ in line.sample(using: &random) }
let equalWeights = try GaussianMixture(
  weights: [1.0 / 3, 1.0 / 3, 1.0 / 3], means: line.means, covariances: line.covariances,
  covarianceKind: .full)
notebook.check(
  "gmm-generative", scaledDistance(drawn.map { $0.point[0] }), isAtMost: 2.7,
  refutes: [
    "all sources are equally likely": scaledDistance(
      (0..<8_000).map { _ in equalWeights.sample(using: &random).point[0] })
  ])

// snippet.hide
notebook.figure(
  "mixture",
  Figure(
    description: "8000 draws from three normal sources on a line, with mean "
      + "\(Estimate(drawn.map { $0.point[0] }).formatted), under the density of the mixture, whose "
      + "mean is \(line.mean[0].formatted(decimals: 2)).",
    x: Axis("x"), y: Axis("density"),
    marks: [
      .histogram(drawn.map { $0.point[0] }, isDensity: true, label: "draws"),
      .curve(over: -6...8, color: .vermillion, label: "p(x)", density),
    ]))
// snippet.show

// ## The E-step asks where a point came from
//
// Bayes' rule answers with a probability for each source, the responsibilities:
//
// $$
// \gamma_{ik} = p(z_i = k \mid x_i, \theta)
// = \frac{\pi_k\, N(x_i \mid \mu_k, \Sigma_k)}{\sum_j \pi_j\, N(x_i \mid \mu_j, \Sigma_j)} .
// $$
//
// The library works with logarithms until a row's largest has been subtracted:
//
// snippet.quote e-step
//
// Now the first real data: 272 eruptions, each with its length and the wait until the next, and a
// deliberately poor mixture to begin with. Its responsibilities must equal the quotient above, term
// by term.

let faithful = Matrix(rows: Faithful.table.rows)
let n = Double(faithful.rows)
let poor = try GaussianMixture(
  weights: [0.4, 0.6], means: [[3, 65], [4, 75]],
  covariances: [Matrix(diagonal: [1, 150]), Matrix(diagonal: [1.5, 200])],
  covarianceKind: .full)

func enumerated(_ term: (Int, [Double]) -> Double) -> [Double] {
  (0..<faithful.rows).flatMap { i in
    let terms = (0..<2).map { term($0, faithful.row(i)) }
    return terms.map { $0 / (terms[0] + terms[1]) }
  }
}
let responsibilities = poor.responsibilities(of: faithful, workers: workers)
notebook.check(
  "gmm-responsibilities/bayes", responsibilities.elements,
  equals: enumerated { k, x in poor.weights[k] * .exp(poor.logDensity(x, of: k)) },
  within: 1e-12,
  refutes: [
    "the weights are forgotten": enumerated { k, x in .exp(poor.logDensity(x, of: k)) },
    "the joint is not normalised": (0..<faithful.rows).flatMap { i in
      (0..<2).map { poor.weights[$0] * .exp(poor.logDensity(faithful.row(i), of: $0)) }
    },
  ])

// The logarithms matter far from all sources. At a distance of a thousand standard deviations every
// density underflows to zero, and the naive quotient is zero by zero; the responsibilities are
// still a distribution. They also hold a surprise: far out on the left it is not the nearest source
// that wins, the first, but the widest, the third.

let far = line.posterior([-1_000])
notebook.check(
  "gmm-responsibilities/far", far + [far.reduce(0, +)], equals: [0, 0, 1, 1], within: 1e-12,
  refutes: ["every source is equally likely": [1.0 / 3, 1.0 / 3, 1.0 / 3, 1]])

// A probability should be honest: among all points whose responsibility for a source is between
// 0.2 and 0.3, that source should be the true one just as often. Draws from two sources that
// overlap know their labels. The check averages the difference between label and responsibility
// over that bin.

let overlapping = try GaussianMixture(weights: [0.8, 0.2], means: [0, 1.2], variances: [1, 1])
let unweighted = try GaussianMixture(weights: [0.5, 0.5], means: [0, 1.2], variances: [1, 1])
random = notebook.random("calibration")
let labelled = (0..<20_000).map { _ in overlapping.sample(using: &random) }
let labelledPoints = Matrix(rows: labelled.map(\.point))
func calibration(_ mixture: GaussianMixture) -> Estimate {
  let claims = mixture.responsibilities(of: labelledPoints, workers: workers).column(1)
  return Estimate(
    zip(labelled, claims).filter { (0.2...0.3).contains($0.1) }
      .map { draw, claim in (draw.component == 1 ? 1 : 0) - claim })
}
notebook.check(
  "gmm-responsibilities/calibrated", calibration(overlapping), equals: 0,
  refutes: ["the weights are forgotten": calibration(unweighted)])

// Soft assignment has a simple shape between two sources of equal variance: a logistic curve
// in $x$, with slope $(\mu_2 - \mu_1)/\sigma^2$ in its argument, and one half in the middle.

let pair = try GaussianMixture(weights: [0.5, 0.5], means: [0, 3], variances: [1.5, 1.5])
let places = stride(from: -3.0, through: 6, by: 0.25).map { $0 }
func logistic(slope: Double) -> [Double] { places.map { .sigmoid(slope * ($0 - 1.5)) } }
notebook.check(
  "gmm-soft-assign", places.map { pair.posterior([$0])[1] }, equals: logistic(slope: 3 / 1.5),
  within: 1e-12,
  refutes: [
    "σ stands for σ²": logistic(slope: 3 / Double(1.5).squareRoot()),
    "hard assignment": places.map { $0 < 1.5 ? 0 : 1 },
  ])

// ## The logarithm of a sum blocks the direct way
//
// Why not solve for the maximum at once? The log likelihood
//
// $$
// \log p(X \mid \theta) = \sum_i \log \sum_k \pi_k\, N(x_i \mid \mu_k, \Sigma_k)
// $$
//
// is easy to compute: $K$ terms a point. But its derivative with respect to $\mu_k$ contains the
// responsibilities, which depend on all parameters at once. The stationary point is a weighted mean
// whose weights depend on it. Put the weighted mean in once, and the gradient is not zero; only
// after many rounds it is.

func gradientNorm(_ mixture: GaussianMixture) -> Double {
  let gradient = mixture.gradient(
    of: faithful, under: mixture.responsibilities(of: faithful, workers: workers))
  return (gradient.weights + gradient.means.joined() + gradient.covariances.flatMap(\.elements))
    .reduce(0) { max($0, $1.magnitude) }
}
func logLikelihoodByEnumeration(_ mixture: GaussianMixture) -> Double {
  (0..<faithful.rows).reduce(0.0) { sum, i in
    sum
      + .log(
        (0..<2).reduce(0.0) {
          $0 + mixture.weights[$1] * .exp(mixture.logDensity(faithful.row(i), of: $1))
        })
  }
}
let patient = ExpectationMaximization(tolerance: 0, maximumIterations: 400)
let longClimb = try patient.run(from: poor, on: faithful, workers: workers)
let peak = longClimb.mixture
let afterOneRound = longClimb.path[1]
notebook.check(
  "lvm-log-of-sum/tractable", poor.logLikelihood(of: faithful, workers: workers),
  equals: logLikelihoodByEnumeration(poor), within: 1e-9,
  refutes: [
    "the sum of the logarithms": poor.expectedConditionalLogLikelihood(
      of: faithful, under: responsibilities)
  ])
notebook.check(
  "lvm-log-of-sum/implicit", gradientNorm(peak) / n, isAtMost: 1e-6,
  refutes: ["one round of weighted means is the solution": gradientNorm(afterOneRound) / n])

// ## The M-step is a weighted maximum
//
// With the responsibilities held fixed the logarithm moves inside the sum, and the function to
// maximise is the expected complete-data log likelihood,
//
// $$
// Q(\theta; \gamma) = \sum_{ik} \gamma_{ik}
// \bigl( \log \pi_k + \log N(x_i \mid \mu_k, \Sigma_k) \bigr) .
// $$
//
// Its maximum is a closed form. With $N_k = \sum_i \gamma_{ik}$:
//
// $$
// \pi_k = \frac{N_k}{n}, \qquad \mu_k = \frac{1}{N_k} \sum_i \gamma_{ik} x_i, \qquad
// \Sigma_k = \frac{1}{N_k} \sum_i \gamma_{ik} (x_i - \mu_k)(x_i - \mu_k)^\top .
// $$
//
// snippet.quote m-step
//
// At a maximum the gradient of $Q$ vanishes (for the weights, what remains of it after the Lagrange
// multiplier of $\sum_k \pi_k = 1$ is subtracted). The gradient is computed from its own formula,
// not from the M-step's.

let step = try poor.maximization(of: faithful, under: responsibilities, workers: workers).mixture
func replacing(
  means: [[Double]]? = nil, covariances: [Matrix]? = nil, weights: [Double]? = nil
) throws -> GaussianMixture {
  try GaussianMixture(
    weights: weights ?? step.weights, means: means ?? step.means,
    covariances: covariances ?? step.covariances, covarianceKind: .full)
}
func meanGradient(_ mixture: GaussianMixture) -> [Double] {
  mixture.gradient(of: faithful, under: responsibilities).means.flatMap { $0 }
}
let dividedByAll = zip(step.means, step.weights).map { mean, weight in mean.map { $0 * weight } }
notebook.check(
  "gmm-mstep-mean", meanGradient(step), equals: [0, 0, 0, 0], within: 1e-8,
  refutes: [
    "the sum is divided by n": meanGradient(try replacing(means: dividedByAll)),
    "the old means": meanGradient(try replacing(means: poor.means)),
  ])

func restGradient(_ mixture: GaussianMixture) -> [Double] {
  let gradient = mixture.gradient(of: faithful, under: responsibilities)
  return gradient.weights + gradient.covariances.flatMap(\.elements)
}
let aboutOldMeans = zip(step.covariances, zip(step.means, poor.means)).map { covariance, means in
  let shift = zip(means.0, means.1).map(-)
  return covariance + .outerProduct(shift, shift)
}
notebook.check(
  "gmm-mstep-rest/gradient", restGradient(step), equals: [Double](repeating: 0, count: 10),
  within: 1e-7,
  refutes: [
    "the covariance is taken about the old means": restGradient(
      try replacing(covariances: aboutOldMeans)),
    "the weights stay equal": restGradient(try replacing(weights: [0.5, 0.5])),
    "the unbiased divisor N − 1": restGradient(
      try replacing(
        covariances: zip(step.covariances, step.weights).map { n * $1 / (n * $1 - 1) * $0 })),
  ])

// A vanishing gradient could be a saddle. So perturb all parameters at random, 300 times, by a
// thousandth of their size up to a third, and look for a larger $Q$. There is none.

random = notebook.random("perturb")
func perturbed(_ size: Double) throws -> GaussianMixture {
  let factor = Double.exp(size * random.normal())
  let weight = 1 / (1 + step.weights[1] / step.weights[0] * factor)
  return try replacing(
    means: step.means.map { $0.map { $0 * (1 + size * random.normal() / 10) } },
    covariances: step.covariances.map { covariance in
      let turn = Matrix(
        rows: (0..<2).map { i in
          (0..<2).map { j in (i == j ? 1 : 0) + size * random.normal() / 4 }
        })
      return (turn * covariance * turn.transposed).symmetrized
    }, weights: [weight, 1 - weight])
}
let highestQ = step.expectedCompleteLogLikelihood(of: faithful, under: responsibilities)
let attempts = try (0..<300).map { attempt in
  try perturbed(0.001 * .exp(Double(attempt) / 50))
    .expectedCompleteLogLikelihood(of: faithful, under: responsibilities)
}
let fromOldMeans = try replacing(covariances: aboutOldMeans)
  .expectedCompleteLogLikelihood(of: faithful, under: responsibilities)
notebook.check(
  "gmm-mstep-rest/maximum", attempts.reduce(-.infinity, max) - highestQ, isAtMost: 0,
  refutes: [
    "the covariance about the old means": attempts.reduce(-.infinity, max) - fromOldMeans
  ])

// ## One bound, two climbs
//
// Where does $Q$ come from? For any distribution $\gamma_i$ over the labels of each point,
//
// $$
// \log p(X \mid \theta) = \underbrace{\sum_{ik} \gamma_{ik}
// \log \frac{p(x_i, z_i = k \mid \theta)}{\gamma_{ik}}}_{\mathcal L(\theta, \gamma)}
// + \sum_i KL\bigl(\gamma_i \Vert p(z_i \mid x_i, \theta)\bigr),
// \qquad \mathcal L = Q + H(\gamma) .
// $$
//
// $\mathcal L$ is the evidence lower bound, $H$ the entropy of the responsibilities. The E-step
// climbs $\mathcal L$ over $\gamma$ and the M-step over $\theta$. Here are five rounds from the poor
// mixture, every quantity computed by its own formula, in nats.

struct HalfStep {
  let name: String
  let mixture: GaussianMixture
  let responsibilities: Matrix
  var logEvidence: Double { mixture.logLikelihood(of: faithful, workers: workers) }
  var bound: Double { mixture.evidenceLowerBound(of: faithful, under: responsibilities) }
  var gap: Double { mixture.divergenceToPosterior(of: faithful, from: responsibilities) }
  var q: Double {
    mixture.expectedCompleteLogLikelihood(of: faithful, under: responsibilities)
  }
}
var halfSteps: [HalfStep] = []
var current = poor
for round in 1...5 {
  let posterior = current.responsibilities(of: faithful, workers: workers)
  halfSteps.append(
    HalfStep(name: "E-step \(round)", mixture: current, responsibilities: posterior))
  current = try current.maximization(of: faithful, under: posterior, workers: workers).mixture
  halfSteps.append(
    HalfStep(name: "M-step \(round)", mixture: current, responsibilities: posterior))
}
notebook.table(
  ["after", "log p", "bound", "gap", "Q", "entropy"],
  halfSteps.map { state in
    [
      .text(state.name), .number(state.logEvidence, decimals: 3),
      .number(state.bound, decimals: 3), .number(state.gap, decimals: 3),
      .number(state.q, decimals: 3), .number(state.bound - state.q, decimals: 3),
    ]
  })

// The decomposition holds at every half-step, and for arbitrary responsibilities too: one more
// case mixes the posterior with a coin toss. It is the same identity that a VAE rests on.

let blurred = HalfStep(
  name: "blurred", mixture: poor,
  responsibilities: responsibilities.map { 0.7 * $0 + 0.15 })
let states = halfSteps + [blurred]
notebook.check(
  "gmm-same-elbo", states.map { $0.bound + $0.gap }, equals: states.map(\.logEvidence),
  within: 1e-9,
  refutes: [
    "the entropy is left out": states.map { $0.q + $0.gap },
    "the gap is left out": states.map(\.bound),
    "the gap is subtracted": states.map { $0.bound - $0.gap },
  ])

// Right after an E-step the gap is zero: the bound touches the log likelihood, and
// $\log p = Q + H$. $Q$ alone is not the bound. Any other responsibilities lie lower.

let tight = halfSteps.filter { $0.name.hasPrefix("E") }
let loose = halfSteps.filter { $0.name.hasPrefix("M") }
notebook.check(
  "gmm-q-function",
  tight.map { $0.q + GaussianMixture.entropy(of: $0.responsibilities) },
  equals: tight.map(\.logEvidence), within: 1e-9,
  refutes: [
    "Q alone is the log likelihood": tight.map(\.q),
    "the entropy is subtracted": tight.map {
      $0.q - GaussianMixture.entropy(of: $0.responsibilities)
    },
    "the weights are left out of Q": tight.map {
      $0.mixture.expectedConditionalLogLikelihood(of: faithful, under: $0.responsibilities)
        + GaussianMixture.entropy(of: $0.responsibilities)
    },
  ])
random = notebook.random("other-responsibilities")
let others = (0..<100).map { _ in
  let share = random.uniform()
  let column = responsibilities.column(0).map { $0 + (random.uniform() - $0) * share }
  return poor.evidenceLowerBound(
    of: faithful, under: Matrix(rows: column.map { [$0, 1 - $0] }))
}
notebook.check(
  "em-estep-kl/highest", others.reduce(-.infinity, max) - tight[0].bound, isAtMost: 0,
  refutes: [
    "the prior's weights are the best guess": others.reduce(-.infinity, max)
      - poor.evidenceLowerBound(
        of: faithful, under: Matrix(rows: (0..<faithful.rows).map { _ in poor.weights }))
  ])
notebook.check(
  "em-estep-kl/tight", tight.map(\.bound), equals: tight.map(\.logEvidence), within: 1e-9,
  refutes: ["the responsibilities of one step before": loose.map(\.bound)])

// The M-step then leaves $\gamma$ alone. The bound rises by exactly the rise of $Q$, and the log
// likelihood by more, since the gap opens again:
// $\Delta \log p = \Delta Q + KL(\gamma \Vert \text{new posterior})$.

let rises = zip(tight, loose).map { before, after in
  (
    q: after.q - before.q, bound: after.bound - before.bound,
    evidence: after.logEvidence - before.logEvidence, gap: after.gap
  )
}
notebook.check(
  "em-mstep-bound/rise", rises.map(\.bound) + rises.map(\.evidence),
  equals: rises.map(\.q) + rises.map { $0.q + $0.gap }, within: 1e-9,
  refutes: [
    "the log likelihood rises by Q alone": rises.map(\.bound) + rises.map(\.q),
    "the gap counts against it": rises.map(\.bound) + rises.map { $0.q - $0.gap },
  ])
notebook.check(
  "em-mstep-bound/monotone", neverFalls: [halfSteps.map(\.bound)], within: 1e-9,
  refutes: [
    "standard deviations for variances": [
      [
        tight[4].bound,
        try GaussianMixture(
          weights: loose[4].mixture.weights, means: loose[4].mixture.means,
          covariances: loose[4].mixture.covariances.map {
            Matrix(diagonal: $0.diagonal.map { $0.squareRoot() })
          }, covarianceKind: .full
        ).evidenceLowerBound(of: faithful, under: tight[4].responsibilities),
      ]
    ]
  ])

// So the bound is tight, but not always: only between an E-step and the next M-step.

notebook.correct(
  "em-tight",
  stated: "for a mixture the posterior is exact, so the bound is tight and the gap is zero.",
  right: "the gap is zero after an E-step. After each of the first M-steps above it is "
    + loose.prefix(3).map { $0.gap.formatted(decimals: 2) }.joined(separator: ", ")
    + " nats; that is what the next E-step has to gain.")
notebook.check(
  "em-tight/after-m-step", loose.map { $0.logEvidence - $0.bound }, equals: loose.map(\.gap),
  within: 1e-9, refutes: ["the gap stays zero": loose.map { _ in 0 }])
notebook.check(
  "em-tight/after-e-step", tight.map(\.gap), equals: tight.map { _ in 0 }, within: 1e-9,
  refutes: ["the gap of the M-step before": loose.map(\.gap)])

// ## The regulariser was there all along
//
// A VAE writes its bound as reconstruction less regulariser. The lecture says that the regulariser
// has no analogue in a mixture. It has, and the split is the same:
//
// $$
// \mathcal L = \sum_{ik} \gamma_{ik} \log N(x_i \mid \mu_k, \Sigma_k)
// - \sum_i KL(\gamma_i \Vert \pi) .
// $$
//
// At the exact posterior this is $\log p$. Without the second term it overshoots.

let reconstructions = tight.map {
  $0.mixture.expectedConditionalLogLikelihood(of: faithful, under: $0.responsibilities)
}
let regularisers = tight.map { $0.mixture.divergenceToPrior(from: $0.responsibilities) }
notebook.correct(
  "gmm-no-kl-analogue",
  stated: "the KL regulariser has no direct analogue in a mixture, whose posterior is exact.",
  right: "the divergence of the responsibilities from the weights is that regulariser: "
    + "\(regularisers[0].formatted(decimals: 2)) nats in the first round, without which the bound "
    + "would overshoot the log likelihood by as much.")
notebook.check(
  "gmm-no-kl-analogue", zip(reconstructions, regularisers).map { $0 - $1 },
  equals: tight.map(\.logEvidence), within: 1e-9,
  refutes: [
    "no regulariser": reconstructions,
    "the regulariser is added": zip(reconstructions, regularisers).map { $0 + $1 },
  ])

// The reconstruction term resembles $Q$, but $Q$ also holds the prior's part,
// $\sum_{ik} \gamma_{ik} \log \pi_k = \sum_k N_k \log \pi_k$.

let priorParts = tight.map { state in
  zip(GaussianMixture.totals(of: state.responsibilities), state.mixture.weights)
    .reduce(0.0) { $0 + $1.0 * .log($1.1) }
}
notebook.correct(
  "recon-like-q",
  stated: "the reconstruction term resembles the expected complete-data log likelihood.",
  right: "the two differ by the prior's part, the sum of N log π over the components: "
    + "\(priorParts[0].formatted(decimals: 2)) nats in the first round.")
notebook.check(
  "recon-like-q", zip(tight, reconstructions).map { $0.q - $1 }, equals: priorParts,
  within: 1e-9,
  refutes: [
    "they are the same": priorParts.map { _ in 0 },
    "the entropy is the difference": tight.map { $0.bound - $0.q },
  ])

// ## The fit
//
// Now the two steps alternate until the mean log likelihood of a point rises by less than
// $10^{-9}$ nats. The climb begins at random places, chosen by k-means++, and the best of all
// restarts is kept.

let table = notebook.reading {
  guard let file = notebook[dataFile] else { return Faithful.table }
  return try Table(csv: file, columns: notebook[dataColumns])
}
let measured = notebook.reading {
  Matrix(rows: try table.validated(forComponents: notebook[componentOption]).rows)
}
let data =
  notebook[standardizeOption] ? Standardization(of: measured).standardize(measured) : measured
let em = ExpectationMaximization()
let fit = notebook.reading {
  try em.fit(
    data, components: notebook[componentOption], covarianceKind: notebook[covarianceOption],
    restarts: notebook[restartOption], using: notebook.random("fit"), workers: workers)
}
let best = fit.best
notebook.define("points", data.rows)
notebook.define("source", table.name)
notebook.define("iterations", best.iterations)
notebook.define("log likelihood", best.logLikelihood, significant: 7)

// On the {{points}} rows of {{source}} the best run stands still after {{iterations}} iterations,
// at a log likelihood of {{log likelihood}} nats.

notebook.table(
  ["component", "weight"] + table.columns.map { "mean of \($0)" }
    + table.columns.map { "deviation of \($0)" },
  (0..<fit.mixture.componentCount).map { k in
    [.number(k + 1), .number(fit.mixture.weights[k], decimals: 4)]
      + fit.mixture.means[k].map { .number($0, significant: 5) }
      + fit.mixture.covariances[k].diagonal.map { .number($0.squareRoot(), significant: 4) }
  })

// snippet.hide
if !best.notices.isEmpty {
  notebook.table(["notice"], best.notices.map { [.text("\($0)")] })
}
let across = data.column(0)
func panel(_ title: String, _ mixture: GaussianMixture) -> Panel {
  let xAxis = Axis(table.columns[0])
  guard data.columns > 1 else {
    let (low, high) = (across.reduce(.infinity, min), across.reduce(-.infinity, max))
    return Panel(
      title, x: xAxis, y: Axis("density"),
      marks: [
        .histogram(across, isDensity: true),
        .curve(over: low...high, color: .vermillion) { .exp(mixture.logDensity([$0])) },
      ])
  }
  let ellipses = (0..<mixture.componentCount).map { k in
    Mark.ellipse(
      mean: Array(mixture.means[k].prefix(2)),
      covariance: Matrix(
        rows: (0..<2).map { i in (0..<2).map { j in mixture.covariances[k][i, j] } }),
      deviations: 2, color: .category(k))
  }
  return Panel(
    title, x: xAxis, y: Axis(table.columns[1]),
    marks: [
      .scatter(
        x: across, y: data.column(1),
        responsibilities: mixture.responsibilities(of: data, workers: workers))
    ] + ellipses)
}
let moments = [0, 1, best.iterations / 4, best.iterations].reduce(into: [Int]()) { kept, step in
  if !kept.contains(step) { kept.append(step) }
}
notebook.figure(
  "iterations",
  Figure(
    description: "The fitted components over the data at the start and after "
      + moments.dropFirst().map(String.init).joined(separator: ", ")
      + " iterations; each point is coloured by its responsibilities. The log likelihood rises from "
      + "\(best.logLikelihoods[0].formatted(decimals: 1)) to "
      + "\(best.logLikelihood.formatted(decimals: 1)) nats.",
    columns: 2, sharesAxes: true,
    panels: moments.map { panel($0 == 0 ? "start" : "iteration \($0)", best.path[$0]) }))
// snippet.show

// ## The likelihood never falls
//
// Between two E-steps the log likelihood rises by the rise of $Q$ and by the gap that opened, and
// neither is negative. So it never falls, at no iteration of no restart. The slack of the check
// is for rounding. The wrong variant takes one more step from the best mixture, with covariances
// that are twice too large.

let doubled = try GaussianMixture(
  weights: fit.mixture.weights, means: fit.mixture.means,
  covariances: fit.mixture.covariances.map { 2 * $0 }, covarianceKind: notebook[covarianceOption])
let slack = 1e-9 * max(1, best.logLikelihood.magnitude)
notebook.check(
  "em-monotone/fit", neverFalls: fit.runs.map(\.logLikelihoods), within: slack,
  refutes: [
    "the covariance is a sum over pairs, counted twice": [
      [best.logLikelihood, doubled.logLikelihood(of: data, workers: workers)]
    ]
  ])

// snippet.hide
let shown = best.path.prefix(31)
let boundsAfterM = zip(shown, shown.dropFirst()).map { before, after in
  after.evidenceLowerBound(
    of: data, under: before.responsibilities(of: data, workers: workers))
}
let rounds = boundsAfterM.indices.map { Double($0 + 1) }
notebook.figure(
  "rise",
  Figure(
    description: "Over the first \(rounds.count) iterations the log likelihood rises from "
      + "\(best.logLikelihoods[0].formatted(decimals: 1)) to "
      + "\(best.logLikelihoods[rounds.count].formatted(decimals: 1)); the bound after each M-step "
      + "stays below it and closes in.",
    x: Axis("iteration"), y: Axis("nats"),
    marks: [
      .line(
        x: [0] + rounds, y: Array(best.logLikelihoods.prefix(rounds.count + 1)),
        label: "log p"),
      .line(x: rounds, y: boundsAfterM, color: .vermillion, label: "bound after the M-step"),
    ]))
// snippet.show

// A hundred more starts on the eruptions, each with its means at random points and three
// components, so that the climbs are long and end on different peaks.

let manyStarts = try ExpectationMaximization(tolerance: 1e-7, maximumIterations: 200).fit(
  faithful, components: 3, covarianceKind: .full, restarts: 100,
  using: notebook.random("many-starts"), workers: workers)
let slipped = try GaussianMixture(
  weights: peak.weights, means: peak.means,
  covariances: peak.covariances.map { Matrix(diagonal: $0.diagonal.map { $0.squareRoot() }) },
  covarianceKind: .full)
let unweightedMeans = try GaussianMixture(
  weights: peak.weights, means: [[3.5, 71], [3.5, 71]], covariances: peak.covariances,
  covarianceKind: .full)
notebook.check(
  "em-monotone/hundred-starts", neverFalls: manyStarts.runs.map(\.logLikelihoods), within: 1e-8,
  refutes: [
    "standard deviations for variances": [
      [longClimb.logLikelihood, slipped.logLikelihood(of: faithful)]
    ],
    "means without responsibilities": [
      [longClimb.logLikelihood, unweightedMeans.logLikelihood(of: faithful)]
    ],
  ])

// ## Does it find the truth?
//
// EM finds a maximum of the likelihood, and a maximum likelihood estimate has a known error: for
// $n$ points the covariance of the parameters approaches the inverse of $n$ times the Fisher
// information $I = \mathbb E[s s^\top]$, where $s$ is the derivative of $\log p(x)$. For two
// overlapping sources on a line $I$ is an integral, and quadrature has it. Repeat the whole
// experiment, data and fit, and standardise the error of each mean by that prediction: its mean
// square must be one. Someone who forgets that the labels are missing predicts $\sigma^2/(n\pi_k)$
// and is far too sure.

let truth = try GaussianMixture(weights: [0.4, 0.6], means: [-1.5, 1.5], variances: [0.8, 1.2])
let sampleSize = 1_000
func score(_ x: Double) -> [Double] {
  let gamma = truth.posterior([x])
  let parts = (0..<2).map { k -> [Double] in
    let variance = truth.covariances[k][0, 0]
    let deviation = x - truth.means[k][0]
    return [
      gamma[k] * deviation / variance,
      gamma[k] * (deviation * deviation / variance - 1) / (2 * variance),
    ]
  }
  return [gamma[0] / truth.weights[0] - gamma[1] / truth.weights[1]] + parts[0] + parts[1]
}
let grid = Quadrature.gaussLegendre(240, from: -9, to: 9)
let scores = grid.nodes.map(score)
let information = Matrix(
  rows: (0..<5).map { i in
    (0..<5).map { j in
      (0..<grid.nodes.count).reduce(0.0) { sum, node in
        sum + grid.weights[node] * .exp(truth.logDensity([grid.nodes[node]]))
          * scores[node][i] * scores[node][j]
      }
    }
  })
let predicted = try Cholesky(information).inverse
random = notebook.random("recovery")
let errors = try (0..<600).map { _ in
  let sample = Matrix(rows: (0..<sampleSize).map { _ in truth.sample(using: &random).point })
  let found = try ExpectationMaximization(tolerance: 1e-7).run(
    from: truth, on: sample, workers: workers
  ).mixture
  return (0..<2).map { found.means[$0][0] - truth.means[$0][0] }
}
for k in 0..<2 {
  let variance = predicted[1 + 2 * k, 1 + 2 * k] / Double(sampleSize)
  let labelsKnown = truth.covariances[k][0, 0] / (Double(sampleSize) * truth.weights[k])
  let squares = Estimate(errors.map { $0[k] * $0[k] })
  notebook.check(
    "em-algorithm/mean-\(k + 1)", squares.scaled(by: 1 / variance), equals: 1,
    refutes: ["as if the labels were known": squares.scaled(by: 1 / labelsKnown)])
}

// ## It climbs a hill that may have no top
//
// A sequence that never falls converges if it is bounded. The likelihood of a mixture is not. Put
// one component on a single data point and shrink its variance: the other component takes care of
// all other points, and the log likelihood rises by one half for every unit of
// $\log(1/\sigma^2)$, for ever.

let onPoint = drawn.prefix(50).map { $0.point[0] }
let spikes = Matrix(rows: onPoint.map { [$0] })
func logLikelihood(spikeVariance: Double) throws -> Double {
  try GaussianMixture(
    weights: [0.5, 0.5], means: [onPoint[0], 0], variances: [spikeVariance, 5]
  ).logLikelihood(of: spikes, workers: workers)
}
let spikeVariances = [1e-12, 1e-16, 1e-20, 1e-24]
let spikeHeights = try spikeVariances.map { try logLikelihood(spikeVariance: $0) }
let slopes = zip(spikeHeights, spikeHeights.dropFirst()).map { ($1 - $0) / .log(1e4) }
notebook.table(
  ["variance of the component on a point", "log likelihood"],
  zip(spikeVariances, spikeHeights).map { [.number($0), .number($1, decimals: 2)] })
notebook.correct(
  "em-converges",
  stated: "EM converges because the log likelihood never falls.",
  right: "it takes a bound from above as well, and the likelihood of a mixture has none; where it "
    + "is bounded, the likelihoods converge, to one of several peaks.")
notebook.check(
  "em-converges/unbounded", slopes, equals: [0.5, 0.5, 0.5], within: 1e-6,
  refutes: [
    "the likelihood is bounded": [0, 0, 0],
    "the density grows as 1/σ²": [1, 1, 1],
  ])

// A floor under the eigenvalues of every covariance takes the singular peaks away, and the M-step
// under a floor is still an exact maximum: raise the small eigenvalues of the weighted covariance
// to the floor. So the climb still never falls, and now it must end. It begins right on the spike.

let floor = 0.01
let spiked = try ExpectationMaximization(covarianceFloor: floor).run(
  from: try GaussianMixture(
    weights: [0.5, 0.5], means: [onPoint[0], 0], variances: [1e-4, 5]), on: spikes,
  workers: workers)
let smallest = spiked.mixture.covariances.map { $0[0, 0] }.reduce(.infinity, min)
notebook.check(
  "em-converges/floor", neverFalls: [Array(spiked.logLikelihoods.dropFirst())], within: 1e-9,
  refutes: [
    "the floor is taken off again": [
      [try logLikelihood(spikeVariance: 1e-24), spiked.logLikelihood]
    ]
  ])
notebook.check(
  "em-converges/above-floor", smallest, isAtLeast: floor,
  refutes: ["the floor is on the standard deviation": floor * floor])

// And the peaks differ. These are the heights that the hundred starts above reached:

let peaks = manyStarts.runs.map { ($0.logLikelihood * 10).rounded() / 10 }
let heights = peaks.sorted(by: >).reduce(into: [Double]()) { kept, height in
  if kept.last != height { kept.append(height) }
}
notebook.table(
  ["log likelihood reached", "starts"],
  heights.prefix(6).map { height in
    [.number(height, decimals: 1), .number(peaks.count { $0 == height })]
  })
notebook.check(
  "em-converges/several-peaks", heights[0] - (heights.last ?? heights[0]), isAtLeast: 0.5,
  refutes: ["every start reaches the same peak": heights[0] - heights[0]])
notebook.finish()
