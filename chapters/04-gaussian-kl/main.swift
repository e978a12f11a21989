// # The KL term in closed form
//
// A variational autoencoder pays for whatever its encoder says about a data point. The price is the
// Kullback–Leibler divergence of the encoder's normal distribution from the prior, the one term of
// the bound that needs no sampling. This chapter derives its formula line by line, reaches the same
// number in five ways, and shows how each of the usual slips is noticed.
//
// You need calculus and the density of the normal distribution, no more. With `--mean` and `--sigma`
// the last section repeats everything on numbers of your own.
// snippet.hide

import Autodiff
import Kernels
import Notebook
import Probability

let meanOption = Option.numbers(
  "mean", default: [0.5, -1], in: -1e6...1e6, atMost: 64,
  help: "the means of your own q, one for each dimension")
let sigmaOption = Option.numbers(
  "sigma", default: [0.8, 1.2], in: 1e-6...1e6, atMost: 64,
  help: "its standard deviations, as many")
let notebook = Notebook(options: [meanOption, sigmaOption])
guard notebook[meanOption].count == notebook[sigmaOption].count else {
  notebook.refuse(
    "--mean and --sigma go in pairs, but there are \(notebook[meanOption].count) means and "
      + "\(notebook[sigmaOption].count) standard deviations")
}
let yours = DiagonalNormal(
  mean: notebook[meanOption], standardDeviations: notebook[sigmaOption])

// snippet.show

// ## What a divergence measures
//
// Let $q$ be what the encoder says of a point and $p$ the prior. At a place $z$ the log ratio
// $\log q(z) - \log p(z)$ tells how much more probable $q$ makes it, in nats (units of $\log e$). The
// divergence averages the log ratio over places that $q$ draws:
//
// $$
// KL(q \Vert p) = \mathbb E_q\bigl[\log q(z) - \log p(z)\bigr] .
// $$
//
// Take $q = N(0.7, 0.4^2)$ and $p = N(0, 1)$ on the line. The log ratio is a polynomial in $z$ of
// degree two, and Gauss–Hermite quadrature averages polynomials exactly. It must agree with the
// formula that the library has for two normal densities, in both directions.

let scalar = Normal(mean: 0.7, standardDeviation: 0.4)
let fewNodes = Quadrature.gaussHermite(8)

func average(under law: Normal, _ f: (Double) -> Double) -> Double {
  fewNodes.integrate { f(law.mean + law.standardDeviation * $0) }
}
func logRatio(_ z: Double) -> Double { scalar.logDensity(z) - Normal.standard.logDensity(z) }

let forward = klDivergence(from: scalar, to: .standard)
let backward = klDivergence(from: .standard, to: scalar)
notebook.define("forward", forward, significant: 4)
notebook.define("backward", backward, significant: 4)
notebook.check(
  "kl-definition", [forward, backward],
  equals: [average(under: scalar, logRatio), average(under: .standard) { -logRatio($0) }],
  within: 1e-12,
  refutes: [
    "the average is taken under p": [
      average(under: .standard, logRatio), average(under: scalar) { -logRatio($0) },
    ],
    "q and p change places": [backward, forward],
  ])

// From the encoder to the prior it is {{forward}} nats, from the prior to the encoder {{backward}}:
// the order matters, and a later section asks what it means.
//
// It is the average that is the divergence, not the log ratio at one draw. That may well be negative:
// it is, wherever $p$ exceeds $q$, outside of an interval whose ends solve a quadratic equation.

notebook.correct(
  "kl-definition",
  stated: "The objective subtracts $KL(q(z^{\\ast} \\mid x) \\Vert p(z^{\\ast}))$ "
    + "at a draw $z^{\\ast}$.",
  right: "A divergence compares two distributions and knows no $z^{\\ast}$; what a draw gives is "
    + "$\\log q(z^{\\ast} \\mid x) - \\log p(z^{\\ast})$, which estimates it and may be negative.")

let (m, s) = (scalar.mean, scalar.standardDeviation)
let root = (m * m * s * s + (1 - s * s) * (m * m - 2 * .log(s))).squareRoot()
let negativeShare = [m * s - root, -m * s - root].reduce(0) {
  $0 + Normal.standard.cumulative($1 / (1 - s * s))
}
var random = notebook.random("one-draw")
let negatives = Estimate(repetitions: 20_000) {
  logRatio(scalar.sample(using: &random)) < 0 ? 1 : 0
}
notebook.define("negative share", 100 * negativeShare, significant: 3)
notebook.check(
  "kl-definition/one-draw", negatives, equals: negativeShare,
  refutes: ["no draw gives less than zero": 0.0, "every other draw does": 0.5])

// At {{negative share}} percent of the draws the log ratio is below zero.

// ## The formula, line by line
//
// Now in $d$ dimensions. The encoder's $q = N(\mu, \mathrm{diag}\thinspace \sigma^2)$ has a mean $\mu_j$
// and a standard deviation $\sigma_j$ for each of them; the prior is $p = N(0, I)$. Their log
// densities are the first two lines of the derivation:
//
// $$
// \begin{aligned}
// \log q(z) &= -\tfrac d2 \log 2\pi - \tfrac12 \sum_j \log \sigma_j^2
//   - \tfrac12 \sum_j \frac{(z_j - \mu_j)^2}{\sigma_j^2} , \\
// \log p(z) &= -\tfrac d2 \log 2\pi - \tfrac12 \sum_j z_j^2 .
// \end{aligned}
// $$
//
// Here they are in code, with $d = 3$, and compared at random places with the density of a normal
// distribution with any covariance matrix, which goes through a Cholesky factor.

let q = DiagonalNormal(mean: [0.7, -1.2, 0.3], standardDeviations: [0.4, 1.5, 0.9])
let prior = DiagonalNormal.standard(dimension: 3)
let d = Double(q.dimension)
let logTwoPi = Double.log(2 * .pi)

func sum(_ term: (_ mean: Double, _ variance: Double) -> Double) -> Double {
  zip(q.mean, q.variances).reduce(0) { $0 + term($1.0, $1.1) }
}
func logQ(_ z: [Double]) -> Double {
  let squares = zip(z, q.entries).map { z, law in
    (z - law.mean) * (z - law.mean) / law.variance
  }
  return -d / 2 * logTwoPi - 0.5 * sum { _, variance in .log(variance) }
    - 0.5 * squares.reduce(0, +)
}
func logP(_ z: [Double]) -> Double { -d / 2 * logTwoPi - 0.5 * dot(z, z) }

random = notebook.random("places")
let places = (0..<10).map { _ in random.normals(3).map { 2 * $0 } }
func full(_ law: DiagonalNormal) throws -> MultivariateNormal {
  try MultivariateNormal(mean: law.mean, covariance: law.covariance)
}
let (fullQ, fullPrior) = (try full(q), try full(prior))
let averageDeviation = (q.variances.reduce(0, +) / d).squareRoot()
let spherical = DiagonalNormal(
  mean: q.mean, standardDeviations: Array(repeating: averageDeviation, count: 3))
func atPlaces(_ written: ([Double]) -> Double, _ law: DiagonalNormal) -> [Double] {
  places.map(written) + places.map(law.logDensity)
}
notebook.check(
  "kl-logq-density", atPlaces(logQ, q), equals: (places + places).map(fullQ.logDensity),
  within: 1e-10,
  refutes: [
    "σ² for σ": atPlaces(
      logQ, DiagonalNormal(mean: q.mean, standardDeviations: q.variances)),
    "one variance for all dimensions": atPlaces(logQ, spherical),
    "the constant is taken once": atPlaces({ logQ($0) + logTwoPi }, q),
  ])
notebook.check(
  "kl-logp-density", atPlaces(logP, prior), equals: (places + places).map(fullPrior.logDensity),
  within: 1e-12,
  refutes: ["the constant is taken once": atPlaces({ logP($0) + logTwoPi }, prior)])

// The second variant is a lecture's notation read as printed. It writes $N(\mu, \sigma^2 I)$ for this
// $q$, with a vector $\sigma$, but the identity matrix has one factor only.

notebook.correct(
  "kl-logq-density", stated: "The encoder's distribution is $N(\\mu, \\sigma^2 I)$.",
  right: "It is $N(\\mu, \\mathrm{diag}(\\sigma_1^2, \\dots, \\sigma_d^2))$: each dimension has a "
    + "variance of its own.")

// The next two lines are averages under $q$, and only squares are left to average. The average of a
// square keeps the spread, $\mathbb E_q[z_j^2] = \mu_j^2 + \sigma_j^2$, as draws of the second entry
// confirm.

let entry = q.entries[1]
let squareOfMean = entry.mean * entry.mean
random = notebook.random("second-moment")
notebook.check(
  "kl-second-moment", Estimate(entry.samples(20_000, using: &random).map { $0 * $0 }),
  equals: squareOfMean + entry.variance,
  refutes: [
    "the square of the mean": squareOfMean, "σ for σ²": squareOfMean + entry.standardDeviation,
  ])

// With $\mathbb E_q[(z_j - \mu_j)^2] = \sigma_j^2$ each of the last sums in $\log q$ averages to one:
//
// $$
// \begin{aligned}
// \mathbb E_q[\log q] &= -\tfrac d2 \log 2\pi - \tfrac12 \sum_j \log \sigma_j^2 - \tfrac d2 , \\
// \mathbb E_q[\log p] &= -\tfrac d2 \log 2\pi - \tfrac12 \sum_j (\mu_j^2 + \sigma_j^2) .
// \end{aligned}
// $$
//
// The left sides are integrals over three dimensions. Three nodes in each average a square exactly,
// so 27 evaluations of the densities above decide. The first is also minus the entropy of $q$.

let threeNodes = Quadrature.gaussHermite(3)
func average(_ f: ([Double]) -> Double) -> Double {
  threeNodes.integrate(dimension: 3) { noise in
    f((0..<3).map { q.mean[$0] + q.standardDeviations[$0] * noise[$0] })
  }
}
let expectedLogQ = -d / 2 * logTwoPi - 0.5 * sum { _, variance in .log(variance) } - d / 2
let expectedLogP = -d / 2 * logTwoPi - 0.5 * sum { $0 * $0 + $1 }
notebook.check(
  "kl-expected-logq", [expectedLogQ, -q.entropy], equals: [average(logQ), average(logQ)],
  within: 1e-12,
  refutes: [
    "the last d/2 is lost": [expectedLogQ + d / 2, -q.entropy],
    "the constant is taken once": [expectedLogQ + (d - 1) / 2 * logTwoPi, -q.entropy],
    "log σ for log σ²": [
      expectedLogQ + 0.25 * sum { _, variance in .log(variance) }, -q.entropy,
    ],
  ])
notebook.check(
  "kl-expected-logp", expectedLogP, equals: average(logP), within: 1e-12,
  refutes: [
    "without the variances": expectedLogP + 0.5 * sum { _, variance in variance },
    "the constant is taken once": expectedLogP + (d - 1) / 2 * logTwoPi,
  ])

// Subtract. The constants cancel, and what is left is the closed form:
//
// $$
// \begin{aligned}
// KL(q \Vert p) &= \mathbb E_q[\log q] - \mathbb E_q[\log p] \\
// &= -\tfrac12 \sum_j (\log \sigma_j^2 + 1) + \tfrac12 \sum_j \mathbb E_q[z_j^2] \\
// &= -\tfrac12 \sum_j (\log \sigma_j^2 + 1) + \tfrac12 \sum_j (\mu_j^2 + \sigma_j^2) \\
// &= \tfrac12 \sum_j (\sigma_j^2 + \mu_j^2 - 1 - \log \sigma_j^2) .
// \end{aligned}
// $$
//
// In the library:
//
// snippet.quote kl-to-standard-normal

let closedForm = klDivergenceToStandardNormal(from: q)
let lines = [
  average { logQ($0) - logP($0) },
  -0.5 * sum { _, variance in .log(variance) + 1 } + 0.5 * average { dot($0, $0) },
  -0.5 * sum { _, variance in .log(variance) + 1 } + 0.5 * sum { $0 * $0 + $1 },
  closedForm,
]
notebook.table(
  ["line", "how", "nats"],
  zip(1..., zip(["27 nodes", "27 nodes for z²", "sums", "the library"], lines)).map { line, value in
    [.number(line), .text(value.0), .number(value.1, decimals: 12)]
  })
notebook.check(
  "kl-gaussian-diagonal", lines, equals: lines.map { _ in expectedLogQ - expectedLogP },
  within: 1e-12,
  refutes: [
    "E log p is added": lines.map { _ in expectedLogQ + expectedLogP },
    "E log p once a dimension": lines.map { _ in expectedLogQ - d * expectedLogP },
  ])

// One lecture does it on the line, with the densities already divided:
//
// $$
// \mathbb E_q\Bigl[-\frac{(z - \mu)^2}{2\sigma^2} + \frac{z^2}{2} + \tfrac12 \log \sigma^{-2}\Bigr]
// = \tfrac12 (\sigma^2 + \mu^2 - 1 - \log \sigma^2) .
// $$

func divided(_ z: Double, logarithm: Double = -2 * .log(scalar.standardDeviation)) -> Double {
  let deviation = z - scalar.mean
  return -deviation * deviation / (2 * scalar.variance) + z * z / 2 + logarithm / 2
}
func price(_ mean: Double, _ deviation: Double) -> Double {
  klDivergenceToStandardNormal(
    from: DiagonalNormal(mean: [mean], standardDeviations: [deviation]))
}
notebook.check(
  "kl-gaussian-scalar",
  threeNodes.integrate { divided(scalar.mean + scalar.standardDeviation * $0) },
  equals: price(scalar.mean, scalar.standardDeviation), within: 1e-14,
  refutes: [
    "the bracket at the mean": divided(scalar.mean),
    "log σ² for log σ⁻²": average(under: scalar) {
      divided($0, logarithm: 2 * .log(scalar.standardDeviation))
    },
  ])

// Each line has the value of the line before, to twelve decimals. Nothing in the derivation was
// approximate.

// ## The slips, by name
//
// The formula is short enough to be remembered, and to be remembered wrong. The usual ways:

typealias Slip = (name: String, formula: (DiagonalNormal) -> Double)
let slips: [Slip] = [
  ("σ for σ²", { half($0) { m, s in s + m * m - 1 - 2 * .log(s) } }),
  ("log σ for log σ²", { half($0) { m, s in s * s + m * m - 1 - .log(s) } }),
  ("(log σ)² for log σ²", { half($0) { m, s in s * s + m * m - 1 - .log(s) * .log(s) } }),
  ("the −1 is lost", { half($0) { m, s in s * s + m * m - 2 * .log(s) } }),
  ("the ½ is lost", { 2 * klDivergenceToStandardNormal(from: $0) }),
  ("the sum is a mean", { klDivergenceToStandardNormal(from: $0) / Double($0.dimension) }),
  (
    "the −1 is taken once, not once a dimension",
    { klDivergenceToStandardNormal(from: $0) + Double($0.dimension - 1) / 2 }
  ),
  ("the reverse divergence", { klDivergence(from: .standard(dimension: $0.dimension), to: $0) }),
]

/// Half the sum of a term of the mean and the deviation of each dimension.
func half(_ q: DiagonalNormal, _ term: (Double, Double) -> Double) -> Double {
  0.5 * zip(q.mean, q.standardDeviations).reduce(0) { $0 + term($1.0, $1.1) }
}
notebook.table(
  ["slip", "nats", "off by"],
  slips.map {
    [
      .text($0.name), .number($0.formula(q), decimals: 4),
      .number($0.formula(q) - closedForm, decimals: 4),
    ]
  })
notebook.check(
  "kl-gaussian-diagonal/slips", [closedForm], equals: [average { logQ($0) - logP($0) }],
  within: 1e-12, refutes: slips.map { ($0.name, [$0.formula(q)]) })

// The third is printed in a lecture, as $\log(\sigma_j)^2$. In the scalar example of the beginning it
// would make {{squared logarithm}} nats, a divergence below zero, where the right value is {{forward}}.

notebook.correct(
  "kl-gaussian-diagonal", stated: "The last term is printed as $\\log(\\sigma_j)^2$.",
  right:
    "It is $\\log(\\sigma_j^2)$, the logarithm of the variance; the square of the logarithm makes "
    + "negative values possible.")
notebook.define(
  "squared logarithm",
  slips[2].formula(
    DiagonalNormal(mean: [scalar.mean], standardDeviations: [scalar.standardDeviation])),
  significant: 3)

// Encoders return $\ell_j = \log \sigma_j^2$, which may be any number, and their code reads
//
// snippet.quote kl-of-log-variances
//
// It must get the logarithm of the variance. An encoder that returns $\log \sigma$, or $\sigma^2$
// itself, is not noticed by the compiler.

notebook.check(
  "kl-code-form",
  klDivergenceToStandardNormal(mean: q.mean, logVariances: q.variances.map { .log($0) }),
  equals: closedForm, within: 1e-14,
  refutes: [
    "log σ is passed": klDivergenceToStandardNormal(
      mean: q.mean, logVariances: q.standardDeviations.map { .log($0) }),
    "σ² is passed": klDivergenceToStandardNormal(mean: q.mean, logVariances: q.variances),
  ])

// ## Does it add up over dimensions?
//
// A sum over $j$ says that dimensions do not interact, and so it is for independent entries. A normal
// distribution with correlated entries pays more: with $v_j$ the diagonal of its covariance $\Sigma$
// the general formula splits into
//
// $$
// KL(N(\mu, \Sigma) \Vert N(0, I)) = \sum_j KL(N(\mu_j, v_j) \Vert N(0, 1))
//   + \tfrac12 \Bigl(\sum_j \log v_j - \log\det \Sigma\Bigr) ,
// $$
//
// the divergences of the entries and a price for their correlation. Rotate $q$: a rotation $R$ leaves
// the prior as it is and so cannot change the divergence, but $R \Sigma R^\top$ is full. This is also
// the second way to the number, after quadrature: the general formula for covariance matrices.

let axis = [1.0, 2, -1]
let reflection = Matrix.identity(3) - (2 / dot(axis, axis)) * Matrix.outerProduct(axis, axis)
let turned = try MultivariateNormal(
  mean: reflection * q.mean,
  covariance: (reflection * q.covariance * reflection.transposed).symmetrized)
let marginals = DiagonalNormal(
  mean: turned.mean, standardDeviations: (0..<3).map { turned.covariance[$0, $0].squareRoot() })
let ofEntries = klDivergenceToStandardNormal(from: marginals)
let ofCorrelation =
  0.5
  * (marginals.variances.reduce(0) { $0 + .log($1) }
    - q.variances.reduce(0) { $0 + .log($1) })
notebook.define("of entries", ofEntries, significant: 4)
notebook.define("of correlation", ofCorrelation, significant: 4)
notebook.check(
  "kl-gaussian-diagonal/matrices", klDivergence(from: turned, to: fullPrior),
  equals: closedForm, within: 1e-12, refutes: ["the variances alone": ofEntries])
notebook.check(
  "kl-additive",
  [
    klDivergence(from: q, to: spherical), klDivergence(from: spherical, to: q),
    klDivergence(from: turned, to: fullPrior),
  ],
  equals: [
    zip(q.entries, spherical.entries).reduce(0) { $0 + klDivergence(from: $1.0, to: $1.1) },
    klDivergence(from: try full(spherical), to: fullQ), ofEntries + ofCorrelation,
  ], within: 1e-12,
  refutes: [
    "correlated entries add up too": [
      klDivergence(from: q, to: spherical), klDivergence(from: spherical, to: q), ofEntries,
    ]
  ])

// Turned, the entries make {{of entries}} nats and their correlation {{of correlation}}; in its own axes
// all of it is in the entries.

// ## The gradient
//
// An encoder is trained by the gradient. Term by term it is
//
// $$
// \frac{\partial KL}{\partial \mu_j} = \mu_j , \qquad
// \frac{\partial KL}{\partial \sigma_j} = \sigma_j - \frac1{\sigma_j} , \qquad
// \frac{\partial KL}{\partial \log \sigma_j^2} = \tfrac12 (\sigma_j^2 - 1) .
// $$
//
// snippet.quote kl-gradient
//
// The mean is pulled to zero like a spring. The deviation is pulled to one, with a force that has no
// bound when it is small. Difference quotients of the formula confirm the slopes:

let gradient = StandardNormalDivergenceGradient(at: q)
func quotient(_ moved: (Normal, _ step: Double) -> Double) -> [Double] {
  q.entries.map { (moved($0, 1e-5) - moved($0, -1e-5)) / 2e-5 }
}
notebook.check(
  "kl-gradient/differences",
  gradient.mean + gradient.standardDeviations + gradient.logVariances,
  equals: quotient { price($0.mean + $1, $0.standardDeviation) }
    + quotient { price($0.mean, $0.standardDeviation + $1) }
    + quotient { price($0.mean, $0.standardDeviation * .exp($1 / 2)) }, within: 1e-8,
  refutes: [
    "the slope in log σ for that in log σ²": gradient.mean + gradient.standardDeviations
      + gradient.logVariances.map { 2 * $0 },
    "the logarithm is forgotten": q.mean + q.standardDeviations + q.variances.map { $0 / 2 },
  ])

// A training program writes none of these slopes down. It writes the formula as code computes it,
// from $\mu$ and $\log \sigma^2$, and the rules of differentiation do the rest, one operation at a
// time, as chapter 00 shows. They must arrive at the same slopes. Where the code stops the gradient at
// the exponential by mistake, they do not.

func codeForm(_ parameters: [Tensor<Double>], stopped: Bool = false) -> Tensor<Double> {
  let (mean, logVariance) = (parameters[0], parameters[1])
  let variance = logVariance.exp()
  let terms = 1 + logVariance - mean.squared() - (stopped ? variance.stopGradient() : variance)
  return terms.sum() * -0.5
}
let encoded = [Tensor(q.mean), Tensor(q.variances.map { .log($0) })]
let byRules = valueWithGradient(at: encoded) { codeForm($0) }
let whenStopped = valueWithGradient(at: encoded) { codeForm($0, stopped: true) }
notebook.check(
  "kl-gradient/autodiff",
  [byRules.value.number] + byRules.gradient.flatMap(\.numbers),
  equals: [klDivergenceToStandardNormal(from: q)] + gradient.mean + gradient.logVariances,
  within: 1e-14,
  refutes: [
    "the gradient is stopped at the exponential": [whenStopped.value.number]
      + whenStopped.gradient.flatMap(\.numbers),
    "the slope in σ for that in log σ²": [byRules.value.number] + gradient.mean
      + gradient.standardDeviations,
  ])

// They can also be had without the closed form. The slope of an average over $q$ is the average of
// the log ratio times the slope of $\log q$, the score:
//
// $$
// \frac{\partial}{\partial \theta} \mathbb E_q[\log q - \log p]
// = \mathbb E_q\Bigl[\frac{\partial \log q}{\partial \theta} (\log q - \log p)\Bigr] ,
// $$
//
// since the score itself averages to zero. With $\varepsilon = (z - \mu) / \sigma$ it is
// $\varepsilon / \sigma$ for $\mu$ and $(\varepsilon^2 - 1) / \sigma$ for $\sigma$. The product has degree
// four, for which three nodes suffice.

func scoreAverages(_ weight: (Double, Normal) -> Double) -> [Double] {
  let scores: [(Double) -> Double] = [{ $0 }, { $0 * $0 - 1 }]
  return scores.flatMap { score in
    q.entries.map { law in
      threeNodes.integrate { noise in
        let z = law.mean + law.standardDeviation * noise
        return score(noise) / law.standardDeviation * weight(z, law)
      }
    }
  }
}
notebook.check(
  "kl-gradient/score", gradient.mean + gradient.standardDeviations,
  equals: scoreAverages { z, law in law.logDensity(z) - Normal.standard.logDensity(z) },
  within: 1e-12,
  refutes: [
    "the score alone": scoreAverages { _, _ in 1 },
    "the score times log q": scoreAverages { z, law in law.logDensity(z) },
  ])

// The third way to the number walks from the prior to $q$ and adds up the slope. Along the path
// $\mu(t) = t\mu$, $\log \sigma^2(t) = t \log \sigma^2$ the divergence starts at zero, so that its end is
// the integral of its own gradient times the way.

let path = Quadrature.gaussLegendre(40, from: 0, to: 1)

/// The distribution on the way from the prior (t = 0) to q (t = 1).
func onPath(to q: DiagonalNormal, at t: Double) -> DiagonalNormal {
  DiagonalNormal(
    mean: q.mean.map { t * $0 },
    standardDeviations: q.standardDeviations.map { .exp(t * .log($0)) })
}
func alongPath(to q: DiagonalNormal) -> Double {
  path.integrate { t in
    let gradient = StandardNormalDivergenceGradient(at: onPath(to: q, at: t))
    return dot(gradient.mean, q.mean)
      + dot(gradient.logVariances, q.variances.map { .log($0) })
  }
}
let logVariances = q.variances.map { Double.log($0) }
notebook.check(
  "kl-gradient/path", alongPath(to: q), equals: closedForm, within: 1e-12,
  refutes: [
    "the slope at the end times the way": dot(gradient.mean, q.mean)
      + dot(gradient.logVariances, logVariances),
    "half the way in log σ²": path.integrate { t in
      let gradient = StandardNormalDivergenceGradient(at: onPath(to: q, at: t))
      return dot(gradient.mean, q.mean) + dot(gradient.logVariances, logVariances) / 2
    },
  ])

// The slopes are right by two routes, and what they add up to is the formula.

// ## Never negative, and zero only at the prior
//
// The lectures use $KL \ge 0$; here is why. With the ratio $r = p / q$ the logarithm lies below its
// tangent, $\log r \le r - 1$, with equality for $r = 1$ only. The average of $r$ under $q$ is the
// mass of $p$, which is one, so that
//
// $$
// KL(q \Vert p) = \mathbb E_q[-\log r] = \mathbb E_q[r - 1 - \log r] \ge 0 :
// $$
//
// an average of something that is never negative, and zero only if $r = 1$ wherever $q$ draws. For the
// formula the same tangent, $\log \sigma \le \sigma - 1$, shows more: it is at least half the squared
// distance from the prior, $\tfrac12 \bigl(\mu^2 + (\sigma - 1)^2\bigr)$. Ten thousand random pairs look
// for a counterexample, with the last digits left to rounding.

let wide = Quadrature.gaussLegendre(400, from: -14, to: 14)
let (broad, target) = (
  Normal(mean: 0.7, standardDeviation: 1.4), Normal(mean: -0.2, standardDeviation: 1.1)
)

/// The average of a function of log r, with `broad` for q and `target` for p.
func underBroad(_ f: (Double) -> Double) -> Double {
  wide.integrate { z in
    .exp(broad.logDensity(z)) * f(target.logDensity(z) - broad.logDensity(z))
  }
}
let exactBroad = klDivergence(from: broad, to: target)
notebook.check(
  "kl-nonnegative/tangent", [underBroad { .exp($0) }, underBroad { .exp($0) - 1 - $0 }],
  equals: [1, exactBroad], within: 1e-12,
  refutes: ["r is q / p": [underBroad { .exp(-$0) }, underBroad { .exp(-$0) - 1 + $0 }]])

random = notebook.random("pairs")
let pairs = (0..<10_000).map { _ in
  Normal(mean: 2 * random.normal(), standardDeviation: .exp(1.5 * random.normal()))
}
func smallestSurplus(_ value: (Normal) -> Double) -> Double {
  pairs.reduce(.infinity) { smallest, law in
    let (m, offset) = (law.mean, law.standardDeviation - 1)
    return min(smallest, value(law) - 0.5 * (m * m + offset * offset))
  }
}
notebook.check(
  "kl-nonnegative",
  smallestSurplus { price($0.mean, $0.standardDeviation) },
  isAtLeast: -1e-12,
  refutes: [
    "one draw for the average": smallestSurplus {
      let z = $0.sample(using: &random)
      return $0.logDensity(z) - Normal.standard.logDensity(z)
    },
    "log σ² is added": smallestSurplus {
      price($0.mean, $0.standardDeviation) + 4 * .log($0.standardDeviation)
    },
  ])

// One lecture tests the formula at two places. At the prior the divergence is zero, to the last bit,
// and so is its gradient. At $\mu = \sigma = 1$ it is one half; and five such dimensions make five
// halves.

let pull = StandardNormalDivergenceGradient(at: prior)
let pulls = pull.mean + pull.standardDeviations + pull.logVariances
let ones = [1.0, 1, 1, 1, 1]
notebook.check(
  "kl-sanity-zero", [klDivergenceToStandardNormal(from: prior)] + pulls,
  equals: Array(repeating: 0, count: 10), within: .leastNormalMagnitude,
  refutes: [
    "the −1 is lost": [slips[3].formula(prior)] + pulls,
    "the slope of the logarithm is lost": [0] + prior.mean + prior.standardDeviations + pull.mean,
  ])
notebook.check(
  "kl-sanity-half",
  [
    price(1, 1),
    klDivergenceToStandardNormal(from: DiagonalNormal(mean: ones, standardDeviations: ones)),
  ],
  equals: [0.5, 2.5], within: .leastNormalMagnitude,
  refutes: ["the sum is a mean": [0.5, 0.5], "the ½ is lost": [1, 5]])

// Both are weak tests: at the first most slips vanish, and $\sigma = 1$ hides every mistake about the
// logarithm. How the formula *leaves* the prior shows more. To second order it is a parabola in
// $\mu$ and $\ell = \log \sigma^2$,
//
// $$
// \tfrac12 \sum_j (\mu_j^2 + e^{\ell_j} - 1 - \ell_j)
// = \sum_j \bigl(\tfrac12 \mu_j^2 + \tfrac14 \ell_j^2\bigr) + O(\ell^3) .
// $$
//
// That is the fourth way. Scale the ray from the prior towards $q$ until its longest coordinate is a
// millionth. There the formula over the parabola is one, but for a term of that order.

/// A formula over the parabola, close to the prior on the ray towards q.
func overParabola(_ formula: (DiagonalNormal) -> Double, towards q: DiagonalNormal) -> Double {
  let logs = q.variances.map { Double.log($0) }
  let reach = 1e6 * (q.mean + logs).reduce(0) { max($0, $1.magnitude) }
  let (mean, short) = (q.mean.map { $0 / reach }, logs.map { $0 / reach })
  return formula(DiagonalNormal(mean: mean, standardDeviations: short.map { .exp($0 / 2) }))
    / (dot(mean, mean) / 2 + dot(short, short) / 4)
}
notebook.check(
  "kl-expansion",
  [
    overParabola(klDivergenceToStandardNormal(from:), towards: q),
    overParabola(slips[7].formula, towards: q),
  ], equals: [1, 1], within: 1e-5,
  refutes: slips.prefix(7).map { ($0.name, [overParabola($0.formula, towards: q), 1]) })

// The second number is that of the reverse divergence: it leaves the prior on the same parabola, and
// the order of the two distributions matters only at a distance. How far the parabola holds, a figure
// shows best.

// snippet.hide
func landscape(_ m: Double, _ logSigma: Double) -> Double {
  klDivergenceToStandardNormal(mean: [m], logVariances: [2 * logSigma])
}
let levels = [0.1, 0.5, 1, 2, 4]
let (narrowHeight, wideHeight) = (landscape(0, -2), landscape(0, 2))
notebook.define("narrow height", narrowHeight, significant: 3)
notebook.define("wide height", wideHeight, significant: 3)
notebook.figure(
  "landscape",
  Figure(
    description:
      "Contours of the divergence at 0.1, 0.5, 1, 2 and 4 nats over μ and log σ, with those "
      + "of the parabola. They agree near the prior. Further out the parabola is symmetric in log σ and "
      + "the divergence is not: \(narrowHeight.formatted(significant: 3)) nats at log σ = −2, and "
      + "\(wideHeight.formatted(significant: 3)) at 2.",
    height: 480, x: Axis("mean μ", range: -3...3), y: Axis("log σ", range: -3...1.5),
    marks: [
      .contours(
        x: -3...3, y: -3...1.5, levels: levels, color: .vermillion,
        label: "parabola ½ μ² + (log σ)²"
      ) { m, logSigma in m * m / 2 + logSigma * logSigma },
      .contours(
        x: -3...3, y: -3...1.5, levels: levels, label: "divergence", of: landscape),
      .scatter(x: [0], y: [0], color: .gray),
      .note("prior", x: 0, y: 0),
    ]
      + levels.map { .note($0.formatted(), x: (2 * $0).squareRoot(), y: 0) }))
// snippet.show

// There is one valley, round at the bottom. Upwards, where $q$ is wider than the prior, its side is
// steep: a factor of $e^2$ in $\sigma$ costs {{wide height}} nats. Downwards the same factor costs
// {{narrow height}}.

// ## The two directions
//
// What does the order mean? Fit one normal distribution to a density $p$ with two modes. The average in
// $KL(q \Vert p)$ is taken where $q$ is: it punishes $q$ for being where $p$ is not. $KL(p \Vert q)$
// punishes $q$ for not being where $p$ is; whatever $p$ is, the best normal $q$ has its mean and its
// variance.

let (left, right) = (
  Normal(mean: -2.5, standardDeviation: 0.6), Normal(mean: 2.5, standardDeviation: 0.6)
)
func twoModes(_ z: Double) -> Double {
  logSumExp([.log(0.4) + left.logDensity(z), .log(0.6) + right.logDensity(z)])
}
func divergence(from a: (Double) -> Double, to b: (Double) -> Double) -> Double {
  wide.integrate { z in .exp(a(z)) * (a(z) - b(z)) }
}
func fit(_ distance: (Normal) -> Double) -> Normal {
  let best = patternSearchMaximum(from: [1, 0], steps: [0.5, 0.5], precision: 1e-7) {
    guard max($0[0].magnitude, $0[1].magnitude) < 10 else { return -.infinity }
    return -distance(Normal(mean: $0[0], standardDeviation: .exp($0[1])))
  }
  return Normal(mean: best.point[0], standardDeviation: .exp(best.point[1]))
}
let seeking = fit { divergence(from: $0.logDensity, to: twoModes) }
let covering = fit { divergence(from: twoModes, to: $0.logDensity) }
let seekingCost = divergence(from: seeking.logDensity, to: twoModes)
notebook.define("missed mode", divergence(from: twoModes, to: seeking.logDensity), significant: 3)
notebook.check(
  "kl-asymmetry/covering", [covering.mean, covering.standardDeviation],
  equals: [0.4 * left.mean + 0.6 * right.mean, (0.36 + 0.4 * 0.6 * 25).squareRoot()],
  within: 1e-5,
  refutes: ["the other direction": [seeking.mean, seeking.standardDeviation]])
notebook.check(
  "kl-asymmetry/seeking", [seeking.mean, seeking.standardDeviation, seekingCost],
  equals: [right.mean, right.standardDeviation, -.log(0.6)], within: 1e-3,
  refutes: [
    "the other direction": [covering.mean, covering.standardDeviation, seekingCost],
    "the mode has all the mass": [seeking.mean, seeking.standardDeviation, 0],
  ])

// snippet.hide
notebook.figure(
  "directions",
  Figure(
    description:
      "A density with modes at −2.5 and 2.5 and two normal fits. The fit by KL(q ‖ p) sits on the "
      + "right mode, with mean \(seeking.mean.formatted(decimals: 2)) and deviation "
      + "\(seeking.standardDeviation.formatted(decimals: 2)); the fit by KL(p ‖ q) spreads over both, "
      + "with mean \(covering.mean.formatted(decimals: 2)) and deviation "
      + "\(covering.standardDeviation.formatted(decimals: 2)).",
    x: Axis("z"), y: Axis("density"),
    marks: [
      .curve(over: -7...7, color: .gray, label: "p") { .exp(twoModes($0)) },
      .curve(over: -7...7, color: .vermillion, label: "least KL(q ‖ p)") {
        .exp(seeking.logDensity($0))
      },
      .curve(over: -7...7, label: "least KL(p ‖ q)") { .exp(covering.logDensity($0)) },
    ]))
// snippet.show

// The first direction seeks a mode: there $p$ is 0.6 times $q$, which costs $-\log 0.6$ nats, and the mode
// that it misses costs nothing. In the other direction the same $q$ would cost {{missed mode}} nats. The
// bound of a VAE contains the first.
//
// In the extreme $p$ cannot do what $q$ does. Then $\log p = -\infty$ somewhere and the divergence is
// infinite, while an outcome that $q$ leaves out costs nothing, as $0 \log 0 = 0$. A fair coin and one
// with two heads show it, and so do dice with missing faces. The Jensen–Shannon divergence, the average
// divergence of both from their equal mixture, is symmetric and never above $\log 2$; it also equals
// the entropy of the mixture less the average entropy.

let (fair, heads) = (Bernoulli(probability: 0.5), Bernoulli(probability: 1))
let (die, loaded) = (
  Categorical(probabilities: [0.25, 0.25, 0.5, 0]),
  Categorical(probabilities: [0.5, 0, 0.25, 0.25])
)
let blend = Categorical(probabilities: [0.375, 0.125, 0.375, 0.125])
let known: [Double] = [
  .infinity, .log(2), .infinity, 0.75 * .log(4.0 / 3),
  Bernoulli(probability: 0.75).entropy - fair.entropy / 2,
  blend.entropy - (die.entropy + loaded.entropy) / 2,
]
notebook.check(
  "kl-support",
  [
    klDivergence(from: fair, to: heads), klDivergence(from: heads, to: fair),
    klDivergence(from: die, to: loaded), klDivergence(from: die, to: blend),
    jensenShannonDivergence(fair, heads), jensenShannonDivergence(die, loaded),
  ], equals: known, within: 1e-14,
  refutes: [
    "what p leaves out is skipped": [-0.5 * .log(2), .log(2), 0.25 * .log(2)] + known.suffix(3),
    "the average of both directions": known.prefix(4) + [.infinity, .infinity],
  ])

// ## What sampling would cost
//
// Four lectures say that this term needs no sampling. What does that save? The log ratio at a draw has
// the right mean, and for normal distributions its variance is known too,
// $\sum_j \bigl(\tfrac12 (\sigma_j^2 - 1)^2 + \mu_j^2 \sigma_j^2\bigr)$. Averaging draws is the fifth way.

random = notebook.random("draws")
let drawn = klEstimate(.logRatio, samples: 40_000, from: q, to: prior, using: &random)
let spread = logRatioVariance(from: q, to: prior)
let squaredErrors = Estimate(repetitions: 40_000) {
  let z = q.sample(using: &random)
  let error = q.logDensity(z) - prior.logDensity(z) - closedForm
  return error * error
}
notebook.define("one draw", spread.squareRoot(), significant: 2)
notebook.define("closed form", closedForm, significant: 4)
notebook.check(
  "kl-gaussian-diagonal/draws", drawn, equals: closedForm,
  refutes: slips.map { ($0.name, $0.formula(q)) })
notebook.check(
  "kl-no-sampling", squaredErrors, equals: spread,
  refutes: [
    "a draw is as good as the formula": 0.0,
    "without the mean": q.variances.reduce(0) { $0 + ($1 - 1) * ($1 - 1) / 2 },
  ])

// A draw stands for {{closed form}} nats with a standard deviation of {{one draw}}; the formula has none.
// Where there is no formula, as for mixtures or flows, draws are all there is. Then the proof of
// $KL \ge 0$ offers a second estimator:
//
// snippet.quote divergence-estimator
//
// Since $\mathbb E_q[r \log r] = KL(p \Vert q)$, the variance of $r - 1 - \log r$ is
// $\chi^2(p \Vert q) + \mathrm{Var}(\log r) - 2 KL(q \Vert p) - 2 KL(p \Vert q)$, with the variance of
// $r$, $\chi^2 = \int p^2 / q \thinspace dz - 1$. The mean of $\tfrac12 (\log r)^2$ is half the sum of
// $\mathrm{Var}(\log r)$ and the squared divergence, so it is biased. By quadrature, for
// $q = N(0.7, 1.4^2)$ and $p = N(-0.2, 1.1^2)$:

func moments(_ estimator: DivergenceEstimator) -> [Double] {
  let mean = underBroad(estimator.summand)
  return [
    mean,
    underBroad { log in
      let error = estimator.summand(logRatio: log) - mean
      return error * error
    },
  ]
}
let logVariance = logRatioVariance(from: broad, to: target)
notebook.check(
  "kl-estimators",
  moments(.logRatio) + moments(.controlVariate) + [moments(.squaredLogRatio)[0]],
  equals: [
    exactBroad, logVariance, exactBroad, controlVariateVariance(from: broad, to: target),
    (logVariance + exactBroad * exactBroad) / 2,
  ], within: 1e-11,
  refutes: [
    "r and log r are uncorrelated": [
      exactBroad, logVariance, exactBroad,
      chiSquareDivergence(from: target, to: broad) + logVariance, exactBroad,
    ],
    "all three are unbiased": [
      exactBroad, logVariance, exactBroad, controlVariateVariance(from: broad, to: target),
      exactBroad,
    ],
  ])

// Which is better depends on $q$. Near the prior $-\log r$ fluctuates by far more than the divergence
// that it estimates, and $r - 1$ cancels that. But for $\sigma^2 \le \tfrac12$ the tails of $q$ fall so
// fast that $\int p^2 / q \thinspace dz$ is infinite. The posteriors of a good encoder are as narrow as
// that.

func narrow(_ deviation: Double) -> Normal { Normal(mean: 0.3, standardDeviation: deviation) }
let nearby = Normal(mean: 0, standardDeviation: 0.95)
let widths = [0.9, 0.5.squareRoot(), 0.6]
notebook.define(
  "gain",
  logRatioVariance(from: nearby, to: .standard)
    / controlVariateVariance(from: nearby, to: .standard))
notebook.check(
  "kl-estimators/narrow",
  widths.map { chiSquareDivergence(from: .standard, to: narrow($0)) },
  equals: [
    wide.integrate { .exp(2 * Normal.standard.logDensity($0) - narrow(0.9).logDensity($0)) } - 1,
    .infinity, .infinity,
  ], within: 1e-9,
  refutes: [
    "p and q change places": widths.map {
      chiSquareDivergence(from: narrow($0), to: .standard)
    }
  ])

// At $\sigma = 0.95$ the second estimator has {{gain}} times less variance than the first. Below
// $\sigma = \sqrt{1/2}$ its variance is infinite, and an error bar computed from draws would not tell.

// ## The price of certainty
//
// Why not encode each point as a spike, with no spread at all? The KL term, says a lecture, prevents it.
// At $\mu = 0$ the formula is nearly $-\log \sigma - \tfrac12$ for small $\sigma$. That has no bound, but
// it grows slowly.

let needles = [1e-1, 1e-3, 1e-6]
let prices = needles.map { klDivergenceToStandardNormal(mean: [0], logVariances: [2 * .log($0)]) }
notebook.correct(
  "kl-delta-penalty",
  stated: "The KL term prevents the encoder from encoding each point as a delta function.",
  right:
    "A delta costs infinitely much, a needle does not: about $-\\log \\sigma - \\frac12$ nats, "
    + "\(prices[2].formatted(decimals: 1)) for a millionth of the prior's width. How narrow $q$ gets "
    + "is settled with the reconstruction.")
notebook.table(
  ["σ", "nats"], zip(needles, prices).map { [.number($0), .number($1, decimals: 2)] })
notebook.check(
  "kl-delta-penalty", zip(needles, prices).map { $1 + .log($0) },
  equals: needles.map { ($0 * $0 - 1) / 2 }, within: 1e-12,
  refutes: [
    "it grows as 1/σ": needles.map { 1 / $0 + .log($0) },
    "log σ² for log σ": zip(needles, prices).map { $1 + 2 * .log($0) },
  ])

// Each further factor of ten costs $\log 10$ nats, {{ten}}. Against it stands what the reconstruction gains:
// with a squared error that grows as $\tfrac c2 \sigma^2$ the best width is where the slopes cancel,
// $\sigma - 1/\sigma + c\sigma = 0$, so $\sigma^2 = 1 / (1 + c)$. A decoder with a million for $c$ makes
// the encoder a needle of a thousandth, and the KL term lets it.

notebook.define("ten", .log(10), significant: 2)
let curvature = 1e6
func slope(at deviation: Double) -> Double {
  StandardNormalDivergenceGradient(
    at: DiagonalNormal(mean: [0], standardDeviations: [deviation])
  ).standardDeviations[0] + curvature * deviation
}
notebook.check(
  "kl-delta-penalty/width", slope(at: (1 / (1 + curvature)).squareRoot()), equals: 0,
  within: 1e-9,
  refutes: ["σ = 1 / c": slope(at: 1 / curvature), "the prior's width": slope(at: 1)])

// ## Your own numbers
//
// Whatever parameters you give, the five ways must meet as closely as rounding lets them. Every term
// carries an error or two of $2^{-53}$ of its size, so the sizes decide what can be told apart: for each
// dimension $\tfrac12 (\sigma^2 + \mu^2 + 1 + \vert \log \sigma^2 \vert)$, and $\vert \mu \vert / \sigma$
// where $\mu$ is subtracted from a rounded $z$.

let standard = DiagonalNormal.standard(dimension: yours.dimension)
let size = yours.entries.reduce(0) { sum, law in
  sum + law.mean.magnitude / law.standardDeviation
    + 0.5 * (law.variance + law.mean * law.mean + 1 + Double.log(law.variance).magnitude)
}
let total = klDivergenceToStandardNormal(from: yours)
let shares = yours.entries.map { price($0.mean, $0.standardDeviation) }
let byQuadrature = yours.entries.reduce(0) { sum, law in
  sum + average(under: law) { law.logDensity($0) - Normal.standard.logDensity($0) }
}
let ofLogVariances = klDivergenceToStandardNormal(
  mean: yours.mean, logVariances: yours.variances.map { .log($0) })
let ways = [
  ("quadrature", byQuadrature),
  ("covariance matrices", klDivergence(from: try full(yours), to: try full(standard))),
  ("the path along the gradient", alongPath(to: yours)), ("the code's form", ofLogVariances),
  ("dimension by dimension", shares.reduce(0, +)), ("the formula", total),
]
notebook.table(
  ["way", "nats", "less the formula"],
  ways.map {
    [.text($0), .number($1, significant: 12), .number($1 - total, significant: 2)]
  })

// A slip can be refuted where it differs, and at the prior, for one, most of them give zero too. So each is
// asked for only where it is off by more than the rule can miss. The tolerance is 128 units in the last
// place of the sum of sizes, enough for 64 dimensions.

let wrongs = slips.map { (name: $0.name, value: $0.formula(yours)) }
let rounding = 128 * Double.ulpOfOne * size
let seen = wrongs.filter { ($0.value - total).magnitude > 20 * rounding }
let unseen = wrongs.map(\.name).filter { name in !seen.contains { $0.name == name } }
notebook.define("total", total, significant: 8)
notebook.define("unseen", unseen.isEmpty ? "none" : unseen.joined(separator: "; "))
notebook.check(
  "kl-gaussian-diagonal/yours", ways.map(\.1), equals: ways.map { _ in total },
  within: rounding, refutes: seen.map { slip in (slip.name, ways.map { _ in slip.value }) })

// Your divergence is {{total}} nats. Slips that cannot be seen at your parameters: {{unseen}}.
//
// Then draws. The log ratio of a draw less the formula, taken entry by entry so that no digits are lost,
// must average to zero.

random = notebook.random("yours")
let excess = Estimate(repetitions: 20_000) {
  zip(yours.entries, shares).reduce(0) { sum, pair in
    let z = pair.0.sample(using: &random)
    return sum + (pair.0.logDensity(z) - Normal.standard.logDensity(z) - pair.1)
  }
}
let error = (logRatioVariance(from: yours, to: standard) / Double(excess.count)).squareRoot()
if error > 1e-11 {
  notebook.check(
    "kl-gaussian-diagonal/your-draws", excess, equals: 0,
    refutes: wrongs.map { ($0.name, $0.value - total) }.filter { $0.1.magnitude > 20 * error })
} else {
  // So near the prior the log ratio varies by no more than rounding.
  notebook.check(
    "kl-gaussian-diagonal/your-draws", excess.mean, equals: 0, within: 1e-9,
    refutes: ["the −1 is lost": Double(yours.dimension) / 2])
}

// And last the parabola, on the ray towards your $q$, unless it is the prior itself.

if yours != standard {
  notebook.check(
    "kl-expansion/yours",
    [overParabola(klDivergenceToStandardNormal(from:), towards: yours)], equals: [1],
    within: 1e-5,
    refutes: slips.map { ($0.name, [overParabola($0.formula, towards: yours)]) }
      .filter { ($0.1[0] - 1).magnitude > 2e-4 })
}

// ## What to take along
//
// The divergence from the prior is $\tfrac12 (\sigma^2 + \mu^2 - 1 - \log \sigma^2)$, summed over
// dimensions, in nats: two averages of log densities, in which only squares had to be averaged. Test
// your own version away from $\mu = 0$ and $\sigma = 1$, in more than one dimension, and against
// something that is not the formula. It grows without bound as $q$ narrows, but so slowly that it alone
// prevents no spike, and it says which of the posterior's modes the encoder will choose.
// snippet.hide
notebook.finish()
// snippet.show
