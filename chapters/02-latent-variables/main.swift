// # Latent variable models
//
// How can a variable that nobody sees explain what everybody sees, and what does the explanation
// cost? A latent variable model says how an observation comes about: draw a hidden variable, then
// draw the observation from it. Forwards that is easy. Backwards, to the probability of an
// observation (the evidence) and to the hidden variable (the posterior), it takes a sum or an
// integral over all that might have been hidden. This chapter computes both for three models,
// counts their cost, and measures how an average over draws fails in many dimensions.
//
// - **You need:** densities, Bayes' rule, averages of draws ([01](01-monte-carlo.md)).
// - **You will be able to:** state a model as a prior and a decoder, and draw from it; compute its
//   evidence and posterior, and their cost; tell with a number why averaging over the prior fails.
// - **Time:** {{reading time}}
//
// Functions that the code calls and does not define, such as `residual`, `peaks`, `shrinkage`,
// `priced`, `binomial`, `byQuadrature`, `onePiece`, `averagedPosterior`, `equallyWeighted`,
// `measured` and `relativeAverages`, stand beside this program in `Measurements.swift`, each with
// its meaning.
// snippet.hide
import Elementary
import Models
import Notebook
import Numerics
import Probability
let drawsOption = Option.integer(
  "draws", default: 1_000, in: 100...20_000, help: "the draws of each average in the second panel")
let precisionOption = Option.integer(
  "precision", default: 20, in: 1...1_000, help: "1/σ² of the sharper decoder in the last figure")
let notebook = Notebook(compiled: compiledSources, options: [drawsOption, precisionOption])
let modelNames = ["mixture", "scalar decoder", "pPCA"]
// snippet.show
// ## A story with a hidden variable
// Measure the petals of many flowers, and the points form clusters; photograph a face as it turns,
// and a million pixels change together. A few unseen causes (the species, the angle) explain much
// of what is seen. A *latent variable model* is such an explanation, a story in two steps. First a
// latent variable $z$ is drawn from the *prior* $p(z)$. Then the observation $x$ is drawn from the
// *decoder* $p_\theta(x \mid z)$, a distribution whose parameters depend on $z$; $\theta$ stands
// for all parameters. Together they make a joint density ([@bishop2006, §9.2]),
//
// $$
// p_\theta(x, z) = p_\theta(x \mid z)\, p(z), \qquad
// \log p_\theta(x, z) = \log p_\theta(x \mid z) + \log p(z) .
// $$
notebook.figure("story", storyFigure())

// The library says the same in a protocol: a model is a prior and a likelihood, the decoder.
// snippet.quote latent-variable-model
//
// Three models accompany us. The third, with two latent dimensions and a linear decoder, is
// probabilistic principal component analysis, pPCA for short ([@tipping1999]).
//
// | model | latent variable | prior | decoder |
// |---|---|---|---|
// | Gaussian mixture on a line | a label | $Cat(\pi)$, three values | $N(\mu_z, \sigma_z^2)$ |
// | scalar decoder | a number | $N(0, 1)$ | $N(g(z), \sigma^2)$ with $g(z) = 2 \tanh(1.2 z - 0.5)$ |
// | pPCA | two numbers | $N(0, I)$ | $N(W z + \mu, \sigma^2 I)$ in three dimensions |
let mixture = try GaussianMixture(
  weights: [0.5, 0.3, 0.2], means: [-2, 0.5, 3], variances: [0.6, 0.3, 1.2])
let nonlinear = ScalarDecoderModel(noiseStandardDeviation: 0.5) { 2 * .tanh(1.2 * $0 - 0.5) }
let linear = try ProbabilisticPCA(
  mean: [0.2, -0.1, 0.4], loadings: Matrix(rows: [[0.9, -0.3], [0.4, 0.8], [-0.5, 0.6]]),
  noiseVariance: 0.5)
let (mixtureX, nonlinearX, linearX) = ([-0.5], 1.0, [0.8, 0.9, -0.3])
// The product of the two factors can be tested where the joint density is known another way. With a
// linear decoder $x$ and $z$ are sums of independent normal variables, so $(x, z)$ has one normal
// density in five dimensions, whose covariance has the blocks $WW^\top + \sigma^2 I$ for $x$, $I$
// for $z$ and $W$ between them. At three points both agree.
let points = [[0.0, 0], [1, -0.5], [-0.4, 2]]
let inFiveDimensions = try linear.model.jointDistribution()
notebook.check(
  "lvm-joint-factor", points.map { linear.logJoint(of: linearX, and: $0) },
  equals: points.map { inFiveDimensions.logDensity(linearX + $0) }, within: 1e-12,
  refutes: ["no prior": points.map { linear.logLikelihood(of: linearX, given: $0) }])
// To draw from it, follow the story. This is *ancestral sampling* ([@bishop2006, §8.1.2]):
// snippet.quote ancestral-sampling
var random = notebook.random("ancestral")
let stories = (0..<20_000).map { _ in linear.sampleWithLatent(using: &random) }
let labelled = (0..<80_000).map { _ in mixture.sampleWithLatent(using: &random) }
// What must such draws look like? In pPCA, with $w_1$ the first row of $W$, what $z$ leaves
// unexplained of $x_1$ is the noise: $\mathbb E[(x_1 - \mu_1 - w_1^\top z)^2] = \sigma^2$. In the
// mixture, label $k$ occurs with its weight $\pi_k$.
// snippet.fold Averages over the draws
let decoded = stories.map { linear.model.decode($0.latent)[0] }
let observed = stories.map { $0.observation[0] }
let firstLabel = Estimate(labelled.map { $0.latent == 0 ? 1 : 0 })
let notPositive = Estimate(labelled.map { $0.observation[0] <= 0 ? 1 : 0 })
// snippet.show
notebook.check(
  "lvm-generative-story", residual(observed, decoded), equals: linear.noiseVariance,
  refutes: [
    "only the decoder's mean is drawn": residual(decoded, decoded),
    "z is drawn afresh for x": residual(observed, Array(decoded.dropFirst())),
  ])
notebook.check(
  "tbl-gmm-tractable-prior", firstLabel, equals: mixture.weights[0],
  refutes: ["all labels are equally likely": 1 / Double(mixture.componentCount)])
// A *deep* latent variable model is the same story with a neural network in the decoder
// ([@kingma2014]; [@rezende2014]). Our scalar decoder is a network with a single hidden unit. The
// same $z$ gives the same output: the network computes the parameters of a distribution, here the
// mean, and $x$ is drawn around it with variance $\sigma^2$. (Adversarial networks take the output
// itself as the datum; they have no density $p(x \mid z)$; [@goodfellow2016, §20.10.4].) Over all
// $z$ the mean is $\mathbb E[g(z)]$, and the two sources of variance add up:
// $\mathrm{Var}[x] = \mathrm{Var}[g(z)] + \sigma^2$.
random = notebook.random("deep")
let sigma = nonlinear.noiseStandardDeviation
let atFixedZ = Estimate(repetitions: 8_000) {
  square(nonlinear.likelihood(given: 0.7).sample(using: &random) - nonlinear.decode(0.7))
}
let meanOutput = nonlinear.prior.expectation(of: nonlinear.decode)
let outputVariance = nonlinear.prior.expectation { square(nonlinear.decode($0) - meanOutput) }
let overall = Estimate(repetitions: 40_000) {
  square(nonlinear.sample(using: &random) - meanOutput)
}
notebook.check(
  "lvm-nn-not-data", atFixedZ, equals: sigma * sigma,
  refutes: [
    "the network's output is the datum": square(nonlinear.decode(0.7) - nonlinear.decode(0.7)),
    "σ stands for σ²": sigma,
  ])
notebook.check(
  "dlvm-gaussian", overall, equals: outputVariance + sigma * sigma,
  refutes: ["no noise is drawn": outputVariance, "σ stands for σ²": outputVariance + sigma])

// ## Simple parts, a rich whole
// Why go through a hidden variable at all? Because both factors may be simple while the *marginal*
// $p_\theta(x)$, the density of $x$ when $z$ is not seen, is not. The mixture's components are
// normal, and its marginal has three peaks. In the scalar decoder prior and noise are normal, but
// the hyperbolic tangent crowds the draws at both ends of its range, and there are two peaks. A
// linear decoder of a normal $z$, in contrast, leaves $x$ normal.
// snippet.fold Normal densities of the same moments, and a count of peaks
let mixtureMoments = Normal(mean: mixture.mean[0], variance: mixture.covariance[0, 0])
let decoderMoments = Normal(mean: meanOutput, variance: outputVariance + square(sigma))
let marginal = linear.model.marginal
let linearMarginal = Normal(mean: marginal.mean[0], variance: marginal.covariance[0, 0])
func logMixture(_ x: Double) -> Double { mixture.logEvidence(of: [x]) }
// snippet.show
notebook.figure(
  "marginals",
  marginalsFigure([
    ("mixture", -6...7, mixtureMoments, logMixture),
    ("scalar decoder", -5.5...5.5, decoderMoments, nonlinear.logEvidence),
    ("pPCA", -5.5...5.5, linearMarginal, linearMarginal.logDensity),
  ]))
notebook.illustrate(
  "lvm-simpler-parts",
  because: "The lecture says \"usually\". With a linear decoder the marginal is normal, too.")
notebook.illustrate(
  "lvm-pdata-complex",
  because: "The lecture says \"can be\". The distribution of real data is not examined here.")
notebook.check(
  "lvm-simpler-parts", peaks(nonlinear.logEvidence), equals: 2, within: 1e-9,
  refutes: ["a normal marginal, as its factors are": peaks(decoderMoments.logDensity)])
notebook.check(
  "lvm-pdata-complex", peaks(logMixture), equals: 3, within: 1e-9,
  refutes: ["a normal density of the same mean and variance": peaks(mixtureMoments.logDensity)])
// The lectures say that a continuous latent variable can represent smooth factors of variation,
// such as the angle of a face. A smooth decoder turns a small step in $z$ into a nearly
// proportional change of the mean of $x$: a tenth of the step, a tenth of the change. Between
// labels the mean jumps. Whether the coordinates of a *trained* model follow factors that a person
// would name, the likelihood cannot decide without assumptions on model and data
// ([@locatello2019]).
// snippet.fold By how much the largest change of the mean shrinks with a tenth of the step
let ofNetwork = shrinkage(nonlinear.decode, from: 0.01, to: 0.001)
let ofLabel = shrinkage(labelMean, from: 0.01, to: 0.001)
func labelMean(_ z: Double) -> Double { mixture.means[z < -0.5 ? 0 : z < 0.5 ? 1 : 2][0] }
// snippet.show
notebook.illustrate(
  "dlvm-continuous-factors",
  because: "That the coordinates of a trained model are such factors does not follow.")
notebook.check(
  "dlvm-continuous-factors", ofNetwork, equals: 10, within: 0.1,
  refutes: ["a label is as smooth": ofLabel])

// ## The evidence: everything hidden is summed out
// Nobody saw $z$. The probability of what was seen adds up all stories that could have led to it,
// each with its prior probability. For a label this is a sum, for a number an integral, and either
// way an average of the decoder's density over the prior:
//
// $$
// p_\theta(x) = \sum_{k=1}^{K} \pi_k\, p_\theta(x \mid z = k)
// \quad\text{or}\quad
// p_\theta(x) = \int p_\theta(x \mid z)\, p(z)\, dz ,
// \quad\text{that is}\quad p_\theta(x) = \mathbb E_{p(z)}\bigl[p_\theta(x \mid z)\bigr] .
// $$
//
// As a function of $\theta$ it is the *marginal likelihood*, as a property of the model the
// *evidence*. In code it is one line. For a label the expectation is a sum, for numbers a weighted
// sum over nodes (quadrature): 200 equally spaced ones for one number, Gauss–Hermite nodes for two.
func evidence<Model: LatentVariableModel>(
  of x: Model.Observation, under model: Model, prior: some Approximation<Model.Latent>
) -> Double {
  prior.expectation { z in .exp(model.logLikelihood(of: x, given: z)) }
}
let onLine = GridDensity(on: .trapezoid(200, from: -9, to: 9)) { Normal.standard.logDensity($0) }
// The price of an evidence is the number of evaluations of the decoder, which we call *passes*;
// where the decoder is a network, each is a run of the network. `CountedModel` counts them. Other
// routes to the same numbers are a sum of three normal densities written by hand, a Gauss–Legendre
// rule with 400 nodes, and for pPCA a closed form, since $x \sim N(\mu, WW^\top + \sigma^2 I)$.
// snippet.fold Another route to each evidence
let counted = (CountedModel(mixture), CountedModel(nonlinear), CountedModel(linear))
let inOneLine = [
  evidence(of: mixtureX, under: counted.0, prior: mixture.prior),
  evidence(of: nonlinearX, under: counted.1, prior: onLine),
  evidence(of: linearX, under: counted.2, prior: linear.prior),
].map { Double.log($0) }
let components = mixture.components.map { Normal(mean: $0.mean[0], variance: $0.covariance[0, 0]) }
let terms = zip(mixture.weights, components).map { $0 * .exp($1.logDensity(mixtureX[0])) }
let byHand = terms.reduce(0, +)
let logEvidences = [
  .log(byHand), nonlinear.logEvidence(of: nonlinearX), linear.model.marginal.logDensity(linearX),
]
let elsewhere = [-2.0, 0, 1, 3]
func atElsewhere(_ prior: some Approximation<Double>) -> [Double] {
  elsewhere.map { .log(evidence(of: $0, under: nonlinear, prior: prior)) }
}
let hermite = zip(atElsewhere(nonlinear.prior), elsewhere.map(nonlinear.logEvidence))
let hermiteNodes = Quadrature.gaussHermite(120).nodes
let atMeanOfZ = elsewhere.map { nonlinear.logLikelihood(of: $0, given: 0) }
let withoutZ = [
  mixtureMoments.logDensity(mixtureX[0]), linear.logLikelihood(of: linearX, given: [0, 0]),
]
// snippet.show
notebook.table(
  ["model", "passes of the one line", "log p(x), nats", "difference from the other route"],
  [counted.0.passes, counted.1.passes, counted.2.passes].enumerated().map { i, passes in
    let error = abs(inOneLine[i] - logEvidences[i]).formatted(significant: 1)
    return [.text(modelNames[i]), .number(passes), .number(inOneLine[i]), .number(error)]
  })
notebook.define("hermite-error", hermite.map { abs($0 - $1) }.reduce(0, max), significant: 1)
notebook.define("hermite-step", hermiteNodes[60] - hermiteNodes[59], significant: 2)
// Both rules err only in rounding here. The nodes must be dense where the decoder bends:
// Gauss–Hermite nodes are made for polynomials, and 120 of them, {{hermite-step}} apart near zero,
// three times as far, would err by up to {{hermite-error}} nats with the hyperbolic tangent.
notebook.check(
  "lvm-marginal", atElsewhere(onLine), equals: elsewhere.map(nonlinear.logEvidence), within: 1e-8,
  refutes: ["z is replaced by its mean": atMeanOfZ])
notebook.check(
  "ppca-vs-gmm-example", [inOneLine[0], inOneLine[2]], equals: [logEvidences[0], logEvidences[2]],
  within: 1e-9, refutes: ["one normal density for the mixture, no WWᵀ for pPCA": withoutZ])
// ### A label: K terms
// For a label with $K$ values the evidence is $\sum_k \pi_k N(x \mid \mu_k, \sigma_k^2)$, in $K$
// passes. Integrated over $x \le 0$ it gives the share of ancestral draws there.
//
// One lecture says that with a discrete $z$ the sum has exponentially many terms; its own example,
// a label of $K$ values, has $K$. Exponentially many come with a *vector* of labels: $k$ binary
// ones have $2^k$ codes. We enumerate $x = \sum_j b_j / \sqrt k$ plus noise with 14 fair bits
// $b_j$. Yet in this model only the number of ones matters, and $k + 1$ terms with binomial weights
// give the same evidence.
// snippet.fold Binary codes, their binomial sum, and the count of passes
let belowZero = zip(mixture.weights, components).map { $0 * $1.cumulative(0) }
let (bits, codes) = (14, 1 << 14)
let byCode = priced(of: 0.8, bits: bits, ones: (0..<codes).map(\.nonzeroBitCount)) { _ in 1 }
let byOnes = priced(of: 0.8, bits: bits, ones: Array(0...bits)) { binomial($0, of: bits) }
let unweightedOnes = priced(of: 0.8, bits: bits, ones: Array(0...bits)) { _ in 1 }
let labelCounts = [3, Double(bits + 1), .exp(Double(bits) * .log(2))]
// snippet.show
notebook.sharpen(
  "lvm-discrete-exponential",
  stated: "With a discrete z the sum has exponentially many terms.",
  right: "With a vector of labels; one label has K terms. Even with \(bits) binary labels "
    + "\(bits + 1) terms can replace \(codes): where only the number of ones matters.")
notebook.check(
  "lvm-discrete-marginal", notPositive, equals: belowZero.reduce(0, +),
  refutes: ["the weights are left out": components.reduce(0) { $0 + $1.cumulative(0) }])
notebook.check(
  "lvm-discrete-cost", [Double(counted.0.passes), byOnes[1], byCode[1]], equals: labelCounts,
  within: 1e-6, refutes: ["each label needs a sum over all others": labelCounts.map(square)])
notebook.check(
  "lvm-discrete-exponential", byCode, equals: [byOnes[0], labelCounts[2]], within: 1e-6,
  refutes: [
    "every number of ones is equally likely": [unweightedOnes[0], byCode[1]],
    "two terms for each label": [byOnes[0], 2 * Double(bits)],
  ])

// ### A number: an integral, and finitely many passes
// A continuous $z$ has infinitely many values. Does its evidence need infinitely many passes, as a
// lecture says? Replace the line by $n$ equally spaced nodes $z_i$ with weights
// $\pi_i \propto p(z_i)$. This is the trapezoidal rule, and a model of its own: a mixture.
func discretized(_ n: Int, weight: (Double) -> Double) -> FiniteMixture<Normal> {
  let nodes = Quadrature.trapezoid(n, from: -6.5, to: 6.5).nodes
  return FiniteMixture(weights: nodes.map(weight), components: nodes.map(nonlinear.likelihood))
}
// snippet.fold Errors of the discretized model, and of draws from the prior
let nodeCounts = [5, 10, 20, 40, 80]
func priorDensity(_ z: Double) -> Double { .exp(nonlinear.logPrior(of: z)) }
let onNodes = nodeCounts.map { discretized($0, weight: priorDensity).logEvidence(of: nonlinearX) }
let errors = onNodes.map { ($0 - logEvidences[1]).magnitude }
let secondMoment = onLine.expectation { z in
  .exp(2 * (nonlinear.logLikelihood(of: nonlinearX, given: z) - logEvidences[1]))
}
let ofDraws = nodeCounts.map { ((secondMoment - 1) / Double($0)).squareRoot() }
let eighty = errors[4].formatted(significant: 2)
// snippet.show
notebook.table(
  ["passes n", "error of n nodes, nats", "relative standard error of n draws from the prior"],
  nodeCounts.indices.map {
    [.number(nodeCounts[$0]), .number(errors[$0], significant: 2), .number(ofDraws[$0])]
  })
notebook.define("eighty-error", eighty)
notebook.sharpen(
  "lvm-infinite-passes",
  stated: "Exact evaluation with a continuous z needs infinitely many decoder passes.",
  right:
    "Only where no formula is known, and only without any error: for one tanh unit 80 passes leave "
    + "an error of \(eighty) nats. A linear decoder needs no passes over z at all.")
notebook.check(
  "tbl-gmm-tractable-latent", onNodes[4], equals: logEvidences[1], within: 1e-8,
  refutes: ["all nodes count alike": discretized(80) { _ in 1 }.logEvidence(of: nonlinearX)])
notebook.check(
  "lvm-infinite-passes", errors[4], isAtMost: 1e-8,
  refutes: ["80 draws from the prior do as well": ofDraws[4], "ten nodes do as well": errors[1]])
// The error falls geometrically once the nodes resolve the decoder, as theory has it for analytic
// integrands ([@trefethen2014]), to {{eighty-error}} nats after 80 passes. In one latent dimension
// the integral of a smooth decoder is as tractable as a sum over labels, and from 20 passes on
// cheaper than by random draws (last column: relative error).
//
// The observation may be discrete as well. Let three categories have the probabilities
// $\pi(z) = \mathrm{softmax}(a z + b)$. Ancestral draws must show category $k$ with the frequency
// $\int N(z \mid 0, 1)\thinspace \pi_k(z)\thinspace dz$, not $\pi_k(0)$.
func categories(_ z: Double) -> Categorical {
  let logits = [2 * z + 0.5, -1.5 * z, 0.3]
  return Categorical(probabilities: logits.map { .exp($0 - logSumExp(logits)) })
}
random = notebook.random("categories")
let thirdCategory = Estimate(repetitions: 20_000) {
  categories(random.normal()).sample(using: &random) == 2 ? 1 : 0
}
notebook.check(
  "lvm-continuous-discrete-x", thirdCategory,
  equals: Normal.standard.expectation { categories($0).probabilities[2] },
  refutes: ["the probability at the mean of z": categories(0).probabilities[2]])

// ## With and without a formula
// A linear decoder has a closed form for its evidence. The lectures say that a nonlinear network
// has none. As a general statement this is false, if the normal distribution function counts as
// closed. Let $g$ be linear on an interval, $g(z) = az + c$ for $l \lt z \lt u$. There the product
// of prior and decoder is a normal density in $z$ times a factor without $z$ (complete the square):
//
// $$
// N(z \mid 0, 1)\, N(x \mid az + c, \sigma^2) = N(x \mid c, a^2 + \sigma^2)\, N(z \mid m, s^2),
// \qquad m = \frac{a (x - c)}{a^2 + \sigma^2}, \quad s^2 = \frac{\sigma^2}{a^2 + \sigma^2} .
// $$
//
// Integrated over the interval, the last factor gives a difference of the normal distribution
// function $\Phi$. A network of rectified linear units (ReLU) with one latent variable is linear
// between finitely many kinks, so its evidence is a sum of such terms. For $g(z) = \max(0, z)$:
//
// $$
// p(x) = \tfrac12 N(x \mid 0, \sigma^2)
// + N(x \mid 0, 1 + \sigma^2)\; \Phi\Bigl( \frac{x}{\sigma \sqrt{1 + \sigma^2}} \Bigr) .
// $$
// snippet.quote piecewise-evidence
//
// For this decoder, and for the rectified sibling of ours, two ReLUs that clip $1.2z - 0.5$ to
// $[-1, 1]$ and double it, the sum agrees with quadrature. Taking one piece, the one at the mean of
// $z$ or to the right of it, for the whole decoder does not.
// snippet.fold Two networks of rectified linear units, and quadrature
let relu = PiecewiseLinearModel(noiseStandardDeviation: sigma, units: [(1, 0, 1)])
let clipped = PiecewiseLinearModel(
  noiseStandardDeviation: sigma, units: [(1.2, 0.5, 2), (1.2, -1.5, -2)], offset: -2)
func atThreePoints(_ logDensity: (PiecewiseLinearModel, Double) -> Double) -> [Double] {
  [relu, clipped].flatMap { model in [-1, 0.3, 1.5].map { logDensity(model, $0) } }
}
// snippet.show
notebook.correct(
  "lvm-nn-no-closed-form",
  stated: "With a nonlinear neural network as decoder the evidence has no closed form.",
  right: "No closed form is known in general. Some networks have one: with ReLU and one latent "
    + "dimension it is a finite sum of normal densities times differences of Φ.")
notebook.check(
  "lvm-nn-no-closed-form", atThreePoints { $0.logEvidence(of: $1) },
  equals: atThreePoints(byQuadrature), within: 1e-7,
  refutes: ["one piece stands for all": atThreePoints { onePiece($0, 1).logDensity($1) }])
// So *no closed form is known in general*, and a useful one is not to be expected. The number of
// linear pieces can grow exponentially with a network's depth ([@montufar2014]); with many latent
// dimensions each piece is a polytope, and the normal probability of a polytope is itself an
// integral without a formula. That our hyperbolic tangent has none, no experiment can show.
//
// ## The posterior and the evidence are one problem
// Now turn the story around. What was hidden, given what was seen? Bayes' rule answers:
//
// $$
// p_\theta(z \mid x) = \frac{p_\theta(x, z)}{p_\theta(x)}
// = \frac{p_\theta(x \mid z)\, p(z)}{\int p_\theta(x \mid z')\, p(z')\, dz'} .
// $$
//
// On the left of the figure are ancestral draws $(z, x)$ of the scalar decoder. To observe $x$
// means to keep the draws on a horizontal line. Along it the joint density, as a function of $z$,
// has the shape of the posterior, and the area below is the evidence, by which we divide.
random = notebook.random("slice")
let cloud = (0..<1_500).map { _ in nonlinear.sampleWithLatent(using: &random) }
let slice = nonlinear.posterior(of: nonlinearX)
notebook.figure(
  "slice",
  sliceFigure(nonlinear, x: nonlinearX, cloud: cloud.map { ($0.latent, $0.observation) }))
// For pPCA the slice is normal. As a function of $z$, $\log p(x, z)$ is quadratic,
// $-\frac12 z^\top (I + W^\top W / \sigma^2) z + z^\top W^\top (x - \mu) / \sigma^2$ up to a
// constant, and completing the square gives, with $M = W^\top W + \sigma^2 I$ ([@tipping1999]),
//
// $$
// p(z \mid x) = N\bigl(M^{-1} W^\top (x - \mu),\ \sigma^2 M^{-1}\bigr) .
// $$
//
// The same mean and variances follow from Bayes' rule as it stands, by averages under the prior
// such as $\mathbb E[z \mid x] = \mathbb E_{p(z)}[z\thinspace p(x \mid z)] / p(x)$.
// snippet.fold Means and variances of the posterior by averages under the prior
let posterior = linear.posterior(of: linearX)
func average(_ f: ([Double]) -> Double) -> Double {
  linear.prior.expectation {
    f($0) * .exp(linear.logLikelihood(of: linearX, given: $0) - logEvidences[2])
  }
}
let means = (0..<2).map { j in average { $0[j] } }
let inverseOfM = posterior.covariance.diagonal.map { $0 / linear.noiseVariance }
let variances = (0..<2).map { j in average { square($0[j] - means[j]) } }
// snippet.show
notebook.check(
  "lvm-bayes-posterior", posterior.mean + posterior.covariance.diagonal,
  equals: means + variances, within: 1e-9,
  refutes: ["the covariance is the inverse of M": posterior.mean + inverseOfM])
// For the mixture it is a division of $K$ numbers by their sum. The story can check that: among
// draws whose $x$ falls between the first two components, label $k$ must be as frequent as the
// posterior says.
func calibration(_ posterior: ([Double]) -> Categorical) -> Estimate {
  let inOverlap = labelled.filter { -1.3 < $0.observation[0] && $0.observation[0] < -0.3 }
  return Estimate(
    inOverlap.map { ($0.latent == 1 ? 1 : 0) - posterior($0.observation).probabilities[1] })
}
// The lecture's table gives the Gaussian decoder as the reason for this closed form. But our scalar
// decoder is Gaussian given $z$ as well, and we know no formula of its posterior; and a mixture of
// three biased coins has its posterior by the same division. The reason is that $z$ takes finitely
// many values. After heads, the posterior of the coins is the prior times the biases, normalised;
// averaged over heads and tails under $p(x)$, it is the prior.
// snippet.fold A mixture of coins, and wrong posteriors
let unweighted = try equallyWeighted(mixture)
let (prior, biases) = (mixture.weights, [0.1, 0.5, 0.8])
let coins = FiniteMixture(weights: prior, components: biases.map(Bernoulli.init))
let equalCoins = FiniteMixture(weights: [1, 1, 1], components: biases.map(Bernoulli.init))
let afterHeads = zip(prior, biases).map { $0 * $1 / dot(prior, biases) }
func averagedAndHeads(_ model: FiniteMixture<Bernoulli>) -> [Double] {
  averagedPosterior(of: model, under: coins) + model.posterior(of: true).probabilities
}
// snippet.show
notebook.sharpen(
  "tbl-gmm-tractable-decoder",
  stated: "The decoder of a mixture is Gaussian, hence the posterior has a closed form.",
  right: "Hence, rather, as z takes finitely many values: a mixture of coins has one, too.")
notebook.check(
  "tbl-intractable-gmm", calibration(mixture.posterior), equals: 0,
  refutes: [
    "the weights are left out": calibration(unweighted.posterior),
    "the posterior is the prior": calibration { _ in mixture.prior },
  ])
notebook.check(
  "tbl-gmm-tractable-decoder", averagedAndHeads(coins), equals: prior + afterHeads, within: 1e-12,
  refutes: [
    "the weights are left out": averagedAndHeads(equalCoins),
    "the posterior is the prior": prior + prior,
  ])
// Read Bayes' rule the other way: $p(x) = p(x, z) / p(z \mid x)$, at *every* single $z$. Whoever
// knows the posterior density at one point knows the evidence. At 100 random points the quotient is
// the same number. With another density in the posterior's place it depends on $z$;
// [03](03-elbo.md) averages it to a bound.
random = notebook.random("points")
let hundred = (0..<100).map { _ in random.normals(2) }
let meanField = linear.model.meanFieldPosterior(of: linearX)
func quotients(_ q: some Distribution<[Double]>) -> [Double] {
  hundred.map { z in linear.logJoint(of: linearX, and: z) - q.logDensity(z) }
}
notebook.check(
  "lvm-conditional-density", quotients(posterior), equals: hundred.map { _ in logEvidences[2] },
  within: 1e-11, refutes: ["another density than the posterior": quotients(meanField)])
// As densities, evidence and posterior are equally hard: whoever has one of them has the other.
//
// ## The price of dimension
// A lecture gives three reasons why all this is intractable: the dimension of $z$, the network, and
// a circle, since the posterior needs the evidence. The circle is the equivalence that we just saw,
// no third reason. And neither of the other two suffices alone: a *linear* decoder with 64 latent
// dimensions has its closed form, a *network* with one latent dimension took 80 passes. Together
// they can be expensive. Let $d$ latent dimensions enter our scalar decoder through their
// normalised sum, $g(s)$ with $s = \sum_j z_j / \sqrt d$. Since $s$ is $N(0, 1)$ again, the
// evidence is the same for every $d$; but a rule of $n$ nodes per axis makes $n^d$ passes.
let rule = Quadrature.trapezoid(40, from: -6.5, to: 6.5)
let sumDecoders = (1...3).map { CountedModel(SumDecoderModel(nonlinear, dimension: $0)) }
let onGrids = sumDecoders.map { model in
  rule.integrate(dimension: model.base.dimension) { .exp(model.logJoint(of: nonlinearX, and: $0)) }
}
notebook.table(
  ["latent dimensions", "passes for the numerator", "passes for the evidence", "error, nats"],
  zip(sumDecoders, onGrids).enumerated().map { index, grid in
    let error = (Double.log(grid.1) - logEvidences[1]).magnitude
    return [.number(index + 1), .number(1), .number(grid.0.passes), .number(error, significant: 1)]
  })
// snippet.fold The same passes in every dimension, and many dimensions of a linear decoder
let sameBudget = zip(sumDecoders, [40, 6, 3]).map { model, n in
  Quadrature.trapezoid(n, from: -6.5, to: 6.5).integrate(dimension: model.base.dimension) {
    .exp(model.base.logJoint(of: nonlinearX, and: $0))
  }
}
let many = try measured(64)
let manyByOne = 64 * Normal(mean: 0, variance: 1.25).logDensity(0.5)
let atTwo = nonlinear.logJoint(of: nonlinearX, and: 2)
// snippet.show
notebook.sharpen(
  "tbl-intractable-deep",
  stated: "With a network as decoder, evidence and posterior are intractable.",
  right: "In many dimensions, in general. In one to three a grid of 40 nodes along each axis gives "
    + "the evidence of one tanh unit within 0.01 nats, and with it the posterior.")
notebook.sharpen(
  "lvm-three-reasons",
  stated: "Intractable by dimension, by the network, and as the posterior needs the evidence.",
  right:
    "Neither dimension nor network alone suffices, as an example of each shows. The third is no "
    + "reason of its own, for evidence and posterior are one problem.")
notebook.check(
  "lvm-denominator", sumDecoders.map { Double($0.passes) }, equals: [40, 40 * 40, 40 * 40 * 40],
  within: 1e-9, refutes: ["in proportion to the dimension": [1, 2, 3].map { 40 * $0 }])
notebook.check(
  "tbl-intractable-deep", onGrids.map { .log($0) }, equals: onGrids.map { _ in logEvidences[1] },
  within: 0.01, refutes: ["at most 40 passes in every dimension": sameBudget.map { .log($0) }])
notebook.check(
  "lvm-three-reasons",
  [many.model.logEvidence(of: many.x), onNodes[4], atTwo - slice.logDensity(2)],
  equals: [manyByOne, logEvidences[1], logEvidences[1]], within: 1e-8,
  refutes: ["the numerator alone is the evidence": [manyByOne, onNodes[4], atTwo]])
// (The error falls with $d$ as this decoder bends less along each axis.) The numerator of Bayes'
// rule costs one pass at any $d$; the denominator is what multiplies. (The posterior's mode and
// Markov chain Monte Carlo get by with the numerator; [@mackay2003, §29].) Cleverer rules than the
// product reach further; the growth of grids is the curse of dimensionality ([@bellman1961]).
//
// ## The naive average
// The evidence is an expectation under the prior. So average $K$ draws (no longer $K$ labels):
//
// $$
// p(x) \approx \hat p_K(x) = \frac1K \sum_{k=1}^{K} p(x \mid z_k), \qquad z_k \sim p(z) .
// $$
//
// The evidence of all three models is known, so each draw can be divided by it, and the average
// must be one. From 40,000 draws it is {{naive}} for mixture, scalar decoder and pPCA: in few
// dimensions the naive average works. Two things go wrong in many.
func relativeDraws<Model: LatentVariableModel>(
  _ count: Int, from model: Model, _ x: Model.Observation, logEvidence: Double
) -> [Double] {
  model.prior.samples(count, using: &random).map { z in
    .exp(model.logLikelihood(of: x, given: z) - logEvidence)
  }
}
random = notebook.random("naive")
let naive = [
  relativeDraws(40_000, from: mixture, mixtureX, logEvidence: logEvidences[0]),
  relativeDraws(40_000, from: nonlinear, nonlinearX, logEvidence: logEvidences[1]),
  relativeDraws(40_000, from: linear, linearX, logEvidence: logEvidences[2]),
].map { Estimate($0) }
let averagedLog = linear.expectedLogLikelihood(of: linearX, under: linear.prior)
notebook.define("naive", naive.map(\.formatted).joined(separator: ", "))
notebook.check(
  "mc-naive-marginal", naive[2], equals: 1,
  refutes: ["log p(x | z) is averaged": Double.exp(averagedLog - logEvidences[2])])

// ### Its logarithm is too low
// Learning maximises $\log p(x)$, summed over the data. The average $\hat p_K$ is unbiased, its
// logarithm is not. Let $u = \hat p_K(x) / p(x)$, with the mean one. The logarithm is concave, so
// it lies below its tangent at one, $\log u \le u - 1$. The mean of the right side is zero, hence
// $\mathbb E[\log \hat p_K(x)] \le \log p(x)$: Jensen's inequality ([@jensen1906]). What is
// maximised is a lower bound. With one draw, Bayes' rule gives the shortfall:
//
// $$
// \log p(x) - \mathbb E_{p(z)}[\log p(x \mid z)]
// = \mathbb E_{p(z)}\Bigl[ \log \frac{p(z)}{p(z \mid x)} \Bigr]
// = KL\bigl(p(z) \,\Vert\, p(z \mid x)\bigr) .
// $$
//
// The bound does not fall as $K$ grows ([@burda2016, thm. 1]). For $\hat p_{K+1}$ is the mean of
// $K + 1$ averages, each of which leaves one draw out and is distributed as $\hat p_K$; and by
// Jensen's inequality once more, the logarithm of a mean is at least the mean of the logarithms.
// Where $u$ is near one, $\log u \approx (u - 1) - (u - 1)^2 / 2$; so for large $K$, with the
// relative variance $v$ of one draw, the shortfall is about $v / 2K$.
//
// A family of models with $d$ latent dimensions shows how much that is. Each coordinate of $x$
// measures one of $z$, $x_j \mid z_j \sim N(z_j, \tfrac14)$, and all $x_j = \tfrac12$. First,
// $d = 4$.
random = notebook.random("log-evidence")
let four = try measured(4)
let groupSizes = [1, 4, 16, 64]
let logEstimates = groupSizes.map { size in
  Estimate(repetitions: 4_000) {
    four.model.naiveLogEvidence(of: four.x, count: size, using: &random)
  }
}
// snippet.fold The factor by which the second moment grows with each dimension, and exact values
let oneCoordinate = Normal(mean: 0.4, variance: 0.2)
let r = NormalImportanceWeights.secondMoment(target: oneCoordinate, proposal: .standard)
func power(_ base: Double, _ exponent: Int) -> Double { .exp(Double(exponent) * .log(base)) }
let exactLog = four.model.logEvidence(of: four.x)
let toPrior = klDivergence(from: oneCoordinate, to: .standard)
let fromPrior = klDivergence(from: .standard, to: oneCoordinate)
let tooLow = logEstimates.map { (exactLog - $0.mean).formatted(decimals: 2) }
// snippet.show
notebook.table(
  ["K", "mean of the log estimate, nats", "below log p(x) by", "v / 2K"],
  zip(groupSizes.indices, logEstimates).map { i, estimate in
    let expanded = (power(r, 4) - 1) / Double(2 * groupSizes[i])
    return [
      .number(groupSizes[i]), .text(estimate.formatted), .number(tooLow[i]), .number(expanded),
    ]
  })
notebook.sharpen(
  "mc-naive-log-bias",
  stated: "The logarithm of the naive average serves as the objective.",
  right: "As a lower bound: in a linear model with d = 4 too low by \(tooLow[0]) nats with 1 draw, "
    + "\(tooLow[3]) with 64.")
notebook.check(
  "mc-naive-log-bias", logEstimates[3], isAtMost: exactLog,
  refutes: ["the sum over K draws, not their mean": logEstimates[3].shifted(by: .log(64))])
notebook.check(
  "mc-naive-log-bias/one", logEstimates[0], equals: exactLog - 4 * fromPrior,
  refutes: ["there is no bias": exactLog, "KL the other way round": exactLog - 4 * toPrior])
notebook.define("one-draw", 4 * fromPrior)
// With one draw the divergence is {{one-draw}} nats; $v / 2K$ fails there, $u$ being far from one.
//
// ### How many draws would be enough?
// The relative variance of one draw is a divergence. By Bayes' rule the decoder's density over
// $p(x)$ is a ratio of posterior and prior:
//
// $$
// 1 + \frac{\mathrm{Var}\, p(x \mid z)}{p(x)^2}
// = \mathbb E_{p(z)}\Bigl[ \Bigl( \frac{p(x \mid z)}{p(x)} \Bigr)^2 \Bigr]
// = \mathbb E_{p(z)}\Bigl[ \Bigl( \frac{p(z \mid x)}{p(z)} \Bigr)^2 \Bigr]
// = 1 + \chi^2\bigl(p(z \mid x) \,\Vert\, p(z)\bigr) .
// $$
//
// So $K$ draws have the root mean square error $\sqrt{\chi^2 / K}\thinspace p(x)$: what counts is
// how far the posterior is from the prior ([@chatterjee2018]; [@agapiou2017]). Dimension enters
// through it. In the family above the coordinates are independent, so the expectation factorises.
// With $m = \tfrac25$ and $s^2 = \tfrac15$, mean and variance of one coordinate's posterior,
//
// $$
// 1 + \chi^2 = r^d, \qquad
// r = \mathbb E_{z \sim N(0, 1)}\Bigl[ \Bigl( \frac{N(z \mid m, s^2)}{N(z \mid 0, 1)} \Bigr)^2 \Bigr]
// = \frac{1}{s \sqrt{2 - s^2}} \exp \frac{m^2}{2 - s^2} .
// $$
//
// This grows exponentially. Where the dimensions enter through their sum, $x$ informs about one
// direction only, and nothing grows. We measure both.
random = notebook.random("dimension")
let dimensions = [1, 2, 3, 4, 5, 6]
let secondMoments = try dimensions.map { d in
  let (model, x) = try measured(d)
  let draws = relativeDraws(100_000, from: model, x, logEvidence: model.logEvidence(of: x))
  return Estimate(draws.map(square))
}
// snippet.fold Dimensions that enter through their sum, and the spread of many averages
let summed = [1, 2, 4, 6, 64].map { d in
  let model = SumDecoderModel(nonlinear, dimension: d)
  let draws = relativeDraws(20_000, from: model, nonlinearX, logEvidence: logEvidences[1])
  return (dimension: d, moment: Estimate(draws.map(square)))
}
let growth = LinearFit(
  x: dimensions.map(Double.init), y: secondMoments.map { .log($0.mean) },
  standardErrors: secondMoments.map { $0.standardError / $0.mean })
random = notebook.random("spread")
let drawCount = notebook[drawsOption]
let spreads = try [1, 2, 4, 8, 12, 16, 20, 24].map { d in
  (dimension: d, ratios: relativeAverages(try measured(d), draws: drawCount, using: &random))
}
let needed = [1, 2, 4, 8, 16].map { (100 * (power(r, $0) - 1)).formatted(significant: 2) }
let median = sampleQuantile(spreads[7].ratios, 0.5).formatted(significant: 2)
// snippet.show
notebook.define("draw-count", drawCount)
notebook.define("r", r)
notebook.define("median", median)
notebook.define("needed", needed.joined(separator: ", "))
notebook.define("most-draws", 100 * (power(r, 64) - 1))
notebook.sharpen(
  "mc-naive-exponential",
  stated: "The number of draws grows exponentially with the dimension of z.",
  right: "It is the χ² divergence of the posterior from the prior that grows: exponentially in d "
    + "where x measures each dimension, not at all where x informs about one direction.")
notebook.check(
  "mc-naive-exponential", slope: growth, equals: .log(r),
  refutes: ["the KL divergence in place of χ²": toPrior, "the root of r": .log(r) / 2])
notebook.check(
  "mc-naive-exponential/sum", summed[4].moment, equals: secondMoment,
  refutes: ["it grows with every dimension": power(secondMoment, 64)])
notebook.figure(
  "dimension",
  dimensionFigure(
    measured: secondMoments, predicted: dimensions.map { power(r, $0) },
    summed: Array(summed.prefix(4)), slope: .exp(growth.slope), factor: r, spreads: spreads,
    draws: drawCount))
// The factor is {{r}} for each measured dimension, and a root mean square error of 10 % takes
// {{needed}} draws in 1, 2, 4, 8 and 16 dimensions. With 64, as a VAE may have, this family would
// take {{most-draws}} for one data point. The right panel shows averages of {{draw-count}} draws,
// repeated 200 times. Their expectation is right in every dimension, but at $d = 24$ half of them
// lie below {{median}} of the truth: draws that carry the expectation are too rare.
//
// ## The posterior is a smaller place
// The prior spreads its draws over all that could be; the posterior knows $x$. The figure shows
// prior draws, and the ellipse that holds 95 % of the posterior, for two noises in pPCA.
// snippet.hide
random = notebook.random("regions")
let noise = 1 / Double(notebook[precisionOption])
let (mu, w) = (linear.mean, linear.loadings)
let sharper = try ProbabilisticPCA(mean: mu, loadings: w, noiseVariance: noise)
let priorDraws = (0..<20_000).map { _ in linear.prior.sample(using: &random) }
let shares = [linear, sharper].map { shareOfEllipse($0, x: linearX, draws: priorDraws) }
// snippet.show
notebook.define("share", shares[0])
notebook.define("sharper", "\(shares[1]) % with the noise variance \(noise.formatted())")
notebook.figure(
  "regions",
  regionsFigure(
    [linear, sharper], x: linearX, draws: Array(priorDraws.prefix(500)), shares: shares))
// Inside lie {{share}} % of the prior's draws with our noise and {{sharper}}. The volume of the
// posterior relative to the prior's is the root of the determinant of its covariance, and in the
// family above $\bigl( \sigma^2 / (1 + \sigma^2) \bigr)^{d/2}$. In this family the posterior is a
// far smaller place if $x$ is informative ($\sigma^2$ small) or $d$ large. If $x$ says nothing,
// they coincide.
//
// Can we draw from the smaller place? With $z$ from any density $q$, the weights
// $w = p(x, z) / q(z)$ average to the evidence, $\mathbb E_q[w] = p(x)$, as [01](01-monte-carlo.md)
// shows. With the exact posterior for $q$ every weight *is* $p(x)$, but to know it takes the
// evidence. Does a $q$ near it do nearly as well? For normal densities the variance of the weights
// is a closed form. We check it in four dimensions, with a $q$ wider by a fifth and off by 0.1 in
// each coordinate.
random = notebook.random("nearby")
let exact = four.model.posterior(of: four.x)
let nearby = DiagonalNormal(
  mean: exact.mean.map { $0 + 0.1 },
  standardDeviations: exact.covariance.diagonal.map { 1.2 * $0.squareRoot() })
let logWeights = four.model.logWeights(of: four.x, from: nearby, count: 40_000, using: &random)
let nearbyMoment = Estimate(logWeights.map { .exp(2 * ($0 - exactLog)) })
// snippet.fold The closed form of the weights' second moment, and the volume of the posterior
let perCoordinate = NormalImportanceWeights.secondMoment(
  target: oneCoordinate, proposal: nearby.entries[0])
let volume = Double.exp(exact.cholesky.logDeterminant / 2)
// snippet.show
notebook.define("volume", volume)
notebook.define("prior-variance", power(r, 4) - 1)
notebook.define("near-variance", power(perCoordinate, 4) - 1)
notebook.illustrate(
  "mc-posterior-concentrated",
  because: "The lecture says \"typically\". Where x says little about z there is no gain.")
notebook.check(
  "mc-posterior-concentrated/volume", volume, equals: power(0.25 / 1.25, 2), within: 1e-12,
  refutes: ["the variances multiply, not their roots": power(0.25 / 1.25, 4)])
notebook.check(
  "mc-posterior-concentrated", nearbyMoment, equals: power(perCoordinate, 4),
  refutes: ["as bad as the prior": power(r, 4), "one coordinate counts for all": perCoordinate])
// The posterior fills {{volume}} of the prior's volume. A draw from the prior has the relative
// variance {{prior-variance}}, a draw from near the posterior {{near-variance}}. The danger is on
// the other side: a normal $q$ with less than half of the posterior's variance has weights of
// infinite variance, so $q$ should rather be too wide. The coming chapters learn a $q$.
// snippet.hide
for (name, (exact, ratio)) in zip(modelNames, zip(logEvidences.map(inNats), naive)) {
  notebook.result("log p(x), \(name)", "\(exact); naive / exact \(ratio.formatted)")
}
// snippet.show
notebook.result("naive log p(x), d = 4", "too low by \(tooLow[0]) nats (1 draw), \(tooLow[3]) (64)")
notebook.result("draws for 10 % error, d = 1, 2, 4, 8, 16", needed.joined(separator: ", "))
notebook.result("median of \(drawCount) draws, d = 24", "\(median) of p(x), in 200 repetitions")
notebook.result("posterior's volume, d = 4", "\(volume.formatted(significant: 2)) of the prior's")
notebook.result("prior draws in the 95 % ellipse", shares.joined(separator: " % and ") + " %")

// ## What to take along
// - A latent variable model is a prior and a decoder; drawing is easy, $p(x, z)$ is one pass.
// - The evidence sums $z$ out: $K$ passes for a label, $n^d$ on a grid, at times a closed form.
// - Evidence and posterior are one problem: $p(x) = p(x, z) / p(z \mid x)$ at every $z$.
// - The naive average is unbiased and its logarithm too low; its relative variance is the $\chi^2$
//   divergence of the posterior from the prior, exponential in the number of measured dimensions.
// - Good draws are where the posterior is: a $q$ near it, not too narrow, makes them.
//
// ## Try it
// 1. `swift run latent-variables --seed 1`: which lines on the terminal change, and which in no
//    digit?
// 2. `swift run latent-variables --draws 10000`: ten times as many draws buy $\log 10 / \log r$
//    more dimensions. Predict where the median in the figure now leaves the truth.
// 3. `swift run latent-variables --precision 200`: the sharper decoder gets a tenth of its noise
//    variance. What happens, in two dimensions, to the share of prior draws within the ellipse?
//
// ## Exercises
// 1. On paper: derive $\mathrm{Var}[x] = \mathrm{Var}[g(z)] + \sigma^2$, and the third central
//    moment of $x$ for $g(z) = z^2$.
// 2. On paper: derive $p(x)$ for the decoder $g(z) = \vert z \vert$ from its two pieces. How many
//    peaks has $p(z \mid x)$, depending on $x$?
// 3. On paper: derive $r$ for any $m$ and $s^2$. With $m = 1 / (2 + 2 \sigma^2)$ and
//    $s^2 = \sigma^2 / (1 + \sigma^2)$, what is its limit for $\sigma^2 \to \infty$? How does it
//    grow as $\sigma^2 \to 0$?
// 4. In code: write a mixture of two pPCA models, whose latent variable is a label *and* a vector,
//    as a type that conforms to `LatentVariableModel`. What does its evidence cost?
//
// ## Further reading
// - [@bishop2006, §9 and §12] and [@tipping1999]: mixtures and pPCA, with all derivations.
// - [@kingma2019, §1.7 and §2]: deep latent variable models and the way to the VAE.
// - [@mackay2003, §29] and [@chatterjee2018]: why importance sampling fails in many dimensions, and
//   how many draws it needs, about the exponential of a divergence.
notebook.finish()
