// # Monte Carlo: an average replaces an integral
//
// A latent variable model asks for expectations that no formula gives. This chapter replaces them
// by averages over random draws and asks what that costs: how large the error is, how it falls
// with the number of draws, and why the naive estimate of a model's evidence needs more draws
// than there will ever be.
//
// Everything is measured on cases whose exact value is known by another route, so that an estimate
// is compared with the truth and not with itself. Each box below a piece of code is a check: what
// was measured, what it must equal, and which wrong formulas the same rule rejects.
// snippet.hide

import Kernels
import Models
import Notebook
import Probability

let notebook = Notebook()

// snippet.show

// ## An expectation is an integral
//
// For a density $p$ and a function $f$ the expectation is
//
// $$
// \mathbb E_p[f] = \int p(x)\, f(x)\, dx .
// $$
//
// Usually it has no closed form. For a normal density $N(\mu, \sigma^2)$ and two functions it has:
//
// $$
// \mathbb E[z^4] = \mu^4 + 6\mu^2\sigma^2 + 3\sigma^4, \qquad
// \mathbb E[e^{az}] = e^{a\mu + a^2\sigma^2/2} .
// $$
//
// Gauss–Hermite quadrature computes the integral without knowing either formula. Both routes must
// agree to rounding error.

let law = Normal(mean: 0.7, standardDeviation: 1.3)
let rule = Quadrature.gaussHermite(40)

func fourthMoment(mean: Double, variance: Double) -> Double {
  mean * mean * mean * mean + 6 * mean * mean * variance + 3 * variance * variance
}
func exponentialMoment(_ a: Double, mean: Double, variance: Double) -> Double {
  .exp(a * mean + a * a * variance / 2)
}
func integral(_ f: (Double) -> Double) -> Double {
  rule.integrate { f(law.mean + law.standardDeviation * $0) }
}

notebook.check(
  "mc-expectation/fourth-moment", integral { $0 * $0 * $0 * $0 },
  equals: fourthMoment(mean: law.mean, variance: law.variance), within: 1e-10,
  refutes: [
    "σ stands for σ²": fourthMoment(mean: law.mean, variance: law.standardDeviation),
    "the square of the mean square": (law.mean * law.mean + law.variance)
      * (law.mean * law.mean + law.variance),
  ])
notebook.check(
  "mc-expectation/exponential", integral { .exp(0.5 * $0) },
  equals: exponentialMoment(0.5, mean: law.mean, variance: law.variance), within: 1e-10,
  refutes: [
    "σ stands for σ²": exponentialMoment(0.5, mean: law.mean, variance: law.standardDeviation),
    "f of the mean": .exp(0.5 * law.mean),
  ])

// The two routes agree, for both functions: the closed forms are right, and quadrature can serve as
// a judge where there is none. It needs a grid, though, and a grid in many dimensions has too many
// points. An average of random draws needs none.

// ## The estimator
//
// Draw $x^{(1)}, \dots, x^{(L)}$ from $p$ and average:
//
// $$
// \hat f_L = \frac1L \sum_{l=1}^{L} f\bigl(x^{(l)}\bigr), \qquad x^{(l)} \sim p .
// $$
//
// In the library it is a loop and a division:
//
// snippet.quote monte-carlo
//
// Take $f(x) = x^2$, whose exact expectation is $\mu^2 + \sigma^2$ and whose variance is
// $2\sigma^4 + 4\mu^2\sigma^2$. One long average must come out
// within a few of its own standard errors, $s / \sqrt L$, where $s$ is the standard deviation of
// the $f(x^{(l)})$. A sampler that was handed the variance where it wants the standard deviation
// must not.

let square = { (x: Double) in x * x }
let exactSquare = law.mean * law.mean + law.variance
let exactVariance =
  2 * law.variance * law.variance + 4 * law.mean * law.mean * law.variance

var random = notebook.random("estimator")
let squares = Estimate(repetitions: 100_000) { square(law.sample(using: &random)) }
let wrongLaw = Normal(mean: law.mean, standardDeviation: law.variance)
let wrongSquares = Estimate(repetitions: 100_000) { square(wrongLaw.sample(using: &random)) }
notebook.define("estimator error", squares.zScore(against: exactSquare).magnitude, significant: 2)
notebook.check(
  "mc-estimator", squares, equals: exactSquare,
  refutes: ["the sampler takes σ² for σ": wrongSquares])

// The standard error is itself measured from the draws, with
// $s^2 = \frac{1}{L - 1} \sum_l \bigl(f(x^{(l)}) - \hat f_L\bigr)^2$. Every error bar below rests on
// it, so here are four numbers that can be done by hand: 1, 3, 4 and 8 have the mean 4, and the
// squares of what is left add up to 26.

let byHand = Estimate([1, 3, 4, 8])
notebook.check(
  "mc-estimator/standard-error", [byHand.mean, byHand.standardError],
  equals: [4, (26.0 / 3 / 4).squareRoot()], within: 1e-12,
  refutes: [
    "the squares are averaged over L": [4, (26.0 / 4 / 4).squareRoot()],
    "the spread of a single draw": [4, (26.0 / 3).squareRoot()],
    "the error of the mean is a variance": [4, 26.0 / 3 / 4],
  ])

// The average came within {{estimator error}} standard errors of the truth. But one average may be
// right by luck.

// ## It is right on average, for every number of draws
//
// Unbiased means $\mathbb E[\hat f_L] = \mathbb E_p[f]$ for every $L$, even for a single draw. So
// repeat the whole estimate many times, and average the estimates.

random = notebook.random("unbiased")
let repetitions = 20_000
for count in [1, 2, 10] {
  let estimates = Estimate(repetitions: repetitions) {
    monteCarlo(samples: count, of: square, under: law, using: &random)
  }
  notebook.check(
    "mc-unbiased/\(count)", estimates, equals: exactSquare,
    refutes: [
      "the sum is divided by L + 1": estimates.scaled(by: Double(count) / Double(count + 1))
    ])
}

// The logarithm of an unbiased estimate is another matter. By Jensen's inequality
// $\mathbb E[\log \hat f_L] \le \log \mathbb E[\hat f_L]$: it is too low on average. One case is
// known exactly. The average of the squares of two standard normal draws has an exponential
// distribution with mean 1, and the expectation of its logarithm is minus Euler's constant,
// $-\gamma \approx -0.5772$, where the logarithm of the mean is 0.

random = notebook.random("log-bias")
let logBias = Estimate(repetitions: repetitions) {
  .log(monteCarlo(samples: 2, of: square, under: .standardNormal, using: &random))
}
let eulerConstant = 0.577_215_664_901_532_9
notebook.check(
  "mc-unbiased/logarithm", logBias, equals: -eulerConstant,
  refutes: ["the logarithm is unbiased too": 0.0, "the bias is upwards": eulerConstant])

// The averages are right for one draw, two and ten; the logarithm of an average of two is not.
// Later in this chapter that bias returns, and there it decides.

// ## The law of large numbers
//
// The running average $\hat f_L$ settles at the expectation as $L$ grows. "Settles" can be made
// sharp: the error times $\sqrt L / s$ is a number of order one at every $L$. A sampler with a
// mean that is off by a little has an error that stays, so that the same number grows like
// $\sqrt L$.

random = notebook.random("lln")
var running = Estimate()
var shifted = Estimate()
var path: [(count: Int, estimate: Estimate, shifted: Estimate)] = []
for count in 1...1_000_000 {
  let draw = law.sample(using: &random)
  running.add(square(draw))
  shifted.add(square(draw + 0.05))
  if count == checkpoint(path.count) { path.append((count, running, shifted)) }
}

/// The k-th of ten places a decade, from 10 on.
func checkpoint(_ k: Int) -> Int {
  Int((10 * Double.exp(Double(k) * .log(10) / 10)).rounded())
}

for (count, estimate, _) in path where [1_000, 10_000, 100_000].contains(count) {
  notebook.check(
    "mc-lln/\(count)", estimate, equals: exactSquare,
    refutes: ["the limit is f of the mean": square(law.mean)])
}
notebook.check(
  "mc-lln/1000000", running, equals: exactSquare,
  refutes: ["draws with a mean shifted by 0.05": shifted])

// snippet.hide
func scaledErrors(_ estimates: [Estimate]) -> [Double] {
  estimates.map {
    ($0.mean - exactSquare) * (Double($0.count) / exactVariance).squareRoot()
  }
}
let places = path.map { Double($0.count) }
let bandEdge = [Double](repeating: 2, count: places.count)
let finalErrors = [scaledErrors([running])[0], scaledErrors([shifted])[0]]
let widest = scaledErrors(path.map(\.estimate)).reduce(0) { max($0, $1.magnitude) }
notebook.define("widest error", widest, significant: 2)
notebook.define("shifted error", finalErrors[1], significant: 3)
notebook.figure(
  "running-mean",
  Figure(
    description: "The error of the running mean of x² over \(running.count) draws, in standard "
      + "errors, stays within ±\(widest.formatted(decimals: 1)) and ends at "
      + "\(finalErrors[0].formatted(decimals: 1)). "
      + "With a mean shifted by 0.05 it ends at \(finalErrors[1].formatted(decimals: 1)).",
    x: Axis("draws L", scale: .logarithmic), y: Axis("error · √L / s"),
    marks: [
      .band(x: places, lower: bandEdge.map { -$0 }, upper: bandEdge, label: "±2"),
      .line(
        x: places, y: scaledErrors(path.map(\.shifted)), color: .vermillion,
        label: "mean shifted by 0.05"),
      .line(x: places, y: scaledErrors(path.map(\.estimate)), label: "right sampler"),
    ]))
// snippet.show

// From ten draws to a million the error of the right sampler is never more than {{widest error}}
// standard errors, while a standard error shrinks more than three-hundredfold. The shift of the
// other sampler is worth less than one standard error of a thousand draws; with a million its
// average stands {{shifted error}} of them from the truth.

// ## The variance falls as 1/L
//
// Draws are independent, so variances add, and
//
// $$
// \mathrm{Var}(\hat f_L) = \frac{\mathrm{Var}(f)}{L} .
// $$
//
// Each row of the table repeats an average of $L$ draws; the squared deviation from the exact
// expectation is an unbiased measurement of the variance.

let sampleSizes = [1, 4, 16, 64, 256]

random = notebook.random("variance")
let variances = sampleSizes.map { count in
  Estimate(repetitions: 4_000) {
    let error = monteCarlo(samples: count, of: square, under: law, using: &random) - exactSquare
    return error * error
  }
}
notebook.table(
  ["L", "measured variance", "standard error", "Var(f) / L"],
  zip(sampleSizes, variances).map { count, variance in
    [
      .number(count), .number(variance.mean), .number(variance.standardError, significant: 2),
      .number(exactVariance / Double(count)),
    ]
  })
for (count, variance) in zip(sampleSizes, variances).dropFirst() {
  notebook.check(
    "mc-variance-inverse-l/\(count)", variance, equals: exactVariance / Double(count),
    refutes: ["the standard deviation falls as 1/L": exactVariance / Double(count * count)])
}

// On a logarithmic scale a power law is a straight line and its exponent the slope. The fit weighs
// each point by its error; the slope must be −1. A slope of −½ belongs to the standard error, and
// is the classical confusion.

let decay = LinearFit(
  x: sampleSizes.map { .log(Double($0)) }, y: variances.map { .log($0.mean) },
  standardErrors: variances.map { $0.standardError / $0.mean })
notebook.check(
  "mc-variance-inverse-l", slope: decay, equals: -1,
  refutes: ["the law of the standard error, −½": -0.5, "1/L²": -2])

// snippet.hide
let sizes = sampleSizes.map(Double.init)
notebook.figure(
  "variance",
  Figure(
    description: "On logarithmic axes the measured variance falls along a line of slope "
      + "\(decay.slope.formatted(decimals: 3)); predicted is −1.",
    x: Axis("draws L", scale: .logarithmic),
    y: Axis("variance of the estimate", scale: .logarithmic),
    marks: [
      .guide(x: sizes, y: sizes.map { exactVariance / $0 }, label: "Var(f) / L, slope −1"),
      .scatter(x: sizes, y: variances.map(\.mean), color: .vermillion, label: "measured"),
    ]))
// snippet.show

// So each further digit costs a hundred times as many draws. That is slow, but nothing in the law
// speaks of the dimension of $x$.

// ## Error bars that mean what they say
//
// The central limit theorem turns the variance into a promise: the interval
// $\hat f_L \pm 1.96\thinspace \mathrm{sd}(f) / \sqrt L$ covers the truth about 95 times in a
// hundred. How near to 95 depends on $L$, and for squares of standard normal draws it is known
// exactly: their sum has a $\chi^2_L$ distribution, so the coverage is a difference of two of its
// tails. The table counts how often the interval covered.

random = notebook.random("coverage")
let coverage = [4, 16, 64, 256].map { count in
  let means = (0..<4_000).map { _ in
    monteCarlo(samples: count, of: square, under: .standardNormal, using: &random)
  }
  func covered(within halfWidth: Double) -> Estimate {
    Estimate(means.map { ($0 - 1).magnitude <= halfWidth ? 1 : 0 })
  }
  let halfWidth = 1.96 * (2 / Double(count)).squareRoot()
  let sum = ChiSquare(degreesOfFreedom: count)
  return (
    count: count,
    exact: sum.upperTail(max(0, Double(count) * (1 - halfWidth)))
      - sum.upperTail(Double(count) * (1 + halfWidth)),
    hits: covered(within: halfWidth),
    wrongHits: covered(within: 1.96 * Double(2).squareRoot() / Double(count))
  )
}
notebook.table(
  ["L", "exact coverage", "counted"],
  coverage.map { [.number($0.count), .number($0.exact, decimals: 4), .text($0.hits.formatted)] })
notebook.define("coverage-16", coverage[1].exact, significant: 4)
notebook.define("coverage-256", coverage[3].exact, significant: 4)
for row in coverage {
  notebook.check(
    "mc-central-limit/\(row.count)", row.hits, equals: row.exact,
    refutes: ["the standard error is sd(f) / L": row.wrongHits])
}

// The tails themselves can be had another way. For even $L$ the probability that $\chi^2_L$ exceeds $x$
// is that of fewer than $L/2$ events when $x/2$ are expected, a sum of Poisson terms:

func poissonSum(terms: Int, mean: Double) -> Double {
  (0..<terms).reduce((sum: 0.0, term: Double.exp(-mean))) { state, j in
    (state.sum + state.term, state.term * mean / Double(j + 1))
  }.sum
}
let tailPlaces = [(4, 2.0), (4, 9.5), (16, 8.0), (16, 27.0), (64, 90.0)]
notebook.check(
  "mc-central-limit/tails",
  tailPlaces.map { ChiSquare(degreesOfFreedom: $0).upperTail($1) },
  equals: tailPlaces.map { poissonSum(terms: $0 / 2, mean: $1 / 2) }, within: 1e-12,
  refutes: [
    "one term too few": tailPlaces.map { poissonSum(terms: $0 / 2 - 1, mean: $1 / 2) },
    "x for x/2": tailPlaces.map { poissonSum(terms: $0 / 2, mean: $1) },
  ])

// With 16 draws the promised 95% are {{coverage-16}}, with 256 they are {{coverage-256}}: the
// theorem speaks of large $L$, and squares of normal draws are skewed.
//
// snippet.hide
random = notebook.random("histogram")
let standardized = (0..<6_000).map { _ in
  (monteCarlo(samples: 50, of: square, under: .standardNormal, using: &random) - 1)
    * Double(25).squareRoot()
}
let skewness = Estimate(standardized.map { $0 * $0 * $0 })
notebook.figure(
  "central-limit",
  Figure(
    description: "The histogram of 6000 standardised averages of 50 squares nearly follows the "
      + "normal density; its mean cube is \(skewness.formatted), where the normal's is 0.",
    x: Axis("standardised average of 50 squares"), y: Axis("density"),
    marks: [
      .histogram(standardized, isDensity: true, label: "measured"),
      .curve(over: -4...5, color: .vermillion, label: "normal density") {
        .exp(Normal.standard.logDensity($0))
      },
    ]))
// snippet.show

// ## Does it work for any function?
//
// The lecture says that Monte Carlo works for any function, as long as one can sample. It does not
// say that the expectation has to exist. The quotient of two standard normal draws is Cauchy
// distributed; it has no mean, and the average of $L$ of them is Cauchy distributed again, for
// every $L$. So exactly half of all averages lie within ±1, however many draws each takes. Normal
// draws with the same quartiles are the control: their averages close in.

random = notebook.random("cauchy")
let normalQuartile = Normal.standard.quantile(0.75)
let spreads = [1, 10, 100, 1_000].map { count in
  var cauchy: [Double] = []
  var normal: [Double] = []
  for _ in 0..<2_000 {
    var sums = (cauchy: 0.0, normal: 0.0)
    for _ in 0..<count {
      let numerator = random.normal()
      sums.cauchy += numerator / random.normal()
      sums.normal += numerator / normalQuartile
    }
    cauchy.append(sums.cauchy / Double(count))
    normal.append(sums.normal / Double(count))
  }
  return (count: count, cauchy: cauchy, normal: normal)
}
func interquartileRange(_ values: [Double]) -> Double {
  sampleQuantile(values, 0.75) - sampleQuantile(values, 0.25)
}
func shareWithinOne(_ values: [Double]) -> Estimate {
  Estimate(values.map { $0.magnitude <= 1 ? 1 : 0 })
}
notebook.table(
  ["L", "interquartile range, Cauchy", "interquartile range, normal"],
  spreads.map {
    [
      .number($0.count), .number(interquartileRange($0.cauchy), significant: 3),
      .number(interquartileRange($0.normal), significant: 3),
    ]
  })
notebook.correct(
  "mc-any-f",
  stated: "Monte Carlo works for any function of a variable that can be sampled.",
  right: "The expectation of the function's magnitude must be finite, and that of its square for "
    + "the error to fall as one over the root of the number of draws. The average of "
    + "\(spreads[3].count) Cauchy draws spreads exactly as much as a single one.")
for row in spreads.dropFirst() {
  notebook.check(
    "mc-any-f/\(row.count)", shareWithinOne(row.cauchy), equals: 0.5,
    refutes: ["averages close in, as normal ones do": shareWithinOne(row.normal)])
}

// Two things about the comparison itself: the normal control does begin with the quartiles ±1, and
// what the table calls quartiles encloses half of the averages.

notebook.check(
  "mc-any-f/control", shareWithinOne(spreads[0].normal), equals: 0.5,
  refutes: ["already closed in": shareWithinOne(spreads[1].normal)])
func shareBetween(_ low: Double, _ high: Double, of values: [Double]) -> Double {
  let (lower, upper) = (sampleQuantile(values, low), sampleQuantile(values, high))
  return Double(values.count { $0 >= lower && $0 <= upper }) / Double(values.count)
}
notebook.check(
  "mc-any-f/quartiles", spreads.map { shareBetween(0.25, 0.75, of: $0.cauchy) },
  equals: spreads.map { _ in 0.5 }, within: 1e-9,
  refutes: ["a quarter to the median": spreads.map { shareBetween(0.25, 0.5, of: $0.cauchy) }])

// A thousand Cauchy draws spread no less than one. What the lecture leaves out is a condition: the
// integral of $|f|\thinspace p$ must be finite, and for the law of $1/L$ that of $f^2 p$ as well.

// ## Importance sampling
//
// A rare event shows what plain averaging costs. The probability that a standard normal number
// exceeds 3 is the expectation of an indicator, and nearly all draws contribute zero. Draws from
// another density $q$ can be used instead, if each is weighted:
//
// $$
// \mathbb E_p[f] = \mathbb E_q\bigl[w\, f\bigr], \qquad w(x) = \frac{p(x)}{q(x)} .
// $$
//
// snippet.quote importance-sampling
//
// With $q = N(3, 1)$ the event happens half the time. The second moment of $w f$ is again an
// integral of a normal density: for $q = N(a, 1)$ it is $e^{a^2}\thinspace P(z > 3 + a)$.

let indicator = { (x: Double) in x > 3 ? 1.0 : 0.0 }
let tail = 1 - Normal.standard.cumulative(3)
let near = Normal(mean: 3, standardDeviation: 1)

random = notebook.random("importance")
let sample = WeightedSample(
  count: 40_000, proposal: near, logTarget: Normal.standard.logDensity, using: &random)
let terms = zip(sample.draws, sample.logWeights).map { indicator($0) * .exp($1) }
let unweighted = Estimate(sample.draws.map(indicator))
notebook.check(
  "mc-importance/mean", Estimate(terms), equals: tail,
  refutes: [
    "the weights are left out": unweighted,
    "the weights are squared": Estimate(
      zip(sample.draws, sample.logWeights).map { indicator($0) * .exp(2 * $1) }),
  ])
notebook.check(
  "mc-importance/average", sample.mean(of: indicator), equals: Estimate(terms).mean, within: 1e-12,
  refutes: [
    "the weights stay logarithms": Estimate(
      zip(sample.draws, sample.logWeights).map { indicator($0) * $1 }
    ).mean,
    "the sum is not divided by L": terms.reduce(0, +),
  ])
let exactSecondMoment = Double.exp(9) * (1 - Normal.standard.cumulative(6))
notebook.check(
  "mc-importance/second-moment", Estimate(terms.map { $0 * $0 }), equals: exactSecondMoment,
  refutes: [
    "the second moment without weights": tail,
    "the exponent is a²/2": Double.exp(4.5) * (1 - Normal.standard.cumulative(6)),
  ])
let gain = tail * (1 - tail) / (exactSecondMoment - tail * tail)
notebook.define("gain", gain)
notebook.define("tail", tail)

// For the probability {{tail}} the variance falls by a factor of {{gain}}: as if every draw were
// {{gain}} draws.
//
// For an $f$ that is never negative the best proposal is $q^\ast \propto f p$. Then $w f$ is the
// same number at every draw, the answer itself, and the variance is zero. It cannot be used, since
// its normalising constant is what one wants to know; but here it can be tried, by drawing from the
// tail through the inverse of the distribution function.

random = notebook.random("optimal-proposal")
let tailShares = (0..<1_000).map { _ in 1 - random.uniform() }
let tailDraws = tailShares.map { Normal.standard.quantile(1 - tail * $0) }
let optimalTerms = tailDraws.map { x in
  let logProposal = Normal.standard.logDensity(x) - .log(tail)
  return indicator(x) * .exp(Normal.standard.logDensity(x) - logProposal)
}
notebook.check(
  "mc-importance/optimal", optimalTerms.map { $0 / tail },
  equals: [Double](repeating: 1, count: optimalTerms.count), within: 1e-9,
  refutes: ["a proposal that is merely near": terms.prefix(1_000).map { $0 / tail }])
notebook.check(
  "mc-importance/inverse", tailDraws.map { (1 - Normal.standard.cumulative($0)) / tail },
  equals: tailShares, within: 1e-10,
  refutes: [
    "a uniform number is stretched from 3 to 4": tailShares.map {
      (1 - Normal.standard.cumulative(4 - $0)) / tail
    }
  ])

// A bad proposal fails in silence. If $q$ is narrower than the target by a factor of two in
// variance or more, the weights have no second moment:
//
// $$
// \mathbb E_q[w^2] = \frac{t^2}{s\sqrt{2t^2 - s^2}}
// \exp\frac{(m-n)^2}{2t^2 - s^2}
// \quad\text{for } p = N(m, s^2),\ q = N(n, t^2),\ 2t^2 > s^2,
// $$
//
// and infinity otherwise. A wide proposal obeys the formula:

let wide = Normal(mean: 0.5, standardDeviation: 1.5)
let narrow = Normal(mean: 0, standardDeviation: 0.4)
random = notebook.random("wide-proposal")
let wideWeights = WeightedSample(
  count: 40_000, proposal: wide, logTarget: Normal.standard.logDensity, using: &random
).logWeights
notebook.check(
  "mc-heavy-weights/second-moment", Estimate(wideWeights.map { .exp(2 * $0) }),
  equals: NormalImportanceWeights.secondMoment(target: .standard, proposal: wide),
  refutes: [
    "the weights are independent of q": 1.0,
    "the means are not compared": NormalImportanceWeights.secondMoment(
      target: .standard,
      proposal: Normal(mean: 0, standardDeviation: wide.standardDeviation)),
  ])

// A narrow one looks healthy and is wrong: most runs never draw from the tails, where the weight
// is. The average weight should be 1. The table repeats an average of 1000 weights, and counts how
// often it stays below 1 and how often the interval of ±1.96 measured standard errors covers 1.

random = notebook.random("heavy-weights")
func healthOfWeights(_ proposal: Normal) -> (below: Estimate, covers: Estimate, size: Estimate) {
  var health = (below: Estimate(), covers: Estimate(), size: Estimate())
  for _ in 0..<1_000 {
    let logWeights = WeightedSample(
      count: 1_000, proposal: proposal, logTarget: Normal.standard.logDensity, using: &random
    ).logWeights
    let average = Estimate(logWeights.map { .exp($0) })
    health.below.add(average.mean < 1 ? 1 : 0)
    health.covers.add(average.zScore(against: 1).magnitude <= 1.96 ? 1 : 0)
    health.size.add(effectiveSampleSize(logWeights: logWeights))
  }
  return health
}
let wideHealth = healthOfWeights(wide)
let narrowHealth = healthOfWeights(narrow)
notebook.table(
  ["proposal", "runs below 1", "intervals that cover", "effective draws of 1000"],
  [("wide", wideHealth), ("narrow", narrowHealth)].map { name, health in
    [
      .text(name), .text(health.below.formatted), .text(health.covers.formatted),
      .text(health.size.formatted),
    ]
  })
notebook.define("wide size", wideHealth.size.mean)
notebook.define("narrow size", narrowHealth.size.mean)
notebook.define("narrow coverage", narrowHealth.covers.mean, significant: 2)
notebook.check(
  "mc-heavy-weights/coverage", narrowHealth.covers, isAtMost: 0.8,
  refutes: ["the narrow proposal is as good as the wide one": wideHealth.covers])

// The table's last column is the effective sample size, $(\sum_l w_l)^2 / \sum_l w_l^2$: how many
// equal weights would be worth as much. It is a number between 1 and $L$ and is computed from the
// logarithms of the weights, so that a common factor, even $e^{1000}$, makes no difference.

notebook.check(
  "mc-effective-sample-size",
  [0, 1_000].map { effectiveSampleSize(logWeights: [$0, $0 + .log(2), $0 + .log(3)]) },
  equals: [36.0 / 14, 36.0 / 14], within: 1e-12,
  refutes: [
    "every draw counts": [3, 3], "only the largest weight counts": [6.0 / 3, 6.0 / 3],
    "1 / Σw²": [1.0 / 14, 0],
  ])

// A thousand draws from the wide proposal are worth {{wide size}}, from the narrow one
// {{narrow size}}. The narrow one's intervals promise to cover the truth in a share of 0.95 of
// all runs, and cover it in {{narrow coverage}}. So a proposal should err on the wide side.

// ## A minibatch is a Monte Carlo estimate
//
// Training replaces the average over $N$ data points by one over $B$ of them. With $N = 8$ and
// $B = 3$ all {{minibatches}} minibatches can be listed, so nothing is left to chance: the mean of
// their means is the full mean, and their variance is
//
// $$
// \mathrm{Var} = \frac{V}{B} \cdot \frac{N - B}{N - 1}
// $$
//
// without replacement and $V / B$ with it, where $V$ is the variance over the data.

let points = [0.3, -1.2, 2.5, 0.8, -0.4, 1.9, -2.2, 3.1]
let (n, b) = (points.count, 3)
func moments(_ values: [Double]) -> (mean: Double, variance: Double) {
  let mean = values.reduce(0, +) / Double(values.count)
  return (mean, values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count))
}
var batchMeans: [Double] = []
var batchMeansWithReplacement: [Double] = []
for i in 0..<n {
  for j in 0..<n {
    for k in 0..<n {
      let mean = (points[i] + points[j] + points[k]) / Double(b)
      batchMeansWithReplacement.append(mean)
      if i < j && j < k { batchMeans.append(mean) }
    }
  }
}
notebook.define("minibatches", batchMeans.count)
let (fullMean, fullVariance) = moments(points)
let independent = fullVariance / Double(b)
let correction = Double(n - b) / Double(n - 1)
notebook.check(
  "mc-minibatch/mean", moments(batchMeans).mean, equals: fullMean, within: 1e-12,
  refutes: [
    "a sum over the batch, not scaled by N / B": Double(b) * fullMean / Double(n)
  ])
notebook.check(
  "mc-minibatch/variance",
  [moments(batchMeansWithReplacement).variance, moments(batchMeans).variance],
  equals: [independent, independent * correction], within: 1e-12,
  refutes: [
    "replacement makes no difference": [independent, independent],
    "the correction is (N − B) / N": [independent, independent * Double(n - b) / Double(n)],
  ])

// A minibatch is an unbiased estimate, and without replacement a slightly better one than as many
// independent draws. A loss that is summed over the data must be scaled by $N / B$.

// ## The evidence, naively
//
// A latent variable model gives $p(x \mid z)$ and a prior $p(z)$; its evidence is
//
// $$
// p(x) = \int p(x \mid z)\, p(z)\, dz = \mathbb E_{p(z)}\bigl[p(x \mid z)\bigr]
// \approx \frac1K \sum_{k=1}^{K} p(x \mid z_k), \qquad z_k \sim p(z) .
// $$
//
// The number of draws is called $K$ here, as in the lecture. With a linear decoder, a matrix $W$
// and an offset $b$ in $x \mid z \sim N(Wz + b, \sigma^2 I)$, and the prior $N(0, I)$ the exact
// value is known: $x \sim N(b, WW^\top + \sigma^2 I)$. The draws are averaged as they stand, and
// the check looks at the ratio of the estimate to the truth.

let model = try LinearGaussianModel(
  loadings: Matrix(rows: [[0.9, -0.3], [0.4, 0.8], [-0.5, 0.6]]), offset: [0.2, -0.1, 0.4],
  noiseVariance: 0.5)
let x = [0.8, 0.9, -0.3]
let logEvidence = model.marginal.logDensity(x)

random = notebook.random("naive-evidence")
let ratios = Estimate(repetitions: 40_000) {
  .exp(model.logLikelihood(of: x, given: model.prior.sample(using: &random)) - logEvidence)
}
let priorAsNormal = try MultivariateNormal(mean: [0, 0], covariance: .identity(2))
let meanLogLikelihood = model.expectedLogLikelihood(of: x, under: priorAsNormal)
notebook.define("naive draws", ratios.count)
notebook.define("naive error", ratios.standardError, significant: 2)
notebook.check(
  "mc-naive-marginal", ratios, equals: 1,
  refutes: [
    "log p(x | z) is averaged": Double.exp(meanLogLikelihood - logEvidence),
    "z is replaced by its mean": Double.exp(
      model.logLikelihood(of: x, given: [0, 0]) - logEvidence),
    "the sum is not divided by K": ratios.scaled(by: 40_000),
  ])

// With two latent numbers the naive average works: {{naive draws}} draws know the evidence to
// {{naive error}} of its value.

// ## Its logarithm is too low
//
// Learning maximises $\log p(x)$, so the naive recipe takes the logarithm of the average, and
// Jensen's inequality returns: $\mathbb E[\log \hat p_K(x)] \le \log p(x)$. Now the model has four
// latent dimensions, $x_j \mid z_j \sim N(z_j, \tfrac14)$, and every coordinate of $x$ is one half.
//
// Cut one and the same set of 64 draws into groups of $K$, average within a group, take logarithms,
// and average over the groups. By Jensen's inequality that number cannot fall as $K$ grows, and not
// only on average: it holds for every set of draws.

func cube(dimension: Int) throws -> (model: LinearGaussianModel, x: [Double]) {
  let model = try LinearGaussianModel(
    loadings: .identity(dimension), offset: [Double](repeating: 0, count: dimension),
    noiseVariance: 0.25)
  return (model, [Double](repeating: 0.5, count: dimension))
}
let four = try cube(dimension: 4)
let exactLog = four.model.marginal.logDensity(four.x)
let groupSizes = [1, 4, 16, 64]

random = notebook.random("log-evidence")
let ladders = (0..<4_000).map { _ in
  let logLikelihoods = (0..<64).map { _ in
    four.model.logLikelihood(of: four.x, given: four.model.prior.sample(using: &random))
  }
  return groupSizes.map { size in
    let groups = stride(from: 0, to: 64, by: size).map { Array(logLikelihoods[$0..<($0 + size)]) }
    return groups.map(logMeanExp).reduce(0, +) / Double(groups.count)
  }
}
let rungs = groupSizes.indices.map { rung in Estimate(ladders.map { $0[rung] }) }
notebook.table(
  ["K", "mean of the log estimate", "exact log p(x)"],
  zip(groupSizes, rungs).map {
    [.number($0), .text($1.formatted), .number(exactLog, decimals: 4)]
  })
notebook.check(
  "mc-naive-log-bias/monotone", neverFalls: ladders, within: 1e-9,
  refutes: [
    "the average is divided by K once more": ladders.map { ladder in
      zip(ladder, groupSizes).map { $0 - .log(Double($1)) }
    }
  ])
let standardPrior = try MultivariateNormal(
  mean: four.model.prior.mean, covariance: four.model.prior.covariance)
notebook.check(
  "mc-naive-log-bias/1", rungs[0],
  equals: four.model.expectedLogLikelihood(of: four.x, under: standardPrior),
  refutes: [
    "a single draw has no bias": exactLog,
    "z is replaced by its mean": four.model.logLikelihood(of: four.x, given: [0, 0, 0, 0]),
  ])
for (size, rung) in zip(groupSizes, rungs).suffix(2) {
  notebook.check(
    "mc-naive-log-bias/\(size)", rung, isAtMost: exactLog,
    refutes: ["the sum over K draws, not their mean": rung.shifted(by: .log(Double(size)))])
}
notebook.correct(
  "mc-naive-log-bias",
  stated: "The logarithm of the naive average serves as the objective of learning.",
  right: "The average is unbiased, its logarithm is not: too low by "
    + "\((exactLog - rungs[0].mean).formatted(decimals: 2)) nats with one draw and by "
    + "\((exactLog - rungs[3].mean).formatted(decimals: 2)) with 64, in four dimensions.")
notebook.define("one-draw", rungs[0].mean)
notebook.define("exact-log", exactLog)

// A single draw gives {{one-draw}} on average where the truth is {{exact-log}}: it estimates the
// expected log likelihood under the prior, not the evidence.

// ## How many draws would be enough?
//
// In this model the coordinates are independent, so the second moment of the estimate's terms
// factorises, and the relative variance of one draw is a power of the dimension $d$:
//
// $$
// 1 + \frac{\mathrm{Var}\, p(x \mid z)}{p(x)^2} = r^d, \qquad
// r = \frac{N(x;\, 0,\, 1 + \sigma^2/2)}{\sqrt{4\pi\sigma^2}\; N(x;\, 0,\, 1 + \sigma^2)^2} .
// $$
//
// Quadrature over the one coordinate gives $r$ again, without the formula.

let noise = 0.25
let coordinate = 0.5
func normalDensity(_ x: Double, variance: Double) -> Double {
  .exp(Normal(mean: 0, standardDeviation: variance.squareRoot()).logDensity(x))
}
func growthFactor(noiseVariance: Double, at x: Double) -> Double {
  let evidence = normalDensity(x, variance: 1 + noiseVariance)
  return normalDensity(x, variance: 1 + noiseVariance / 2)
    / ((4 * .pi * noiseVariance).squareRoot() * evidence * evidence)
}
let r = growthFactor(noiseVariance: noise, at: coordinate)
let fine = Quadrature.gaussHermite(160)
let firstMoment = fine.integrate { normalDensity(coordinate - $0, variance: noise) }
let secondMoment = fine.integrate {
  let density = normalDensity(coordinate - $0, variance: noise)
  return density * density
}
notebook.check(
  "mc-naive-exponential/factor", secondMoment / (firstMoment * firstMoment), equals: r,
  within: 1e-9,
  refutes: [
    "σ stands for σ²": growthFactor(noiseVariance: noise.squareRoot(), at: coordinate),
    "the evidence is not squared": r * normalDensity(coordinate, variance: 1 + noise),
  ])

// And draws in one to six dimensions show the power. The terms are bounded, so their squares can
// be averaged safely.

random = notebook.random("dimension")
let dimensions = [1, 2, 3, 4, 5, 6]
let secondMoments = try dimensions.map { d in
  let (model, x) = try cube(dimension: d)
  let logEvidence = model.marginal.logDensity(x)
  return Estimate(repetitions: 60_000) {
    .exp(2 * (model.logLikelihood(of: x, given: model.prior.sample(using: &random)) - logEvidence))
  }
}
func power(_ base: Double, _ exponent: Int) -> Double {
  (0..<exponent).reduce(1) { product, _ in product * base }
}
for (d, moment) in zip(dimensions, secondMoments) where d % 2 == 0 {
  notebook.check(
    "mc-naive-exponential/\(d)", moment, equals: power(r, d),
    refutes: ["the variance grows in proportion to d": 1 + Double(d) * (r - 1)])
}
let growth = LinearFit(
  x: dimensions.map(Double.init), y: secondMoments.map { .log($0.mean) },
  standardErrors: secondMoments.map { $0.standardError / $0.mean })
notebook.check(
  "mc-naive-exponential", slope: growth, equals: .log(r),
  refutes: ["no growth": 0, "the root of the factor": .log(r) / 2])

// The number of draws for a relative error of a tenth is $100\thinspace (r^d - 1)$:

let manyDimensions = [1, 2, 4, 8, 16, 32, 64]
notebook.define("most dimensions", manyDimensions[6])
notebook.define("most draws", 100 * (power(r, manyDimensions[6]) - 1))
notebook.table(
  ["latent dimensions d", "relative variance of one draw", "draws for 10% error"],
  manyDimensions.map { d in
    let variance = power(r, d) - 1
    return [
      .number(d), .number(variance, significant: 3),
      .number(100 * variance, significant: 3),
    ]
  })

// snippet.hide
notebook.figure(
  "dimension",
  Figure(
    description: "The relative second moment of a draw grows by a factor of "
      + "\(Double.exp(growth.slope).formatted(decimals: 2)) with every latent dimension; predicted "
      + "is \(r.formatted(decimals: 2)).",
    x: Axis("latent dimensions d"),
    y: Axis("E[p(x|z)²] / p(x)²", scale: .logarithmic),
    marks: [
      .guide(
        x: dimensions.map(Double.init), y: dimensions.map { power(r, $0) }, label: "predicted"),
      .scatter(
        x: dimensions.map(Double.init), y: secondMoments.map(\.mean), color: .vermillion,
        label: "measured"),
    ]))
// snippet.show

// With {{most dimensions}} latent dimensions, as a VAE may have, the naive average needs
// {{most draws}} draws for a single data point. The variance still falls as one over the number of
// draws; it is the variance of one draw that explodes.

// ## The posterior is a smaller place
//
// The prior spreads its draws over all that could be; the posterior $p(z \mid x)$ knows $x$. Draws
// from it, with the weights $w = p(x, z) / q(z)$, would each give $p(x)$ exactly, and so does their
// average, which is taken without leaving the logarithms:

let posterior = four.model.posterior(of: four.x)
random = notebook.random("posterior")
func logWeights(_ proposal: MultivariateNormal) -> [Double] {
  let sample = WeightedSample(
    count: 2_000, proposal: proposal,
    logTarget: { four.model.logJoint(of: four.x, and: $0) }, using: &random)
  return sample.logWeights + [sample.logNormalizer]
}
let mirrored = try MultivariateNormal(
  mean: posterior.mean.map { -$0 }, covariance: posterior.covariance)
notebook.check(
  "mc-posterior-concentrated/exact", logWeights(posterior),
  equals: [Double](repeating: exactLog, count: 2_001), within: 1e-9,
  refutes: [
    "the posterior's mean has the wrong sign": logWeights(mirrored),
    "the weights are added up": [Double](repeating: exactLog, count: 2_000) + [
      exactLog + .log(2_000)
    ],
  ])

// A proposal that is only near the posterior, wider by a fifth and a little off, still has a small
// variance, which the formula for normal weights predicts, coordinate by coordinate. Too narrow is
// another matter: below half of the posterior's variance the second moment is infinite.

let sharp = Normal(
  mean: posterior.mean[0], standardDeviation: posterior.covariance[0, 0].squareRoot())
func proposal(shift: Double, widening: Double) -> Normal {
  Normal(mean: sharp.mean + shift, standardDeviation: sharp.standardDeviation * widening)
}
func fourfoldSecondMoment(_ q: Normal) -> Double {
  power(NormalImportanceWeights.secondMoment(target: sharp, proposal: q), 4)
}
let nearby = proposal(shift: 0.1, widening: 1.2)
random = notebook.random("nearby")
let nearbyWeights = WeightedSample(
  count: 40_000,
  proposal: DiagonalNormal(
    mean: [Double](repeating: nearby.mean, count: 4),
    standardDeviations: [Double](repeating: nearby.standardDeviation, count: 4)),
  logTarget: { four.model.logJoint(of: four.x, and: $0) - exactLog }, using: &random
).logWeights
let nearbyMoment = Estimate(nearbyWeights.map { .exp(2 * $0) })
notebook.check(
  "mc-posterior-concentrated/near", nearbyMoment, equals: fourfoldSecondMoment(nearby),
  refutes: [
    "as bad as the prior": power(r, 4),
    "one coordinate counts for all": NormalImportanceWeights.secondMoment(
      target: sharp, proposal: nearby),
  ])
let halfVariance = Double(0.5).squareRoot()
notebook.check(
  "mc-posterior-concentrated/narrow",
  [
    fourfoldSecondMoment(proposal(shift: 0, widening: halfVariance * 0.99)),
    fourfoldSecondMoment(Normal.standard),
  ],
  equals: [.infinity, power(r, 4)], within: 1e-8,
  refutes: [
    "half the standard deviation is the limit": [
      fourfoldSecondMoment(proposal(shift: 0, widening: halfVariance * 1.01)), power(r, 4),
    ]
  ])

// How much smaller is the place? The ratio of the posterior's volume to the prior's is the root of
// the determinant of the posterior's covariance, $\sigma^2 M^{-1}$ with
// $M = W^\top W + \sigma^2 I$; here, with $W = I$, it is
// $\bigl(\sigma^2 / (1 + \sigma^2)\bigr)^{d/2}$.

let volumeRatio = Double.exp(posterior.cholesky.logDeterminant / 2)
notebook.check(
  "mc-posterior-concentrated/volume", volumeRatio,
  equals: (noise / (1 + noise)) * (noise / (1 + noise)), within: 1e-12,
  refutes: ["the determinant without its root": volumeRatio * volumeRatio, "no smaller": 1])
notebook.define("volume", volumeRatio)
notebook.define("prior variance", power(r, 4) - 1)
notebook.define("near variance", fourfoldSecondMoment(nearby) - 1)

// The posterior fills {{volume}} of the prior's volume. A draw from the prior has the relative
// variance {{prior variance}}, a draw from near the posterior {{near variance}}. This is why the
// coming chapters learn an approximate posterior: it is where the good draws are.

// ## The reconstruction term
//
// The bound that the next chapter derives contains an expectation under an approximate posterior,
//
// $$
// \mathbb E_{q(z \mid x)}\bigl[\log p(x \mid z)\bigr] \approx
// \frac1L \sum_{l=1}^{L} \log p\bigl(x \mid z^{(l)}\bigr), \qquad z^{(l)} \sim q(z \mid x) .
// $$
//
// For a linear decoder and $q = N(m, S)$ it is a closed form, in which the spread of $z$ costs a
// trace:
//
// $$
// \mathbb E_q\bigl[\log p(x \mid z)\bigr] = \log p(x \mid m)
// - \frac{1}{2\sigma^2}\, \mathrm{tr}\bigl(W S W^\top\bigr) .
// $$
//
// snippet.quote reconstruction-term
//
// The average of draws must agree. To put the mean of $z$ into the decoder instead forgets the
// trace, and draws from the prior answer another question.

let approximate = try MultivariateNormal(
  mean: [0.5, 0.3], covariance: Matrix(rows: [[0.6, 0.25], [0.25, 0.2]]))
random = notebook.random("reconstruction")
let reconstruction = Estimate(repetitions: 40_000) {
  model.logLikelihood(of: x, given: approximate.sample(using: &random))
}
let fromPrior = Estimate(repetitions: 40_000) {
  model.logLikelihood(of: x, given: model.prior.sample(using: &random))
}
notebook.define(
  "trace",
  model.logLikelihood(of: x, given: approximate.mean)
    - model.expectedLogLikelihood(of: x, under: approximate))
notebook.check(
  "mc-recon-term", reconstruction,
  equals: model.expectedLogLikelihood(of: x, under: approximate),
  refutes: [
    "the mean of z is decoded": model.logLikelihood(of: x, given: approximate.mean),
    "z comes from the prior": fromPrior,
  ])

// Decoding the mean of $z$ alone would flatter the reconstruction by {{trace}} nats.

// ## One sample, two forms
//
// The bound $\mathcal L$ can be written in two ways, the second with the Kullback–Leibler
// divergence $KL(q \Vert p) = \mathbb E_q[\log q - \log p]$ of $q$ from the prior:
//
// $$
// \mathcal L = \mathbb E_q\bigl[\log p(x, z) - \log q(z)\bigr]
// = \mathbb E_q\bigl[\log p(x \mid z)\bigr] - KL\bigl(q \Vert p(z)\bigr) .
// $$
//
// The first needs no closed form and a single $z$ will do. At the exact posterior it does even
// better: $\log p(x, z) - \log p(z \mid x)$ is $\log p(x)$ for every $z$, so a single sample has no
// variance at all. Evaluating $\log q$ at its mean, a slip, destroys that.

let exactPosterior = model.posterior(of: x)
random = notebook.random("single-sample")
let latents = (0..<2_000).map { _ in exactPosterior.sample(using: &random) }
notebook.check(
  "mc-form1-single-sample/no-variance",
  latents.map { model.logJoint(of: x, and: $0) - exactPosterior.logDensity($0) },
  equals: latents.map { _ in logEvidence }, within: 1e-10,
  refutes: [
    "log q is taken at its mean": latents.map {
      model.logJoint(of: x, and: $0) - exactPosterior.logDensity(exactPosterior.mean)
    }
  ])

// At any other $q$ both forms lie below $\log p(x)$, and by how much is known as well: by the
// divergence of $q$ from the posterior. With the closed form of the reconstruction term no draw is
// needed to see it.

let priorDivergence = klDivergence(from: approximate, to: priorAsNormal)
let bound = model.expectedLogLikelihood(of: x, under: approximate) - priorDivergence
notebook.check(
  "mc-form1-single-sample/below", bound,
  equals: logEvidence - klDivergence(from: approximate, to: exactPosterior), within: 1e-12,
  refutes: [
    "it is log p(x) for every q": logEvidence,
    "the divergence of the posterior from q": logEvidence
      - klDivergence(from: exactPosterior, to: approximate),
    "the prior's divergence is added": bound + 2 * priorDivergence,
  ])

// The second form takes the divergence in closed form and samples the reconstruction. There its
// variance remains. With $q = N(m, S)$, $V = WSW^\top$ and $a = x - b - Wm$ it is
// $\bigl(\tfrac12 \mathrm{tr}\thinspace V^2 + a^\top V a\bigr) / \sigma^4$.

let spread = model.loadings * exactPosterior.covariance * model.loadings.transposed
let residual = zip(x, model.decode(exactPosterior.mean)).map { $0 - $1 }
let noiseSquared = model.noiseVariance * model.noiseVariance
let secondFormVariance =
  ((spread * spread).trace / 2 + dot(residual, spread * residual)) / noiseSquared
let divergence = klDivergence(from: exactPosterior, to: priorAsNormal)
notebook.define("second-form variance", secondFormVariance, significant: 2)
random = notebook.random("second-form")
let secondForm = (0..<40_000).map { _ in
  model.logLikelihood(of: x, given: exactPosterior.sample(using: &random)) - divergence
}
notebook.check(
  "mc-form1-single-sample/same-mean", Estimate(secondForm), equals: logEvidence,
  refutes: [
    "the divergence is added": Estimate(secondForm).shifted(by: 2 * divergence),
    "the divergence runs from the prior": Estimate(secondForm).shifted(
      by: divergence - klDivergence(from: priorAsNormal, to: exactPosterior)),
  ])
notebook.check(
  "mc-form1-single-sample/variance",
  Estimate(secondForm.map { ($0 - logEvidence) * ($0 - logEvidence) }),
  equals: secondFormVariance,
  refutes: [
    "no variance either": 0.0,
    "without the trace": dot(residual, spread * residual) / noiseSquared,
  ])

// Both forms estimate the same bound from a single $z$. At the exact posterior the first has no
// variance and the second {{second-form variance}}: a closed form within an estimate need not make
// it better.

// ## One sample for each point is enough
//
// Training draws one $z$ for each data point and takes a step. Why is that enough? The noise of a
// gradient has two sources. For a minibatch of $B$ points with $L$ draws each,
//
// $$
// \mathrm{Var} = \frac{V_{\text{data}}}{B} + \frac{V_\varepsilon}{BL},
// $$
//
// where $V_{\text{data}}$ is the variance from point to point and $V_\varepsilon$ that of one draw
// at a point; more draws can only shrink the second. The smallest VAE has one number in and one
// latent number. Its encoder is $z = vx + s\varepsilon$ with $\varepsilon \sim N(0, 1)$, its
// decoder $\hat x = wz$ with noise of variance $\sigma^2$. This is the gradient of its bound at a
// point:
//
// snippet.quote linear-vae-gradient
//
// On data from $N(0, \lambda)$ both variances of the encoder's gradient are closed forms:
// $V_{\text{data}} = 2\lambda^2 \bigl((1 - wv)w/\sigma^2 - v\bigr)^2$ and
// $V_\varepsilon = \lambda (w^2 s / \sigma^2)^2$.

let dataVariance = 4.0
let data = Normal(mean: 0, standardDeviation: dataVariance.squareRoot())
let start = ScalarLinearVAE(
  decoderWeight: 1, encoderWeight: 0.45, logStandardDeviation: .log(0.5), noiseVariance: 1)
let (w, v, s) = (start.decoderWeight, start.encoderWeight, Double.exp(start.logStandardDeviation))
let expectedSlope = (1 - w * v) * w / start.noiseVariance - v
let dataNoise = 2 * dataVariance * dataVariance * expectedSlope * expectedSlope
let samplingSlope = w * w * s / start.noiseVariance
let samplingNoise = dataVariance * samplingSlope * samplingSlope

random = notebook.random("gradient-variance")
let batchSize = 4
notebook.define(
  "gradient gain", (dataNoise + samplingNoise) / (dataNoise + samplingNoise / 16))
for (draws, wrongName, wrong) in [
  (1, "the data's noise alone", dataNoise / 4),
  (16, "L divides the whole variance", (dataNoise + samplingNoise) / (4 * 16)),
] {
  let squaredErrors = Estimate(repetitions: 8_000) {
    let batch = data.samples(batchSize, using: &random)
    let noises = batch.map { _ in random.normals(draws) }
    let error =
      start.gradient(batch: batch, noises: noises).encoderWeight - expectedSlope * dataVariance
    return error * error
  }
  notebook.check(
    "mc-l1-suffices/L=\(draws)", squaredErrors,
    equals: dataNoise / Double(batchSize) + samplingNoise / Double(batchSize * draws),
    refutes: [wrongName: wrong])
}

// Sixteen draws in place of one cost sixteen times the work and divide the variance by
// {{gradient gain}} only.

// All three of its numbers must be the slopes of the bound on average over the data and the noise.
// Both are normal and the gradient is a polynomial, so quadrature with a few nodes averages it
// exactly; the slopes come from the bound itself, by a difference quotient.

let anywhere = ScalarLinearVAE(
  decoderWeight: 1.3, encoderWeight: 0.4, logStandardDeviation: -0.3, noiseVariance: 0.6)
let fewNodes = Quadrature.gaussHermite(6)
func average(_ part: (ScalarLinearVAE.Gradient) -> Double) -> Double {
  fewNodes.integrate(dimension: 2) {
    part(anywhere.gradient(at: data.standardDeviation * $0[0], noise: $0[1]))
  }
}
func slope(along parameter: WritableKeyPath<ScalarLinearVAE, Double>) -> Double {
  var (before, after) = (anywhere, anywhere)
  before[keyPath: parameter] -= 1e-4
  after[keyPath: parameter] += 1e-4
  let rise =
    after.evidenceLowerBound(dataVariance: dataVariance)
    - before.evidenceLowerBound(dataVariance: dataVariance)
  return rise / 2e-4
}
let averageGradient = [
  average(\.decoderWeight), average(\.encoderWeight), average(\.logStandardDeviation),
]
notebook.check(
  "mc-l1-suffices/gradient", averageGradient,
  equals: [
    slope(along: \.decoderWeight), slope(along: \.encoderWeight),
    slope(along: \.logStandardDeviation),
  ], within: 1e-7,
  refutes: [
    "the divergence is left out": zip(
      averageGradient, [0, 0.4 * dataVariance, .exp(-0.6) - 1]
    ).map { $0 + $1 },
    "the entropy's + 1 is lost": zip(averageGradient, [0, 0, -1]).map { $0 + $1 },
  ])

// Now train, once with one draw a point and once with sixteen, for the same number of steps. The
// bound's maximum is known: for a linear decoder it is the log likelihood of the data's own law,
// $-\frac12 \log 2\pi\lambda - \frac12$, whatever the decoder's noise, and it is reached at
// $w^2 = \lambda - \sigma^2$, $v = w / \lambda$ and $s^2 = \sigma^2 / \lambda$.

let highestBound = -0.5 * .log(2 * .pi * dataVariance) - 0.5
func boundAtSummit(noiseVariance: Double, squaredDeviation: Double) -> Double {
  let weight = (dataVariance - noiseVariance).squareRoot()
  return ScalarLinearVAE(
    decoderWeight: weight, encoderWeight: weight / dataVariance,
    logStandardDeviation: .log(squaredDeviation) / 2, noiseVariance: noiseVariance
  ).evidenceLowerBound(dataVariance: dataVariance)
}
notebook.check(
  "mc-l1-suffices/summit",
  [1, 0.6].map { boundAtSummit(noiseVariance: $0, squaredDeviation: $0 / dataVariance) },
  equals: [highestBound, highestBound], within: 1e-12,
  refutes: [
    "s is σ² / λ": [1, 0.6].map {
      boundAtSummit(
        noiseVariance: $0, squaredDeviation: $0 / dataVariance * $0 / dataVariance)
    },
    "the posterior is as wide as the prior": [1, 0.6].map {
      boundAtSummit(noiseVariance: $0, squaredDeviation: 1)
    },
  ])

// A third training fixes one noise for all steps. Its average is no longer over $\varepsilon$, so it
// climbs something else.

func trained(_ stream: String, noises: (inout RandomStream) -> [Double]) -> ScalarLinearVAE {
  var random = notebook.random(stream)
  var model = ScalarLinearVAE(
    decoderWeight: 0.5, encoderWeight: 0.1, logStandardDeviation: 0, noiseVariance: 1)
  for step in 0..<3_000 {
    let batch = data.samples(16, using: &random)
    let gradient = model.gradient(batch: batch, noises: batch.map { _ in noises(&random) })
    model.ascend(gradient, rate: 0.05 / (1 + Double(step) / 200))
  }
  return model
}
let runs = [
  ("one draw", trained("train-1") { $0.normals(1) }),
  ("sixteen draws", trained("train-16") { $0.normals(16) }),
  ("ε = ¼ at every step", trained("train-fixed") { _ in [0.25] }),
]
let shortfalls = runs.map { highestBound - $1.evidenceLowerBound(dataVariance: dataVariance) }
notebook.table(
  ["training", "decoder w", "encoder v", "deviation s", "nats below the maximum"],
  zip(runs, shortfalls).map { run, shortfall in
    [
      .text(run.0), .number(run.1.decoderWeight, decimals: 3),
      .number(run.1.encoderWeight, decimals: 3),
      .number(.exp(run.1.logStandardDeviation), decimals: 3), .number(shortfall, decimals: 4),
    ]
  })
notebook.define("one draw shortfall", shortfalls[0], significant: 1)
notebook.define("sixteen draws shortfall", shortfalls[1], significant: 1)
for (run, shortfall) in zip(runs, shortfalls).prefix(2) {
  notebook.check(
    "mc-l1-suffices/\(run.0)", shortfall, isAtMost: 0.02,
    refutes: ["one noise for all steps": shortfalls[2]])
}

// With one draw a point the training ends {{one draw shortfall}} nats below the maximum, with
// sixteen {{sixteen draws shortfall}}: one is enough, as long as it is a fresh one at every step.

// ## What to take along
//
// An average of draws is unbiased, and its error falls as one over the root of their number,
// whatever the dimension of what is drawn. But three things are not for free. The variance of a
// single term can be astronomical, as it is when the prior draws for the posterior. A logarithm
// around the average makes it too low. And a proposal that misses the tails gives no warning. The
// next chapters keep the averages and change what is drawn.
// snippet.hide
notebook.finish()
// snippet.show
