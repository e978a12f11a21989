// # Gaussian mixtures by EM, as coordinate ascent on the bound
//
// Points come from several sources, and nobody recorded which point came from which. How can the
// sources be found? The EM algorithm guesses the labels, estimates the sources from the guess, and
// repeats. This chapter shows that both steps raise one function, the evidence lower bound, fits the
// eruptions of the Old Faithful geyser or a file of yours, and asks where EM ends, how fast, and
// what changes when the decoder is a neural network.
//
// - **You need:** latent variable models ([02](02-latent-variables.md)), the evidence lower bound
//   and its gap ([03](03-elbo.md)), and multivariate normal densities.
// - **You will be able to:** derive both steps of EM; say what each does to the bound and to its
//   gap; fit a mixture to your own data and judge whether to believe it; name what EM does not
//   promise, and what survives of it for a VAE.
// - **Time:** {{reading time}}
// snippet.hide

import Autodiff
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
  "restarts", default: 10, in: 1...1_000, help: "from how many random starts EM is run")
let standardizeOption = Option.flag(
  "standardize", help: "scale every column to mean 0 and variance 1 before the fit")
let notebook = Notebook(options: [
  dataFile, dataColumns, componentOption, covarianceOption, restartOption, standardizeOption,
])
if notebook[dataColumns] != nil && notebook[dataFile] == nil {
  notebook.refuse("--columns goes with --data")
}

// A user's mistake is told before any work is done, and so is what the fit will cost.
let table = notebook.reading {
  guard let file = notebook[dataFile] else { return Faithful.table }
  return try Table(csv: file, columns: notebook[dataColumns])
    .validated(forComponents: notebook[componentOption])
}
let measured = Matrix(rows: table.rows)
let faithful = Matrix(rows: Faithful.table.rows)
let n = Double(faithful.rows)
// snippet.show

// ## Two kinds of eruption
//
// The geyser Old Faithful erupts, pauses, and erupts again. The data are 272 eruptions, each with
// its length and with the wait until the next, both in minutes [@azzalini1990]. In the plane they
// form two clouds, short eruptions with short waits and long ones with long waits. No column says to
// which cloud an eruption belongs. Such a label is a latent variable $z$, and the model says how the
// data would arise if there were one:
//
// $$
// z \sim \mathrm{Cat}(\pi), \qquad x \mid z = k \sim N(\mu_k, \Sigma_k), \qquad
// p(x) = \sum_{k=1}^{K} \pi_k\, N(x \mid \mu_k, \Sigma_k) .
// $$
//
// Here $K$ is the number of components, $\pi_k$ the weight of component $k$, that is the
// probability of its label, and $\mu_k$ and $\Sigma_k$ its mean and covariance. All parameters
// together are called $\theta$. In the words of a VAE, $\mathrm{Cat}(\pi)$ is the prior and the
// normal density the decoder: a table with one row for each value of $z$.
// snippet.hide
// snippet.show

// The last formula sums the label out, and it is a density again: it integrates to one. Its mean and
// its variance follow the laws of total expectation and of total variance: the average of the
// variances within the components, plus the variance between their means. Three components on a line
// show it. Ancestral sampling, first the label and then the point, draws from the same density.

let line = try GaussianMixture(
  weights: [0.5, 0.3, 0.2], means: [-2, 0.5, 3], variances: [0.6, 0.3, 1.2])
var random = notebook.random("ancestral")
let drawn = (0..<8_000).map { _ in line.sample(using: &random).point[0] }

// snippet.fold The integrals, the distance between sample and distribution, and the wrong variants
let wide = Quadrature.gaussLegendre(200, from: -12, to: 14)
func density(_ x: Double) -> Double { .exp(line.logDensity([x])) }
func geometricMean(_ x: Double) -> Double {
  .exp((0..<3).reduce(0.0) { $0 + line.weights[$1] * line.logDensity([x], of: $1) })
}
let mean = wide.integrate { $0 * density($0) }
let moments = [
  wide.integrate(density), mean, wide.integrate { ($0 - mean) * ($0 - mean) * density($0) },
]
let varianceWithin = zip(line.weights, line.covariances).reduce(0) { $0 + $1.0 * $1.1[0, 0] }
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
let equalWeights = try GaussianMixture(
  weights: [1.0 / 3, 1.0 / 3, 1.0 / 3], means: line.means, covariances: line.covariances,
  covarianceKind: .full)
let wronglyDrawn = (0..<8_000).map { _ in equalWeights.sample(using: &random).point[0] }
// snippet.show

notebook.check(
  "gmm-density", moments, equals: [1, line.mean[0], line.covariance[0, 0]], within: 1e-9,
  refutes: [
    "the weights stand before the log densities": [
      wide.integrate(geometricMean), line.mean[0], line.covariance[0, 0],
    ],
    "the variances within alone are averaged": [1, mean, varianceWithin],
  ])

notebook.check(
  "gmm-generative", scaledDistance(drawn), isAtMost: 2.7,
  refutes: ["all components are equally likely": scaledDistance(wronglyDrawn)])

// snippet.hide
notebook.figure(
  "mixture",
  Figure(
    description: "8000 draws from three normal components on a line, with mean "
      + "\(Estimate(drawn).formatted), under the density of the mixture, whose mean is "
      + "\(line.mean[0].formatted(decimals: 2)).",
    height: 300, x: Axis("x"), y: Axis("density"),
    marks: [
      .histogram(drawn, isDensity: true, label: "draws"),
      .curve(over: -6...8, color: .vermillion, label: "p(x)", density),
    ]))
// snippet.show

// (The second check takes the largest distance between the distribution function of the sample and
// that of the mixture, times the root of the sample size. It exceeds 2.7 once in a million samples.)
// The density determines the weights, the means and the covariances, up to the order in which the
// components are listed [@teicher1963], so it makes sense to estimate them.

// ## The E-step: Bayes' rule for a label
//
// Given the parameters, Bayes' rule says how probable each label is for a point. These
// probabilities are called *responsibilities*:
//
// $$
// \gamma_{ik} = p(z_i = k \mid x_i, \theta)
// = \frac{\pi_k\, N(x_i \mid \mu_k, \Sigma_k)}{\sum_j \pi_j\, N(x_i \mid \mu_j, \Sigma_j)} .
// $$
//
// The denominator is the evidence $p(x_i \mid \theta)$. It is a sum of $K$ terms, where a continuous
// latent variable would have an integral; this is why inference in a mixture is exact. The library
// takes logarithms first, so that a point far from all components, whose densities underflow to
// zero, still gets its responsibilities:
//
// snippet.quote e-step
//
// Take a deliberately poor mixture of two components, and four eruptions. The first number in each
// pair is the responsibility of the first component.

let poor = try GaussianMixture(
  weights: [0.4, 0.6], means: [[3, 65], [4, 75]],
  covariances: [Matrix(diagonal: [1, 150]), Matrix(diagonal: [1.5, 200])],
  covarianceKind: .full)
let responsibilities = poor.responsibilities(of: faithful)

// snippet.hide
notebook.table(
  ["eruption", "length (min)", "wait (min)", "responsibilities"],
  [0, 1, 2, 3].map { i in
    [
      .number(i + 1), .number(faithful[i, 0], decimals: 2), .number(faithful[i, 1], decimals: 0),
      .text(responsibilities.row(i).map { $0.formatted(decimals: 3) }.joined(separator: ", ")),
    ]
  })
// snippet.show

// snippet.fold Bayes' rule written out term by term, and labelled draws
func enumerated(_ term: (Int, [Double]) -> Double) -> [Double] {
  (0..<faithful.rows).flatMap { i in
    let terms = (0..<2).map { term($0, faithful.row(i)) }
    return terms.map { $0 / (terms[0] + terms[1]) }
  }
}
let byBayes = enumerated { k, x in poor.weights[k] * .exp(poor.logDensity(x, of: k)) }
let joint = (0..<faithful.rows).flatMap { i in
  (0..<2).map { poor.weights[$0] * .exp(poor.logDensity(faithful.row(i), of: $0)) }
}
let overlapping = try GaussianMixture(weights: [0.8, 0.2], means: [0, 1.2], variances: [1, 1])
let unweighted = try GaussianMixture(weights: [0.5, 0.5], means: [0, 1.2], variances: [1, 1])
random = notebook.random("calibration")
let labelled = (0..<20_000).map { _ in overlapping.sample(using: &random) }
func calibration(_ mixture: GaussianMixture) -> Estimate {
  let claims = mixture.responsibilities(of: Matrix(rows: labelled.map(\.point))).column(1)
  return Estimate(
    zip(labelled, claims).filter { (0.2...0.3).contains($0.1) }
      .map { draw, claim in (draw.component == 1 ? 1 : 0) - claim })
}
// snippet.show

notebook.check(
  "gmm-responsibilities/bayes", responsibilities.elements, equals: byBayes, within: 1e-12,
  refutes: [
    "the weights are forgotten": enumerated { k, x in .exp(poor.logDensity(x, of: k)) },
    "the joint density is not normalised": joint,
  ])

// A probability should also be honest: among all points whose responsibility for a component is
// between 0.2 and 0.3, that component should be the true one just as often. Draws from two
// overlapping components know their labels. The next check averages, over that bin, the label (one
// or zero) minus the responsibility.

notebook.check(
  "gmm-responsibilities/calibrated", calibration(overlapping), equals: 0,
  refutes: ["the weights are forgotten": calibration(unweighted)])

// ## Why the maximum has no formula
//
// Maximum likelihood asks for the parameters with the largest
//
// $$
// \log p(X \mid \theta) = \sum_{i=1}^n \log \sum_{k=1}^K \pi_k\, N(x_i \mid \mu_k, \Sigma_k) .
// $$
//
// For one component the logarithm meets the exponential of the normal density and leaves a quadratic
// function of $\mu$. For several, the sum stands between the two. The derivative with respect to
// $\mu_k$, set to zero, reads
//
// $$
// \sum_i \gamma_{ik}\, \Sigma_k^{-1} (x_i - \mu_k) = 0
// \qquad \Longrightarrow \qquad
// \mu_k = \frac{\sum_i \gamma_{ik}\, x_i}{\sum_i \gamma_{ik}} .
// $$
//
// That looks like a solution, a weighted mean, and is none, for $\gamma_{ik}$ contains $\mu_k$ and
// every other parameter. No rearrangement helps: already for two components on a line, and data that
// are rational numbers, the maximiser is in general a transcendental number, so that no formula of
// arithmetic and roots can give it [@amendola2016]. What can be done with such an equation is to
// iterate it. One round from the poor mixture leaves a gradient; four hundred rounds leave none.

let long = ExpectationMaximization(tolerance: 0, maximumIterations: 400)
let path = try long.run(from: poor, on: faithful).path
let (afterOneRound, peak) = (path[1], path[400])

// snippet.fold The gradient of the log likelihood, and the log likelihood by plain enumeration
func gradientNorm(_ mixture: GaussianMixture) -> Double {
  let gradient = mixture.gradient(of: faithful, under: mixture.responsibilities(of: faithful))
  return (gradient.weights + gradient.means.joined() + gradient.covariances.flatMap(\.elements))
    .reduce(0) { max($0, $1.magnitude) }
}
let enumeratedLogLikelihood = zip(enumeratedJoint, enumeratedJoint).reduce(0.0) { $0 + $1.0 }
let logarithmsSummed = poor.expectedConditionalLogLikelihood(
  of: faithful, under: responsibilities)
// snippet.show

notebook.check(
  "lvm-log-of-sum/computed", poor.logLikelihood(of: faithful), equals: enumeratedLogLikelihood,
  within: 1e-9,
  refutes: ["the sum over k is taken outside the logarithm": logarithmsSummed])

notebook.check(
  "lvm-log-of-sum/implicit", gradientNorm(peak) / n, isAtMost: 1e-6,
  refutes: ["one round of weighted means is the solution": gradientNorm(afterOneRound) / n])

notebook.sharpen(
  "lvm-log-of-sum",
  stated: "The logarithm of a sum is intractable.",
  right: "For a mixture the sum has K terms, and its logarithm is computed exactly; what is "
    + "missing is a closed form of its maximum.")

// ## The M-step: a weighted maximum
//
// Suppose that the responsibilities are held fixed, as if somebody had told them. Each point then
// counts for component $k$ by the share $\gamma_{ik}$, and the function to maximise is the *expected
// complete-data log likelihood* of Dempster, Laird and Rubin [@dempster1977]:
//
// $$
// Q(\theta; \gamma) = \sum_{ik} \gamma_{ik}
// \bigl( \log \pi_k + \log N(x_i \mid \mu_k, \Sigma_k) \bigr) .
// $$
//
// Now the logarithm stands directly before the normal density. In $\mu_k$ the function is a concave
// quadratic, and setting its derivative to zero gives the weighted mean, this time as a
// solution. In the same way, with a Lagrange multiplier for $\sum_k \pi_k = 1$, and with
// $N_k = \sum_i \gamma_{ik}$ for the number of points that component $k$ accounts for,
//
// $$
// \pi_k = \frac{N_k}{n}, \qquad \mu_k = \frac{1}{N_k} \sum_i \gamma_{ik} x_i, \qquad
// \Sigma_k = \frac{1}{N_k} \sum_i \gamma_{ik} (x_i - \mu_k)(x_i - \mu_k)^\top
// $$
//
// [@bishop2006, eqs. 9.17, 9.19, 9.22]. The covariance is taken about the *new* mean. The library's
// M-step has one more line, for a floor under the eigenvalues that a later section explains:
//
// snippet.quote m-step
//
// The check asks the gradient of $Q$, computed from its own formula, whether the point that the
// M-step returns is stationary. Three hundred random perturbations of all parameters, from tiny to
// large, then look for a larger $Q$.

let step = try poor.maximization(of: faithful, under: responsibilities).mixture
let slope = step.gradient(of: faithful, under: responsibilities)
let highestQ = step.expectedCompleteLogLikelihood(of: faithful, under: responsibilities)

// snippet.fold Mixtures beside the maximum: wrong M-steps, and random perturbations
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
func restGradient(_ mixture: GaussianMixture) -> [Double] {
  let gradient = mixture.gradient(of: faithful, under: responsibilities)
  return gradient.weights + gradient.covariances.flatMap(\.elements)
}
func q(_ mixture: GaussianMixture) -> Double {
  mixture.expectedCompleteLogLikelihood(of: faithful, under: responsibilities)
}
let dividedByAll = zip(step.means, step.weights).map { mean, weight in mean.map { $0 * weight } }
let aboutOldMeans = zip(step.covariances, zip(step.means, poor.means)).map { covariance, means in
  let shift = zip(means.0, means.1).map(-)
  return covariance + .outerProduct(shift, shift)
}
let unbiased = zip(step.covariances, step.weights).map { n * $1 / (n * $1 - 1) * $0 }
random = notebook.random("perturb")
func perturbed(_ size: Double) throws -> GaussianMixture {
  let factor = Double.exp(size * random.normal())
  let weight = 1 / (1 + step.weights[1] / step.weights[0] * factor)
  return try replacing(
    means: step.means.map { $0.map { $0 * (1 + size * random.normal() / 10) } },
    covariances: step.covariances.map { covariance in
      let turn =
        Matrix.identity(2) + size / 4 * Matrix(rows: 2, columns: 2, elements: random.normals(4))
      return (turn * covariance * turn.transposed).symmetrized
    }, weights: [weight, 1 - weight])
}
let highestOfOthers = try (0..<300).map { q(try perturbed(0.001 * .exp(Double($0) / 50))) }
  .reduce(-.infinity, max)
// snippet.show

notebook.check(
  "gmm-mstep-mean", slope.means.flatMap { $0 }, equals: [0, 0, 0, 0], within: 1e-8,
  refutes: [
    "the sum is divided by n": meanGradient(try replacing(means: dividedByAll)),
    "the old means": meanGradient(try replacing(means: poor.means)),
  ])

notebook.check(
  "gmm-mstep-rest", slope.weights + slope.covariances.flatMap(\.elements),
  equals: [Double](repeating: 0, count: 10), within: 1e-7,
  refutes: [
    "the covariance is taken about the old means": restGradient(
      try replacing(covariances: aboutOldMeans)),
    "the weights stay equal": restGradient(try replacing(weights: [0.5, 0.5])),
    "the unbiased divisor N − 1": restGradient(try replacing(covariances: unbiased)),
  ])

notebook.check(
  "em-mstep-bound/maximum", highestOfOthers - highestQ, isAtMost: 0,
  refutes: [
    "the covariance about the old means is the maximum": highestOfOthers
      - q(try replacing(covariances: aboutOldMeans))
  ])

// ## One function, two kinds of step
//
// Why may the responsibilities be held fixed, when they depend on the parameters? Because both steps
// climb the same function. For any distribution $\gamma_i$ over the labels of point $i$, write
// $\log p(x_i) = \log p(x_i, z) - \log p(z \mid x_i)$, subtract and add $\log \gamma_i(z)$, and
// average over $\gamma_i$. Summed over the points, this is the decomposition of
// [chapter 03](03-elbo.md):
//
// $$
// \log p(X \mid \theta) = \underbrace{\sum_{ik} \gamma_{ik}
// \log \frac{p(x_i, z_i = k \mid \theta)}{\gamma_{ik}}}_{\mathcal L(\theta, \gamma)}
// + \underbrace{\sum_i KL\bigl(\gamma_i \Vert p(z_i \mid x_i, \theta)\bigr)}_{\text{gap}},
// \qquad \mathcal L = Q + H(\gamma) ,
// $$
//
// where $H(\gamma) = -\sum_{ik} \gamma_{ik} \log \gamma_{ik}$ is the entropy. The gap is never
// negative, so $\mathcal L$ is a lower bound. EM is coordinate ascent on it [@neal1998]:
//
// - **E-step.** Maximise $\mathcal L$ over $\gamma$, with $\theta$ fixed. The left side does not
//   contain $\gamma$, so the bound is largest where the gap is smallest: zero, at the posterior. The
//   log likelihood stays where it is, and the bound rises to touch it.
// - **M-step.** Maximise $\mathcal L$ over $\theta$, with $\gamma$ fixed. The entropy does not
//   contain $\theta$, so this is the maximum of $Q$. The bound rises by the rise of $Q$; the
//   log likelihood rises by more, because the posterior moves away from $\gamma$ and a gap opens:
//   $\Delta \log p = \Delta Q + KL(\gamma \Vert \text{new posterior})$.
//
// Five rounds from the poor mixture, with every term computed by its own formula, in nats:

var halfSteps: [(name: String, terms: GaussianMixture.BoundTerms)] = []
var mixture = poor
for round in 1...5 {
  let posterior = mixture.responsibilities(of: faithful)
  halfSteps.append(("E-step \(round)", mixture.boundTerms(of: faithful, under: posterior)))
  mixture = try mixture.maximization(of: faithful, under: posterior).mixture
  halfSteps.append(("M-step \(round)", mixture.boundTerms(of: faithful, under: posterior)))
}

// snippet.hide
notebook.table(
  ["after", "log p", "bound", "gap", "Q", "entropy"],
  halfSteps.prefix(8).map { name, terms in
    [
      .text(name), .number(terms.logLikelihood, decimals: 3), .number(terms.bound, decimals: 3),
      .number(terms.gap, decimals: 3),
      .number(terms.expectedCompleteLogLikelihood, decimals: 3),
      .number(terms.entropy, decimals: 3),
    ]
  })
let tight = stride(from: 0, to: 10, by: 2).map { halfSteps[$0].terms }
let loose = stride(from: 1, to: 10, by: 2).map { halfSteps[$0].terms }
let stairs = halfSteps.indices.dropFirst(2).map { Double($0 + 2) / 2 }
let stairTerms = halfSteps.dropFirst(2).map(\.terms)
notebook.figure(
  "staircase",
  Figure(
    description: "From the second E-step on, the bound rises at every half-step and touches the "
      + "log likelihood after each E-step; the shaded gap that the M-steps open shrinks from "
      + "\(loose[1].gap.formatted(decimals: 2)) to \(loose[4].gap.formatted(decimals: 2)) nats.",
    height: 340, x: Axis("half-steps (E at the whole numbers, M between)"), y: Axis("nats"),
    marks: [
      .band(
        x: stairs, lower: stairTerms.map(\.bound), upper: stairTerms.map(\.logLikelihood),
        color: .gray, label: "gap"),
      .line(x: stairs, y: stairTerms.map(\.logLikelihood), label: "log p"),
      .line(x: stairs, y: stairTerms.map(\.bound), color: .vermillion, label: "bound"),
    ]))
// snippet.show

// The decomposition is not special to mixtures. The library states it once, for every latent
// variable model whose posterior is known: the bound averages $\log p(x, z) - \log q(z)$ under $q$,
// the gap averages $\log q(z) - \log p(z \mid x)$. The next check runs the same two functions on the
// mixture, with responsibilities mixed with a coin toss, and on the nonlinear decoder
// $x \mid z \sim N(2 \tanh z, 0.09)$ with $z \sim N(0, 1)$ and a normal $q$.

func decomposition<M: ExactInference, Q: Approximation<M.Latent>>(
  _ model: M, _ x: M.Observation, _ q: Q
) -> (bound: Double, gap: Double, evidence: Double) {
  (
    model.evidenceLowerBound(of: x, under: q), model.divergenceToPosterior(of: x, from: q),
    model.logEvidence(of: x)
  )
}

// snippet.fold Five eruptions under the mixture, three observations under the decoder
let curved = ScalarDecoderModel(noiseStandardDeviation: 0.3) { 2 * .tanh($0) }
let parts =
  (0..<5).map { i in
    decomposition(
      poor, faithful.row(i),
      Categorical(probabilities: responsibilities.row(i).map { 0.7 * $0 + 0.15 }))
  }
  + [-1.8, 0.2, 1].map { x in
    decomposition(curved, x, Normal(mean: 0.4 * x, standardDeviation: 0.3))
  }
// snippet.show

notebook.check(
  "gmm-same-elbo", parts.map { $0.bound + $0.gap }, equals: parts.map(\.evidence), within: 1e-9,
  refutes: [
    "the gap is left out": parts.map(\.bound),
    "the gap is subtracted": parts.map { $0.bound - $0.gap },
  ])

// After an E-step the bound equals the log likelihood, and no other responsibilities give a higher
// bound, here among a hundred at random. After an M-step the two rises obey the formula above.

// snippet.fold Other responsibilities, and the rises of each M-step
random = notebook.random("other-responsibilities")
let others = (0..<100).map { _ in
  let share = random.uniform()
  let column = responsibilities.column(0).map { $0 + (random.uniform() - $0) * share }
  return poor.evidenceLowerBound(
    of: faithful, under: Matrix(rows: column.map { [$0, 1 - $0] }))
}
let highestOfRandom = others.reduce(-.infinity, max)
let underThePrior = poor.evidenceLowerBound(
  of: faithful, under: Matrix(rows: (0..<faithful.rows).map { _ in poor.weights }))
let riseOfQ = zip(loose, tight).map {
  $0.expectedCompleteLogLikelihood - $1.expectedCompleteLogLikelihood
}
let riseOfBound = zip(loose, tight).map { $0.bound - $1.bound }
let riseOfEvidence = zip(loose, tight).map { $0.logLikelihood - $1.logLikelihood }
let gapsOpened = loose.map(\.gap)
// snippet.show

notebook.check(
  "em-estep-kl/touches", tight.map(\.bound), equals: tight.map(\.logLikelihood), within: 1e-9,
  refutes: ["the responsibilities of one step before": loose.map(\.bound)])

notebook.check(
  "em-estep-kl/highest", highestOfRandom - tight[0].bound, isAtMost: 0,
  refutes: ["the prior's weights are the best guess": highestOfRandom - underThePrior])

notebook.check(
  "em-mstep-bound/rise", riseOfBound + riseOfEvidence,
  equals: riseOfQ + zip(riseOfQ, gapsOpened).map(+), within: 1e-9,
  refutes: [
    "the log likelihood rises by Q alone": riseOfBound + riseOfQ,
    "the gap counts against it": riseOfBound + zip(riseOfQ, gapsOpened).map(-),
  ])

// So the bound of a mixture is tight, but only between an E-step and the next M-step.

notebook.check(
  "em-tight/after-e-step", tight.map(\.gap), equals: tight.map { _ in 0 }, within: 1e-9,
  refutes: ["the gap of the M-step before": gapsOpened])

notebook.check(
  "em-tight/after-m-step", loose.map { $0.logLikelihood - $0.bound }, equals: gapsOpened,
  within: 1e-9, refutes: ["the gap stays zero": loose.map { _ in 0 }])

notebook.sharpen(
  "em-tight",
  stated: "For a mixture q is the exact posterior, so the bound is tight and the gap is zero.",
  right: "The gap is zero after an E-step. After the first M-steps above it is "
    + gapsOpened.prefix(3).map { $0.formatted(decimals: 2) }.joined(separator: ", ")
    + " nats: what the next E-step has to gain.")

// ## The bound as a curve under the log likelihood
//
// A picture of the same thing [@bishop2006, fig. 9.14]. Keep all parameters of a mixture for the
// waiting times but one, the mean $\mu_1$ of its first component. The log likelihood is then a curve
// over $\mu_1$, and for fixed responsibilities the bound is a parabola, because $Q$ is quadratic in a
// mean. Each E-step draws the parabola that touches the curve at the present $\mu_1$; each M-step
// goes to its top, which is the next $\mu_1$.

let waits = Matrix(rows: faithful.column(1).map { [$0] })
func waiting(_ firstMean: Double) throws -> GaussianMixture {
  try GaussianMixture(weights: [0.36, 0.64], means: [firstMean, 80], variances: [35, 35])
}
var firstMeans = [71.0]
for _ in 1...3 {
  let present = try waiting(firstMeans.last ?? 0)
  let next = try present.maximization(of: waits, under: present.responsibilities(of: waits))
  firstMeans.append(next.mixture.means[0][0])
}

// snippet.hide
let axisOfMeans = (0...160).map { 44 + 0.2 * Double($0) }
let heights = try axisOfMeans.map { try waiting($0).logLikelihood(of: waits) }
let bounds = try firstMeans.prefix(3).map { start in
  let fixed = try waiting(start).responsibilities(of: waits)
  return try axisOfMeans.map { try waiting($0).evidenceLowerBound(of: waits, under: fixed) }
}
let withoutWeights = try firstMeans.prefix(3).map { start in
  let fixed = try waiting(start).responsibilities(of: waits)
  return try axisOfMeans.map {
    try waiting($0).expectedConditionalLogLikelihood(of: waits, under: fixed)
      + GaussianMixture.entropy(of: fixed)
  }
}
func highestExcess(_ curves: [[Double]]) -> Double {
  curves.flatMap { zip($0, heights).map { $0 - $1 } }.reduce(-.infinity, max)
}
let startingHeights = try firstMeans.map { try waiting($0).logLikelihood(of: waits) }
notebook.figure(
  "bounds",
  Figure(
    description:
      "The log likelihood over one mean, and three successive lower bounds: each touches "
      + "it where its E-step was made, at "
      + firstMeans.prefix(3).map { $0.formatted(decimals: 1) }.joined(separator: ", ")
      + " minutes, and has its top at the next of these values; after the third M-step the mean is "
      + "\(firstMeans[3].formatted(decimals: 1)).",
    height: 400, x: Axis("mean μ₁ (min)", range: 46...76),
    y: Axis(
      "nats",
      range: (startingHeights[0] - 60)...(heights.reduce(-.infinity, max) + 20)),
    marks: zip(bounds, [Color.orange, .green, .purple]).enumerated().map { round, bound in
      .line(x: axisOfMeans, y: bound.0, color: bound.1, label: "bound \(round + 1)")
    } + [
      .line(x: axisOfMeans, y: heights, label: "log p"),
      .scatter(x: firstMeans, y: startingHeights, color: .vermillion),
    ]))
notebook.define("first bound step", firstMeans[1] - firstMeans[0], significant: 3)
// snippet.show

notebook.check(
  "em-mstep-bound/below", highestExcess(bounds), isAtMost: 1e-9,
  refutes: ["the weights are left out of Q": highestExcess(withoutWeights)])

// Near the point where it touches, the bound has the slope of the log likelihood but a stronger
// curvature, so a step to its top is short where the bound is narrow. The curvature that the bound
// has in excess is what EM loses by not knowing the labels; we meet it again as a rate.

// ## The same split as a VAE
//
// The lectures set the $Q$ of EM beside the bound of a VAE, which they write as reconstruction less
// regulariser. Like is compared with like if the entropy is not forgotten: $Q$ alone is not a bound
// of anything, $Q + H$ is. And the bound of a mixture splits in the same way as that of a VAE:
//
// $$
// \mathcal L = Q + H(\gamma)
// = \underbrace{\sum_{ik} \gamma_{ik} \log N(x_i \mid \mu_k, \Sigma_k)}_{\text{reconstruction}}
// - \underbrace{\sum_i KL(\gamma_i \Vert \pi)}_{\text{regulariser}} .
// $$
//
// To see it, take $\log \pi_k$ from $Q$ and put it under the entropy. The regulariser is there at the
// exact posterior too: without it the right side overshoots $\log p$. And the reconstruction term
// resembles $Q$, but $Q$ also holds the prior's part $\sum_k N_k \log \pi_k$.

// snippet.fold The terms after each of the five E-steps
let evidences = tight.map(\.logLikelihood)
let reconstructions = tight.map(\.reconstruction)
let regularisers = tight.map(\.divergenceToPrior)
let entropies = tight.map(\.entropy)
let qs = tight.map(\.expectedCompleteLogLikelihood)
let priorParts = path.prefix(5).map { mixture in
  zip(GaussianMixture.totals(of: mixture.responsibilities(of: faithful)), mixture.weights)
    .reduce(0.0) { $0 + $1.0 * .log($1.1) }
}
// snippet.show

notebook.check(
  "gmm-q-function", zip(qs, entropies).map(+), equals: evidences, within: 1e-9,
  refutes: [
    "Q alone is the log likelihood": qs,
    "the entropy is subtracted": zip(qs, entropies).map(-),
    "the weights are left out of Q": zip(reconstructions, entropies).map(+),
  ])
notebook.sharpen(
  "gmm-q-function",
  stated: "The Q-function of a mixture stands beside the ELBO of a VAE as its counterpart.",
  right: "The counterpart is Q plus the entropy of the responsibilities: "
    + "\(qs[0].formatted(decimals: 2)) + \(entropies[0].formatted(decimals: 2)) = "
    + "\(evidences[0].formatted(decimals: 2)) nats in the first round.")

notebook.check(
  "gmm-no-kl-analogue", zip(reconstructions, regularisers).map(-), equals: evidences,
  within: 1e-9,
  refutes: [
    "no regulariser": reconstructions,
    "the regulariser is added": zip(reconstructions, regularisers).map(+),
  ])
notebook.correct(
  "gmm-no-kl-analogue",
  stated: "The KL regulariser has no direct analogue in a mixture, whose posterior is exact.",
  right: "The divergence of the responsibilities from the weights is that regulariser: "
    + "\(regularisers[0].formatted(decimals: 2)) nats in the first round, without which the bound "
    + "would overshoot the log likelihood by as much.")

notebook.check(
  "recon-like-q", zip(qs, reconstructions).map(-), equals: priorParts, within: 1e-9,
  refutes: [
    "they are the same": priorParts.map { _ in 0 },
    "the entropy is the difference": entropies,
  ])
notebook.sharpen(
  "recon-like-q",
  stated: "The reconstruction term is like the expected complete-data log likelihood.",
  right: "The two differ by the prior's part, the sum of N log π over the components: "
    + "\(priorParts[0].formatted(decimals: 2)) nats in the first round.")

// ## The fit: Old Faithful, or your data
//
// The whole algorithm is the loop of the last table, repeated until the log likelihood of an average
// point rises by less than $10^{-9}$ nats in a round. Where to begin matters, as we shall see. The
// means start at points chosen at random, far from each other with high probability
// (k-means++, [chapter 07](07-kmeans.md)), the weights start equal and the covariances as that of
// all data. EM runs from several such starts, and the run with the highest log likelihood is kept.
// With `--data FILE` the points are yours; `--standardize` first scales every column to mean 0 and
// variance 1.

let data =
  notebook[standardizeOption] ? Standardization(of: measured).standardize(measured) : measured
let em = ExpectationMaximization(tolerance: 1e-9, maximumIterations: 1_000)
let fit = notebook.reading {
  try em.fit(
    data, components: notebook[componentOption], covarianceKind: notebook[covarianceOption],
    restarts: notebook[restartOption], using: notebook.random("fit"), workers: notebook.workers)
}

// snippet.hide
let best = fit.best
let reachedBest = fit.runs.count { $0.logLikelihood >= best.logLikelihood - 0.01 }
notebook.define("points", data.rows)
notebook.define("source", table.name.escapedForMarkdown)
notebook.define("ends", best.hasConverged ? "converged" : "was stopped, still rising,")
notebook.define("iterations", best.iterations)
notebook.define("log likelihood", best.logLikelihood, significant: 7)
notebook.define("restarts", fit.runs.count)
notebook.define("reached best", reachedBest)
let names = table.columns.map {
  $0.escapedForMarkdown + (notebook[standardizeOption] ? ", standardised" : "")
}
let shownColumns = min(6, data.columns)
// snippet.show

// On the {{points}} rows of {{source}} the best of {{restarts}} runs {{ends}} after {{iterations}}
// iterations, at a log likelihood of {{log likelihood}} nats; {{reached best}} of the runs ended
// within 0.01 nats of it.

// snippet.hide
notebook.table(
  ["component", "weight"] + names.prefix(shownColumns).map { "mean of \($0)" }
    + names.prefix(shownColumns).map { "standard deviation of \($0)" },
  (0..<fit.mixture.componentCount).map { k in
    [.number(k + 1), .number(fit.mixture.weights[k], decimals: 4)]
      + fit.mixture.means[k].prefix(shownColumns).map { .number($0, significant: 5) }
      + fit.mixture.covariances[k].diagonal.prefix(shownColumns).map {
        .number($0.squareRoot(), significant: 4)
      }
  })
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
        x: across, y: drawnData.column(1), responsibilities: mixture.responsibilities(of: drawnData)
      )
    ] + ellipses)
}
let instants = [0, 1, best.iterations / 4, best.iterations].reduce(into: [Int]()) { kept, step in
  if !kept.contains(step) { kept.append(step) }
}
notebook.figure(
  "iterations",
  Figure(
    description: "The fitted components over the data at the start and after "
      + instants.dropFirst().map(String.init).joined(separator: ", ")
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
    panels: instants.map { panel($0 == 0 ? "start" : "iteration \($0)", best.path[$0]) }))
// snippet.show

// A component's weight is the share of the data that it accounts for; its mean says where that share
// lies, its standard deviations how widely it spreads. A point between the components keeps a mixed
// colour: that is what "soft assignment" means.

// ## The likelihood never falls; how fast does it rise?
//
// In one round the log likelihood rises by the rise of $Q$ plus the gap that the M-step opened, and
// neither is negative. So it never falls [@dempster1977, theorem 1]. The check takes every run of the
// fit above, and a hundred runs of three components on the eruptions. One of its wrong variants
// doubles every covariance of the last M-step, as if the ½ in the exponent were forgotten: that
// lowers the bound by at least 0.09 nats for each point and dimension.

let settled = ExpectationMaximization(tolerance: 1e-11, maximumIterations: 20_000)
let hundred = try settled.fit(
  faithful, components: 3, covarianceKind: .full, restarts: 100,
  using: notebook.random("hundred"))

// snippet.fold Wrong steps from the best mixtures
let lastGamma = best.path[max(0, best.iterations - 1)].responsibilities(of: data)
let doubled = try GaussianMixture(
  weights: fit.mixture.weights, means: fit.mixture.means,
  covariances: fit.mixture.covariances.map { 2 * $0 }, covarianceKind: notebook[covarianceOption])
let boundsOfDoubling = [fit.mixture, doubled].map {
  $0.evidenceLowerBound(of: data, under: lastGamma)
}
let slack = 1e-9 * max(Double(data.rows), best.logLikelihood.magnitude)
func stepDown(to wrong: GaussianMixture) -> [Double] {
  [peak.logLikelihood(of: faithful), wrong.logLikelihood(of: faithful)]
}
let rootsForVariances = try GaussianMixture(
  weights: peak.weights, means: peak.means,
  covariances: peak.covariances.map { Matrix(diagonal: $0.diagonal.map { $0.squareRoot() }) },
  covarianceKind: .full)
let unweightedMeans = try GaussianMixture(
  weights: peak.weights, means: [faithful.columnMeans, faithful.columnMeans],
  covariances: peak.covariances, covarianceKind: .full)
notebook.define("hundred steps", hundred.runs.reduce(0) { $0 + $1.iterations })
// snippet.show

notebook.check(
  "em-monotone/fit", neverFalls: fit.runs.map(\.logLikelihoods), within: slack,
  refutes: ["every covariance doubles": [boundsOfDoubling]])

notebook.check(
  "em-monotone/hundred-starts", neverFalls: hundred.runs.map(\.logLikelihoods), within: 1e-8,
  refutes: [
    "standard deviations for variances": [stepDown(to: rootsForVariances)],
    "means without responsibilities": [stepDown(to: unweightedMeans)],
  ])

// None of the {{hundred steps}} iterations of the hundred runs went down. Near its limit, EM converges
// linearly: in each round the distance to the limit shrinks by a factor, the largest fraction of
// information that the missing labels carry [@dempster1977; @xu1996], and what is missing of the log
// likelihood shrinks by the square of that factor. Components that overlap cost rounds.

// snippet.hide
func deficits(_ logLikelihoods: [Double]) -> [Double] {
  let limit = logLikelihoods[logLikelihoods.count - 1]
  return logLikelihoods.prefix { limit - $0 > 1e-7 }.map { limit - $0 }
}
let twoStart = try settled.run(from: poor, on: faithful)
let curvesOfDeficit = [twoStart.logLikelihoods, hundred.best.logLikelihoods].map(deficits)
let factors = curvesOfDeficit.map { deficits in
  let tail = deficits.suffix(max(2, deficits.count / 4))
  return Double.exp(
    .log((tail.last ?? 1) / (tail.first ?? 1)) / Double(max(1, tail.count - 1)))
}
notebook.define("factor of two", factors[0], significant: 2)
notebook.define("factor of three", factors[1], significant: 3)
notebook.define("rounds of two", twoStart.iterations)
notebook.define("rounds of three", hundred.best.iterations)
notebook.figure(
  "deficit",
  Figure(
    description: "What the log likelihood still lacks to its limit, against the iteration: at the "
      + "end it shrinks by a factor of \(factors[0].formatted(significant: 2)) in each iteration for "
      + "two components and of \(factors[1].formatted(significant: 3)) for three.",
    height: 340, x: Axis("iteration"), y: Axis("nats below the limit", scale: .logarithmic),
    marks: zip(curvesOfDeficit, ["2 components", "3 components"]).enumerated().map { index, curve in
      .line(
        x: curve.0.indices.map(Double.init), y: curve.0, color: .category(index), label: curve.1)
    }))
// snippet.show

// On the eruptions the two clouds hardly overlap: the deficit shrinks by a factor of
// {{factor of two}} in each of the last rounds, and {{rounds of two}} rounds suffice. A third component has to share a
// cloud with another: the factor is {{factor of three}}, and the best of the hundred runs took
// {{rounds of three}} rounds. A rise that looks like standing still need not be the end, so a small
// tolerance is no luxury.

// ## Where EM ends
//
// The lecture says that EM converges because the log likelihood never falls. A sequence that never
// falls converges if it is bounded, and the likelihood of a mixture is not bounded [@day1969;
// @kiefer1956]. Put the mean of one component on a data point and shrink its variance
// $\sigma^2$: the density at that point grows as $1/\sigma$, the other component takes care of all
// other points, and the log likelihood rises by one half for every unit of $\log(1/\sigma^2)$. EM
// does find this hole when it starts near. Twelve points half a unit apart, and a narrow component
// on one of them:

let row = (0..<12).map { [Double($0) / 2 - 2.5] }
var spike = try GaussianMixture(weights: [0.1, 0.9], means: [0, 0.3], variances: [0.015, 3])
var spikes = [spike]
while let next = try? spike.maximization(
  of: Matrix(rows: row), under: spike.responsibilities(of: Matrix(rows: row)))
{
  spike = next.mixture
  spikes.append(spike)
}

// snippet.hide
let spikeHeights = spikes.map { $0.logLikelihood(of: Matrix(rows: row)) }
let spikeVariances = spikes.map { $0.covariances[0][0, 0] }
notebook.table(
  ["iteration", "variance of the narrow component", "log likelihood"],
  spikes.indices.map {
    [
      .number($0), .number(spikeVariances[$0], significant: 3),
      .number(spikeHeights[$0], decimals: 2),
    ]
  })
// snippet.show

// After iteration {{spike iterations}} the variance is too small for a number, and no density exists.
// The usual remedies are to bound the covariances from below or their ratios [@hathaway1985]. This
// library keeps every eigenvalue above a floor, by default $10^{-6}$ of the variance of the column.
// The M-step under a floor is still an exact maximum, so the likelihood still never falls; now it is
// bounded, and its values converge.

// snippet.fold The slope of the spike, and the same start with the default floor
notebook.define("spike iterations", spikes.count - 1)
func spikeHeight(_ variance: Double) throws -> Double {
  try GaussianMixture(weights: [0.1, 0.9], means: [0, 0.3], variances: [variance, 3])
    .logLikelihood(of: Matrix(rows: row))
}
let narrow = try [1e-12, 1e-16, 1e-20, 1e-24].map(spikeHeight)
let slopes = zip(narrow, narrow.dropFirst()).map { ($1 - $0) / .log(1e4) }
let floored = try settled.run(from: spikes[0], on: Matrix(rows: row))
let climbed = spikeHeights[spikeHeights.count - 1] - spikeHeights[0]
// snippet.show

notebook.check(
  "em-converges/unbounded", slopes, equals: [0.5, 0.5, 0.5], within: 1e-6,
  refutes: [
    "the likelihood is bounded": [0, 0, 0],
    "the density grows as 1/σ²": [1, 1, 1],
  ])

notebook.check(
  "em-converges/diverges", climbed, isAtLeast: 20,
  refutes: ["with the default floor": floored.logLikelihood - spikeHeights[0]])

// **Not always a maximum.** Where the likelihood values converge, the limit is a stationary point, and
// it may be a saddle [@wu1983]. Let all components be identical: then every responsibility is the
// weight, the M-step gives every component the mean and covariance of all data, and EM stays there
// for ever, at the likelihood of a single normal distribution. Moving one mean by a hundredth of a
// minute is enough to leave.

func climb(from shift: Double) throws -> ExpectationMaximization.Run {
  let single = try GaussianMixture(
    weights: [1], means: [[3, 70]], covariances: [.identity(2)], covarianceKind: .full
  ).maximization(of: faithful, under: Matrix(rows: faithful.rows, columns: 1, repeating: 1)).mixture
  let twins = try GaussianMixture(
    weights: [0.5, 0.5],
    means: [single.means[0], [single.means[0][0] + shift, single.means[0][1]]],
    covariances: [single.covariances[0], single.covariances[0]], covarianceKind: .full)
  return try settled.run(from: twins, on: faithful)
}
let (stuck, escaped) = (try climb(from: 0), try climb(from: 0.01))

// snippet.hide
notebook.define("stuck at", stuck.logLikelihood, significant: 6)
notebook.define("escaped to", escaped.logLikelihood, significant: 6)
let twinGradient = gradientNorm(stuck.mixture) / n
// snippet.show

notebook.check(
  "em-converges/saddle",
  [twinGradient, stuck.logLikelihood - stuck.logLikelihoods[0]], equals: [0, 0], within: 1e-7,
  refutes: [
    "EM ends at a maximum from any start": [
      twinGradient, escaped.logLikelihood - stuck.logLikelihood,
    ]
  ])

// The identical pair stays at {{stuck at}} nats; the pair that was moved ends at {{escaped to}}.
//
// **Not always the same maximum.** A mixture's likelihood may have many local maxima, even for
// well-separated components and any number of data [@jin2016]. These are the ends of the hundred runs
// with three components, each followed until a round gained less than $10^{-11}$ nats a point.
// A run that was not followed so far is not counted.

// snippet.hide
let ended = hundred.runs.filter(\.hasConverged)
let peaks = ended.map { ($0.logLikelihood * 100).rounded() / 100 }
let distinct = peaks.sorted(by: >).reduce(into: [Double]()) { kept, height in
  if kept.last != height { kept.append(height) }
}
func runs(at height: Double) -> [ExpectationMaximization.Run] {
  zip(ended, peaks).filter { $1 == height }.map(\.0)
}
notebook.table(
  ["log likelihood at the end", "runs", "iterations", "held by the floor"],
  distinct.prefix(8).map { height in
    let same = runs(at: height)
    let lengths = same.map(\.iterations).sorted()
    return [
      .number(height, decimals: 2), .number(same.count),
      .text(
        lengths[0] == lengths[lengths.count - 1]
          ? "\(lengths[0])" : "\(lengths[0]) to \(lengths[lengths.count - 1])"),
      .text(same[0].notices.contains { $0.event == .floored } ? "yes" : "no"),
    ]
  })
notebook.define("converged", ended.count)
notebook.define("ends found", distinct.count)
notebook.define("highest", runs(at: distinct[0]).count)
let free = ended.filter { !$0.notices.contains { $0.event == .floored } }
let steepest = free.map { gradientNorm($0.mixture) / n }.reduce(0, max)
let early = hundred.runs.map { gradientNorm($0.path[min(20, $0.iterations)]) / n }.reduce(0, max)
let spread = distinct[0] - distinct[distinct.count - 1]
// snippet.show

// Of the hundred runs {{converged}} have converged, at {{ends found}} different heights; {{highest}} of
// them reached the highest that was found, which is no proof that there is none higher. Where the
// floor does not hold a component, the gradient vanishes, so these are stationary points and not
// climbs that were cut short.

notebook.check(
  "em-converges/stationary", steepest, isAtMost: 1e-3,
  refutes: ["twenty iterations are enough": early])

notebook.check(
  "em-converges/several-ends", spread, isAtLeast: 0.5,
  refutes: ["every start ends at the same height": distinct[0] - distinct[0]])

notebook.correct(
  "em-converges",
  stated: "EM converges because the log likelihood never falls.",
  right: "A bound from above is needed too, and the likelihood of a mixture has none: EM can run "
    + "into a singular component. Where the likelihood is bounded, its values converge, to those of a stationary point: "
    + "a local maximum as a rule, possibly a saddle.")

// ## Does it find the truth?
//
// Suppose that the data do come from a mixture. How far from its parameters will EM end? For large $n$ the
// maximum likelihood estimate scatters around the truth with covariance $I^{-1}/n$, where
// $I = \mathbb E[s s^\top]$ is the Fisher information and $s$ the derivative of $\log p(x)$ with
// respect to the parameters [@redner1984]. On a line $I$ is an integral, which quadrature computes. The experiment
// draws a data set, runs EM from two random starts that know nothing of the truth, keeps the better
// run, names the component with the smaller mean the first, and repeats that for 600 data sets.

let truth = try GaussianMixture(weights: [0.4, 0.6], means: [-1.5, 1.5], variances: [0.8, 1.2])
let information = truth.fisherInformation(nodes: .gaussLegendre(240, from: -9, to: 9))
let predicted = try Cholesky(information).inverse
let estimates = try (0..<600).map { experiment in
  var stream = notebook.random("recovery").split(experiment)
  let sample = Matrix(rows: (0..<1_000).map { _ in truth.sample(using: &stream).point })
  return try ExpectationMaximization(tolerance: 1e-8).fit(
    sample, components: 2, covarianceKind: .full, restarts: 2, using: stream.split(0)
  ).mixture
}

// snippet.fold The parameters in order, and what known labels would give
func ordered(_ mixture: GaussianMixture) -> [Double] {
  let (low, high) = mixture.means[0][0] < mixture.means[1][0] ? (0, 1) : (1, 0)
  return [mixture.weights[low]] + [low, high].map { mixture.means[$0][0] }
    + [low, high].map { mixture.covariances[$0][0, 0] }
}
let found = estimates.map(ordered)
let trueParameters = ordered(truth)
let withLabels = [
  0.4 * 0.6, 0.8 / 0.4, 1.2 / 0.6, 2 * 0.8 * 0.8 / 0.4, 2 * 1.2 * 1.2 / 0.6,
].map { ($0 / 1_000).squareRoot() }
let standardErrors = (0..<5).map { (predicted[$0, $0] / 1_000).squareRoot() }
func standardized(_ j: Int, by standardErrors: [Double]) -> Estimate {
  Estimate(
    found.map { estimate in
      let error = (estimate[j] - trueParameters[j]) / standardErrors[j]
      return error * error
    })
}
// snippet.show

// snippet.hide
notebook.table(
  ["parameter", "truth", "average estimate", "its scatter", "predicted", "if labels were known"],
  ["weight 1", "mean 1", "mean 2", "variance 1", "variance 2"].enumerated().map { j, name in
    let column = Estimate(found.map { $0[j] })
    return [
      .text(name), .number(trueParameters[j], significant: 2), .text(column.formatted),
      .number(column.standardDeviation, decimals: 4), .number(standardErrors[j], decimals: 4),
      .number(withLabels[j], decimals: 4),
    ]
  })
notebook.define(
  "price of labels", predicted[1, 1] * truth.weights[0] / truth.covariances[0][0, 0],
  significant: 2)
// snippet.show

notebook.check(
  "em-algorithm/mean-1", standardized(1, by: standardErrors), equals: 1,
  refutes: ["as if the labels were known": standardized(1, by: withLabels)])
notebook.check(
  "em-algorithm/mean-2", standardized(2, by: standardErrors), equals: 1,
  refutes: ["as if the labels were known": standardized(2, by: withLabels)])

// The mean squared error of both means, in units of the prediction, is one. Someone who treats the fitted labels as
// known would report standard errors that are far too small: in this mixture the variance of the first mean
// is {{price of labels}} times as large as it would be with labels. (The average estimates of the
// variances may differ a little from the truth: maximum likelihood has a bias of order $1/n$.)

// ## What a neural decoder changes
//
// Let the latent variable be a number and the decoder a neural network: $z \sim N(0, 1)$ and
// $x \mid z \sim N(g(z), \sigma^2)$ with one hidden unit, $g(z) = w_1 \tanh(w_2 z + w_3)$, and
// $\sigma = 0.3$. Nothing in the derivation above used that $z$ was a label. The lectures sum up
// what breaks in a table of three rows: the E-step, the M-step, the bound. Take them in turn.
//
// **E-step.** The posterior is $p(x \mid z)\, p(z)$ divided by an integral over $z$ that has no
// formula. With one latent dimension quadrature computes it, to as many digits as we like:
// the responsibilities of the nodes of a grid take the place of those of the labels. So there is an E-step.
//
// **M-step.** $Q$ is now $-\frac{1}{2\sigma^2} \sum_{im} \gamma_{im} (x_i - g(z_m))^2$ up to a
// constant, least squares through a network. For $w_1$ alone its maximum is a linear regression, for
// the weights inside the hyperbolic tangent no formula is known, so we take gradient steps. That is
// enough: *any* rise of $Q$ raises the bound, and the likelihood still never falls. This is called
// generalised EM [@dempster1977; @neal1998].

let nodes = Quadrature.trapezoid(121, from: -6, to: 6)
func decoder(_ w: [Double]) -> ScalarDecoderModel {
  ScalarDecoderModel(noiseStandardDeviation: 0.3, grid: nodes) { w[0] * .tanh(w[1] * $0 + w[2]) }
}
random = notebook.random("decoder")
let sample = (0..<200).map { _ in decoder([2, 1.5, 0.5]).sample(using: &random) }
let x = Tensor(sample.map { [$0] })
let z = Tensor([nodes.nodes])

func expectedLogJoint(_ w: [Tensor<Double>], _ gamma: Tensor<Double>) -> Tensor<Double> {
  let misfit = x - w[0] * (w[1] * z + w[2]).tanh()
  return -(gamma * misfit.squared()).sum() / (2 * 0.09)
}

var (weights, logEvidences, steepness) = ([1.0, 1, 0], [Double](), [Double]())
for _ in 1...15 {
  logEvidences.append(decoder(weights).logEvidence(ofAll: sample))
  let gamma = Tensor(sample.map { decoder(weights).posterior(of: $0).masses })  // E-step
  for _ in 1...40 {  // M-step: forty gradient steps
    let slopes = gradient(at: weights.map { Tensor($0) }) { expectedLogJoint($0, gamma) }
      .map { $0.numbers[0] }
    weights = zip(weights, slopes).map { $0 + 1e-4 * $1 }
    steepness.append(slopes.map(\.magnitude).reduce(0, max) / 200)
  }
}

// snippet.hide
notebook.define("decoder start", logEvidences[0], significant: 5)
notebook.define("decoder end", logEvidences[14], significant: 5)
notebook.define("first slope", steepness[0], significant: 2)
notebook.define("second slope", steepness[1], significant: 2)
notebook.define("fortieth slope", steepness[39], significant: 2)
let decodedWell = logEvidences.last ?? 0
let oneStepOnly = decoder([8, 1, 0]).logEvidence(ofAll: sample)
let mixtureSlope = (slope.means.joined() + slope.weights).reduce(0) { max($0, $1.magnitude) } / n
// snippet.show

// Over fifteen rounds the log likelihood of 200 draws rises from {{decoder start}} to
// {{decoder end}} nats and never falls. In the first M-step the gradient of $Q$, per point, falls from
// {{first slope}} to {{second slope}} after one gradient step and to {{fortieth slope}} after forty; the
// M-step of the mixture reached zero in one.

notebook.check(
  "tbl-em-breaks-mstep/never-falls", neverFalls: [logEvidences], within: 1e-9,
  refutes: ["a step of any length will do": [[logEvidences[0], oneStepOnly]]])

notebook.check(
  "tbl-em-breaks-mstep/closed-form", mixtureSlope, isAtMost: 1e-9,
  refutes: ["one gradient step of the decoder is its M-step": steepness[1]])

notebook.illustrate(
  "tbl-em-breaks-mstep",
  because: "One network on one sample behaves so. That no formula is known is no proof that there "
    + "is none, and for the output weights there is one: a linear regression.")

// **The bound.** A VAE takes $q$ from a simple family, as a rule normal distributions. The best of them
// leaves the gap $\min_q KL(q \Vert p(z \mid x))$, which is zero only if the posterior is normal. When
// is it? Its logarithm is $-\frac12 z^2 - \frac{1}{2\sigma^2} (x - g(z))^2$ up to a constant, so
// $(x - g(z))^2$ must be a quadratic polynomial in $z$. If that holds at two different observations,
// the difference of the two polynomials is $(x_1 - x_2)(x_1 + x_2 - 2 g(z))$, so $g$ is a polynomial
// of degree two at most; and as $g^2$ is then quadratic too, $g$ is affine. Hence for this noise and a
// normal $q$:
//
// > A decoder that is not affine has a gap at every observation, with the possible exception of one.
//
// The exception exists: $g(z) = |z|$ is a network of two rectified units, and at $x = 0$ its posterior is
// normal. At other observations it has two peaks, of which a normal $q$ can cover one. The gap also
// disappears for a richer family; a $q$ that is a density on the grid is the posterior itself.

let folded = ScalarDecoderModel(noiseStandardDeviation: 0.3, grid: nodes) {
  max(0, $0) + max(0, -$0)
}
let bent = decoder([2, 1.5, 0.5])
let straight = ScalarDecoderModel(noiseStandardDeviation: 0.3, grid: nodes) { 2 * $0 }
let hermite = Quadrature.gaussHermite(60)
func gap(_ model: ScalarDecoderModel, _ x: Double) -> Double {
  model.logEvidence(of: x) - model.bestNormal(for: x, nodes: hermite).bound
}

// snippet.hide
let observations = stride(from: -2.4, through: 2.4, by: 0.15).map { $0 }
let gapsOfBent = observations.map { gap(bent, $0) }
let gapsOfFolded = observations.map { gap(folded, $0) }
let someObservations = [-1.5, 0, 1.5, 2.0]
notebook.table(
  ["observation x", "gap, affine 2z", "gap, tanh network", "gap, folded |z|"],
  someObservations.map { x in
    [.number(x, decimals: 1)]
      + [straight, bent, folded].map { .text(max(0, gap($0, x)).formatted(decimals: 5)) }
  })
notebook.figure(
  "gaps",
  Figure(
    description:
      "The gap that the best normal q leaves, over the observation: for the folded decoder "
      + "zero at x = 0 and \(gap(folded, 1.5).formatted(decimals: 2)) nats at 1.5, for the tanh "
      + "network at most \(gapsOfBent.reduce(0, max).formatted(decimals: 2)) nats.",
    height: 320, x: Axis("observation x"), y: Axis("gap in nats"),
    marks: [
      .line(x: observations, y: gapsOfFolded, color: .vermillion, label: "folded |z|"),
      .line(x: observations, y: gapsOfBent, label: "tanh network"),
    ]))
let gapsOfAll = someObservations.map { gap(bent, $0) } + [gap(folded, 1.5)]
let exact = someObservations.map {
  ScalarDecoderModel(noiseStandardDeviation: 0.3, decode: bent.decode)
    .divergenceToPosterior(of: $0, from: bent.posterior(of: $0))
}
// snippet.show

notebook.check(
  "tbl-em-breaks-estep", exact + [tight[0].gap], equals: [0, 0, 0, 0, 0], within: 1e-8,
  refutes: [
    "the best normal q is the posterior": someObservations.map { gap(bent, $0) } + [tight[0].gap]
  ])
notebook.sharpen(
  "tbl-em-breaks-estep",
  stated:
    "E-step: a mixture's q is the posterior; for a deep model the posterior cannot be computed.",
  right:
    "It has no closed form. With one latent dimension quadrature computes it, and EM runs; what "
    + "forbids it is the price in many dimensions.")

notebook.check(
  "tbl-em-breaks-bound/gap", gapsOfAll.reduce(.infinity, min), isAtLeast: 1e-5,
  refutes: ["a decoder that is affine": gap(straight, 1.5)])
notebook.check(
  "tbl-em-breaks-bound/exception", gap(folded, 0), equals: 0, within: 1e-7,
  refutes: ["always a gap, as at x = 1.5": gap(folded, 1.5)])
notebook.sharpen(
  "tbl-em-breaks-bound",
  stated: "Bound: tight for a mixture after the E-step; for a deep model always a gap.",
  right:
    "The gap is that of the best q in its family. For a normal q, one latent dimension and normal noise of fixed variance a "
    + "nonlinear decoder has a gap at every observation but at most one; a richer family closes it."
)

// **The price.** Quadrature with $m$ nodes in each of $d$ latent dimensions calls the decoder $m^d$
// times for every point. Here each of $d$ observed numbers is $\tanh z_j$ plus noise, so that the
// exact evidence is a product of integrals over one variable, which a finer rule gives.

// snippet.hide
let nodesPerDimension = 60
let coarse = Quadrature.gaussHermite(nodesPerDimension)
let fine = Quadrature.gaussHermite(180)
let observed = [0.6, -0.2, 0.9]
func conditional(_ x: Double, _ z: Double) -> Double {
  .exp(Normal(mean: .tanh(z), standardDeviation: 0.5).logDensity(x))
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
let oneNode = (0..<3).map { d in
  let exact = observed.prefix(d + 1).reduce(1.0) { $0 * fine.integrate { conditional($1, $0) } }
  let atZero = observed.prefix(d + 1).reduce(1.0) { $0 * conditional($1, 0) }
  return (atZero / exact - 1).magnitude
}
notebook.table(
  ["latent dimensions", "calls of the decoder", "relative error of the evidence"],
  zip(calls, relativeErrors).enumerated().map { index, row in
    [.number(index + 1), .number(row.0), .number(row.1, significant: 2)]
  })
// snippet.show

notebook.check(
  "em-estep-impossible/possible", relativeErrors.reduce(0, max), isAtMost: 1e-4,
  refutes: ["the decoder at the mean of the prior will do": oneNode.reduce(0, max)])
notebook.check(
  "em-estep-impossible/price", calls, equals: [60, 3_600, 216_000], within: 0.5,
  refutes: ["the price grows in proportion to d": [60, 120, 180]])
notebook.sharpen(
  "em-estep-impossible",
  stated: "With a neural decoder the true posterior cannot be computed, so there is no E-step.",
  right: "With few latent dimensions quadrature computes it to any precision; what grows is the "
    + "price, \(nodesPerDimension) calls of the decoder to the power of the dimension.")

// **Exact and limited, approximate and expressive.** So the lecture contrasts the two models. Exactness of
// inference is settled: the gap of a mixture is zero after every E-step, and that of the tanh network
// with the best normal $q$ is not. The other half can only be shown by example. Draw 2,000 points from the tanh
// network, fit mixtures to them, and measure how far each is from the true density $p$ in
// $KL(p \Vert \text{mixture})$.

random = notebook.random("limited")
let training = Matrix(rows: (0..<2_000).map { _ in [bent.sample(using: &random)] })
let mixtures = try [1, 2, 4, 8].map { components in
  try ExpectationMaximization(tolerance: 1e-7).fit(
    training, components: components, covarianceKind: .full, restarts: 4,
    using: notebook.random("limited").split(components)
  ).mixture
}
func distance(to mixture: GaussianMixture) -> Double {
  Quadrature.gaussLegendre(300, from: -4.5, to: 4.5).integrate { x in
    .exp(bent.logEvidence(of: x)) * (bent.logEvidence(of: x) - mixture.logDensity([x]))
  }
}
let distances = mixtures.map(distance)

// snippet.hide
notebook.table(
  ["components", "parameters", "KL(p ‖ mixture) in nats"],
  zip(mixtures, distances).map {
    [.number($0.componentCount), .number($0.parameterCount), .number($1, decimals: 4)]
  })
let gapOfMixture = mixtures[2].divergenceToPosterior(
  of: training, from: mixtures[2].responsibilities(of: training))
// snippet.show

notebook.check(
  "gmm-system", distances[0] - distances[2], isAtLeast: 0.1,
  refutes: ["one component is as good as four": distances[0] - distances[0]])
notebook.check(
  "gmm-vae-exactness", [gapOfMixture, exact[3]], equals: [0, 0], within: 1e-8,
  refutes: ["q is the best normal distribution": [gapOfMixture, gap(bent, 2)]])
notebook.illustrate(
  "gmm-vae-exactness",
  because:
    "The exactness is checked. How limited or expressive a model is, is measured here on one density, that of the "
    + "decoder itself, against which a mixture of one component falls short and one of four hardly "
    + "does; with enough components mixtures approximate any density.")

// One component is limited indeed; four come close with eleven parameters, and in one dimension no
// decoder is needed. In many dimensions the number of components that it takes may grow fast, which is
// the case for a decoder; [the later chapters](README.md) measure that.

// ## What to take along
//
// - A mixture is a latent variable model whose posterior is a sum: the E-step is Bayes' rule.
// - EM is coordinate ascent on $\mathcal L(\theta, \gamma) = Q + H$: the E-step closes the gap, the
//   M-step raises the bound and opens a new gap, so the log likelihood never falls.
// - Never falling is not converging to a maximum: a likelihood without bound, saddles and several
//   local maxima are real. Use a floor, many starts, and a small tolerance.
// - Convergence is linear, and slow where components overlap; not knowing the labels also costs
//   precision.
// - With a neural decoder the bound remains and the exact E-step becomes expensive; what replaces
//   it is a learned $q$, with a gap.
//
// ## Try it
//
// 1. `swift run gmm-em --seed 1 --components 3 --restarts 1`. Predict whether a single start
//    reaches the highest end of the table of peaks; then try the seeds 2, 3 and 4.
// 2. `swift run gmm-em --components 2 --covariance spherical`. Predict what happens to the two
//    ellipses when the waits (minutes, spread over fifty) and the lengths (spread over four) must share one
//    variance; then add `--standardize`.
// 3. `swift run gmm-em --data yours.csv --components 4`. Before you look: which weights do you expect,
//    and would you notice a component that sits on five points? Look for *held by the floor*.
//
// ## Exercises
//
// 1. Show on paper that the M-step for a shared covariance (`tied`) is $\sum_k N_k \Sigma_k / n$.
// 2. Derive $\Delta \log p = \Delta Q + KL(\gamma \Vert \text{new posterior})$ from the decomposition.
// 3. Why does the curve of the bound in the figure have the slope of $\log p$ where it touches?
//    (Differentiate the gap, which is at its minimum there.)
// 4. Write the E-step for a mixture of Poisson distributions. Which line of the M-step changes?
// 5. In code: start EM from identical components with different *weights*. Is that a fixed point too?
// 6. In code: replace the M-step of the mixture by a single gradient step on the means, with a small
//    rate. Does the likelihood still never fall? Plot the deficit beside that of EM.
//
// ## Further reading
//
// - [@dempster1977] names EM, proves that the likelihood never falls, and has the rate.
// - [@neal1998] is the view of this chapter: two coordinates of one function.
// - [@wu1983] says where EM can end, and under which conditions; [@xu1996] what its steps are for mixtures.
// - [@bishop2006, §9.2, §9.4] derives both steps at length, with the figure that is redrawn here.
// - [@mclachlan2000] on everything else about finite mixtures, and [@redner1984] on their estimates.
// snippet.hide
notebook.finish()
// snippet.show
