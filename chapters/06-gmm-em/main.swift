// # Gaussian mixtures by EM
//
// A mixture of Gaussians is the latent variable model in which everything can still be computed:
// the evidence, the posterior, the bound and its gap. This chapter takes the EM algorithm apart on
// it, half-step by half-step, and fits the eruptions of the Old Faithful geyser, or a file of
// yours.
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

// A user's mistake is told before any work is done.
let table = notebook.reading {
  guard let file = notebook[dataFile] else { return Faithful.table }
  return try Table(csv: file, columns: notebook[dataColumns])
    .validated(forComponents: notebook[componentOption])
}
let measured = Matrix(rows: table.rows)

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

// The three numbers come out as the formulas say, so the sum of weighted densities is a density.
//
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

// (The sample's distribution function jumps at every observation, so the distance is taken on both
// sides of each jump. The uniform distribution is farthest from 0.1, 0.5, 0.6 after the last jump and
// from their mirror images before the first, by 0.4 either way.)

notebook.check(
  "gmm-generative/distance",
  [[0.1, 0.5, 0.6], [0.4, 0.5, 0.9]].map { KolmogorovSmirnovTest($0) { $0 }.statistic },
  equals: [0.4, 0.4], within: 1e-12,
  refutes: ["after the jumps alone": [0.4, 1.0 / 6], "before the jumps alone": [1.0 / 6, 0.4]])

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

// In the plane a draw also has to be correlated as its source is: the deviation from the source's mean
// is $L\varepsilon$ for $\Sigma = LL^\top$. The average product of its two coordinates tells $L$ from
// its transpose.

let plane = try GaussianMixture(
  weights: [0.3, 0.7], means: [[0, 0], [4, 1]],
  covariances: [Matrix(rows: [[1, 0.9], [0.9, 1]]), Matrix(rows: [[0.5, 0.3], [0.3, 0.4]])],
  covarianceKind: .full)
let products = Estimate(repetitions: 8_000) {
  let draw = plane.sample(using: &random)
  let mean = plane.means[draw.component]
  return (draw.point[0] - mean[0]) * (draw.point[1] - mean[1])
}
func averageCorner(_ covariances: [Matrix]) -> Double {
  zip(plane.weights, covariances).reduce(0) { $0 + $1.0 * $1.1[0, 1] }
}
notebook.check(
  "gmm-generative/correlated", products, equals: averageCorner(plane.covariances),
  refutes: [
    "L is transposed": averageCorner(
      try plane.covariances.map { covariance in
        let lower = try Cholesky(covariance).lower
        return lower.transposed * lower
      }),
    "the coordinates are independent": 0.0,
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

// Drawing a label and then a point gives the density of the sum: the label can be summed out.

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
// by term, and so must those of the shorter way that the library takes for diagonal covariances.

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
let poorAndDiagonal = try GaussianMixture(
  weights: poor.weights, means: poor.means, covariances: poor.covariances,
  covarianceKind: .diagonal)
notebook.check(
  "gmm-responsibilities/diagonal",
  poorAndDiagonal.responsibilities(of: faithful, workers: workers).elements,
  equals: responsibilities.elements, within: 1e-12,
  refutes: [
    "σ² stands for σ": try GaussianMixture(
      weights: poor.weights, means: poor.means,
      covariances: poor.covariances.map { $0 * $0 }, covarianceKind: .diagonal
    ).responsibilities(of: faithful, workers: workers).elements
  ])
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

// The logarithms matter far from all sources. A thousand units away the density of the mixture
// underflows to {{far density}}, and the naive quotient is zero by zero; the responsibilities are
// still a distribution. They also hold a surprise: far out on the left it is not the nearest source
// that wins, the first, but the widest, the third. The log density there is the third's alone.

let far = line.posterior([-1_000])
notebook.define("far density", density(-1_000))
let excess = line.logDensity([-1_000]) - .log(line.weights[2]) - line.logDensity([-1_000], of: 2)
notebook.check(
  "gmm-responsibilities/far", far + [far.reduce(0, +), excess], equals: [0, 0, 1, 1, 0],
  within: 1e-12,
  refutes: [
    "every source is equally likely": [1.0 / 3, 1.0 / 3, 1.0 / 3, 1, 0],
    "the logarithm is taken of the sum of densities": [0, 0, 1, 1, -.infinity],
  ])

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

// So the E-step is Bayes' rule and no more: exact, honest where sources overlap, and as soft as
// they overlap.

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
notebook.correct(
  "lvm-log-of-sum",
  stated: "The logarithm of a sum is intractable.",
  right: "The sum has K terms and its logarithm is computed exactly; what is missing is a closed "
    + "form of the maximum.")
notebook.check(
  "lvm-log-of-sum/tractable", poor.logLikelihood(of: faithful, workers: workers),
  equals: logLikelihoodByEnumeration(poor), within: 1e-9,
  refutes: [
    "the sum over k is taken outside the logarithm": poor.expectedConditionalLogLikelihood(
      of: faithful, under: responsibilities)
  ])
notebook.check(
  "lvm-log-of-sum/implicit", gradientNorm(peak) / n, isAtMost: 1e-6,
  refutes: ["one round of weighted means is the solution": gradientNorm(afterOneRound) / n])

// Nothing about the sum is intractable; it only does not solve. The weighted means are an equation
// that the solution obeys, and going round in it leads there. That is EM.

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
// not from the M-step's:
//
// $$
// \frac{\partial Q}{\partial \mu_k} = \Sigma_k^{-1} \sum_i \gamma_{ik} (x_i - \mu_k), \qquad
// \frac{\partial Q}{\partial \Sigma_k} = \tfrac12 \Sigma_k^{-1} \Bigl( \sum_i \gamma_{ik}
// (x_i - \mu_k)(x_i - \mu_k)^\top - N_k \Sigma_k \Bigr) \Sigma_k^{-1} .
// $$
//
// Away from the maximum, with the old means, it must agree with difference quotients of $Q$ in every
// direction.

let step = try poor.maximization(of: faithful, under: responsibilities, workers: workers).mixture
func replacing(
  means: [[Double]]? = nil, covariances: [Matrix]? = nil, weights: [Double]? = nil
) throws -> GaussianMixture {
  try GaussianMixture(
    weights: weights ?? step.weights, means: means ?? step.means,
    covariances: covariances ?? step.covariances, covarianceKind: .full)
}
let displaced = try replacing(means: poor.means)
func slope(_ moved: (Double) throws -> GaussianMixture) rethrows -> Double {
  let heights = try [1e-5, -1e-5].map {
    try moved($0).expectedCompleteLogLikelihood(of: faithful, under: responsibilities)
  }
  return (heights[0] - heights[1]) / 2e-5
}
func moving<Part>(_ parts: [Part], _ k: Int, _ move: (Part) -> Part) -> [Part] {
  parts.indices.map { $0 == k ? move(parts[$0]) : parts[$0] }
}
let directions = [[1.0, 0], [0, 1]]
let turns = [[[1.0, 0], [0, 0]], [[0, 1], [1, 0]], [[0, 0], [0, 1]]].map(Matrix.init(rows:))
var slopesOfQ: [Double] = []
for k in 0..<2 {
  for direction in directions {
    slopesOfQ.append(
      try slope { size in
        try replacing(means: moving(poor.means, k) { zip($0, direction).map { $0 + size * $1 } })
      })
  }
  for turn in turns {
    slopesOfQ.append(
      try slope { size in
        try replacing(
          means: poor.means, covariances: moving(step.covariances, k) { $0 + size * turn })
      })
  }
}
func alongDirections(means: [[Double]], covariances: [Matrix]) -> [Double] {
  (0..<2).flatMap { k in
    directions.map { dot($0, means[k]) } + turns.map { (covariances[k] * $0).trace }
  }
}
let gradientOfQ = displaced.gradient(of: faithful, under: responsibilities)
notebook.check(
  "gmm-mstep-mean/gradient",
  alongDirections(means: gradientOfQ.means, covariances: gradientOfQ.covariances),
  equals: slopesOfQ, within: 1e-4,
  refutes: [
    "the inverse covariance is left out": alongDirections(
      means: zip(displaced.covariances, gradientOfQ.means).map { $0 * $1 },
      covariances: gradientOfQ.covariances),
    "the covariance's ½ is lost": alongDirections(
      means: gradientOfQ.means, covariances: gradientOfQ.covariances.map { 2 * $0 }),
  ])

// And at the M-step's parameters it vanishes.

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

// Components that must share a shape have simpler covariances, each of them an average over the full
// ones: the diagonal alone, the mean of the diagonal in all directions, or one mean over the
// components, by their weights.

func momentsOf(_ kind: GaussianMixture.CovarianceKind) -> [Double] {
  GaussianMixture.covariances(
    of: faithful, under: responsibilities, about: step.means,
    totals: GaussianMixture.totals(of: responsibilities), kind: kind, keeping: []
  ).flatMap(\.elements)
}
func spherical(_ divisor: Double) -> [Double] {
  step.covariances.flatMap { (($0.trace / divisor) * Matrix.identity(2)).elements }
}
func tied(_ weights: [Double]) -> [Double] {
  let shared = weights[0] * step.covariances[0] + weights[1] * step.covariances[1]
  return shared.elements + shared.elements
}
let diagonals = step.covariances.flatMap { Matrix(diagonal: $0.diagonal).elements }
notebook.check(
  "gmm-mstep-rest/kinds", momentsOf(.diagonal) + momentsOf(.spherical) + momentsOf(.tied),
  equals: diagonals + spherical(2) + tied(step.weights), within: 1e-9,
  refutes: [
    "the diagonal is summed": diagonals + spherical(1) + tied(step.weights),
    "the components count alike": diagonals + spherical(2) + tied([0.5, 0.5]),
  ])

// And an average does not care how many points there are: with every eruption ten times over, the
// log likelihood is ten times as large and the M-step finds the same mixture.

let tenfold = Matrix(rows: (0..<10).flatMap { _ in Faithful.table.rows })
let tenfoldExpectation = poor.expectation(of: tenfold, workers: workers)
func parameters(_ mixture: GaussianMixture) -> [Double] {
  mixture.weights + mixture.means.joined() + mixture.covariances.flatMap(\.elements)
}
notebook.check(
  "gmm-mstep-rest/tenfold",
  [tenfoldExpectation.logLikelihood]
    + parameters(
      try poor.maximization(
        of: tenfold, under: tenfoldExpectation.responsibilities, workers: workers
      ).mixture),
  equals: [10 * poor.logLikelihood(of: faithful, workers: workers)] + parameters(step),
  within: 1e-8,
  refutes: [
    "it is divided by the number of different points": [tenfoldExpectation.logLikelihood]
      + parameters(step).map { 10 * $0 },
    "the log likelihood is a mean": [poor.logLikelihood(of: faithful, workers: workers)]
      + parameters(step),
  ])

// A vanishing gradient could be a saddle. So perturb all parameters at random, {{attempts}} times,
// in steps that grow from tiny to large, and look for a larger $Q$. There is none.

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
notebook.define("attempts", attempts.count)
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
// $\mathcal L$ is the evidence lower bound, $H$ the entropy of the responsibilities. The gap
// between them and $\log p$ is a Kullback–Leibler divergence,
// $KL(q \Vert p) = \sum_k q_k \log (q_k / p_k)$, which is never negative and zero only for $q = p$.
// The E-step climbs $\mathcal L$ over $\gamma$ and the M-step over $\theta$. Here are five rounds
// from the poor mixture, every quantity computed by its own formula, in nats.

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
notebook.correct(
  "gmm-q-function",
  stated: "The Q-function of EM stands beside the bound of a VAE as its counterpart.",
  right: "The counterpart is Q plus the entropy of the responsibilities: "
    + "\(tight[0].q.formatted(decimals: 2)) + "
    + "\((tight[0].bound - tight[0].q).formatted(decimals: 2)) = "
    + "\(tight[0].bound.formatted(decimals: 2)) nats in the first round.")
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

// So the bound is tight, but only between an E-step and the next M-step.

notebook.correct(
  "em-tight",
  stated: "For a mixture the posterior is exact, so the bound is tight and the gap is zero.",
  right: "The gap is zero after an E-step. After each of the first M-steps above it is "
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
  stated: "The KL regulariser has no direct analogue in a mixture, whose posterior is exact.",
  right: "The divergence of the responsibilities from the weights is that regulariser: "
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
  stated: "The reconstruction term resembles the expected complete-data log likelihood.",
  right: "The two differ by the prior's part, the sum of N log π over the components: "
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
// restarts is kept. What is fitted are the eruptions, or the file that `--data` names;
// `--standardize` first gives every column the mean 0 and the variance 1.

let data =
  notebook[standardizeOption] ? Standardization(of: measured).standardize(measured) : measured
let em = ExpectationMaximization()
let fit = notebook.reading {
  try em.fit(
    data, components: notebook[componentOption], covarianceKind: notebook[covarianceOption],
    restarts: notebook[restartOption], using: notebook.random("fit"), workers: workers)
}
let best = fit.best
// snippet.hide
notebook.define("points", data.rows)
notebook.define("source", table.name.escapedForMarkdown)
notebook.define("ends", best.hasConverged ? "stands still" : "is stopped, still rising,")
notebook.define("iterations", best.iterations)
notebook.define("log likelihood", best.logLikelihood, significant: 7)
notebook.define("restarts", fit.runs.count)
let names = table.columns.map {
  $0.escapedForMarkdown + (notebook[standardizeOption] ? ", standardised" : "")
}
// snippet.show

// On the {{points}} rows of {{source}} the best of {{restarts}} runs {{ends}} after {{iterations}}
// iterations, at a log likelihood of {{log likelihood}} nats. A component's weight is the share of
// the data that it accounts for; its means say where that share lies, its deviations how widely it
// is spread.

notebook.table(
  ["component", "weight"] + names.map { "mean of \($0)" }
    + names.map { "deviation of \($0)" },
  (0..<fit.mixture.componentCount).map { k in
    [.number(k + 1), .number(fit.mixture.weights[k], decimals: 4)]
      + fit.mixture.means[k].map { .number($0, significant: 5) }
      + fit.mixture.covariances[k].diagonal.map { .number($0.squareRoot(), significant: 4) }
  })

// snippet.hide
if !best.notices.isEmpty {
  notebook.table(["notice"], best.notices.map { [.text("\($0)")] })
}
let drawnRows = Array(stride(from: 0, to: data.rows, by: 1 + data.rows / 5_000))
let drawnData = Matrix(rows: drawnRows.map(data.row))
let across = drawnData.column(0)
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
      standardDeviations: 2, color: .category(k))
  }
  return Panel(
    title, x: xAxis, y: Axis(table.columns[1]),
    marks: [
      .scatter(
        x: across, y: drawnData.column(1),
        responsibilities: mixture.responsibilities(of: drawnData, workers: workers))
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
      + " iterations"
      + (data.columns == 1
        ? ""
        : "\(data.columns > 2 ? ", in the first two columns" : ""); an ellipse reaches two standard "
          + "deviations, and each point is coloured by its responsibilities")
      + (drawnRows.count < data.rows ? "; \(drawnRows.count) of the points are shown" : "")
      + ". The log likelihood rises from "
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
let slack = 1e-9 * max(Double(data.rows), best.logLikelihood.magnitude)
notebook.check(
  "em-monotone/fit", neverFalls: fit.runs.map(\.logLikelihoods), within: slack,
  refutes: [
    "the ½ in the exponent is forgotten, and every covariance doubles": [
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
func gaps(_ round: Int) -> Double {
  max(0, best.logLikelihoods[round + 1] - boundsAfterM[round])
}
notebook.figure(
  "rise",
  Figure(
    description: "Over the first \(rounds.count) iterations the log likelihood rises from "
      + "\(best.logLikelihoods[0].formatted(decimals: 1)) to "
      + "\(best.logLikelihoods[rounds.count].formatted(decimals: 1)); the bound after the first "
      + "M-step lies \(gaps(0).formatted(significant: 3)) nats below it, after the last shown "
      + "\(gaps(rounds.count - 1).formatted(significant: 2)).",
    x: Axis("iteration"), y: Axis("nats"),
    marks: [
      .line(
        x: [0] + rounds, y: Array(best.logLikelihoods.prefix(rounds.count + 1)),
        label: "log p"),
      .line(x: rounds, y: boundsAfterM, color: .vermillion, label: "bound after the M-step"),
    ]))
// snippet.show

// A hundred more starts on the eruptions, with three components, so that the climbs are long and
// end on different peaks.

let manyStarts = try ExpectationMaximization(tolerance: 1e-7, maximumIterations: 200).fit(
  faithful, components: 3, covarianceKind: .full, restarts: 100,
  using: notebook.random("many-starts"), workers: workers)
let slipped = try GaussianMixture(
  weights: peak.weights, means: peak.means,
  covariances: peak.covariances.map { Matrix(diagonal: $0.diagonal.map { $0.squareRoot() }) },
  covarianceKind: .full)
let unweightedMeans = try GaussianMixture(
  weights: peak.weights, means: [faithful.columnMeans, faithful.columnMeans],
  covariances: peak.covariances,
  covarianceKind: .full)
notebook.define("climb steps", manyStarts.runs.reduce(0) { $0 + $1.iterations })
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

// The hundred climbs took {{climb steps}} iterations together, and none of them went down. That is
// what the theorem promises; it does not promise that they reach the same height.

// ## Does it find the truth?
//
// EM finds a maximum of the likelihood, and a maximum likelihood estimate has a known error: for
// $n$ points the covariance of the parameters approaches the inverse of $n$ times the Fisher
// information $I = \mathbb E[s s^\top]$, where $s$ is the derivative of $\log p(x)$. For two
// overlapping sources on a line $I$ is an integral, and quadrature has it. Repeat the whole
// experiment, data and fit, and standardise the error of each mean by that prediction: its mean
// square must be one. The climbs begin at the truth, so that no labels are swapped and the peak is
// the one beside it. Someone who forgets that the labels are missing predicts $\sigma^2/(n\pi_k)$
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
notebook.define(
  "price of labels", predicted[1, 1] * truth.weights[0] / truth.covariances[0][0, 0])
random = notebook.random("recovery")
let errors = try (0..<1_200).map { _ in
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

// EM's estimates scatter around the truth as far as the theory says. Not knowing the labels
// multiplies the variance of the first mean by {{price of labels}}.

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
  right: "It takes a bound from above as well, and the likelihood of a mixture has none; where it "
    + "is bounded, the likelihoods converge, to one of several peaks.")
notebook.check(
  "em-converges/unbounded", slopes, equals: [0.5, 0.5, 0.5], within: 1e-6,
  refutes: [
    "the likelihood is bounded": [0, 0, 0],
    "the density grows as 1/σ²": [1, 1, 1],
  ])

// A floor under the eigenvalues of every covariance takes the singular peaks away, and the M-step
// under a floor is still an exact maximum: raise the small eigenvalues of the weighted covariance
// to the floor. The directions stay as they are:

let floor = 0.01
let (lengthwise, crosswise) = ([0.8, 0.6], [-0.6, 0.8])
func ridge(width: Double) -> Matrix {
  2 * .outerProduct(lengthwise, lengthwise) + width * .outerProduct(crosswise, crosswise)
}
notebook.check(
  "em-converges/eigenvalue", raisingEigenvalues(of: ridge(width: 1e-4), to: floor).elements,
  equals: ridge(width: floor).elements, within: 1e-12,
  refutes: [
    "the floor is added to the diagonal": (ridge(width: 1e-4) + floor * .identity(2)).elements,
    "the floor is under the diagonal": ridge(width: 1e-4).elements,
  ])

// Who sets no floor gets a millionth of each column's variance, far below anything in the data.

let variances = Standardization(of: faithful).scales.map { $0 * $0 }
notebook.check(
  "em-converges/default-floor",
  try ExpectationMaximization.defaultFloors(for: faithful, kind: .full).map { $0 * 1e6 },
  equals: variances, within: 1e-9,
  refutes: [
    "the deviations": variances.map { $0.squareRoot() },
    "the smallest variance for both": [variances[0], variances[0]],
  ])

// So the climb still never falls, and now it must end. Add one point ten times, away from all
// others, so that a component collapses onto it; the floor holds it there. A third component begins
// so far away that no point is left to it: it has nothing to be a mean of, and stays where it is.
// The run reports both.

let repeated = Matrix(
  rows: onPoint.map { [$0] } + [[Double]](repeating: [12], count: 10))
let held = try ExpectationMaximization(covarianceFloor: floor).run(
  from: try GaussianMixture(
    weights: [0.4, 0.4, 0.2], means: [12, 0, 1_000], variances: [1, 5, 1]),
  on: repeated, workers: workers)
let widened = try GaussianMixture(
  weights: held.mixture.weights, means: held.mixture.means.map { $0[0] },
  variances: held.mixture.covariances.map { max($0[0, 0], 1) })
notebook.check(
  "em-converges/floor", neverFalls: [held.logLikelihoods], within: 1e-9,
  refutes: [
    "a collapsed component is made wide again": [
      [held.logLikelihood, widened.logLikelihood(of: repeated, workers: workers)]
    ]
  ])
notebook.check(
  "em-converges/held", held.mixture.covariances[0][0, 0], equals: floor, within: 1e-12,
  refutes: ["the floor is on the standard deviation": floor * floor])
func noticed(_ event: ExpectationMaximization.Notice.Event) -> [Double] {
  (0..<3).map { k in
    held.notices.contains { $0.event == event && $0.component == k } ? 1 : 0
  }
}
notebook.check(
  "em-converges/reported",
  noticed(.floored) + noticed(.starved) + held.mixture.means[2] + [held.mixture.weights[2]],
  equals: [1, 0, 0, 0, 0, 1, 1_000, 0], within: 1e-12,
  refutes: [
    "nothing is reported": [0, 0, 0, 0, 0, 0, 1_000, 0],
    "the starved mean is zero": [1, 0, 0, 0, 0, 1, 0, 0],
  ])

// And the peaks differ. These are the greatest heights at which the hundred climbs above ended:

let peaks = manyStarts.runs.map { ($0.logLikelihood * 10).rounded() / 10 }
let heights = peaks.sorted(by: >).reduce(into: [Double]()) { kept, height in
  if kept.last != height { kept.append(height) }
}
notebook.table(
  ["log likelihood reached", "starts"],
  heights.prefix(6).map { height in
    [.number(height, decimals: 1), .number(peaks.count { $0 == height })]
  })
notebook.define("highest starts", peaks.count { $0 == heights[0] })
notebook.check(
  "em-converges/several-peaks", heights[0] - (heights.last ?? heights[0]), isAtLeast: 0.5,
  refutes: ["every start reaches the same peak": heights[0] - heights[0]])
let reached = manyStarts.runs.map(\.logLikelihood)
notebook.check(
  "em-converges/best", manyStarts.best.logLikelihood, equals: reached.reduce(-.infinity, max),
  within: 1e-12, refutes: ["the worst start is kept": reached.reduce(.infinity, min)])

// {{highest starts}} of the hundred climbs end at the greatest height. EM finds a peak, not
// the highest: start it often, and keep the best.

// ## K-means is the hard limit
//
// K-means alternates two steps as well: each point goes to its nearest centre, and each centre to
// the mean of its points. Neither can raise the sum of squared distances. In the library:
//
// snippet.quote kmeans-assignment
//
// snippet.quote kmeans-update
//
// Where to begin matters, and k-means++ draws each new centre from the points, with a probability in
// proportion to the squared distance from the nearest centre so far. Of three points at 0, 1 and 3,
// the first a centre, the last is nine times as likely as the middle one.

notebook.check(
  "kmeans-system/seeding",
  KMeans.seedingProbabilities(of: Matrix(rows: [[0], [1], [3]]), given: [[0]]),
  equals: [0, 0.1, 0.9], within: 1e-12,
  refutes: [
    "the distance for its square": [0, 0.25, 0.75],
    "all points are equally likely": [1.0 / 3, 1.0 / 3, 1.0 / 3],
  ])

// The waits are tens of minutes and the eruptions a few, so that in the plane of both the waits would
// decide alone. Both columns are scaled to mean 0 and mean square 1 first.

let scaled = Standardization(of: faithful).standardize(faithful)
func columnMoments(_ points: Matrix) -> [Double] {
  (0..<2).flatMap { j in
    let column = points.column(j)
    return [column.reduce(0, +) / n, dot(column, column) / n]
  }
}
notebook.check(
  "kmeans-system/scaled", columnMoments(scaled), equals: [0, 1, 0, 1], within: 1e-12,
  refutes: ["the data as they are": columnMoments(faithful)])
let seeds = (0..<20).map { run in
  var stream = notebook.random("kmeans").split(run)
  return KMeans.plusPlusCentres(of: scaled, count: 3, using: &stream, workers: workers)
}
let kmeansRuns = seeds.map { KMeans(scaled, from: $0, workers: workers) }
let firstRun = kmeansRuns[0]
notebook.define("kmeans runs", kmeansRuns.count)
notebook.define("kmeans rounds", kmeansRuns.map { $0.sumsOfSquares.count / 2 }.max() ?? 0)
let members = (0..<3).map { k in
  firstRun.assignments.indices.filter { firstRun.assignments[$0] == k }
}
func clusterMeans(divisor: (Int) -> Double) -> [Double] {
  members.flatMap { cluster in
    (0..<2).map { j in cluster.reduce(0.0) { $0 + scaled[$1, j] } / divisor(cluster.count) }
  }
}
let overshot = zip(firstRun.centres, [[1.0, 1], [1, -1], [-1, 1]]).map { centre, shift in
  zip(centre, shift).map { $0 + $1 }
}
notebook.check(
  "kmeans-system/falls", neverFalls: kmeansRuns.map { $0.sumsOfSquares.map { -$0 } },
  within: 1e-9,
  refutes: [
    "the centres do not move to the means": [
      [
        -firstRun.sumOfSquares,
        -KMeans.sumOfSquares(of: scaled, assigned: firstRun.assignments, to: overshot),
      ]
    ]
  ])
notebook.check(
  "kmeans-system/fixed-point", firstRun.centres.flatMap { $0 },
  equals: clusterMeans { Double($0) }, within: 1e-12,
  refutes: ["the sum is divided by the number of all points": clusterMeans { _ in n }])
let hurried = seeds.map { KMeans(scaled, from: $0, maximumIterations: 1, workers: workers) }
notebook.check(
  "kmeans-system/ends", Double(kmeansRuns.count(where: \.hasConverged)), equals: 20, within: 0.5,
  refutes: ["one round is enough": Double(hurried.count(where: \.hasConverged))])

// There are finitely many assignments and the sum never rises, so K-means ends; all
// {{kmeans runs}} runs did, after at most {{kmeans rounds}} rounds, with every centre at the mean
// of its points.
//
// Is it EM with hard assignments? For sources of one shared variance $\sigma^2$ in all directions
// and equal weights, the responsibilities depend on the squared distances over $2\sigma^2$ alone.
// As $\sigma^2$ shrinks they become zeros and ones, those of the nearest centre, and the M-step's
// means become the centres.

func sharedVariance(_ variance: Double) throws -> GaussianMixture {
  try GaussianMixture(
    weights: [1.0 / 3, 1.0 / 3, 1.0 / 3], means: firstRun.centres,
    covariances: (0..<3).map { _ in Matrix(diagonal: [variance, variance]) },
    covarianceKind: .spherical)
}
let oneHot = firstRun.assignments.flatMap { k in (0..<3).map { $0 == k ? 1.0 : 0 } }
func softness(_ variance: Double) throws -> Double {
  zip(try sharedVariance(variance).responsibilities(of: scaled).elements, oneHot)
    .reduce(0) { max($0, ($1.0 - $1.1).magnitude) }
}
notebook.table(
  ["shared variance", "largest difference from hard assignment"],
  try [1, 0.1, 0.01, 1e-3, 1e-4, 1e-5, 1e-6].map {
    [.number($0), .number(try softness($0), significant: 2)]
  })
let cold = try sharedVariance(1e-7)
let coldMeans = try cold.maximization(
  of: scaled, under: cold.responsibilities(of: scaled), covarianceFloor: 1e-9
).mixture.means
notebook.check(
  "kmeans-hard-em/limit", coldMeans.flatMap { $0 }, equals: firstRun.centres.flatMap { $0 },
  within: 1e-9,
  refutes: [
    "a variance of one is small enough": try sharedVariance(1).maximization(
      of: scaled, under: try sharedVariance(1).responsibilities(of: scaled)
    ).mixture.means.flatMap { $0 }
  ])

// What K-means lowers is then the bound, upside down: hard responsibilities have no entropy, and with
// a fixed variance all that moves in $Q$ is the sum of squares $S$,
// $\mathcal L = -\tfrac{S}{2\sigma^2} - n \log(3 \cdot 2\pi\sigma^2)$.

let hard = Matrix(rows: scaled.rows, columns: 3, elements: oneHot)
func hardBound(_ variance: Double, divisor: Double) -> Double {
  -firstRun.sumOfSquares / divisor - n * .log(3 * 2 * .pi * variance)
}
notebook.check(
  "kmeans-hard-em/bound",
  try [1, 0.1].map { try sharedVariance($0).evidenceLowerBound(of: scaled, under: hard) },
  equals: [1, 0.1].map { hardBound($0, divisor: 2 * $0) }, within: 1e-8,
  refutes: [
    "σ stands for σ²": [1, 0.1].map { hardBound($0, divisor: 2 * $0.squareRoot()) },
    "the ½ is lost": [1, 0.1].map { hardBound($0, divisor: $0) },
  ])

// Without those conditions the statement is wrong, and it shows in where the boundary between two
// sources lies. K-means cuts in the middle, at 2 for centres at 0 and 4. With weights $\pi$ and a
// shared variance the boundary is at $2 + \tfrac{\sigma^2}{4} \log \frac{\pi_1}{\pi_2}$, and with
// variances 1 and 4 and equal weights the region of the narrow source is an interval; its ends
// solve $3x^2 + 8x - 16 = 8 \log 2$.

func boundary(weights: [Double], variance: Double) -> Double {
  2 + variance / 4 * .log(weights[0] / weights[1])
}
let lopsided = [0.9, 0.1]
let boundaries = [1, 0.1, 1e-3].map { boundary(weights: lopsided, variance: $0) }
let atBoundaries = try zip([1, 0.1, 1e-3], boundaries).map { variance, place in
  try GaussianMixture(weights: lopsided, means: [0, 4], variances: [variance, variance])
    .posterior([place])[0]
}
let discriminant = (64 + 12 * (16 + 8 * Double.log(2))).squareRoot()
let ends = [(-8 - discriminant) / 6, (-8 + discriminant) / 6]
let unequal = try GaussianMixture(weights: [0.5, 0.5], means: [0, 4], variances: [1, 4])
notebook.table(
  ["weights", "variances", "boundary"],
  zip(["1, 1", "0.1, 0.1", "0.001, 0.001"], boundaries).map {
    ["0.9, 0.1", .text($0), .text($1.formatted(decimals: 4))]
  } + [
    [
      "0.5, 0.5", "1, 4",
      .text("\(ends[0].formatted(decimals: 4)) and \(ends[1].formatted(decimals: 4))"),
    ]
  ])
notebook.correct(
  "kmeans-hard-em",
  stated: "K-means is EM with hard assignments.",
  right: "It is the limit of EM for equal weights and one shared variance that shrinks to zero. "
    + "With weights 0.9 and 0.1 and variance 1 the boundary between centres at 0 and 4 is at "
    + "\(boundaries[0].formatted(decimals: 3)), where K-means has 2.")
notebook.check(
  "kmeans-hard-em/boundary", atBoundaries + ends.map { unequal.posterior([$0])[0] },
  equals: [0.5, 0.5, 0.5, 0.5, 0.5], within: 1e-9,
  refutes: [
    "the boundary is the midpoint": try [1, 0.1, 1e-3].map { variance in
      try GaussianMixture(weights: lopsided, means: [0, 4], variances: [variance, variance])
        .posterior([2])[0]
    } + [unequal.posterior([2])[0], unequal.posterior([2])[0]]
  ])

// ## How many components?
//
// With more components the highest likelihood cannot fall, so it cannot choose $K$. The Bayesian
// information criterion charges for each of the $m$ free parameters of a model that is fitted to
// $n$ points, $\mathrm{BIC} = -2 \log p + m \log n$, and the smallest value wins. Akaike's,
// $\mathrm{AIC} = -2 \log p + 2m$, charges less. A mixture in $d$ dimensions has $K - 1$ free
// weights, $Kd$ means, and as many covariances as its kind asks for.

let three = try GaussianMixture(
  weights: [0.3, 0.3, 0.4], means: [[0, 0], [4, 1], [1, 5]],
  covariances: [
    Matrix(rows: [[1, 0.3], [0.3, 0.5]]), Matrix(rows: [[0.6, -0.2], [-0.2, 0.8]]),
    Matrix(rows: [[0.7, 0], [0, 1.1]]),
  ], covarianceKind: .full)
random = notebook.random("three")
let threeSample = Matrix(rows: (0..<500).map { _ in three.sample(using: &random).point })
let quick = ExpectationMaximization(tolerance: 1e-6, maximumIterations: 300)
let kinds: [GaussianMixture.CovarianceKind] = [.full, .diagonal, .spherical, .tied]
notebook.check(
  "gmm-bic/parameters",
  try kinds.map { kind in
    let mixture = try quick.fit(
      threeSample, components: 3, covarianceKind: kind, restarts: 1,
      using: notebook.random("parameters"), workers: workers
    ).mixture
    return Double(mixture.parameterCount)
  },
  equals: [2 + 6 + 9, 2 + 6 + 6, 2 + 6 + 3, 2 + 6 + 3], within: 1e-9,
  refutes: [
    "all K weights are free": [18, 15, 12, 12],
    "a covariance has d² free numbers": [20, 14, 11, 12],
  ])
func fits(_ points: Matrix, upTo largest: Int, _ stream: String) throws -> [GaussianMixture] {
  try (1...largest).map { components in
    try quick.fit(
      points, components: components, covarianceKind: notebook[covarianceOption], restarts: 4,
      using: notebook.random(stream).split(components), workers: workers
    ).mixture
  }
}
func smallest(_ values: [Double]) -> Double {
  Double(1 + (values.indices.min { values[$0] < values[$1] } ?? 0))
}
let candidates = try (1...6).map { components in
  try quick.fit(
    threeSample, components: components, covarianceKind: .full, restarts: 4,
    using: notebook.random("bic").split(components), workers: workers
  ).mixture
}
let misfit = -2 * candidates[2].logLikelihood(of: threeSample)
notebook.check(
  "gmm-bic/chooses",
  [
    smallest(candidates.map { $0.bayesianInformationCriterion(on: threeSample) }),
    candidates[2].bayesianInformationCriterion(on: threeSample),
    candidates[2].akaikeInformationCriterion(on: threeSample),
  ],
  equals: [3, misfit + 17 * .log(500), misfit + 17 * 2], within: 1e-8,
  refutes: [
    "the likelihood alone chooses": [
      smallest(candidates.map { -2 * $0.logLikelihood(of: threeSample) }), misfit, misfit,
    ]
  ])

// On data from three sources BIC chooses three, where the likelihood would take all it can get. And
// on the data of the fit:

let largest = min(6, data.rows - 1)
notebook.define("most components", largest)
let choices = notebook.reading { try fits(data, upTo: largest, "choices") }
let criteria = choices.map { $0.bayesianInformationCriterion(on: data) }
notebook.table(
  ["components", "log likelihood", "BIC", "AIC"],
  choices.map { mixture in
    [
      .number(mixture.componentCount),
      .number(mixture.logLikelihood(of: data, workers: workers), decimals: 2),
      .number(mixture.bayesianInformationCriterion(on: data), decimals: 2),
      .number(mixture.akaikeInformationCriterion(on: data), decimals: 2),
    ]
  })

// snippet.hide
let deviances = choices.map { -2 * $0.logLikelihood(of: data, workers: workers) }
func counted(_ components: Double) -> String {
  components == 1 ? "1 component" : "\(Int(components)) components"
}
notebook.define("BIC's choice", counted(smallest(criteria)))
notebook.define(
  "AIC's choice", counted(smallest(choices.map { $0.akaikeInformationCriterion(on: data) })))
notebook.figure(
  "bic",
  Figure(
    description: "The Bayesian information criterion is smallest, "
      + "\(criteria.reduce(.infinity, min).formatted(decimals: 1)), for "
      + counted(smallest(criteria)) + "; minus twice the log likelihood goes from "
      + "\(deviances[0].formatted(decimals: 1)) to "
      + "\(deviances[deviances.count - 1].formatted(decimals: 1)).",
    x: Axis("components K"), y: Axis("2 × nats"),
    marks: [
      .line(x: criteria.indices.map { Double($0 + 1) }, y: criteria, label: "BIC"),
      .line(
        x: criteria.indices.map { Double($0 + 1) },
        y: deviances, color: .vermillion, label: "−2 log p"),
    ]))
// snippet.show

// BIC chooses {{BIC's choice}}, AIC {{AIC's choice}}, of at most {{most components}}.

// ## Exact inference, limited model
//
// A mixture can only be a sum of bumps. Let the truth be a circle: one latent number, wound around
// a ring, with a little noise. Its evidence is an integral around the circle, so it is known too.
// Mixtures are fitted to 300 points and judged by the log density of 1000 others, against the
// circle's own.

let circle = CircleModel(radius: 3, noiseStandardDeviation: 0.3)
random = notebook.random("circle")
let ringTraining = Matrix(rows: (0..<300).map { _ in circle.sample(using: &random) })
let ringTest = Matrix(rows: (0..<1_000).map { _ in circle.sample(using: &random) })
let ringSizes = [1, 2, 4, 8]
let ringFits = try ringSizes.map { components in
  try quick.fit(
    ringTraining, components: components, covarianceKind: .full, restarts: 3,
    using: notebook.random("ring").split(components), workers: workers
  ).mixture
}

// Before anything is measured by it, the circle's density has to be one: it integrates to 1, and with
// it $|x|^2$ to $r^2 + 2\sigma^2$. And the draws have to be spread as it says:
// $\mathbb E\bigl[(|x|^2 - r^2)^2\bigr] = 4 r^2 \sigma^2 + 8 \sigma^4$.

let side = Quadrature.gaussLegendre(64, from: -5.5, to: 5.5)
func squaredLength(_ x: [Double]) -> Double { dot(x, x) }
func planeIntegral(_ f: ([Double]) -> Double) -> Double {
  side.integrate(dimension: 2) { .exp(circle.logEvidence(of: $0, nodes: 96)) * f($0) }
}
notebook.check(
  "gmm-system/circle-density", [planeIntegral { _ in 1 }, planeIntegral(squaredLength)],
  equals: [1, 9 + 2 * 0.09], within: 1e-9,
  refutes: [
    "σ stands for σ²": [1, 9 + 2 * 0.3],
    "the noise has one direction": [1, 9 + 0.09],
  ])
let ringSquares = Estimate(repetitions: 8_000) {
  let excess = squaredLength(circle.sample(using: &random)) - 9
  return excess * excess
}
func ringSpread(_ variance: Double) -> Double { 4 * 9 * variance + 8 * variance * variance }
notebook.check(
  "gmm-system/circle-draws", ringSquares, equals: ringSpread(0.09),
  refutes: ["σ² stands for σ": ringSpread(0.09 * 0.09), "σ stands for σ²": ringSpread(0.3)])

let circleDensities = (0..<ringTest.rows).map { circle.logEvidence(of: ringTest.row($0)) }
let shortfalls = ringFits.map { mixture in
  Estimate(
    zip(circleDensities, mixture.expectation(of: ringTest, workers: workers).logDensities)
      .map { $0 - $1 })
}
notebook.table(
  ["components", "parameters", "nats a point below the circle"],
  zip(ringFits, shortfalls).map {
    [.number($0.componentCount), .number($0.parameterCount), .text($1.formatted)]
  })
notebook.check(
  "gmm-system", shortfalls[0].shifted(by: -shortfalls[3].mean), isAtLeast: 0.5,
  refutes: [
    "one component is as good as eight": shortfalls[3].shifted(by: -shortfalls[3].mean)
  ])

// snippet.hide
let trainingX = ringTraining.column(0)
let trainingY = ringTraining.column(1)
notebook.figure(
  "circle",
  Figure(
    description: "Two and eight components on 300 points around a circle. With eight the held-out "
      + "density is \(shortfalls[3].mean.formatted(decimals: 2)) nats a point below the circle's, "
      + "with two \(shortfalls[1].mean.formatted(decimals: 2)).",
    columns: 2, sharesAxes: true, height: 370,
    panels: [1, 3].map { index in
      Panel(
        "\(ringSizes[index]) components", x: Axis("x₁"), y: Axis("x₂"),
        marks: [.scatter(x: trainingX, y: trainingY, color: .gray)]
          + (0..<ringSizes[index]).map { k in
            .ellipse(
              mean: ringFits[index].means[k], covariance: ringFits[index].covariances[k],
              standardDeviations: 2, color: .category(k))
          })
    }))
// snippet.show

// The bent decoder has two parameters, a radius and a noise, and beats them all. Its price is the
// posterior. Where the ring closes, at angle zero, points have codes at both ends of the prior, and
// the best normal approximation misses one of them. The mixture's own gap after an E-step is zero.
//
// The circle's bound for a normal $q$ over the codes is reconstruction less regulariser, the first by
// quadrature and the second a closed form. It must equal
// $\mathbb E_q[\log p(x \mid z) + \log p(z) - \log q(z)]$, and the evidence, so far an integral over
// the angle, must be the one over the codes.

let hermite = Quadrature.gaussHermite(60)
let spot = [1.0, 2.5]
let guess = Normal(mean: -0.7, standardDeviation: 0.4)
let firstForm = hermite.integrate {
  let z = guess.mean + guess.standardDeviation * $0
  let logJoint = circle.logLikelihood(of: spot, given: z) + Normal.standard.logDensity(z)
  return logJoint - guess.logDensity(z)
}
let overCodes = Quadrature.gaussLegendre(400, from: -6, to: 6).integrate {
  .exp(circle.logLikelihood(of: spot, given: $0) + Normal.standard.logDensity($0))
}
let circleBound = circle.evidenceLowerBound(of: spot, under: guess, nodes: hermite)
notebook.check(
  "gmm-vae-exactness/circle", [circleBound, circle.logEvidence(of: spot)],
  equals: [firstForm, .log(overCodes)], within: 1e-9,
  refutes: [
    "no regulariser": [
      circleBound + klDivergence(from: guess, to: .standard), circle.logEvidence(of: spot),
    ],
    "the divergence of the prior from q": [
      circleBound + klDivergence(from: guess, to: .standard)
        - klDivergence(from: .standard, to: guess), circle.logEvidence(of: spot),
    ],
  ])

func gapOfBestNormal(at x: [Double]) -> Double {
  let bound = [-1.5, 0, 1.5].map { start in
    patternSearchMaximum(from: [start, -1], steps: [0.5, 0.5]) { parameters in
      let q = Normal(mean: parameters[0], standardDeviation: .exp(parameters[1]))
      return circle.evidenceLowerBound(of: x, under: q, nodes: hermite)
    }.value
  }
  return circle.logEvidence(of: x) - bound.reduce(-.infinity, max)
}
let gaps = [[3.0, 0], [0, 3], [-3, 0]].map(gapOfBestNormal)
notebook.table(
  ["point on the circle", "gap of the best normal q"],
  zip(["angle 0, at the seam", "a quarter turn", "half a turn"], gaps).map {
    [.text($0), .number($1, decimals: 5)]
  })
random = notebook.random("ring-own")
let ownShortfall = Estimate(repetitions: 4_000) {
  let x = ringFits[1].sample(using: &random).point
  return circle.logEvidence(of: x) - ringFits[1].logDensity(x)
}
let ringResponsibilities = ringFits[3].responsibilities(of: ringTest, workers: workers)
notebook.check(
  "gmm-vae-exactness/exact",
  ringFits[3].divergenceToPosterior(of: ringTest, from: ringResponsibilities), equals: 0,
  within: 1e-9, refutes: ["the posterior is approximate, as the circle's is": gaps[0]])
notebook.check(
  "gmm-vae-exactness/approximate", gaps[0], isAtLeast: 0.3,
  refutes: ["the posterior is as normal everywhere as half a turn away": gaps[2]])
notebook.check(
  "gmm-vae-exactness/elsewhere", max(gaps[1], gaps[2]), isAtMost: 0.002,
  refutes: ["it is the same at the seam": gaps[0]])
notebook.check(
  "gmm-vae-exactness/expressive", shortfalls[1], isAtLeast: 0.2,
  refutes: ["the mixture is judged on draws of its own": ownShortfall])

// So each model pays elsewhere: the mixture with components, the bent decoder with a gap that is
// widest at the seam and hardly there opposite it.

// ## Why the next chapters need another E-step
//
// The lecture says that with a neural network as decoder the posterior cannot be computed. With one
// latent number it can. Take $x_j \mid z_j \sim N(\tanh z_j, \tfrac14)$ for each of $d$
// coordinates, and let quadrature with 60 nodes in every direction compute the evidence, which is
// all that the posterior lacks. Since the coordinates are independent, the truth is a product of
// one-dimensional integrals, which a far finer rule gives.

let nodesPerDimension = 60
let coarse = Quadrature.gaussHermite(nodesPerDimension)
let fine = Quadrature.gaussHermite(180)
let observed = [0.6, -0.2, 0.9]
let noiseLaw = 0.5
func conditional(_ x: Double, _ z: Double) -> Double {
  .exp(Normal(mean: .tanh(z), standardDeviation: noiseLaw).logDensity(x))
}
var calls: [Double] = []
var relativeErrors: [Double] = []
for d in 1...3 {
  var count = 0
  let evidence = coarse.integrate(dimension: d) { z in
    count += 1
    return zip(observed, z).reduce(1.0) { $0 * conditional($1.0, $1.1) }
  }
  let exact = observed.prefix(d).reduce(1.0) { product, x in
    product * fine.integrate { conditional(x, $0) }
  }
  calls.append(Double(count))
  relativeErrors.append((evidence / exact - 1).magnitude)
}
notebook.table(
  ["latent dimensions", "calls of the decoder", "relative error"],
  zip(calls, relativeErrors).enumerated().map { index, row in
    [.number(index + 1), .number(row.0), .number(row.1, significant: 2)]
  })
notebook.correct(
  "em-estep-impossible",
  stated: "With a neural decoder the true posterior cannot be computed, so there is no E-step.",
  right: "With few latent dimensions quadrature computes it to any precision; what grows is the "
    + "price, \(nodesPerDimension) calls of the decoder to the power of the dimension.")
notebook.check(
  "em-estep-impossible/possible", relativeErrors.reduce(0, max), isAtMost: 1e-4,
  refutes: ["the posterior's normaliser is out of reach": 1])
notebook.check(
  "em-estep-impossible/price", calls, equals: [60, 3_600, 216_000], within: 0.5,
  refutes: ["the price grows in proportion to d": [60, 120, 180]])

// ## What to take along
//
// In a mixture both half-steps are exact, the bound touches the evidence once a round, and nothing
// falls. What it took is a sum over a few labels. A decoder that bends gives up that sum, and with
// it the exact E-step; what remains is the bound. The next chapter learns the E-step instead.
// snippet.hide
notebook.finish()
// snippet.show
