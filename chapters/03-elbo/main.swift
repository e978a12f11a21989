// # The evidence lower bound
//
// The evidence of a latent variable model is an integral that is often out of reach. What can be maximised in its
// place? A lower bound, which every distribution of the latent variable gives. We derive the bound in two ways,
// find that what it misses is the divergence of that distribution from the posterior, and climb it, to see when
// the likelihood rises with it and when it does not.
//
// - **You need:** the average that replaces an integral, from [01](01-monte-carlo.md); prior, decoder, evidence
//   and posterior, from [02](02-latent-variables.md).
// - **You will be able to:** derive the bound by Jensen's inequality and by Bayes' rule; write it in three forms
//   and choose the one to estimate; compute its gap where the posterior is known; tell when a rising bound means
//   a rising likelihood.
// - **Time:** {{reading time}}
// snippet.hide
import Elementary
import Models
import Notebook
import Numerics
import Probability

let xOption = Option.number("x", default: 1, in: -4...4, help: "the observation of your q")
let meanOption = Option.number("mean", default: 0.6, in: -3...3, help: "the mean of your q")
let sigmaOption = Option.number(
  "sigma", default: 0.7, in: 0.05...2, help: "the standard deviation of your q")
let notebook = Notebook(compiled: compiledSources, options: [xOption, meanOption, sigmaOption])
// snippet.show
// ## What is to be bounded
//
// A latent variable model draws a latent variable $z$ from the prior $p(z)$, then an observation $x$ from the
// decoder $p_\theta(x \mid z)$, where $\theta$ stands for all parameters. Evidence and posterior are to be
// computed (if $z$ is a label, by a sum in place of the integral):
// $$
// p_\theta(x) = \int p_\theta(x \mid z)\, p(z)\, dz , \qquad
// p_\theta(z \mid x) = \frac{p_\theta(x \mid z)\, p(z)}{p_\theta(x)} .
// $$
// Learning by maximum likelihood needs the evidence of every observation:
// $$
// \theta^\ast = \arg\max_\theta \sum_{i=1}^n \log \int p_\theta(x_i \mid z)\, p(z)\, dz .
// $$
// The logarithm stands outside the integral, and that is the difficulty: $\log p_\theta(x \mid z)$ is simple for
// most decoders, the logarithm of the integral is not. The order matters. In the smallest model, $z \sim N(0, 1)$
// and $x \mid z \sim N(wz, 1)$, the evidence is the density of $N(0, w^2 + 1)$, so the likelihood is highest
// where $w^2 + 1$ is the mean square of the data, if that is above 1. With the logarithm inside the integral the
// best weight is $w = 0$: a decoder that ignores $z$.
// snippet.fold The two maxima, by search
let observations = [-3.1, -1.2, 0.4, 1.1, 2.6]
let meanSquare = dot(observations, observations) / 5
func bestWeight(_ height: (ScalarLinearVAE, Double) -> Double) -> Double {
  patternSearchMaximum(from: [1], steps: [0.3], precision: 1e-9) { w in
    observations.reduce(0) { $0 + height(ScalarLinearVAE(decoderWeight: w[0]), $1) }
  }.point[0]
}
let likeliest = bestWeight { $0.logEvidence(of: $1) }
let logInside = bestWeight { $0.expectedLogLikelihood(of: $1, under: Normal.standard) }
// snippet.show
notebook.check(
  "lvm-mle-latent", likeliest * likeliest, equals: meanSquare - 1, within: 1e-6,
  refutes: ["the logarithm is taken inside the integral": logInside * logInside])
// This chapter works with three models that are small enough for exact answers: a mixture whose label can be
// enumerated, a nonlinear decoder with one latent dimension, where quadrature is exact to rounding, and a linear
// decoder with two, where evidence and posterior are closed forms.
let mixture = try GaussianMixture(
  weights: [0.5, 0.3, 0.2], means: [-2, 0.5, 3], variances: [0.6, 0.3, 1.2])
let nonlinear = ScalarDecoderModel(noiseStandardDeviation: 0.5) { 2 * .tanh(1.2 * $0 - 0.5) }
let linear = try LinearGaussianModel(
  loadings: Matrix(rows: [[1.2, 0.9], [0.8, 1.1], [-0.3, 0.5]]), offset: [0.2, -0.1, 0.4],
  noiseVariance: 0.5)
let (mixtureX, nonlinearX, linearX) = ([-0.5], 1.0, [0.8, 0.9, -0.3])
// All three conform to the protocol `LatentVariableModel`: they have a `prior` and a `likelihood(given:)`. The
// bound is written once for this protocol, and serves every model of the book.
//
// ## Derivation one: Jensen's inequality
//
// Take any distribution $q(z)$ of the latent variable: a density, or probabilities of labels. Multiply and divide
// by it inside the integral ([@jordan1999]):
// $$
// \begin{aligned}
// \log p(x) &= \log \int p(x, z)\, dz && (1)\\
// &= \log \int q(z)\, \frac{p(x, z)}{q(z)}\, dz && (2)\\
// &= \log \mathbb E_q\!\left[ \frac{p(x, z)}{q(z)} \right] && (3)\\
// &\ge \mathbb E_q\!\left[ \log \frac{p(x, z)}{q(z)} \right] = \mathcal L(q) . && (4)
// \end{aligned}
// $$
// Line (2) is an identity if $q(z) > 0$ wherever $p(x, z) > 0$. Line (3) reads the integral as an average over
// draws from $q$, as in importance sampling ([01](01-monte-carlo.md)). Line (4) moves the logarithm inside, by
// Jensen's inequality ([@jensen1906]). For the logarithm the proof is short. Write $r$ for the random ratio
// $p(x, z)/q(z)$ and $\bar r = \mathbb E_q[r]$. The logarithm is concave, so its graph lies below its tangent at
// $\bar r$, and averaging removes the slope:
// $$
// \log r \le \log \bar r + \frac{r - \bar r}{\bar r} \qquad\Longrightarrow\qquad
// \mathbb E_q[\log r] \le \log \bar r + \frac{\mathbb E_q[r] - \bar r}{\bar r} = \log \bar r .
// $$
// The graph touches the tangent at $r = \bar r$ alone, so there is equality exactly if the ratio is constant
// where $q$ has mass. For a log-normal $r = e^{s\varepsilon}$, with $\varepsilon$ standard normal, both sides are
// known: $\log \mathbb E[r] = s^2/2$ and $\mathbb E[\log r] = 0$. For a convex function such as the square
// the sign turns around.
// snippet.fold Both sides of Jensen's inequality
func jensenGap(of f: (Double) -> Double, _ r: (Double) -> Double) -> Double {
  f(Normal.standard.expectation(of: r)) - Normal.standard.expectation { f(r($0)) }
}
let s = 0.8
let logGap = jensenGap(of: { .log($0) }, { .exp(s * $0) })
let squareGap = jensenGap(of: { $0 * $0 }, { .exp(s * $0) })
// snippet.show
notebook.check(
  "jensen", [logGap, squareGap], equals: [s * s / 2, .exp(s * s) - .exp(2 * s * s)], within: 1e-10,
  refutes: ["the same sign for the square": [s * s / 2, .exp(2 * s * s) - .exp(s * s)]])
// In code the derivation is the same for every model and every $q$; `expectation` is an average under $q$ without
// sampling error, a sum over labels or quadrature:
// snippet.quote derivation-one
let mixtureQ = Categorical(probabilities: [0.3, 0.5, 0.2])
let nonlinearQ = Normal(mean: 0.6, standardDeviation: 0.7)
let linearQ = try MultivariateNormal(
  mean: [0.5, 0.3], covariance: Matrix(rows: [[0.6, -0.2], [-0.2, 0.4]]))
let byJensen = [
  mixture.derivationByJensen(of: mixtureX, under: mixtureQ),
  nonlinear.derivationByJensen(of: nonlinearX, under: nonlinearQ),
  linear.derivationByJensen(of: linearX, under: linearQ),
]
let (evidences, logsOfMeans) = (byJensen.map { $0[0] }, byJensen.map { $0[1] })
let meansOfLogs = byJensen.map { $0[2] }
notebook.table(
  ofLines: ["(1) log evidence", "(2), (3) log of mean ratio", "(4) mean of log ratio"], byJensen)
// Lines (1) to (3) are one number in each column. Line (4) is smaller: the evidence lower bound, ELBO for short.
// The figure shows why for the mixture: its three labels give three ratios on the graph of the logarithm, and the
// weighted mean of the three points lies below the graph.
// snippet.fold The terms of the bound for 210 random q, and the figure's ratios
var random = notebook.random("suite")
let mixtureTerms = (0..<200).map { _ in
  mixture.boundTerms(of: mixtureX, under: Categorical.random(count: 3, using: &random))
}
let planeQs = try (0..<10).map { _ in
  try MultivariateNormal.random(dimension: 2, using: &random)
}
let planeTerms = planeQs.map { linear.boundTerms(of: linearX, under: $0) }
let suite = mixtureTerms + planeTerms
let ratios = (0..<3).map { k in
  Double.exp(mixture.logJoint(of: mixtureX, and: k)) / mixtureQ.probabilities[k]
}
notebook.figure("jensen", Figures.jensen(ratios: ratios, q: mixtureQ))
// snippet.show
notebook.check(
  "elbo-jensen-discrete/equality", logsOfMeans[0], equals: evidences[0], within: 1e-12,
  refutes: ["the logarithm is already inside": meansOfLogs[0]])
notebook.check(
  "elbo-jensen-discrete/below",
  mixtureTerms.map { $0.bound - $0.logEvidence }.reduce(-.infinity, max), isAtMost: 0,
  refutes: ["q and the posterior change roles": mixtureTerms[0].upperBound - evidences[0]])
// The bound is never above $\log p(x)$ for any of 200 random $q$, as the proof demands. The roles of $q$ and
// posterior cannot be exchanged: averaged over the posterior, the same log ratio is
// $\log p(x) + KL(p(z \mid x) \Vert q)$, an *upper* bound. The right side of (4),
// $$
// \mathcal L(q) = \mathbb E_q\bigl[ \log p(x, z) - \log q(z) \bigr] ,
// $$
// is one line of the library for all models, and an average over draws from $q$ estimates it:
// snippet.quote bound-joint
random = notebook.random("draws")
let logWeights = linear.logWeights(of: linearX, from: linearQ, count: 20_000, using: &random)
notebook.check(
  "elbo-definition", Estimate(logWeights),
  equals: linear.evidenceLowerBound(of: linearX, under: linearQ),
  refutes: ["log q is left out": meansOfLogs[2] - linearQ.entropy])
// **Any q?** Lecture 002 says that $q$ may be any distribution of mass one, and that is so. Even
// $N(3, \tfrac14)$, far from the posterior of the nonlinear model, and a uniform density on $[0, 1]$ stay below
// its $\log p(x)$ of {{nonlinear evidence}}, with bounds of {{far}} and {{flat}}. If $q$ has mass where $p(x, z)$
// is zero, the bound is $-\infty$, which is true and useless.
// snippet.fold Two odd densities, a q of another mass, and a q that is zero where the joint is not
let unitInterval = GridDensity(on: .gaussLegendre(40, from: 0, to: 1), logDensity: { _ in 0 })
let far = nonlinear.evidenceLowerBound(
  of: nonlinearX, under: Normal(mean: 3, standardDeviation: 0.5))
let flat = nonlinear.evidenceLowerBound(of: nonlinearX, under: unitInterval)
let smallQ = GridDensity(
  on: nonlinear.grid, logDensity: { [nonlinearQ] in nonlinearQ.logDensity($0) + .log(0.1) })
let small = nonlinear.evidenceLowerBound(of: nonlinearX, under: smallQ)
let averageRatio = Double.log(
  unitInterval.expectation { .exp(nonlinear.logJoint(of: nonlinearX, and: $0)) })
let nonlinearPosterior = nonlinear.posterior(of: nonlinearX)
let massInside = Quadrature.trapezoid(20_001, from: 0, to: 1).integrate {
  .exp(nonlinearPosterior.logDensity($0))
}
notebook.define([
  "nonlinear evidence": evidences[1], "far": far, "flat": flat, "small mass": small,
  "mass inside": massInside,
])
// snippet.show
notebook.check(
  "elbo-any-q/below", max(far, flat), isAtMost: evidences[1], refutes: ["a q of mass 0.1": small])
notebook.check(
  "elbo-any-q/mass", small, equals: 0.1 * meansOfLogs[1] - 0.1 * .log(0.1), within: 1e-8,
  refutes: ["it is c L": 0.1 * meansOfLogs[1], "it is L − log c": meansOfLogs[1] - .log(0.1)])
notebook.check(
  "elbo-jensen-continuous", [logsOfMeans[1], logsOfMeans[2], averageRatio],
  equals: [evidences[1], evidences[2], evidences[1] + .log(massInside)], within: 1e-6,
  refutes: ["line (2) is an identity for every q": [evidences[1], evidences[2], evidences[1]]])
notebook.sharpen(
  "elbo-jensen-continuous",
  stated: "log p(x) = log E[p(x, z)/q(z)] ≥ E[log p(x, z)/q(z)] for any q.",
  right: "The bound holds for any q. The equality before it needs a q that is positive wherever "
    + "p(x, z) is; for a uniform q on [0, 1] it fails.")
// The words *mass one* matter: for $c$ times a density $q$ the formula gives
// $c\thinspace\mathcal L(q) - c \log c$, which for $c = 0.1$ is {{small mass}}, above the evidence. The uniform
// $q$ shows the condition of line (2): its average ratio never sees the joint density outside of $[0, 1]$, and is
// only the share {{mass inside}} of the evidence. The bound survives, because what is lost is not negative.
//
// **How far below?** Lecture 004 says that this route does not reveal how tight the bound is. The inequality does
// not; its remainder does, approximately: to second order in $r - \bar r$ the two sides differ by half the
// variance of $\log r$. For the mixture and $q$ equal to 0.999 of its posterior plus 0.001 of its prior, the gap
// is {{second order}} times that.
// snippet.fold The gap and the variance for this q
let nearly = Categorical(
  probabilities: zip(mixture.posterior(mixtureX), mixture.weights).map { 0.999 * $0 + 0.001 * $1 })
let smallGap = evidences[0] - mixture.evidenceLowerBound(of: mixtureX, under: nearly)
let smallVariance = mixture.logRatioVariance(of: mixtureX, under: nearly, dividingBy: nearly)
notebook.define("second order", smallGap / (smallVariance / 2), significant: 3)
// snippet.show
notebook.check(
  "elbo-jensen-silent", smallGap / (smallVariance / 2), equals: 1, within: 0.05,
  refutes: ["the whole variance": smallGap / smallVariance])
notebook.sharpen(
  "elbo-jensen-silent", stated: "Jensen's route does not reveal how tight the bound is.",
  right: "The inequality alone does not; to second order its remainder is half the variance of "
    + "log p(x, z)/q(z). The exact gap needs the second derivation.")
// ## Derivation two: what is missing
//
// Begin with a constant: $\log p(x)$ does not depend on $z$, and $q$ has mass one. Then use Bayes' rule, and
// multiply and divide by $q$ again:
// $$
// \begin{aligned}
// \log p(x) &= \int q(z) \log p(x)\, dz && (1)\\
// &= \mathbb E_q\bigl[\log p(x)\bigr] && (2)\\
// &= \mathbb E_q\!\left[\log \frac{p(x, z)}{p(z \mid x)}\right] && (3)\\
// &= \mathbb E_q\!\left[\log \left( \frac{p(x, z)}{q(z)} \cdot \frac{q(z)}{p(z \mid x)} \right)\right] && (4)\\
// &= \mathbb E_q\!\left[\log \frac{p(x, z)}{q(z)}\right] + \mathbb E_q\!\left[\log \frac{q(z)}{p(z \mid x)}\right] && (5)\\
// &= \mathcal L(q) + KL\bigl(q \Vert p(z \mid x)\bigr) && (6)\\
// &\ge \mathcal L(q) . && (7)
// \end{aligned}
// $$
// Line (3) is $p(x) = p(x, z)/p(z \mid x)$, true wherever the posterior is positive; if $q$ has mass elsewhere,
// the bound is $-\infty$ and the divergence $\infty$. Line (5) is the logarithm of a product. Line (6) names the
// Kullback–Leibler divergence of $q$ from the posterior ([@kullback1951]). Until there every line is an equality.
// Line (7) drops a term that is never negative, by Jensen's inequality for any densities $q$ and $p$:
// $$
// -KL(q \Vert p) = \mathbb E_q\!\left[\log \frac{p(z)}{q(z)}\right]
// \le \log \mathbb E_q\!\left[\frac{p(z)}{q(z)}\right] = \log \int_{q > 0} p(z)\, dz \le 0 .
// $$
// The first is an equality exactly if $p/q$ is constant where $q$ has mass, the second exactly if $p$ has no mass
// elsewhere. Both together leave $q = p$, up to sets of mass zero.
// snippet.quote derivation-two
let byBayes = [
  mixture.derivationByBayes(of: mixtureX, under: mixtureQ),
  nonlinear.derivationByBayes(of: nonlinearX, under: nonlinearQ),
  linear.derivationByBayes(of: linearX, under: linearQ),
]
let linearPosterior = linear.posterior(of: linearX)
notebook.table(
  ofLines: [
    "(1), (2) mean of a constant", "(3) mean of log joint / posterior", "(4) with q / q",
    "(5), (6) bound + divergence", "(7) bound",
  ], byBayes)
notebook.define(
  "draws above", Double(logWeights.count { $0 > evidences[2] }) / 200, significant: 2)
notebook.check(
  "elbo-constant-trick", byBayes.map { $0[0] }, equals: evidences, within: 1e-9,
  refutes: ["q has mass 0.1": byBayes.map { _ in smallQ.expectation { _ in evidences[1] } }])
notebook.check(
  "elbo-decomposition-derivation", byBayes.flatMap { $0.prefix(4) },
  equals: evidences.flatMap { [$0, $0, $0, $0] }, within: 1e-8,
  refutes: ["line (7) is an equality too": byBayes.flatMap { [$0[0], $0[1], $0[2], $0[4]] }])
notebook.check(
  "elbo-decomposition",
  suite.map { $0.bound + $0.gap }
    + zip(planeTerms, planeQs).map { $0.bound + klDivergence(from: $1, to: linearPosterior) },
  equals: (suite + planeTerms).map(\.logEvidence), within: 1e-8,
  refutes: [
    "the divergence from the prior": (suite + planeTerms).map { $0.bound + $0.regulariser },
    "the divergence of the posterior from q": (suite + planeTerms).map {
      $0.bound + $0.upperBound - $0.logEvidence
    },
  ])
notebook.check(
  "elbo-lower-bound", suite.map { $0.bound - $0.logEvidence }.reduce(-.infinity, max), isAtMost: 0,
  refutes: ["single draws obey it too": logWeights.reduce(-.infinity, max) - evidences[2]])
// What stands in line (6) is the identity that the rest of the book is built on:
// $$
// \log p_\theta(x) = \mathcal L(q, \theta; x) + KL\bigl(q \Vert p_\theta(z \mid x)\bigr) .
// $$
// The first derivation needs the joint density and a $q$, no more, and so does training. The second also names
// what is missing: it tells how tight the bound is (as tight as $q$ is close to the posterior), which $q$ is best
// (the posterior), and what happens when the bound is raised over $q$ (the divergence falls). The inequality is
// about an average: of 20,000 single draws of $\log p(x, z) - \log q(z)$ for the linear model, {{draws above}} %
// lie above $\log p(x)$.
//
// ## Three forms of one bound
//
// The definition is the first form. The second collects $-\log q$ in the entropy
// $H(q) = -\mathbb E_q[\log q(z)]$: it asks for a $q$ where the joint density is high, and for a high entropy.
// Minus this form is the variational free energy ([@neal1998]):
// $$
// \mathcal L(q) = \mathbb E_q\bigl[\log p(x, z)\bigr] + H(q) .
// $$
// In the third, $\log p(x, z) = \log p(x \mid z) + \log p(z)$ and the prior joins $q$: these are the two terms of
// a variational autoencoder ([@kingma2014]; [@rezende2014]), the reconstruction and the regulariser:
// $$
// \mathcal L(q) = \mathbb E_q\bigl[\log p(x \mid z)\bigr] - KL\bigl(q \Vert p(z)\bigr) .
// $$
// snippet.quote bound-reconstruction
// With the gap, two divergences of the same $q$ stand in the evidence, with opposite signs:
// $$
// \log p(x) = \mathbb E_q\bigl[\log p(x \mid z)\bigr] - KL\bigl(q \Vert p(z)\bigr) + KL\bigl(q \Vert p(z \mid x)\bigr) .
// $$
let forms = [
  mixture.boundTerms(of: mixtureX, under: mixtureQ),
  nonlinear.boundTerms(of: nonlinearX, under: nonlinearQ),
  linear.boundTerms(of: linearX, under: linearQ),
]
notebook.table(ofTerms: forms, names: ["mixture", "nonlinear", "linear"])
notebook.check(
  "elbo-form1", suite.map { $0.expectedLogJoint + $0.entropy }, equals: suite.map(\.bound),
  within: 1e-8,
  refutes: ["the entropy is subtracted": suite.map { $0.expectedLogJoint - $0.entropy }])
notebook.check(
  "elbo-recon-kl", suite.map { $0.reconstruction - $0.regulariser }, equals: suite.map(\.bound),
  within: 1e-8,
  refutes: ["the regulariser is added": suite.map { $0.reconstruction + $0.regulariser }])
notebook.check(
  "elbo-two-forms", planeQs.map { linear.evidenceLowerBound(of: linearX, under: $0) },
  equals: planeTerms.map { $0.expectedLogJoint + $0.entropy }, within: 1e-8,
  refutes: ["the prior is counted in neither": planeTerms.map { $0.reconstruction + $0.entropy }])
// **Your own q.** The options `--x`, `--mean` and `--sigma` choose an observation and a normal $q$ for the
// nonlinear model; the terminal shows the bound and its gap. The figure takes the evidence apart for this $q$,
// for the best normal $q$ and for the prior in the role of $q$. From left to right the reconstruction leads down
// from zero, the regulariser further down to the bound, and the gap up to $\log p(x)$, the same for every $q$.
let ownX = notebook[xOption]
let ownQ = Normal(mean: notebook[meanOption], standardDeviation: notebook[sigmaOption])
let best = nonlinear.bestNormal(for: ownX, nodes: .gaussHermite(60)).q
// snippet.fold The terms of the figure, and of every q so far
let ownTerms = [ownQ, best, .standard].map {
  nonlinear.boundTerms(of: ownX, under: GridDensity.around($0))
}
let ownNames = ["your q", "best normal q", "prior"]
let every = suite + ownTerms
// snippet.show
notebook.figure("terms", Figures.terms(of: ownX, ownTerms, names: ownNames))
notebook.results(ownTerms, names: ownNames, best: best)
notebook.check(
  "elbo-three-terms", every.map { $0.reconstruction - $0.regulariser + $0.gap },
  equals: every.map(\.logEvidence), within: 1e-7,
  refutes: [
    "the divergences change places": every.map { $0.reconstruction + $0.regulariser - $0.gap },
    "the gap is left out": every.map { $0.reconstruction - $0.regulariser },
  ])
// ## One draw, two forms
//
// For a network in the place of the decoder the reconstruction term has no formula. Draws $z_l \sim q$ replace
// it:
// $$
// \mathbb E_q\bigl[\log p(x \mid z)\bigr] \approx \frac1L \sum_{l=1}^{L} \log p(x \mid z_l) .
// $$
// For the linear decoder $N(Wz + b, \sigma^2 I)$ and $q = N(m, S)$ there is a closed form to compare with, in
// which the spread of $z$ costs a trace:
// $$
// \mathbb E_q\bigl[\log p(x \mid z)\bigr] = \log p(x \mid m) - \frac{1}{2\sigma^2}\, \mathrm{tr}\bigl(W S W^\top\bigr) .
// $$
// To decode the mean of $q$ alone overstates the reconstruction, here by {{trace}} nats.
random = notebook.random("reconstruction")
let reconstruction = Estimate(repetitions: 20_000) {
  linear.logLikelihood(of: linearX, given: linearQ.sample(using: &random))
}
let decodedMean = linear.logLikelihood(of: linearX, given: linearQ.mean)
notebook.define("trace", decodedMean - forms[2].reconstruction)
notebook.check(
  "mc-recon-term", reconstruction,
  equals: linear.expectedLogLikelihood(of: linearX, under: linearQ),
  refutes: ["the mean of z is decoded": decodedMean])
// A single draw estimates the bound without bias, as $\log p(x, z) - \log q(z)$ or as
// $\log p(x \mid z) - KL(q \Vert p(z))$ with the divergence in closed form, but the variances differ. The table
// has them for the linear model, without sampling error.
// snippet.fold The variances of a single draw
let narrow = try MultivariateNormal(mean: linearQ.mean, covariance: 0.01 * linearQ.covariance)
let threeQs = [
  ("posterior", linearPosterior), ("q above", linearQ), ("q, variances / 100", narrow),
]
let variances = threeQs.map { _, q in
  [
    linear.logRatioVariance(of: linearX, under: q, dividingBy: q),
    linear.logRatioVariance(of: linearX, under: q, dividingBy: linear.prior),
  ]
}
notebook.table(
  ["q", "gap", "variance with log joint − log q", "variance with closed KL"],
  zip(threeQs, variances).map { ($0.0, [klDivergence(from: $0.1, to: linearPosterior)] + $1) })
// snippet.show
notebook.check(
  "mc-form1-single-sample", variances[0][0], equals: 0, within: 1e-9,
  refutes: ["the second form does not vary either": variances[0][1]])
// At the posterior the log ratio does not vary at all: $\log p(x, z) - \log p(z \mid x)$ is $\log p(x)$ for every
// $z$, and one draw is exact. The form with the divergence keeps its variance, with one term free of error;
// [@roeder2017] make use of this for gradients. For a narrow normal $q$ the order turns around: the variance of
// $\log q(z)$ is $d/2$ in $d$ dimensions however narrow $q$ is, and $\log p(x \mid z)$ hardly varies.
//
// ## What the two terms want
//
// **Reconstruction** asks how well $x$ can be decoded from a draw $z \sim q$. Averaged over the data, it is about
// information. For an encoder $q(z \mid x)$ and any decoder, with the entropy $H(x)$ of the data and the mutual
// information $I(x; z)$ of data and codes ([@barber2003]), averaged over data and codes,
// $$
// \mathbb E\bigl[\log p(x \mid z)\bigr] + H(x) \le I(x; z) .
// $$
// The difference is the average divergence of the decoder that inverts the encoder by Bayes' rule from the
// decoder at hand. So the reconstruction term bounds from below how many nats the codes preserve; the lectures
// say that it encourages them to. For four equally likely observations and three codes the inverse decoder
// reaches the {{information}} nats of $I(x; z)$; another one gains {{less}}.
// snippet.fold Encoders and decoders of labels
func encoder(_ rows: [[Double]]) -> [Categorical] { rows.map { Categorical(probabilities: $0) } }
let codes = encoder([[0.8, 0.1, 0.1], [0.6, 0.3, 0.1], [0.1, 0.7, 0.2], [0.1, 0.1, 0.8]])
let blurred = codes.map { q in
  Categorical(probabilities: zip(q.probabilities, [0.2, 0.5, 0.3]).map { 0.7 * $0 + 0.3 * $1 })
}
let dataEntropy = Double.log(4)
let gains = [codes, blurred].map {
  CategoricalModel(inverting: $0).meanReconstruction(under: codes) + dataEntropy
}
let unnormalized = dataEntropy - codes.map(\.entropy).reduce(0, +) / 4
let information = CategoricalModel.information(of: codes)
notebook.define(["information": information, "less": gains[1]])
// snippet.show
notebook.check(
  "elbo-recon-meaning/equality", gains[0], equals: information, within: 1e-12,
  refutes: ["the entropy of the data is left out": gains[0] - dataEntropy])
notebook.check(
  "elbo-recon-meaning/bound", gains[1], isAtMost: information,
  refutes: ["q(z | x) is taken for p(x | z), and not normalised": unnormalized])
// **The regulariser** keeps each $q(z \mid x)$ near the prior. Lecture 004 says that it thereby *ensures* that
// draws from the prior decode to realistic data. Averaged over the data it splits in two ([@hoffman2016]), with
// the aggregate posterior $q(z) = \frac1n \sum_i q(z \mid x_i)$:
// $$
// \mathbb E\, KL\bigl(q(z \mid x) \Vert p(z)\bigr) = I(x; z) + KL\bigl(q(z) \Vert p(z)\bigr) .
// $$
// The first part is the price of the nats that the codes carry. Only the second is about draws from the prior.
// Take four observations and four codes, equally likely under the prior. One encoder gives each observation a
// code of its own; another spreads every observation over the same two codes, so that half of the draws from the
// prior are codes that no observation has.
// snippet.fold Two encoders, and a decoder for the second
let encoders = [
  encoder((0..<4).map { x in (0..<4).map { $0 == x ? 1 : 0 } }),
  encoder((0..<4).map { _ in [0.5, 0.5, 0, 0] }),
]
let four = CategoricalModel(inverting: encoders[0])
let (used, unused) = ([0.25, 0.25, 0.25, 0.25, 0], [0, 0, 0, 0, 1.0])
let stuck = CategoricalModel(prior: four.prior, decoder: encoder([used, used, unused, unused]))
let aggregated = CategoricalModel(
  prior: CategoricalModel.aggregate(of: encoders[1]), decoder: stuck.decoder)
let regularisers = encoders.map { four.meanRegulariser(of: $0) }
let informations = encoders.map { CategoricalModel.information(of: $0) }
let aggregates = encoders.map { four.divergenceToPrior(from: CategoricalModel.aggregate(of: $0)) }
notebook.table(
  ["encoder", "regulariser", "information", "aggregate against prior"],
  [("a code each", 0), ("two codes for all", 1)].map { name, row in
    (name, [regularisers[row], informations[row], aggregates[row]])
  })
// snippet.show
// The second encoder has the smaller regulariser and the hole. The bound averages over codes drawn from
// $q(z \mid x)$, so it does not see what the decoder returns for the other two codes. Let them decode to a fifth
// value that does not occur, and the two used codes to each observation with probability $\tfrac14$. Then the second
// encoder is the posterior of this decoder, and no decoder is better for this encoder: no step in $q$ or in
// $\theta$ alone raises the bound, while half of the model's draws are not like the data. (The bound is $-\log 8$
// there; a code each has $-\log 4$.) The hole costs $\log 2$ nats: the regulariser works against holes, and does
// not ensure that there are none.
notebook.check(
  "elbo-reg-meaning/split", regularisers, equals: zip(informations, aggregates).map { $0 + $1 },
  within: 1e-12, refutes: ["the aggregate alone": aggregates])
notebook.check(
  "elbo-reg-meaning/posterior", (0..<4).flatMap { stuck.posterior(of: $0).probabilities },
  equals: encoders[1].flatMap(\.probabilities), within: 1e-12,
  refutes: ["the encoder with a code each": encoders[0].flatMap(\.probabilities)])
notebook.check(
  "elbo-reg-meaning/draws", stuck.marginal.probabilities[4], equals: 0.5, within: 1e-12,
  refutes: ["draws of the aggregate posterior": aggregated.marginal.probabilities[4]])
notebook.correct(
  "elbo-reg-meaning",
  stated: "The regulariser ensures that draws from the prior decode to realistic data.",
  right: "It is the information plus the divergence of the aggregate posterior from the prior, and "
    + "only the latter is about such draws. It works against codes that no observation uses; but where "
    + "no step in q or θ alone raises the bound, half of the prior can still decode to anything.")
// **The trade-off.** Let $q$ move from the prior to the posterior and beyond. The tempered posterior
// $q_t(z) \propto p(z)\thinspace p(x \mid z)^t$ is the prior at $t = 0$, the posterior at $t = 1$, and weighs the
// likelihood more than Bayes' rule does after that:
// snippet.quote tempered-posterior
let temperatures = stride(from: 0.0, through: 3, by: 0.05).map { $0 }
func tempered(_ t: Double) -> BoundTerms {
  nonlinear.boundTerms(of: nonlinearX, under: nonlinear.temperedPosterior(of: nonlinearX, power: t))
}
let path = temperatures.map(tempered)
notebook.figure("path", Figures.path(temperatures, path))
// snippet.fold Where the bound is highest and the gap narrowest, and the price of a nat at four t
let highest = Double(path.indices.max { path[$0].bound < path[$1].bound } ?? 0)
let sums = path.map { $0.bound + $0.gap }
let narrowest = Double(path.indices.min { path[$0].gap < path[$1].gap } ?? 0)
let powers = [0.25, 0.5, 1, 2]
let prices = powers.map { t in
  let (less, more) = (tempered(t - 0.001), tempered(t + 0.001))
  return (less.reconstruction - more.reconstruction) / (more.regulariser - less.regulariser)
}
// snippet.show
// Reconstruction wants a $q$ concentrated where $x$ is decoded best, the regulariser wants the prior. What does
// it mean that the objective *balances* them? Write $D$ for minus the reconstruction, $R$ for the regulariser,
// and weight the latter by $\beta$ ([@higgins2017]). Among all $q$ the sum $D + \beta R$ is least for $q_t$ with
// $t = 1/\beta$, by the identity above for the likelihood to the power $t$. There a small change of $q$ gains
// nothing, $dD + \beta\thinspace dR = 0$, so along the path
// $$
// \frac{dD}{dR} = -\beta = -\frac1t ,
// $$
// and $\beta$ is the price of a nat of $R$ in nats of $D$ ([@alemi2018]). At $\beta = 1$, the bound itself, one
// more nat of regulariser buys one nat of reconstruction: that is the balance.
notebook.check(
  "elbo-tradeoff", prices, equals: powers.map { -1 / $0 }, within: 1e-3,
  refutes: ["one nat for one nat everywhere": powers.map { _ in -1 }, "β is t": powers.map { -$0 }])
// ## The gap closes at the posterior
//
// The shaded gap of the figure, measured as $\log p(x) - \mathcal L$ and as a divergence, shrinks up to $t = 1$,
// where it is zero, and grows beyond. Lecture 004 says that a better $q$ gives a tighter bound. That is so if
// better means a smaller $KL(q \Vert p(z \mid x))$; below, a $q$ with the posterior's own variances has the wider
// gap. Since $\log p(x)$ does not depend on $q$, the sum of bound and divergence is constant in $q$, and raising
// the one lowers the other:
// $$
// q^\ast = \arg\max_q \mathcal L(q, \theta; x) = \arg\min_q KL\bigl(q \Vert p_\theta(z \mid x)\bigr) = p_\theta(z \mid x) .
// $$
notebook.check(
  "elbo-gap/twice", path.map { $0.logEvidence - $0.bound }, equals: path.map(\.gap), within: 1e-9,
  refutes: ["the divergence of the posterior from q": path.map { $0.upperBound - $0.logEvidence }])
notebook.check(
  "elbo-gap/monotone", neverFalls: [path[...20].map(\.bound), path[20...].map(\.gap)],
  within: 1e-12, refutes: ["the bound goes on rising beyond": [path[20...].map(\.bound)]])
notebook.check(
  "elbo-argmax-argmin", [highest] + sums, equals: [narrowest] + path.map(\.logEvidence),
  within: 1e-9,
  refutes: ["the prior's divergence": [highest] + path.map { $0.bound + $0.regulariser }])
// **Inside a family.** A search over all normal densities in the plane finds the posterior of the linear model
// without being told. Variational inference often restricts $q$ to independent coordinates, the mean-field
// family. The best such $q$ for a normal posterior with precision $\Lambda$ has the posterior's mean, the
// variances $1/\Lambda_{jj}$ ([@bishop2006, §10.1.2]), and the gap
// $$
// \min_{q = q_1 \cdots q_d} KL(q \Vert p) = \tfrac12 \Bigl( \sum_j \log \Lambda_{jj} - \log\det \Lambda \Bigr) ,
// $$
// zero for a diagonal $\Lambda$. Otherwise its variances are nowhere larger than the posterior's own,
// $(\Lambda^{-1})_{jj}$, and some are smaller, because the divergence punishes mass of $q$ where the posterior has
// little. With the posterior's own variances the gap is {{marginal gap}} nats in place of {{mean-field gap}}.
// snippet.fold The best q by search, the best independent q, and one with the posterior's variances
let searched = try linear.bestNormal(for: linearX)
let meanField = linear.meanFieldPosterior(of: linearX)
let marginals = DiagonalNormal(
  mean: linearPosterior.mean,
  standardDeviations: linearPosterior.covariance.diagonal.map { $0.squareRoot() })
let meanFieldGap = linear.divergenceToPosterior(of: linearX, from: meanField)
let marginalGap = linear.divergenceToPosterior(of: linearX, from: marginals)
notebook.define(["mean-field gap": meanFieldGap, "marginal gap": marginalGap])
notebook.figure("mean-field", Figures.meanField(linearPosterior, meanField, marginals))
// snippet.show
notebook.check(
  "elbo-optimal-q/free", searched.mean + searched.covariance.elements,
  equals: linearPosterior.mean + linearPosterior.covariance.elements, within: 1e-5,
  refutes: ["the best independent q": meanField.mean + meanField.covariance.elements])
notebook.check(
  "elbo-optimal-q/independent", meanFieldGap, equals: linear.meanFieldGap, within: 1e-9,
  refutes: ["the posterior's own variances": marginalGap])
// The posterior of a nonlinear decoder is in general not normal, and the best normal $q$ leaves a gap. The
// parabola $x \mid z \sim N(z^2, \tfrac14)$ has a posterior with two humps: what produced $x = 2$, a $z$ near
// $\sqrt 2$ or near $-\sqrt2$? The best normal $q$ covers one, and pays about $\log 2$ for that.
// snippet.fold The best normal q of three posteriors, and averages of 1 and of 20 ratios
let parabola = ScalarDecoderModel(noiseStandardDeviation: 0.5) { $0 * $0 }
let examples = [
  ("tanh, x = 1", nonlinear, 1.0, -1.0...3), ("tanh, x = 2.5", nonlinear, 2.5, -0.5...5),
  ("parabola, x = 2", parabola, 2.0, -2.5...2.5),
]
let bests = examples.map { $0.1.bestNormal(for: $0.2, nodes: .gaussHermite(60)) }
let bestGaps = zip(examples, bests).map { $0.1.logEvidence(of: $0.2) - $1.bound }
random = notebook.random("several")
let several = [1, 20].map { count in
  Estimate(repetitions: 80_000 / count) {
    nonlinear.importanceWeightedLogEvidence(of: 2.5, from: bests[1].q, count: count, using: &random)
  }
}
// snippet.show
notebook.figure(
  "best-normal",
  Figures.bestNormal(
    zip(examples, bests).map { ($0.0, $0.1.posterior(of: $0.2), $1.q, $0.3) }, gaps: bestGaps))
notebook.define("middle gap", bestGaps[1])
notebook.define("gap of 20", nonlinear.logEvidence(of: 2.5) - several[1].mean, significant: 1)
notebook.define("error of 20", several[1].standardError, significant: 1)
// How loose a bound is cannot be read off the bound. A tighter one helps: the logarithm of an average of $L$
// ratios has a mean that is the ELBO for $L = 1$, does not fall with $L$, and tends to $\log p(x)$
// ([@burda2016]). For the tanh decoder at $x = 2.5$ the best normal $q$ leaves {{middle gap}} nats with one draw,
// and about {{gap of 20}} with twenty (standard error {{error of 20}}).
notebook.check(
  "elbo-only-bound", several[1], isAtLeast: bests[1].bound + bestGaps[1] / 2,
  refutes: ["one ratio at a time": several[0]])
// ## The climb in q and θ
//
// Learning raises $\mathcal L(q, \theta)$ in both arguments. A step in $q$, with $\theta$ fixed, leaves the
// evidence where it is and shrinks the gap. A step in $\theta$ raises the bound and moves the evidence too. If
// each step in $q$ goes all the way to the posterior, this is the EM algorithm ([@dempster1977]), read as
// coordinate ascent on the bound ([@neal1998]), and the likelihood cannot fall:
// $$
// \log p_{\theta_{k+1}}(x) \ge \mathcal L(q_{k+1}, \theta_{k+1}) \ge \mathcal L(q_{k+1}, \theta_k)
// = \log p_{\theta_k}(x) , \qquad q_{k+1} = p_{\theta_k}(z \mid x) .
// $$
// In the model of the first section the posterior is $N(vx, s^2)$ with $v = w/(w^2 + 1)$ and $s^2 = 1/(w^2 + 1)$.
// For a given $q$ of this form the best $w$ is a regression of $x$ on $z$, the average of $xz$ over that of
// $z^2$: $w = v\thinspace m/(v^2 m + s^2)$, with the mean square $m$ of the data.
// snippet.quote vae-coordinate-ascent
let start = ScalarLinearVAE(decoderWeight: 0.4)
var rounds = [start.movingEncoder()]
for _ in 1...3 {
  rounds.append(rounds[rounds.count - 1].fittingDecoder(dataVariance: meanSquare).movingEncoder())
}
// snippet.fold The bound of the five observations
func boundOfAll(_ model: ScalarLinearVAE) -> Double {
  model.evidenceLowerBound(ofAll: observations, under: model.encode)
}
notebook.figure(
  "rounds",
  Figures.rounds(
    rounds, likeliest: likeliest,
    logLikelihood: { ScalarLinearVAE(decoderWeight: $0).logEvidence(ofAll: observations) },
    bound: { boundOfAll($0.with(decoderWeight: $1)) }))
// snippet.show
// Each curve is the bound of one $q$. It touches the log likelihood at the $w$ whose posterior that $q$ is (the
// dot), and its maximum is the next $w$. A variational autoencoder does not wait for the posterior. Let every step
// in $q$ go half of the way:
var states = [start]
for _ in 1...3 {
  states.append(states[states.count - 1].movingEncoder(0.5))
  states.append(states[states.count - 1].fittingDecoder(dataVariance: meanSquare))
}
let bounds = states.map { boundOfAll($0) }
let likelihoods = states.map { $0.logEvidence(ofAll: observations) }
let gaps = states.map { $0.divergenceToPosterior(ofAll: observations, from: $0.encode) }
notebook.figure("staircase", Figures.staircase(bounds: bounds, logLikelihoods: likelihoods))
notebook.check(
  "elbo-joint-optimisation/q", [1, 3, 5].map { bounds[$0] - bounds[$0 - 1] },
  equals: [1, 3, 5].map { gaps[$0 - 1] - gaps[$0] }, within: 1e-9,
  refutes: ["as for a step in θ": [2, 4, 6].map { bounds[$0] - bounds[$0 - 1] }])
// ## The trap
//
// Lecture 004 says that maximising the bound pushes up the log likelihood. The identity says
// $$
// \Delta \log p = \Delta \mathcal L + \Delta KL ,
// $$
// and after a step in $\theta$ the second part may have either sign. It is not negative if the gap was zero before
// the step, as in EM: in each of the three rounds of EM above the likelihood gains at least {{surplus}} nats more
// than the bound. Otherwise the bound can rise because the gap shrinks. The smallest example:
// $x \mid z \sim N(wz, 1)$, one observation $x = 2$, and $q = N(0.2, 0.05^2)$, which stays. The likelihood is best
// at $w = \sqrt 3$. The bound wants the decoder to explain $x = 2$ by the codes that $q$ allows, around 0.2, so it
// is best at the far larger $w = 2 \cdot 0.2 / (0.2^2 + 0.05^2)$, which is {{trap's w}}.
let stubborn = ScalarLinearVAE(
  decoderWeight: 3.0.squareRoot(), encoderWeight: 0.1, logStandardDeviation: .log(0.05),
  noiseVariance: 1)
let misled = stubborn.fittingDecoder(dataVariance: 2 * 2)
// snippet.fold Bound and likelihood between the two w, and what EM's rounds gain
func trap(_ weights: [Double]) -> [BoundTerms] {
  weights.map { stubborn.with(decoderWeight: $0).boundTerms(of: 2, under: stubborn.encode(2)) }
}
let (low, high) = (stubborn.decoderWeight, misled.decoderWeight)
let wayUp = trap((0...40).map { low + (high - low) * Double($0) / 40 })
let (foot, top) = (wayUp[0], wayUp[40])
let surplus = zip(rounds, rounds.dropFirst()).map { old, new in
  new.logEvidence(ofAll: observations) - old.logEvidence(ofAll: observations)
    - boundOfAll(old.with(decoderWeight: new.decoderWeight)) + boundOfAll(old)
}
// snippet.show
notebook.figure("trap", Figures.trap(trap, from: low, to: high))
notebook.define([
  "trap from": foot.logEvidence, "trap to": top.logEvidence, "trap bound from": foot.bound,
  "trap bound to": top.bound, "trap's w": high, "surplus": surplus.reduce(.infinity, min),
])
notebook.check(
  "elbo-pushes-likelihood", neverFalls: [wayUp.map(\.bound), wayUp.map { -$0.logEvidence }],
  within: 1e-12,
  refutes: ["the likelihood rises with the bound": [wayUp.map(\.logEvidence)]])
notebook.correct(
  "elbo-pushes-likelihood", stated: "Maximising the bound pushes up the log likelihood.",
  right: "It does if q is the posterior before each step in θ. With another q the bound can rise "
    + "while the log likelihood falls: with a fixed one from \(foot.logEvidence.formatted(decimals: 2)) to "
    + "\(top.logEvidence.formatted(decimals: 2)) nats.")
notebook.check(
  "elbo-joint-optimisation/theta", surplus.reduce(.infinity, min), isAtLeast: 0,
  refutes: ["from any q": top.logEvidence - foot.logEvidence - (top.bound - foot.bound)])
notebook.sharpen(
  "elbo-joint-optimisation", stated: "Steps in q shrink the gap; steps in θ improve the fit.",
  right: "A step in q that raises the bound shrinks the gap by as much. A step in θ is sure to "
    + "raise the likelihood if q was the posterior; otherwise the likelihood may fall.")
// The bound rises from {{trap bound from}} to {{trap bound to}} nats while the log likelihood falls from
// {{trap from}} to {{trap to}}. [@turner2011] found it in models of time series: the bound prefers parameters where it
// is tight.
//
// **Which estimates come out?** In the end the likelihood is replaced by the bound, maximised over $q$ and
// $\theta$ together. If the family of $q$ contains the posterior for every $\theta$, the replacement costs
// nothing: $\max_q \mathcal L(q, \theta) = \log p_\theta(x)$. In the scalar model the encoder $N(vx, s^2)$
// contains it. Climbing in $w$, $v$ and $s$ jointly, without ever computing the posterior, ends at the maximum of
// the likelihood; with a frozen encoder the climb ends lower.
// snippet.fold Joint climbs, and the maxima for the parabola
let joint = patternSearchMaximum(from: [1, 0.3, -0.5], steps: [0.3, 0.1, 0.2], precision: 1e-9) {
  boundOfAll(
    ScalarLinearVAE(
      decoderWeight: $0[0], encoderWeight: $0[1], logStandardDeviation: $0[2], noiseVariance: 1))
}
let frozen = start.movingEncoder().fittingDecoder(dataVariance: meanSquare)
func bestScale(_ height: (ScalarDecoderModel, Double) -> Double) -> Double {
  patternSearchMaximum(from: [1.1], steps: [0.08], precision: 0.01) { w in
    let model = ScalarDecoderModel(
      noiseStandardDeviation: 0.5, grid: .gaussLegendre(250, from: -7, to: 7),
      decode: { [factor = w[0]] z in factor * z * z })
    return parabola.marginalExpectation(over: .gaussLegendre(60, from: -2, to: 16)) {
      height(model, $0)
    }
  }.point[0]
}
let bestForLikelihood = bestScale { $0.logEvidence(of: $1) }
let bestForBound = bestScale {
  $0.bestNormal(for: $1, nodes: .gaussHermite(16), from: [1], precision: 1e-4).bound
}
notebook.define("likelihood's scale", bestForLikelihood, significant: 3)
notebook.define("bound's scale", bestForBound, significant: 2)
// snippet.show
notebook.check(
  "lvm-joint-theta-phi", joint.value,
  equals: ScalarLinearVAE(decoderWeight: likeliest).logEvidence(ofAll: observations), within: 1e-8,
  refutes: ["a frozen encoder does as well": boundOfAll(frozen)])
notebook.illustrate(
  "lvm-joint-theta-phi", because: "One model, in which the family of q contains the posterior.")
notebook.check(
  "elbo-surrogate", joint.point[0] * joint.point[0], equals: meanSquare - 1, within: 1e-5,
  refutes: ["for a frozen q as well": frozen.decoderWeight * frozen.decoderWeight])
// Where the family does not contain the posterior, the two maxima differ in general. Let the data come from the
// parabola $x \mid z \sim N(z^2, \tfrac14)$, so many that sums become integrals, and fit
// $x \mid z \sim N(wz^2, \tfrac14)$. The likelihood is best at the true $w = 1$ (a search with steps down to 0.01
// ends at {{likelihood's scale}}). The bound, with the best normal $q$ for every $x$ and $w$, is best at
// {{bound's scale}}: whoever starts at the true $w$ and maximises the bound over $w$ and $q$ ends with a lower
// likelihood. Containing the posterior is sufficient for equal maxima, and not necessary: a gap that does not
// depend on a parameter leaves the estimate of that parameter alone. The mean-field gap above depends on
// $\Lambda = (W^\top W + \sigma^2 I)/\sigma^2$ alone, so the best offset $b$ stays.
notebook.check(
  "elbo-mle-claim", (bestForBound - 1).magnitude, isAtLeast: 0.03,
  refutes: ["where the likelihood is best": (bestForLikelihood - 1).magnitude])
notebook.sharpen(
  "elbo-mle-claim",
  stated: "Latent variable models maximise the bound to obtain maximum likelihood estimates.",
  right: "The estimates are those of maximum likelihood if the gap does not depend on θ, as when "
    + "the family of q contains the posterior. For the parabola and normal q the likelihood is best at "
    + "w = \(bestForLikelihood.formatted(decimals: 2)), the bound at "
    + "\(bestForBound.formatted(decimals: 2)).")
// ## What to take along
//
// - Any distribution $q$ gives a lower bound of the log evidence,
//   $\mathcal L(q) = \mathbb E_q[\log p(x, z) - \log q(z)]$: Jensen's inequality, with equality if the ratio
//   $p(x, z)/q(z)$ is constant.
// - What the bound misses is the divergence of $q$ from the posterior:
//   $\log p(x) = \mathcal L(q) + KL(q \Vert p(z \mid x))$. The second derivation shows it, the first does not.
// - The same bound is expected log joint plus entropy, or reconstruction less regulariser. One draw estimates it
//   without bias; at the posterior $\log p(x, z) - \log q(z)$ does not vary.
// - At its maximum one more nat of regulariser buys one nat of reconstruction; averaged over the data the
//   regulariser is information plus the divergence of the aggregate posterior from the prior.
// - A step in $q$ shrinks the gap. A step in $\theta$ is sure to raise the likelihood if $q$ was the posterior;
//   with another $q$ the bound may rise while the likelihood falls.
//
// ## Try it
//
// 1. `swift run elbo --mean 0 --sigma 1` puts the prior in the place of $q$. Predict the regulariser before you
//    run, then explain the sign and the size of the gap.
// 2. `swift run elbo --sigma 0.1` makes $q$ narrow. Predict which of the two terms improves, which gets worse,
//    and whether the gap is larger than for `--sigma 1.4`.
// 3. `swift run elbo --x 2.5` asks about an observation beyond the decoder's largest output, 2. Predict on which
//    side the posterior has its long tail, and whether the best normal $q$ has a larger gap than at 1.
//
// ## Exercises
//
// 1. *On paper.* Show that for $c$ times a density $q$ the formula of the bound gives
//    $c\thinspace\mathcal L(q) - c\log c$. For which $c$ is it largest, and when is that above $\log p(x)$?
// 2. *On paper.* For the tempered posterior let $A(t)$ be the logarithm of the integral of
//    $p(z)\thinspace p(x \mid z)^t$. Show that the gap is $A(1) - A(t) - (1 - t)\thinspace A'(t)$, and that its
//    derivative is $-(1 - t)$ times the variance of $\log p(x \mid z)$ under $q_t$.
// 3. *In code.* Write a mixture of Poisson distributions, a `prior` and a `likelihood(given:)`, and check the
//    identity of this chapter for ten random $q$.
// 4. *In code.* Let the trap's $q$ move a fraction $f$ of the way to the posterior before each step in $w$. Plot
//    against $f$ the fall of the likelihood in one round, and its distance from the maximum after twenty.
//
// ## Further reading
//
// - [@jordan1999]: the bound for graphical models, with mean-field methods in detail.
// - [@neal1998]: EM as coordinate ascent on the free energy, and why partial steps are allowed.
// - [@kingma2014], [@rezende2014]: the bound with an encoder for $q$, trained by gradients.
// - [@bishop2006, §9.4 and §10.1]: the decomposition, and the best factorised $q$.
// - [@hoffman2016], [@alemi2018]: what the regulariser is made of; rate and distortion.
// - [@turner2011]: biased parameters from tight bounds.
// snippet.hide
notebook.finish()
// snippet.show
