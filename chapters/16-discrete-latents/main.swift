// # Discrete latent variables
//
// What hides behind a picture, a sentence or a purchase is often a choice and not a number: a topic, a label, a
// switch that is on or off. A gradient cannot pass through a choice. How can such a model be trained all the
// same? With the score function and its baselines, or with estimators that smooth the choice. In a model of
// binary factors all latent states can be enumerated, so this chapter compares every estimate with the exact
// gradient and every bound with the exact log likelihood.
//
// - **You need:** prior, decoder and evidence ([02](02-latent-variables.md)); the bound and its gap
//   ([03](03-elbo.md)). The reparameterization trick ([09](09-reparameterization.md)) and the score function
//   with its baselines ([10](10-gradient-variance.md)) are recalled where they are used.
// - **You will be able to:** say why a step has no useful derivative; write the score-function gradient of the
//   whole bound; choose a baseline and tell what it buys; tell at what price straight-through and Gumbel-softmax
//   go through the step; judge whether a fit has found its factors.
// - **Time:** {{reading time}}
// snippet.hide
import Autodiff
import Elementary
import Kernels
import Models
import Notebook
import Numerics
import Probability
import Variational

let factorsOption = Option.integer(
  "factors", default: 8, in: 4...10,
  help: "the factors of the models that are trained; the data have 8")
let drawsOption = Option.integer(
  "draws", default: 4, in: 2...8, help: "the draws for each picture in a training step")
let temperatureOption = Option.number(
  "temperature", default: 0.5, in: 0.05...5, help: "the temperature of Gumbel-softmax in training")
let notebook = Notebook(
  compiled: compiledSources, options: [factorsOption, drawsOption, temperatureOption])
func square(_ x: Double) -> Double { x * x }
// snippet.show
// ## Causes that are switches
//
// Lecture 003 names phenomena that are discrete by nature: the topic of a document, the alignment of words
// between two languages, a morphological tag, the category of an object. Our example is small enough for exact
// answers and has causes that we know: the *bars test* ([@foldiak1990]). A picture has $4 \times 4$ pixels with
// three gray levels. Each of its rows and columns is a bar, which is on with probability 0.2, independently of
// the others. A pixel is most likely black without a bar, gray on one, white where two cross; but it may take
// any level. Eight switches explain sixteen pixels.
let bars = DiscreteDecoder.bars(side: 4, probability: 0.2)
let truth = bars.model
var random = notebook.random("pictures")
let drawn = (0..<2_250).map { _ in truth.sampleWithLatent(using: &random) }
notebook.figure("pictures", Figures.pictures(drawn.prefix(24).map(\.observation), side: 4))
// Who knows the model can read the switches off the picture. The posterior gives each bar a probability of
// being on. If we guess the likelier state of each bar in a thousand pictures, {{right-share}} % of the guesses
// are right; without looking at the picture, the best guess is *off* and right in 80 % of all cases. A correct
// posterior also knows how sure to be: on average its guesses are right as often as it says. A guesser who
// always claims 80 % is refuted.
// snippet.fold Guesses and confidence, averaged over the bars of each picture
let guesses = drawn.prefix(1_000).map { latent, x in
  let marginals = truth.posterior(of: x).marginals
  let right = zip(marginals, latent).map { ($0 > 0.5) == $1 ? 1.0 : 0 }
  return (right: Estimate(right).mean, claimed: Estimate(marginals.map { max($0, 1 - $0) }).mean)
}
notebook.define("right-share", 100 * Estimate(guesses.map(\.right)).mean, significant: 3)
// snippet.show
notebook.check(
  "disc-why", Estimate(guesses.map { $0.right - $0.claimed }), equals: 0,
  refutes: ["the confidence of the prior": Estimate(guesses.map { $0.right - 0.8 })])
notebook.illustrate(
  "disc-why",
  because:
    "In these pictures the causes are discrete by construction, and an exact posterior recovers "
    + "them. Whether the world's topics and categories are, no program can say.")
// ## The model, and the sum over all codes
//
// The lecture's *discrete latent factor model* has $k$ binary factors and categorical observations,
//
// $$
// z_j \sim \mathrm{Ber}(\pi_j), \quad j = 1, \dots, k, \qquad
// x_i \mid z \sim \mathrm{Cat}\bigl(g_i(z)\bigr), \quad i = 1, \dots, D ,
// $$
//
// where the network $g$ returns a softmax over the categories for each of $D$ places. (The lecture writes
// $\phi$ for the prior's probability; here $\phi$ is kept for the encoder, and $\theta$ stands for $\pi$ and
// $g$.) Our pictures come from such a model. With $n$ bars through a pixel, the logit of level $c$ is
// $3(2nc - c^2)$, which is linear in the switches, so $g$ needs a single layer. A state of all factors is a
// *code*. There are $2^k$ codes, and evidence and posterior are sums over them:
//
// $$
// p_\theta(x) = \sum_{z \in \lbrace 0, 1 \rbrace^k} p(z) \prod_{i=1}^D p_\theta(x_i \mid z) , \qquad
// p_\theta(z \mid x) = \frac{p_\theta(x, z)}{p_\theta(x)} .
// $$
// snippet.quote code-sum
//
// The price is $2^k$ passes of the decoder. A single label with $K$ values costs $K$, which is little unless
// $K$ is large (the lecture's case); a vector of $k$ bits has {{codes-8}} codes for $k = 8$, about a million
// for $k = 20$ and $2 \cdot 10^{19}$ for $k = 64$. So sums serve for small models only, like ours: with eight
// factors every expectation under $q$ can be computed without sampling, from one batch of {{codes-8}} codes.
// On pictures of $2 \times 2$ pixels even the sum over all 81 pictures is at hand, and it must be one.
let small = DiscreteDecoder.bars(side: 2, probability: 0.2).model
// snippet.fold All small pictures, and the evidence of a picture by the prior's own expectation
let smallPictures = (0..<81).map { n in [n % 3, n / 3 % 3, n / 9 % 3, n / 27] }
let total = smallPictures.reduce(0) { $0 + .exp(small.logEvidence(of: $1)) }
let crossing = [1, 1, 1, 1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 2, 0]
let counted = CountedModel(truth)
let average = counted.prior.expectation { z in .exp(counted.logLikelihood(of: crossing, given: z)) }
let passes = Double(counted.passes)
let alike = logMeanExp(truth.codes.map { truth.logLikelihood(of: crossing, given: $0) })
notebook.define("codes-8", truth.codes.count)
// snippet.show
notebook.check(
  "disc-binary-model", [total, truth.logEvidence(of: crossing), passes],
  equals: [1, .log(average), Double(truth.codes.count)], within: 1e-9,
  refutes: [
    "all codes count alike": [total, alike, passes],
    "a term for each factor, and one for none": [
      total, truth.logEvidenceOfOneBarAtMost(crossing), Double(truth.factorCount + 1),
    ],
  ])
// ## A step has no slope
//
// For a normal $z$ the reparameterization trick writes a draw as a smooth function of noise and sends the
// gradient through it. A bit can be written that way, too: $z = [u \lt p]$ with $u$ uniform on $[0, 1]$. Does
// the gradient come through? Take $f(z) = (z - 0.45)^2$, a toy of [@tucker2017], and $p = 0.3$. Since
// $\mathbb E[f(z)] = p f(1) + (1 - p) f(0)$, the derivative is
//
// $$
// \frac{d}{dp}\, \mathbb E[f(z)] = f(1) - f(0) = 0.1 .
// $$
//
// The tape disagrees. It accepts the program, and returns a derivative without complaint:
random = notebook.random("step")
let uniforms = random.uniforms(40_000)
let throughStep = gradient(at: Tensor<Double>(0.3)) { p in
  let z = ((p - Tensor(uniforms)).sign() + 1) * 0.5  // 1 where u < p
  return (z - 0.45).squared().mean()
}
notebook.figure("step", Figures.step([0.25, 0.5, 0.8], average: Array(uniforms.prefix(24))))
// The result is exactly zero, for any number of draws. For fixed $u$ the bit is a step as a function of $p$:
// the derivative is zero everywhere except at $p = u$, where there is none. The lecture says that derivatives
// are not defined. For $\partial f / \partial z$ that is so; the danger is $\partial z / \partial p$, which
// is defined almost everywhere, and zero. What goes wrong is the exchange of derivative and expectation. All
// of the change of $\mathbb E[f]$ happens at the jumps, and the derivative does not see them. A difference
// quotient does. Move $p$ by $h$ with the same $u$: with probability $h$ the bit jumps, and the quotient is
// $(f(1) - f(0)) / h$; otherwise it is zero. So its mean is right for every $h$, and its variance is
//
// $$
// \bigl(f(1) - f(0)\bigr)^2 \left( \frac1h - 1 \right) \longrightarrow \infty \quad (h \to 0) .
// $$
//
// With $h = 0.05$ and the same 40,000 numbers:
func f(_ z: Double) -> Double { square(z - 0.45) }
func bit(_ u: Double, _ p: Double) -> Double { u < p ? 1 : 0 }
let quotients = Estimate(uniforms.map { (f(bit($0, 0.35)) - f(bit($0, 0.3))) / 0.05 })
notebook.check(
  "disc-no-reparam", quotients, equals: f(1) - f(0),
  refutes: ["the derivative through the step": throughStep.number])
notebook.check(
  "disc-no-reparam/zero", throughStep.number, equals: 0, within: 1e-12,
  refutes: ["the derivative of the expectation": f(1) - f(0)])
notebook.sharpen(
  "disc-no-reparam",
  stated: "For discrete variables the derivatives that reparameterization needs are not defined.",
  right:
    "Of the two factors of a pathwise gradient, the derivative of f in z has no meaning for a bit; that of the "
    + "draw in its probability is defined for almost every draw, and zero: a program returns 0 without "
    + "complaint, where the derivative of the expectation is f(1) − f(0).")
// The same holds for any draw with finitely many values, whatever the noise: such a function of the parameters
// has the derivative zero wherever it has one.
//
// ## A posterior of independent switches
//
// The encoder returns a logit $a_j(x)$ for each factor, and the approximate posterior is a product, called
// *mean field*:
//
// $$
// q_\phi(z \mid x) = \prod_{j=1}^k \psi_j^{z_j} (1 - \psi_j)^{1 - z_j} , \qquad
// \psi_j(x) = \frac{1}{1 + e^{-a_j(x)}} .
// $$
//
// The $2^k$ probabilities follow from $k$ numbers and add up to one, and the entropy is the sum of the
// entropies of the factors. The price is the gap of the bound, $KL(q \Vert p(z \mid x))$. It can vanish only if
// the posterior is itself a product. In the model with rows alone it is: each pixel depends on one switch, so
// the likelihood is a product over the rows. With columns, factors compete. If all sixteen pixels are gray,
// either all rows are on or all columns. The posterior gives {{rows-share}} to the rows and {{columns-share}}
// to the columns, and no product of independent switches can say *one or the other*. The best one, found by
// coordinate ascent from several starts, chooses.
let allGray = [Int](repeating: 1, count: 16)
let choice = truth.bestMeanField(of: allGray)
let grayPosterior = truth.posterior(of: allGray)
let grayGap = truth.divergenceToPosterior(of: allGray, from: choice.q)
// snippet.fold The model with rows alone, and what the posterior says of the gray picture
let rowsOnly = DiscreteLatentFactorModel(
  prior: BernoulliProduct(logits: Array(truth.prior.logits.prefix(4))),
  likelihoods: Array(truth.likelihoods.prefix(16)))
let rowsPicture = [1, 1, 1, 1, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
let rowsChoice = rowsOnly.bestMeanField(of: rowsPicture)
let rowsGap = rowsOnly.divergenceToPosterior(of: rowsPicture, from: rowsChoice.q)
let allRows = (0..<8).map { $0 < 4 }
let entropies = choice.q.probabilities.map { Bernoulli(probability: $0).entropy }
let enumeratedEntropy = -choice.q.expectation { choice.q.logDensity($0) }
let reverseGap = grayPosterior.expectation { z in
  grayPosterior.logDensity(z) - choice.q.logDensity(z)
}
notebook.define([
  "rows-share": .exp(grayPosterior.logDensity(allRows)), "gray-gap": grayGap,
  "columns-share": .exp(grayPosterior.logDensity(allRows.map { !$0 })),
])
// snippet.show
notebook.check(
  "disc-mean-field",
  [choice.q.codeProbabilities.reduce(0, +), enumeratedEntropy, choice.bound + grayGap, rowsGap],
  equals: [1, entropies.reduce(0, +), truth.logEvidence(of: allGray), 0], within: 1e-9,
  refutes: [
    "the gap the other way round": [1, enumeratedEntropy, choice.bound + reverseGap, rowsGap],
    "the columns make no difference": [1, enumeratedEntropy, choice.bound + grayGap, grayGap],
  ])
// The gap is {{gray-gap}} nats, close to $\log 2$: like the normal $q$ of a posterior with two humps
// ([03](03-elbo.md)), this $q$ covers one of two equal places. It is an extreme picture; the average gap of
// trained encoders, to the posteriors of their own models, stands in a table below.
//
// ## The gradient of the whole bound
//
// If no gradient passes through a draw, let it pass through the *probability* of the draw. Write the bound as a
// sum over codes, with the integrand $F(z) = \log p_\theta(x, z) - \log q_\phi(z \mid x)$, and use
// $\nabla q = q \nabla \log q$ ([@williams1992]):
//
// $$
// \begin{aligned}
// \nabla_\phi \mathcal L &= \sum_z \nabla_\phi\, q(z)\, F(z) - \sum_z q(z)\, \nabla_\phi \log q(z) \\
// &= \mathbb E_q\bigl[ \nabla_\phi \log q(z)\, F(z) \bigr] - \mathbb E_q\bigl[ \nabla_\phi \log q(z) \bigr]
// = \mathbb E_q\bigl[ \nabla_\phi \log q(z)\, F(z) \bigr] .
// \end{aligned}
// $$
//
// The second expectation is zero because probabilities add up to one. For a factor with logit $a_j$ the score
// is $z_j - \psi_j$, and splitting the sum by the value of $z_j$ gives a form that can be read:
//
// $$
// \frac{\partial \mathcal L}{\partial a_j} = \mathbb E_q\bigl[ (z_j - \psi_j)\, F(z) \bigr]
// = \psi_j (1 - \psi_j) \Bigl( \mathbb E_q[F \mid z_j = 1] - \mathbb E_q[F \mid z_j = 0] \Bigr) .
// $$
//
// A factor is turned up if the integrand is larger with it than without it, on average over the others. That
// is the $f(1) - f(0)$ of the section on the step; no derivative of $F$ in $z$ occurs. With a table of $F$
// over the codes, the gradient is a sum:
// snippet.quote code-gradient
func integrand(_ x: [Int], _ q: BernoulliProduct) -> [Double] {
  zip(truth.logJoints(of: x), truth.codes).map { $0 - q.logDensity($1) }
}
let fair = BernoulliProduct(logits: [Double](repeating: 0, count: 8))
let exact = fair.gradient(ofCodeValues: integrand(crossing, fair))
// The tape can confirm it: the bound as a sum over codes is a smooth function of the logits, and is
// differentiated like any other. A third route takes the two conditional expectations.
let byTape = gradient(at: Tensor(fair.logits)) { logits in
  DiscreteVariationalAutoencoder.exactBound(
    logJoints: Tensor(truth.logJoints(of: crossing)).reshaped(1, -1),
    under: EncodedBernoulli(logits: logits.reshaped(1, -1))
  ).sum()
}.numbers
let byConditions = fair.gradientByConditions(ofCodeValues: integrand(crossing, fair))
// **What the lecture prints.** Its slides on the score function, and the update of its discrete model, have
// $\log p_\theta(x \mid z)$ in the place of $F$: draw $z$, compute $\ell = \log p_\theta(x \mid z)$, and step
// along $\nabla_\phi \log q \cdot (\ell - C(x))$. On average that is the gradient of the reconstruction term
// alone. The rest of the bound, $-KL(q \Vert p(z))$, has the gradient
//
// $$
// -\frac{\partial}{\partial a_j} KL\bigl(q \Vert p(z)\bigr)
// = -\psi_j (1 - \psi_j) \left( a_j - \log \frac{\pi_j}{1 - \pi_j} \right) ,
// $$
//
// and is missing. (The lecture's slides on the VAE do have it.)
let logLikelihoods = truth.codes.map { truth.logLikelihood(of: crossing, given: $0) }
let printed = fair.gradient(ofCodeValues: logLikelihoods)
let missing = zip(fair.probabilities, zip(fair.logits, truth.prior.logits)).map { psi, logits in
  -psi * (1 - psi) * (logits.0 - logits.1)
}
notebook.check(
  "disc-update/whole", exact + byConditions, equals: byTape + byTape, within: 1e-9,
  refutes: ["the printed update": printed + printed])
notebook.check(
  "disc-update", zip(printed, missing).map { $0 + $1 }, equals: byTape, within: 1e-9,
  refutes: [
    "the printed update is the gradient of the bound": printed,
    "the divergence with the wrong sign": zip(printed, missing).map { $0 - $1 },
  ])
// The figure shows the gradient for a picture with row 1 and column 3 on, at $\psi_j = \tfrac12$ (an encoder
// that knows nothing yet), and estimates from 1,000 draws of $z$. With half of all bars on, far too many are,
// so most factors are turned down. The printed update is off by $\tfrac14 \log 4$ in each. Both estimates are
// unbiased; the second subtracts from each $F$ the mean of three other draws, which narrows the interval by a
// factor of {{narrower}} (first factor).
random = notebook.random("gradient")
let plain = truth.scoreFunctionGradients(
  ofBoundAt: crossing, under: fair, draws: 1_000, using: &random)
let leaveOneOut = truth.scoreFunctionGradients(
  ofBoundAt: crossing, under: fair, draws: 1_000, baseline: .leaveOneOut(group: 4), using: &random)
let (wide, narrow) = (plain.estimates, leaveOneOut.averages(of: 4).estimates)
notebook.define(["narrower": wide[0].standardError / narrow[0].standardError])
notebook.figure(
  "gradients",
  Figures.gradients(
    exact: exact, printed: printed,
    estimates: [("no baseline", wide), ("leave-one-out", narrow)]))
// **Does the missing term matter?** Without it nothing holds $q$ to the prior. The reconstruction term
// $\sum_z q(z) \log p_\theta(x \mid z)$ is linear in each $\psi_j$ while the others stay, so it has a maximum
// at a corner of the cube: a single code of the highest likelihood, however improbable it was beforehand. An
// example: column 3 is on, and of row 2 two pixels of four look as if the row were on. We follow both expected
// updates from $\psi_j = \tfrac12$, for four prior probabilities of a bar.
let ambiguous = [0, 0, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0]
func climb(_ table: (BernoulliProduct) -> [Double]) -> BernoulliProduct {
  (0..<2_000).reduce(fair) { q, _ in
    BernoulliProduct(
      logits: zip(q.logits, q.gradient(ofCodeValues: table(q))).map { $0 + 0.5 * $1 })
  }
}
// snippet.fold Both climbs under four priors
let priors = [0.05, 0.2, 0.5, 0.8]
let climbs = priors.map { BothClimbs(of: ambiguous, prior: $0, by: climb) }
// snippet.show
notebook.table(
  [
    "prior of a bar", "posterior of row 2", "ψ by the whole gradient", "ψ by the printed update",
    "bound lost, nats",
  ],
  zip(priors, climbs).map { prior, climb in
    [
      .number(prior, decimals: 2), .number(climb.posterior[1], decimals: 3),
      .number(climb.whole[1], decimals: 3), .number(climb.printed[1], decimals: 3),
      .number(climb.lost, decimals: 2),
    ]
  })
notebook.check(
  "disc-update/prior", climbs.map { $0.printed[1] },
  equals: climbs.map { _ in climbs[0].printed[1] }, within: 1e-9,
  refutes: ["as for the whole gradient": climbs.map { $0.whole[1] }])
notebook.correct(
  "disc-update",
  stated: "The gradient of the bound is approximated by ∇ log q · (log p(x | z) − C(x)).",
  right:
    "That is on average the gradient of the reconstruction term. The bound's has log p(x, z) − log q(z | x) in "
    + "place of log p(x | z); without it q does not depend on the prior and moves to a single code."
)
// The whole gradient ends near the posterior and follows the prior. The printed update gives one answer for all
// priors, and is nearly sure of it.
//
// ## What a baseline is worth
//
// Since the score has mean zero, any number $C$ that does not depend on the draw may be subtracted from $F$.
// The gradient stays, and the variance changes. Four choices:
//
// - nothing;
// - one constant for all observations, in training a running mean of $F$;
// - a number for each observation: a network $C(x; \omega)$ that learns to predict $F$ by least squares, and so
//   approximates $\mathbb E_q[F \mid x]$ ([@mnih2014]);
// - *leave-one-out*: with $S$ draws for the same $x$, each is compared with the mean of the others
//   ([@mnih2016]; [@kool2019]),
//   $\frac1S \sum_s \nabla \log q(z_s) \bigl( F_s - \frac{1}{S - 1} \sum_{t \ne s} F_t \bigr)$. No network is
//   needed, and the draws are there anyway.
//
// What does the estimated baseline cost? Let $f_s = F_s - \mathbb E[F]$, let $s_j$ be the score of factor $j$
// and $g_j$ the gradient. The estimate is
// $\frac1S \sum_s s_{js} f_s - \frac{1}{S(S-1)} \sum_{s \ne t} s_{js} f_t$. The two sums are uncorrelated: a
// product of their terms contains an $f$ or a score of a draw that occurs nowhere else in it, and its mean is
// zero. In the second, the pairs $(s, t)$ and $(t, s)$ are correlated with each other and with no others. Hence
//
// $$
// \mathrm{Var}_j = \frac1S \Bigl( \mathbb E\bigl[s_j^2 f^2\bigr] - g_j^2 \Bigr)
// + \frac{1}{S (S - 1)} \Bigl( \mathbb E\bigl[s_j^2\bigr]\, \mathrm{Var}(F) + g_j^2 \Bigr) :
// $$
//
// the variance with the exact mean as a baseline, and a price that falls with $S^2$. With four bits and two
// draws there are 256 pairs of codes, so mean and variance can also be found by going through all of them.
let smallX = [1, 1, 0, 1]
let smallQ = BernoulliProduct(logits: [0.4, -1, -0.3, 0.8])
func smallF(_ z: [Bool]) -> Double { small.logJoint(of: smallX, and: z) - smallQ.logDensity(z) }
func pairEstimate(_ j: Int, _ z: [Bool], _ other: [Bool]) -> Double {
  (smallQ.score(at: z)[j] - smallQ.score(at: other)[j]) * (smallF(z) - smallF(other)) / 2
}
// snippet.fold Means and variances over all pairs, and a baseline that knows its own draw
let scorePairs = ScorePairs(of: smallF, under: smallQ, estimate: pairEstimate)
let smallGradient = small.boundGradient(of: smallX, under: smallQ)
let formula = smallQ.leaveOneOutVariance(of: smallF, group: 2)
let exactMean = [Double](repeating: smallQ.expectation(of: smallF), count: 4)
let withMean = smallQ.scoreFunctionVariance(of: smallF, baseline: exactMean).map { $0 / 2 }
// snippet.show
notebook.check(
  "disc-leave-one-out", scorePairs.means + scorePairs.variances, equals: smallGradient + formula,
  within: 1e-9,
  refutes: [
    "the mean includes the draw itself": scorePairs.meansWithOwn + scorePairs.variances,
    "the estimated baseline costs nothing": smallGradient + withMean,
  ])
// Now the four choices at equal cost, that is with equally many evaluations of $\log p(x, z)$ per picture.
// The table gives the variance of the gradient, summed over the eight logits and averaged over 40 pictures,
// exactly. The third column has the exact mean, the most that a network could learn; the last one the best
// constant for each logit, which nobody is given. The $q$ of each picture is its best one with all logits
// halved, as an encoder on its way would have it.
// snippet.fold Exact variances for 40 pictures
let onTheWay = drawn.suffix(40).map { _, x in
  let best = truth.bestMeanField(of: x, starts: 2).q
  let q = BernoulliProduct(logits: best.logits.map { $0 / 2 })
  return (q: q, table: integrand(x, q))
}
let overall = Estimate(onTheWay.map { dot($0.q.codeProbabilities, $0.table) }).mean
let variances = BaselineVariances.mean(
  of: onTheWay.map { BaselineVariances(of: $0.table, under: $0.q, constant: overall) })
// snippet.show
notebook.table(
  [
    "draws S", "none", "one constant", "E[F] of the picture", "leave-one-out",
    "best for each logit",
  ],
  [2, 4, 8, 16].map { s in
    let each = [variances.none, variances.constant, variances.mean].map { $0 / Double(s) }
    let others = [variances.leaveOneOut(s), variances.optimal / Double(s)]
    return [.number(s)] + (each + others).map { .number($0, significant: 3) }
  })
notebook.define([
  "none-over-mean": variances.none / variances.mean,
  "constant-over-mean": variances.constant / variances.mean,
  "loo-over-mean": 4 * variances.leaveOneOut(4) / variances.mean,
  "best-share": 100 * variances.optimal / variances.mean,
])
// Without a baseline the variance is {{none-over-mean}} times that with the mean of $F$ for each picture: the
// integrand is a log probability far from zero, and its size multiplies the score's noise. One constant for all
// removes most of that, but pictures with many bars are less probable than pictures with few, and the
// difference remains: {{constant-over-mean}} times. Leave-one-out with four draws is at {{loo-over-mean}}
// times, without learning anything. None of these is the best: a number for each logit,
// $\mathbb E[s_j^2 F] / \mathbb E[s_j^2]$, would leave {{best-share}} % of the variance with the mean.
// That number is
// $(1 - \psi_j)\thinspace \mathbb E[F \mid z_j = 1] + \psi_j\thinspace \mathbb E[F \mid z_j = 0]$, the two
// conditional means with their weights exchanged, and takes more knowledge of $F$ than the mean does.
//
// ## Training
//
// Now the whole model is trained: prior, decoder and encoder together, on 2,000 pictures, with Adam, in
// {{steps}} steps of 40 pictures and {{draws}} draws for each. The decoder is one layer, as the true one, and
// begins with random weights; the encoder has a hidden layer of 24 tanh units. With the score function the
// gradient in $\theta$ goes inside the expectation: it is the mean of $\nabla_\theta \log p_\theta(x, z)$ at
// the draws, whatever the baseline, so the four baselines differ in the gradient in $\phi$ alone. The exact
// gradient sums over all codes for $\theta$, too. Of the estimators of the last two sections, Gumbel-softmax
// shows the decoder relaxed bits, and VIMCO weights the draws. In the library a training step is this:
// snippet.quote discrete-step
//
// Every 25 steps we compute the bound on 250 *test* pictures, exactly, as a sum over all codes. The
// estimators share their starts: same weights, same batches, same uniform numbers. There are five, of which
// Gumbel-softmax and VIMCO are given the first three.
// snippet.hide
let pictures = Pictures(drawn, from: truth, test: 250)
let temperature = notebook[temperatureOption]
let plan = TrainingPlan(
  pictures: pictures, factors: notebook[factorsOption], draws: notebook[drawsOption], steps: 800,
  stream: notebook.random("training"))
var finished = 0.0
func trained(
  _ name: String, _ estimator: DiscreteEstimator, starts: Int = 5, decoderUnits: Int = 0
) -> TrainedRuns {
  notebook.progress(finished / 9, name)
  finished += 1
  return plan.run(name, estimator, starts: starts, decoderUnits: decoderUnits)
}
notebook.define("draws", plan.draws)
notebook.define("steps", plan.steps)
// snippet.show
let exactRuns = trained("exact gradient", .exact)
let noBaseline = trained("no baseline", .scoreFunction)
let constantRuns = trained("one constant", .constantBaseline)
let learnedRuns = trained("learned C(x)", .learnedBaseline)
let leaveOneOutRuns = trained("leave-one-out", .leaveOneOut)
// snippet.hide
let straightThroughRuns = trained("straight-through", .straightThrough)
let relaxedBits = DiscreteEstimator.gumbelSoftmax(temperature: temperature)
let gumbelRuns = trained("Gumbel-softmax", relaxedBits, starts: 3)
let multiSampleRuns = trained("VIMCO", .multiSample, starts: 3)
let flexibleRuns = trained("24 hidden units", .leaveOneOut, starts: 2, decoderUnits: 24)
// snippet.show
notebook.figure(
  "training",
  Figures.training(
    [
      ("scores and exact", [noBaseline, constantRuns, learnedRuns, exactRuns, leaveOneOutRuns]),
      ("beyond the lecture", [straightThroughRuns, gumbelRuns, multiSampleRuns, leaveOneOutRuns]),
    ], pictures: pictures))
// Two numbers set the scale. The model that drew the pictures has a log likelihood of {{truth}} nats per test
// picture, and a model of independent pixels {{independent}}. The table gives means over the starts and their
// standard errors: the exact log likelihood of the fit, its bound and the gap between them; the steps until a
// quarter of the way from independent pixels to the final bound of the exact gradient is done; and how many
// of the eight bars each run found (next section).
let quarter = pictures.level(0.25, to: exactRuns.bound.mean)
notebook.table(
  ["estimator", "log p(x)", "bound", "gap", "steps to a quarter", "bars found in each run"],
  [
    exactRuns, noBaseline, constantRuns, learnedRuns, leaveOneOutRuns, straightThroughRuns,
    gumbelRuns, multiSampleRuns,
  ].map { runs in
    [
      .text(runs.name), .text(runs.logEvidence.twoDecimals), .text(runs.bound.twoDecimals),
      .text(runs.gap.twoDecimals), .text(runs.steps(to: quarter)), .text(runs.recovered),
    ]
  })
// snippet.fold Ratios of steps, and the reconstruction term without the divergence
let slowdown = noBaseline.logRatio(to: leaveOneOutRuns, level: quarter)
let reconstructions = leaveOneOutRuns.reconstructionExcess(on: pictures)
let scoreRuns = [noBaseline, constantRuns, learnedRuns, leaveOneOutRuns, exactRuns].flatMap(\.runs)
let reach = 2.776 * slowdown.standardError
notebook.define([
  "truth": pictures.logEvidence, "independent": pictures.independentPixels,
  "slower": .exp(slowdown.mean), "slower-from": .exp(slowdown.mean - reach),
  "slower-to": .exp(slowdown.mean + reach),
])
notebook.define(texts: [
  "steps-loo": leaveOneOutRuns.steps(to: quarter), "steps-exact": exactRuns.steps(to: quarter),
  "loo-gap": leaveOneOutRuns.gap.twoDecimals, "exact-bound": exactRuns.bound.twoDecimals,
])
// snippet.show
notebook.check(
  "disc-vae-summary", slowdown, isAtLeast: .log(2),
  refutes: ["leave-one-out needs the more steps": slowdown.scaled(by: -1)])
notebook.sharpen(
  "disc-vae-summary",
  stated: "The score function works universally for discrete VAEs, but needs variance reduction.",
  right:
    "It is unbiased for every baseline that does not look at the draw, also for none, and then the bound rises "
    + "too, but slowly: here the first quarter of the way takes \(noBaseline.steps(to: quarter)) steps without a "
    + "baseline, \(leaveOneOutRuns.steps(to: quarter)) with leave-one-out.")
notebook.check(
  "disc-mean-field/trained", scoreRuns.map { $0.bound - $0.logEvidence }.reduce(-.infinity, max),
  isAtMost: 0,
  refutes: ["the reconstruction term is a bound": reconstructions.reduce(-.infinity, max)])
// At the same weights the four score-function estimates have the exact gradient as their mean, and differ in
// their noise. Without a baseline the first quarter
// of the way takes {{slower}} times as many steps as with leave-one-out (95 % interval from five paired runs:
// {{slower-from}} to {{slower-to}}; a run that never got there counts with all {{steps}} steps, so the ratio
// is a lower bound then). With leave-one-out it takes {{steps-loo}} steps, with the exact gradient
// {{steps-exact}}: here most of what sampling costs is avoidable. The bound ends {{loo-gap}} nats below the
// exact log likelihood with leave-one-out. With the exact gradient it ends at {{exact-bound}} nats; what is
// left to the true model's {{truth}} is not noise of the draws. The gap of $q$ is a part of it; the rest may
// be what {{steps}} steps on 2,000 pictures leave undone, or be due to factors that were not found.
//
// ## Were the factors found?
//
// A learned factor has no name. It may stand for any bar, and *on* and *off* may have changed places. So we
// match learned factors and bars one to one, such that the correlations of $\psi_j(x)$ with the state of its
// bar over the test pictures are as large as possible in magnitude, and call a bar *found* if its correlation
// is at least 0.9. Said plainly: with leave-one-out the five runs found {{loo-found}} of the 8 bars, with the
// exact gradient {{exact-found}}. The figure shows what single factors draw: the bars, then the factors of
// the leave-one-out run with the highest bound ({{best-bound}} nats, {{best-found}} found), then those of a
// decoder with a hidden layer of 24 units ({{flexible-bound}} nats, {{flexible-found}} found). The first
// picture of each row has all factors off. A clean bar is not yet a found one: the picture shows what a
// factor draws alone, and the correlation also asks whether it is on whenever its bar is, and only then.
// snippet.fold The best runs, the mean picture of single factors, and a model under other codes
let (bestRun, flexibleRun) = (leaveOneOutRuns.best, flexibleRuns.best)
let recoded = truth.recoded(by: permutationThatKeepsOnes(bits: 8))
let complement = truth.recoded(by: (0..<256).map { 255 - $0 })
let hundred = Array(pictures.testPictures.prefix(100))
let otherFactors = FactorMatching(
  truth: pictures.testCodes,
  learned: pictures.testPictures.map { recoded.posterior(of: $0).marginals })
notebook.define(texts: [
  "loo-found": leaveOneOutRuns.recovered, "exact-found": exactRuns.recovered,
  "best-bound": bestRun.bound.formatted(decimals: 2), "best-found": "\(bestRun.recovered)",
  "flexible-bound": flexibleRun.bound.formatted(decimals: 2),
  "flexible-found": "\(flexibleRun.recovered)",
  "recoded-found": "\(otherFactors.recovered(atLeast: 0.9))",
])
// snippet.show
notebook.figure("factors", Figures.factors(of: truth, bestRun, flexibleRun))
// Two things can prevent that all are found. The first is the climb: a factor may have come to stand for a
// mixture of two bars, while others divide the rest and hold it there, at a local maximum of the bound or on
// a slow stretch. More starts help; the bound tells which of them fits best, not which has found most. The
// other obstacle is not a matter of optimisation. The likelihood alone need not name the factors (shown for
// continuous factors by [@locatello2019]). Let $\sigma$ be a permutation of the codes that keeps the prior;
// as our bars all have the same probability, any that keeps the number of ones does. Then
//
// $$
// \sum_z p(z)\, p(x \mid \sigma^{-1}(z)) = \sum_z p(\sigma(z))\, p(x \mid z) = \sum_z p(z)\, p(x \mid z) ,
// $$
//
// so the decoder $g \circ \sigma^{-1}$ has exactly the same evidence for every picture, and its bits mean
// something else. We shift the codes with equally many ones among themselves: the log likelihoods of a
// hundred pictures stay to the last digits, and of the eight bars {{recoded-found}} are found with the
// *exact* posterior. To complement all bits changes the evidence: improbable bars become likely.
func logEvidences(_ model: DiscreteLatentFactorModel) -> [Double] { hundred.map(model.logEvidence) }
notebook.check(
  "disc-recoding", logEvidences(recoded), equals: logEvidences(truth), within: 1e-9,
  refutes: ["any permutation of the codes": logEvidences(complement)])
// What names the factors is the restriction of the decoder and of $q$. The logits of a single layer are
// linear in the bits, and after a permutation of the codes in general not; a network with enough hidden units
// can express any. A high bound is no evidence that the factors are those of the world.
//
// ## Beyond the lecture: through the step all the same
//
// The score function uses values of $F$ and never its slope. Two estimators use the slope. The decoder is a
// network and has an answer for $z = 0.7$, too, even though no bit is ever 0.7. *Straight-through* draws the
// bit, and in the walk backwards replaces its derivative, zero, with that of its probability ([@bengio2013st]):
// snippet.quote straight-through
//
// *Gumbel-softmax*, for bits also called the binary concrete distribution ([@jang2017]; [@maddison2017]), makes
// the step smooth. With logistic noise $\varepsilon = \log(1 - u) - \log u$ the bit is
// $[a + \varepsilon \gt 0]$, since that has the probability $\psi = \sigma(a)$; the relaxed bit is
// $\tilde z = \sigma((a + \varepsilon) / \tau)$ with a temperature $\tau$, and reparameterizes like a normal
// draw.
// snippet.quote gumbel-softmax
//
// What do they estimate? For one bit and a function $f$ on $[0, 1]$ the truth is $\psi(1 - \psi)(f(1) - f(0))$.
// The mean of straight-through is
//
// $$
// \psi (1 - \psi) \bigl( \psi f'(1) + (1 - \psi) f'(0) \bigr) ,
// $$
//
// the slopes at the ends in the place of the difference. For a linear $f$ both agree. For the toy
// $f(z) = (z - 0.45)^2$ at $\psi = 0.3$ even the sign is wrong: {{bit-st}} against {{bit-exact}}. For the
// relaxed bit substitute $t = (a + \varepsilon) / \tau$, with the logistic density $\lambda = \sigma'$:
//
// $$
// \mathbb E\left[ \frac{d f(\tilde z)}{d a} \right] = \int f'(\sigma(t))\, \sigma'(t)\, \lambda(\tau t - a)\, dt ,
// \qquad
// \mathbb E\left[ \Bigl( \frac{d f(\tilde z)}{d a} \Bigr)^2 \right]
// = \frac1\tau \int \bigl( f'(\sigma(t))\, \sigma'(t) \bigr)^2 \lambda(\tau t - a)\, dt .
// $$
//
// For $\tau \to 0$ the first tends to $\lambda(a) (f(1) - f(0))$, which is the truth. The next term is
// proportional to $\tau$ (unless the integral of $t f'(\sigma(t)) \sigma'(t)$ vanishes, as for linear $f$, or
// $\psi = \tfrac12$), and the second moment grows like $1 / \tau$. Bias is traded for variance.
let toy = BitRelaxation(
  logit: .log(0.3 / 0.7), function: { ($0 - 0.45) * ($0 - 0.45) }, slope: { 2 * ($0 - 0.45) })
let linear = BitRelaxation(
  logit: .log(0.3 / 0.7), function: { 0.1 * $0 + 0.2025 }, slope: { _ in 0.1 })
// snippet.fold Straight-through by the tape, and the small temperatures
let bitWeights = Tensor([0.3, 0.7])
let straightThroughByTape = gradient(at: Tensor([[toy.logit], [toy.logit]])) { logits in
  let z = EncodedBernoulli(logits: logits).straightThroughValue(at: Tensor([[0.1], [0.9]]))
  return (bitWeights * (z.reshaped(2) - 0.45).squared()).sum()
}.sum().number
let cold = 0.004
let coldLaws = [
  (toy.relaxedMean(temperature: cold) - toy.gradient) / cold,
  toy.relaxedVariance(temperature: cold) * cold,
]
let bits = [toy, linear]
notebook.define(["bit-st": toy.straightThroughMean, "bit-exact": toy.gradient])
// snippet.show
notebook.check(
  "disc-straight-through", straightThroughByTape, equals: toy.straightThroughMean, within: 1e-12,
  refutes: ["it is the gradient": toy.gradient])
notebook.check(
  "disc-gumbel-softmax", coldLaws, equals: [toy.biasPerTemperature, toy.varianceTimesTemperature],
  within: 1e-3,
  refutes: [
    "the bias of a linear f": [linear.biasPerTemperature, coldLaws[1]],
    "the variance does not depend on τ": [coldLaws[0], coldLaws[1] / cold],
  ])
// Both depend on how $f$ goes on beside 0 and 1, about which the model says nothing. The line through $f(0)$
// and $f(1)$ is the same function of a bit and has the same gradient {{bit-exact}}; straight-through goes
// from {{bit-st}} to the right value, and the relaxed bit changes as well.
notebook.check(
  "disc-between-bits", bits.map(\.gradient), equals: [toy.gradient, toy.gradient], within: 1e-12,
  refutes: [
    "straight-through": bits.map(\.straightThroughMean),
    "Gumbel-softmax at τ = 0.5": bits.map { $0.relaxedMean(temperature: 0.5) },
  ])
// The figure shows one bit by quadrature, with the two laws dashed, and all eight bits of the picture from
// above, for the gradient of the reconstruction term at its best $q$ with halved logits. There the bias of
// straight-through is exact, from all codes; that of Gumbel-softmax comes from 4,000 draws for each
// temperature (bars: 95 %; points whose bias the draws do not resolve are left out). The lines give single
// draws; that of leave-one-out is scaled to the cost of one (in values of the decoder; a slope costs more).
// snippet.fold The gradient of the reconstruction term for eight bits, by every estimator
let halfway = BernoulliProduct(
  logits: truth.bestMeanField(of: crossing).q.logits.map { $0 / 2 })
let eightExact = halfway.gradient(ofCodeValues: logLikelihoods)
let through = StraightThroughGradient(of: crossing, by: bars, under: halfway, exact: eightExact)
let fourDraws = BaselineVariances(of: logLikelihoods, under: halfway, constant: 0).leaveOneOut(4)
random = notebook.random("relaxed")
let temperatures = [0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2]
let relaxed = temperatures.map { temperature in
  let noise = Tensor(random.uniforms(4_000 * 8), shape: [4_000, 8])
  let draws = bars.relaxedGradientDraws(
    of: crossing, logits: halfway.logits, at: noise, temperature: temperature)
  return RelaxedGradient(draws, exact: eightExact)
}
let deviation = (4 * fourDraws).squareRoot()
notebook.define([
  "deviation": relaxed[4].deviation, "bias": relaxed[4].bias, "loo-deviation": deviation,
  "length": dot(eightExact, eightExact).squareRoot(), "st-bias": through.bias,
  "st-deviation": through.deviation,
])
// snippet.show
notebook.figure(
  "temperature",
  Figures.temperature(
    bit: toy, temperatures: temperatures, measured: relaxed,
    lines: [
      ("bias, straight-through", through.bias, .orange),
      ("deviation, leave-one-out", deviation, .green),
    ]))
// At $\tau = 0.8$ the deviation of Gumbel-softmax is {{deviation}} nats against {{loo-deviation}} of
// leave-one-out. But its bias is {{bias}}; an estimate that is always zero has {{length}}, the length of the
// gradient itself. Straight-through has a bias of {{st-bias}} and a deviation of {{st-deviation}}.
//
// In training (right half of the figure there, $\tau$ = {{tau}}) straight-through soon stops climbing and
// stays behind leave-one-out by {{st-behind}} nats: its fixed points are not those of the bound.
// Gumbel-softmax minus leave-one-out, over the three starts that they share, is {{gs-ahead}} nats in the
// bound and {{gs-ahead-p}} in the log likelihood; the gap of its $q$ is {{gs-gap}} nats, that of
// leave-one-out {{loo-gap}}. Both relaxed estimators take the divergence from the prior in closed form, and
// ask for a derivative of the decoder in $z$, where the score function needs values alone. REBAR subtracts a
// relaxed estimate and adds its mean, so that the result is unbiased ([@tucker2017]).
// snippet.fold How far straight-through stays behind
let behind = leaveOneOutRuns.advantage(over: straightThroughRuns)
notebook.define(texts: [
  "st-behind": behind.twoDecimals, "tau": temperature.formatted(),
  "gs-ahead": gumbelRuns.advantage(over: leaveOneOutRuns).twoDecimals,
  "gs-ahead-p": gumbelRuns.evidenceAdvantage(over: leaveOneOutRuns).twoDecimals,
  "gs-gap": gumbelRuns.gap.twoDecimals,
])
// snippet.show
notebook.check(
  "disc-straight-through/training", behind, isAtLeast: 0,
  refutes: ["straight-through ends higher": behind.scaled(by: -1)])
// ## Several draws for a tighter bound
//
// The draws for one $x$ can also make a tighter bound ([@burda2016]), with the weights
// $w_s = p(x, z_s) / q(z_s)$:
//
// $$
// \mathcal L_S = \mathbb E\left[ \log \frac1S \sum_{s=1}^S w_s \right] , \qquad
// \mathcal L = \mathcal L_1 \le \mathcal L_S \le \log p(x) .
// $$
//
// Its score-function gradient multiplies each $\nabla \log q(z_s)$ with the same $\hat L_S$, which hides what
// each draw contributed. VIMCO ([@mnih2016]) subtracts the estimate that the others would have made without
// draw $s$:
//
// $$
// \nabla \mathcal L_S = \mathbb E\left[ \sum_s \bigl( \hat L_S - \hat L_{-s} \bigr) \nabla \log q(z_s)
// + \sum_s \tilde w_s \nabla \log w_s \right] , \qquad \tilde w_s = \frac{w_s}{\sum_t w_t} ,
// $$
//
// where $\hat L_{-s}$ has the mean of the other log weights in the place of $\log w_s$. It does not know $z_s$,
// so the mean stays. With two draws of four bits, all 256 pairs confirm it.
let pairs = smallQ.pairGradients(logJoints: small.logJoints(of: smallX))
notebook.check(
  "disc-multi-sample", pairs.estimator, equals: pairs.exact, within: 1e-9,
  refutes: ["one draw's bound": smallGradient, "the weighted term alone": pairs.withoutScore])
// At equal cost, {{draws}} evaluations for each picture and step, the log likelihood of VIMCO's fits minus
// that of leave-one-out's is {{vimco-ahead}} nats over the three starts that they share: no difference is
// shown unless this is several times its error. The gap of VIMCO's $q$ is {{vimco-gap}} nats against
// {{loo-gap}}: the multi-sample bound asks of $q$ that some of $S$ draws be good, not each.
notebook.define(texts: [
  "vimco-ahead": multiSampleRuns.evidenceAdvantage(over: leaveOneOutRuns).twoDecimals,
  "vimco-gap": multiSampleRuns.gap.twoDecimals,
])
notebook.results(
  [
    exactRuns, noBaseline, constantRuns, learnedRuns, leaveOneOutRuns, straightThroughRuns,
    gumbelRuns, multiSampleRuns,
  ],
  quarter: quarter, pictures: pictures, bit: toy, temperature: temperature)
// ## What to take along
//
// - A bit drawn as a step of noise has the derivative zero almost everywhere; the derivative of its expectation
//   is $f(1) - f(0)$. Programs return the zero without complaint.
// - The score-function gradient of the bound multiplies $\nabla \log q$ with $\log p(x, z) - \log q(z)$. With
//   $\log p(x \mid z)$ alone it is the gradient of the reconstruction term, and $q$ ignores the prior.
// - A baseline for each observation removes most of the variance; leave-one-out gets it from draws that are
//   there anyway, for a price that falls with $S^2$.
// - Straight-through and Gumbel-softmax have a bias. As the temperature $\tau$ tends to zero, the bias goes with
//   $\tau$ and the variance with $1 / \tau$: here only a warm bit has less variance than leave-one-out. What they
//   estimate depends on $F$ beside the bits.
// - A bound near the truth does not mean that the factors were found: codes of equal prior probability can change
//   places if the decoder can follow.
//
// ## Try it
//
// 1. `swift run discrete-latents --factors 4` trains with half of the factors that the data have. Predict how
//    much of the way from independent pixels to the truth is left, before you look at the table.
// 2. `swift run discrete-latents --draws 8` gives each picture eight draws. Predict which estimator gains most,
//    and which gains nothing.
// 3. `swift run discrete-latents --temperature 2` makes the relaxed bits soft. Predict from the figure on bias
//    what becomes of the final bound of Gumbel-softmax; then try 0.1.
//
// ## Exercises
//
// 1. *On paper.* Show that for a single bit the baseline $C = \psi f(0) + (1 - \psi) f(1)$ makes the variance
//    of the score-function estimate zero. Why does that not carry over to two bits?
// 2. *On paper.* Derive the gradient of $KL(q \Vert p(z))$ for independent bits, and find the $\psi$ at which
//    the printed update and the whole gradient agree.
// 3. *On paper.* For which $\psi$ is straight-through unbiased for a quadratic $f$? For $f(z) = z^3$?
// 4. *On paper.* With $S$ draws, the squared error of Gumbel-softmax is $b^2 \tau^2 + v / (S \tau)$. Find the
//    best $\tau$ and how the error falls with $S$.
// 5. *In code.* For one bit after the other, replace the draw of that bit by both of its values, and keep the
//    draws of the others ([@titsias2015]). Compare its variance with leave-one-out at equal cost.
//
// ## Further reading
//
// - [@williams1992]: the score-function estimator, with baselines.
// - [@mnih2014]: neural variational inference with learned baselines. [@mnih2016], [@kool2019]: leave-one-out.
// - [@bengio2013st], [@jang2017], [@maddison2017]: straight-through and relaxed draws.
// - [@tucker2017], [@grathwohl2018]: relaxed draws as control variates, without bias.
// - [@mohamed2020]: a survey of gradients of expectations.
notebook.finish()
