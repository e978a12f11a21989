// # Probabilistic PCA: a model that can be solved
//
// What does a latent variable model learn if its decoder is linear? Everything about such a model is
// a closed form: the evidence, the posterior, the parameters of maximum likelihood, the bound and
// its gap. So each idea that later chapters need without formulas can be seen here beside its exact
// answer: the likelihood of a data set, EM, the trade between the two terms of the bound, training
// with one random draw. The data are 150 irises, or a file of yours.
//
// - **You need:** evidence, posterior and latent variable, from [02](02-latent-variables.md); the
//   bound and its gap, from [03](03-elbo.md); eigenvalues of a symmetric matrix.
// - **You will be able to:** derive evidence, posterior and maximum likelihood of a linear decoder;
//   fit one by EM; choose the number of latent dimensions; say what the decoder's noise does to the
//   regulariser; judge whether codes keep what you care about.
// - **Time:** {{reading time}}
// snippet.hide
import Datasets
import Kernels
import Models
import Notebook
import Probability

let dataFile = Option.text(
  "data", placeholder: "FILE", help: "a CSV file to fit instead of the irises")
let dataColumns = Option.list(
  "columns", placeholder: "A,B", help: "the columns of the file to use (default all)")
let componentOption = Option.integer(
  "components", default: 2, in: 1...32, help: "the number of latent dimensions of the fit")
let standardizeOption = Option.flag(
  "standardize", help: "scale every column to mean 0 and variance 1 before the fit")
let notebook = Notebook(options: [dataFile, dataColumns, componentOption, standardizeOption])
if notebook[dataColumns] != nil && notebook[dataFile] == nil {
  notebook.refuse("--columns goes with --data")
}
let table = notebook.reading {
  guard let file = notebook[dataFile] else { return Iris.table }
  let table = try Table(csv: file, columns: notebook[dataColumns])
  guard table.columns.count > 1 else {
    throw DataError(file: file, message: "one column leaves nothing to compress; two are needed")
  }
  return try table.validatedForPrincipalComponents()
}
let components = notebook[componentOption]
if components >= table.columns.count {
  notebook.refuse(
    "--components is \(components), and \(table.columns.count) columns leave room for at most "
      + "\(table.columns.count - 1); give another number")
}
let measured = Matrix(rows: table.rows)
let data =
  notebook[standardizeOption] ? Standardization(of: measured).standardize(measured) : measured
let fit = notebook.reading {
  do {
    return try ProbabilisticPCA.maximumLikelihood(of: data, components: components)
  } catch {
    let hint = notebook[standardizeOption] ? "" : "; --standardize puts all columns on one scale"
    throw DataError(file: table.name, message: "\(error)\(hint)")
  }
}
// snippet.show

// ## Learning means raising the evidence
//
// A model assigns to each observation $x$ a density $p_\theta(x)$, its evidence. Which parameters
// $\theta$ are best? Maximum likelihood answers: those under which the observations
// $x_1, \dots, x_n$ together are most probable. Independent observations multiply their densities,
// and the logarithm turns the product into a sum without moving the maximum:
//
// $$
// \theta^\ast = \arg\max_\theta \prod_{i=1}^n p_\theta(x_i)
// = \arg\max_\theta \sum_{i=1}^n \log p_\theta(x_i) .
// $$
//
// The sum is not only easier to differentiate. Take a normal density with known variance and
// unknown mean, and try means on a grid. With 20 points product and sum have their maximum at the
// same mean. With 2,000 points every product is smaller than the smallest number that a double can
// hold, and comes out as zero; the sums are a few thousand nats below zero, which is no difficulty.

let truth = Normal(mean: 1, standardDeviation: 1.5)
var random = notebook.random("likelihood")
let sample = truth.samples(2_000, using: &random)
let candidates = (0...80).map { -1 + 0.05 * Double($0) }
func logLikelihoods(_ count: Int) -> [Double] {
  candidates.map { mean in
    let model = Normal(mean: mean, standardDeviation: 1.5)
    return sample.prefix(count).reduce(0) { $0 + model.logDensity($1) }
  }
}

// snippet.fold The products, and where each curve is highest
func products(_ count: Int) -> [Double] {
  candidates.map { mean in
    let model = Normal(mean: mean, standardDeviation: 1.5)
    return sample.prefix(count).reduce(1) { $0 * .exp(model.logDensity($1)) }
  }
}
func best(_ heights: [Double]) -> Double {
  candidates[heights.indices.reduce(0) { heights[$1] > heights[$0] ? $1 : $0 }]
}
let sampleMean = Estimate(sample).mean
// snippet.show
notebook.check(
  "lvm-mle", [best(products(20)) - best(logLikelihoods(20)), best(logLikelihoods(2_000))],
  equals: [0, (sampleMean / 0.05).rounded() * 0.05], within: 1e-9,
  refutes: [
    "2,000 densities are multiplied": [
      best(products(20)) - best(logLikelihoods(20)), best(products(2_000)),
    ]
  ])

// Why should the most probable parameters be good ones? Divide the sum by $n$. For independent
// draws from a density $p_{data}$ the law of large numbers takes the average to
// $\mathbb E_{p_{data}}[\log p_\theta(x)]$, and
//
// $$
// \mathbb E_{p_{data}}\bigl[\log p_\theta(x)\bigr]
// = -H(p_{data}) - KL(p_{data} \Vert p_\theta) ,
// $$
//
// which is the definition of the Kullback–Leibler divergence, read from right to left. The entropy
// $H(p_{data})$ does not depend on $\theta$. So, with endless data, maximum likelihood finds the
// model with the smallest divergence from the data, whether or not any $\theta$ is true
// [@white1982]. The order of the two arguments matters. The figure shows data that come from two
// clusters, and a normal density as the model. The smallest $KL(p_{data} \Vert p_\theta)$ belongs to
// the normal density with the mean and the variance of the data: it covers both clusters. The
// smallest $KL(p_\theta \Vert p_{data})$ belongs to another one, which covers a single cluster.

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

// snippet.hide
func formatted(_ values: [Double], _ decimals: Int = 3) -> String {
  values.map { $0.formatted(decimals: decimals) }.joined(separator: ", ")
}
notebook.define("likeliest mean", likeliest[0])
notebook.define("likeliest sd", .exp(likeliest[1]))
notebook.define("reversed mean", reversed[0])
notebook.figure(
  "projection",
  Figure(
    description: "A data density with two peaks and two normal densities. Maximum likelihood chooses "
      + "mean \(likeliest[0].formatted(decimals: 2)) and standard deviation "
      + "\(Double.exp(likeliest[1]).formatted(decimals: 2)), and covers both peaks; the reversed "
      + "divergence chooses mean \(reversed[0].formatted(decimals: 2)), and covers one.",
    height: 300, x: Axis("x"), y: Axis("density"),
    marks: [
      .curve(over: -5...5, color: .gray, label: "data") { .exp(clusters.logDensity([$0])) },
      .curve(over: -5...5, label: "maximum likelihood") { .exp(normal(likeliest).logDensity($0)) },
      .curve(over: -5...5, color: .vermillion, label: "reversed") {
        .exp(normal(reversed).logDensity($0))
      },
    ]))
random = notebook.random("sample means")
let squaredErrors = Estimate(repetitions: 4_000) {
  let points = (0..<50).map { _ in clusters.sample(using: &random).point[0] }
  let error = Estimate(points).mean - clusters.mean[0]
  return error * error
}
let (dataMean, dataVariance) = (clusters.mean[0], clusters.covariance[0, 0])
// snippet.show
notebook.check(
  "lvm-mle-expected/projection", [likeliest[0], .exp(2 * likeliest[1])],
  equals: [dataMean, dataVariance], within: 1e-5,
  refutes: ["the divergence from the model to the data": [reversed[0], .exp(2 * reversed[1])]])
notebook.check(
  "lvm-mle-expected/sample", squaredErrors, equals: dataVariance / 50,
  refutes: ["σ stands for σ²": dataVariance.squareRoot() / 50, "no error is left": 0])

// A finite sample stands for $p_{data}$ only roughly. With $N$ points the maximum-likelihood mean is
// off by a squared error of $Var(x)/N$ on average; the second check measures this at $N = 50$.
//
// Maximum likelihood returns one $\theta$. The Bayesian answer is a distribution over all of them:
// with a prior $p(\theta)$,
//
// $$
// p(\theta \mid x) = \frac{p(x \mid \theta)\, p(\theta)}{p(x)}, \qquad
// p(x) = \int p(x \mid \theta)\, p(\theta)\, d\theta .
// $$
//
// This is the formula of a latent variable model, with $\theta$ in the place of $z$ [@002]. The
// difference is that all observations share one $\theta$, while each has a $z$ of its own. Take five
// points of the sample above, with known noise and the prior $N(0, 4)$ for their common mean
// $\theta$. Write $\theta = 2z$ with $z \sim N(0, 1)$; then the vector of all five points is
// $(2, 2, 2, 2, 2)^\top z$ plus noise: a linear decoder. Its closed forms, which the next section
// derives, must agree with Bayes' rule on a grid.

let fivePoints = Array(sample.prefix(5))
let sharedMean = try LinearGaussianModel(
  loadings: Matrix(rows: 5, columns: 1, repeating: 2), offset: [0, 0, 0, 0, 0],
  noiseVariance: truth.variance)
let sharedPosterior = sharedMean.posterior(of: fivePoints)

// snippet.fold Bayes' rule on a grid
let priorOfMean = Normal(mean: 0, standardDeviation: 2)
func likelihood(_ mean: Double) -> Double {
  fivePoints.reduce(0) { $0 + Normal(mean: mean, standardDeviation: 1.5).logDensity($1) }
}
let line = Quadrature.gaussLegendre(400, from: -14, to: 14)
let gridEvidence = line.integrate { .exp(likelihood($0) + priorOfMean.logDensity($0)) }
func gridMoment(_ f: (Double) -> Double) -> Double {
  line.integrate { f($0) * .exp(likelihood($0) + priorOfMean.logDensity($0)) } / gridEvidence
}
let gridMean = gridMoment { $0 }
let gridVariance = gridMoment { ($0 - gridMean) * ($0 - gridMean) }
let shared = [
  2 * sharedPosterior.mean[0], 4 * sharedPosterior.covariance[0, 0],
  sharedMean.logEvidence(of: fivePoints),
]
let fiveMean = Estimate(fivePoints).mean
// snippet.show
notebook.check(
  "bayes-parameters", shared, equals: [gridMean, gridVariance, .log(gridEvidence)], within: 1e-9,
  refutes: [
    "the prior is left out": [fiveMean, truth.variance / 5, .log(line.integrate { .exp(likelihood($0)) })],
    "the evidence is the likelihood at the best parameter": [
      shared[0], shared[1], likelihood(fiveMean),
    ],
  ])

// ## The model and its closed forms
//
// Probabilistic PCA [@tipping1999], [@roweis1999] draws $d$ latent numbers for each observation, maps
// them linearly to $D > d$ coordinates, and adds noise of the same variance in each:
//
// $$
// z \sim N(0, I_d), \qquad x = Wz + \mu + \varepsilon, \qquad \varepsilon \sim N(0, \sigma^2 I_D) .
// $$
//
// The loadings $W$ are a $D \times d$ matrix; $\mu$ is the mean of $x$.
// snippet.hide
notebook.figure(
  "model",
  PlateDiagram(
    description: "The graphical model: each of the n points xᵢ depends on a latent zᵢ of its own and "
      + "on the three parameters W, μ and σ², which all points share.",
    nodes: [
      .latent("zᵢ", column: 1, row: 0), .observed("xᵢ", column: 1, row: 1),
      .parameter("W", column: -0.4, row: 0.5), .parameter("μ", column: -0.4, row: 1.1),
      .parameter("σ²", column: 2.4, row: 1),
    ],
    arrows: [
      .init(from: 0, to: 1), .init(from: 2, to: 1), .init(from: 3, to: 1), .init(from: 4, to: 1),
    ],
    plates: [.init("i = 1 … n", around: [0, 1])]))
// snippet.show
//
// **The evidence.** $x$ is a sum of independent normal vectors, $Wz$ and $\varepsilon$, and a
// constant. So it is normal, with mean $\mu$ and the sum of the two covariances:
//
// $$
// p(x) = N(x \mid \mu, C), \qquad C = WW^\top + \sigma^2 I_D .
// $$
//
// **The posterior.** As a function of $z$, with everything else in the constant,
//
// $$
// \begin{aligned}
// \log p(x, z) &= -\frac{1}{2\sigma^2} \Vert x - \mu - Wz \Vert^2 - \frac12 \Vert z \Vert^2 + c \\
// &= -\frac{1}{2\sigma^2}\, z^\top \bigl( W^\top W + \sigma^2 I \bigr) z
// + \frac{1}{\sigma^2}\, z^\top W^\top (x - \mu) + c' .
// \end{aligned}
// $$
//
// This is a quadratic form in $z$, hence the logarithm of a normal density. Its precision is
// $M / \sigma^2$ with $M = W^\top W + \sigma^2 I$, and its maximum is where the gradient vanishes:
//
// $$
// p(z \mid x) = N\bigl( M^{-1} W^\top (x - \mu),\; \sigma^2 M^{-1} \bigr) .
// $$
//
// The mean is linear in $x$, and the covariance does not depend on $x$ at all. Without $\sigma^2$ in
// $M$ the mean would be the least-squares solution; the prior pulls it towards zero.
//
// **The bound.** For any $q(z)$, the bound is $\mathcal L(q) = \log p(x) - KL(q \Vert p(z \mid x))$
// (see [03](03-elbo.md)). The posterior is normal, so a normal $q = N(m, S)$ can equal it, and then
// the gap is zero. For every other normal $q$ the bound is a closed form too, as both terms are
// expectations of quadratic functions:
//
// $$
// \mathcal L = \underbrace{-\tfrac D2 \log 2\pi\sigma^2
// - \tfrac{1}{2\sigma^2} \bigl( \Vert x - \mu - Wm \Vert^2 + \mathrm{tr}\, W S W^\top \bigr)
// }_{\text{reconstruction}}
// - \underbrace{\tfrac12 \bigl( \mathrm{tr}\, S + \Vert m \Vert^2 - d - \log\det S \bigr)
// }_{\text{regulariser } KL(q \Vert p(z))} .
// $$
//
// Here is the smallest example, with one latent dimension and two coordinates.

let small = try LinearGaussianModel(
  loadings: Matrix(rows: [[1.5], [0.8]]), offset: [0, 0], noiseVariance: 0.2)
let x = [1.2, 1.6]
let posterior = small.posterior(of: x)
let boundAtPosterior = small.evidenceLowerBound(of: x, under: posterior)

// snippet.fold The same by quadrature over z
let posteriorOnGrid = GridDensity(on: .gaussLegendre(300, from: -8, to: 8)) {
  small.logJoint(of: x, and: [$0])
}
let jointMass = posteriorOnGrid.mass
let normalizedPosterior = posteriorOnGrid.normalized
let byQuadrature = [
  .log(jointMass), normalizedPosterior.mean, normalizedPosterior.variance, .log(jointMass),
]
let squaredLength = dot(small.loadings.column(0), small.loadings.column(0))
let projected = dot(small.loadings.column(0), x)
let byFormula = [
  small.logEvidence(of: x), posterior.mean[0], posterior.covariance[0, 0], boundAtPosterior,
]
// snippet.show
notebook.check(
  "ppca-model", byFormula, equals: byQuadrature, within: 1e-10,
  refutes: [
    "σ² is missing in M": [
      byFormula[0], projected / squaredLength, 0.2 / squaredLength, byFormula[3],
    ],
    "σ² is missing before the inverse of M": [
      byFormula[0], byFormula[1], 1 / (squaredLength + 0.2), byFormula[3],
    ],
  ])
// snippet.hide
random = notebook.random("geometry")
let cloud = small.marginal.samples(300, using: &random)
let decoded = small.decode(posterior.mean)
let spread = 2 * posterior.covariance[0, 0].squareRoot()
let ends = [-spread, spread].map { small.decode([posterior.mean[0] + $0]) }
let leastSquaresPoint = small.decode([projected / squaredLength])
notebook.define("code", posterior.mean[0])
notebook.define("code sd", posterior.covariance[0, 0].squareRoot())
notebook.define("least squares code", projected / squaredLength)
notebook.figure(
  "geometry",
  Figure(
    description: "300 draws of the model with one latent dimension, the line μ + Wz, and the ellipse of "
      + "two standard deviations of p(x). The observation (1.2, 1.6) has the code "
      + "\(posterior.mean[0].formatted(decimals: 3)), whose decoded point lies nearer to the mean than "
      + "the perpendicular foot; the thick part of the line is two standard deviations of its posterior.",
    width: 560, height: 400, x: Axis("x₁", range: -5...5), y: Axis("x₂", range: -3.6...3.6),
    marks: [
      .ellipse(
        mean: [0, 0], covariance: small.marginal.covariance, standardDeviations: 2, color: .sky,
        isFilled: true),
      .scatter(x: cloud.map { $0[0] }, y: cloud.map { $0[1] }, color: .gray),
      .line(x: [-4.8, 4.8], y: [-2.56, 2.56], color: .blue, label: "μ + Wz"),
      .line(x: ends.map { $0[0] }, y: ends.map { $0[1] }, color: .vermillion),
      .line(x: [x[0], decoded[0]], y: [x[1], decoded[1]], color: .vermillion),
      .scatter(x: [decoded[0]], y: [decoded[1]], color: .vermillion, label: "decoded code"),
      .scatter(x: [leastSquaresPoint[0]], y: [leastSquaresPoint[1]], color: .orange, label: "foot"),
      .scatter(x: [x[0]], y: [x[1]], color: .green, label: "x"),
    ]))
// snippet.show

// The observation's code has the mean {{code}} and the standard deviation {{code sd}}; least squares
// would give {{least squares code}}. Quadrature over $z$ returns the same evidence, mean and
// variance, and the bound at the posterior is the log evidence.

// ## Maximum likelihood in closed form
//
// Let $S$ now be the covariance of the data, $\frac1n \sum_i (x_i - \bar x)(x_i - \bar x)^\top$,
// with eigenvalues $\lambda_1 \ge \dots \ge \lambda_D$. The best $\mu$ is the mean $\bar x$, as for
// any normal density, and then
//
// $$
// \sum_i \log p(x_i) = -\frac n2 \bigl( D \log 2\pi + \log\det C
// + \mathrm{tr}\, C^{-1} S \bigr) .
// $$
//
// Its gradient with respect to $W$ is $n(C^{-1} S C^{-1} W - C^{-1} W)$. It vanishes if
// $S C^{-1} W = W$. Write $W$ with orthogonal columns $\ell_j u_j$ of length $\ell_j$, which a
// rotation of the latent space can always achieve. Then $C u_j = (\ell_j^2 + \sigma^2) u_j$, so the
// condition reads $S u_j = (\ell_j^2 + \sigma^2) u_j$: each column of $W$ that is not zero is along
// an eigenvector of $S$, and $\ell_j^2 = \lambda_j - \sigma^2$. What remains is
//
// $$
// -\frac n2 \Bigl( D \log 2\pi + \sum_{j \le d} \log \lambda_j + (D - d) \log \sigma^2 + d
// + \frac{1}{\sigma^2} \sum_{j > d} \lambda_j \Bigr) ,
// $$
//
// if the first $d$ eigenvectors are taken, and the derivative with respect to $\sigma^2$ gives the
// last parameter. Tipping and Bishop show that the leading eigenvectors are the right ones: every
// other choice is a saddle [@tipping1999, appendix A]. Altogether
//
// $$
// \mu = \bar x, \qquad \sigma^2 = \frac{1}{D - d} \sum_{j > d} \lambda_j, \qquad
// W = U (\Lambda - \sigma^2 I)^{1/2} R ,
// $$
//
// with the leading eigenvectors in $U$, their eigenvalues in $\Lambda$, and any rotation $R$ of the
// latent space. The directions are those of principal component analysis [@pearson1901], [@hotelling1933]. New is the noise: the variance that was discarded is not forgotten, but spread
// evenly, and the columns of $W$ are shorter than $\sqrt{\lambda_j}$ because the noise contributes
// its share along them. On four measurements of 150 irises [@fisher1936] with $d = 2$:

let iris = Matrix(rows: Iris.table.rows)
let flowers = try ProbabilisticPCA.maximumLikelihood(of: iris, components: 2)
let spectrum = SymmetricEigen(ProbabilisticPCA.covariance(of: iris, about: iris.columnMeans))
let highest = flowers.logLikelihood(of: iris)

// snippet.fold The formula of the maximum, and models with other lengths or noise
let lambda = spectrum.values
func flower(lengths: [Double], noiseVariance: Double) throws -> ProbabilisticPCA {
  try ProbabilisticPCA(
    mean: flowers.mean,
    loadings: Matrix(
      rows: (0..<4).map { i in lengths.indices.map { spectrum.vectors[i, $0] * lengths[$0] } }),
    noiseVariance: noiseVariance)
}
let meanDiscarded = (lambda[2] + lambda[3]) / 2
let formulaOfMaximum =
  -75 * (4 * .log(2 * .pi) + .log(lambda[0] * lambda[1]) + 2 * .log(meanDiscarded) + 4)
func irisLikelihood(first: Double, noise: Double) throws -> Double {
  try flower(
    lengths: [first, max(0, lambda[1] - noise)].map { $0.squareRoot() }, noiseVariance: noise
  ).logLikelihood(of: iris)
}
// snippet.show
notebook.check(
  "ppca-model/maximum", [highest, flowers.noiseVariance],
  equals: [formulaOfMaximum, meanDiscarded], within: 1e-9,
  refutes: [
    "a column of W has the length √λ": [
      try irisLikelihood(first: lambda[0], noise: meanDiscarded), meanDiscarded,
    ],
    "the noise is the smallest eigenvalue": [
      try irisLikelihood(first: lambda[0] - lambda[3], noise: lambda[3]), lambda[3],
    ],
  ])
// snippet.hide
let lengths = stride(from: 0.2, through: 12, by: 0.1).map { $0 }
let alongLength = try lengths.map { try irisLikelihood(first: $0, noise: meanDiscarded) / 150 }
notebook.define("flower noise", flowers.noiseVariance)
notebook.define("lambda one", lambda[0])
notebook.define("iris eigenvalues", formatted(lambda, 4))
notebook.define("iris height", highest / 150, significant: 4)
notebook.figure(
  "maximum",
  Figure(
    description: "Left: the eigenvalues of the irises' covariance, \(formatted(lambda)), and those of the "
      + "fitted C, which keeps the first two and replaces the others by their mean, "
      + "\(meanDiscarded.formatted(decimals: 4)). Right: the log likelihood over the squared length "
      + "of the first column of W is highest at λ₁ − σ² = "
      + "\((lambda[0] - meanDiscarded).formatted(decimals: 3)).",
    columns: 2, height: 300,
    panels: [
      Panel(
        "eigenvalues", x: Axis("index", range: 0.5...4.5), y: Axis("variance (cm²)", scale: .logarithmic),
        marks: [
          .steps(
            x: [0.5, 1.5, 2.5, 3.5, 4.5], y: [lambda[0], lambda[1], meanDiscarded, meanDiscarded],
            color: .vermillion, label: "model C"),
          .scatter(x: [1, 2, 3, 4], y: lambda, label: "data S"),
        ]),
      Panel(
        "log likelihood", x: Axis("squared length of the first column"), y: Axis("nats a flower"),
        marks: [
          .vertical(at: lambda[0] - meanDiscarded, label: "λ₁ − σ²"),
          .line(x: lengths, y: alongLength),
        ]),
    ]))
// snippet.show

// The eigenvalues are {{iris eigenvalues}} square centimetres, and the fitted noise is
// {{flower noise}}, the mean of the last two. The log likelihood at the maximum needs nothing but
// the eigenvalues; the check compares it with the sum of 150 log densities.

// ## EM reaches the same point, by climbing the bound
//
// For most models the maximum has no closed form, and one climbs. The bound of all points,
// $\mathcal L(q, \theta) = \sum_i \mathcal L(q_i, \theta; x_i)$, has two arguments, and EM improves
// them in turn. The *E-step* sets each $q_i$ to the posterior of $x_i$: the gap becomes zero, and
// the bound touches the log likelihood. The *M-step* keeps the $q_i$ and maximises the bound over
// $\theta$: the log likelihood, which lies above, must rise at least as much. So the log likelihood
// never falls [@dempster1977], [@neal1998]. For pPCA the E-step is the posterior's formula, and the
// M-step is a linear regression of the data on codes that are known up to a covariance
// [@rubin1982], [@tipping1999, equations 27 and 28]:
//
// snippet.quote ppca-m-step
//
// From a poor start, with $q_i$ at the prior, the first rounds look like this.

let poor = try ProbabilisticPCA(
  mean: flowers.mean,
  loadings: Matrix(rows: [[0.5, 0.2], [0.1, 0.5], [0.6, -0.3], [0.2, 0.4]]), noiseVariance: 0.5)
var stages: [(model: ProbabilisticPCA, codes: ProbabilisticPCA.Codes)] = [
  (poor, .init(means: Matrix(rows: 150, columns: 2, repeating: 0), covariance: .identity(2)))
]
for _ in 1...4 {
  let model = stages[stages.count - 1].model
  let codes = model.codes(of: iris)  // E-step
  stages.append((model, codes))
  stages.append((try model.maximization(of: iris, under: codes), codes))  // M-step
}

// snippet.hide
let bounds = try stages.map { try $0.model.evidenceLowerBound(of: iris, under: $0.codes) / 150 }
let evidences = stages.map { $0.model.logLikelihood(of: iris) / 150 }
let gaps = zip(evidences, bounds).map { $0 - $1 }
let places = (0..<stages.count).map { Double($0) }
notebook.define("prior gap", gaps[0])
notebook.define("m gap", gaps[2])
notebook.define("m gap late", gaps[8], significant: 2)
notebook.figure(
  "staircase",
  Figure(
    description: "Bound and log likelihood a flower over four rounds of EM. At the start the gap is "
      + "\(gaps[0].formatted(decimals: 2)) nats. Each E-step closes it, each M-step raises both and "
      + "opens a smaller one: \(formatted([gaps[2], gaps[4], gaps[6], gaps[8]])) nats.",
    height: 330, x: Axis(names: ["start"] + (1...4).flatMap { ["E\($0)", "M\($0)"] }),
    y: Axis("nats a flower", range: -9 ... -2),
    marks: [
      .spans(
        places.indices.map { i in
          Span(from: bounds[i], to: evidences[i], at: places[i], width: 0.8, color: .orange)
        }),
      .steps(
        x: places.map { $0 - 0.5 } + [8.5], y: evidences, label: "log likelihood"),
      .steps(
        x: places.map { $0 - 0.5 } + [8.5], y: bounds, color: .vermillion, label: "bound"),
    ]))
// snippet.show
// snippet.fold A step in θ that overshoots
let overshoot = try ProbabilisticPCA(
  mean: poor.mean, loadings: 3 * stages[2].model.loadings,
  noiseVariance: stages[2].model.noiseVariance)
let wrongStep = [bounds[1], try overshoot.evidenceLowerBound(of: iris, under: stages[2].codes) / 150]
// snippet.show
notebook.check(
  "ppca-model/staircase", neverFalls: [bounds, evidences], within: 1e-9,
  refutes: ["a step in θ that overshoots": [wrongStep]])

// At the start the bound is far below the figure's frame, {{prior gap}} nats a flower below the log
// likelihood. After the first M-step the gap, drawn as a bar, is {{m gap}} nats, after the fourth
// {{m gap late}}.
//
// Where does EM end? In general at a stationary point, which need not be a maximum [@wu1983]. For
// pPCA all stationary points other than the global maximum are saddles, so a climb from a random
// start should reach the closed form. Twenty climbs from random loadings:

random = notebook.random("starts")
let climbs = try (0..<20).map { _ in
  let start = Matrix(rows: 4, columns: 2, elements: random.normals(8))
  return try ProbabilisticPCA(mean: flowers.mean, loadings: start, noiseVariance: 1)
    .climb(on: iris, rounds: 1_500)
}
let rounds = [0, 1, 2, 5, 10, 20, 40, 60, 80, 100, 150, 200, 250, 300, 400, 500]
let shortfalls = climbs.map { path in
  rounds.map { (highest - path[$0].logLikelihood(of: iris)) / 150 }
}

// snippet.hide
func shape(_ model: ProbabilisticPCA) -> [Double] {
  model.model.marginal.covariance.elements + [model.noiseVariance]
}
func furthest(after round: Int) -> Double {
  climbs.map { path in
    zip(shape(path[round]), shape(flowers)).map { ($0 - $1).magnitude }.max() ?? .nan
  }.max() ?? .nan
}
notebook.define("furthest early", furthest(after: 60), significant: 2)
notebook.define("furthest late", furthest(after: 1_500), significant: 2)
notebook.figure(
  "climbs",
  Figure(
    description: "How far twenty climbs of EM are below the maximum of the log likelihood, over 500 "
      + "rounds. All fall along straight lines on a logarithmic axis: the distance shrinks by a constant "
      + "factor a round.",
    height: 300, x: Axis("round of EM"), y: Axis("nats a flower below", scale: .logarithmic, range: 1e-12...30),
    marks: [.paths(x: rounds.map { Double($0) }, y: shortfalls, label: "20 starts")]))
// snippet.show
notebook.check(
  "ppca-model/em", furthest(after: 1_500), isAtMost: 1e-6,
  refutes: ["after sixty rounds": furthest(after: 60)])

// After 1,500 rounds every entry of $C$ and the noise agree with the closed form to
// {{furthest late}}, from all twenty starts; after 60 rounds the worst entry was still off by
// {{furthest early}}. EM needs no eigenvalues, which helps if $D$ is large, and can be
// extended to data with missing values [@tipping1999]; the price is many rounds.

// ## How many latent dimensions?
//
// A latent variable model describes $D$ coordinates by $d$ latent numbers, with $d$ much smaller
// than $D$ where that is possible [@004]. For a linear decoder the eigenvalues tell whether it is. If
// the data come from the model with $d_0$ latent dimensions, then $C = WW^\top + \sigma^2 I$ has
// $d_0$ eigenvalues above $\sigma^2$, and all others are equal to $\sigma^2$. The covariance of a
// sample blurs this: even pure noise has unequal eigenvalues, but with $n$ points in $D$ dimensions
// they stay close to the interval $\sigma^2 (1 \pm \sqrt{D/n})^2$ [@marchenko1967]. Draw 2,000
// points in eight dimensions from three latent ones, with noise 0.1:

let waves = Matrix(
  rows: (0..<8).map { i in [1, 2, 3].map { .cos(.pi * (Double(i) + 0.5) * $0 / 8) } })
let hidden = try ProbabilisticPCA(
  mean: [Double](repeating: 0, count: 8), loadings: waves, noiseVariance: 0.1)
random = notebook.random("hidden")
let revealed = Matrix(rows: hidden.samples(2_000, using: &random))
let eigenvalues = SymmetricEigen(
  ProbabilisticPCA.covariance(of: revealed, about: revealed.columnMeans)).values

// snippet.fold How many eigenvalues stand out
let edge = 0.1 * (1 + (8.0 / 2_000).squareRoot()) * (1 + (8.0 / 2_000).squareRoot())
let standingOut = Double(eigenvalues.count { $0 > 1.2 * edge })
let total = eigenvalues.reduce(0, +)
let explaining = (1...8).map { eigenvalues.prefix($0).reduce(0, +) / total }
let mostVariance = Double(1 + (explaining.firstIndex { $0 > 0.99 } ?? 0))
// snippet.show
notebook.check(
  "latent-dim", standingOut, equals: 3, within: 1e-9,
  refutes: [
    "as many as explain 99 % of the variance": mostVariance,
    "as many as are not zero": Double(eigenvalues.count { $0 > 0 }),
  ])
// snippet.hide
notebook.figure(
  "scree",
  Figure(
    description: "The eight eigenvalues of 2,000 points drawn from three latent dimensions: "
      + "\(formatted(eigenvalues)). Three stand out; the others lie within the edges for noise of "
      + "variance 0.1, the dashed lines.",
    height: 280, x: Axis("index"), y: Axis("eigenvalue", scale: .logarithmic),
    marks: [
      .horizontal(at: edge), .horizontal(at: 0.1 * 0.1 / edge * 0.99, label: "noise"),
      .scatter(x: (1...8).map { Double($0) }, y: eigenvalues),
    ]))
// snippet.show

// The irises are no such clear case. With $d = 1, 2, 3$ the fit explains, leaves as noise, and
// reaches:
// snippet.hide
notebook.table(
  ["d", "variance explained (%)", "noise σ (cm)", "log likelihood (nats a flower)"],
  try (1...3).map { d in
    let model = try ProbabilisticPCA.maximumLikelihood(of: iris, components: d)
    return [
      .number(d),
      .number(100 * lambda.prefix(d).reduce(0, +) / lambda.reduce(0, +), decimals: 1),
      .number(model.noiseVariance.squareRoot(), decimals: 3),
      .number(model.logLikelihood(of: iris) / 150, decimals: 3),
    ]
  })
// snippet.show

// No step of the spectrum separates signal from noise. The number of dimensions is then a choice:
// how much of the data the codes are to keep. (Chapter [07](07-kmeans.md) takes up how likelihoods
// of models of different size may be compared.)

// ## What the codes say
//
// A flower's code is its posterior mean, two numbers in the place of four. Two claims are made for
// such codes: that they make a model more interpretable [@002], and that similar points have similar
// codes [@004].
//
// **Interpretable?** The formula of maximum likelihood ends with an arbitrary rotation $R$. As
// $WR(WR)^\top = WW^\top$, the density of the data does not change, so no data can tell one set of
// latent axes from another. Draw 500 points from a model with two known factors, and rotate the
// latent axes. The likelihood stays. The correlation of the first code with the first factor does
// not. What no rotation can change is how well *both* codes together predict the factor.

let twoFactors = try ProbabilisticPCA(
  mean: [0.2, -0.1, 0.4], loadings: Matrix(rows: [[1.2, 0.9], [0.8, 1.1], [-0.3, 0.5]]),
  noiseVariance: 0.5)
random = notebook.random("axes")
let draws = (0..<500).map { _ in twoFactors.sampleWithLatent(using: &random) }
let points = Matrix(rows: draws.map(\.observation))
let factor = draws.map { $0.latent[0] }
let rotated = try twoFactors.rotated(by: Matrix(rows: [[0.6, -0.8], [0.8, 0.6]]))

// snippet.fold Correlations of codes with the factor
func centred(_ w: [Double]) -> [Double] { w.map { $0 - w.reduce(0, +) / Double(w.count) } }
func correlation(_ u: [Double], _ v: [Double]) -> Double {
  let (a, b) = (centred(u), centred(v))
  return dot(a, b) / (dot(a, a) * dot(b, b)).squareRoot()
}
func bestPrediction(_ codes: Matrix) throws -> Double {
  let columns = (0..<2).map { centred(codes.column($0)) }
  let gram = Matrix(rows: columns.map { u in columns.map { dot(u, $0) } })
  let weights = try Cholesky(gram).solve(columns.map { dot($0, factor) })
  return correlation(zip(columns[0], columns[1]).map { $0 * weights[0] + $1 * weights[1] }, factor)
}
let codesByAxes = [twoFactors, rotated].map { $0.codes(of: points).means }
let together = try codesByAxes.map(bestPrediction)
let singles = codesByAxes.map { correlation($0.column(0), factor) }
let stretched = try twoFactors.rotated(by: 1.5 * .identity(2))
let heights = [twoFactors, rotated, stretched].map { $0.logLikelihood(of: points) }
// snippet.show
notebook.define("single before", singles[0], significant: 2)
notebook.define("single after", singles[1], significant: 2)
notebook.define("together", together[0], significant: 2)
notebook.check(
  "lvm-interpretable", [heights[1] - heights[0], together[1]], equals: [0, together[0]],
  within: 1e-8,
  refutes: [
    "a stretch of the axes cannot be seen either": [heights[2] - heights[0], together[1]],
    "one code alone keeps what it says": [heights[1] - heights[0], singles[1]],
  ])
notebook.illustrate(
  "lvm-interpretable",
  because: "Interpretable is not defined by the likelihood. Codes of a known factor predict it, both "
    + "together; which single axis carries it is not in the data, as a rotation leaves every "
    + "likelihood unchanged.")

// The correlation with the first code goes from {{single before}} to {{single after}}; both codes
// together predict the factor with a correlation of {{together}} before and after. So the *space* of
// codes can be interpreted, its axes cannot, unless something beyond the likelihood selects them,
// such as the convention of orthogonal columns sorted by length. For nonlinear decoders the problem
// is worse: without assumptions on model or data, axes with a meaning cannot be identified from
// unlabelled observations [@locatello2019].
//
// **Similar codes?** The encoder $x \mapsto M^{-1} W^\top (x - \mu)$ is linear. With orthogonal
// columns its singular values are $\sqrt{\lambda_j - \sigma^2} / \lambda_j$, so for any two points
//
// $$
// \Vert m_i - m_k \Vert \le \kappa\, \Vert x_i - x_k \Vert, \qquad
// \kappa = \max_j \frac{\sqrt{\lambda_j - \sigma^2}}{\lambda_j} \le \frac{1}{2\sigma} .
// $$
//
// The last step is the inequality of arithmetic and geometric mean,
// $\lambda_j = (\lambda_j - \sigma^2) + \sigma^2 \ge 2\sigma\sqrt{\lambda_j - \sigma^2}$. Similar points
// do have similar codes here; the converse fails, as points that differ in a direction orthogonal
// to $W$ share their code. And distances between codes, unlike axes, survive every rotation.

let flowerCodes = flowers.codes(of: iris)
let kappa = (0..<2).map { (lambda[$0] - meanDiscarded).squareRoot() / lambda[$0] }.max() ?? .nan

// snippet.fold The largest ratio over all pairs, and nearest neighbours
func distance(_ u: [Double], _ v: [Double]) -> Double {
  let step = zip(u, v).map { $0 - $1 }
  return dot(step, step).squareRoot()
}
let flowerRows = (0..<150).map { iris.row($0) }
let codeRows = (0..<150).map { flowerCodes.means.row($0) }
func largestRatio(_ codes: [[Double]]) -> Double {
  var largest = 0.0
  for i in 0..<150 {
    for k in 0..<i where flowerRows[i] != flowerRows[k] {
      largest = max(largest, distance(codes[i], codes[k]) / distance(flowerRows[i], flowerRows[k]))
    }
  }
  return largest
}
func agreement(_ rows: [[Double]], _ species: [Int] = Iris.species) -> Double {
  let agreeing = (0..<150).count { i in
    let others = (0..<150).filter { $0 != i }
    let nearest = others.min { distance(rows[$0], rows[i]) < distance(rows[$1], rows[i]) }
    return species[i] == species[nearest ?? i]
  }
  return 100 * Double(agreeing) / 150
}
random = notebook.random("neighbours")
var swapped = codeRows
random.shuffle(&swapped)
let projections = (0..<40).map { _ in
  let directions = Matrix(rows: 4, columns: 2, elements: random.normals(8))
  return agreement((0..<150).map { (iris * directions).row($0) })
}
var shuffledSpecies = Iris.species
random.shuffle(&shuffledSpecies)
let ofCodes = agreement(codeRows)
let ofOneCode = agreement(codeRows.map { [$0[0]] })
let ofMeasurements = agreement(flowerRows)
let ofShuffled = agreement(codeRows, shuffledSpecies)
let ofProjections = Estimate(projections)
// snippet.show
notebook.check(
  "latent-clusters", largestRatio(codeRows), isAtMost: kappa,
  refutes: ["codes that were handed to other flowers": largestRatio(swapped)])

// A claim about similarity is often judged by labels that the model never saw. Each iris belongs to
// one of three species. How often is the flower with the nearest code of the same species? The
// right comparison is not only chance, but the measurements themselves and a random projection of
// them to two dimensions (mean of 40, and their standard deviation).
// snippet.hide
notebook.define("agree codes", ofCodes)
notebook.define("agree raw", ofMeasurements)
notebook.define("agree projections", ofProjections.mean)
notebook.define("agree spread", ofProjections.standardDeviation, significant: 2)
notebook.define("kappa", kappa)
notebook.table(
  ["nearest neighbour by", "same species (%)"],
  [
    ["four measurements", .number(ofMeasurements, decimals: 1)],
    ["two codes", .number(ofCodes, decimals: 1)],
    ["the first code alone", .number(ofOneCode, decimals: 1)],
    [
      "two random projections",
      .text(
        "\(ofProjections.mean.formatted(decimals: 1)) ± "
          + "\(ofProjections.standardDeviation.formatted(decimals: 1))"),
    ],
    ["two codes, species shuffled", .number(ofShuffled, decimals: 1)],
  ])
notebook.illustrate(
  "latent-clusters",
  because: "Similar points have similar codes for every linear encoder, by the inequality above. "
    + "That codes keep what matters is shown for one data set, by nearest neighbours: "
    + "\(ofCodes.formatted(decimals: 1)) % of the same species, against "
    + "\(ofMeasurements.formatted(decimals: 1)) % for the measurements.")
notebook.figure(
  "codes",
  Figure(
    description: "The codes of 150 irises, coloured by a species that the model never saw; setosa lies "
      + "apart, the other two touch. The ellipse is two standard deviations of any one posterior, "
      + "\(flowerCodes.covariance[0, 0].squareRoot().formatted(decimals: 3)) wide in the first "
      + "dimension where the prior has 1.",
    height: 340, x: Axis("first latent dimension"), y: Axis("second latent dimension"),
    marks: [
      .scatter(
        x: codeRows.map { $0[0] }, y: codeRows.map { $0[1] }, categories: Iris.species,
        labels: Iris.speciesNames),
      .ellipse(
        mean: [0, 0], covariance: flowerCodes.covariance, standardDeviations: 2, color: .gray),
    ]))
// snippet.show

// The codes agree with the species in {{agree codes}} % of the cases. That is far above chance, but
// the four measurements reach {{agree raw}} % without any model, and even random projections reach
// {{agree projections}} ± {{agree spread}} % on average. The codes do not create the clusters. They
// keep them, with half of the numbers.

// ## The noise sets the price of a nat
//
// The bound is reconstruction minus regulariser. One lecture says that the two terms are in tension
// and that their "balance is automatic" [@003]. Let us say what that can mean. The decoder's noise
// enters the reconstruction as $\frac{1}{2\sigma^2}$ times the squared error: it is the exchange rate
// between squared error and nats. We call the two terms *balanced* if no change of $q$, $W$ or
// $\sigma^2$ improves the bound. The derivative with respect to $\log \sigma^2$ is zero exactly if
//
// $$
// \frac{1}{D}\, \mathbb E\, \Vert x - \mu - Wz \Vert^2 = \sigma^2 :
// $$
//
// the noise that the decoder states is the squared error it makes. If $\sigma^2$ is learned, this
// happens by itself. But many programs fix it, often by writing the reconstruction as a plain
// squared error. With $\sigma^2$ fixed, the condition of the last section but three still gives the
// best $W$: eigenvectors of length $\ell_j^2 = \lambda_j - \sigma^2$ where that is positive, and zero
// otherwise. Insert the posteriors into the regulariser, with variance $\sigma^2/\lambda_j$ and mean
// square $1 - \sigma^2/\lambda_j$ in dimension $j$. Everything cancels but a logarithm:
//
// $$
// \frac1n \sum_i KL(q_i \Vert p(z)) = \frac12 \sum_{j \le d,\ \lambda_j > \sigma^2}
// \log \frac{\lambda_j}{\sigma^2} .
// $$
//
// The regulariser is set by whoever sets $\sigma^2$. On the irises, from one sixteenth of the fitted
// noise upwards:

func bestFlower(noise: Double) throws -> ProbabilisticPCA {
  try flower(
    lengths: lambda.prefix(2).map { max(0, $0 - noise).squareRoot() }, noiseVariance: noise)
}
func regulariser(noise: Double) throws -> Double {
  let model = try bestFlower(noise: noise)
  return try ProbabilisticPCA.divergenceToPrior(from: model.codes(of: iris)) / 150
}
let noises = [1.0 / 16, 0.25, 1, 4, 16, 100].map { $0 * meanDiscarded }
let regularisers = try noises.map(regulariser)

// snippet.fold The formula, and the squared errors
func halfLogRatios(_ noise: Double, clipped: Bool = true) -> Double {
  lambda.prefix(2).reduce(0) { sum, value in
    sum + 0.5 * (clipped ? max(0, .log(value / noise)) : .log(value / noise))
  }
}
func squaredError(noise: Double) throws -> Double {
  let model = try bestFlower(noise: noise)
  let reconstruction = model.expectedLogLikelihood(of: iris, under: model.codes(of: iris)) / 150
  return -2 * noise * (reconstruction + 2 * .log(2 * .pi * noise))
}
func height(noise: Double) throws -> Double {
  try bestFlower(noise: noise).logLikelihood(of: iris) / 150
}
let bestNoise = Double.exp(
  patternSearchMaximum(from: [0], steps: [0.5], precision: 1e-9) {
    (try? height(noise: .exp($0[0]))) ?? -.infinity
  }.point[0])
// snippet.show
// snippet.hide
notebook.table(
  ["σ²", "regulariser", "reconstruction", "bound", "squared error a coordinate / σ²"],
  try zip(noises, regularisers).map { noise, regulariser in
    [
      .number(noise, decimals: 4), .number(regulariser, decimals: 3),
      .number(try height(noise: noise) + regulariser, decimals: 3),
      .number(try height(noise: noise), decimals: 3),
      .number(try squaredError(noise: noise) / (4 * noise), decimals: 3),
    ]
  })
// snippet.show
notebook.check(
  "elbo-balance-automatic/regulariser", regularisers, equals: noises.map { halfLogRatios($0) },
  within: 1e-9,
  refutes: [
    "the regulariser is the same at every σ²": noises.map { _ in regularisers[2] },
    "an unused dimension still counts": noises.map { halfLogRatios($0, clipped: false) },
  ])
notebook.check(
  "elbo-balance-automatic/learned",
  [bestNoise, try squaredError(noise: bestNoise) / 4], equals: [meanDiscarded, bestNoise],
  within: 1e-5,
  refutes: [
    "the noise is the mean of all eigenvalues": [bestNoise, lambda.reduce(0, +) / 4],
    "the codes' covariance costs nothing": [
      bestNoise, (try squaredError(noise: bestNoise) - 2 * bestNoise) / 4,
    ],
  ])

// All rows have the best $W$ and the exact posteriors; the bound is the log likelihood in each. Only
// in the row of the learned noise is the last column 1. Each factor of four in $\sigma^2$ costs or
// adds $\log 4 = 1.39$ nats of regulariser while both dimensions are in use. Once $\sigma^2$ exceeds
// an eigenvalue, the dimension is switched off: its column of $W$ is zero, its posterior is the prior.
// This is *posterior collapse*, here as a property of the maximum likelihood for that noise and not
// of the bound [@lucas2019].
//
// A fixed $\sigma^2$ is also a hidden weight. The $\beta$-VAE [@higgins2017] multiplies the regulariser
// by $\beta$. Divide its objective by $\beta$, and with $E$ for the squared error:
//
// $$
// -\frac{E}{2\sigma^2} - \beta\, KL = \beta \Bigl( -\frac{E}{2 \beta\sigma^2} - KL \Bigr) .
// $$
//
// The same $W$ and $q$ are optimal for the weight $\beta$ with noise $\sigma^2$ and for the plain bound
// with noise $\beta\sigma^2$. Whoever fixes $\sigma^2$ has chosen a $\beta$. The check finds the
// optimum of the smallest VAE, with scalar $x$ of variance $\lambda = 4$ and scalar $z$, by search:
// encoder $q(z \mid x) = N(vx, s^2)$, decoder $N(wz, \sigma^2)$.

let codeVariance = 4.0
func bestVAE(noise: Double, beta: Double = 1) -> ScalarLinearVAE {
  func vae(_ p: [Double]) -> ScalarLinearVAE {
    ScalarLinearVAE(
      decoderWeight: p[0], encoderWeight: p[1], logStandardDeviation: p[2], noiseVariance: noise)
  }
  return vae(
    patternSearchMaximum(from: [1, 0.3, -0.5], steps: [0.3, 0.1, 0.2], precision: 1e-9) { p in
      vae(p).expectedLogLikelihood(dataVariance: codeVariance)
        - beta * vae(p).divergenceToPrior(dataVariance: codeVariance)
    }.point)
}

// snippet.fold Optimal weights and regularisers, by search
let weights = [0.5, 1, 2, 3, 6]
let weighted = weights.map { bestVAE(noise: 1, beta: $0) }
let noisy = weights.map { bestVAE(noise: $0) }
func summary(_ model: ScalarLinearVAE) -> [Double] {
  [
    model.decoderWeight * model.decoderWeight,
    model.divergenceToPrior(dataVariance: codeVariance),
  ]
}
func predicted(_ noise: Double) -> [Double] {
  noise < codeVariance ? [codeVariance - noise, 0.5 * .log(codeVariance / noise)] : [0, 0]
}
// snippet.show
notebook.check(
  "elbo-balance-automatic/weight", weighted.flatMap(summary) + noisy.flatMap(summary),
  equals: (weights + weights).flatMap(predicted), within: 1e-4,
  refutes: [
    "β changes nothing at the optimum": weights.flatMap { _ in predicted(1) }
      + noisy.flatMap(summary),
    "β divides the noise": weights.flatMap { predicted(1 / $0) } + noisy.flatMap(summary),
  ])
notebook.sharpen(
  "elbo-balance-automatic",
  stated: "The two terms are in tension; the balance is automatic.",
  right: "If σ² is learned: its optimum equals the squared error a coordinate. With a fixed σ² the "
    + "regulariser of an active dimension is ½ log(λ/σ²) at the optimum, so choosing σ² chooses the "
    + "balance, exactly as a weight β on the regulariser does.")

// ## One random draw for each point is enough
//
// Where the bound has no closed form, training estimates its gradient: take a minibatch of $B$
// points, draw $L$ latent values for each from its $q$, average, and take a step. The lectures say
// that $L = 1$ is enough [@000], [@004]. There are two reasons. First, the estimate is unbiased for every
// $L$, and stochastic ascent with unbiased gradients and a suitably falling step size converges
// [@robbins1951], [@bottou2018]. Second, the noise of the gradient has two sources, by the law of total
// variance:
//
// $$
// \mathrm{Var} = \frac{V_{\text{data}}}{B} + \frac{V_\varepsilon}{BL} ,
// $$
//
// the variance of the mean gradient from point to point, and the variance of one draw at a point.
// More draws shrink the second term only; more points shrink both. In the smallest VAE both are
// closed forms for the encoder's weight: $V_{\text{data}} = 2\lambda^2 ((1 - wv) w / \sigma^2 - v)^2$
// and $V_\varepsilon = \lambda (w^2 s / \sigma^2)^2$.

let law = Normal(mean: 0, standardDeviation: codeVariance.squareRoot())
let vae = ScalarLinearVAE(
  decoderWeight: 1, encoderWeight: 0.45, logStandardDeviation: .log(0.5), noiseVariance: 1)
let slope = (1 - 0.45) - 0.45
let fromData = 2 * codeVariance * codeVariance * slope * slope
let fromDraws = codeVariance * 0.5 * 0.5
random = notebook.random("gradient-variance")
func gradientError(draws: Int) -> Estimate {
  Estimate(repetitions: 8_000) {
    let batch = law.samples(4, using: &random)
    let gradient = vae.gradient(batch: batch, noises: batch.map { _ in random.normals(draws) })
    let error = gradient.encoderWeight - slope * codeVariance
    return error * error
  }
}

// snippet.hide
notebook.define("gradient gain", (fromData + fromDraws) / (fromData + fromDraws / 16))
// snippet.show
notebook.check(
  "mc-l1-suffices/one", gradientError(draws: 1), equals: (fromData + fromDraws) / 4,
  refutes: ["the data's noise alone": fromData / 4])
notebook.check(
  "mc-l1-suffices/sixteen", gradientError(draws: 16), equals: (fromData + fromDraws / 16) / 4,
  refutes: ["L divides the whole variance": (fromData + fromDraws) / 64])

// Here sixteen draws cost sixteen times the work and divide the variance by {{gradient gain}}.
//
// Now train, from the same start, with 50 seeds each. The maximum of the bound is known. For
// $\sigma^2 \le \lambda$ it is the log likelihood of $N(0, \lambda)$, reached at
// $w^2 = \lambda - \sigma^2$; for larger noise the best $w$ is zero, as above. Four trainings: one draw
// a point; sixteen draws with as many steps; sixteen draws with as many draws in all, hence a
// sixteenth of the steps; and a wrong one, which uses the same number $\varepsilon = \frac14$ at every
// step. Its gradient does not average over $\varepsilon$, so it maximises another objective.

let maximum = -0.5 * (.log(2 * .pi * codeVariance) + 1)
func shortfall(
  seed: Int, steps: Int, noises: (inout RandomStream) -> [Double]
) -> Double {
  var random = notebook.random("training").split(seed)
  var model = ScalarLinearVAE(
    decoderWeight: 0.5, encoderWeight: 0.1, logStandardDeviation: 0, noiseVariance: 1)
  for step in 0..<steps {
    let batch = law.samples(16, using: &random)
    let gradient = model.gradient(batch: batch, noises: batch.map { _ in noises(&random) })
    model.ascend(gradient, rate: 0.05 / (1 + Double(step) / 200))
  }
  return maximum - model.evidenceLowerBound(dataVariance: codeVariance)
}
// snippet.hide
let trainings: [(name: String, shortfalls: [Double])] = [
  ("one draw", (0..<50).map { shortfall(seed: $0, steps: 3_200) { $0.normals(1) } }),
  ("sixteen draws", (0..<50).map { shortfall(seed: $0, steps: 3_200) { $0.normals(16) } }),
  ("sixteen draws, 200 steps", (0..<50).map { shortfall(seed: $0, steps: 200) { $0.normals(16) } }),
  ("ε = ¼ at every step", (0..<50).map { shortfall(seed: $0, steps: 3_200) { _ in [0.25] } }),
]
let meanShortfalls = trainings.map { Estimate($0.shortfalls) }
notebook.table(
  ["training", "nats below the maximum: mean", "standard error", "worst of 50"],
  zip(trainings, meanShortfalls).map { training, mean in
    [
      .text(training.name), .number(mean.mean, significant: 2), .number(mean.standardError, significant: 2),
      .number(training.shortfalls.max() ?? .nan, significant: 2),
    ]
  })
// snippet.show
notebook.check(
  "mc-l1-suffices/training", meanShortfalls[0], isAtMost: 0.01,
  refutes: ["the same noise at every step": meanShortfalls[3]])
notebook.illustrate(
  "mc-l1-suffices",
  because: "One small model, 50 seeds. That the gradient is unbiased for every L holds in general; how "
    + "much the draws add to the noise of the data depends on model and batch.")

// One fresh draw a point ends near the maximum for every one of these seeds. For the same
// number of draws, sixteen at a time end further below.

// ## The bound of a data set
//
// For a data set the bound is the sum over its points, each with a $q_i$ of its own:
//
// $$
// \mathcal L(\phi, \theta) = \sum_{i=1}^n \Bigl( \mathbb E_{q_i}\bigl[\log p_\theta(x_i \mid z)\bigr]
// - KL\bigl(q_i \Vert p(z)\bigr) \Bigr) , \qquad
// \phi^\ast, \theta^\ast = \arg\max_{\phi, \theta} \mathcal L(\phi, \theta) .
// $$
//
// The regulariser is paid for every point, and both arguments are maximised together [@000]. For pPCA
// the joint maximum is the closed form with the posteriors for $q_i$: there the bound equals the
// highest log likelihood, and another M-step stays where it is. With codes that are not the posteriors
// the M-step moves away.

let pointByPoint = iris.elements.count / 4
let atMaximum = try flowers.evidenceLowerBound(of: iris, under: flowerCodes)
let again = try flowers.maximization(of: iris, under: flowerCodes)
let sumOverPoints = flowers.evidenceLowerBound(ofAll: flowerRows) { flowers.posterior(of: $0) }
notebook.check(
  "elbo-dataset", atMaximum, equals: sumOverPoints, within: 1e-8,
  refutes: [
    "the mean for the sum": sumOverPoints / 150,
    "one regulariser for all": sumOverPoints
      + (try ProbabilisticPCA.divergenceToPrior(from: flowerCodes)) * 149 / 150,
  ])
notebook.check(
  "elbo-argmax-joint", shape(again) + [atMaximum], equals: shape(flowers) + [highest], within: 1e-8,
  refutes: [
    "codes that are 2 % too large": shape(
      try flowers.maximization(
        of: iris,
        under: .init(means: 1.02 * flowerCodes.means, covariance: flowerCodes.covariance)))
      + [highest],
    "codes without a covariance": shape(
      try flowers.maximization(
        of: iris, under: .init(means: flowerCodes.means, covariance: 1e-9 * .identity(2))))
      + [highest],
  ])

// With endless data the sum, divided by $n$, becomes the expectation
// $\mathbb E_{p_{data}}[\mathcal L(x)]$, and the average over a sample or a minibatch is an unbiased
// estimate of it [@004]. For a linear encoder $m = A(x - \mu)$ with one covariance $S$, and data with
// covariance $C$, the expectation needs no density but only second moments, with $B = I - WA$:
//
// $$
// \mathbb E[\mathcal L] = -\tfrac D2 \log 2\pi\sigma^2
// - \frac{\mathrm{tr}\, B C B^\top + \mathrm{tr}\, W S W^\top}{2\sigma^2}
// - \tfrac12 \bigl( \mathrm{tr}\, S + \mathrm{tr}\, A C A^\top - d - \log\det S \bigr) .
// $$
//
// The check averages the bound over 6,000 draws of the model with two factors above, under an encoder
// that is not the best one.

let encoder = try Cholesky(
  twoFactors.loadings.transposed * twoFactors.loadings + 0.8 * .identity(2)
).inverse * twoFactors.loadings.transposed
let encoderCovariance = 0.3 * Matrix.identity(2)
random = notebook.random("expected")
let boundsOfDraws = try Estimate(repetitions: 6_000) {
  let x = twoFactors.sample(using: &random)
  let mean = encoder * zip(x, twoFactors.mean).map { $0 - $1 }
  let q = try MultivariateNormal(mean: mean, covariance: encoderCovariance)
  return twoFactors.model.evidenceLowerBound(of: x, under: q)
}

// snippet.fold The formula's terms
let trueCovariance = twoFactors.model.marginal.covariance
let remainder = Matrix.identity(3) - twoFactors.loadings * encoder
let squares = (remainder * trueCovariance * remainder.transposed).trace
let wobble = (twoFactors.loadings * encoderCovariance * twoFactors.loadings.transposed).trace
let codeSpread = (encoder * trueCovariance * encoder.transposed).trace
let expectedBound =
  -1.5 * .log(2 * .pi * 0.5) - (squares + wobble) - 0.5 * (0.6 + codeSpread - 2 - 2 * .log(0.3))
// snippet.show
notebook.check(
  "elbo-expected-objective", boundsOfDraws, equals: expectedBound,
  refutes: [
    "the codes' covariance is left out of the reconstruction": expectedBound + wobble,
    "the spread of the codes is left out of the regulariser": expectedBound + 0.5 * codeSpread,
  ])

// ## Your data, taken apart
//
// At last one fit with all its parts: of the irises, or of the file that `--data` names. It has
// {{components}} latent dimensions for the {{columns}} columns of {{source}}, explains {{explained}} %
// of the variance of its {{points}} rows, and leaves a noise of standard deviation {{noise}}. Each row
// of the table is another $q$ for every point, with the terms of its bound in nats a point.
// snippet.fold Four choices of q

let fitted = fit.codes(of: data)
let zeros = Matrix(rows: data.rows, columns: components, repeating: 0)
let choices: [(name: String, codes: ProbabilisticPCA.Codes)] = [
  ("the posterior", fitted),
  ("half the variance", .init(means: fitted.means, covariance: 0.5 * fitted.covariance)),
  ("means a tenth larger", .init(means: 1.1 * fitted.means, covariance: fitted.covariance)),
  ("the prior", .init(means: zeros, covariance: .identity(components))),
]
let count = Double(data.rows)
let logLikelihood = fit.logLikelihood(of: data) / count
let terms = try choices.map { choice in
  let gap = try (0..<data.rows).reduce(0.0) { sum, i in
    let q = try MultivariateNormal(
      mean: choice.codes.means.row(i), covariance: choice.codes.covariance)
    return sum + klDivergence(from: q, to: fit.posterior(of: data.row(i)))
  }
  return (
    reconstruction: fit.expectedLogLikelihood(of: data, under: choice.codes) / count,
    regulariser: try ProbabilisticPCA.divergenceToPrior(from: choice.codes) / count,
    gap: gap / count
  )
}
let dataSpectrum = SymmetricEigen(
  ProbabilisticPCA.covariance(of: data, about: data.columnMeans)
).values
let explained = 100 * dataSpectrum.prefix(components).reduce(0, +) / dataSpectrum.reduce(0, +)
/// What is left over, relative to the largest term of the row.
func leftOver(_ sum: (Double, Double, Double) -> Double) -> [Double] {
  terms.map { term in
    let largest = max(1, term.reconstruction.magnitude, term.gap, term.regulariser)
    return (sum(term.reconstruction, term.regulariser, term.gap) - logLikelihood) / largest
  }
}
// snippet.show
notebook.table(
  ["q", "reconstruction", "− regulariser", "= bound", "+ gap", "= log p"],
  zip(choices, terms).map { choice, term in
    let bound = term.reconstruction - term.regulariser
    return [.text(choice.name)]
      + [term.reconstruction, -term.regulariser, bound, term.gap, bound + term.gap].map {
        .number($0, decimals: 4)
      }
  })
notebook.check(
  "elbo-dataset/fit", leftOver { $0 - $1 + $2 }, equals: terms.map { _ in 0 }, within: 1e-9,
  refutes: [
    "the gap is left out": leftOver { reconstruction, regulariser, _ in
      reconstruction - regulariser
    },
    "the regulariser is added": leftOver { $0 + $1 + $2 },
  ])
// snippet.hide
notebook.define("components", components)
notebook.define("columns", data.columns)
notebook.define("points", data.rows)
notebook.define("source", table.name.escapedForMarkdown)
notebook.define("explained", explained, significant: 4)
notebook.define("noise", fit.noiseVariance.squareRoot(), significant: 4)
notebook.define("fit likelihood", logLikelihood, significant: 6)
func shown(_ values: [Double]) -> String {
  values.prefix(6).map { $0.formatted(significant: 4) }.joined(separator: ", ")
    + (values.count > 6 ? ", …" : "")
}
notebook.result("eigenvalues", shown(dataSpectrum))
notebook.result("variance explained", "\(explained.formatted(significant: 4)) % by \(components) of \(data.columns)")
notebook.result("noise variance σ²", fit.noiseVariance.formatted(significant: 4))
notebook.result("log likelihood", "\(logLikelihood.formatted(significant: 6)) nats a row")
notebook.result(
  "bound at the posterior",
  "\((terms[0].reconstruction - terms[0].regulariser).formatted(significant: 6)) nats a row, gap "
    + (terms[0].gap.magnitude < 1e-9 ? "below 1e-9" : terms[0].gap.formatted(significant: 2)))
notebook.result("bound at the prior", "\((terms[3].reconstruction - terms[3].regulariser).formatted(significant: 6)) nats a row, gap \(terms[3].gap.formatted(significant: 4))")
for j in 0..<min(2, components) {
  let named = zip(table.columns, fit.loadings.column(j)).prefix(6).map {
    "\($0.prefix(20)) \($1.formatted(significant: 3))"
  }
  notebook.result("loadings \(j + 1)", named.joined(separator: ", "))
}
if notebook[dataFile] != nil {
  let some = Array(stride(from: 0, to: data.rows, by: 1 + data.rows / 3_000))
  let first = some.map { fitted.means[$0, 0] }
  notebook.figure(
    "own-codes",
    Figure(
      description: "The codes of \(some.count) rows of \(table.name).", height: 340,
      x: Axis("first latent dimension"),
      y: Axis(components == 1 ? "density" : "second latent dimension"),
      marks: components == 1
        ? [.histogram(first, isDensity: true)]
        : [.scatter(x: first, y: some.map { fitted.means[$0, 1] })]))
}
// snippet.show

// The posterior's row has no gap: its bound is the log likelihood, {{fit likelihood}} nats a point. A
// $q$ that is narrower than the posterior gains reconstruction and pays more in the regulariser; the
// prior pays no regulariser and loses the reconstruction. The gap is what each choice costs.

// ## What to take along
//
// - Maximum likelihood minimises the divergence from the data to the model; the reversed divergence
//   is another objective with another optimum.
// - A linear decoder has a normal evidence $N(\mu, WW^\top + \sigma^2 I)$ and normal posteriors with
//   one covariance for all points; a normal $q$ closes the gap.
// - Its maximum-likelihood loadings are the leading eigenvectors of the data's covariance, shortened
//   by the noise, which is the mean of the discarded eigenvalues; EM arrives there by climbing.
// - The subspace of codes is determined by the data, its axes are not. Similar points have similar
//   codes; whether codes keep what you care about must be compared with the raw data.
// - Fixing $\sigma^2$ fixes the balance between reconstruction and regulariser; one fresh draw a
//   point suffices for an unbiased gradient.
//
// ## Try it
//
// 1. `swift run ppca --components 1`: one latent dimension. Predict from the eigenvalues above what
//    $\sigma^2$ becomes, and whether the bound at the posterior falls by more or less than a nat.
// 2. `swift run ppca --components 2 --standardize`: every column gets variance 1. Predict whether the
//    first dimension explains more or less than before, and which loadings shrink most.
// 3. `swift run ppca --data FILE --components 2` with a table of your own: predict from the units of
//    its columns which will dominate the first loadings; then add `--standardize`.
//
// ## Exercises
//
// 1. Derive the posterior's mean in the limit $\sigma^2 \to 0$, and show that it is the least-squares
//    solution. What becomes of its covariance?
// 2. Show that the squared error a coordinate equals $\sigma^2$ at the maximum of the bound over
//    $\sigma^2$, for any decoder with normal noise.
// 3. Show that $D = 2$, $d = 1$ and a data covariance $\lambda I$ give $W = 0$. What is the posterior?
// 4. In code: write the E-step for a $\beta$-weighted bound (a posterior with noise $\beta\sigma^2$),
//    run EM with it on the irises with $\sigma^2$ fixed, and compare $W$ with the formula.
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
// snippet.hide
notebook.finish()
// snippet.show
