// # Probabilistic PCA: a linear decoder, where all of it is known
//
// What does a latent variable model learn if its decoder is linear? Everything about such a model
// has a closed form, so that each idea for which later chapters have no formula can be seen here
// beside its exact answer: the likelihood of a data set, EM, the trade between the two terms of the
// bound, training with one random draw. The data are 150 irises, or a file of yours.
//
// - **You need:** evidence, posterior and latent variable, from [02](02-latent-variables.md); the
//   bound and its gap, from [03](03-elbo.md); eigenvalues of a symmetric matrix.
// - **You will be able to:** derive evidence, posterior and maximum likelihood of a linear decoder;
//   fit one by EM; choose the number of latent dimensions; say what the decoder's noise does to the
//   regulariser; judge whether codes keep what you care about.
// - **Time:** {{reading time}}
// snippet.hide
import Datasets
import Elementary
import Models
import Notebook
import Numerics
import Probability
let notebook = Notebook(compiled: compiledSources, options: OwnData.options)
let (table, components) = OwnData.read(by: notebook)
let data = OwnData.matrix(table, by: notebook)
let fit = OwnData.fit(table, data, components: components, by: notebook)
// snippet.show
// ## Learning means raising the evidence
//
// A model assigns to each observation $x$ a density $p_\theta(x)$, its evidence. Which parameters
// $\theta$ are best? Maximum likelihood answers: those under which the observations
// $x_1, \dots, x_n$ together have the highest density. Independent observations multiply their
// densities, and the logarithm turns the product into a sum without moving the maximum:
//
// $$\theta^\ast = \arg\max_\theta \prod_i p_\theta(x_i) = \arg\max_\theta \sum_i \log p_\theta(x_i) .$$
//
// The sum is also safer to compute. Take a normal density with known variance, and try means on a
// grid. With 20 points product and sum have their maximum at the same mean. With 2,000 points every
// product is too small for a double and becomes zero; the sums are a few thousand nats below zero.

let truth = Normal(mean: 1, standardDeviation: 1.5)
var random = notebook.random("likelihood")
let sample = truth.samples(2_000, using: &random)
let candidates = (0...80).map { -1 + 0.05 * Double($0) }
func bestMean(_ count: Int, byProduct: Bool = false) -> Double {
  let heights = candidates.map { mean in
    let model = Normal(mean: mean, standardDeviation: 1.5)
    let logs = sample.prefix(count).map(model.logDensity)
    return byProduct ? logs.reduce(1) { $0 * .exp($1) } : logs.reduce(0, +)
  }
  return candidates[heights.indices.reduce(0) { heights[$1] > heights[$0] ? $1 : $0 }]
}

notebook.check(
  "lvm-mle", [bestMean(20, byProduct: true) - bestMean(20), bestMean(2_000)],
  equals: [0, (Estimate(sample).mean / 0.05).rounded() * 0.05], within: 1e-9,
  refutes: [
    "2,000 densities are multiplied": [
      bestMean(20, byProduct: true) - bestMean(20), bestMean(2_000, byProduct: true),
    ]
  ])

// Why should the likeliest parameters be good ones? Divide the sum by $n$. For independent draws
// from a density $p_{data}$ the average tends to $\mathbb E_{p_{data}}[\log p_\theta(x)]$, and
//
// $$\mathbb E_{p_{data}}\bigl[\log p_\theta(x)\bigr] = -H(p_{data}) - KL(p_{data} \Vert p_\theta) ,$$
//
// which is the definition of the Kullback–Leibler divergence, rearranged. The entropy $H(p_{data})$
// does not depend on $\theta$. So, with endless data, maximum likelihood finds the model with the
// smallest divergence from the data, whether or not any $\theta$ is true ([@white1982]). The order
// of the two arguments matters. The figure shows data that come from two clusters, and normal
// densities as models. The smallest $KL(p_{data} \Vert p_\theta)$ belongs to the one with the mean
// and the variance of the data: it covers both clusters. The smallest $KL(p_\theta \Vert p_{data})$
// belongs to another one, which covers a single cluster.

let clusters = try GaussianMixture(weights: [0.7, 0.3], means: [-1, 2], variances: [0.25, 0.49])
let dataDensity = GridDensity(on: .gaussLegendre(300, from: -7, to: 8)) {
  clusters.logDensity([$0])
}
func normal(_ p: [Double]) -> Normal { Normal(mean: p[0], standardDeviation: .exp(p[1])) }
let likeliest = patternSearchMaximum(from: [0, 0], steps: [0.3, 0.3], precision: 1e-7) { p in
  dataDensity.expectation { normal(p).logDensity($0) }
}.point
let reversed = patternSearchMaximum(from: [-0.5, 0], steps: [0.3, 0.3], precision: 1e-5) { p in
  -normal(p).expectation { normal(p).logDensity($0) - clusters.logDensity([$0]) }
}.point

notebook.figure(
  "projection",
  projectionFigure(data: clusters, likeliest: normal(likeliest), reversed: normal(reversed)))
notebook.check(
  "lvm-mle-expected", [likeliest[0], .exp(2 * likeliest[1])],
  equals: [clusters.mean[0], clusters.covariance[0, 0]], within: 1e-5,
  refutes: ["the divergence from the model to the data": [reversed[0], .exp(2 * reversed[1])]])

// Maximum likelihood returns one $\theta$. The Bayesian answer is a distribution over all of them:
// with a prior $p(\theta)$,
//
// $$p(\theta \mid x) = \frac{p(x \mid \theta) p(\theta)}{p(x)}, \quad p(x) = \int p(x \mid \theta) p(\theta) d\theta .$$
//
// This is the formula of a latent variable model with $\theta$ in the place of $z$ ([@002]); but
// all observations share one $\theta$, while each has a $z$ of its own. Take five points of the
// sample above, with the noise known and the prior $N(0, 4)$ for their common mean $\theta = 2z$,
// $z \sim N(0, 1)$. The vector of all five points is $(2, 2, 2, 2, 2)^\top z$ plus noise: a linear
// decoder. Its closed forms, derived in the next section, must agree with Bayes' rule on a grid.

let five = Array(sample.prefix(5))
let sharedMean = try LinearGaussianModel(
  loadings: Matrix(rows: 5, columns: 1, repeating: 2), offset: [0, 0, 0, 0, 0],
  noiseVariance: truth.variance)
let shared = sharedMean.posterior(of: five)
let closed = [2 * shared.mean[0], 4 * shared.covariance[0, 0], sharedMean.logEvidence(of: five)]
// snippet.fold Bayes' rule on a grid
func onGrid(prior: Normal) -> [Double] {
  let joint = GridDensity(on: .gaussLegendre(400, from: -14, to: 14)) { theta in
    let likelihood = Normal(mean: theta, standardDeviation: 1.5)
    return five.map(likelihood.logDensity).reduce(prior.logDensity(theta), +)
  }
  return [joint.normalized.mean, joint.normalized.variance, .log(joint.mass)]
}
// snippet.show
notebook.check(
  "bayes-parameters", closed, equals: onGrid(prior: Normal(mean: 0, standardDeviation: 2)),
  within: 1e-9,
  refutes: ["the prior hardly matters": onGrid(prior: Normal(mean: 0, standardDeviation: 1_000))])

// ## The model and its closed forms
//
// Probabilistic PCA ([@tipping1999]) draws $d$ latent numbers for each observation, maps them
// linearly to $D > d$ coordinates, and adds noise of the same variance in each:
//
// $$z \sim N(0, I_d), \qquad x = Wz + \mu + \varepsilon, \qquad \varepsilon \sim N(0, \sigma^2 I_D) .$$
//
// The loadings $W$ are a $D \times d$ matrix; $\mu$ is the mean of $x$.

notebook.figure("model", modelDiagram)

// **The evidence.** $x$ is a sum of independent normal vectors, $Wz$ and $\varepsilon$, and a
// constant. So it is normal, with mean $\mu$ and the sum of the two covariances:
//
// $$p(x) = N(x \mid \mu, C), \qquad C = WW^\top + \sigma^2 I_D .$$
//
// **The posterior.** As a function of $z$, with everything else in the constants,
//
// $$
// \begin{aligned}
// \log p(x, z) &= -\frac{1}{2\sigma^2} \Vert x - \mu - Wz \Vert^2 - \frac12 \Vert z \Vert^2 + c \\
// &= -\frac{1}{2\sigma^2}\, z^\top \bigl( W^\top W + \sigma^2 I \bigr) z
// + \frac{1}{\sigma^2}\, z^\top W^\top (x - \mu) + c' .
// \end{aligned}
// $$
//
// A concave quadratic in $z$ is, up to a constant, the logarithm of a normal density. The precision
// is $M / \sigma^2$, $M = W^\top W + \sigma^2 I$, and its mean is where the gradient vanishes:
//
// $$p(z \mid x) = N\bigl( M^{-1} W^\top (x - \mu),\; \sigma^2 M^{-1} \bigr) .$$
//
// The mean is linear in $x$, and the covariance does not depend on $x$. Without $\sigma^2$ in $M$
// the mean would be the least-squares solution; the prior pulls it towards zero.
//
// **The bound.** For any $q(z)$, $\mathcal L(q) = \log p(x) - KL(q \Vert p(z \mid x))$ (see
// [03](03-elbo.md)). The posterior is normal, so a normal $q = N(m, S)$ can equal it, and then the
// gap is zero. For every other normal $q$ the bound is a closed form too, as both of its terms are
// expectations of quadratic functions:
//
// $$
// \mathcal L = \underbrace{-\tfrac D2 \log 2\pi\sigma^2 - \tfrac{1}{2\sigma^2} \bigl( \Vert x -
// \mu - Wm \Vert^2 + \mathrm{tr}\, W S W^\top \bigr) }_{\text{reconstruction}} -
// \underbrace{\tfrac12 \bigl( \mathrm{tr}\, S + \Vert m \Vert^2 - d - \log\det S \bigr)
// }_{\text{regulariser } KL(q \Vert p(z))} .
// $$
//
// Here is the smallest example, with one latent dimension and two coordinates.

let small = try LinearGaussianModel(
  loadings: Matrix(rows: [[1.5], [0.8]]), offset: [0, 0], noiseVariance: 0.2)
let x = [1.2, 1.6]
let posterior = small.posterior(of: x)
let (code, variance) = (posterior.mean[0], posterior.covariance[0, 0])
let boundAtPosterior = small.evidenceLowerBound(of: x, under: posterior)
// snippet.fold The same by quadrature over z, and by least squares
let joint = GridDensity(on: .gaussLegendre(300, from: -8, to: 8)) {
  small.logJoint(of: x, and: [$0])
}
let (z, logMass) = (joint.normalized, Double.log(joint.mass))
let evidence = small.logEvidence(of: x)
let squaredLength = dot(small.loadings.column(0), small.loadings.column(0))
let leastSquares = dot(small.loadings.column(0), x) / squaredLength
// snippet.show
notebook.check(
  "ppca-model", [evidence, code, variance, boundAtPosterior],
  equals: [logMass, z.mean, z.variance, logMass],
  within: 1e-10,
  refutes: ["σ² is missing in M": [evidence, leastSquares, 0.2 / squaredLength, boundAtPosterior]])
notebook.define(["code": code, "code sd": variance.squareRoot(), "least squares": leastSquares])
notebook.figure(
  "geometry", geometryFigure(of: small, x: x, leastSquares: leastSquares, by: notebook))

// The observation's code has mean {{code}} and standard deviation {{code sd}}; least squares would
// give {{least squares}}. Quadrature over $z$ returns the same evidence, mean and variance, and the
// bound at the posterior is the log evidence.

// ## Maximum likelihood in closed form
//
// Let $S$ now be the covariance of the data, $\frac1n \sum_i (x_i - \bar x)(x_i - \bar x)^\top$,
// with eigenvalues $\lambda_1 \ge \dots \ge \lambda_D$. The best $\mu$ is $\bar x$, and then
//
// $$\sum_i \log p(x_i) = -\frac n2 \bigl( D \log 2\pi + \log\det C + \mathrm{tr}\, C^{-1} S \bigr) .$$
//
// Its gradient with respect to $W$ is $n(C^{-1} S C^{-1} W - C^{-1} W)$, which vanishes if
// $S C^{-1} W = W$. Give $W$ orthogonal columns $\ell_j u_j$ of length $\ell_j$, which a rotation
// of the latent space can always achieve. Then $C u_j = (\ell_j^2 + \sigma^2) u_j$, and the
// condition reads $S u_j = (\ell_j^2 + \sigma^2) u_j$: each column of $W$ that is not zero points
// along an eigenvector of $S$, and $\ell_j^2 = \lambda_j - \sigma^2$. If these are the first $d$
// eigenvectors, the log likelihood becomes
//
// $$
// -\frac n2 \Bigl( D \log 2\pi + \sum_{j \le d} \log \lambda_j + d + (D - d) \log \sigma^2 +
// \frac{1}{\sigma^2} \sum_{j > d} \lambda_j \Bigr) ,
// $$
//
// and its derivative with respect to $\sigma^2$ gives the last parameter. That the leading
// eigenvectors are the right ones, and all other choices saddles, is shown in
// [@tipping1999, appendix A]. Altogether
//
// $$\mu = \bar x, \quad \sigma^2 = \frac{1}{D - d} \sum_{j > d} \lambda_j, \quad W = U (\Lambda - \sigma^2 I)^{1/2} R ,$$
//
// with the leading eigenvectors in $U$, their eigenvalues in $\Lambda$, and any rotation $R$ of the
// latent space. The directions are those of principal component analysis ([@pearson1901];
// [@hotelling1933]). New is the noise: the discarded variance is averaged over the $D - d$
// discarded directions, and noise of that size is put into all $D$, so the columns of $W$ are
// shorter than $\sqrt{\lambda_j}$. On four measurements of 150 irises ([@fisher1936]), with $d = 2$:

let iris = Matrix(rows: Iris.table.rows)
let flowers = try ProbabilisticPCA.maximumLikelihood(of: iris, components: 2)
let highest = flowers.logLikelihood(of: iris)
let lambda = SymmetricEigen(ProbabilisticPCA.covariance(of: iris, about: flowers.mean)).values
// snippet.fold The formula of the maximum, and models with other lengths or noise
let discarded = (lambda[2] + lambda[3]) / 2
let formula = -75 * (4 * .log(2 * .pi) + .log(lambda[0] * lambda[1]) + 2 * .log(discarded) + 4)
func bestFlower(noise: Double) throws -> ProbabilisticPCA {
  try ProbabilisticPCA.maximumLikelihood(of: iris, components: 2, noiseVariance: noise)
}
func height(squaredLength: Double) throws -> Double {
  let factor = (squaredLength / (lambda[0] - discarded)).squareRoot()
  return try ProbabilisticPCA(
    mean: flowers.mean, loadings: flowers.loadings * Matrix(diagonal: [factor, 1]),
    noiseVariance: discarded
  ).logLikelihood(of: iris)
}
// snippet.show
notebook.check(
  "ppca-model/maximum", [highest, flowers.noiseVariance], equals: [formula, discarded],
  within: 1e-9,
  refutes: [
    "the first column of W has the length √λ": [try height(squaredLength: lambda[0]), discarded],
    "the noise is the smallest eigenvalue": [
      try bestFlower(noise: lambda[3]).logLikelihood(of: iris), lambda[3],
    ],
  ])
notebook.define(["flower noise": flowers.noiseVariance, "last ratio": lambda[2] / lambda[3]])
notebook.define("iris eigenvalues", formatted(lambda, 4))
notebook.figure(
  "maximum",
  try maximumFigure(eigenvalues: lambda, noise: discarded) { try height(squaredLength: $0) / 150 })

// The eigenvalues are {{iris eigenvalues}} square centimetres, and the fitted noise is
// {{flower noise}}, the mean of the last two. The check compares the formula of the maximum, which
// needs nothing but eigenvalues, with the sum of 150 log densities.

// ## EM reaches the same point, by climbing the bound
//
// For most models the maximum has no closed form, and one climbs. The bound of all points,
// $\mathcal L(q, \theta) = \sum_i \mathcal L(q_i, \theta; x_i)$, has two arguments, and EM improves
// them in turn. The *E-step* sets each $q_i$ to the posterior of $x_i$: the gap becomes zero, and
// the bound touches the log likelihood. The *M-step* keeps the $q_i$ and maximises the bound over
// $\theta$; the log likelihood, which lies above, must rise at least as much. So the log likelihood
// never falls ([@dempster1977]; [@neal1998]). For pPCA the E-step is the posterior's formula, and
// the M-step is a linear regression of the data on codes that are known up to a covariance
// ([@rubin1982]; [@tipping1999, equations 27 and 28]):
//
// snippet.quote ppca-m-step
//
// From a poor start, with every $q_i$ at the prior, four rounds look like this.

let poor = try ProbabilisticPCA(
  mean: flowers.mean,
  loadings: Matrix(rows: [[0.5, 0.2], [0.1, 0.5], [0.6, -0.3], [0.2, 0.4]]), noiseVariance: 0.5)
var stages = [(model: poor, codes: ProbabilisticPCA.Codes.prior(points: 150, dimension: 2))]
for _ in 1...4 {
  let model = stages[stages.count - 1].model
  let codes = model.codes(of: iris)  // E-step
  stages.append((model, codes))
  stages.append((try model.maximization(of: iris, under: codes), codes))  // M-step
}
let bounds = try stages.map { try $0.model.evidenceLowerBound(of: iris, under: $0.codes) / 150 }
let evidences = stages.map { $0.model.logLikelihood(of: iris) / 150 }
// snippet.fold A step in θ that overshoots
let overshoot = try ProbabilisticPCA(
  mean: poor.mean, loadings: 3 * stages[2].model.loadings,
  noiseVariance: stages[2].model.noiseVariance)
let wrongBound = try overshoot.evidenceLowerBound(of: iris, under: stages[2].codes) / 150
// snippet.show
notebook.define(["prior gap": evidences[0] - bounds[0], "m gap": evidences[2] - bounds[2]])
notebook.define("m gap late", evidences[8] - bounds[8], significant: 2)
notebook.figure("staircase", staircaseFigure(bounds: bounds, logLikelihoods: evidences))
notebook.check(
  "ppca-model/staircase", neverFalls: [bounds, evidences], within: 1e-9,
  refutes: ["a step in θ that overshoots": [[bounds[1], wrongBound]]])

// At the start the bound lies {{prior gap}} nats a flower under the log likelihood. After the first
// M-step the gap is {{m gap}} nats, after the fourth {{m gap late}}.
//
// Where does EM end? In general at a stationary point, which need not be a maximum ([@wu1983]). For
// pPCA all stationary points other than the global maximum are saddles, so climbs from random
// starts should reach the closed form. Twenty climbs from random loadings:

random = notebook.random("starts")
let climbs = try (0..<20).map { _ in
  let start = Matrix(rows: 4, columns: 2, elements: random.normals(8))
  return try ProbabilisticPCA(mean: flowers.mean, loadings: start, noiseVariance: 1)
    .climb(on: iris, rounds: 1_200)
}
func shape(_ model: ProbabilisticPCA) -> [Double] {
  model.model.marginal.covariance.elements + [model.noiseVariance]
}
func furthest(after round: Int) -> Double {
  climbs.flatMap { zip(shape($0[round]), shape(flowers)).map { ($0 - $1).magnitude } }.reduce(
    0, max)
}

notebook.define(
  ["furthest early": furthest(after: 60), "furthest late": furthest(after: 1_200)], significant: 2)
notebook.check(
  "ppca-model/em", furthest(after: 1_200), isAtMost: 1e-6,
  refutes: ["after sixty rounds": furthest(after: 60)])

// After 1,200 rounds every entry of $C$ and the noise agree with the closed form to within
// {{furthest late}}, from all twenty starts; after 60 rounds the worst entry was still off by
// {{furthest early}}. EM needs no eigenvalues, which helps if $D$ is large, and can be extended to
// data with missing values ([@tipping1999]); the price is many rounds.

// ## How many latent dimensions?
//
// A latent variable model describes $D$ coordinates by $d$ latent numbers, with $d$ much smaller
// than $D$ where that is possible ([@004]). For a linear decoder the eigenvalues tell whether it
// is. If the data come from the model with $d_0$ latent dimensions, and the columns of $W$ are
// independent, $C$ has $d_0$ eigenvalues above $\sigma^2$, and all others equal $\sigma^2$. The
// covariance of a sample blurs this: with $n$ points in $D$ dimensions the eigenvalues of pure
// noise spread over about $\sigma^2 (1 \pm \sqrt{D/n})^2$ ([@marchenko1967]). Draw 2,000 points in
// eight dimensions from three latent ones, with noise 0.1:

let waves = Matrix(
  rows: (0..<8).map { i in [1, 2, 3].map { .cos(.pi * (Double(i) + 0.5) * $0 / 8) } })
let hidden = try ProbabilisticPCA(
  mean: [Double](repeating: 0, count: 8), loadings: waves, noiseVariance: 0.1)
random = notebook.random("hidden")
let revealed = Matrix(rows: hidden.samples(2_000, using: &random))
let covariance = ProbabilisticPCA.covariance(of: revealed, about: revealed.columnMeans)
let eigenvalues = SymmetricEigen(covariance).values
// snippet.fold How many eigenvalues stand out
let root = 1 + (8.0 / 2_000).squareRoot()
let standingOut = Double(eigenvalues.count { $0 > 1.2 * 0.1 * root * root })
let explaining = (1...8).map { eigenvalues.prefix($0).reduce(0, +) / eigenvalues.reduce(0, +) }
// snippet.show
notebook.table(
  ["eigenvalue"] + (1...8).map { "\($0)" },
  [["size"] + eigenvalues.map { .number($0, decimals: 3) }])
notebook.check(
  "latent-dim", standingOut, equals: 3, within: 1e-9,
  refutes: ["as many as explain 99 % of the variance": Double(1 + explaining.count { $0 < 0.99 })])
notebook.illustrate(
  "latent-dim",
  because: "Whether few latent numbers describe the data depends on the data. Here they were drawn "
    + "from three, and three eigenvalues stand above the noise.")

// The irises are no such clear case: the last two eigenvalues, which equal noise would make equal,
// differ by a factor of {{last ratio}}. The number of dimensions is then a choice: how much of the
// data to keep. Chapter [07](07-kmeans.md) compares models of different size.

// ## What the codes say
//
// A flower's code is its posterior mean, two numbers in the place of four. Two claims are made for
// codes: that they make a model more interpretable ([@002]), and that similar points have similar
// codes ([@004]).
//
// **Interpretable?** The formula of maximum likelihood ends with an arbitrary rotation $R$. As
// $WR(WR)^\top = WW^\top$, the density of the data does not change, so no data can tell one set of
// latent axes from another. Draw 500 points from a model with two known factors, and rotate the
// latent axes. The likelihood stays. The correlation of the first code with the first factor
// changes. What no rotation changes is how well *both* codes together predict the factor.

let twoFactors = try ProbabilisticPCA(
  mean: [0.2, -0.1, 0.4], loadings: Matrix(rows: [[1.2, 0.9], [0.8, 1.1], [-0.3, 0.5]]),
  noiseVariance: 0.5)
random = notebook.random("axes")
let draws = (0..<500).map { _ in twoFactors.sampleWithLatent(using: &random) }
let points = Matrix(rows: draws.map(\.observation))
let factor = draws.map { $0.latent[0] }
let rotated = try twoFactors.rotated(by: Matrix(rows: [[0.6, -0.8], [0.8, 0.6]]))
let stretched = try twoFactors.rotated(by: 1.5 * .identity(2))
// snippet.fold Log likelihoods, and correlations of the codes with the factor
let heights = [twoFactors, rotated, stretched].map { $0.logLikelihood(of: points) }
let codesByAxes = [twoFactors, rotated].map { $0.codes(of: points).means }
let together = try codesByAxes.map { try multipleCorrelation(of: factor, with: $0) }
let alone = codesByAxes.map { correlation($0.column(0), factor) }
// snippet.show
notebook.define(
  ["alone before": alone[0], "alone after": alone[1], "together": together[0]], significant: 2)
notebook.check(
  "lvm-interpretable", [heights[1] - heights[0], together[1]], equals: [0, together[0]],
  within: 1e-8,
  refutes: [
    "a stretch of the axes cannot be seen either": [heights[2] - heights[0], together[1]],
    "the first code alone predicts as much": [heights[1] - heights[0], alone[1]],
  ])
notebook.illustrate(
  "lvm-interpretable",
  because: "The likelihood does not define what interpretable means. Here the codes together "
    + "predict a factor that made the data; which axis carries it is not in the data.")

// The correlation with the first code goes from {{alone before}} to {{alone after}}; both codes
// together have a correlation of {{together}} with the factor, before and after. So both codes
// together can carry a meaning. One axis cannot, unless something beyond the likelihood selects it,
// such as the convention of orthogonal columns sorted by length. For nonlinear decoders the problem
// is worse: without assumptions on model or data, axes with a meaning cannot be identified from
// unlabelled observations ([@locatello2019]).
//
// **Similar codes?** The encoder $x \mapsto M^{-1} W^\top (x - \mu)$ is linear. With orthogonal
// columns its singular values are $\sqrt{\lambda_j - \sigma^2} / \lambda_j$, so for any two points
//
// $$\Vert m_i - m_k \Vert \le \kappa \Vert x_i - x_k \Vert, \quad \kappa = \max_j \sqrt{\lambda_j - \sigma^2} / \lambda_j \le 1/(2\sigma) .$$
//
// The last step is the inequality of arithmetic and geometric mean for $\lambda_j - \sigma^2$ and
// $\sigma^2$. Similar points do have similar codes here. The converse fails: points that differ in
// a direction orthogonal to $W$ share their code. Distances between codes survive every rotation.

let codes = flowers.codes(of: iris)
let kappa = (0..<2).map { (lambda[$0] - discarded).squareRoot() / lambda[$0] }.reduce(0, max)
// snippet.fold The flowers in a random order, and the species of nearest neighbours
random = notebook.random("neighbours")
var order = Array(0..<150)
random.shuffle(&order)
let neighbours = NeighbourAgreement(of: iris, codes: codes, order: order, using: &random)
// snippet.show
notebook.check(
  "latent-clusters", largestDistanceRatio(from: iris, to: codes.means), isAtMost: kappa + 1e-12,
  refutes: [
    "codes that were handed to other flowers": largestDistanceRatio(
      from: iris, to: Matrix(rows: order.map { codes.means.row($0) }))
  ])

// Similarity is often judged by labels that the model never saw. Each iris belongs to one of three
// species. How often is the flower with the nearest code of the same species? The right comparison
// is not only chance, but the measurements themselves, and random projections of them to two
// dimensions (the mean of 40).

notebook.table(["nearest neighbour by", "same species (%)"], neighbours.rows)
notebook.illustrate(
  "latent-clusters",
  because: "Similar points have similar codes for this linear encoder, by the inequality. Whether "
    + "codes keep what matters depends on the data, and is shown on one data set.")
notebook.define(["agree raw": neighbours.raw, "agree codes": neighbours.codes])
notebook.define("agree projections", neighbours.projections.mean)
notebook.define("agree spread", neighbours.projections.standardDeviation, significant: 2)
notebook.figure("codes", codesFigure(codes))

// The flower with the nearest code is of the same species in {{agree codes}} % of the cases. That
// is far above chance, but the four measurements reach {{agree raw}} % without any model, and
// random projections {{agree projections}} % on average, with a standard deviation of
// {{agree spread}}. The codes do not create the clusters: they keep most of what the neighbours
// say, as random projections do on average.

// ## The noise sets the price of a nat
//
// The bound is reconstruction minus regulariser. One lecture says that the two terms are in tension
// and that "the balance is automatic" ([@003]). What can that mean? The decoder's noise enters the
// reconstruction as $\frac{1}{2\sigma^2}$ times the squared error: it is the exchange rate between
// squared error and nats. We call the two terms *balanced* if no change of $q$, $W$ or $\sigma^2$
// improves the bound. With $E = \mathbb E \Vert x - \mu - Wz \Vert^2$, averaged over points and
// $q$, the derivative with respect to $\log \sigma^2$ is $\frac12 (E / \sigma^2 - D)$. It is zero
// exactly if $E / D = \sigma^2$: the noise that the decoder states is the squared error a
// coordinate that it makes. If $\sigma^2$ is learned, this happens by itself. But many programs fix
// it, often by writing the reconstruction as a plain squared error. With $\sigma^2$ fixed, the
// condition $S C^{-1} W = W$ still gives the best $W$: eigenvectors of squared length
// $\lambda_j - \sigma^2$ where that is positive, and zero otherwise ([@lucas2019]). Insert the
// posteriors, with variance $\sigma^2/\lambda_j$ and means of variance $1 - \sigma^2/\lambda_j$ in
// dimension $j$, into the regulariser. All but a logarithm cancels:
//
// $$\frac1n \sum_i KL(q_i \Vert p(z)) = \frac12 \sum_{j \le d,\ \lambda_j > \sigma^2} \log \frac{\lambda_j}{\sigma^2} .$$
//
// Choosing $\sigma^2$ chooses the regulariser. On the irises, from one sixteenth of the fitted
// noise upwards:

let noises = [1.0 / 16, 0.25, 1, 4, 16, 100].map { $0 * flowers.noiseVariance }
let fixedNoise = try noises.map(bestFlower)
let regularisers = try fixedNoise.map {
  try ProbabilisticPCA.divergenceToPrior(from: $0.codes(of: iris)) / 150
}
// snippet.fold Squared errors, the best noise by search, and the formula
func squaredError(_ model: ProbabilisticPCA) -> Double {
  model.expectedSquaredError(of: iris, under: model.codes(of: iris)) / 600
}
let bestNoise = Double.exp(
  patternSearchMaximum(from: [0], steps: [0.5], precision: 1e-9) {
    (try? bestFlower(noise: .exp($0[0])).logLikelihood(of: iris)) ?? -.infinity
  }.point[0])
func halfLogRatios(_ noise: Double) -> Double {
  lambda.prefix(2).reduce(0) { $0 + 0.5 * max(0, .log($1 / noise)) }
}
// snippet.show
notebook.table(
  ["σ²", "regulariser", "reconstruction", "bound", "squared error a coordinate / σ²"],
  zip(fixedNoise, regularisers).map { balanceRow($0, of: iris, regulariser: $1) })
notebook.check(
  "elbo-balance-automatic/regulariser", regularisers, equals: noises.map { halfLogRatios($0) },
  within: 1e-9,
  refutes: ["the regulariser is the same at every σ²": noises.map { _ in regularisers[2] }])
notebook.check(
  "elbo-balance-automatic/learned", [bestNoise, squaredError(try bestFlower(noise: bestNoise))],
  equals: [discarded, bestNoise], within: 1e-5,
  refutes: ["balanced at four times the noise": [4 * bestNoise, squaredError(fixedNoise[3])]])

// All rows have the best $W$ and the exact posteriors, so that the bound is the log likelihood. In
// this table the last column is 1 only for the learned noise. Each factor of four in $\sigma^2$
// changes the regulariser by $\log 4 \approx 1.39$ nats while both dimensions are in use. Once
// $\sigma^2$ exceeds an eigenvalue, the dimension is switched off: its column of $W$ is zero, its
// posterior is the prior. This is *posterior collapse*, here a property of the likelihood with that
// noise, and not of the bound ([@lucas2019]).
//
// A fixed $\sigma^2$ is also a hidden weight. The $\beta$-VAE ([@higgins2017]) multiplies the
// regulariser by $\beta$. Factor $\beta$ out of its objective:
//
// $$-\frac{E}{2\sigma^2} - \beta\, KL = \beta \Bigl( -\frac{E}{2 \beta\sigma^2} - KL \Bigr) .$$
//
// The same $W$ and $q$ are optimal for the weight $\beta$ with noise $\sigma^2$ and for the plain
// bound with noise $\beta\sigma^2$. The check finds the optimum of the smallest VAE by search, for
// scalar $x$ of variance $\lambda = 4$, $q(z \mid x) = N(vx, s^2)$ and decoder $N(wz, \sigma^2)$.

func bestVAE(noise: Double, beta: Double = 1) -> ScalarLinearVAE {
  func vae(_ p: [Double]) -> ScalarLinearVAE {
    ScalarLinearVAE(
      decoderWeight: p[0], encoderWeight: p[1], logStandardDeviation: p[2], noiseVariance: noise)
  }
  let best = patternSearchMaximum(from: [1, 0.3, -0.5], steps: [0.3, 0.1, 0.2], precision: 1e-9) {
    vae($0).expectedLogLikelihood(dataVariance: 4) - beta
      * vae($0).divergenceToPrior(dataVariance: 4)
  }
  return vae(best.point)
}
// snippet.fold Squared weights and regularisers at the optimum, and their formula
func optimum(_ model: ScalarLinearVAE) -> [Double] {
  [model.decoderWeight * model.decoderWeight, model.divergenceToPrior(dataVariance: 4)]
}
func predicted(_ noise: Double) -> [Double] { [max(0, 4 - noise), max(0, 0.5 * .log(4 / noise))] }
let weights = [0.5, 1, 2, 3, 6]
let weighted = weights.flatMap { optimum(bestVAE(noise: 1, beta: $0)) }
let noisy = weights.flatMap { optimum(bestVAE(noise: $0)) }
// snippet.show
notebook.check(
  "elbo-balance-automatic/weight", weighted + noisy, equals: (weights + weights).flatMap(predicted),
  within: 1e-4,
  refutes: ["β divides the noise": weights.flatMap { predicted(1 / $0) } + noisy])
notebook.sharpen(
  "elbo-balance-automatic",
  stated: "The two terms are in tension; the balance is automatic.",
  right: "It is if σ² is learned: the optimal σ² equals the squared error a coordinate. A fixed σ² "
    + "sets the regulariser of this model, ½ log(λ/σ²) an active dimension, as a weight β would.")

// ## Is one random draw for each point enough?
//
// Where the bound has no closed form, training estimates its gradient: take a minibatch of $B$
// points, draw $L$ latent values for each from its $q$, average, and take a step. The lectures say
// that $L = 1$ is enough ([@000]; [@004]). There are two reasons. First, the estimate is unbiased
// for every $L$, and stochastic ascent with unbiased gradients of bounded variance and suitably
// decreasing steps approaches a stationary point of a smooth objective ([@robbins1951];
// [@bottou2018]). Second, the noise of the gradient has two sources:
//
// $$\mathrm{Var} = \frac{V_{data}}{B} + \frac{V_\varepsilon}{BL} ,$$
//
// the variance of the mean gradient from point to point, and the variance of one draw at a point.
// More draws shrink the second term only; more points shrink both. In the smallest VAE both are
// closed forms for the encoder's weight: $V_{data} = 2\lambda^2 ((1 - wv) w / \sigma^2 - v)^2$ and
// $V_\varepsilon = \lambda (w^2 s / \sigma^2)^2$.

let law = Normal(mean: 0, standardDeviation: 2)
let vae = ScalarLinearVAE(
  decoderWeight: 1, encoderWeight: 0.45, logStandardDeviation: .log(0.5), noiseVariance: 1)
let meanGradient = 4 * ((1 - 0.45) - 0.45)
let (fromData, fromDraws) = (2 * meanGradient * meanGradient, 4 * 0.5 * 0.5)
random = notebook.random("gradient-variance")
for (draws, slip, wrong) in [
  (1, "the data's noise alone", fromData / 4),
  (16, "L divides the whole variance", (fromData + fromDraws) / 64),
] {
  let squaredErrors = Estimate(repetitions: 8_000) {
    let batch = law.samples(4, using: &random)
    let gradient = vae.gradient(batch: batch, noises: batch.map { _ in random.normals(draws) })
    let error = gradient.encoderWeight - meanGradient
    return error * error
  }
  notebook.check(
    "mc-l1-suffices/L=\(draws)", squaredErrors,
    equals: (fromData + fromDraws / Double(draws)) / 4, refutes: [slip: wrong])
}

notebook.define("gradient gain", (fromData + fromDraws) / (fromData + fromDraws / 16))

// Here sixteen draws cost sixteen times the work and divide the variance by {{gradient gain}}.
//
// Now train, 50 times each. The maximum of the bound is known: for $\sigma^2 \le \lambda$ it is the
// mean log likelihood of $N(0, \lambda)$. (For larger noise the best $w$ is zero, as above.) One
// training takes one draw a point; one takes sixteen; one takes sixteen, but a sixteenth of the
// steps, hence the same number of draws; and a wrong one uses $\varepsilon = \frac14$ at every
// step. Its gradient does not average over $\varepsilon$, so it maximises another objective.

func shortfall(seed: Int, steps: Int, noises: (inout RandomStream) -> [Double]) -> Double {
  var random = notebook.random("training").split(seed)
  var model = ScalarLinearVAE(
    decoderWeight: 0.5, encoderWeight: 0.1, logStandardDeviation: 0, noiseVariance: 1)
  for step in 0..<steps {
    let batch = law.samples(16, using: &random)
    let gradient = model.gradient(batch: batch, noises: batch.map { _ in noises(&random) })
    model.ascend(gradient, rate: 0.05 / (1 + Double(step) / 200))
  }
  let maximum = -0.5 * (.log(2 * .pi * 4) + 1)
  return maximum - model.evidenceLowerBound(dataVariance: 4)
}
// snippet.fold The four trainings
let seeds = 0..<50
let trainings: [(name: String, shortfalls: [Double])] = [
  ("one draw", seeds.map { shortfall(seed: $0, steps: 3_200) { $0.normals(1) } }),
  ("sixteen draws", seeds.map { shortfall(seed: $0, steps: 3_200) { $0.normals(16) } }),
  ("sixteen draws, 200 steps", seeds.map { shortfall(seed: $0, steps: 200) { $0.normals(16) } }),
  ("ε = ¼ at every step", seeds.map { shortfall(seed: $0, steps: 3_200) { _ in [0.25] } }),
]
let means = trainings.map { Estimate($0.shortfalls) }
// snippet.show
notebook.define(
  ["one shortfall": means[0].mean, "same work shortfall": means[2].mean], significant: 2)
notebook.table(
  ["training", "nats below the maximum (mean)", "standard error", "worst of 50"],
  trainings.map(trainingRow))
notebook.check(
  "mc-l1-suffices/training", means[0], isAtMost: 0.01,
  refutes: ["the same noise at every step": means[3]])
notebook.illustrate(
  "mc-l1-suffices",
  because:
    "One small model, 50 trainings. The gradient is unbiased for every L; how much the draws "
    + "add to the noise of the data depends on model and batch.")

// With one fresh draw a point the training ends {{one shortfall}} nats below the maximum on
// average. Sixteen draws end nearer for sixteen times the work; with equal work they end further
// away, {{same work shortfall}} nats, under this schedule of steps.

// ## The bound of a data set
//
// For a data set the bound is the sum over its points, each with a $q_i$ of its own:
//
// $$\mathcal L(\phi, \theta) = \sum_i \Bigl( \mathbb E_{q_i}[\log p_\theta(x_i \mid z)] - KL(q_i \Vert p(z)) \Bigr) .$$
//
// The regulariser is paid for every point. Both arguments are maximised together ([@000]):
// $\phi^\ast, \theta^\ast = \arg\max_{\phi, \theta} \mathcal L(\phi, \theta)$. For pPCA the joint
// maximum is the closed form with the posteriors for $q_i$: there the bound equals the highest log
// likelihood, and another M-step stays where it is. From codes that are 2 % too large the M-step
// moves away.

let atMaximum = try flowers.evidenceLowerBound(of: iris, under: codes)
let sumOverPoints = flowers.evidenceLowerBound(ofAll: Iris.table.rows) { flowers.posterior(of: $0) }
func afterMStep(means: Matrix, covariance: Matrix) throws -> [Double] {
  shape(try flowers.maximization(of: iris, under: .init(means: means, covariance: covariance)))
}

notebook.check(
  "elbo-dataset", atMaximum, equals: sumOverPoints, within: 1e-8,
  refutes: [
    "one regulariser for all": sumOverPoints
      + (try ProbabilisticPCA.divergenceToPrior(from: codes)) * 149 / 150
  ])
notebook.check(
  "elbo-argmax-joint",
  try afterMStep(means: codes.means, covariance: codes.covariance) + [atMaximum],
  equals: shape(flowers) + [highest], within: 1e-8,
  refutes: [
    "codes that are 2 % too large": try afterMStep(
      means: 1.02 * codes.means, covariance: codes.covariance) + [highest]
  ])

// With endless data the sum, divided by $n$, becomes the expectation
// $\mathbb E_{p_{data}}[\mathcal L(x)]$, and the average over a sample or a minibatch is an
// unbiased estimate of it ([@004]). For a linear encoder $m = A(x - \mu)$ with one covariance
// $S$ for every $q$ (no longer that of the data), and data with mean $\mu$ and covariance $C$ (no
// longer only that of the model), the expectation needs second moments alone, with $B = I - WA$:
//
// $$
// \mathbb E[\mathcal L] = -\tfrac D2 \log 2\pi\sigma^2 - \frac{\mathrm{tr}\, B C B^\top +
// \mathrm{tr}\, W S W^\top}{2\sigma^2} - \tfrac12 \bigl( \mathrm{tr}\, S + \mathrm{tr}\, A C
// A^\top - d - \log\det S \bigr) .
// $$
//
// The check averages the bound over 6,000 draws of the model with two factors above, under an
// encoder that is not the best one.

let w = twoFactors.loadings
let encoder = try Cholesky(w.transposed * w + 0.8 * .identity(2)).inverse * w.transposed
let s = 0.3 * Matrix.identity(2)
random = notebook.random("expected")
let boundsOfDraws = try Estimate(repetitions: 6_000) {
  let x = twoFactors.sample(using: &random)
  let mean = encoder * zip(x, twoFactors.mean).map { $0 - $1 }
  return twoFactors.model.evidenceLowerBound(
    of: x, under: try MultivariateNormal(mean: mean, covariance: s))
}
// snippet.fold The formula
let model = twoFactors.model
let expectedBound = try model.expectedEvidenceLowerBound(
  dataCovariance: model.marginal.covariance, encoder: encoder, covariance: s)
// snippet.show
notebook.check(
  "elbo-expected-objective", boundsOfDraws, equals: expectedBound,
  refutes: [
    "the codes' covariance is left out of the reconstruction": expectedBound
      + (w * s * w.transposed).trace
  ])

// ## Your data, taken apart
//
// At last one fit with all its parts (in code, `fit` of `data`): of the irises, or of the file that
// `--data` names. It has {{dimensions}} for the {{columns}} columns of {{source}}, explains
// {{explained}} % of the variance of its {{points}} rows, and leaves a noise of standard deviation
// {{noise}}. Each row of the table is another $q$ for every point, with the terms of its bound in
// nats a point.
// snippet.fold The terms of each q, and what is left over relative to the largest term
let fitted = fit.codes(of: data)
let terms = try OwnData.terms(of: fit, data, codes: fitted)
let logEvidence = fit.logLikelihood(of: data) / Double(data.rows)
func leftOver(_ sum: ([Double]) -> Double) -> [Double] {
  terms.map { (sum($0) - logEvidence) / $0.reduce(1) { max($0, $1.magnitude) } }
}
// snippet.show
notebook.table(OwnData.heading, OwnData.rows(terms))
notebook.check(
  "elbo-dataset/fit", leftOver { $0[0] - $0[1] + $0[2] }, equals: terms.map { _ in 0 },
  within: 1e-9,
  refutes: ["the gap is left out": leftOver { $0[0] - $0[1] }])
// snippet.hide
OwnData.report(fit, of: table, data, logEvidence: logEvidence, terms: terms, to: notebook)
if OwnData.isGiven(to: notebook) {
  notebook.figure("own-codes", ownCodesFigure(fitted, name: table.name))
}
// snippet.show
// The posterior's row has no gap: its bound is the log likelihood, {{fit evidence}} nats a point. A
// $q$ that is narrower than the posterior gains reconstruction and pays more in the regulariser;
// the prior pays no regulariser and loses the reconstruction. The gap is what each choice costs.

// ## What to take along
//
// - Maximum likelihood minimises the divergence from the data to the model; the reversed divergence
//   is another objective with another optimum.
// - A linear decoder has a normal evidence $N(\mu, WW^\top + \sigma^2 I)$ and normal posteriors
//   with one covariance for all points; a normal $q$ closes the gap.
// - Its maximum-likelihood loadings are, up to a rotation, the leading eigenvectors of the data's
//   covariance with the squared lengths $\lambda_j - \sigma^2$, where the noise $\sigma^2$ is the
//   mean of the discarded eigenvalues; EM climbs to the same maximum.
// - The span of $W$ is determined by the data, the latent axes are not. Similar points have similar
//   codes; whether codes keep what you care about must be judged by comparison with the raw data.
// - Fixing $\sigma^2$ fixes the balance between reconstruction and regulariser; one fresh draw a
//   point suffices for an unbiased gradient.
//
// ## Try it
//
// 1. `swift run ppca --components 1`: one latent dimension. Predict from the eigenvalues above what
//    $\sigma^2$ becomes, and whether the bound at the posterior falls by more or less than a nat.
// 2. `swift run ppca --components 2 --standardize`: every column gets variance 1. Predict whether
//    the first dimension explains more or less than before, and which loadings shrink most.
// 3. `swift run ppca --data FILE --components 2` with a table of your own: predict from the units
//    of its columns which will dominate the first loadings; then add `--standardize`.
//
// ## Exercises
//
// 1. Derive the posterior's mean in the limit $\sigma^2 \to 0$, and show that it is the
//    least-squares solution. What becomes of its covariance?
// 2. Show that the squared error a coordinate equals $\sigma^2$ at the maximum of the bound over
//    $\sigma^2$, for any decoder with normal noise.
// 3. Show that a data covariance $\lambda I$ gives $W = 0$. What is the posterior?
// 4. In code: give the E-step the noise $\beta\sigma^2$ ($\sigma^2$ fixed), run EM on the irises,
//    and compare $W$ with the formula for fixed noise.
// 5. In code: draw 200 points of pure noise in 20 dimensions, plot their eigenvalues, and count how
//    many exceed the true variance. Repeat with 20,000 points.
//
// ## Further reading
//
// - [@tipping1999]: the model, its maximum likelihood and EM, with the proof that other stationary
//   points are saddles.
// - [@bishop2006, §12.2]: the same with more explanation, and a Bayesian choice of $d$.
// - [@roweis1999]: PCA, factor analysis, mixtures and Kalman filters as one family of models.
// - [@lucas2019]: the linear VAE, and what its noise has to do with posterior collapse.
// - [@locatello2019]: why unlabelled data do not identify meaningful axes.
notebook.finish()
