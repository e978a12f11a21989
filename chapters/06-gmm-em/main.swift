// # Gaussian mixtures by EM: coordinate ascent on the bound
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
import Datasets
import Elementary
import Models
import Notebook
import Numerics
import Probability
let notebook = Notebook(compiled: compiledSources, options: FitOptions.all)
let options = FitOptions(notebook)
let faithful = Matrix(rows: Faithful.table.rows)
let n = Double(faithful.rows)
// snippet.show
// ## Two kinds of eruption
//
// The geyser Old Faithful erupts, pauses, and erupts again. The data, `faithful` in code, are
// $n = 272$ eruptions, each with its length and the wait until the next, in minutes ([@azzalini1990]).
// In the plane they form two clouds: short eruptions with short waits, long ones with long waits. No
// column says to which cloud an eruption belongs. That label is a latent variable $z$, and the model
// says how the data arise:
// $$
// z \sim \mathrm{Cat}(\pi), \qquad x \mid z = k \sim N(\mu_k, \Sigma_k), \qquad
// p(x) = \sum_{k=1}^{K} \pi_k\, N(x \mid \mu_k, \Sigma_k) .
// $$
// $K$ is the number of components, $\pi_k$ the weight of component $k$ (the probability of its
// label), $\mu_k$ and $\Sigma_k$ are its mean and covariance, and $\theta$ is all of them together.
// In the words of a VAE, $\mathrm{Cat}(\pi)$ is the prior and the normal density the decoder: a table
// with one row for each value of $z$. (In the picture $\theta_k$ stands for $\mu_k$ and $\Sigma_k$.)

notebook.figure("plate", plateOfMixture)

// The last formula sums the label out, and what remains is a density: it integrates to one. Its mean
// is the average of the components' means, its variance the average variance *within* the components
// plus the variance *between* their means. Three components on a line show it; ancestral sampling,
// first the label and then the point, draws from the same density.

let line = try GaussianMixture(
  weights: [0.5, 0.3, 0.2], means: [-2, 0.5, 3], variances: [0.6, 0.3, 1.2])
let quadrature = Quadrature.gaussLegendre(200, from: -12, to: 14)
func density(_ x: Double) -> Double { .exp(line.logDensity([x])) }
let secondMoment: Double = line.covariance[0, 0] + line.mean[0] * line.mean[0]

// snippet.fold Weights before the logarithms, the variances within alone, and the draws
let moments = [0.0, 1, 2].map { power in
  quadrature.integrate { x in (power == 0 ? 1 : power == 1 ? x : x * x) * density(x) }
}
let geometric = quadrature.integrate { x in
  .exp((0..<3).reduce(0.0) { $0 + line.weights[$1] * line.logDensity([x], of: $1) })
}
let within = zip(line.weights, line.covariances).reduce(0) { $0 + $1.0 * $1.1[0, 0] }
let equallyLikely = line.replacing(weights: [1.0 / 3, 1.0 / 3, 1.0 / 3])
func squaredDraws(from mixture: GaussianMixture) -> Estimate {
  var random = notebook.random("ancestral")
  let draws = (0..<20_000).map { _ in mixture.sample(using: &random).point[0] }
  return Estimate(draws.map { $0 * $0 })
}
// snippet.show
notebook.check(
  "gmm-density", moments, equals: [1, line.mean[0], secondMoment], within: 1e-9,
  refutes: [
    "the weights stand before the log densities": [geometric, line.mean[0], secondMoment],
    "the variances within alone are averaged": [
      1, line.mean[0], within + line.mean[0] * line.mean[0],
    ],
  ])
notebook.check(
  "gmm-generative", squaredDraws(from: line), equals: secondMoment,
  refutes: ["all components are equally likely": squaredDraws(from: equallyLikely)])

// If the components differ and no weight is zero, the density determines the weights, the means and
// the covariances, up to the order of the components ([@teicher1963] on a line, [@yakowitz1968] in
// several dimensions). So it makes sense to estimate them from data.

// ## The E-step: Bayes' rule for a label
//
// Given the parameters, Bayes' rule says how probable each label is for a point. These probabilities
// are called *responsibilities*:
// $$
// \gamma_{ik} = p(z_i = k \mid x_i, \theta)
// = \frac{\pi_k\, N(x_i \mid \mu_k, \Sigma_k)}{\sum_j \pi_j\, N(x_i \mid \mu_j, \Sigma_j)} .
// $$
// The denominator is the evidence $p(x_i \mid \theta)$. It is a sum of $K$ terms, where a continuous
// latent variable would have an integral; for this reason inference in a mixture is exact. The
// library works with logarithms, so that a point whose densities all underflow to zero still gets its
// responsibilities:
//
// snippet.quote e-step
//
// Take a deliberately poor mixture of two components, and look at four eruptions:

let poor = try GaussianMixture(
  weights: [0.4, 0.6], means: [[3, 65], [4, 75]],
  covariances: [Matrix(diagonal: [1, 150]), Matrix(diagonal: [1.5, 200])], covarianceKind: .full)
let responsibilities = poor.responsibilities(of: faithful)
notebook.table(eruptions(faithful, responsibilities))

// A responsibility is a probability: if the model is right, on average three in ten of the points with
// $\gamma_{i1} = 0.3$ come from component 1. The check writes Bayes' rule out, with the densities.

// snippet.fold Bayes' rule term by term
let joint = (0..<faithful.rows).map { i in
  (0..<2).map { poor.weights[$0] * .exp(poor.logDensity(faithful.row(i), of: $0)) }
}
func normalized(_ rows: [[Double]]) -> [Double] {
  rows.flatMap { row in row.map { $0 / (row[0] + row[1]) } }
}
// snippet.show
notebook.check(
  "gmm-responsibilities", responsibilities.elements, equals: normalized(joint), within: 1e-12,
  refutes: [
    "the weights are forgotten": normalized(joint.map { [$0[0] / 0.4, $0[1] / 0.6] }),
    "the joint density is not normalised": joint.flatMap { $0 },
  ])

// ## Why the maximum has no formula
//
// Maximum likelihood asks for the parameters with the largest
// $$
// \log p(X \mid \theta) = \sum_{i=1}^n \log \sum_{k=1}^K \pi_k\, N(x_i \mid \mu_k, \Sigma_k) .
// $$
// For one component the logarithm meets the exponential of the normal density, and a quadratic
// function of $\mu$ remains. For several, the sum stands between the two. The derivative with respect
// to $\mu_k$, set to zero, reads
// $$
// \sum_i \gamma_{ik}\, \Sigma_k^{-1} (x_i - \mu_k) = 0
// \qquad \Longrightarrow \qquad
// \mu_k = \frac{\sum_i \gamma_{ik}\, x_i}{\sum_i \gamma_{ik}} .
// $$
// This looks like a solution, a weighted mean, and is none: $\gamma_{ik}$ contains $\mu_k$ and every
// other parameter. Rearranging does not help. Even for two components on a line, and data that are
// rational numbers, the maximiser can be transcendental, and then no formula of arithmetic and roots
// gives it ([@amendola2016]). An equation of this form can be iterated, though. One round from the
// poor mixture leaves a gradient; iterated until the likelihood stands still, it leaves almost none.

let untilStill = ExpectationMaximization(tolerance: 0, maximumIterations: 400)
let path = try untilStill.run(from: poor, on: faithful).path
let peak = path[path.count - 1]

// snippet.fold The gradient of the log likelihood, and the log likelihood summed up plainly
func steepness(_ mixture: GaussianMixture) -> Double {
  mixture.gradient(of: faithful, under: mixture.responsibilities(of: faithful))
    .entries.reduce(0) { max($0, $1.magnitude) } / n
}
let plainSum = joint.reduce(0.0) { $0 + .log($1[0] + $1[1]) }
// snippet.show
notebook.check(
  "lvm-log-of-sum/computed", poor.logLikelihood(of: faithful), equals: plainSum, within: 1e-9,
  refutes: [
    "the sum over k stands outside the logarithm": joint.joined().reduce(0) { $0 + .log($1) }
  ])
notebook.check(
  "lvm-log-of-sum/implicit", steepness(peak), isAtMost: 1e-6,
  refutes: ["one round of weighted means is the solution": steepness(path[1])])
notebook.sharpen(
  "lvm-log-of-sum",
  stated: "The log-of-sum is intractable; on another slide: it prevents a closed-form maximum.",
  right: "For a mixture the sum has K terms, and its logarithm is computed exactly; what is "
    + "missing is a closed form of its maximum.")

// ## The M-step: a weighted maximum
//
// Suppose that the responsibilities are held fixed, as if somebody had told them. Each point then
// counts for component $k$ by the share $\gamma_{ik}$, and the function to maximise is the *expected
// complete-data log likelihood* ([@dempster1977]):
// $$
// Q(\theta; \gamma) = \sum_{ik} \gamma_{ik}
// \bigl( \log \pi_k + \log N(x_i \mid \mu_k, \Sigma_k) \bigr) .
// $$
// Now the logarithm stands directly before the normal density. As a function of $\mu_k$ this is a
// concave quadratic, and setting its derivative to zero gives the weighted mean, this time as a
// solution. Likewise the derivative with respect to the matrix $\Sigma_k^{-1}$, which is
// $\frac12 \sum_i \gamma_{ik} (\Sigma_k - (x_i - \mu_k)(x_i - \mu_k)^\top)$, gives the covariance, and
// a Lagrange multiplier for $\sum_k \pi_k = 1$ makes the weights proportional to
// $N_k = \sum_i \gamma_{ik}$, the number of points that component $k$ accounts for:
// $$
// \pi_k = \frac{N_k}{n}, \qquad \mu_k = \frac{1}{N_k} \sum_i \gamma_{ik} x_i, \qquad
// \Sigma_k = \frac{1}{N_k} \sum_i \gamma_{ik} (x_i - \mu_k)(x_i - \mu_k)^\top .
// $$
// These are eqs. 9.17, 9.19 and 9.22 of [@bishop2006]; the covariance is taken about the *new* mean.
// In the library one more line raises small eigenvalues to a floor, of which a later section speaks:
//
// snippet.quote m-step
//
// The checks compute the gradient of $Q$ from its own formula and ask whether it vanishes where the
// M-step ends: for the weights (less the Lagrange multiplier), the means and the covariances.

let step = try poor.maximization(of: faithful, under: responsibilities).mixture

// snippet.fold The gradient at the ends of wrong M-steps
func slopes(_ mixture: GaussianMixture) -> [Double] {
  mixture.gradient(of: faithful, under: responsibilities).entries
}
let dividedByAll = zip(step.means, step.weights).map { mean, weight in mean.map { $0 * weight } }
let aboutOldMeans = (0..<2).map { k in
  let shift = zip(step.means[k], poor.means[k]).map(-)
  return step.covariances[k] + .outerProduct(shift, shift)
}
let flat = [Double](repeating: 0, count: 14)
let unbiased = zip(step.covariances, step.weights).map { n * $1 / (n * $1 - 1) * $0 }
// snippet.show
notebook.check(
  "gmm-mstep-mean", slopes(step), equals: flat, within: 1e-7,
  refutes: [
    "the sum is divided by n": slopes(step.replacing(means: dividedByAll)),
    "the old means": slopes(step.replacing(means: poor.means)),
  ])
notebook.check(
  "gmm-mstep-rest", slopes(step), equals: flat, within: 1e-7,
  refutes: [
    "the covariance is taken about the old means": slopes(
      step.replacing(covariances: aboutOldMeans)),
    "the weights stay equal": slopes(step.replacing(weights: [0.5, 0.5])),
    "the unbiased divisor N − 1": slopes(step.replacing(covariances: unbiased)),
  ])

// ## One function, two kinds of step
//
// Why may the responsibilities be held fixed, when they depend on the parameters? Because both steps
// raise the same function. For any distribution $\gamma_i$ over the labels of point $i$, write
// $\log p(x_i) = \log p(x_i, z) - \log p(z \mid x_i)$, subtract and add $\log \gamma_i(z)$, and
// average over $\gamma_i$. Summed over the points, this is the decomposition of
// [chapter 03](03-elbo.md):
// $$
// \log p(X \mid \theta) = \underbrace{\sum_{ik} \gamma_{ik}
// \log \frac{p(x_i, z_i = k \mid \theta)}{\gamma_{ik}}}_{\mathcal L(\theta, \gamma)}
// + \underbrace{\sum_i KL\bigl(\gamma_i \Vert p(z_i \mid x_i, \theta)\bigr)}_{\text{gap}},
// \qquad \mathcal L = Q + H(\gamma) ,
// $$
// where $H(\gamma) = -\sum_{ik} \gamma_{ik} \log \gamma_{ik}$ is the entropy. The gap is never
// negative, so $\mathcal L$ is a lower bound. EM is coordinate ascent on it ([@neal1998]):
//
// - **E-step.** Maximise $\mathcal L$ over $\gamma$, with $\theta$ fixed. The left side does not
//   contain $\gamma$, so the bound is largest where the gap is smallest: zero, at the posterior. The
//   log likelihood stays, and the bound rises to touch it.
// - **M-step.** Maximise $\mathcal L$ over $\theta$, with $\gamma$ fixed. The entropy does not
//   contain $\theta$, so this is the maximum of $Q$, and the bound rises by the rise of $Q$. The
//   posterior moves away from $\gamma$; by the gap that so opens the log likelihood rises further,
//   $\Delta \log p = \Delta Q + KL(\gamma \Vert \text{new posterior})$.
//
// Here are five rounds from the poor mixture, with every term computed by its own formula, in nats.
// The table shows the first three, the figure all but the first:

var mixture = poor
var halfSteps: [GaussianMixture.BoundTerms] = []
for _ in 1...5 {
  let posterior = mixture.responsibilities(of: faithful)  // E-step
  halfSteps.append(mixture.boundTerms(of: faithful, under: posterior))
  mixture = try mixture.maximization(of: faithful, under: posterior).mixture  // M-step
  halfSteps.append(mixture.boundTerms(of: faithful, under: posterior))
}
notebook.table(boundTable(halfSteps))
notebook.figure("staircase", staircase(Array(halfSteps.dropFirst(2)), firstRound: 2))

// snippet.fold The terms after the E-steps and the M-steps, and the rises from one to the other
let tight = stride(from: 0, to: 10, by: 2).map { halfSteps[$0] }
let loose = stride(from: 1, to: 10, by: 2).map { halfSteps[$0] }
let (logP, bound) = (tight.map(\.logLikelihood), tight.map(\.bound))
let (q, entropy) = (tight.map(\.expectedCompleteLogLikelihood), tight.map(\.entropy))
let gapsOpened = loose.map(\.gap)
let riseOfQ = zip(loose.map(\.expectedCompleteLogLikelihood), q).map(-)
let rises =
  zip(loose.map(\.bound), bound).map(-) + zip(loose.map(\.logLikelihood), logP).map(-)
// snippet.show
notebook.check(
  "em-estep-kl", bound, equals: logP, within: 1e-9,
  refutes: ["the responsibilities of one step before": loose.map(\.bound)])
notebook.check(
  "em-mstep-bound", rises, equals: riseOfQ + zip(riseOfQ, gapsOpened).map(+), within: 1e-9,
  refutes: [
    "the log likelihood rises by Q alone": riseOfQ + riseOfQ,
    "the gap counts against it": riseOfQ + zip(riseOfQ, gapsOpened).map(-),
  ])

// So the bound of a mixture is tight from an E-step to the next M-step, which as a rule opens a gap.
// (One table of the lectures says "KL = 0 after E-step", another just "zero".)

notebook.check(
  "em-tight", tight.map(\.gap) + loose.map { $0.logLikelihood - $0.bound },
  equals: [0, 0, 0, 0, 0] + gapsOpened, within: 1e-9,
  refutes: ["the gap stays zero": [Double](repeating: 0, count: 10)])
notebook.sharpen(
  "em-tight", stated: "For a mixture q is exact, so the bound is tight and the gap zero.",
  right: "The gap is zero after an E-step. After the first M-steps on Old Faithful it is "
    + gapsOpened.prefix(3).map { $0.formatted(decimals: 2) }.joined(separator: ", ")
    + " nats: what the next E-step has to gain.")

// The decomposition is not special to mixtures. The library states it once, for every latent variable
// model whose posterior is known: the bound averages $\log p(x, z) - \log q(z)$ under $q$, the gap
// averages $\log q(z) - \log p(z \mid x)$. The same two functions serve the mixture, with
// responsibilities that are half the posterior and half a coin toss, and a decoder with one hidden
// unit, $x \mid z \sim N(2 \tanh(1.5 z + 0.5), 0.09)$ with $z \sim N(0, 1)$ and a normal $q$.

func decomposition<M: ExactInference>(
  _ model: M, _ x: M.Observation, _ q: some Approximation<M.Latent>
) -> [Double] {
  [
    model.evidenceLowerBound(of: x, under: q), model.divergenceToPosterior(of: x, from: q),
    model.logEvidence(of: x),
  ]
}
let network = TanhDecoder(weights: [2, 1.5, 0.5], noiseStandardDeviation: 0.3)
let terms =
  (0..<5).map { i in
    let blurred = responsibilities.row(i).map { 0.5 * $0 + 0.25 }
    return decomposition(poor, faithful.row(i), Categorical(probabilities: blurred))
  }
  + [-1.8, 0.2, 1].map {
    decomposition(network.model, $0, Normal(mean: $0 / 4, standardDeviation: 0.3))
  }
notebook.check(
  "gmm-same-elbo", terms.map { $0[0] + $0[1] }, equals: terms.map { $0[2] }, within: 1e-9,
  refutes: ["no gap": terms.map { $0[0] }, "it is subtracted": terms.map { $0[0] - $0[1] }])

// ## The bound as a curve under the log likelihood
//
// The same can be drawn ([@bishop2006, fig. 9.14]). Take the waits alone, and fix all parameters
// of a mixture except one, the mean $\mu_1$ of its first component. The log likelihood is then a curve
// over $\mu_1$, and for fixed responsibilities the bound is a parabola, because $Q$ is quadratic in a
// mean. Each E-step draws the parabola that touches the curve at the present $\mu_1$; each M-step goes
// to its top, which is the next $\mu_1$.

let waits = Matrix(rows: faithful.column(1).map { [$0] })
let start = try GaussianMixture(weights: [0.5, 0.5], means: [74, 75], variances: [150, 150])
var firstMeans = [74.0]
for _ in 1...3 {
  let present = start.movingMean(of: 0, by: [firstMeans[firstMeans.count - 1] - 74])
  let gamma = present.responsibilities(of: waits)
  firstMeans.append(try present.maximization(of: waits, under: gamma).mixture.means[0][0])
}
notebook.figure("bounds", bounds(at: firstMeans, of: waits, from: start))

// Where it touches, a bound has the slope of the log likelihood, since the gap is at its minimum
// there. Its curvature is stronger, by the information that the labels would add if they were known.
// The narrower the bound, the shorter the step: EM needs many rounds where components overlap.

// ## The same split as a VAE
//
// The lectures set the $Q$ of EM beside the bound of a VAE, which they write as reconstruction less
// regulariser. Like is compared with like if the entropy is not forgotten: $Q$ alone is not the
// bound, $Q + H$ is. And the bound of a mixture splits in the same way as that of a VAE. Move
// $\sum_{ik} \gamma_{ik} \log \pi_k$ from $Q$ to the entropy:
// $$
// \mathcal L = Q + H(\gamma)
// = \underbrace{\sum_{ik} \gamma_{ik} \log N(x_i \mid \mu_k, \Sigma_k)}_{\text{reconstruction}}
// - \underbrace{\sum_i KL(\gamma_i \Vert \pi)}_{\text{regulariser}} .
// $$
// The regulariser is there although the posterior is exact: without it the right side overshoots
// $\log p$. The reconstruction term resembles $Q$, but $Q$ also holds the prior's part
// $\sum_k N_k \log \pi_k$.

// snippet.fold The three parts after each of the five E-steps
let reconstruction = tight.map(\.reconstruction)
let regulariser = tight.map(\.divergenceToPrior)
let priorPart = path.prefix(5).map { mixture in
  zip(GaussianMixture.totals(of: mixture.responsibilities(of: faithful)), mixture.weights)
    .reduce(0.0) { $0 + $1.0 * .log($1.1) }
}
// snippet.show
notebook.check(
  "gmm-q-function", zip(q, entropy).map(+), equals: logP, within: 1e-9,
  refutes: [
    "Q alone is the log likelihood": q, "the entropy is subtracted": zip(q, entropy).map(-),
    "the weights are left out of Q": zip(reconstruction, entropy).map(+),
  ])
notebook.sharpen(
  "gmm-q-function", stated: "Q stands beside the ELBO of a VAE as its counterpart.",
  right: "The counterpart is Q plus the entropy of the responsibilities: "
    + "\(q[0].formatted(decimals: 2)) + \(entropy[0].formatted(decimals: 2)) = "
    + "\(logP[0].formatted(decimals: 2)) nats in the first round on Old Faithful.")
notebook.check(
  "gmm-no-kl-analogue", zip(reconstruction, regulariser).map(-), equals: logP, within: 1e-9,
  refutes: [
    "no regulariser": reconstruction, "it is added": zip(reconstruction, regulariser).map(+),
  ])
notebook.correct(
  "gmm-no-kl-analogue",
  stated: "The KL regulariser has no direct analogue in a mixture, whose posterior is exact.",
  right: "The divergence of the responsibilities from the weights is that regulariser: without it, "
    + "\(regulariser[0].formatted(decimals: 2)) nats on Old Faithful, the bound overshoots log p.")
notebook.check(
  "recon-like-q", zip(q, reconstruction).map(-), equals: priorPart, within: 1e-9,
  refutes: ["they are the same": [0, 0, 0, 0, 0], "the entropy is the difference": entropy])
notebook.sharpen(
  "recon-like-q",
  stated: "The reconstruction term is like the expected complete-data log likelihood.",
  right: "The two differ by the prior's part, the sum of N log π over the components: "
    + "\(priorPart[0].formatted(decimals: 2)) nats in the first round on Old Faithful.")

// ## The fit: Old Faithful, or your data
//
// The algorithm repeats the two steps until the log likelihood of an average point rises by less than
// $10^{-9}$ nats in a round. The means start at points drawn far from each other (k-means++,
// [chapter 07](07-kmeans.md)), the weights start equal, the covariances as that of all data. EM runs
// from several such starts, and the run with the highest log likelihood is kept. With `--data FILE`
// the points are yours; `--standardize` first scales every column to mean 0 and variance 1.

let data = options.points
let em = ExpectationMaximization(
  tolerance: 1e-9, maximumIterations: options.iterations, thinsPath: true)
let fit = notebook.reading {
  try em.fit(
    data, components: options.components, covarianceKind: options.covarianceKind,
    restarts: options.restarts, using: notebook.random("fit"),
    onIteration: options.showProgress)
}
let best = fit.best
let fitted = FittedRun(run: best, data: data, names: options.names)
notebook.table(fitted.table)
notebook.figure("settling", fitted.settling)
notebook.figure("iterations", fitted.iterations)
notebook.report(fitted, of: fit, source: options.table.name)

// On the {{points}} rows of {{source}} the best of {{restarts}} runs {{ends}} after {{iterations}}
// iterations, at a log likelihood of {{log likelihood}} nats; {{reached best}} of the runs ended
// within 0.01 nats of it. Degenerate components: {{degenerate}}. A component's weight is the share of
// the data that it accounts for; its mean says where that share lies, its standard deviations (sd) how
// widely it spreads. In the figures an ellipse reaches two standard deviations, and a point between
// components has a mixed colour: its assignment is soft.

// ## The likelihood never falls; how fast does it rise?
//
// In one round the log likelihood rises by the rise of $Q$ plus the gap that the M-step opened, and
// neither is negative. So it never falls ([@dempster1977, theorem 1]). The checks take every run of
// the fit above, and a hundred runs of three components on the eruptions. In the first, the wrong
// variant doubles every covariance where the best run ended, as if the ½ in the exponent were
// forgotten, which lowers the bound.

let patient = ExpectationMaximization(tolerance: 1e-11, maximumIterations: 20_000)
let hundred = try patient.fit(
  faithful, components: 3, covarianceKind: .full, restarts: 100, using: notebook.random("hundred"))
let two = try patient.run(from: poor, on: faithful)

let slack = 1e-9 * max(Double(data.rows), best.logLikelihood.magnitude)
let unweighted = [peak, peak.replacing(means: [faithful.columnMeans, faithful.columnMeans])]
notebook.check(
  "em-monotone/fit", neverFalls: fit.runs.map(\.logLikelihoods), within: slack,
  refutes: ["every covariance doubles": [fitted.boundsOfDoubling]])
notebook.check(
  "em-monotone/hundred-starts", neverFalls: hundred.runs.map(\.logLikelihoods), within: 1e-8,
  refutes: ["means without responsibilities": [unweighted.map { $0.logLikelihood(of: faithful) }]])

// None of the {{hundred steps}} iterations of the hundred runs went down, beyond rounding. Near its
// limit EM converges linearly: in each round the distance to the limit shrinks by a factor, the largest
// fraction of the information that is missing with the labels ([@dempster1977]; [@xu1996]), and the
// deficit of the log likelihood shrinks by the square of that factor.

notebook.define("hundred steps", hundred.runs.reduce(0) { $0 + $1.iterations })
notebook.define("factor of two", two.convergenceFactor, significant: 2)
notebook.define("factor of three", hundred.best.convergenceFactor, significant: 3)
notebook.define("rounds of two", two.iterations)
notebook.define("rounds of three", hundred.best.iterations)
notebook.figure("deficit", deficits([("2 components", two), ("3 components", hundred.best)]))

// The two clouds hardly overlap: with two components the deficit shrinks by a factor of about
// {{factor of two}} in each of the last rounds, and {{rounds of two}} rounds end it. A third component
// shares a cloud with another: the factor is {{factor of three}}, and the best of the hundred runs took
// {{rounds of three}} rounds. (The figure leaves out the last of them, where less than $10^{-7}$ nats
// are missing.) A rise that looks like standing still need not be the end.

// ## Where EM ends
//
// The lecture says that EM converges because the log likelihood never falls. A sequence that never
// falls converges if it is bounded. The likelihood of a mixture is not, if the components have
// covariances of their own ([@kiefer1956]; [@day1969]). Put the mean of one component on a data point
// and shrink its variance $\sigma^2$: the density at that point grows as $1/\sigma$, the other
// component takes care of the other points, and the log likelihood rises by one half for every unit of
// $\log(1/\sigma^2)$. EM finds this hole when it starts near, here at one of twelve points in a row:

let row = Matrix(rows: (0..<12).map { [Double($0) / 2 - 2.5] })
let near = try GaussianMixture(weights: [0.1, 0.9], means: [0, 0.3], variances: [0.015, 3])
var collapse = [near]
while let last = collapse.last,
  let next = try? last.maximization(of: row, under: last.responsibilities(of: row))
{
  collapse.append(next.mixture)
}
notebook.table(collapseTable(collapse, on: row))
notebook.define("collapse iterations", collapse.count)

// The variance after iteration {{collapse iterations}} is too small for a double. The usual remedy is
// a constraint: on the ratios of the covariances ([@hathaway1985]), or, here, a floor under their
// eigenvalues, by default $10^{-6}$ of the variance of a column. The M-step under a floor is still an
// exact maximum, so the likelihood still never falls; now it is bounded, and its values converge.

let held = try patient.run(from: near, on: row)
let heights = (collapse + [held.mixture]).map { $0.logLikelihood(of: row) }
notebook.check(
  "em-converges/diverges", heights[collapse.count - 1] - heights[0], isAtLeast: 20,
  refutes: ["with the default floor": heights[collapse.count] - heights[0]])

// **Not always a maximum.** Under mild conditions EM's limits are stationary points; they may be
// saddles ([@wu1983]). Let all components be identical: every responsibility equals the weight, the
// M-step gives each component the mean and covariance of all data, and EM stays there for ever. Moving
// one mean by a hundredth of a minute is enough to leave.

let twins = try GaussianMixture.identicalComponents(2, fittedTo: faithful)
let stuck = try patient.run(from: twins, on: faithful)
let escaped = try patient.run(from: twins.movingMean(of: 0, by: [0.01, 0]), on: faithful)
notebook.define("stuck at", stuck.logLikelihood, significant: 5)
notebook.define("escaped to", escaped.logLikelihood, significant: 5)
notebook.check(
  "em-converges/saddle", [steepness(twins), stuck.logLikelihood],
  equals: [0, stuck.logLikelihoods[0]], within: 1e-7,
  refutes: ["where the gradient vanishes is a maximum": [steepness(twins), escaped.logLikelihood]])

// The identical pair stays at {{stuck at}} nats, the pair that was moved ends at {{escaped to}}.
//
// **Not always the same maximum.** From three components on the likelihood can have poor local maxima,
// even for well-separated components and in the limit of infinitely many points ([@jin2016]). Here are
// the ends of those of the hundred runs that converged within 20,000 iterations.

// snippet.fold The steepest of the ends, and runs that are stopped early
let hurried = try ExpectationMaximization(maximumIterations: 20).fit(
  faithful, components: 3, covarianceKind: .full, restarts: 100, using: notebook.random("hundred"))
func steepest(_ runs: [ExpectationMaximization.Run]) -> Double {
  runs.filter(\.degeneracies.isEmpty).map { steepness($0.mixture) }.reduce(0, max)
}
// snippet.show
notebook.table(endsTable(hundred.ends))
notebook.define("converged", hundred.runs.count(where: \.hasConverged))
notebook.define("ends found", hundred.ends.count)
notebook.define("highest", hundred.ends[0].runs.count)
notebook.define("steepest", steepest(hundred.runs), significant: 2)

// {{converged}} runs have converged, at {{ends found}} different heights; {{highest}} of them reached
// the highest that was found, which is no proof that there is none higher. Where no component is
// degenerate the entries of the gradient, for an average point, are {{steepest}} at most. So these
// ends are stationary points, to this precision, and not runs cut short.

notebook.check(
  "em-converges/stationary", steepest(hundred.runs), isAtMost: 1e-3,
  refutes: ["twenty iterations are enough": steepest(hurried.runs)])
notebook.correct(
  "em-converges", stated: "EM converges because the log likelihood never falls.",
  right: "A bound from above is needed too; a mixture with free covariances has none: EM can run "
    + "into a singular component. Where the likelihood is bounded, its values converge, "
    + "under mild conditions to that of a stationary point: often a maximum, possibly a saddle.")

// ## Does it find the truth?
//
// Suppose that the data do come from a mixture. For large $n$ the maximum likelihood estimate scatters
// around the truth with covariance $I^{-1}/n$, where $I = \mathbb E[s s^\top]$ is the Fisher
// information and $s$ the derivative of $\log p(x)$ with respect to the parameters ([@redner1984]). On
// a line quadrature computes $I$. The experiment draws a data set, runs EM from two random starts that
// know nothing of the truth, keeps the better run, and repeats that for 900 data sets. In each fit the
// component with the smaller mean is called the first.

let truth = try GaussianMixture(weights: [0.4, 0.6], means: [-1.5, 1.5], variances: [0.8, 1.2])
let fits = try (0..<900).map { experiment in
  var random = notebook.random("recovery").split(experiment)
  let sample = Matrix(rows: (0..<1_000).map { _ in truth.sample(using: &random).point })
  return try ExpectationMaximization(tolerance: 1e-8).fit(
    sample, components: 2, covarianceKind: .full, restarts: 2, using: random.split(0)
  ).mixture.orderedParameters
}

// snippet.fold The standard errors that the information predicts, without and with the labels
func standardErrors(_ information: Matrix) throws -> [Double] {
  try Cholesky(information).inverse.diagonal.map { ($0 / 1_000).squareRoot() }
}
let predicted = try standardErrors(
  truth.fisherInformation(nodes: .gaussLegendre(240, from: -9, to: 9)))
let withLabels = try standardErrors(truth.completeDataInformation)
func coverage(by standardErrors: [Double]) -> Estimate {
  Estimate(
    fits.map { found in
      let errors = [1, 2].map { (found[$0] - truth.orderedParameters[$0]) / standardErrors[$0] }
      return Double(errors.count { abs($0) <= 1.96 }) / 2
    })
}
// snippet.show
notebook.table(
  recoveryTable(
    fits, truth: truth.orderedParameters, predicted: predicted, withLabels: withLabels))
notebook.define(
  "price of labels", predicted[1] * predicted[1] / (withLabels[1] * withLabels[1]), significant: 2)

// The scatter is as predicted: an interval of ±1.96 predicted standard errors about a fitted mean
// contains the true mean in 95 % of the cases, within the error of the count. Treating the fitted labels
// as known would claim errors that are too small: not knowing the labels multiplies the variance of the
// first mean by {{price of labels}}. (Averages may be a little off: maximum likelihood has a bias of $O(1/n)$.)

notebook.check(
  "em-algorithm", coverage(by: predicted), equals: 0.95,
  refutes: ["as if the labels were known": coverage(by: withLabels)])

// ## What a neural decoder changes
//
// Let the latent variable be a number and the decoder a neural network: $z \sim N(0, 1)$ and
// $x \mid z \sim N(g(z), \sigma^2)$ with $g(z) = w_1 \tanh(w_2 z + w_3)$, one hidden unit, and
// $\sigma = 0.3$. Nothing in the derivation used that $z$ was a label. The lectures say what breaks
// in a table of three rows: E-step, M-step, bound.
//
// **E-step.** The posterior is $p(x \mid z) p(z)$ divided by an integral over $z$ without a formula.
// With one latent dimension quadrature computes it: the nodes of a grid take the place of the labels,
// and their responsibilities are the posterior. So there is an E-step.
//
// **M-step.** Up to a constant, $Q = -\frac{1}{2\sigma^2} \sum_{im} \gamma_{im} (x_i - g(z_m))^2$, a
// least-squares problem. For $w_1$ alone its solution is a linear regression; for the weights inside
// the hyperbolic tangent we take gradient steps, short enough for $Q$ to rise. That is enough: *any*
// rise of $Q$ raises the bound, and the likelihood still never falls. This is generalised EM
// ([@dempster1977]; [@neal1998]):
//
// snippet.quote generalized-em

var random = notebook.random("decoder")
let sample = (0..<200).map { _ in network.model.sample(using: &random) }
let begun = TanhDecoder(weights: [1, 1, 0], noiseStandardDeviation: 0.3)
var (fittedNetwork, logEvidences) = (begun, [begun.model.logEvidence(ofAll: sample)])
for _ in 1...15 {
  fittedNetwork.generalizedEM(on: sample, gradientSteps: 40, rate: 1e-4)
  logEvidences.append(fittedNetwork.model.logEvidence(ofAll: sample))
}

// snippet.fold The gradients within one M-step of each model, and a gradient step that is too long
let steepnesses = begun.steepnesses(on: sample, gradientSteps: 40, rate: 1e-4)
let steepnessOfStep = slopes(step).reduce(0) { max($0, $1.magnitude) } / n
var leap = begun
leap.generalizedEM(on: sample, gradientSteps: 1, rate: 0.1)
notebook.define(evidences: logEvidences, steepnesses: steepnesses)
// snippet.show
// In fifteen rounds the log likelihood of 200 draws rises from {{decoder start}} to {{decoder end}}
// nats and never falls. In the first M-step the gradient of $Q$, for an average point, goes from
// {{slope before}} to {{slope after one}} in one gradient step and to {{slope after forty}} in forty;
// the M-step of the mixture reaches zero at once.
notebook.check(
  "tbl-em-breaks-mstep/never-falls", neverFalls: [logEvidences], within: 1e-9,
  refutes: ["any step will do": [[logEvidences[0], leap.model.logEvidence(ofAll: sample)]]])
notebook.check(
  "tbl-em-breaks-mstep/closed-form", steepnessOfStep, isAtMost: 1e-9,
  refutes: ["one gradient step ends the M-step of the decoder": steepnesses[1]])
notebook.illustrate(
  "tbl-em-breaks-mstep",
  because: "One network on one sample behaves so. For its output weight the M-step has a formula, "
    + "and that none is known for the others proves nothing.")

// **The bound.** A VAE takes $q$ from a family, as a rule normal distributions. The best of them
// leaves the gap $\min_q KL(q \Vert p(z \mid x))$, which is zero only if the posterior is normal. When
// is it? Its logarithm is $-\frac12 z^2 - \frac{1}{2\sigma^2} (x - g(z))^2$ up to a constant, so
// $(x - g(z))^2$ must be a quadratic polynomial in $z$. If that holds at two observations $x_1$ and
// $x_2$, the difference of the two polynomials, $(x_1 - x_2)(x_1 + x_2 - 2 g(z))$, shows that $g$ is a
// polynomial of degree two at most. Its square is then quadratic too, so $g$ is affine. For this noise
// and a normal $q$, then: *a decoder that is not affine has a gap at every observation, with the
// possible exception of one.* The exception exists. $g(z) = |z|$ is a network of two rectified units,
// and at $x = 0$ its posterior is normal; so is that of the hyperbola $g(z) = \sqrt{z^2 + 0.04}$, a
// smooth version. At $x = 1.5$ both posteriors have two peaks, of which the best normal $q$ covers
// one. And a richer family closes the gap: a $q$ that is a density on the grid can be the posterior.

let folded = ScalarDecoderModel(noiseStandardDeviation: 0.3) { max(0, $0) + max(0, -$0) }
let hyperbola = ScalarDecoderModel(noiseStandardDeviation: 0.3) { (0.04 + $0 * $0).squareRoot() }
func gap(_ model: ScalarDecoderModel, _ x: Double) -> Double {
  model.logEvidence(of: x) - model.bestNormal(for: x, nodes: .gaussHermite(60)).bound
}

// snippet.fold The gaps over the observations, of the best normal q and of the posterior on the grid
let observations = (-48...48).map { Double($0) / 20 }
let gapsOfNetwork = observations.map { gap(network.model, $0) }
let affine = ScalarDecoderModel(noiseStandardDeviation: 0.3) { 2 * $0 }
let gapsOfGrid = observations.map { x in
  ScalarDecoderModel(noiseStandardDeviation: 0.3, decode: network.model.decode)
    .divergenceToPosterior(of: x, from: network.model.posterior(of: x))
}
let zeros = [Double](repeating: 0, count: observations.count)
notebook.figure(
  "gaps",
  gaps(observations, tanh: gapsOfNetwork, hyperbola: observations.map { gap(hyperbola, $0) }))
notebook.define("smallest gap", gapsOfNetwork.reduce(.infinity, min), significant: 2)
notebook.define("largest gap", gapsOfNetwork.reduce(0, max), significant: 2)
notebook.define("hyperbola's gap", gap(hyperbola, 1.5), significant: 2)
// snippet.show
// At these observations the gap of the tanh network lies between {{smallest gap}} and {{largest gap}}
// nats; that of the hyperbola is zero at $x = 0$ and {{hyperbola's gap}} at $x = 1.5$, near $\log 2$.
// The curve has a kink where the best $q$ leaves the middle of the peaks for one of them.
notebook.check(
  "tbl-em-breaks-estep", gapsOfGrid, equals: zeros, within: 1e-6,
  refutes: ["the best normal q is the posterior": gapsOfNetwork])
notebook.sharpen(
  "tbl-em-breaks-estep",
  stated: "E-step: a mixture's q is the posterior; that of a deep model cannot be computed.",
  right: "It has no closed form. With one latent dimension quadrature computes it, and EM runs; "
    + "with the number of dimensions the price grows exponentially.")
notebook.check(
  "tbl-em-breaks-bound", [gap(affine, 1.5), gap(folded, 0), gap(hyperbola, 0)], equals: [0, 0, 0],
  within: 1e-7,
  refutes: ["no gap at x = 1 either": [gap(affine, 1), gap(hyperbola, 1), gap(network.model, 1)]])
notebook.sharpen(
  "tbl-em-breaks-bound", stated: "Bound: tight for a mixture; always a gap for a deep model.",
  right: "The gap is that of the best q in its family. For a normal q, one latent dimension and "
    + "normal noise of fixed variance, a decoder that is not affine has a gap at every observation "
    + "but at most one; a richer family closes it.")

// **The price.** Quadrature with $m$ nodes in each of $d$ latent dimensions calls the decoder $m^d$
// times, and weighs as many nodes for every point. Here $d$ observed numbers are each $\tanh z_j$ plus
// noise, so that the exact evidence is a product of $d$ integrals. The errors of the coordinates have
// different signs here and cancel in part.
let price = (1...3).map { QuadraturePrice(dimensions: $0, nodes: 60) }
notebook.table(priceTable(price))
notebook.check(
  "em-estep-impossible", price.map(\.relativeError).reduce(0, max), isAtMost: 1e-4,
  refutes: ["four nodes will do": QuadraturePrice(dimensions: 3, nodes: 4).relativeError])
notebook.sharpen(
  "em-estep-impossible",
  stated: "With a neural decoder the true posterior cannot be computed, so there is no E-step.",
  right: "With few latent dimensions quadrature computes it to any precision; what grows is the "
    + "price: with \(price[0].calls) nodes an axis, \(price[0].calls) times the decoder's calls "
    + "for each further dimension.")

// **Exact and limited, approximate and expressive.** So the lecture contrasts the two models. That
// inference is exact has been shown: the gap of a mixture is zero after every E-step, that of the
// network with the best normal $q$ is not. "Limited" holds for a fixed number of components: enough of
// them approximate any continuous density ([@mclachlan2000]). How many it takes is a matter of the
// density. Here mixtures are fitted to $n = 2000$ draws of the network, and compared with its true
// density. In a regular model each parameter costs about $1/(2n)$ nats, on average over data sets:
// more components need not be better.

random = notebook.random("limited")
let training = Matrix(rows: (0..<2_000).map { _ in [network.model.sample(using: &random)] })
let mixtures = try [1, 2, 4, 8].map { components in
  try ExpectationMaximization(tolerance: 1e-7, thinsPath: true).fit(
    training, components: components, covarianceKind: .full, restarts: 4,
    using: random.split(components)
  ).mixture
}
let distances = mixtures.map { mixture in
  Quadrature.gaussLegendre(300, from: -4.5, to: 4.5).integrate { x in
    let logP = network.model.logEvidence(of: x)
    return .exp(logP) * (logP - mixture.logDensity([x]))
  }
}

let gapOfMixture = mixtures[2].divergenceToPosterior(
  of: training, from: mixtures[2].responsibilities(of: training))
notebook.table(distanceTable(mixtures, distances))
notebook.check(
  "gmm-system", distances[0] - distances[2], isAtLeast: 0.1,
  refutes: ["four fall as far short of eight": distances[2] - distances[3]])
notebook.check(
  "gmm-vae-exactness", [gapOfMixture] + gapsOfGrid, equals: [0] + zeros, within: 1e-6,
  refutes: ["q is the best normal distribution": [gapOfMixture] + gapsOfNetwork])
notebook.sharpen(
  "gmm-system", stated: "A mixture with EM is exact inference in a limited model.",
  right: "Inference is exact for every number of components; limited is a given number of them.")
notebook.illustrate(
  "gmm-vae-exactness",
  because: "The two gaps are checked. How limited or expressive the models are is measured on one "
    + "density, the network's own, and says nothing of others.")

// ## What to take along
//
// - A mixture is a latent variable model whose evidence is a sum: the E-step is Bayes' rule, exactly.
// - EM is coordinate ascent on $\mathcal L(\theta, \gamma) = Q + H$: the E-step closes the gap, the
//   M-step raises the bound and opens a new gap, so the log likelihood never falls.
// - Never falling is not converging to a maximum: a likelihood without bound, saddles and several
//   local maxima are real. Use a floor, many starts, and a small tolerance.
// - Convergence is linear, and slow where components overlap. Unknown labels also cost precision.
// - With a neural decoder the bound remains, and the exact E-step becomes expensive. What replaces it
//   is a learned $q$, with a gap.
//
// ## Try it
//
// 1. `swift run gmm-em --seed 1 --components 3 --restarts 1`. Predict whether a single start
//    reaches the highest end in the table of ends; then try the seeds 2, 3 and 4.
// 2. `swift run gmm-em --covariance spherical`. Predict what happens to the two ellipses when waits,
//    spread over fifty minutes, and lengths, spread over four, share one variance; then add
//    `--standardize`.
// 3. `swift run gmm-em --data yours.csv --components 4`. Which weights do you expect, and would you
//    notice a component that sits on five points? Look for *degenerate* in the last lines.
//
// ## Exercises
//
// 1. Show on paper that the M-step for a shared covariance (`tied`) is $\sum_k N_k \Sigma_k / n$.
// 2. Derive $\Delta \log p = \Delta Q + KL(\gamma \Vert \text{new posterior})$ from the decomposition.
// 3. Write the E-step for a mixture of Poisson distributions. Which line of the M-step changes?
// 4. In code: start EM from identical components with different *weights*. Is that a fixed point too?
// 5. In code: replace the M-step of the mixture by one small gradient step on the means. Does the
//    likelihood still never fall? Plot the deficit beside that of EM.
//
// ## Further reading
//
// - [@dempster1977] names EM, proves that the likelihood never falls, and has the rate.
// - [@neal1998] is the view of this chapter: two coordinates of one function.
// - [@wu1983] says where EM can end, and under which conditions; [@xu1996] how fast, for mixtures.
// - [@bishop2006, §9.2, §9.4] derives both steps at length, with the figure that is redrawn here.
// - [@mclachlan2000] on everything else about finite mixtures, and [@redner1984] on their estimates.
notebook.finish()
