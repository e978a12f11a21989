// # Gradient variance: reparameterization against REINFORCE
//
// A variational autoencoder climbs its bound along a gradient that is an average over draws. Two
// estimators of that gradient are in use: one differentiates through the draw, the other weighs the
// value at the draw by a score. Both are right on average. How far off is a single draw of each, when
// is which the better one, and what does the difference cost in training? Variances that have a
// formula, by hand or by enumeration, answer; draws confirm them.
//
// - **You need:** variance and error bars ([01](01-monte-carlo.md)), the bound
//   ([03](03-elbo.md)), and the density of a normal distribution.
// - **You will be able to:** derive and implement both estimators; compute the variance of each for a
//   simple function; choose a baseline, and say what it can and cannot do; recognise a problem in which
//   the pathwise estimator is the worse one, or is wrong.
// - **Time:** {{reading time}}
// snippet.hide
import Autodiff
import Elementary
import Models
import Networks
import Notebook
import Numerics
import Probability
import Variational

let notebook = Notebook(compiled: compiledSources, options: OwnOptions.all)
let yours = notebook.ownSum()
// snippet.show
// ## One gradient, two averages
//
// Let $q_\phi$ be a distribution with parameters $\phi$, such as the mean and the standard deviation of
// an encoder's output, and $f$ a function of its draws, such as $\log p(x \mid z)$. Wanted is
// $$
// G = \nabla_\phi\, \mathbb E_{q_\phi}[f(z)] = \nabla_\phi \int q_\phi(z)\, f(z)\, dz
//   = \int \bigl(\nabla_\phi q_\phi(z)\bigr) f(z)\, dz .
// $$
// The last integral is not an expectation, for $\nabla_\phi q_\phi$ is negative in places and integrates
// to zero. Two rewritings make an expectation of it. The first divides and multiplies by $q_\phi$, and is
// called the *log-derivative identity*:
// $$
// \nabla_\phi q_\phi = q_\phi\, \frac{\nabla_\phi q_\phi}{q_\phi} = q_\phi\, \nabla_\phi \log q_\phi ,
// \qquad \text{so that} \qquad
// G = \mathbb E_{q_\phi}\bigl[ f(z)\, \nabla_\phi \log q_\phi(z) \bigr] .
// $$
// The vector $s(z) = \nabla_\phi \log q_\phi(z)$ is the **score**; the average of $f s$ over draws is the
// score-function estimator, in reinforcement learning REINFORCE ([@williams1992]; [@glynn1990]). The
// second rewriting needs draws that are a smooth function of noise, $z = g_\phi(\epsilon)$. The
// distribution of the noise does not depend on $\phi$, so the gradient moves inside and the chain rule
// goes on ([@kingma2014]; [@rezende2014]):
// $$
// G = \nabla_\phi\, \mathbb E_\epsilon\bigl[f(g_\phi(\epsilon))\bigr]
//   = \mathbb E_\epsilon\Bigl[\Bigl(\frac{\partial g_\phi(\epsilon)}{\partial \phi}\Bigr)^{\top}
//     \nabla_z f(z)\Bigr] .
// $$
// This is the pathwise estimator, or reparameterization. For $q = N(\mu, \sigma^2)$ with
// $z = \mu + \sigma \epsilon$ the score and the slopes of the path are
// $$
// s_\mu = \frac{z - \mu}{\sigma^2} = \frac{\epsilon}{\sigma}, \qquad
// s_\sigma = \frac{\epsilon^2 - 1}{\sigma}, \qquad
// \frac{\partial z}{\partial \mu} = 1, \qquad \frac{\partial z}{\partial \sigma} = \epsilon .
// $$
// In the library each estimator is a few lines, which serve every family with a score, or a path:
//
// snippet.quote score-function
// snippet.quote pathwise
//
// Take $f(z) = z^2$, for which $\mathbb E[f] = \mu^2 + \sigma^2$ and the gradient is
// $(2\mu, 2\sigma)$. From the same random stream both estimators see the same draws:

let law = Normal(mean: 0.7, standardDeviation: 0.5)
func square(_ z: Double) -> Double { z * z }
var random = notebook.random("replay")
var sameNoise = random
let byScore = law.scoreFunctionGradients(of: square, draws: 2_000, using: &random)
let byPath = law.pathwiseGradients(slope: { 2 * $0 }, draws: 2_000, using: &sameNoise)
// snippet.hide
random = notebook.random("replay")
let replay = Replay(law, path: byPath, score: byScore, noises: random.normals(2_000))
notebook.table(
  ["ε", "z", "∂/∂μ by the path, 2z", "∂/∂μ by the score, z² ε / σ"], replayRows(replay))
notebook.check(
  "tbl-estimators-formula/path-replayed", replay.byPath, equals: replay.pathByHand, within: 1e-11,
  refutes: ["the path of σ lacks ε": replay.pathWithoutNoise])
notebook.check(
  "tbl-estimators-formula/score-replayed", replay.byScore, equals: replay.scoreByHand,
  within: 1e-11,
  refutes: [
    "the score of μ lacks 1/σ²": replay.scoreWithoutVariance,
    "the score of σ lacks −1": replay.scoreWithoutOne,
  ])
// snippet.show
// The table shows the first four draws. The gradient is $2\mu = 1.4$. In every row the pathwise
// estimate uses the slope of $f$ at the draw; the score function uses only the height of $f$, and gets
// its sign from the noise.
//
// The identity itself is tested on three families, without any draw: differences of the density against
// density times score, for a Bernoulli and a categorical distribution (with logits as parameters) and
// for the normal one. The score has mean zero, since probabilities sum to one for each $\phi$:
// $$
// \mathbb E_q[\nabla_\phi \log q] = \int q\, \frac{\nabla_\phi q}{q}\, dz
//   = \nabla_\phi \int q\, dz = \nabla_\phi 1 = 0 .
// $$

let coin = Bernoulli(probability: 0.3)
let die = Categorical(probabilities: [0.2, 0.5, 0.3])
// snippet.fold Mean scores, and scores of draws from another distribution
func meanScore(_ q: some ParametricDistribution & Approximation) -> [Double] {
  q.gradientOfExpectation { _ in 1 }
}
let meanScores = meanScore(coin) + meanScore(die) + meanScore(law)
let elsewhere = Normal(mean: 0.9, standardDeviation: 0.5)
let meanElsewhere = [0, 1].map { j in elsewhere.expectation { law.score(at: $0)[j] } }
random = notebook.random("score")
let (drawn, drawnElsewhere) = (
  law.samples(20_000, using: &random), elsewhere.samples(20_000, using: &random)
)
notebook.check(
  "score-log-derivative", densitySlopes(coin, die, law),
  equals: weightedScores(coin, die, law) { .exp($0) }, within: 1e-8,
  refutes: [
    "the score without the density": weightedScores(coin, die, law) { _ in 1 },
    "log q for q": weightedScores(coin, die, law) { $0 },
  ])
notebook.check(
  "score-zero-mean", meanScores, equals: meanScores.map { _ in 0 }, within: 1e-12,
  refutes: [
    "the average is over another distribution": meanScore(coin) + meanScore(die) + meanElsewhere
  ])
notebook.check(
  "score-zero-mean/draws", Estimate(drawn.map { law.score(at: $0)[0] }), equals: 0,
  refutes: [
    "the draws come from another distribution":
      Estimate(drawnElsewhere.map { law.score(at: $0)[0] })
  ])
// snippet.show
// A warning stands in the last proof. The gradient went past the integral sign, which is allowed if
// the set on which $q$ is positive does not move with $\phi$. For the uniform distribution on
// $[0, \theta]$ the density is $1/\theta$ and the "score" is $-1/\theta$, whose mean is not zero. For
// $f = z^2$ with $\mathbb E[f] = \theta^2/3$ the estimator then averages to $-\theta/3$, while the
// gradient is $2\theta/3$: what flows in at the moving edge is missing. The path $z = \theta u$ with
// uniform $u$ has no such trouble, $\mathbb E[2z \cdot u] = 2\theta/3$.

// ## Which gradient the lecture writes down
//
// For discrete latent variables the lecture starts from ([@003])
// $$
// \frac{\partial \mathcal L}{\partial \phi}
//   = \sum_z \frac{\partial q(z \mid \phi)}{\partial \phi} \log p_\theta(x \mid z)
//   = \mathbb E_q\Bigl[\frac{\partial \log q(z \mid \phi)}{\partial \phi}
//     \log p_\theta(x \mid z)\Bigr] .
// $$
// The second equality is the identity above, applied to a sum. The first is not the gradient of
// the bound. With $\mathcal L = \sum_z q(z) \bigl(\log p(x, z) - \log q(z)\bigr)$ the product rule
// gives
// $$
// \frac{\partial \mathcal L}{\partial \phi}
//   = \sum_z \frac{\partial q}{\partial \phi} \bigl(\log p(x, z) - \log q(z)\bigr)
//     - \sum_z q(z) \frac{\partial \log q(z)}{\partial \phi}
//   = \mathbb E_q\Bigl[\frac{\partial \log q}{\partial \phi}
//     \bigl(\log p(x, z) - \log q(z)\bigr)\Bigr] ,
// $$
// since the last sum is the mean of the score, zero ([@ranganath2014]; [@mnih2014]). The lecture's formula
// is the gradient of the reconstruction term alone, without what pulls $q$ towards the prior. Three bits,
// the decoder $x \mid z \sim N(1.5 z_1 - z_2 + 0.7 z_3, 0.8^2)$ and one observation show it: all eight
// codes are enumerated, and differences of the bound are compared with both formulas. Below, `reconstruction` is
// $\log p(x \mid z)$ and `integrand` is $\log p(x, z) - \log q(z)$.

let bits = BernoulliProduct(logits: [0.4, -0.8, 0.2])
let prior = BernoulliProduct(logits: [-1, 0.5, 1])
let observation = 1.2
func reconstruction(_ z: [Bool]) -> Double { bitLogLikelihood(of: observation, given: z) }
func integrand(_ z: [Bool]) -> Double {
  reconstruction(z) + prior.logDensity(z) - bits.logDensity(z)
}
let lectureGradient = bits.gradientOfExpectation(of: reconstruction)
let boundGradient = bits.gradientOfExpectation(of: integrand)
let reconstructionSlopes = differences(at: bits.logits) {
  BernoulliProduct(logits: $0).expectation(of: reconstruction)
}
let boundSlopes = differences(at: bits.logits) { logits in
  let q = BernoulliProduct(logits: logits)
  return q.expectation { reconstruction($0) + prior.logDensity($0) - q.logDensity($0) }
}
// snippet.fold The bound without the entropy of q
let withoutEntropy = bits.gradientOfExpectation { reconstruction($0) + prior.logDensity($0) }
notebook.table(
  [
    "logit", "lecture's formula", "slope of the reconstruction", "full formula",
    "slope of the bound",
  ],
  gradientRows([lectureGradient, reconstructionSlopes, boundGradient, boundSlopes]))
notebook.correct(
  "score-elbo-start",
  stated:
    "The gradient of the ELBO is $\\sum_z \\partial_\\phi q(z \\mid \\phi) \\log p(x \\mid z)$.",
  right:
    "That is the gradient of the reconstruction term. For the bound, $\\log p(x \\mid z)$ becomes "
    + "$\\log p(x, z) - \\log q(z)$.")
notebook.correct(
  "score-estimator",
  stated: "The gradient of the ELBO is $\\mathbb E_q[\\partial_\\phi \\log q \\log p(x \\mid z)]$.",
  right:
    "The identity holds for any f. With $f = \\log p(x, z) - \\log q(z)$ it gives the gradient "
    + "of the bound, with $f = \\log p(x \\mid z)$ that of the reconstruction term.")
notebook.check(
  "score-elbo-start", lectureGradient, equals: reconstructionSlopes, within: 1e-8,
  refutes: ["the lecture's formula is the slope of the bound": boundSlopes])
notebook.check(
  "score-estimator", boundGradient, equals: boundSlopes, within: 1e-8,
  refutes: ["the lecture's formula": lectureGradient, "without −log q": withoutEntropy])
// snippet.show
// At this $q$ the two differ in size, and for some logits in sign. The lecture's table of the two
// estimators has the same left side, $\nabla_\phi \mathcal L$, before both formulas; below they are
// tested for what they are, the gradient of the reconstruction term.

// ## Right on average
//
// Each estimator is unbiased for one draw, and so for an average over $S$ of them,
// $$
// \hat G_S = \frac1S \sum_{i=1}^S f(z_i)\, s(z_i) , \qquad \mathbb E[\hat G_S] = G , \qquad
// \mathrm{Var}(\hat G_S) = \frac1S \bigl(\mathbb E[f^2 s^2] - G^2\bigr) .
// $$
// The three bits confirm both, against enumeration: single draws, and 4,000 averages of ten.

random = notebook.random("bits")
let singles = bits.scoreFunctionGradients(of: reconstruction, draws: 40_000, using: &random)
let averages = singles.averages(of: 10)
let enumeratedVariance = bits.scoreFunctionVariance(of: reconstruction)
// snippet.fold Variances of the averages, and the estimator with scores of other draws
let averageVariance = averages.variances(around: lectureGradient, groups: 400)
let shuffled = zip(bits.samples(40_000, using: &random), bits.samples(40_000, using: &random))
  .map { bits.score(at: $0)[0] * reconstruction($1) }
let noScore = bits.samples(40_000, using: &random).map(reconstruction)
notebook.check(
  "score-unbiased", singles.estimates[0], equals: lectureGradient[0],
  refutes: [
    "score and value of different draws": Estimate(shuffled), "no score": Estimate(noScore),
  ])
notebook.check(
  "score-mc", averages.estimates[0], equals: lectureGradient[0],
  refutes: ["the sum is not divided by S": averages.estimates[0].scaled(by: 10)])
notebook.check(
  "score-mc/variance", averageVariance[0], equals: enumeratedVariance[0] / 10,
  refutes: [
    "the variance of one draw": enumeratedVariance[0],
    "the mean square for the variance":
      enumeratedVariance[0] / 10 + lectureGradient[0] * lectureGradient[0],
  ])
// snippet.show
// The same lines of the library served the normal distribution and the bits. The score function asks
// nothing of $f$ but its value. The pathwise estimator asks more than a continuous $z$: for the step
// $f(z) = 1$ where $z > 0$, and 0 elsewhere, the slope is zero wherever it exists, and so is every
// pathwise estimate. But $\mathbb E[f] = \Phi(\mu/\sigma)$ has the slope $q(0)$ in $\mu$, the density at
// the jump. In code a `CoordinateSum` is a sum of $h(z_j)$ over independent coordinates, here of one.

let step = CoordinateSum(.step, dimension: 1, coordinate: law)
random = notebook.random("step")
let stepDraws = step.draws(80_000, using: &random)
let stepByPath = Estimate(stepDraws.map { step.pathwise(.mean, at: $0) })
let stepByScore = Estimate(stepDraws.map { step.scoreFunction(.mean, at: $0) })
// snippet.fold The density at the jump, and the moving edge of a uniform distribution
let (densityAtJump, theta) = (Double.exp(law.logDensity(0)), 1.5)
let edge = Estimate(random.uniforms(20_000).map { u in theta * u * theta * u * (-1 / theta) })
notebook.define("jump", densityAtJump)
notebook.define("step by score", stepByScore.formatted)
notebook.sharpen(
  "score-universal", stated: "The score-function estimator works for discrete or continuous z.",
  right: "It does if the set where q is positive does not depend on the parameters. For a uniform "
    + "distribution on $[0, \\theta]$ it averages to $-\\theta / 3$ where the gradient is "
    + "$2 \\theta / 3$.")
notebook.sharpen(
  "tbl-estimators-needs", stated: "Reparameterization requires a continuous, differentiable z.",
  right:
    "It also requires that f has no jumps: for a step function every pathwise estimate is zero.")
notebook.check(
  "score-universal/step", stepByScore, equals: densityAtJump,
  refutes: ["the density of ε at the jump": densityAtJump * law.standardDeviation])
notebook.check(
  "score-universal/moving-edge", edge, equals: -theta / 3,
  refutes: ["the score function works for every q": 2 * theta / 3])
notebook.check(
  "tbl-estimators-needs", stepByPath.mean, equals: 0, within: 1e-15,
  refutes: ["the pathwise estimate is right for a step": densityAtJump])
// snippet.show
// The density at the jump is {{jump}}; the score function gives {{step by score}}, the path zero in each
// of 80,000 draws. In a VAE $f$ is $\log p(x \mid z)$. For a linear decoder, $x \mid z \sim N(wz, c^2)$,
// its expectation has the gradient $\bigl(w (x - w\mu)/c^2, -w^2 \sigma / c^2\bigr)$, and both
// estimators find the second entry:

let (weight, noiseVariance, x) = (1.5, 0.25, 0.9)
let decoder = ScalarLinearVAE(
  decoderWeight: weight, encoderWeight: 0, logStandardDeviation: 0, noiseVariance: noiseVariance)
random = notebook.random("decoder")
let decodedByScore = law.scoreFunctionGradients(
  of: { decoder.logLikelihood(of: x, given: $0) }, draws: 40_000, using: &random)
let decodedByPath = law.pathwiseGradients(
  slope: { weight * (x - weight * $0) / noiseVariance }, draws: 40_000, using: &random)
let decodedGradient = [
  weight * (x - weight * law.mean) / noiseVariance,
  -weight * weight * law.standardDeviation / noiseVariance,
]
notebook.check(
  "tbl-estimators-formula/score", decodedByScore.estimates[1], equals: decodedGradient[1],
  refutes: ["σ² for σ": decodedGradient[1] * law.standardDeviation, "a sign": -decodedGradient[1]])
notebook.check(
  "tbl-estimators-formula/path", decodedByPath.estimates[1], equals: decodedGradient[1],
  refutes: ["σ² for σ": decodedGradient[1] * law.standardDeviation, "no ε": 0])

// ## What one draw is worth
//
// Both estimators have the same mean, so their variances decide. For $f(z) = \lVert z \rVert^2$ and
// independent $z_j \sim N(\mu, \sigma^2)$ in $d$ dimensions they have formulas. Look at the derivative
// with respect to $\mu_1$, whose value is $2\mu$. The pathwise estimate is $2 z_1$, so
// $$
// \mathrm{Var}_{path} = 4 \sigma^2
// $$
// in every dimension. The score-function estimate is $\frac{\epsilon_1}{\sigma}(h + R)$ with
// $h = z_1^2$ and $R = \sum_{j>1} z_j^2$. The noise $\epsilon_1$ is independent of $R$, which
// has the mean $(d-1)\thinspace m$ and the variance $(d-1)\thinspace v$ with
// $m = \mu^2 + \sigma^2$ and $v = 2\sigma^4 + 4\mu^2\sigma^2$. Expand the square:
// $$
// \mathrm{Var}_{score} = \frac{1}{\sigma^2} \Bigl( \mathbb E[\epsilon^2 h^2]
//   + 2 (d-1)\, m\, \mathbb E[\epsilon^2 h] + (d-1)\, v + (d-1)^2 m^2 \Bigr) - 4\mu^2 .
// $$
// The moments $\mathbb E[\epsilon^2] = 1$, $\mathbb E[\epsilon^4] = 3$ and
// $\mathbb E[\epsilon^6] = 15$ give $\mathbb E[\epsilon^2 h] = \mu^2 + 3\sigma^2$ and
// $\mathbb E[\epsilon^2 h^2] = \mu^4 + 18 \mu^2\sigma^2 + 15 \sigma^4$. At $\mu = \sigma = 1$:
// $$
// \mathrm{Var}_{path} = 4, \qquad \mathrm{Var}_{score} = 34 + 16 (d-1) + 6 (d-1) + 4 (d-1)^2 - 4
//   = 4 d^2 + 14 d + 12 .
// $$
// The *mean* of the other coordinates' contribution brings $16(d-1) + 4(d-1)^2$, and so all of the
// term with $d^2$ and $8d$ of the $14d$; its fluctuation brings $6(d-1)$. Neither says anything about
// $\mu_1$. The library has the formula for any term $h$ and any baseline, with both derivatives:
//
// snippet.quote score-variance
//
// The measured variances are mean squares of the estimates around the exact gradient:

let unit = Normal(mean: 1, standardDeviation: 1)
let quadratics = [1, 10, 100].map { CoordinateSum(.quadratic, dimension: $0, coordinate: unit) }
random = notebook.random("quadratic")
let comparisons = zip(quadratics, [400_000, 100_000, 40_000]).map { sum, count in
  Comparison(sum, draws: sum.draws(count, using: &random))
}
// snippet.fold The formulas of the text, and two slips
func scoreVariance(_ d: Double) -> Double { 4 * d * d + 14 * d + 12 }
func independentSquares(_ d: Double) -> Double { 1 * (2 * d + 4 * d + 4 * d * d) - 4 }
let closedVariances = quadratics.map { $0.scoreFunctionVariance(.mean) }
let dimensions = quadratics.map { Double($0.dimension) }
notebook.table(
  ["d", "path, exact", "measured", "score, exact", "measured", "ratio, exact", "measured"],
  comparisonRows(quadratics, comparisons))
notebook.check(
  "reparam-low-variance/quadratic", closedVariances + quadratics.map { $0.pathwiseVariance(.mean) },
  equals: dimensions.map(scoreVariance) + [4, 4, 4], within: 1e-8,
  refutes: [
    "the score and f as if independent": dimensions.map(independentSquares) + [4, 4, 4],
    "the mean square for the variance": dimensions.map { scoreVariance($0) + 4 } + [8, 8, 8],
  ])
notebook.check(
  "score-high-variance/1", comparisons[0].score, equals: scoreVariance(1),
  refutes: ["as the path": 4, "without the factor of 3 in E[ε⁴]": scoreVariance(1) - 12])
notebook.check(
  "score-high-variance/10", comparisons[1].score, equals: scoreVariance(10),
  refutes: ["d times one coordinate's": 10 * scoreVariance(1), "d² times": 100 * scoreVariance(1)])
notebook.check(
  "score-high-variance/100", comparisons[2].score, equals: scoreVariance(100),
  refutes: [
    "d times one coordinate's": 100 * scoreVariance(1), "d² times": 10_000 * scoreVariance(1),
  ])
notebook.check(
  "reparam-low-variance/measured", comparisons[1].path, equals: 4,
  refutes: ["grows with d": 40, "σ² for 4σ²": 1])
notebook.check(
  "score-high-variance/ratio", comparisons[1].ratio, equals: scoreVariance(10) / 4,
  refutes: ["a ratio of standard deviations": (138.0).squareRoot(), "that of one coordinate": 7.5])
notebook.define("draws of one path", closedVariances[1] / 4)
notebook.define("draws of one path in 100", closedVariances[2] / 4, significant: 5)
// snippet.show
// The errors come from 400 groups of draws; squares of estimates have long tails, so these errors are
// uncertain themselves. An average over $S$ draws divides either variance by $S$. So the ratio is a price in
// draws: in ten dimensions the score function needs {{draws of one path}} draws where the path needs
// one, in a hundred {{draws of one path in 100}}.

notebook.figure(
  "histograms", histogramFigure(quadratics[1], from: notebook.random("histogram")))

// All three histograms have their mean at the gradient, 2. The middle one is as wide as it is because
// $f$ is rarely near zero: its mean is 20, and each draw multiplies a number of about that size by a
// score of either sign. The right one subtracts the mean first: that is a baseline, and next.
//
// The width of $q$ matters as much as the dimension. In one dimension the formula above reads
// $$
// \mathrm{Var}_{path} = 4\sigma^2, \qquad
// \mathrm{Var}_{score} = \frac{\mu^4}{\sigma^2} + 14 \mu^2 + 15 \sigma^2 .
// $$
// Where a model learns to use a latent variable, its encoder becomes more certain and $\sigma$ falls. For
// $\partial / \partial \mu$ the variance of the path then vanishes; that of the score function has no
// bound, unless $\mu = 0$. With the best constant of the next section it is $8\mu^2 + 6\sigma^2$.
// snippet.hide
let growth = Growth(from: notebook.random("growth"))
notebook.figure("growth", growthFigure(growth))
// snippet.show
notebook.check(
  "score-high-variance/narrow", growth.overWidths[1].score, equals: 1 / 0.01 + 14 + 0.15,
  refutes: ["the score does not grow": scoreVariance(1), "1/σ for 1/σ²": 1 / 0.1 + 14 + 0.15])

// ## Baselines
//
// The score has mean zero. So any number $C$ that does not depend on the draw may be subtracted from
// $f$ without changing the mean ([@williams1992]; [@003]):
// $$
// \mathbb E_q\bigl[(f(z) - C)\, s(z)\bigr] = \mathbb E_q[f(z)\, s(z)] - C\, \mathbb E_q[s(z)] = G .
// $$
// The variance does change. It is a parabola in $C$, and completing the square finds its lowest point:
// $$
// \mathrm{Var}(C) = \mathbb E[s^2 (f - C)^2] - G^2 = \mathrm{Var}(C^\ast)
//   + \mathbb E[s^2]\, (C - C^\ast)^2 , \qquad C^\ast = \frac{\mathbb E[s^2 f]}{\mathbb E[s^2]} .
// $$
// The best constant is a mean of $f$ that weighs each draw by its squared score, and belongs to one
// parameter ([@greensmith2004]). Compared with no baseline, $C = 0$, the variance falls if and only if
// $\lvert C - C^\ast \rvert \lt \lvert C^\ast \rvert$. The lecture says that the variance is
// reduced "for any constant or learned function $C(x)$"; a bad constant does the opposite. The three
// bits, by enumeration:

let best = bits.optimalBaseline(of: reconstruction)
let meanValue = bits.expectation(of: reconstruction)
let constants = [0, meanValue, best[0], 2 * best[0], -best[0]]
let means = constants.map { constant in
  bits.gradientOfExpectation { reconstruction($0) - constant }[0]
}
let variances = constants.map { constant in
  bits.scoreFunctionVariance(of: reconstruction, baseline: [constant, constant, constant])[0]
}
// snippet.fold The parabola, a baseline that sees the draw, and measured variances
let information = bits.expectation { bits.score(at: $0)[0] * bits.score(at: $0)[0] }
let parabola = constants.map {
  variances[2] + information * ($0 - best[0]) * ($0 - best[0])
}
let seesTheDraw = bits.gradientOfExpectation { reconstruction($0) - reconstruction($0) }
random = notebook.random("baseline")
let bitDraws = bits.samples(40_000, using: &random)
func measuredVariance(_ baseline: Baseline) -> Estimate {
  bits.scoreFunctionGradients(of: reconstruction, at: bitDraws, baseline: baseline)
    .variances(around: lectureGradient, groups: 400)[0]
}
let measuredVariances = constants.map { measuredVariance(.constant($0)) }
notebook.define([
  "reduction": variances[0] / variances[2], "increase": variances[4] / variances[0],
  "mean value": meanValue, "best constant": best[0],
])
notebook.table(
  ["baseline C", "value", "mean of the estimate", "variance, exact", "variance, measured"],
  baselineRows(
    ["none", "E[f]", "C*, the best", "2 C*", "−C*, a wrong sign"], constants: constants,
    means: means, variances: variances, measured: measuredVariances))
notebook.correct(
  "baseline-variance",
  stated: "For any constant or learned function C(x) the variance is reduced.",
  right:
    "The mean is unchanged for any C that does not depend on the draw. The variance is reduced if "
    + "and only if C is nearer to $C^\\ast = \\mathbb E[s^2 f] / \\mathbb E[s^2]$ than zero is.")
notebook.check(
  "baseline-invariance", means, equals: means.map { _ in lectureGradient[0] }, within: 1e-12,
  refutes: ["the baseline is f at the draw": means.map { _ in seesTheDraw[0] }])
notebook.check(
  "baseline-variance", variances, equals: parabola, within: 1e-11,
  refutes: ["any constant reduces the variance": variances.map { min($0, variances[0]) }])
notebook.check(
  "baseline-variance/worse", measuredVariances[4], equals: variances[4],
  refutes: ["no change": variances[0], "as the best constant": variances[2]])
// snippet.show
// The mean is the same in each row. The best constant divides the variance by {{reduction}}, its
// negative multiplies it by {{increase}}, and $2 C^\ast$ leaves it as it was, the far end of the useful
// range. The mean of $f$, {{mean value}}, is close to the best constant, {{best constant}}, and nearly
// as good. A baseline that looks at the draw is no baseline: with $C(z) = f(z)$ the estimate is always
// zero.
//
// **Leave one out.** With several draws for the same input the mean of $f$ over the *other* draws is a
// baseline that needs no further value of $f$ and does not depend on the draw ([@kool2019]). The average over $S$ draws
// is then the sample covariance of score and value,
// $$
// \hat G = \frac1S \sum_i s_i \Bigl(f_i - \frac{1}{S-1} \sum_{j \ne i} f_j\Bigr)
//   = \frac{1}{S-1} \sum_i s_i (f_i - \bar f) ,
// $$
// whose variance for independent draws is that of the mean as baseline, and the price of estimating it:
// $$
// \mathrm{Var}(\hat G) = \frac{\mathrm{Var}(C = \mathbb E f)}{S}
//   + \frac{G^2 + \mathbb E[s^2]\, \mathrm{Var}(f)}{S (S - 1)} .
// $$

let groups = [2, 4, 10]
let leaveOneOut = groups.map { bits.leaveOneOutVariance(of: reconstruction, group: $0)[0] }
let groupAverages = groups.map { size in
  bits.scoreFunctionGradients(of: reconstruction, at: bitDraws, baseline: .leaveOneOut(group: size))
    .averages(of: size)
}
let measuredGroups = groupAverages.map { $0.variances(around: lectureGradient, groups: 200)[0] }
notebook.table(
  ["S", "no baseline", "leave one out, exact", "leave one out, measured", "mean of f", "C*"],
  groupRows(groups, exact: leaveOneOut, measured: measuredGroups, singles: variances))
notebook.check(
  "baseline-invariance/leave-one-out", groupAverages[1].column(0),
  equals: bitCovariances(bits, of: reconstruction, at: bitDraws, group: 4), within: 1e-12,
  refutes: ["divided by S": bitCovariances(bits, of: reconstruction, at: bitDraws, group: 4, 4)])
notebook.check(
  "baseline-variance/leave-one-out", measuredGroups[0], equals: leaveOneOut[0],
  refutes: [
    "the price is left out": variances[1] / 2, "no baseline": variances[0] / 2,
  ])
// The table holds variances of averages over $S$ draws; with ten the price is small.
//
// **Learned.** With one draw for each input, a network $C(x; \omega)$ can learn the mean of $f$ from the
// input, by least squares on the draws of earlier steps. The squared error splits like every one,
// $$
// \mathbb E_q\bigl[(C(x) - f)^2\bigr] = \bigl(C(x) - \mathbb E_q[f]\bigr)^2 + \mathrm{Var}_q(f) ,
// $$
// so the minimum is $C(x) = \mathbb E_{q(z \mid x)}[f(z)]$: in the language of reinforcement learning the
// value of the state $x$. In general it is not $C^\ast$, which weighs draws by their scores. Five
// observations, each with 400 draws of the three bits from an encoder, train a small network:

let inputs = [-2.0, -1, 0, 1, 2]
random = notebook.random("regression")
let regression = Regression(inputs: inputs, draws: 400, using: &random)
let predictions = regression.trainedPredictions(from: notebook.random("network"))
// snippet.fold Conditional means by enumeration, and best constants
let conditionalMeans = inputs.map { x in
  encodedBits(x).expectation { bitLogLikelihood(of: x, given: $0) }
}
let bestConstants = inputs.map { x in
  encodedBits(x).optimalBaseline { bitLogLikelihood(of: x, given: $0) }[0]
}
let overall = conditionalMeans.reduce(0, +) / Double(inputs.count)
let contrasts = conditionalMeans.map { $0 - overall }
notebook.table(
  ["x", "the network's C(x)", "mean of the 400 draws", "E[f], by enumeration", "C*, first logit"],
  regressionRows(
    regression, predictions: predictions, means: conditionalMeans, best: bestConstants))
notebook.illustrate(
  "baseline-value-function",
  because: "One network on five inputs; how fast a baseline is learned depends on the problem.")
notebook.check(
  "baseline-regression", predictions, equals: regression.estimates.map(\.mean), within: 0.05,
  refutes: ["the best constants": bestConstants])
notebook.check(
  "baseline-value-function", regression.excess(over: conditionalMeans, weights: contrasts),
  equals: 0,
  refutes: [
    "one value for all inputs": regression.excess(
      over: inputs.map { _ in overall }, weights: contrasts)
  ])
// snippet.show
// ## Where the path is the worse way
//
// In one dimension and for a function $h$ of $z \sim N(\mu, \sigma^2)$ the second moments of the two
// estimates of $\partial / \partial \mu$ are
// $$
// \mathbb E\bigl[h'(z)^2\bigr] \qquad \text{and} \qquad
// \frac{1}{\sigma^2}\, \mathbb E\bigl[\epsilon^2 (h(z) - C)^2\bigr] .
// $$
// The path pays for steep slopes, the score for large values. A function may have one without the other.
// For a linear $h$ the slope is constant and the path has no variance at all, while the score keeps
// $2G^2$ with the best constant. For $h(z) = \cos \omega z$ the values stay between −1 and 1, but the
// slopes grow like $\omega$. The averages follow from $\mathbb E[\cos a\epsilon] = e^{-a^2/2}$ with
// $\cos^2 t = \frac12 (1 + \cos 2t)$ and $\sin^2 t = \frac12 (1 - \cos 2t)$. For $\mu = 0$, where the gradient
// is zero, with $a = \omega \sigma$ and no baseline:
// $$
// \mathrm{Var}_{path} = \frac{a^2}{2\sigma^2} \bigl(1 - e^{-2a^2}\bigr), \qquad
// \mathrm{Var}_{score} = \frac{1}{2\sigma^2} \bigl(1 + (1 - 4a^2)\, e^{-2a^2}\bigr) .
// $$
// At $\omega = 4$ and $\sigma = 1$ these are 8.0 and 0.5. They are equal where $u = a^2$ solves
// $u - 1 = e^{-2u} (1 - 3u)$, an equation that a bisection solves. The measured crossing is the root of
// the difference of the mean squares, in each of forty groups of 6,000 draws.

func wave(_ frequency: Double) -> CoordinateSum {
  CoordinateSum(.cosine(frequency: frequency), dimension: 1, coordinate: .standard)
}
let predictedCrossing = bisect(0.1, 2) { $0 - 1 < .exp(-2 * $0) * (1 - 3 * $0) }.squareRoot()
random = notebook.random("crossing")
let crossings = Estimate(repetitions: 40) { measuredCrossing(of: random.normals(6_000)) }
// snippet.fold The formulas of the text, the crossing with the best constant, and measured variances
let frequencies = [0.5, 1, 2, 4, 8]
let bestCrossing = crossingWithBestConstant(wave)
random = notebook.random("waves")
let waveComparisons = [0.25, 0.5, 1, 2, 4, 8].map { frequency in
  MeasuredVariances(
    wave(frequency), at: frequency, draws: wave(frequency).draws(40_000, using: &random))
}
let exponential = CoordinateSum(.exponential, dimension: 1, coordinate: unit)
let tableSums = [
  (name: "z²", sum: quadratics[0]), ("exp z", exponential),
  ("cos 4z", CoordinateSum(.cosine(frequency: 4), dimension: 1, coordinate: unit)),
  ("step at 0", CoordinateSum(.step, dimension: 1, coordinate: unit)),
]
let exponentialVariances = [Double.exp(4) - .exp(3), 5 * .exp(4) - .exp(3)]
notebook.define("crossing", predictedCrossing)
notebook.define("measured crossing", crossings.formatted)
notebook.define("best crossing", bestCrossing)
notebook.figure("crossing", crossingFigure(wave, waveComparisons, crossing: predictedCrossing))
notebook.sharpen(
  "reparam-low-variance", stated: "The pathwise estimator is the low-variance estimator.",
  right:
    "It is where f varies slowly over the width of q. For $\\cos \\omega z$ at $\\mu = 0$ its variance "
    + "is larger than that of the score function without a baseline beyond $\\omega \\sigma$ = "
    + "\(predictedCrossing.formatted(significant: 2)).")
notebook.sharpen(
  "score-high-variance", stated: "The score-function estimator has very high variance.",
  right:
    "It has one where f is large beside what a parameter changes of it: with many dimensions, a mean "
    + "of f far from zero, or a narrow q. For $\\cos 4z$ at $\\mu = 0$ and $\\sigma = 1$ it has the lower "
    + "one, without any reduction.")
notebook.sharpen(
  "tbl-estimators-variance",
  stated: "Variance: low for reparameterization, high for the score function.",
  right:
    "The order depends on f: for $z^2$ and $e^z$ at $\\mu = \\sigma = 1$ the path has the lower "
    + "variance, for $\\cos 4z$ at $\\mu = 0$ and $\\sigma = 1$ the higher one.")
notebook.check(
  "reparam-low-variance/cosine", frequencies.flatMap { bothVariances(wave($0)) },
  equals: frequencies.flatMap(waveVariances), within: 1e-12,
  refutes: [
    "sin² and cos² change places": frequencies.flatMap(exchangedWaveVariances),
    "the slope without its factor ω": frequencies.flatMap(slopelessWaveVariances),
  ])
notebook.check(
  "reparam-low-variance/crossing", crossings, equals: predictedCrossing,
  refutes: ["ω σ = 1": 1.0, "the crossing with the best constant": bestCrossing])
notebook.check(
  "score-high-variance/cosine", waveComparisons[4].score, equals: 0.5,
  refutes: ["as large as the path's": 8])
notebook.check(
  "tbl-estimators-variance", bothVariances(exponential) + bothVariances(wave(4)),
  equals: exponentialVariances + waveVariances(4), within: 1e-10,
  refutes: [
    "low for the path, high for the score": bothVariances(exponential) + [0.5, 8],
    "E[ε² exp 2z] without its shift": [exponentialVariances[0], .exp(4) - .exp(3)]
      + waveVariances(4),
  ])
notebook.table(
  ["f, at μ = σ = 1", "gradient", "mean of the path", "its variance", "variance of the score"],
  orderRows(tableSums))
// snippet.show
// The prediction is {{crossing}}, the measurement {{measured crossing}}. With the best constant as
// baseline the score function is ahead already from $\omega\sigma$ = {{best crossing}} on. The last row
// of the table is the step: a variance of zero is worth nothing when the mean is wrong.
//
// An inequality explains the order for fast oscillations. For a normal distribution
// $\mathrm{Var}(h) \le \sigma^2\thinspace \mathbb E[h'^2]$, with equality for linear functions
// ([@chernoff1981]), so the path's second moment is at least $\mathrm{Var}(h)/\sigma^2$. With the mean
// of $h$ as baseline the score's is $\mathbb E[\epsilon^2 (h - \mathbb E h)^2]/\sigma^2$, and if $h$
// oscillates so fast that $\epsilon^2$ and $(h - \mathbb E h)^2$ are nearly uncorrelated, this is nearly
// $\mathrm{Var}(h)/\sigma^2$: as low as the path could ever come.

// ## What variance costs in training
//
// A gradient with more variance needs smaller steps, or more of them. How many more, no formula here
// says. We train one small variational autoencoder in five ways: one latent number, encoder and decoder
// with 16 tanh units, 16 points on a curve in six dimensions, decoder noise with the standard
// deviation 0.2. The data, the first weights and the random numbers of a run are the same for all five,
// and each takes two draws of $z$ for each point and step. The divergence from the prior is the closed form of
// [04](04-gaussian-kl.md); the estimators differ only in how the reconstruction term reaches the encoder.
// All use Adam with the rate 0.02, tuned for none of them; another rate gives other numbers.
//
// On a tape the score function is a *surrogate*: an expression whose derivative is the estimate. With
// $[\cdot]$ for "counts as a constant", $f + [f - C] (\log q - [\log q])$ has the value $f$ and the
// derivative $\nabla f + (f - C) \nabla \log q$, in which $\nabla f$ serves the decoder
// ([@schulman2015]):
//
// snippet.quote surrogate
//
// A step of training then does not know which estimator it follows:

func ascend(
  _ vae: inout ScalarLatentVAE, _ adam: inout Adam<Double>, on x: Tensor<Double>,
  noise: Tensor<Double>, by estimator: GradientEstimator<Double>
) {
  adam.update(
    &vae, along: gradient(at: vae) { -$0.bound(of: x, at: noise, by: estimator).mean() })
}

// One latent number is few enough for quadrature, so the exact evidence $\log p(x)$, averaged over the
// points, can be followed. We look at it every fifth step and ask when it first exceeds −3 nats. A run
// that has not arrived after 260 steps counts as 260: its true number is larger. The constant is a
// moving average of $f$ over past steps; the learned baseline is a network trained beside, as in an
// earlier section; "leave one out" has one other draw.
// snippet.hide
let comparison = TrainingComparison(runs: 32, stream: notebook.random("training"), step: ascend) {
  notebook.progress($0, "training with each estimator")
}
for method in TrainingMethod.allCases {
  notebook.define("steps, \(method.rawValue)", comparison.arrival(of: method).mean, significant: 3)
}
notebook.define("slowdown", comparison.slowdown(of: .score).formatted)
notebook.define("late runs", comparison.lateRuns(of: .score))
notebook.define(
  "share", 32 * comparison.share(of: .path, before: .leaveOneOut).mean, significant: 2)
notebook.table(
  ["gradient", "steps to −3 nats", "later than the path", "not arrived", "evidence at the end"],
  trainingRows(comparison))
notebook.figure("training", trainingFigure(comparison))
notebook.result(
  "training, steps to −3 nats: path, score, leave one out",
  [.path, .score, .leaveOneOut].map { comparison.arrival(of: $0).formatted }
    .joined(separator: ", "))
// snippet.show
notebook.check(
  "score-high-variance/training", comparison.delay(of: .score, behind: .path), isAtLeast: 0,
  refutes: ["no baseline is faster": comparison.delay(of: .path, behind: .score)])
notebook.check(
  "baseline-variance/training", comparison.delay(of: .score, behind: .leaveOneOut), isAtLeast: 0,
  refutes: ["leaving one out is slower": comparison.delay(of: .leaveOneOut, behind: .score)])
notebook.check(
  "reparam-low-variance/training", comparison.delay(of: .leaveOneOut, behind: .path), isAtLeast: 0,
  refutes: ["no baseline arrives before the path": comparison.delay(of: .path, behind: .score)])

// In this experiment the path takes {{steps, pathwise}} steps on average, the score function without
// baseline at least {{slowdown}} times as many: {{late runs}} of its 32 runs have not arrived at the end,
// so the true ratio is not smaller. Leaving one out lies between, with {{steps, leave one out}}; the path
// arrives before it in {{share}} of 32 runs (a tie counts one half). The baselines from past draws take
// {{steps, moving average}} steps (moving average) and {{steps, learned baseline}} (network). A likely
// reason: $f$ rises fast while the decoder learns, and the average ignores differences between points.

// ## Your own numbers
//
// The options `--function`, `--dimension`, `--mean`, `--sigma` and `--draws` choose
// $f(z) = \sum_j h(z_j)$ and the distribution $N(\mu, \sigma^2)$ of each of its $d$ independent
// coordinates. The table compares draws with the closed forms, for the derivatives with respect to
// $\mu_1$ and $\sigma_1$; "leave one out" is an average over groups of four, its variance multiplied by
// four. Where tails are heavy, as for $e^z$ with a large $\sigma$, the measured variance is
// usually too small, and so is its stated error: the draws that matter are rare.
// snippet.hide
random = notebook.random("yours")
let own = ownComparisons(yours, draws: yours.draws(notebook[OwnOptions.draws], using: &random))
notebook.define("your function", notebook[OwnOptions.function].description)
notebook.define("your dimension", yours.dimension)
notebook.define("your mean", yours.coordinate.mean)
notebook.define("your deviation", yours.coordinate.standardDeviation)
notebook.table(
  ["derivative", "estimator", "mean", "exact mean", "variance of one draw", "exact variance"],
  ownRows(own))
notebook.result("f(z), and d", "\(notebook[OwnOptions.function].description); \(yours.dimension)")
notebook.result(
  "gradient of E f by μ₁ and σ₁, exactly",
  CoordinateSum.Parameter.allCases.map { yours.gradient($0).formatted(significant: 6) }
    .joined(separator: ", "))
for row in own where row.showsOnTerminal {
  notebook.result("\(row.derivative), \(row.estimator)", row.text)
}
// snippet.show
// Here $f$ is {{your function}}, with $d$ = {{your dimension}}, $\mu$ = {{your mean}} and $\sigma$ =
// {{your deviation}}.

// ## What to take along
//
// - The score function needs values of $f$ and a density with a gradient in $\phi$; the path needs the
//   slope of $f$, no jumps, and draws that move smoothly with $\phi$.
// - Then both are unbiased for one draw. For $\lVert z \rVert^2$ at $\mu = \sigma = 1$ the path has variance
//   4 in any dimension, the score function $4d^2 + 14d + 12$.
// - A baseline leaves the mean and moves the variance along a parabola. The best constant is
//   $\mathbb E[s^2 f]/\mathbb E[s^2]$, another one for each parameter; the mean of $f$ is the usual
//   stand-in, sometimes close and sometimes not, and a bad constant is worse than none.
// - The path pays for slopes, the score for values: where $f$ oscillates within the width of $q$, the
//   order turns round.
// - For the bound, the factor of the score is $\log p(x, z) - \log q(z)$, not $\log p(x \mid z)$.
//
// ## Try it
//
// 1. `swift run gradient-variance --function cosine --dimension 1 --mean 0 --sigma 0.2`: predict from
//    the crossing which estimator has the lower variance, then repeat with `--sigma 0.3`.
// 2. `swift run gradient-variance --dimension 1 --sigma 0.1`: how do the variances of the path, of the
//    score function without baseline and with the best constant scale when $\sigma$ becomes `0.01`?
// 3. `swift run gradient-variance --function exponential --dimension 1 --sigma 3`: compare measured and
//    exact variances. Why do a hundred thousand draws not find the exact one?
//
// ## Exercises
//
// 1. *On paper.* Derive $\mathrm{Var}_{score}$ for the derivative of $\mathbb E[\lVert z \rVert^2]$ with
//    respect to $\sigma_1$, and its value at $\mu = \sigma = 1$ for $d = 1$. The pathwise one there is
//    $\mathrm{Var}(2 z \epsilon)$; compute it too.
// 2. *On paper.* For $f = \sum_j h(z_j)$ only $h(z_1)$ depends on $\mu_1$. Show that
//    $s_{\mu_1} h(z_1)$ is unbiased, and that its variance is 30 in every dimension for the quadratic of
//    this page; 14 with its best constant. Which terms of the expansion disappear?
// 3. *On paper.* Show that with the best constant the score function for a linear $f$ of one coordinate
//    has the variance $2G^2$ in $\mu$. What does a second coordinate add?
// 4. *On paper.* Add a constant $b$ to $f$. Which of the estimators of this page do not notice? In which
//    units should $x$ be measured if a density is used without a baseline?
// 5. *In code.* Use the best constant of half of the draws for the other half, and the reverse. Is the
//    result unbiased? And if each half uses its own?
//
// ## Further reading
//
// - [@mohamed2020]: the review of gradient estimators, with the trade-offs of this page in section 3.
// - [@williams1992]: REINFORCE, with baselines.
// - [@greensmith2004]: the best constant, and the value function as a baseline.
// - [@kingma2014] and [@rezende2014]: the pathwise estimator for the bound of a VAE.
// - [@mnih2014]: the score function for the bound, with learned baselines; [@kool2019]: leaving one out.
// - [@roeder2017]: a pathwise estimator whose variance vanishes where $q$ is the posterior.
notebook.finish()
