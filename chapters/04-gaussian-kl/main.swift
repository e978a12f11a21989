// # The KL term in closed form
//
// In the objective of a variational autoencoder one term compares the encoder's normal distribution
// with the prior, and this term has a formula. Where does the formula come from, how do you notice
// that you have mistyped it, and what does the term do to an encoder? We derive the formula line by
// line, with a number for each line, reach the total in three ways that do not use it, and ask what
// a narrow, a wide and a shifted distribution cost.
//
// - **You need:** calculus, the density of a normal distribution, error bars
//   ([01](01-monte-carlo.md)), and the bound in which the term stands ([03](03-elbo.md)).
// - **You will be able to:** derive, implement and test the formula; say what the order of the two
//   distributions means; decide whether to sample; compute the divergence of your encoder's output.
// - **Time:** {{reading time}}
// snippet.hide
import Autodiff
import Elementary
import Notebook
import Numerics
import Probability

let meanOption = Option.numbers(
  "mean", default: [0.5, -1], in: -1e6...1e6, atMost: 64,
  help: "the means of your own q, one for each dimension")
let sigmaOption = Option.numbers(
  "sigma", default: [0.8, 1.2], in: 1e-6...1e6, atMost: 64,
  help: "its standard deviations, as many")
let notebook = Notebook(compiled: compiledSources, options: [meanOption, sigmaOption])
let (means, deviations) = (notebook[meanOption], notebook[sigmaOption])
guard means.count == deviations.count else {
  notebook.refuse("--mean has \(means.count) numbers and --sigma \(deviations.count): give as many")
}
let yours = DiagonalNormal(mean: means, standardDeviations: deviations)
// snippet.show
// ## Where the term stands
//
// Let $x$ be a data point, $z$ its latent vector, $p(z)$ the prior, and $q(z)$, short for
// $q(z \mid x)$, the encoder's distribution for $x$. Chapter [03](03-elbo.md) splits the evidence:
// $$
// \log p(x) = \underbrace{\mathbb E_q[\log p(x \mid z)] - KL(q(z) \Vert p(z))}_{\text{the bound}}
//   + \underbrace{KL(q(z) \Vert p(z \mid x))}_{\text{the gap}} .
// $$
// Two divergences stand there, and they are easily confused. The second compares $q$ with the
// posterior, which has no formula for a neural decoder. The first compares $q$ with the prior, the
// same for every $x$, and is the subject of this chapter. For a normal $q$ with a diagonal
// covariance and a standard normal prior it is ([@kingma2014, appendix B])
// $$
// KL(q \Vert p) = \tfrac12 \sum_{j=1}^{d} (\sigma_j^2 + \mu_j^2 - 1 - \log \sigma_j^2) ,
// $$
// where $\mu_j$ and $\sigma_j$ are mean and standard deviation of $q$ in dimension $j$ of $d$.

// ## What a divergence measures
//
// At a point $z$ the **log ratio** $\log q(z) - \log p(z)$ says how much denser $q$ is there than
// $p$. The Kullback–Leibler divergence ([@kullback1951]) is its average under $q$:
// $$
// KL(q \Vert p) = \mathbb E_q\bigl[\log q(z) - \log p(z)\bigr]
//   = \int q(z) \log \frac{q(z)}{p(z)} \thinspace dz .
// $$
// With the natural logarithm its unit is the nat; divided by $\log 2$ it is in bits: for discrete
// draws the mean extra length of a code made for $p$, to within a bit ([@cover2006, §5.4]).
//
// Take one dimension, $q = N(0.7, 0.4^2)$ and $p = N(0, 1)$. The log ratio is then a polynomial of
// degree two in $z$. Gauss–Hermite quadrature with $n$ nodes integrates polynomials up to degree
// $2n - 1$ against a normal density without error, so three nodes compute the definition. They are
// meant for $N(0, 1)$; `average` moves them to another normal distribution:

let (encoder, normal) = (Normal(mean: 0.7, standardDeviation: 0.4), Normal.standard)
let nodes = Quadrature.gaussHermite(3)
func average(under law: Normal, _ f: (Double) -> Double) -> Double {
  nodes.integrate { f(law.mean + law.standardDeviation * $0) }
}
func logRatio(_ z: Double) -> Double { encoder.logDensity(z) - normal.logDensity(z) }
let forward = average(under: encoder, logRatio)
let backward = average(under: normal) { -logRatio($0) }
// snippet.fold Both by the formula, and the averages under the other distribution
let byFormula = [price(encoder), klDivergence(from: normal, to: encoder)]
let underOther = [average(under: normal, logRatio), average(under: encoder) { -logRatio($0) }]
notebook.check(
  "kl-definition", [forward, backward], equals: byFormula, within: 1e-12,
  refutes: [
    "the average is taken under p": underOther, "q and p change places": [backward, forward],
  ])
notebook.define("forward", forward)
notebook.define("backward", backward)
notebook.figure(
  "integrand",
  Figure(
    description:
      "The densities q and p, and the integrand q log(q / p), positive where q exceeds p.",
    x: Axis("z"), y: Axis("density; nats per unit of z"),
    marks: [
      .curve(over: -3...3, color: .gray) { .exp(normal.logDensity($0)) },
      .curve(over: -3...3) { .exp(encoder.logDensity($0)) },
      .curve(over: -3...3, color: .vermillion) { .exp(encoder.logDensity($0)) * logRatio($0) },
      .note("p", x: -1.6, y: 0.22), .note("q", x: 1.25, y: 0.42, color: .blue),
      .note("q log(q / p)", x: 0.95, y: 1.1, color: .vermillion),
    ]))
// snippet.show
// From the encoder to the prior the divergence is {{forward}} nats, from the prior to the encoder
// {{backward}}. The order matters, and [a later section](#the-two-directions) asks what it means.
//
// The log ratio of a *single* draw is something else. It is negative wherever $p$ exceeds $q$: for
// $\sigma < 1$ where $(1 - \sigma^2) z^2 - 2 \mu z + \mu^2 + 2 \sigma^2 \log \sigma > 0$, outside
// the interval between the two roots. Some draws of $q$ lie there:

var random = notebook.random("one-draw")
let negatives = Estimate(repetitions: 20_000) {
  logRatio(encoder.sample(using: &random)) < 0 ? 1 : 0
}
// snippet.fold The exact probability of a negative log ratio, from the two roots
let (m, s) = (encoder.mean, encoder.standardDeviation)
let reach = s * (m * m - 2 * (1 - s * s) * .log(s)).squareRoot()
func negativeShare(of law: Normal) -> Double {
  law.cumulative((m - reach) / (1 - s * s)) + 1 - law.cumulative((m + reach) / (1 - s * s))
}
notebook.define("negative share", negativeShare(of: encoder))
notebook.sharpen(
  "kl-definition",
  stated: "At a draw $z^{\\ast}$ subtract $KL(q(z^{\\ast} \\mid x) \\Vert p(z^{\\ast}))$.",
  right: "The divergence is an average without an argument $z^{\\ast}$. At a draw, "
    + "$\\log q(z^{\\ast} \\mid x) - \\log p(z^{\\ast})$ estimates it, and may be negative.")
// snippet.show
notebook.check(
  "kl-definition/one-draw", negatives, equals: negativeShare(of: encoder),
  refutes: ["the draws come from p": negativeShare(of: normal)])
// The divergence is positive; a draw's log ratio is negative in {{negative share}} of all cases.

// ## The formula, line by line
//
// Now in $d$ dimensions, with $q = N(\mu, \mathrm{diag}(\sigma_1^2, \dots, \sigma_d^2))$ and
// $p = N(0, I)$. Both have independent entries, so their log densities are sums:
// $$
// \log q(z) = -\tfrac d2 \log 2\pi - \tfrac12 \sum_j \log \sigma_j^2
//   - \tfrac12 \sum_j \frac{(z_j - \mu_j)^2}{\sigma_j^2} , \qquad (1)
// $$
// $$
// \log p(z) = -\tfrac d2 \log 2\pi - \tfrac12 \sum_j z_j^2 . \qquad (2)
// $$
// As code, for an example in three dimensions with no zero mean and no unit variance:

let q = DiagonalNormal(mean: [0.7, -1.2, 0.3], standardDeviations: [0.4, 1.5, 0.9])
let prior = DiagonalNormal.standard(dimension: 3)
let (d, logTwoPi) = (3.0, Double.log(2 * .pi))
func sum(_ term: (_ mean: Double, _ variance: Double) -> Double) -> Double {
  zip(q.mean, q.variances).map(term).reduce(0, +)
}
func logQ(_ z: [Double]) -> Double {
  let standardized = zip(z, q.entries).map { ($0 - $1.mean) / $1.standardDeviation }
  return -d / 2 * logTwoPi - 0.5 * sum { _, v in .log(v) } - 0.5 * dot(standardized, standardized)
}
func logP(_ z: [Double]) -> Double { -d / 2 * logTwoPi - 0.5 * dot(z, z) }
// Two checks compare (1) and (2), at ten points, with densities by Cholesky factors of covariances.
// snippet.fold The points, and q with a covariance matrix
random = notebook.random("points")
let points = (0..<10).map { _ in random.normals(3).map { 2 * $0 } }
let (fullQ, fullPrior) = (try MultivariateNormal(q), try MultivariateNormal(prior))
let scale = (q.variances.reduce(0, +) / d).squareRoot()
let oneScale = DiagonalNormal(mean: q.mean, standardDeviations: [scale, scale, scale])
let squaredScale = DiagonalNormal(mean: q.mean, standardDeviations: q.variances)
notebook.sharpen(
  "kl-logq-density", stated: "The encoder's distribution is $N(\\mu, \\boldsymbol\\sigma^2 I)$.",
  right:
    "The vector $\\sigma$ gives $N(\\mu, \\mathrm{diag}(\\sigma_1^2, \\dots, \\sigma_d^2))$, as the "
    + "same lecture derives; a number times $I$ is one variance for all dimensions.")
// snippet.show
notebook.check(
  "kl-logq-density", points.map(logQ), equals: points.map(fullQ.logDensity), within: 1e-10,
  refutes: [
    "σ² for σ": points.map(squaredScale.logDensity),
    "one variance for all dimensions": points.map(oneScale.logDensity),
    "the constant is taken once": points.map { logQ($0) + (d - 1) / 2 * logTwoPi },
  ])
notebook.check(
  "kl-logp-density", points.map(logP), equals: points.map(fullPrior.logDensity), within: 1e-12,
  refutes: ["the constant is taken once": points.map { logP($0) + (d - 1) / 2 * logTwoPi }])
// Only averages of squares are needed. Write $z_j = \mu_j + \sigma_j \varepsilon$ with a standard
// normal $\varepsilon$, for which $\mathbb E[\varepsilon] = 0$ and $\mathbb E[\varepsilon^2] = 1$:
// $$
// \mathbb E_q[(z_j - \mu_j)^2] = \sigma_j^2 \mathbb E[\varepsilon^2] = \sigma_j^2 , \qquad
// \mathbb E_q[z_j^2] = \mu_j^2 + 2 \mu_j \sigma_j \mathbb E[\varepsilon]
//   + \sigma_j^2 \mathbb E[\varepsilon^2] = \mu_j^2 + \sigma_j^2 . \qquad (3)
// $$
// To the square of the mean the variance is added. By the first half of (3) each quotient in (1)
// averages to one, and by the second the squares in (2) to $\mu_j^2 + \sigma_j^2$:
// $$
// \mathbb E_q[\log q] = -\tfrac d2 \log 2\pi - \tfrac12 \sum_j \log \sigma_j^2 - \tfrac d2 , \qquad (4)
// $$
// $$
// \mathbb E_q[\log p] = -\tfrac d2 \log 2\pi - \tfrac12 \sum_j (\mu_j^2 + \sigma_j^2) . \qquad (5)
// $$
// Line (4) is minus the entropy of $q$, line (5) minus the cross-entropy. Subtract (5) from (4).
// The constants cancel, and the closed form remains:
// $$
// \begin{aligned}
// KL(q \Vert p) &= \mathbb E_q[\log q] - \mathbb E_q[\log p] \\
// &= -\tfrac12 \sum_j (\log \sigma_j^2 + 1) + \tfrac12 \sum_j \mathbb E_q[z_j^2] \\
// &= -\tfrac12 \sum_j (\log \sigma_j^2 + 1) + \tfrac12 \sum_j (\mu_j^2 + \sigma_j^2) \\
// &= \tfrac12 \sum_j (\sigma_j^2 + \mu_j^2 - 1 - \log \sigma_j^2) . \qquad (6)
// \end{aligned}
// $$
// Each of the lines (3) to (6) has a left side, an average under $q$, and a right side, arithmetic
// with $\mu$ and $\sigma$. The averages are integrals of polynomials over three dimensions, so
// three nodes for each dimension, 27 in all, compute them without error of integration. The
// closures take the mean $m$ and the variance $v$ of a dimension; `exponents` is for later.

func average(_ f: ([Double]) -> Double) -> Double {
  nodes.integrate(dimension: 3) { noise in
    f(zip(q.entries, noise).map { $0.mean + $0.standardDeviation * $1 })
  }
}
let expectedLogQ = -d / 2 * logTwoPi - 0.5 * sum { _, v in .log(v) } - d / 2
let expectedLogP = -d / 2 * logTwoPi - 0.5 * sum { m, v in m * m + v }
let closedForm = 0.5 * sum { m, v in v + m * m - 1 - .log(v) }
let byQuadrature = average { logQ($0) - logP($0) }
func square(_ x: Double) -> Double { x * x }
func exponents(_ z: Double) -> Double { -square((z - m) / s) / 2 + square(z) / 2 }
// snippet.hide
func text(_ estimate: Estimate) -> String {
  "\(estimate.mean.formatted()) ± \(estimate.standardError.formatted(significant: 2))"
}
notebook.define("closed form", closedForm)
notebook.table(
  ["line", "what", "left side, by 27 nodes", "right side, by arithmetic"],
  [
    ("(3)", "$\\sum_j \\mathbb E_q[z_j^2]$", average { dot($0, $0) }, sum { m, v in m * m + v }),
    ("(4)", "$\\mathbb E_q[\\log q]$", average(logQ), expectedLogQ),
    ("(5)", "$\\mathbb E_q[\\log p]$", average(logP), expectedLogP),
    ("(6)", "$KL(q \\Vert p)$", byQuadrature, closedForm),
  ].map { line, what, left, right in
    [.text(line), .text(what), .number(left, decimals: 12), .number(right, decimals: 12)]
  })
// snippet.show
notebook.check(
  "kl-second-moment", (0..<3).map { j in average { $0[j] * $0[j] } },
  equals: q.entries.map { $0.mean * $0.mean + $0.variance }, within: 1e-13,
  refutes: [
    "the square of the mean": q.entries.map { $0.mean * $0.mean },
    "σ for σ²": q.entries.map { $0.mean * $0.mean + $0.standardDeviation },
  ])
notebook.check(
  "kl-expected-logq", [expectedLogQ, -q.entropy], equals: [average(logQ), average(logQ)],
  within: 1e-12,
  refutes: [
    "the last d/2 is lost": [expectedLogQ + d / 2, -q.entropy],
    "log σ for log σ²": [expectedLogQ + 0.25 * sum { _, v in .log(v) }, -q.entropy],
  ])
notebook.check(
  "kl-expected-logp", expectedLogP, equals: average(logP), within: 1e-12,
  refutes: ["without the variances": expectedLogP + 0.5 * sum { _, v in v }])
// At this $q$ each line agrees to twelve decimals. One lecture divides first, for $d = 1$:
// $$
// \mathbb E_q\Bigl[-\frac{(z - \mu)^2}{2\sigma^2} + \frac{z^2}{2} + \tfrac12 \log \sigma^{-2}\Bigr]
// = \tfrac12 (\sigma^2 + \mu^2 - 1 - \log \sigma^2) ,
// $$
// where the minus sign in $\sigma^{-2}$ is easily lost.
notebook.check(
  "kl-gaussian-scalar", average(under: encoder) { exponents($0) - .log(s) },
  equals: 0.5 * (s * s + m * m - 1 - 2 * .log(s)), within: 1e-14,
  refutes: [
    "the bracket at the mean": exponents(m) - .log(s),
    "log σ² for log σ⁻²": average(under: encoder) { exponents($0) + .log(s) },
  ])

// ## Three ways that do not use the formula
//
// A derivation and its code may share a mistake, so we reach the number for the same $q$ in three
// other ways. The first was the integral of the definition. The second is the formula for any
// covariance matrix $\Sigma$ ([@kullback1959]),
// $$
// KL(N(\mu, \Sigma) \Vert N(0, I)) = \tfrac12 \bigl(\mathrm{tr} \thinspace \Sigma + \mu^\top \mu - d
//   - \log\det \Sigma\bigr) ,
// $$
// which for a diagonal $\Sigma$ would be our formula again. So we first reflect $q$ at the plane
// orthogonal to a vector $a$, $z \mapsto Hz$ with $H = I - 2 a a^\top / (a^\top a)$. A reflection
// leaves the prior as it is and moves the points of both distributions alike, so it cannot change
// the divergence; but the mean becomes $H\mu$, and the covariance $H \Sigma H^\top$ is full. The
// third way averages the log ratio over draws. The first two agree with (6) to rounding; the mean
// of the draws lies {{draws off}} of its standard errors from (6), where five are allowed:

let axis = [1.0, 2, -1]
let reflection = Matrix.identity(3) - (2 / dot(axis, axis)) * Matrix.outerProduct(axis, axis)
let reflected = try MultivariateNormal(
  mean: reflection * q.mean,
  covariance: (reflection * q.covariance * reflection.transposed).symmetrized)
let byMatrices = klDivergence(from: reflected, to: fullPrior)
random = notebook.random("draws")
let byDraws = klEstimate(.logRatio, samples: 40_000, from: q, to: prior, using: &random)
notebook.define(
  "draws off", (byDraws.mean - closedForm).magnitude / byDraws.standardError, significant: 2)
notebook.table(
  ["way", "nats"],
  [
    ["the definition, by quadrature", .number(byQuadrature, decimals: 12)],
    ["covariance matrices, after a reflection", .number(byMatrices, decimals: 12)],
    ["40,000 draws", .number(text(byDraws))],
  ])

// ## The slips, by name
//
// The formula is easily remembered wrong. Eight slips, in code `slips`, and what they give for our
// $q$ instead of {{closed form}} nats, written with $m$ for $\mu_j$ and $s$ for $\sigma_j$:
//
// snippet.quote kl-term-slips
// snippet.hide
let slips = KLTermSlip.allCases
notebook.table(
  ["slip", "nats"], slips.map { [.text($0.rawValue), .number($0.value(at: q), decimals: 4)] })
let distances = slips.map { ($0.value(at: q) - closedForm).magnitude }
notebook.define("smallest slip", distances.reduce(.infinity, min), significant: 2)
let inOneDimension = DiagonalNormal(mean: [m], standardDeviations: [s])
notebook.define("squared logarithm", KLTermSlip.squaredLogarithm.value(at: inOneDimension))
notebook.sharpen(
  "kl-gaussian-diagonal", stated: "The last term is $\\log(\\sigma_j)^2$.",
  right: "Read $\\log(\\sigma_j^2)$, the logarithm of the variance, as the same lecture derives; "
    + "the other reading, $(\\log \\sigma_j)^2$, can give negative values.")
// snippet.show
notebook.check(
  "kl-gaussian-diagonal", [closedForm, klDivergenceToStandardNormal(from: q), byMatrices],
  equals: [byQuadrature, byQuadrature, byQuadrature], within: 1e-12,
  refutes: slips.map { ($0.rawValue, [closedForm, $0.value(at: q), byMatrices]) })
notebook.check(
  "kl-gaussian-diagonal/draws", byDraws, equals: closedForm,
  refutes: slips.map { ($0.rawValue, $0.value(at: q)) })
// Each slip is off by at least {{smallest slip}} nats here, so each of the three ways finds it. The
// example was chosen for that: at $\sigma = 1$ the logarithm vanishes, and with it the slips about
// the logarithm; in one dimension a mean is a sum. For the $q$ in one dimension above, the third
// slip gives {{squared logarithm}} nats, a negative number.
//
// Training code computes the term from what an encoder returns, the mean and
// $\ell_j = \log \sigma_j^2$, which may be any real number:

func klTerm(_ mean: Tensor<Double>, _ logVariance: Tensor<Double>) -> Tensor<Double> {
  (1 + logVariance - mean.squared() - logVariance.exp()).sum() * -0.5
}
let logVariances: [Double] = q.variances.map { .log($0) }
let encoded = [Tensor(q.mean), Tensor(logVariances)]
notebook.check(
  "kl-code-form", klTerm(encoded[0], encoded[1]).number, equals: closedForm, within: 1e-14,
  refutes: [
    "log σ is passed": klTerm(encoded[0], encoded[1] * 0.5).number,
    "σ² is passed": klTerm(encoded[0], Tensor(q.variances)).number,
  ])
// The compiler cannot see whether the second argument is $\log \sigma^2$, $\log \sigma$ or
// $\sigma^2$: all are vectors of numbers. The comparison with (6) tells them apart.

// ## Dimensions add up, correlation costs extra
//
// Formula (6) is a sum over $j$ because the log ratio of independent entries is a sum. With $v_j$
// the diagonal of any $\Sigma$, the formula for $\Sigma$ minus (6) at $v_j$ gives
// $$
// KL(N(\mu, \Sigma) \Vert N(0, I)) = \sum_j KL(N(\mu_j, v_j) \Vert N(0, 1))
//   + \tfrac12 \Bigl(\sum_j \log v_j - \log\det \Sigma\Bigr) .
// $$
// The last term is the total correlation ([@watanabe1960]), the divergence of $q$ from the product
// of its marginals: zero for a diagonal $\Sigma$, positive otherwise. For the reflected $q$:

func price(_ law: Normal) -> Double { klDivergence(from: law, to: normal) }
let ofEntries = reflected.marginals.map(price).reduce(0, +)
let ofCorrelation = totalCorrelation(of: reflected)
notebook.check(
  "kl-additive", ofEntries + ofCorrelation, equals: closedForm, within: 1e-12,
  refutes: ["the entries": ofEntries, "the correlation subtracted": ofEntries - ofCorrelation])
// The entries of the reflected $q$ make {{of entries}} nats and their correlation
// {{of correlation}}; the original has {{closed form}} nats in its entries alone. A sum over
// dimensions is right for a diagonal encoder, and too small for a full covariance.

// ## The gradient
//
// A lecture calls the term's gradients straightforward. With $\ell_j = \log \sigma_j^2$ they are
// $$
// \frac{\partial KL}{\partial \mu_j} = \mu_j , \qquad
// \frac{\partial KL}{\partial \sigma_j} = \sigma_j - \frac1{\sigma_j} , \qquad
// \frac{\partial KL}{\partial \ell_j} = \tfrac12 (\sigma_j^2 - 1) .
// $$
// Gradient descent pulls the mean to zero like a spring and the standard deviation to one. How hard
// depends on the coordinate: the slope in $\sigma$ falls to $-\infty$ as $\sigma \to 0$, while the
// slope in $\ell$, which encoders use, stays above $-\tfrac12$. In $\ell$ a narrow $q$ is widened
// gently and a wide $q$ is narrowed hard.
//
// These slopes follow from `klTerm` by the rules of differentiation of chapter
// [00](00-autodiff.md), and the slope in $\sigma$ by the chain rule, as
// $\partial \ell / \partial \sigma = 2 / \sigma$:

let byRules = valueWithGradient(at: encoded) { klTerm($0[0], $0[1]) }.gradient
let inDeviations = zip(byRules[1].numbers, q.standardDeviations).map { $0 * 2 / $1 }
let gradient = StandardNormalDivergenceGradient(at: q)
notebook.check(
  "kl-gradient", byRules[0].numbers + byRules[1].numbers + inDeviations,
  equals: gradient.mean + gradient.logVariances + gradient.standardDeviations, within: 1e-14,
  refutes: [
    "the slope in σ for that in log σ²": q.mean + inDeviations + inDeviations,
    "the logarithm is forgotten": q.mean + q.variances.map { $0 / 2 } + q.standardDeviations,
  ])

// ## Never negative
//
// That the bound is a bound rests on $KL \ge 0$. To prove it, let $r = p(z) / q(z)$. The logarithm
// lies below its tangent at one, $\log r \le r - 1$, and touches it only at $r = 1$. The average of
// $r$ under $q$ is the mass of $p$ where $q$ is positive, here one. Hence
// $$
// KL(q \Vert p) = \mathbb E_q[-\log r] = \mathbb E_q[r - 1 - \log r] \ge 0 ,
// $$
// an average of a function that is nowhere negative. It is zero only if $r = 1$ almost everywhere
// under $q$, that is, if $q$ and $p$ are the same distribution. (Jensen's inequality,
// [@jensen1906], gives the sign in one step: $\mathbb E_q[-\log r] \ge -\log \mathbb E_q[r] = 0$.)
// For (6) the same tangent, $\log \sigma \le \sigma - 1$, says more: the divergence is at least
// half the squared distance of $(\mu, \sigma)$ from the prior's $(0, 1)$,
// $$
// KL(q \Vert p) \ge \tfrac12 \sum_j \bigl(\mu_j^2 + (\sigma_j - 1)^2\bigr) .
// $$
// A check integrates $r$ and $r - 1 - \log r$ on a fine grid, for a $q$ near the prior, and
// compares with 1 and with formula (6); `averageNear` takes a function of $\log r$:

let grid = Quadrature.gaussLegendre(400, from: -14, to: 14)
let near = Normal(mean: 0.7, standardDeviation: 0.9)
func averageNear(_ f: (_ logR: Double) -> Double) -> Double {
  grid.integrate { .exp(near.logDensity($0)) * f(normal.logDensity($0) - near.logDensity($0)) }
}
notebook.check(
  "kl-nonnegative", [averageNear { .exp($0) }, averageNear { .exp($0) - 1 - $0 }],
  equals: [1, price(near)], within: 1e-12,
  refutes: ["r is q / p": [averageNear { .exp(-$0) }, averageNear { .exp(-$0) - 1 + $0 }]])

// ## Around the prior
//
// A lecture tests the formula at two points. At the prior, $\mu = 0$ and $\sigma = 1$, the
// divergence is zero, and so is its gradient. At $\mu = \sigma = 1$ it is one half.

let atPrior = StandardNormalDivergenceGradient(at: prior).standardDeviations
let atOne = DiagonalNormal(mean: [1], standardDeviations: [1])
notebook.check(
  "kl-sanity-zero", [klDivergenceToStandardNormal(from: prior)] + atPrior, equals: [0, 0, 0, 0],
  within: .leastNormalMagnitude,
  refutes: [
    "the −1 is lost": [KLTermSlip.lostOne.value(at: prior)] + atPrior,
    "the slope of the logarithm is lost": [0] + prior.standardDeviations,
  ])
notebook.check(
  "kl-sanity-half", klDivergenceToStandardNormal(from: atOne), equals: 0.5,
  within: .leastNormalMagnitude,
  refutes: ["the ½ is lost": KLTermSlip.lostHalf.value(at: atOne)])
// Both are weak tests: at the first most slips also give zero, and $\sigma = 1$ hides the slips
// about the logarithm. How the divergence *leaves* zero tells more. To second order
// $$
// \tfrac12 \sum_j (\mu_j^2 + e^{\ell_j} - 1 - \ell_j)
// = \sum_j \bigl(\tfrac12 \mu_j^2 + \tfrac14 \ell_j^2\bigr) + O(\ell^3) ,
// $$
// half the quadratic form of the Fisher information in $(\mu, \ell)$ ([@kullback1959]). The other
// direction, $KL(p \Vert q)$, has the same second-order term: near the prior the order does not
// matter. A millionth of the way from the prior to our $q$, both divergences divided by the
// quadratic form are one up to a term of that size, and the other seven slips are not.
// snippet.fold A millionth of the way to q
let step = 1e-6
let close = DiagonalNormal(
  mean: q.mean.map { step * $0 }, standardDeviations: logVariances.map { .exp(step * $0 / 2) })
let form = step * step * (dot(q.mean, q.mean) / 2 + dot(logVariances, logVariances) / 4)
let right = klDivergenceToStandardNormal(from: close) / form
let other = KLTermSlip.otherDirection.value(at: close) / form
// snippet.show
notebook.check(
  "kl-expansion", [right, other], equals: [1, 1], within: 1e-5,
  refutes: slips.dropLast().map { ($0.rawValue, [$0.value(at: close) / form, other]) })
// snippet.hide
func landscape(_ m: Double, _ logSigma: Double) -> Double {
  klDivergenceToStandardNormal(mean: [m], logVariances: [2 * logSigma])
}
func quadratic(_ m: Double, _ logSigma: Double) -> Double { m * m / 2 + logSigma * logSigma }
let (levels, x, y) = ([0.1, 0.5, 1, 2, 4], -3.0...3.0, -3.0...1.5)
notebook.define("narrow height", landscape(0, -1))
notebook.define("wide height", landscape(0, 1))
notebook.figure(
  "landscape",
  Figure(
    description:
      "Contours of the divergence and of the quadratic form, in nats, which approach each other at "
      + "the prior. Further out the divergence is steeper above than below.",
    height: 480, x: Axis("mean μ", range: x), y: Axis("log σ", range: y),
    marks: [
      .contours(
        x: x, y: y, levels: levels, color: .vermillion, label: "quadratic form", of: quadratic),
      .contours(x: x, y: y, levels: levels, label: "divergence", of: landscape),
      .scatter(x: [0], y: [0], color: .gray), .note("prior", x: 0, y: 0),
    ] + levels.map { .note($0.formatted(), x: (2 * $0).squareRoot(), y: 0) }))
// snippet.show
// The divergence is strictly convex in $(\mu, \log \sigma)$, so it has one minimum. Close to the
// prior the contours approach ellipses whose axes have the ratio $\sqrt 2$. Further out the sides
// differ: a centred $q$ that is $e$ times as wide as the prior costs {{wide height}} nats, one $e$
// times narrower {{narrow height}}.

// ## The two directions
//
// What does the order of the two distributions mean? Let $p$ be a density with a mean and a
// variance, and choose a normal $q$ that makes a divergence small. $KL(q \Vert p)$ averages where
// $q$ is, and charges $q$ for being where $p$ is small. $KL(p \Vert q)$ averages where $p$ is, and
// charges $q$ for being small where $p$ is not. For the second, set both derivatives to zero:
// $$
// KL(p \Vert q) = \text{const} + \log \sigma + \frac{\mathbb E_p[(z - \mu)^2]}{2 \sigma^2}
// \quad\text{is least at}\quad \mu = \mathbb E_p[z] , \quad \sigma^2 = \mathrm{Var}_p(z) ,
// $$
// so $q$ spreads over all of $p$. For the first there is no such formula in general. If the modes
// of $p$ lie far apart, $q$ settles on one of them ([@minka2005]; [@bishop2006, §10.1.2]). We
// minimise both numerically for a mixture with weights 0.4 and 0.6; for the first direction the
// search starts at $-1$ and at 1:

let parts = [-2.5, 2.5].map { Normal(mean: $0, standardDeviation: 0.6) }
func mixture(_ z: Double) -> Double {
  logSumExp(parts.map { $0.logDensity(z) }, weights: [0.4, 0.6])
}
func divergence(from a: (Double) -> Double, to b: (Double) -> Double) -> Double {
  grid.integrate { z in .exp(a(z)) * (a(z) - b(z)) }
}
let seeking = [-1, 1].map { start in
  normalMinimizing(from: start) { divergence(from: $0.logDensity, to: mixture) }
}
let covering = normalMinimizing(from: 1) { divergence(from: mixture, to: $0.logDensity) }
let costs = seeking.map { divergence(from: $0.logDensity, to: mixture) }
// snippet.fold The covering q in the place of both, and its width
notebook.illustrate(
  "kl-asymmetry",
  because: "One mixture with distant modes was fitted; where modes overlap enough, the best q by "
    + "$KL(q \\Vert p)$ covers both.")
notebook.define("left cost", costs[0])
notebook.define("right cost", costs[1])
notebook.define("missed mode", divergence(from: mixture, to: seeking[1].logDensity))
let both = [covering, covering]
let spread = covering.standardDeviation.formatted(decimals: 2)
notebook.figure(
  "directions",
  Figure(
    description:
      "A density with two modes. The fit by KL(q ‖ p), started at 1, sits on the right mode; "
      + "the fit by KL(p ‖ q), with a standard deviation of \(spread), spreads over both.",
    x: Axis("z"), y: Axis("density"),
    marks: [
      .curve(over: -7...7, color: .gray, label: "p") { .exp(mixture($0)) },
      .curve(over: -7...7, color: .vermillion, label: "least KL(q ‖ p)") {
        .exp(seeking[1].logDensity($0))
      },
      .curve(over: -7...7, label: "least KL(p ‖ q)") { .exp(covering.logDensity($0)) },
    ]))
// snippet.show
notebook.check(
  "kl-asymmetry/covering", [covering.mean, covering.variance],
  equals: [0.4 * -2.5 + 0.6 * 2.5, 0.36 + 0.4 * 0.6 * 25], within: 1e-5,
  refutes: ["the other direction": [seeking[1].mean, seeking[1].variance]])
notebook.check(
  "kl-asymmetry/seeking", seeking.map(\.mean) + seeking.map(\.variance) + costs,
  equals: [-2.5, 2.5, 0.36, 0.36, -.log(0.4), -.log(0.6)], within: 1e-3,
  refutes: ["the other direction": both.map(\.mean) + both.map(\.variance) + costs])
// Which mode $q$ takes depends on where the search starts. On the left mode the divergence is
// {{left cost}} nats, on the right {{right cost}}. That is $-\log$ of the weight of the mode, since
// on the chosen mode $p$ is about this weight times $q$, and the mode that $q$ misses adds nothing.
// By $KL(p \Vert q)$ the same $q$ on the right mode would cost {{missed mode}} nats.
//
// For a VAE this concerns the *gap*: $KL(q \Vert p(z \mid x))$ has $q$ first, so an encoder may
// settle on one of several modes of the posterior. The term of this chapter is another divergence,
// and has one minimum, the prior. In the bound it favours modes near zero.
//
// In the extreme $q$ has mass where $p$ has none. There $\log p = -\infty$ and the divergence is
// infinite, while an outcome that $q$ never has costs nothing, as $0 \log 0 = 0$: a fair coin and a
// coin with two heads show both. The Jensen–Shannon divergence ([@lin1991]), the mean divergence of
// both from their equal mixture, is at most $\log 2$: no density exceeds twice the mixture.

let (fair, heads) = (Bernoulli(probability: 0.5), Bernoulli(probability: 1))
let coins = [klDivergence(from: fair, to: heads), klDivergence(from: heads, to: fair)]
let jensenShannon = jensenShannonDivergence(fair, heads)
notebook.check(
  "kl-support", coins + [jensenShannon],
  equals: [.infinity, .log(2), Bernoulli(probability: 0.75).entropy - fair.entropy / 2],
  within: 1e-14,
  refutes: [
    "an outcome that p never has is skipped": [0.5 * .log(0.5), coins[1], jensenShannon],
    "the mean of both directions": coins + [(coins[0] + coins[1]) / 2],
  ])

// ## What sampling would cost
//
// The lectures say that the term needs no sampling. What does the closed form save? The log ratio
// at a draw has the right mean. With $z = \mu + \sigma \varepsilon$ it is, up to a constant,
// $\tfrac12 (\sigma^2 - 1) \varepsilon^2 + \mu\sigma \varepsilon$ for each dimension. Since
// $\varepsilon^2$ has variance 2 and is uncorrelated with $\varepsilon$,
// $$
// \mathrm{Var}_q(\log q - \log p)
// = \sum_j \bigl(\tfrac12 (\sigma_j^2 - 1)^2 + \mu_j^2 \sigma_j^2\bigr) .
// $$

let variance = sum { m, v in 0.5 * square(v - 1) + m * m * v }
notebook.check(
  "kl-no-sampling", average { square(logQ($0) - logP($0) - closedForm) }, equals: variance,
  within: 1e-12,
  refutes: [
    "without the mean": sum { _, v in 0.5 * square(v - 1) },
    "ε² has variance 1": sum { m, v in 0.25 * square(v - 1) + m * m * v },
  ])
// One draw stands for {{closed form}} nats with a standard deviation of {{one draw}}. A standard
// error of a hundredth of a nat takes {{draws needed}} draws; the formula has no sampling error.
//
// Where no formula is known, as for mixtures and flows, one can still draw. Then the proof of
// $KL \ge 0$ offers a second estimator ([@schulman2020]). Both $-\log r$ and $r - 1 - \log r$ have
// the mean $KL(q \Vert p)$, but the second is never negative: $r - 1$ has mean zero and serves as a
// control variate. Since $\mathbb E_q[r \log r] = KL(p \Vert q)$, the covariance of $r$ and
// $\log r$ is the sum of both divergences. With $\chi^2(p \Vert q)$ for the variance of $r$
// $$
// \mathrm{Var}_q(r - 1 - \log r) = \chi^2(p \Vert q) + \mathrm{Var}_q(\log r)
//   - 2 KL(q \Vert p) - 2 KL(p \Vert q) , \qquad
// \chi^2(p \Vert q) = \int \frac{p^2}{q} \thinspace dz - 1 .
// $$
// snippet.fold The variances on the grid, and the figure
let controlled = averageNear { square(.exp($0) - 1 - $0) } - square(price(near))
let uncorrelated = averageNear { square(.exp($0) - 1) } + logRatioVariance(from: near, to: normal)
func centred(_ deviation: Double) -> Normal { Normal(mean: 0, standardDeviation: deviation) }
func sdPlain(_ deviation: Double) -> Double {
  logRatioVariance(from: centred(deviation), to: normal).squareRoot()
}
func sdControlled(_ deviation: Double) -> Double {
  max(0, controlVariateVariance(from: centred(deviation), to: normal)).squareRoot()
}
let (plain, improved) = (sdPlain(0.95), sdControlled(0.95))
notebook.define("one draw", variance.squareRoot(), significant: 2)
notebook.define("draws needed", Int((variance / (0.01 * 0.01)).rounded(.up)))
notebook.define("gain", square(plain / improved))
notebook.figure(
  "estimators",
  Figure(
    description:
      "For q = N(0, σ²): the divergence, and the standard deviation (sd) of both estimators at one "
      + "draw. Towards σ = √½ that of r − 1 − log r grows without bound.",
    x: Axis("σ"), y: Axis("nats", range: 0...1),
    marks: [
      .curve(over: 0.5...1.5, color: .gray, label: "divergence") { price(centred($0)) },
      .curve(over: 0.5...1.5, label: "sd of −log r") { sdPlain($0) },
      .curve(over: 0.711...1.5, color: .vermillion, label: "sd of r − 1 − log r") {
        sdControlled($0)
      },
      .vertical(at: 0.5.squareRoot()), .note("σ = √½", x: 0.55, y: 0.95),
    ]))
// snippet.show
notebook.check(
  "kl-estimators", [controlled, chiSquareDivergence(from: normal, to: centred(0.7))],
  equals: [controlVariateVariance(from: near, to: normal), .infinity], within: 1e-11,
  refutes: [
    "r and log r are uncorrelated": [uncorrelated, .infinity],
    "χ²(q ‖ p) for χ²(p ‖ q)": [controlled, chiSquareDivergence(from: centred(0.7), to: normal)],
  ])
// Near the prior $-\log r$ has a standard deviation of about $\sqrt{2 KL}$, far more than the
// divergence itself; at $\mu = 0$ and $\sigma = 0.95$ its variance is {{gain}} times that of the
// second estimator. Towards narrower $q$ the curves cross, and for $\sigma^2 \le \tfrac12$ the
// tails of $q$ fall so fast that the integral of $p^2 / q$ diverges, and one such dimension is
// enough. Then the second estimator is unbiased with infinite variance, and a standard error from
// its draws, being finite, may mislead.

// ## What the term forbids
//
// The KL term, says a lecture, prevents the encoder from encoding each $x$ as a delta function. For
// $\mu = 0$ the formula is
// $$
// \tfrac12 (\sigma^2 - 1) - \log \sigma \approx -\log \sigma - \tfrac12 \quad\text{for small}\quad \sigma .
// $$
// The limit is infinite, so a delta function is indeed excluded. But the price grows slowly: each
// further factor of ten costs about $\log 10$ nats. Against it stands the reconstruction. Suppose
// that a spread $\sigma$ raises the expected error $-\mathbb E_q[\log p(x \mid z)]$ by
// $\tfrac c2 \sigma^2$, where $c$ is the curvature of the error in this latent dimension. The sum
// of both is least where the slopes cancel,
// $$
// \sigma - \frac1\sigma + c \sigma = 0 , \qquad \sigma^2 = \frac1{1 + c} ,
// $$
// which for a linear decoder of a single latent dimension is the variance of the exact posterior
// ([05](05-ppca.md)). Each $\sigma$ below one is the best for some curvature:

let needles = [0.5, 0.1, 1e-3, 1e-6]
let prices = needles.map { price(Normal(mean: 0, standardDeviation: $0)) }
let curvatures = needles.map { 1 / ($0 * $0) - 1 }
let centres = DiagonalNormal(mean: needles.map { _ in 0 }, standardDeviations: needles)
let slopes = StandardNormalDivergenceGradient(at: centres).standardDeviations
notebook.table(
  ["σ", "nats", "best for the curvature c"],
  zip(zip(needles, prices), curvatures).map { needle, c in
    [.number(needle.0), .number(needle.1, decimals: 2), .number(c, significant: 3)]
  })
notebook.define("needle price", prices[3])
notebook.sharpen(
  "kl-delta-penalty",
  stated: "The KL term prevents the encoder from encoding each point as a delta function.",
  right: "It excludes a delta function, at infinite cost. A narrow normal distribution costs about "
    + "$-\\log \\sigma - \\frac12$ nats at $\\mu = 0$; the reconstruction sets the best width.")
notebook.check(
  "kl-delta-penalty", zip(needles, prices).map { $1 + .log($0) },
  equals: needles.map { ($0 * $0 - 1) / 2 }, within: 1e-12,
  refutes: ["log σ² for log σ": zip(needles, prices).map { $1 + 2 * .log($0) }])
notebook.check(
  "kl-delta-penalty/best-width", zip(slopes, curvatures).map { -$0 / $1 }, equals: needles,
  within: 1e-14, refutes: ["1 / σ² for the curvature": zip(slopes, needles).map { -$0 * $1 * $1 }])
// A millionth of the prior's width costs {{needle price}} nats, and is best for the last curvature.

// ## Your own numbers
//
// With `--mean` and `--sigma` this section takes the output of your own encoder, in code `yours`:
// the mean and the standard deviation (not its square, not its logarithm) of each latent dimension.
// snippet.fold The divergence of your numbers, and which slips they reveal
let shares = yours.entries.map(price)
let total = klDivergenceToStandardNormal(from: yours)
let integral = yours.entries.map { law in
  average(under: law) { law.logDensity($0) - normal.logDensity($0) }
}.reduce(0, +)
let standard = DiagonalNormal.standard(dimension: yours.dimension)
random = notebook.random("yours")
let sampled = klEstimate(.logRatio, samples: 20_000, from: yours, to: standard, using: &random)
func inBoth(_ nats: Double) -> String {
  "\(nats.formatted(significant: 6)) nats, \((nats / .log(2)).formatted(significant: 6)) bits"
}
let rounding = 1e-9 * yours.entries.map { 1 + $0.variance + square($0.mean) }.reduce(0, +)
func shows(_ slip: KLTermSlip, beyond error: Double) -> Bool {
  (slip.value(at: yours) - total).magnitude > 20 * error
}
let shown = slips.filter { shows($0, beyond: rounding) }
let hidden = slips.filter { !shown.contains($0) }.map(\.rawValue)
let samplingError = (logRatioVariance(from: yours, to: standard) / 20_000).squareRoot()
let drawn = slips.filter { shows($0, beyond: samplingError) }
if samplingError > rounding {
  notebook.check(
    "kl-gaussian-diagonal/your-draws", sampled, equals: total,
    refutes: drawn.map { ($0.rawValue, $0.value(at: yours)) })
}
notebook.result("divergence KL(q ‖ p)", inBoth(total))
notebook.table(
  ["dimension", "μ", "σ", "nats", "bits"],
  zip(1..., yours.entries).map { j, law in
    let (mean, deviation) = (law.mean.formatted(), law.standardDeviation.formatted())
    if j < 7 { notebook.result("dimension \(j), N(\(mean), \(deviation)²)", inBoth(shares[j - 1])) }
    return [
      .number(j), .number(mean), .number(deviation), .number(shares[j - 1], significant: 6),
      .number(shares[j - 1] / .log(2), significant: 6),
    ]
  })
notebook.define("total", inBoth(total))
notebook.define("integral", inBoth(integral))
notebook.define("sampled", text(sampled))
notebook.define("told apart", drawn.count)
notebook.define("hidden", hidden.isEmpty ? "none" : hidden.joined(separator: "; "))
notebook.result("by quadrature", inBoth(integral))
notebook.result("by 20,000 draws", "\(text(sampled)) nats")
notebook.result("slips that these numbers hide", hidden.isEmpty ? "none" : "\(hidden.count) of 8")
// snippet.show
notebook.check(
  "kl-gaussian-diagonal/yours", [shares.reduce(0, +), integral], equals: [total, total],
  within: rounding,
  refutes: shown.map { ($0.rawValue, [$0.value(at: yours), $0.value(at: yours)]) })
// The total is {{total}}. Quadrature of the definition gives {{integral}}, and 20,000 draws give
// {{sampled}} nats. The draws tell {{told apart}} of the eight slips clearly from the total,
// quadrature each that changes it by more than rounding may. Hidden from both: {{hidden}}.

// ## What to take along
//
// - The divergence of a diagonal normal $q$ from the standard normal prior is
//   $\tfrac12 \sum_j (\sigma_j^2 + \mu_j^2 - 1 - \log \sigma_j^2)$ nats.
// - Test an implementation away from $\mu = 0$ and $\sigma = 1$, in several dimensions, and against
//   something that is not the formula: quadrature, covariance matrices, or draws.
// - The divergence is never negative, and zero only if $q$ is the prior; in $\log \sigma$ it is
//   steep towards a wide $q$ and gentle towards a narrow $q$.
// - With $q$ first, a divergence to a density with distant modes lets $q$ settle on one. That
//   concerns the posterior, and so the gap; the divergence from the prior has one minimum.
// - The term excludes a delta function but no width; the reconstruction decides how narrow $q$ is.
//
// ## Try it
//
// 1. `swift run gaussian-kl --mean 0,0 --sigma 0.5,2`: one dimension is half as wide as the prior,
//    the other twice as wide. Predict which costs more, and by what factor.
// 2. `swift run gaussian-kl --mean 0 --sigma 0.001`: predict the nats, then by how much they grow
//    with `--sigma 0.0001`. In bits: how many binary digits is one more decimal digit worth?
// 3. `swift run gaussian-kl --mean 1,1,1,1 --sigma 1,1,1,1`: predict the total, and which of the
//    eight slips these numbers hide. Then change one number so that none is hidden.
//
// ## Exercises
//
// 1. *On paper.* Repeat lines (1) to (6) in one dimension for $p = N(m, s^2)$. Show that the result
//    depends on $\sigma / s$ and $(\mu - m) / s$ only; confirm it by `klDivergence(from:to:)`.
// 2. *On paper.* Derive the divergence for any two covariance matrices. Show first that
//    $\mathbb E_q[(z - m)^\top A (z - m)] = \mathrm{tr}(A \Sigma) + (\mu - m)^\top A (\mu - m)$.
// 3. *On paper.* Write (6) in $\mu$ and $\ell = \log \sigma^2$ and show that it is strictly convex.
//    Why is the prior then the only minimum? Is it also convex in $\mu$ and $\sigma$?
// 4. *In code.* Walk from the prior to $q$ along $\mu(t) = t\mu$, $\ell(t) = t\ell$, and integrate
//    the slope over $t$ from 0 to 1. Why must the result be the divergence?
// 5. *On paper.* Show that for $\sigma_j \le 1$ the variance of the log ratio is at most
//    $\tfrac d2 + \sum_j \mu_j^2$. How many draws ensure a standard error of 0.01 if
//    $\vert \mu_j \vert \le 1$?
// 6. *In code.* Move the modes of the mixture towards each other, and find the distance below which
//    the search for the least $KL(q \Vert p)$ ends at the same $q$ from both sides.
//
// ## Further reading
//
// - [@kullback1951] and [@kullback1959]: the divergence, its properties, and normal distributions.
// - [@kingma2014, appendix B]: formula (6), in the paper that introduced the VAE.
// - [@minka2005]: what each direction, and the divergences between them, do to an approximation.
// - [@bishop2006, §10.1.2]: both directions, with figures of a correlated and of a bimodal density.
// - [@schulman2020]: the estimators from draws, on one page.
notebook.define("of entries", ofEntries)
notebook.define("of correlation", ofCorrelation)
notebook.finish()
