// # Monte Carlo: an average replaces an integral
//
// A latent variable model asks for expectations that no formula gives. How can they be computed, how
// large is the error, and when is the stated error itself wrong? This chapter replaces an integral by
// an average of random draws, compares the average with exact values that are known by another route,
// and then looks for the conditions under which the average, or its error bar, stops working.
//
// - **You need:** expectation, variance, and the density of a normal distribution. No earlier chapter
//   is needed.
// - **You will be able to:** estimate an expectation and attach an honest error bar; say how many draws
//   a given error costs; name the condition on $f$ that the error bar needs; draw from a better
//   distribution than the given one, and notice when the weights do not deserve trust.
// - **Time:** {{reading time}}
//
// A line with a ✓ is a check: what was measured, what was expected, and a fold with its code, its rule
// and the wrong variants that it rejects. The helpers that lay out tables and figures, such as
// `weightRow`, stand beside this program in `Tables.swift` and `Figures.swift`.
// snippet.hide
import Elementary
import Notebook
import Numerics
import Probability
let ownDraws = Option<Int>.integer(
  "draws", default: 1_024, in: 2...100_000, help: "draws in the last row of the coverage table")
let ownProposals = Option<[Double]>.numbers(
  "proposal", default: [0.8], in: 0.05...20, atMost: 4, help: "widths t of proposals N(0, t²)")
let notebook = Notebook(compiled: compiledSources, options: [ownDraws, ownProposals])
// snippet.show
// ## An expectation is an integral
//
// For a density $p$ and a function $f$ the expectation of $f$ is the integral
//
// $$\mathbb E_p[f] = \int p(x)\, f(x)\, dx ,$$
//
// which exists if $\int p(x)\thinspace \lvert f(x) \rvert\thinspace dx$ is finite. For some pairs of
// $p$ and $f$ a formula is known. If $x$ is normal with mean $\mu$ and variance $\sigma^2$, write
// $x = \mu + \sigma\varepsilon$ with standard normal $\varepsilon$; odd powers of $\varepsilon$ average
// to zero, $\mathbb E[\varepsilon^2] = 1$ and $\mathbb E[\varepsilon^4] = 3$, so that
//
// $$\mathbb E[x^2] = \mu^2 + \sigma^2, \qquad \mathbb E[x^4] = \mu^4 + 6\mu^2\sigma^2 + 3\sigma^4 .$$
//
// Completing the square in the exponent gives a third formula,
// $\mathbb E[e^{ax}] = e^{a\mu + a^2\sigma^2/2}$. But change $f$ a little and the formula is gone: for
// $f(x) = \log(1 + e^x)$, which a Bernoulli decoder's log likelihood contains, none is known. The
// lecture's word for such integrals is "often intractable" ([@000]).
//
// Quadrature evaluates $f$ at the nodes of a grid and adds the values with weights. Gauss–Hermite nodes
// suit a normal density; 40 of them reproduce two of these formulas to rounding error.

let law = Normal(mean: 0.7, standardDeviation: 1.3)
func integral(nodes: Int = 40, _ f: (Double) -> Double) -> Double {
  Quadrature.gaussHermite(nodes).integrate { f(law.mean + law.standardDeviation * $0) }
}
let byQuadrature = [integral { $0 * $0 * $0 * $0 }, integral { .exp(0.5 * $0) }]
// snippet.fold The closed forms
func closedForms(_ m: Double, variance v: Double) -> [Double] {
  [m * m * m * m + 6 * m * m * v + 3 * v * v, .exp(0.5 * m + 0.125 * v)]
}
// snippet.show
notebook.check(
  "mc-expectation", byQuadrature, equals: closedForms(law.mean, variance: law.variance),
  within: 1e-10,
  refutes: ["σ stands for σ²": closedForms(law.mean, variance: law.standardDeviation)])

// For $\log(1 + e^x)$ the results of 40 and of 80 nodes differ by {{node change}}, so quadrature can
// judge estimates where there is no formula. As a general method it fails: a grid with $n$ nodes along
// each of $d$ axes has $n^d$ nodes, with $n = 10$ and $d = 64$ as many as $10^{64}$ ([@bellman1961]).

// ## The estimator
// Draw $x_1, \dots, x_L$ independently from $p$ and average the values of $f$ ([@metropolis1949]):
//
// $$\hat f_L = \frac1L \sum_{l=1}^{L} f(x_l), \qquad x_l \sim p .$$
//
// No grid and no density is needed, only a way to draw; in the library, a loop and a division:
//
// snippet.quote monte-carlo
//
// Most of this chapter uses $f(x) = x^2$ with the normal $p$ above, because everything about this
// example is known: the expectation and the variance $\mathrm{Var}(f) = 2\sigma^4 + 4\mu^2\sigma^2$, whose
// root is written $sd(f)$. The draws themselves tell the error of the average: their sample variance
//
// $$s^2 = \frac{1}{L-1} \sum_{l=1}^{L} \bigl(f(x_l) - \hat f_L\bigr)^2$$
//
// estimates $\mathrm{Var}(f)$, and $s / \sqrt L$, the *standard error*, estimates the standard deviation
// of the average, as a later section derives. The type `Estimate` keeps count, mean and $s$.

let square = { (x: Double) in x * x }
let softplus = { (x: Double) in Double.logOnePlus(.exp(x)) }
let exactSquare = law.mean * law.mean + law.variance
let exactVariance = 2 * law.variance * law.variance + 4 * law.mean * law.mean * law.variance
var random = notebook.random("estimator")
let squares = Estimate(repetitions: 100_000) { square(law.sample(using: &random)) }
let softpluses = Estimate(repetitions: 100_000) { softplus(law.sample(using: &random)) }
// snippet.fold A sampler that takes the variance for the standard deviation
let wrongLaw = Normal(mean: law.mean, standardDeviation: law.variance)
let wrongSquares = Estimate(repetitions: 100_000) { square(wrongLaw.sample(using: &random)) }
let wrongSoftpluses = Estimate(repetitions: 100_000) { softplus(wrongLaw.sample(using: &random)) }
// snippet.show
notebook.result("E[x²], exactly \(exactSquare.formatted(significant: 4))", squares.formatted)
notebook.define("squares", squares.formatted)
notebook.define("exact square", exactSquare)
notebook.define("softpluses", softpluses.formatted)
notebook.define("exact softplus", integral(softplus), significant: 5)
notebook.define(
  "node change", abs(integral(nodes: 80, softplus) - integral(softplus)), significant: 1)
notebook.check(
  "mc-estimator", squares, equals: exactSquare,
  refutes: ["the sampler takes σ² for σ": wrongSquares, "f of the mean": square(law.mean)])
notebook.check(
  "mc-estimator/softplus", softpluses, equals: integral(softplus),
  refutes: ["the sampler takes σ² for σ": wrongSoftpluses, "f of the mean": softplus(law.mean)])

// For $x^2$ the average is {{squares}}, where the number after ± is the standard error, and the exact
// value {{exact square}}. For $\log(1 + e^x)$ it is {{softpluses}} with no formula at all; quadrature
// gives {{exact softplus}}. The rule of these checks returns throughout the book: an estimate agrees
// with an exact value if it lies within 5 of its standard errors, and a wrong formula is rejected if it
// lies more than 10 away.

// ## Unbiased, for every number of draws
// One average may be right by luck. *Unbiased* means that the average of $\hat f_L$ itself, over many
// repetitions of the whole estimate, is the expectation. The proof is one line, since expectations are
// linear:
//
// $$\mathbb E\bigl[\hat f_L\bigr] = \frac1L \sum_{l=1}^{L} \mathbb E\bigl[f(x_l)\bigr] = \mathbb E_p[f] .$$
//
// A single draw is unbiased too; this is what later lets a VAE train with one draw for each point. We
// repeat estimates of one and of ten draws.
random = notebook.random("unbiased")
let repeated = [1, 10].map { count in
  Estimate(repetitions: 20_000) {
    monteCarlo(samples: count, of: square, under: law, using: &random)
  }
}
notebook.check(
  "mc-unbiased/1", repeated[0], equals: exactSquare,
  refutes: ["the sum is divided by L + 1": repeated[0].scaled(by: 1.0 / 2)])
notebook.check(
  "mc-unbiased/10", repeated[1], equals: exactSquare,
  refutes: ["the sum is divided by L + 1": repeated[1].scaled(by: 10.0 / 11)])

// The proof does not extend to a nonlinear function of the average. For $f > 0$ and the logarithm,
// which is concave, Jensen's inequality ([@jensen1906]) fixes the sign of the bias,
//
// $$\mathbb E\bigl[\log \hat f_L\bigr] \le \log \mathbb E\bigl[\hat f_L\bigr] = \log \mathbb E_p[f] ,$$
//
// and a Taylor expansion of the logarithm around $\mathbb E_p[f]$ its size for large $L$. The linear
// term averages to zero, and the quadratic one leaves
//
// $$\mathbb E\bigl[\log \hat f_L\bigr] - \log \mathbb E_p[f] \approx -\frac{\mathrm{Var}(f)}{2 L\, \mathbb E_p[f]^2} .$$
//
// For squares of standard normal draws the bias is known exactly. Their sum $y$ has a $\chi^2_L$
// distribution with $\mathbb E[y^t] = 2^t\thinspace \Gamma(\frac L2 + t) / \Gamma(\frac L2)$. Its
// derivative at $t = 0$ is $\mathbb E[\log y]$, so for even $L$ the mean logarithm of the average is
// $-\gamma + \sum_{k=1}^{L/2-1} \frac1k - \log\frac L2$ with Euler's constant $\gamma = 0.5772\ldots$
// ([@dlmf, §5.4]). The approximation is $-1/L$.
random = notebook.random("log-bias")
let logBiases = [2, 8].map { count in
  Estimate(repetitions: 20_000) {
    .log(monteCarlo(samples: count, of: square, under: .standardNormal, using: &random))
  }
}
let exactLogBiases = [2, 8].map { count in
  ChiSquare(degreesOfFreedom: count).meanLogarithm - .log(Double(count))
}
notebook.check(
  "mc-unbiased/logarithm-2", logBiases[0], equals: exactLogBiases[0],
  refutes: ["the logarithm is unbiased too": 0.0, "the bias is upwards": -exactLogBiases[0]])
notebook.check(
  "mc-unbiased/logarithm-8", logBiases[1], equals: exactLogBiases[1],
  refutes: ["the logarithm is unbiased too": 0.0, "more draws do not help": exactLogBiases[0]])

// The logarithm is too low on average, and for large $L$ the bias falls like $1/L$, faster than the
// random error. The bias matters because a model is judged by the logarithm of an average, $\log p(x)$;
// in the next chapter $\mathrm{Var}(f)$ can be so large that no affordable $L$ removes the bias.

// ## The law of large numbers
// The strong law of large numbers says: if $\mathbb E_p[\lvert f \rvert]$ is finite, the running
// average converges to the expectation with probability one ([@billingsley1995, §22]). A weaker statement
// has a rate. If $\mathrm{Var}(f)$ is finite, the average has the variance $\mathrm{Var}(f)/L$ (see the
// next section), and Chebyshev's inequality bounds the probability of an error larger than $\epsilon$,
//
// $$\Pr\bigl(\lvert \hat f_L - \mathbb E_p[f] \rvert > \epsilon\bigr) \le \frac{\mathrm{Var}(f)}{L\,\epsilon^2} ,$$
//
// which goes to zero as $L$ grows. A statement about probability cannot be seen on one path, so we draw
// a thousand of them, each of 10,000 draws, and keep the running average at 31 values of $L$.
random = notebook.random("paths")
let checkpoints = (10...40).map { Int(.exp(Double($0) * .log(10) / 10).rounded()) }
let paths = (0..<1_000).map { _ in
  var running = Estimate()
  return checkpoints.map { count in
    while running.count < count { running.add(square(law.sample(using: &random))) }
    return running
  }
}
// snippet.fold Shares of paths, and errors in standard errors
func errors(at checkpoint: Int) -> [Double] { paths.map { $0[checkpoint].mean - exactSquare } }
func hits(_ errors: [Double]) -> Int { errors.count { $0.magnitude <= 0.2 } }
func leastShare(_ errors: [Double]) -> Double {
  proportionInterval(successes: hits(errors), trials: errors.count, errorRate: 1e-6).lowerBound
}
func chebyshev(_ count: Int) -> Double { max(0, 1 - exactVariance / (Double(count) * 0.2 * 0.2)) }
let exactErrors = checkpoints.map { (exactVariance / Double($0)).squareRoot() }
let scaledErrors = paths.map { path in
  zip(path, exactErrors).map { ($0.mean - exactSquare) / $1 }
}
let outsideAtEnd = Estimate(scaledErrors.map { $0[30].magnitude > 1.96 ? 1 : 0 })
let outsideSomewhere = Estimate(scaledErrors.map { $0.contains { $0.magnitude > 1.96 } ? 1 : 0 })
// snippet.show
notebook.define("outside at the end", outsideAtEnd.scaled(by: 100).formatted)
notebook.define("outside somewhere", outsideSomewhere.scaled(by: 100).formatted)
notebook.define("hits at the end", hits(errors(at: 30)))
notebook.table(
  ["L", "share of paths within 0.2", "at least, by Chebyshev", "1.96 sd(f) / √L"],
  [0, 10, 20, 30].map { k in
    [.number(checkpoints[k])]
      + [Double(hits(errors(at: k))) / 1_000, chebyshev(checkpoints[k]), 1.96 * exactErrors[k]]
      .map { .number($0, decimals: 3) }
  })
notebook.figure(
  "running-mean",
  runningMeanFigure(
    scaledErrors, counts: checkpoints, standardErrors: exactErrors, outside: outsideSomewhere))
notebook.illustrate(
  "mc-lln", because: "Convergence for one f and many paths; a limit is for the cited proof.")
notebook.check(
  "mc-lln", leastShare(errors(at: 30)), isAtLeast: 0.95,
  refutes: ["ten draws are as good": leastShare(errors(at: 0))])

// The share of paths within 0.2 of the expectation grows with $L$, and is larger than Chebyshev's
// inequality promises at each $L$ of the table. At the last $L$ it holds for {{hits at the end}} of
// the thousand paths; what the check measures is the lower end of a confidence interval for this share.
//
// The right panel, in which errors are divided by $sd(f) / \sqrt L$, contains a warning. At the last
// $L$, {{outside at the end}} % of the paths lie outside $\pm 1.96$, in agreement with the 5 % of a
// normal variable. But {{outside somewhere}} % left that interval at *some* of the 31 values of $L$.
// By the law of the iterated logarithm ([@hartman1941]) the scaled error of a path has no bound: its
// records grow like $\sqrt{2 \log\log L}$. So whoever tests a hypothetical value, and draws until the
// error bar excludes this value, will reject it sooner or later even if it is the truth. An error bar
// is meant for one $L$, chosen beforehand.

// ## The variance falls as 1/L
// Variances of independent terms add, and a factor $1/L$ leaves a variance squared, so
//
// $$\mathrm{Var}(\hat f_L) = \frac1{L^2} \sum_{l=1}^{L} \mathrm{Var}(f) = \frac{\mathrm{Var}(f)}{L} .$$
//
// The standard error estimates the root of this, $sd(f) / \sqrt L$: each further digit costs a hundred
// times as many draws. To measure the law, we repeat each average 4,000 times; the squared deviation
// from the exact expectation is an unbiased measurement of the variance. On logarithmic axes a power
// law is a straight line whose slope is the exponent; the fit weighs each point by its error.
random = notebook.random("variance")
let sampleSizes = [1, 4, 16, 64, 256]
let variances = sampleSizes.map { count in
  Estimate(repetitions: 4_000) {
    square(monteCarlo(samples: count, of: square, under: law, using: &random) - exactSquare)
  }
}
let decay = LinearFit(
  x: sampleSizes.map { .log(Double($0)) }, y: variances.map { .log($0.mean) },
  standardErrors: variances.map { $0.standardError / $0.mean })
notebook.table(
  ["L", "measured variance", "Var(f) / L"],
  zip(sampleSizes, variances).map {
    [.number($0), .text($1.formatted), .number(exactVariance / Double($0))]
  })
notebook.result(
  "slope of log variance against log L, predicted −1",
  "\(decay.slope.formatted(decimals: 3)) ± \(decay.slopeStandardError.formatted(decimals: 3))")
notebook.check(
  "mc-variance-inverse-l", slope: decay, equals: -1,
  refutes: ["the law of the standard error, −½": -0.5, "1/L²": -2])

// Compare this with a grid. The midpoint rule with $n$ cells along each axis has an error proportional
// to $n^{-2}$ for a smooth $f$. In $d$ dimensions it spends $N = n^d$ evaluations, so the error is
// proportional to $N^{-2/d}$. (A rule of order $k$ gives $N^{-k/d}$.) The average of $N$ draws has the
// error $sd(f) / \sqrt N$ in every dimension, although $sd(f)$ itself may depend on $d$. The figure
// shows grid and average for $f(x) = \prod_{j=1}^d e^{x_j} / (e - 1)$ on the unit cube, whose exact
// integral is 1: solid lines are the errors of the grid, dashed ones of the same colour the standard
// errors of the average, and the dots are root mean squares of 1,000 measured errors in $d = 8$.
let euler = Double.exp(1)
let ratio = (euler + 1) / (2 * (euler - 1))
let cubeVariance = Double.exp(8 * .log(ratio)) - 1
random = notebook.random("cube")
let cubeCounts = [16, 64, 256, 1_024]
let cubeErrors = cubeCounts.map { count in
  Estimate(repetitions: 1_000) {
    let average = Estimate(repetitions: count) {
      .exp(random.uniforms(8).reduce(-8 * .log(euler - 1), +))
    }
    return square(average.mean - 1)
  }
}
notebook.figure("cost", costFigure(cubeCounts, cubeErrors, growth: ratio))
notebook.define([
  "cube variance": cubeVariance, "line variance": ratio - 1,
  "grid error": midpointError(dimension: 8, cells: 5),
  "average error": (cubeVariance / 390_625).squareRoot(),
])
notebook.check(
  "mc-variance-inverse-l/eight-dimensions", cubeErrors[2], equals: cubeVariance / 256,
  refutes: ["eight times as much": cubeVariance / 32, "as in one dimension": (ratio - 1) / 256])

// In one dimension the grid wins by far. In four both errors fall as $N^{-1/2}$, and in eight the grid
// with $5^8$ nodes is off by {{grid error}}, where the standard error of as many draws is
// {{average error}}. The exponent of the average does not depend on the dimension. The variance in
// front may: here $\mathrm{Var}(f) = r^d - 1$ with $r = \frac{e + 1}{2(e - 1)}$, which is
// {{line variance}} in one dimension and {{cube variance}} in eight, and grows exponentially with $d$.

// ## Error bars that mean what they say
// The central limit theorem turns the standard error into a probability. If $\mathrm{Var}(f)$ is finite,
// the scaled error $\sqrt L\thinspace (\hat f_L - \mathbb E_p[f]) / sd(f)$ converges in distribution to a
// standard normal variable, and it still does if $sd(f)$ is replaced by its estimate $s$
// ([@billingsley1995, §27]). So for large $L$ the interval
//
// $$\hat f_L \pm 1.96\, \frac{s}{\sqrt L}$$
//
// covers the truth in about 95 % of all repetitions. How large is large? At a finite $L$ the average
// is not yet normal, and $s$ is itself noisy. We count for two functions of the same standard normal
// draws, with up to 20,000 intervals for each: $f(x) = x$, where the scaled error has Student's
// distribution with $L - 1$ degrees of freedom ([@student1908]) and the coverage is known exactly, and
// the skewed $f(x) = x^2$. The last $L$ is that of the option `--draws`, in the code `ownDraws`.

func estimates(of f: (Double) -> Double, count: Int) -> [Estimate] {
  var random = notebook.random("coverage/\(count)")
  return (0..<min(20_000, 10_000_000 / count)).map { _ in
    Estimate(repetitions: count) { f(random.normal()) }
  }
}
let counts = [4, 16, 64, 256, notebook[ownDraws]]
let ofNormal = counts.map { estimates(of: { $0 }, count: $0) }
let ofSquare = counts.map { estimates(of: square, count: $0) }
// snippet.fold Coverage with s and with the known sd(f), and what it should be
let normalCoverage = ofNormal.map { IntervalCoverage(of: $0, truth: 0) }
let squareCoverage = ofSquare.map { IntervalCoverage(of: $0, truth: 1) }
let knownCoverage = zip(counts, ofSquare).map {
  IntervalCoverage(of: $1, truth: 1, standardError: (2 / Double($0)).squareRoot())
}
let shortfalls = [(0, 0), (8, 12)].map {
  IntervalCoverage.shortfall(squaredSkewness: $0, excessKurtosis: $1)
}
func studentCoverage(_ count: Int, reach: Double = 1.96) -> Double {
  1 - 2 * StudentT(degreesOfFreedom: count - 1).upperTail(reach)
}
// snippet.show
notebook.table(
  ["L", "x: hits", "x², sd(f) known: hits", "too low", "x²: hits", "too low", "too high"],
  counts.indices.map {
    coverageRow(counts[$0], normalCoverage[$0], knownCoverage[$0], squareCoverage[$0])
  })
notebook.define([
  "known-4": 100 * knownCoverage[0].hits.mean, "coverage-4": 100 * squareCoverage[0].hits.mean,
  "expanded-4": 95 - 25 * shortfalls[1], "too low": 100 * squareCoverage[1].tooLow.mean,
  "too high": (1_000 * squareCoverage[1].tooHigh.mean).rounded() / 10,
  "normal shortfall": shortfalls[0], "square shortfall": shortfalls[1],
  "normal draws": (100 * shortfalls[0]).rounded(.up),
  "square draws": (100 * shortfalls[1]).rounded(.up),
])
notebook.result(
  "coverage of ±1.96 s/√L with 4, 16, 64, 256 draws of x²", hitList(squareCoverage.prefix(4)))
notebook.figure(
  "central-limit",
  studentizedFigure([ofSquare[1], ofSquare[3]], counts: [16, 256], coverage: squareCoverage[1]))

// The table gives percentages of all intervals, with their own 95 % intervals; $s$ is estimated except
// where $sd(f)$ is called known. A calibrated interval has 95 % hits and 2.5 % misses on either side.
// With the known standard deviation the coverage for $x^2$ is {{known-4}} % even at $L = 4$, but by
// coincidence: no interval is too low, since an average of squares cannot lie $1.96 \sqrt{2/4} > 1$
// below the expectation 1. In practice $sd(f)$ is as unknown as the expectation, and the error bars of
// this book use $s$. Then the coverage for $x^2$ rises slowly towards 95 %.

notebook.illustrate(
  "mc-central-limit",
  because: "Coverage of two functions at five L; a limit is for the cited proof.")
notebook.check(
  "mc-central-limit/student", normalCoverage[0].hits, equals: studentCoverage(4),
  refutes: [
    "95 % at every L": 0.95, "s² divides by L": studentCoverage(4, reach: 1.96 * 0.75.squareRoot()),
  ])
notebook.check(
  "mc-central-limit/estimated-16", squareCoverage[1].hits, isAtMost: 0.9,
  refutes: ["s is as good as sd(f)": knownCoverage[1].hits])
notebook.check(
  "mc-central-limit/estimated-256", squareCoverage[3].hits, isAtLeast: 0.92,
  refutes: ["as many hits as with 4 draws": squareCoverage[0].hits])
notebook.check(
  "mc-central-limit/one-sided", squareCoverage[2].lopsidedness, isAtLeast: 0.03,
  refutes: ["misses fall equally on both sides": normalCoverage[2].lopsidedness])

// Why so slowly? The figure shows a heavy left tail of the scaled errors for $x^2$, beyond $-1.96$, at
// $L = 16$. The average and $s$ come from the same draws. For a right-skewed $f$ a sample that happens
// to contain no large value has an average that is too low and an $s$ that is too small: the interval
// lies below the truth and is too short to reach it, at $L = 16$ in {{too low}} % of all cases; it is
// too high in {{too high}} %. For an $f$ with a density and enough moments, Hall's expansion of the
// coverage ([@hall1992]) makes this quantitative. With $u = 1.96$, the skewness $\kappa_3$ and excess
// kurtosis $\kappa_4$ of $f$, and the standard normal density $\varphi$,
//
// $$
// \text{coverage} \approx 0.95 - \frac{2 u\, \varphi(u)}{L}
// \left[ \frac{u^2 + 1}{4} + \frac{\kappa_3^2}{18} \bigl(u^4 + 2u^2 - 3\bigr)
// - \frac{\kappa_4}{12} \bigl(u^2 - 3\bigr) \right] .
// $$
//
// The first term in brackets is Student's correction for the noise of $s$; the others belong to $f$.
// For normal values $\kappa_3 = \kappa_4 = 0$, the shortfall is {{normal shortfall}} divided by $L$,
// and some {{normal draws}} draws bring the coverage within one point of 95 %. For $x^2$, where
// $\kappa_3^2 = 8$ and $\kappa_4 = 12$, it is {{square shortfall}} divided by $L$ and takes about
// {{square draws}} draws. At $L = 4$ it predicts {{expanded-4}} %, where {{coverage-4}} % were
// counted. A more skewed $f$ usually needs more. No $L$ is large enough for all functions: the
// indicator of an event much rarer than $1/L$ is usually zero in all draws, and then $s = 0$.

// ## Does it work for any function?
// The lecture says that the method "works for any $f$ as long as we can sample" ([@000]). Much of that
// is right, and remarkable: $f$ may be discontinuous, may be given by a program instead of a formula,
// and may take arguments of any dimension. But the law of large numbers needs
// $\mathbb E_p[\lvert f \rvert] < \infty$, the law $1/L$ needs $\mathbb E_p[f^2] < \infty$, and
// neither can be seen from $p$. The error bars need nearly as much:
// $\sqrt L\thinspace(\hat f_L - \mathbb E_p[f])/s$ becomes standard normal if and only if
// $\mathbb E_p[f^2]$ is finite or grows slowly when large values of $\lvert f \rvert$ are cut off,
// more slowly than any power of the cut ([@gine1997]).
//
// A standard normal $x$ is easy to sample. Take $f(x) = e^{a x^2}$. Multiplied by the density it is
// $e^{-(1 - 2a) x^2 / 2} / \sqrt{2\pi}$, up to a constant a normal density of variance $1 / (1 - 2a)$,
// so
//
// $$
// \mathbb E\bigl[e^{a x^2}\bigr] = \frac1{\sqrt{1 - 2a}} \quad \text{for } a < \tfrac12, \qquad
// \mathbb E\bigl[(e^{a x^2})^2\bigr] < \infty \iff a < \tfrac14 .
// $$
//
// With $a = 0.1$ all is well; with $a = 0.4$ the expectation exists and the variance is infinite. A
// third function has no expectation at all: the quotient $x / y$ of two standard normal draws follows
// Cauchy's distribution, and the average of $L$ such quotients has, for every $L$, exactly the
// distribution of a single one ([@billingsley1995]), half of which lies within $\pm 1$.
random = notebook.random("any-f")
func exponentialSquare(_ a: Double) -> Double {
  let x = random.normal()
  return .exp(a * x * x)
}
func averages(_ count: Int, of draw: () -> Double) -> [Estimate] {
  (0..<2_000).map { _ in Estimate(repetitions: count, draw) }
}
let anySizes = [10, 100, 1_000]
let mild = anySizes.map { averages($0) { exponentialSquare(0.1) } }
let heavy = anySizes.map { averages($0) { exponentialSquare(0.4) } }
let quotients = anySizes.map { averages($0) { random.normal() / random.normal() } }
// snippet.fold Coverage, the share within ±1, and interquartile ranges
func coverage(_ estimates: [Estimate], exponent a: Double) -> Estimate {
  IntervalCoverage(of: estimates, truth: 1 / (1 - 2 * a).squareRoot()).hits
}
func shareWithinOne(_ estimates: [Estimate]) -> Estimate {
  Estimate(estimates.map { $0.mean.magnitude <= 1 ? 1 : 0 })
}
let mildSpreads = mild.map(interquartileRange)
let normalAverages = averages(1_000) { random.normal() / Normal.standard.quantile(0.75) }
// snippet.show
notebook.table(
  ["L", "spread, a = 0.1", "a = 0.4", "x / y", "coverage in %, a = 0.1", "a = 0.4"],
  anySizes.indices.map { i in
    [.number(anySizes[i])]
      + [mild, heavy, quotients].map { .number(interquartileRange($0[i]), significant: 2) }
      + [percent(coverage(mild[i], exponent: 0.1)), percent(coverage(heavy[i], exponent: 0.4))]
  })
notebook.define([
  "heavy coverage": 100 * coverage(heavy[2], exponent: 0.4).mean,
  "first fall": mildSpreads[0] / mildSpreads[1], "second fall": mildSpreads[1] / mildSpreads[2],
])
notebook.sharpen(
  "mc-any-f", stated: "Monte Carlo works for any f, as long as we can sample from p.",
  right:
    "It converges if E|f| is finite too, and has the variance Var(f) / L and meaningful error bars "
    + "if E f² is finite. Averages of Cauchy draws spread like a single draw, at every L.")
notebook.check(
  "mc-any-f/no-mean", shareWithinOne(quotients[2]), equals: 0.5,
  refutes: ["averages close in, as normal ones do": shareWithinOne(normalAverages)])
notebook.check(
  "mc-any-f/no-variance", coverage(heavy[2], exponent: 0.4), isAtMost: 0.8,
  refutes: ["a finite expectation is enough": coverage(mild[2], exponent: 0.1)])

// The spread in the table is the interquartile range of 2,000 averages, since a standard deviation
// does not exist in two of the three cases; the coverages stand with 95 % intervals. From row to row
// the spread falls for $a = 0.1$ by factors of {{first fall}} and {{second fall}}, in the limit of
// $\sqrt{10}$, by clearly less for $a = 0.4$, and not at all for the quotient. With $a = 0.4$ the
// averages do converge, and each reports an error bar, but the nominal 95 % interval covers in
// {{heavy coverage}} % of all cases at $L = 1000$, hardly more often than at $L = 100$. The average
// depends on rare, enormous values, and $s$ cannot know those that have not been drawn. By the cited
// theorem the scaled error does not become normal for larger $L$ either.

// ## Importance sampling
// Can the variance be reduced? The probability that a standard normal $x$ exceeds 3 is the expectation
// of the indicator $f(x) = 1$ for $x > 3$ and 0 otherwise, and nearly all draws contribute zero. Draw
// from another density $q$, the *proposal*, and correct by a weight ([@kahn1953]; [@kloek1978]):
//
// $$
// \mathbb E_p[f] = \int p\, f\, dx = \int q\, \frac pq\, f\, dx = \mathbb E_q\bigl[w\, f\bigr],
// \qquad w(x) = \frac{p(x)}{q(x)} .
// $$
//
// The only condition is that $q$ is positive where $f p$ is not zero. Here are three proposals: $p$
// itself, $N(3, 1)$, and an exponential density that begins at 3, $q(x) = 3 e^{-3(x - 3)}$.
random = notebook.random("importance")
func tailTerms(_ q: some Distribution<Double>) -> [Double] {
  q.samples(40_000, using: &random).map { x in
    x > 3 ? .exp(Normal.standard.logDensity(x) - q.logDensity(x)) : 0
  }
}
let plain = tailTerms(Normal.standard)
let shifted = tailTerms(Normal(mean: 3, standardDeviation: 1))
let decaying = tailTerms(Exponential(rate: 3, origin: 3))

// How good is a proposal? The terms $wf$ have the mean $\mathbb E_p[f]$ under every $q$, so their
// second moment decides. By the Cauchy–Schwarz inequality
//
// $$
// \mathbb E_q\bigl[(w f)^2\bigr] \ge \bigl(\mathbb E_q[\lvert w f \rvert]\bigr)^2
// = \bigl(\mathbb E_p[\lvert f \rvert]\bigr)^2 ,
// $$
//
// with equality if and only if $\lvert wf \rvert$ is constant: the best proposal is
// $q^\ast \propto \lvert f \rvert p$ ([@kahn1953]). For an $f$ that is never negative its variance is
// zero, and every single draw returns the exact answer. It cannot be used, since its normalising
// constant is the number that we want to know, but it tells what to aim at: draw where
// $\lvert f \rvert p$ is large. One case can be tried: for $f = e^{x/2}$ and $p = N(0, 1)$ the best
// proposal is $N(\frac12, 1)$. For the tail, completing the square in $p^2/q$ gives the second moment
// $e^9 \Pr(z > 6)$ with standard normal $z$ for $N(3, 1)$, and for the exponential density
// $e^{-27/4} \Pr(z > 3/\sqrt2) / (6\sqrt\pi)$.

// snippet.fold The exact numbers
func upperTail(_ x: Double) -> Double { Normal.standard.cumulative(-x) }
let tail = upperTail(3)
let shiftedMoment = Double.exp(9) * upperTail(6)
let decayingMoment =
  Double.exp(9.0 / 4 - 9) / (6 * Double.pi.squareRoot()) * upperTail(1.5 * Double(2).squareRoot())
let relativeVariances = [tail, shiftedMoment, decayingMoment].map { $0 / (tail * tail) - 1 }
let unweighted = Estimate(repetitions: 40_000) { 3 + random.normal() > 3 ? 1 : 0 }
func extremes(_ q: Normal) -> [Double] {
  let terms = q.samples(1_000, using: &random).map {
    Double.exp(0.5 * $0 + Normal.standard.logDensity($0) - q.logDensity($0))
  }
  return [terms.min() ?? 0, terms.max() ?? 0]
}
let best = extremes(Normal(mean: 0.5, standardDeviation: 1))
// snippet.show
notebook.table(
  ["proposal", "1000 · estimate", "Var(wf) / E[wf]², exact", "draws for a standard error of 1 %"],
  zip([("p itself", plain), ("N(3, 1)", shifted), ("exponential", decaying)], relativeVariances)
    .map { proposalRow($0.0, $0.1, relativeVariance: $1) })
notebook.define([
  "tail": 1_000 * tail, "gain": relativeVariances[0] / relativeVariances[1],
  "second gain": relativeVariances[1] / relativeVariances[2],
])
notebook.result(
  "P(x > 3), exactly \(tail.formatted(significant: 5))",
  "\(Estimate(shifted).formatted) from 40,000 weighted draws")
notebook.check(
  "mc-importance/shifted", Estimate(shifted), equals: tail,
  refutes: ["the weights are left out": unweighted, "f is forgotten": 1.0])
notebook.check(
  "mc-importance/second-moment", Estimate(shifted.map(square)), equals: shiftedMoment,
  refutes: ["without weights": tail, "e^(9/2) for e⁹": .exp(4.5) * upperTail(6)])
notebook.check(
  "mc-importance/nearly-optimal", Estimate(decaying.map(square)), equals: decayingMoment,
  refutes: ["as the shifted proposal": shiftedMoment, "q without its factor 3": 3 * decayingMoment])
notebook.check(
  "mc-importance/zero-variance", best, equals: [.exp(0.125), .exp(0.125)], within: 1e-12,
  refutes: ["p itself is the best proposal": extremes(.standard)])

// With the best proposal for $e^{x/2}$ the smallest and the largest of 1,000 terms are both $e^{1/8}$.
// The tail probability is {{tail}} thousandths. For the same error the shifted proposal takes {{gain}}
// times fewer draws than $p$ itself, and the exponential one, which imitates $f p$ beyond 3, is better
// by another factor of {{second gain}}. For the evidence $p(x) = \mathbb E_{p(z)}[p(x \mid z)]$ of the
// coming chapters the best proposal is proportional to $p(x \mid z)\thinspace p(z)$: the posterior.

// ## Heavy weights
// A proposal can also make matters worse. For $f = 1$ we meet the second moment of the weights
// themselves, and with it a divergence of $p$ from $q$ ([@agapiou2017]):
//
// $$
// \mathbb E_q\bigl[w^2\bigr] = \int \frac{p^2}{q}\, dx = 1 + \chi^2(p \Vert q), \qquad
// \chi^2(p \Vert q) = \int \frac{(p - q)^2}{q}\, dx .
// $$
//
// For normal $p = N(m, s^2)$ and $q = N(n, t^2)$ it is a Gaussian integral:
//
// $$
// \mathbb E_q[w^2] = \frac{t^2}{s\sqrt{2t^2 - s^2}} \exp\frac{(m-n)^2}{2t^2 - s^2}
// \quad \text{if } 2t^2 > s^2, \text{ and infinite otherwise.}
// $$
//
// A proposal with half the target's variance or less has weights without a second moment
// ([@geweke1989]). We have met them: with $x = tz$ the weight of $N(0, t^2)$ for the target $N(0, 1)$
// is $w = t\thinspace e^{(1 - t^2) z^2 / 2}$, the function $e^{a z^2}$ with $a = (1 - t^2)/2$, and
// $a < \frac14$ means $t^2 > \frac12$. Solving for $z$ gives the probability of a weight beyond
// $u > t$, for $t < 1$ nearly a power:
//
// $$
// \Pr(w > u) = \Pr\Bigl(\lvert z \rvert > \sqrt{\tfrac{2 \log(u/t)}{1 - t^2}}\Bigr)
// \sim u^{-1/(1 - t^2)} \text{ up to slowly varying factors.}
// $$
//
// We take 1,000 runs of 1,000 weights with each proposal. In the last row of the table the target is
// $\frac12 N(-8, 1) + \frac12 N(8, 1)$, and the proposal $N(8, 1.2^2)$ covers one of its two modes.
// The average weight of a run should be 1. The table gives the median of these averages, the coverage
// of 1 by 95 % intervals (measured with such an interval of its own), and two diagnostics: the mean
// ESS (next section) and the largest weight's share of the total in the median run. `ownProposals` are
// the widths of the option `--proposal`.
random = notebook.random("heavy-weights")
func weightRuns(_ q: Normal, target: (Double) -> Double) -> [[Double]] {
  (0..<1_000).map { _ in
    WeightedSample(count: 1_000, proposal: q, logTarget: target, using: &random).logWeights
  }
}
let (left, right) = (Normal(mean: -8, standardDeviation: 1), Normal(mean: 8, standardDeviation: 1))
let wide = Normal(mean: 0.5, standardDeviation: 1.5)
let narrow = Normal(mean: 0, standardDeviation: 0.4)
let oneMode = Normal(mean: 8, standardDeviation: 1.2)
let wideRuns = weightRuns(wide, target: Normal.standard.logDensity)
let narrowRuns = weightRuns(narrow, target: Normal.standard.logDensity)
let oneModeRuns = weightRuns(oneMode) { logMeanExp([left.logDensity($0), right.logDensity($0)]) }
// snippet.fold Diagnostics of the runs, and what they should be
func secondMoment(_ q: Normal, of target: Normal = .standard) -> Double {
  NormalImportanceWeights.secondMoment(target: target, proposal: q)
}
let ownRows = notebook[ownProposals].map { deviation in
  let q = Normal(mean: 0, standardDeviation: deviation)
  let runs = WeightDiagnostics(runs: weightRuns(q, target: Normal.standard.logDensity))
  return weightRow("N(0, \(deviation.formatted())²)", secondMoment: secondMoment(q), runs)
}
let wideHealth = WeightDiagnostics(runs: wideRuns)
let narrowHealth = WeightDiagnostics(runs: narrowRuns)
let oneModeHealth = WeightDiagnostics(runs: oneModeRuns)
let weightTail = NormalImportanceWeights.upperTail
let tenfold = weightTail(10, narrow.standardDeviation)
let beyondTen = Estimate(narrowRuns.joined().map { $0 > .log(10) ? 1 : 0 })
let wideSquares = Estimate(wideRuns.joined().map { .exp(2 * $0) })
// snippet.show
notebook.table(
  ["proposal", "E[w²], exact", "median average", "coverage, %", "ESS of 1000", "largest, %"],
  [weightRow("N(0.5, 1.5²)", secondMoment: secondMoment(wide), wideHealth)] + ownRows + [
    weightRow("N(0, 0.4²)", secondMoment: secondMoment(narrow), narrowHealth),
    weightRow("one mode of two", secondMoment: secondMoment(oneMode, of: left) / 4, oneModeHealth),
  ])
notebook.figure(
  "heavy-weights",
  heavyWeightsFigure(
    wide: Array(wideRuns.joined()), narrow: Array(narrowRuns.joined()), proposal: narrow))
notebook.define([
  "wide size": wideHealth.effectiveSize.mean, "predicted size": 1_000 / secondMoment(wide),
  "narrow size": narrowHealth.effectiveSize.mean, "one mode size": oneModeHealth.effectiveSize.mean,
  "narrow average": narrowHealth.medianAverage, "one mode average": oneModeHealth.medianAverage,
  "narrow share": 100 * narrowHealth.medianLargestShare,
  "narrow coverage": 100 * narrowHealth.coverage.mean, "exponent": -1 / (1 - narrow.variance),
])
notebook.result(
  "effective sample size of 1,000 weights, wide and narrow proposal",
  "\(wideHealth.effectiveSize.formatted) and \(narrowHealth.effectiveSize.formatted)")
notebook.illustrate(
  "mc-heavy-weights",
  because: "The moment is a formula, but the coverage was measured at one width.")
notebook.check(
  "mc-heavy-weights/second-moment", wideSquares, equals: secondMoment(wide),
  refutes: ["no variance": 1.0, "t stands for t²": 1.5 / (3.5).squareRoot() * .exp(0.25 / 3.5)])
notebook.check(
  "mc-heavy-weights/power-law", beyondTen, equals: tenfold,
  refutes: ["one tail of two": tenfold / 2, "t² for t": weightTail(10, narrow.variance)])
notebook.check(
  "mc-heavy-weights/coverage", narrowHealth.coverage, isAtMost: 0.8,
  refutes: ["the narrow proposal is as good as the wide one": wideHealth.coverage])
notebook.check(
  "mc-heavy-weights/missed-mode", oneModeHealth.average, equals: 0.5,
  refutes: ["a typical run of an unbiased estimate is right": 1.0])

// The wide proposal is healthy. The narrow one is unbiased as well, but half of its runs end below
// {{narrow average}}, and only {{narrow coverage}} % of the nominal 95 % intervals contain the truth, 1.
// The figure shows why: its weights nearly follow a power law with exponent {{exponent}}, while those
// of the wide proposal have an upper bound. A variable whose upper tail falls like $u^{-\alpha}$ has a
// mean only for $\alpha > 1$ and a variance only for $\alpha > 2$. So a proposal should err on the wide
// side.

// ## How many draws are the weights worth?
// If independent terms $y_l$ with variance $v$ are averaged with fixed weights, the variance of the
// average is
//
// $$
// \mathrm{Var}\left( \frac{\sum_l w_l\, y_l}{\sum_l w_l} \right)
// = v\, \frac{\sum_l w_l^2}{\bigl(\sum_l w_l\bigr)^2} = \frac{v}{\text{ESS}}, \qquad
// \text{ESS} = \frac{\bigl(\sum_l w_l\bigr)^2}{\sum_l w_l^2} ,
// $$
//
// that of ESS equally weighted terms: the *effective sample size* ([@kish1965]; [@kong1994]). It lies
// between 1, if one weight dominates, and $L$, if all are equal. It estimates $L / \mathbb E_q[w^2]$,
// which is $L / (1 + \chi^2(p \Vert q))$, if the weights have a second moment: {{predicted size}} for
// the wide proposal, whose runs report {{wide size}}. Weighted means of three normal numbers with
// weights 1, 2 and 3 confirm the meaning.
random = notebook.random("effective-sample-size")
let weights = [1.0, 2, 3]
let weightedMeans = (0..<40_000).map { _ in
  weights.reduce(0) { $0 + $1 * random.normal() } / weights.reduce(0, +)
}
let size = effectiveSampleSize(logWeights: weights.map { .log($0) })
notebook.check(
  "mc-effective-sample-size", Estimate(weightedMeans.map(square)), equals: 1 / size,
  refutes: ["every draw counts": 1.0 / 3, "Σw / max w": 3.0 / 6, "ESS is Σw²": 1.0 / 14])

// For the narrow proposal the ESS falls to {{narrow size}} of 1,000, and the largest weight holds
// {{narrow share}} % of the total: both diagnostics show the failure. Two warnings remain. First, the
// ESS comes from the same draws that may have missed the large weights. The ratio
// $L / \mathbb E_q[w^2]$ of the narrow proposal is zero, so {{narrow size}} is too optimistic; better
// diagnostics fit the tail of the weights ([@vehtari2024]). Second, the proposal that covers one mode
// of two reports an ESS of {{one mode size}}, nearly equal weights, and short error bars around
// {{one mode average}}. The estimate is unbiased: the missing half sits in draws near $-8$, which is
// 13 standard deviations away, each with an astronomical weight. None occurred in a million draws.
// Here the average weight betrays the failure, since $p$ is normalised and the average should be 1.
// For the evidence the average is the unknown itself, and nothing in the draws tells that a region has
// not been visited.

// ## A minibatch is a Monte Carlo estimate
// Training replaces an average over $N$ data points by one over a random subset of $B$ of them, the
// minibatch. This is the same estimator with the uniform distribution on the data as $p$ ([@002];
// [@004]). One thing is new: the points are usually drawn without replacement. Each is still equally
// likely to be drawn, which is all that the proof of unbiasedness used, but their deviations from the
// mean are correlated. Since the deviations of all $N$ points add up to zero, the correlation is
// $-1/(N - 1)$, and with the variance $V$ of the data (the mean of the $N$ squared deviations)
//
// $$\mathrm{Var} = \frac VB \left( 1 - \frac{B - 1}{N - 1} \right) = \frac{V}{B} \cdot \frac{N - B}{N - 1}$$
//
// instead of $V/B$ ([@cochran1977]). With $N = 8$ and $B = 3$ no chance is needed: we list all
// $\binom83 = 56$ minibatches, and all 512 triples that are drawn with replacement.

let points = [0.3, -1.2, 2.5, 0.8, -0.4, 1.9, -2.2, 3.1]
let minibatches = (0..<8).flatMap { i in
  (i + 1..<8).flatMap { j in (j + 1..<8).map { k in [points[i], points[j], points[k]] } }
}
let batchMeans = minibatches.map { $0.reduce(0, +) / 3 }
let replacedMeans = points.flatMap { a in points.flatMap { b in points.map { (a + b + $0) / 3 } } }
// snippet.fold Moments
func variance(_ values: [Double]) -> Double {
  Estimate(values).variance * Double(values.count - 1) / Double(values.count)
}
let (fullMean, third) = (Estimate(points).mean, variance(points) / 3)
// snippet.show
notebook.check(
  "mc-minibatch/mean", Estimate(batchMeans).mean, equals: fullMean, within: 1e-12,
  refutes: ["a sum over the batch, not scaled by N / B": 3 * fullMean / 8])
notebook.check(
  "mc-minibatch/variance", [variance(replacedMeans), variance(batchMeans)],
  equals: [third, third * 5 / 7], within: 1e-12,
  refutes: ["with replacement": [third, third], "(N − B) / N": [third, third * 5 / 8]])

// A gradient is linear in the terms of the sum, so the gradient of a minibatch is unbiased as well,
// and stochastic gradient descent may follow it ([@robbins1951]; [@bottou2018]). A loss that is a
// *sum* over the data needs the factor $N/B$. A VAE averages twice, over points and over latent draws
// for each point; [chapter 05](05-ppca.md) measures in a small model how the two variances add.

// ## What to take along
// - An average of $L$ independent draws is unbiased for every $L$; nonlinear functions of it, such as
//   its logarithm, in general are not.
// - The standard deviation of the average is $sd(f)/\sqrt L$ in any dimension. What may explode with the
//   dimension is $sd(f)$.
// - The error bar $\pm 1.96\thinspace s/\sqrt L$ is a statement about large $L$: for $x^2$ it takes some
//   two hundred draws, and for $e^{0.4x^2}$ the scaled error does not become normal at all.
// - Weighted draws from $q$ estimate expectations under $p$, best with $q \propto \lvert f \rvert p$; for
//   $f = 1$ the price is $1 + \chi^2(p \Vert q)$, which is infinite if $q$ has too light tails.
// - The effective sample size detects uneven weights. It cannot detect a region that no draw has
//   reached.
//
// The [next chapter](02-latent-variables.md) writes the evidence as an average over the prior. There
// the variance of one term explodes, the logarithm is biased, and the best proposal, the posterior, is
// unknown.

// ## Try it
// 1. `swift run monte-carlo --draws 32` changes the last row of the table of coverage. Before you run,
//    predict the coverage for $x$ and for $x^2$ from Hall's expansion. Then look how far the expansion,
//    which is meant for large $L$, can be trusted.
// 2. `swift run monte-carlo --proposal 0.75,0.7,0.5` replaces the row $N(0, 0.8^2)$ of the table of
//    weights. Which of the three second moments are infinite? Where does the coverage break down, and
//    does it break at the same place?
// 3. `swift run monte-carlo --seed 1` draws all random numbers anew. Which numbers of the page stay the
//    same? How many of the statistical checks do you expect beyond $\lvert z \rvert = 2$?

// ## Exercises
// 1. *Paper.* Approximate the bias of $1/\hat f_L$ for $f > 0$, by a Taylor expansion to second order.
// 2. *Paper.* Let all pairs of draws have the correlation $\rho$. Show that the variance of the average
//    is $\frac{\mathrm{Var}(f)}{L}\bigl(1 + (L - 1)\rho\bigr)$. What happens for $L \to \infty$? Derive
//    the minibatch formula from it.
// 3. *Paper.* For which $a$ does $e^{a x^2}$ with standard normal $x$ have a finite moment of order
//    $k$? Find the values of $t$ for which the weights of $N(0, t^2)$ for $N(0, 1)$ have a fourth
//    moment.
// 4. *Paper.* Show that $\mathbb E_q[w^2] = 1 + \chi^2(p \Vert q)$, and that it multiplies over
//    independent coordinates. What follows for the effective sample size in $d$ dimensions?
// 5. *Code.* Estimate $\Pr(x > 4)$ with $N(a, 1)$ for several $a$ and find the best one, first by
//    sampling, then by minimising $e^{a^2}\Pr(z > 4 + a)$.

// ## Further reading
// - [@owen2013]: a textbook on the web; chapters 2 and 9 cover this one at the same level, with proofs.
// - [@billingsley1995]: the law of large numbers and the central limit theorem, proved.
// - [@agapiou2017] and [@chatterjee2018]: how many draws importance sampling needs, in terms of
//   $\chi^2(p \Vert q)$ and of $KL(p \Vert q)$.
// - [@mohamed2020]: Monte Carlo estimates of gradients, the use that later chapters make of averages.
notebook.finish()
