// # The evidence lower bound
//
// A latent variable model explains every observation by a hidden number, and nobody has seen that
// number. How likely is an observation then? The answer is called the evidence. It is a sum or an
// integral over all that might have been hidden, and for most models it is out of reach. This
// chapter derives what is maximised in its place, twice, line by line, and measures how far the two
// are apart.
//
// Three models judge every formula. A mixture has a hidden label, and a sum over the labels is
// exact. A decoder that bends has one hidden number, and quadrature is exact to rounding. A linear
// decoder has closed forms for everything. In the end the linear one is fitted to flowers, or to a
// file of yours. Logarithms are natural, and their unit is the nat.
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
  "components", default: 2, in: 1...32, help: "the number of latent coordinates of the fit")
let standardizeOption = Option.flag(
  "standardize", help: "scale every column to mean 0 and variance 1 before the fit")
let notebook = Notebook(options: [dataFile, dataColumns, componentOption, standardizeOption])
if notebook[dataColumns] != nil && notebook[dataFile] == nil {
  notebook.refuse("--columns goes with --data")
}

// A user's mistake is told before any work is done.
let table = notebook.reading {
  guard let file = notebook[dataFile] else { return Iris.table }
  let table = try Table(csv: file, columns: notebook[dataColumns])
  guard table.columns.count > 1 else {
    throw DataError(file: file, message: "one column leaves nothing to compress; two are needed")
  }
  return try table.validated(forComponents: 1)
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

// ## A story with a hidden number
//
// The story has two parts: the prior says how the latent variable $z$ comes about, the decoder how
// an observation $x$ comes from it. Together they are a joint density,
//
// $$
// p_\theta(x, z) = p_\theta(x \mid z)\, p(z) ,
// $$
//
// and $\theta$ stands for all parameters of the decoder. Here are the three models of this chapter,
// and one observation for each: three labels on a line; a hyperbolic tangent of one latent number,
// with noise; and two latent numbers decoded by a matrix $W$,
// $x \mid z \sim N(Wz + \mu, \sigma^2 I)$, into three observed ones.

let mixture = try GaussianMixture(
  weights: [0.5, 0.3, 0.2], means: [-2, 0.5, 3], variances: [0.6, 0.3, 1.2])
let bent = ScalarDecoderModel(noiseStandardDeviation: 0.5) { 2 * .tanh(1.2 * $0 - 0.5) }
let linear = try ProbabilisticPCA(
  mean: [0.2, -0.1, 0.4], loadings: Matrix(rows: [[0.9, -0.3], [0.4, 0.8], [-0.5, 0.6]]),
  noiseVariance: 0.5)
let (mixtureX, bentX, linearX) = ([-0.5], 1.0, [0.8, 0.9, -0.3])

// For the linear decoder $x$ and $z$ are jointly normal, so the product of the two factors can be
// compared with one normal density in five dimensions, whose covariance has the blocks
// $WW^\top + \sigma^2 I$, $W$ and $I$.

let rowsOfW = (0..<3).map { linear.loadings.row($0) }
func jointDensity(coupling: Double) throws -> MultivariateNormal {
  let top = (0..<3).map { i in
    linear.model.marginal.covariance.row(i) + rowsOfW[i].map { coupling * $0 }
  }
  let bottom = (0..<2).map { j in
    rowsOfW.map { coupling * $0[j] } + Matrix.identity(2).row(j)
  }
  return try MultivariateNormal(mean: linear.mean + [0, 0], covariance: Matrix(rows: top + bottom))
}
let latentPlaces = [[0.0, 0], [1, -0.5], [-0.4, 2]]
notebook.check(
  "lvm-joint-factor", latentPlaces.map { linear.model.logJoint(of: linearX, and: $0) },
  equals: try latentPlaces.map { try jointDensity(coupling: 1).logDensity(linearX + $0) },
  within: 1e-12,
  refutes: [
    "the prior is left out": latentPlaces.map {
      linear.model.logLikelihood(of: linearX, given: $0)
    },
    "x and z are independent": try latentPlaces.map {
      try jointDensity(coupling: 0).logDensity(linearX + $0)
    },
  ])

// To draw from a joint density, follow the story: first $z$ from the prior, then $x$ given $z$. Two
// averages show that both parts were drawn, and belong together: $\mathbb E[x_1 z_1] = W_{11}$, and
// the variance of $x_1$ has a part from $z$ and a part from the noise.

var random = notebook.random("ancestral")
let draws = (0..<20_000).map { _ in linear.sampleWithLatent(using: &random) }
func centred(_ draw: (latent: [Double], observation: [Double])) -> Double {
  draw.observation[0] - linear.mean[0]
}
let signal = dot(rowsOfW[0], rowsOfW[0])
notebook.check(
  "lvm-generative-story/variance", Estimate(draws.map { centred($0) * centred($0) }),
  equals: signal + linear.noiseVariance,
  refutes: [
    "only the decoder's mean is drawn": signal,
    "σ stands for σ²": signal + linear.noiseVariance.squareRoot(),
  ])
notebook.check(
  "lvm-generative-story/together", Estimate(draws.map { centred($0) * $0.latent[0] }),
  equals: linear.loadings[0, 0],
  refutes: ["z is drawn afresh for x": 0.0, "the other column of W": linear.loadings[0, 1]])

// Mixture and linear decoder are the two examples that the lecture puts side by side. Both have
// exact marginals: a weighted sum of normal densities, and $N(\mu, WW^\top + \sigma^2 I)$. So a
// sample of $x$ must follow them. The largest distance of its distribution function from theirs,
// times the root of the sample size, exceeds 2.7 once in a million samples.

let labels = (0..<8_000).map { _ in mixture.sample(using: &random) }
func distance(_ sample: [Double], _ cumulative: (Double) -> Double) -> Double {
  KolmogorovSmirnovTest(sample, cumulative: cumulative).statistic
    * Double(sample.count).squareRoot()
}
func mixtureCumulative(_ x: Double) -> Double {
  (0..<3).reduce(0) {
    $0 + mixture.weights[$1]
      * Normal(
        mean: mixture.means[$1][0],
        standardDeviation: mixture.covariances[$1][0, 0].squareRoot()
      ).cumulative(x)
  }
}
let sameMoments = Normal(
  mean: mixture.mean[0], standardDeviation: mixture.covariance[0, 0].squareRoot())
notebook.check(
  "ppca-vs-gmm-example/mixture", distance(labels.map { $0.point[0] }, mixtureCumulative),
  isAtMost: 2.7,
  refutes: [
    "one normal density of the same variance": distance(
      labels.map { $0.point[0] }, sameMoments.cumulative)
  ])
let firstMarginal = Normal(
  mean: linear.mean[0],
  standardDeviation: linear.model.marginal.covariance[0, 0].squareRoot())
let noiseless = draws.map { linear.model.decode($0.latent)[0] }
notebook.check(
  "ppca-vs-gmm-example/linear", distance(draws.map { $0.observation[0] }, firstMarginal.cumulative),
  isAtMost: 2.7,
  refutes: ["without the noise": distance(noiseless, firstMarginal.cumulative)])
func frequencyTest(_ probabilities: [Double]) -> Double {
  ChiSquareTest(
    counts: (0..<3).map { k in labels.count { $0.component == k } }, probabilities: probabilities
  ).pValue
}
notebook.check(
  "tbl-gmm-tractable-prior", frequencyTest(mixture.weights), isAtLeast: 1e-6,
  refutes: ["all labels are equally likely": frequencyTest([1.0 / 3, 1.0 / 3, 1.0 / 3])])

// A deep latent variable model is the same story with a neural network for the decoder's mean. A
// network is a function and nothing more. Given $z$ twice it answers the same twice; what varies is
// the draw around its answer, and all that the network computes is where that draw is centred.

let deep = ScalarDecoderModel(noiseStandardDeviation: 0.4) { z in
  [(0.8, 2.0, 1.0), (-1.1, 1.0, -0.5), (0.5, -0.7, 0.3)].reduce(0.0) {
    $0 + $1.0 * .tanh($1.1 * z + $1.2)
  }
}
let scatter = Estimate(repetitions: 8_000) {
  let deviation = deep.likelihood(given: 0.7).sample(using: &random) - deep.decode(0.7)
  return deviation * deviation
}
notebook.check(
  "lvm-nn-not-data", scatter, equals: 0.4 * 0.4,
  refutes: ["the network's output is the datum": 0.0, "σ stands for σ²": 0.4])

// The draws scatter around the answer by the noise, and the answer itself does not scatter at all.
//
// Such a decoder is smooth: where $z$ moves a little, the output moves in proportion, by at most
// the product of the layers' norms. A label cannot move a little; from one to the next the
// mixture's decoder jumps.

let steps = [1e-2, 1e-3, 1e-4]
let (outer, inner) = ([0.8, -1.1, 0.5], [2, 1, -0.7])
let lipschitz = (dot(outer, outer) * dot(inner, inner)).squareRoot()
func steepest(_ decode: (Double) -> Double) -> Double {
  stride(from: -4.0, to: 4, by: 0.01).reduce(0) { steepest, z in
    steps.reduce(steepest) { max($0, (decode(z + $1) - decode(z)).magnitude / $1) }
  }
}
notebook.check(
  "dlvm-continuous-factors", steepest(deep.decode), isAtMost: lipschitz,
  refutes: [
    "a label is as smooth": steepest { mixture.means[$0 < -0.5 ? 0 : $0 < 0.5 ? 1 : 2][0] }
  ])

// What does the marginal of such a model look like? Its moments follow from those of the decoder's
// output $g(z)$ alone: $\mathbb E[x] = \mathbb E[g(z)]$ and
// $\mathrm{Var}[x] = \mathrm{Var}[g(z)] + \sigma^2$. The left sides are integrals over $x$ of the
// evidence, which is an integral over $z$ itself; the right sides are integrals over $z$ of $g$.

let hermite = Quadrature.gaussHermite(200)
let line = Quadrature.gaussLegendre(160, from: -6, to: 6)
func momentsOfX(_ model: ScalarDecoderModel, over range: Quadrature) -> [Double] {
  let density = range.nodes.map { Double.exp(model.logEvidence(of: $0)) }
  func integral(_ f: (Double) -> Double) -> Double {
    zip(range.nodes, zip(range.weights, density)).reduce(0) { $0 + $1.1.0 * $1.1.1 * f($1.0) }
  }
  let mean = integral { $0 }
  return [integral { _ in 1 }, mean, integral { ($0 - mean) * ($0 - mean) }]
}
let meanOutput = hermite.integrate(bent.decode)
let outputVariance = hermite.integrate {
  (bent.decode($0) - meanOutput) * (bent.decode($0) - meanOutput)
}
notebook.check(
  "dlvm-gaussian/moments", momentsOfX(bent, over: line),
  equals: [
    1, meanOutput, outputVariance + bent.noiseStandardDeviation * bent.noiseStandardDeviation,
  ], within: 1e-9,
  refutes: [
    "the noise is left out": [1, meanOutput, outputVariance],
    "the decoder of the mean": [
      1, bent.decode(0), outputVariance + bent.noiseStandardDeviation * bent.noiseStandardDeviation,
    ],
  ])
let bentDraws = (0..<20_000).map { _ in bent.sample(using: &random) }
notebook.check(
  "dlvm-gaussian/draws",
  Estimate(bentDraws.map { ($0 - meanOutput) * ($0 - meanOutput) }),
  equals: outputVariance + bent.noiseStandardDeviation * bent.noiseStandardDeviation,
  refutes: [
    "the noise is left out": outputVariance,
    "σ stands for σ²": outputVariance + bent.noiseStandardDeviation,
  ])

// The parts are normal, the whole is not. A parabola makes it plain: with
// $x \mid z \sim N(z^2, \sigma^2)$ the noise adds nothing to the third central moment, which is
// that of a squared normal number, 8, and for a normal $x$ would be 0.

let parabola = ScalarDecoderModel(noiseStandardDeviation: 0.5) { $0 * $0 }
let longLine = Quadrature.gaussLegendre(500, from: -4, to: 66)
let thirdMoment = longLine.integrate { x in
  (x - 1) * (x - 1) * (x - 1) * .exp(parabola.logEvidence(of: x))
}
notebook.check(
  "lvm-simpler-parts", thirdMoment, equals: 8, within: 1e-6,
  refutes: ["a normal marginal, as its parts are": 0, "the third moment about zero": 15.75])
func peaks(_ logDensity: (Double) -> Double) -> Double {
  let heights = stride(from: -5.0, through: 6, by: 0.05).map(logDensity)
  return Double(
    (1..<heights.count - 1).count {
      heights[$0] > heights[$0 - 1] && heights[$0] >= heights[$0 + 1]
    }
  )
}
notebook.check(
  "lvm-pdata-complex",
  [peaks { mixture.logDensity([$0]) }, peaks(bent.logEvidence), peaks(sameMoments.logDensity)],
  equals: [3, 2, 1], within: 1e-9,
  refutes: ["as many peaks as the parts have": [1, 1, 1]])

// snippet.hide
func marginalPanel(
  _ title: String, _ range: ClosedRange<Double>, mean: Double, variance: Double,
  _ density: @escaping (Double) -> Double
) -> Panel {
  let normal = Normal(mean: mean, standardDeviation: variance.squareRoot())
  return Panel(
    title, x: Axis("x"), y: Axis("density"),
    marks: [
      .curve(over: range, color: .gray, label: "normal") { .exp(normal.logDensity($0)) },
      .curve(over: range, label: "p(x)", density),
    ])
}
notebook.figure(
  "marginals",
  Figure(
    description: "Three marginals with the normal density of the same mean and variance: the "
      + "mixture has 3 peaks, the hyperbolic tangent 2, and the parabola is skewed, with the third "
      + "central moment \(thirdMoment.formatted(decimals: 3)).",
    columns: 3, height: 260,
    panels: [
      marginalPanel(
        "mixture", -5...7, mean: mixture.mean[0], variance: mixture.covariance[0, 0]
      ) { .exp(mixture.logDensity([$0])) },
      marginalPanel(
        "tanh", -4...4, mean: meanOutput,
        variance: outputVariance + bent.noiseStandardDeviation * bent.noiseStandardDeviation
      ) {
        .exp(bent.logEvidence(of: $0))
      },
      marginalPanel("parabola", -3...7, mean: 1, variance: 2.25) {
        .exp(parabola.logEvidence(of: $0))
      },
    ]))
// snippet.show

// Three peaks and two, where every part has one, and a skewed density from two symmetric ones:
// simple parts make a rich whole. That is the point of a latent variable. The price comes next.

// ## The evidence is a sum or an integral
//
// Nobody saw $z$, so it has to be summed out. For a label with $K$ values that is a sum, for a
// number an integral:
//
// $$
// p_\theta(x) = \sum_{c=1}^{K} \pi_c\, N(x \mid \mu_c, \sigma_c^2)
// \qquad\text{or}\qquad
// p_\theta(x) = \int p_\theta(x \mid z)\, p(z)\, dz .
// $$
//
// As a function of $\theta$ it is the likelihood, as a property of the model the evidence. The sum
// first. It needs one pass through the decoder for each label; the program counts them.

func countingPasses(_ body: (_ pass: () -> Void) -> Double) -> (value: Double, passes: Double) {
  var passes = 0.0
  let value = body { passes += 1 }
  return (value, passes)
}
let enumerated = countingPasses { pass in
  (0..<3).reduce(0) { sum, c in
    pass()
    return sum + mixture.weights[c] * .exp(mixture.logDensity(mixtureX, of: c))
  }
}
notebook.check(
  "lvm-discrete-cost", enumerated.passes, equals: 3, within: 1e-9,
  refutes: ["2 to the power of K": 8, "infinitely many": .infinity])
notebook.check(
  "lvm-discrete-marginal", .exp(mixture.logDensity(mixtureX)), equals: enumerated.value,
  within: 1e-14,
  refutes: [
    "the weights are left out": (0..<3).reduce(0) {
      $0 + .exp(mixture.logDensity(mixtureX, of: $1))
    }
  ])
let wideLine = Quadrature.gaussLegendre(200, from: -12, to: 14)
notebook.check(
  "tbl-gmm-tractable-latent", wideLine.integrate { .exp(mixture.logDensity([$0])) }, equals: 1,
  within: 1e-12,
  refutes: [
    "the weights are left out": wideLine.integrate { x in
      (0..<3).reduce(0) { $0 + .exp(mixture.logDensity([x], of: $1)) }
    }
  ])

// Three labels, three passes, and a density that integrates to one. The lecture calls this case
// intractable, with exponentially many terms. But one label has $K$ terms. Exponentially many come
// with a vector of labels: $k$ of them with two values each have $2^k$ codes. Take
// $x = \sum_j b_j / \sqrt k$ plus noise, with fair bits $b_j$. The codes can still be enumerated
// for small $k$, and here the answer is known another way, since only the number of ones matters: a
// sum of $k + 1$ terms with binomial coefficients.

func noisy(_ ones: Int, of k: Int) -> Normal {
  Normal(mean: Double(ones) / Double(k).squareRoot(), standardDeviation: 0.3)
}
func bits(_ k: Int) -> (value: Double, passes: Double) {
  countingPasses { pass in
    (0..<(1 << k)).reduce(0) { sum, code in
      pass()
      return sum + .exp(noisy(code.nonzeroBitCount, of: k).logDensity(0.8)) / Double(1 << k)
    }
  }
}
func binomial(_ k: Int) -> Double {
  (0...k).reduce((sum: 0.0, share: 1 / Double(1 << k))) { state, ones in
    (
      state.sum + state.share * .exp(noisy(ones, of: k).logDensity(0.8)),
      state.share * Double(k - ones) / Double(ones + 1)
    )
  }.sum
}
let bitCounts = [1, 4, 8, 14]
let codes = bitCounts.map(bits)
notebook.table(
  ["binary labels", "terms", "p(x)"],
  zip(bitCounts, codes).map { [.number($0), .number(Int($1.passes)), .number($1.value)] })
notebook.correct(
  "lvm-discrete-exponential",
  stated: "With a discrete z the sum has exponentially many terms, and is intractable.",
  right:
    "One label of K values has K terms, which is cheap. The number is exponential for a vector "
    + "of labels: \(bitCounts[3]) binary ones have \(Int(codes[3].passes)) codes.")
func evenly(_ k: Int) -> Double {
  (0...k).reduce(0.0) { $0 + .exp(noisy($1, of: k).logDensity(0.8)) / Double(k + 1) }
}
notebook.check(
  "lvm-discrete-exponential", codes.map(\.passes) + codes.map(\.value),
  equals: [2, 16, 256, 16_384] + bitCounts.map(binomial), within: 1e-12,
  refutes: [
    "K terms for each label": bitCounts.map { 2 * Double($0) } + bitCounts.map(binomial),
    "every number of ones is equally likely": [2, 16, 256, 16_384] + bitCounts.map(evenly),
  ])

// Now the integral. For the linear decoder it is known, for the others quadrature has it, a
// weighted sum over a few nodes. Two rules with different nodes must agree, and with one or two
// latent numbers they do: equally spaced nodes against Gauss and Legendre's, for the bent decoder
// and for another one with two latent numbers.

let twoLatent: ([Double]) -> Double = { z in
  let decoder = Normal(mean: .tanh(z[0]) + 0.5 * .tanh(z[0] + z[1]), standardDeviation: 0.8)
  return .exp(
    decoder.logDensity(0.6) + Normal.standard.logDensity(z[0]) + Normal.standard.logDensity(z[1]))
}
let linearEvidence = Quadrature.gaussHermite(40).integrate(dimension: 2) {
  .exp(linear.model.logLikelihood(of: linearX, given: $0))
}
let trapezoid = Quadrature.trapezoid(160, from: -8, to: 8)
let priorAverages = [
  trapezoid.integrate { .exp(bent.logJoint(of: bentX, and: $0)) },
  Quadrature.trapezoid(60, from: -8, to: 8).integrate(dimension: 2, twoLatent), linearEvidence,
].map { Double.log($0) }
let logEvidences = [
  bent.logEvidence(of: bentX),
  .log(Quadrature.gaussLegendre(140, from: -8, to: 8).integrate(dimension: 2, twoLatent)),
  linear.logDensity(linearX),
]
notebook.check(
  "lvm-marginal/quadrature", priorAverages, equals: logEvidences, within: 1e-8,
  refutes: [
    "the weights still carry the √π of each dimension": zip(priorAverages, [1.0, 2, 2]).map {
      $0 + 0.5 * $1 * .log(.pi)
    },
    "the prior is left out": [
      .log(trapezoid.integrate { .exp(bent.logLikelihood(of: bentX, given: $0)) }),
      priorAverages[1], priorAverages[2],
    ],
  ])
let naive = Estimate(repetitions: 20_000) {
  .exp(bent.logLikelihood(of: bentX, given: random.normal()) - logEvidences[0])
}
notebook.check(
  "lvm-marginal/average", naive, equals: 1,
  refutes: [
    "z is replaced by its mean": Double.exp(
      bent.logLikelihood(of: bentX, given: 0) - logEvidences[0]),
    "the logarithms are averaged": Double.exp(
      trapezoid.integrate {
        .exp(Normal.standard.logDensity($0)) * bent.logLikelihood(of: bentX, given: $0)
      } - logEvidences[0]),
  ])

// So the integral can be done, by weights and nodes or by the average of draws from the prior that
// the first chapter has shown.
//
// A continuous $z$ may also decode to something discrete. Three categories with probabilities
// $\pi(z) = \mathrm{softmax}(a z + b)$ have the marginal
// $\int N(z \mid 0, 1)\thinspace \pi(z)\thinspace dz$. Draws must occur with these probabilities;
// the category's probability at the mean of $z$ is another number.

func categories(_ z: Double) -> [Double] {
  let logits = [2 * z + 0.5, -1.5 * z, 0.3]
  let total = logSumExp(logits)
  return logits.map { .exp($0 - total) }
}
let categoryProbabilities = (0..<3).map { k in hermite.integrate { categories($0)[k] } }
var categoryCounts = [0, 0, 0]
for _ in 0..<20_000 { categoryCounts[random.categorical(categories(random.normal()))] += 1 }
func categoryTest(_ probabilities: [Double]) -> Double {
  ChiSquareTest(counts: categoryCounts, probabilities: probabilities).pValue
}
notebook.check(
  "lvm-continuous-discrete-x", categoryTest(categoryProbabilities), isAtLeast: 1e-6,
  refutes: ["the decoder of the mean": categoryTest(categories(0))])

// The lecture says that infinitely many passes through the network would be needed. For an answer
// without any error, yes. But look how fast the error of quadrature falls with the number of nodes:

let nodeCounts = [5, 10, 20, 40, 80]
let quadratureErrors = nodeCounts.map { count in
  let coarse = ScalarDecoderModel(
    noiseStandardDeviation: bent.noiseStandardDeviation,
    grid: .trapezoid(count, from: -6.5, to: 6.5), decode: bent.decode)
  return (coarse.logEvidence(of: bentX) - logEvidences[0]).magnitude
}
notebook.table(
  ["nodes", "error of log p(x), nats"],
  zip(nodeCounts, quadratureErrors).map { [.number($0), .number($1, significant: 2)] })
notebook.correct(
  "lvm-infinite-passes",
  stated: "Exact evaluation with a continuous z needs infinitely many passes through the network.",
  right: "To be exact, yes; but \(nodeCounts[4]) nodes are enough for an error of "
    + "\(quadratureErrors[4].formatted(significant: 1)) nats with one latent number. What cannot be "
    + "paid is the power of the dimension.")
notebook.check(
  "lvm-infinite-passes", quadratureErrors[4], isAtMost: 1e-7,
  refutes: ["five nodes would do": quadratureErrors[0]])

// Twenty nodes and more, and each doubling squares the error or does better. One latent number is
// no obstacle.
//
// The price is the dimension. With $n$ nodes in each direction $d$ latent numbers cost $n^d$
// passes. Count them for $d$ independent copies of the bent decoder, whose evidence is the product
// of $d$ single ones. The numerator of the posterior, $p(x \mid z)\thinspace p(z)$, costs one.

let forty = Quadrature.trapezoid(40, from: -6.5, to: 6.5)
let copies = (1...3).map { d in
  countingPasses { pass in
    forty.integrate(dimension: d) { z in
      pass()
      return z.reduce(1.0) { $0 * .exp(bent.logJoint(of: bentX, and: $1)) }
    }
  }
}
notebook.table(
  ["latent numbers", "passes for the numerator", "passes for the evidence", "error, nats"],
  copies.enumerated().map { index, copy in
    [
      .number(index + 1), .number(1), .number(Int(copy.passes)),
      .number(
        (.log(copy.value) - Double(index + 1) * logEvidences[0]).magnitude, significant: 2),
    ]
  })
notebook.check(
  "lvm-denominator", copies.map(\.passes), equals: [40, 1_600, 64_000], within: 1e-9,
  refutes: ["in proportion to the dimension": [40, 80, 120]])
notebook.correct(
  "tbl-intractable-deep",
  stated: "With a network as decoder the marginal and the posterior are intractable.",
  right: "Up to two or three latent numbers both can be computed: the errors above are below "
    + "0.01 nats. Out of reach are tens of latent numbers, at \(forty.nodes.count) passes to that "
    + "power.")
notebook.check(
  "tbl-intractable-deep",
  zip(copies, [1.0, 2, 3]).map { (.log($0.value) - $1 * logEvidences[0]).magnitude }
    .reduce(0, max), isAtMost: 0.01,
  refutes: ["the evidence of one copy serves for all": 2 * logEvidences[0].magnitude])

// The network is the second difficulty: it leaves no formula. Straightening the decoder at the
// prior's mean, $g(z) \approx g(0) + g'(0) z$, gives one, $N(g(0), g'(0)^2 + \sigma^2)$, which is
// exact for a straight decoder and wrong for the bent one.

func straightened(_ model: ScalarDecoderModel) -> Normal {
  let slope = (model.decode(1e-5) - model.decode(-1e-5)) / 2e-5
  return Normal(
    mean: model.decode(0),
    standardDeviation: (slope * slope + model.noiseStandardDeviation * model.noiseStandardDeviation)
      .squareRoot())
}
let straight = ScalarDecoderModel(noiseStandardDeviation: 0.5) { 1.3 * $0 - 0.4 }
let straightError = straightened(straight).logDensity(bentX) - straight.logEvidence(of: bentX)
let bentError = straightened(bent).logDensity(bentX) - logEvidences[0]
notebook.define("straightening error", bentError.magnitude, significant: 3)
notebook.check(
  "lvm-nn-no-closed-form", straightError, equals: 0, within: 1e-8,
  refutes: ["it holds for the bent decoder too": bentError])

// For the bent one it is off by {{straightening error}} nats, and nobody has a formula that is not.
// The third difficulty is a circle: the posterior needs the evidence, and the evidence could be had
// from the posterior.

// ## The posterior and the evidence are one problem
//
// Bayes' rule turns the story around. What was hidden, given what was seen?
//
// $$
// p(z \mid x) = \frac{p(x \mid z)\, p(z)}{p(x)} ,
// \qquad p(x) = \int p(x \mid z')\, p(z')\, dz' .
// $$
//
// For the mixture it is a division of three numbers by their sum; for the bent decoder the
// posterior must integrate to one and the mean must be that of the joint density divided by its
// integral, with other nodes; for the linear decoder it is normal, with
// $M = W^\top W + \sigma^2 I$,
//
// $$
// p(z \mid x) = N\bigl(M^{-1} W^\top (x - \mu),\ \sigma^2 M^{-1}\bigr) .
// $$
//
// There the judge is a plane of nodes.

let otherGrid = Quadrature.gaussLegendre(300, from: -7, to: 7)
let posterior = bent.posterior(of: bentX).logDensity
let moments = bent.posterior(of: bentX)
let jointMass = otherGrid.integrate { .exp(bent.logJoint(of: bentX, and: $0)) }
func jointMoment(_ f: (Double) -> Double) -> Double {
  otherGrid.integrate { f($0) * .exp(bent.logJoint(of: bentX, and: $0)) } / jointMass
}
let jointMean = jointMoment { $0 }
notebook.check(
  "lvm-bayes-posterior/bent",
  [otherGrid.integrate { .exp(posterior($0)) }, moments.mean, moments.variance],
  equals: [1, jointMean, jointMoment { $0 * $0 } - jointMean * jointMean], within: 1e-10,
  refutes: [
    "the numerator alone": [jointMass, jointMean * jointMass, moments.variance],
    "the mean square for the variance": [1, jointMean, jointMoment { $0 * $0 }],
  ])

let linearPosterior = linear.model.posterior(of: linearX)
let plane = Quadrature.gaussHermite(40)
func gridMoment(_ f: ([Double]) -> Double) -> Double {
  plane.integrate(dimension: 2) {
    f($0) * .exp(linear.model.logLikelihood(of: linearX, given: $0))
  } / linearEvidence
}
let gridMean = [gridMoment { $0[0] }, gridMoment { $0[1] }]
let covarianceEntries = [(0, 0), (0, 1), (1, 1)]
func inverseEntries(_ matrix: Matrix, times factor: Double) throws -> [Double] {
  let inverse = try Cholesky(matrix).inverse
  return covarianceEntries.map { factor * inverse[$0.0, $0.1] }
}
let innerMatrix = linear.loadings.transposed * linear.loadings + 0.5 * Matrix.identity(2)
notebook.check(
  "lvm-bayes-posterior/linear",
  linearPosterior.mean + covarianceEntries.map { linearPosterior.covariance[$0.0, $0.1] },
  equals: gridMean
    + covarianceEntries.map { i, j in
      gridMoment { $0[i] * $0[j] } - gridMean[i] * gridMean[j]
    }, within: 1e-9,
  refutes: [
    "σ² is missing before the inverse": gridMean + (try inverseEntries(innerMatrix, times: 1)),
    "M is without σ²": gridMean
      + (try inverseEntries(linear.loadings.transposed * linear.loadings, times: 0.5)),
  ])

// The mixture's posterior is tractable because its labels can be counted, not because its sources
// are normal. Poisson sources do as well: three rates, and counts instead of lengths. By Bayes'
// rule the posterior, averaged over all counts, must give back the prior.

let rates = [1.0, 4, 9]
func poisson(_ count: Int, _ rate: Double) -> Double {
  .exp(Double(count) * .log(rate) - rate - .logGamma(Double(count + 1)))
}
func posteriorOfRate(_ count: Int, weights: [Double]) -> [Double] {
  let joint = zip(weights, rates).map { $0 * poisson(count, $1) }
  return joint.map { $0 / joint.reduce(0, +) }
}
func averagePosterior(weights: [Double]) -> [Double] {
  (0..<60).reduce([0, 0, 0]) { sum, count in
    let evidence = zip(mixture.weights, rates).reduce(0) { $0 + $1.0 * poisson(count, $1.1) }
    return zip(sum, posteriorOfRate(count, weights: weights)).map { $0 + evidence * $1 }
  }
}
notebook.correct(
  "tbl-gmm-tractable-decoder",
  stated: "The decoder of a mixture is Gaussian, hence the posterior has a closed form.",
  right:
    "The posterior has a closed form because z takes finitely many values. Poisson sources have "
    + "it as well: a count of 3 has the posterior "
    + posteriorOfRate(3, weights: mixture.weights).map { $0.formatted(decimals: 3) }
    .joined(separator: ", ") + ".")
notebook.check(
  "tbl-gmm-tractable-decoder", averagePosterior(weights: mixture.weights),
  equals: mixture.weights, within: 1e-12,
  refutes: ["the weights are left out": averagePosterior(weights: [1, 1, 1])])
let byHand = (0..<3).map { mixture.weights[$0] * .exp(mixture.logDensity(mixtureX, of: $0)) }
notebook.check(
  "tbl-intractable-gmm", mixture.posterior(mixtureX),
  equals: byHand.map { $0 / byHand.reduce(0, +) }, within: 1e-13,
  refutes: [
    "the joint is not normalised": byHand,
    "the posterior is the prior": mixture.weights,
  ])

// Read Bayes' rule the other way and the circle closes: $p(x) = p(x, z) / p(z \mid x)$ at every
// single $z$. Who knows the posterior at one point knows the evidence. At a hundred random places
// the quotient is the same number. Put something in place of the posterior that is not, the best
// normal density with independent coordinates, and it depends on $z$.

let places = (0..<100).map { _ in random.normals(2) }
let meanField = linear.model.meanFieldPosterior(of: linearX)
notebook.check(
  "lvm-conditional-density",
  places.map { linear.model.logJoint(of: linearX, and: $0) - linearPosterior.logDensity($0) },
  equals: places.map { _ in linear.model.marginal.logDensity(linearX) }, within: 1e-11,
  refutes: [
    "another density for the posterior": places.map {
      linear.model.logJoint(of: linearX, and: $0) - meanField.logDensity($0)
    }
  ])
notebook.check(
  "lvm-three-reasons",
  [-1.0, 0, 2].map { bent.logJoint(of: bentX, and: $0) - posterior($0) },
  equals: [0, 0, 0].map { $0 + priorAverages[0] }, within: 1e-9,
  refutes: [
    "the numerator alone is the evidence": [-1.0, 0, 2].map {
      bent.logJoint(of: bentX, and: $0)
    }
  ])

// To have the one is to have the other. That is why a method that needs neither is worth a bound.
//
// The same rule with the same names serves for parameters: likelihood times prior, divided by the
// evidence, is the posterior. For a coin with 7 heads in 10 throws and the prior density
// $6\theta(1 - \theta)$ of its probability $\theta$, the evidence of one sequence of throws is a
// quotient of Beta functions, $B(2 + 7, 2 + 3) / B(2, 2)$, and the posterior's mean is $9 / 14$.

func logBeta(_ a: Double, _ b: Double) -> Double {
  .logGamma(a) + .logGamma(b) - .logGamma(a + b)
}
let unit = Quadrature.gaussLegendre(20, from: 0, to: 1)
func coinJoint(_ theta: Double) -> Double {
  let likelihood =
    (0..<7).reduce(1.0) { p, _ in p * theta }
    * (0..<3).reduce(1.0) { p, _ in p * (1 - theta) }
  return likelihood * 6 * theta * (1 - theta)
}
let coinEvidence = unit.integrate(coinJoint)
notebook.check(
  "bayes-parameters",
  [.log(coinEvidence), unit.integrate { $0 * coinJoint($0) } / coinEvidence],
  equals: [logBeta(9, 5) - logBeta(2, 2), 9.0 / 14], within: 1e-12,
  refutes: [
    "the prior is forgotten": [logBeta(8, 4), 8.0 / 12],
    "the posterior is not normalised": [
      logBeta(9, 5) - logBeta(2, 2), unit.integrate { $0 * coinJoint($0) },
    ],
  ])

// ## Learning means raising the evidence
//
// Which parameters are best? Those that make the data most likely:
//
// $$
// \theta^* = \arg\max_\theta \prod_i p_\theta(x_i) = \arg\max_\theta \sum_i \log p_\theta(x_i) .
// $$
//
// The logarithm does not move the maximum, and it saves the computation: try the mean of a normal
// density on a grid. With 20 points product and sum agree. With 2000 the product is zero
// everywhere.

let truth = Normal(mean: 1, standardDeviation: 1.5)
let sample = truth.samples(2_000, using: &random)
let candidates = stride(from: -1.0, through: 3, by: 0.05).map { $0 }
func best(_ heights: [Double]) -> Double {
  candidates[heights.indices.reduce(0) { heights[$1] > heights[$0] ? $1 : $0 }]
}
func logSums(_ count: Int) -> [Double] {
  candidates.map { mean in
    let law = Normal(mean: mean, standardDeviation: 1.5)
    return sample.prefix(count).reduce(0) { $0 + law.logDensity($1) }
  }
}
func products(_ count: Int) -> [Double] {
  candidates.map { mean in
    let law = Normal(mean: mean, standardDeviation: 1.5)
    return sample.prefix(count).reduce(1) { $0 * .exp(law.logDensity($1)) }
  }
}
let summits = [best(logSums(20)), best(logSums(2_000))]
notebook.check(
  "lvm-mle", [best(products(20)), products(2_000).reduce(0, max), best(logSums(2_000))],
  equals: [summits[0], 0, summits[1]], within: 1e-12,
  refutes: [
    "the product of 2000 densities has the same maximum": [
      summits[0], 0, best(products(2_000)),
    ]
  ])

// With endless data the sum becomes an expectation under the data's own density, and
//
// $$
// \mathbb E_{p_{\text{data}}}[\log p_\theta(x)] + KL(p_{\text{data}} \Vert p_\theta)
// = -H(p_{\text{data}}) .
// $$
//
// Here $KL(p \Vert q) = \mathbb E_p[\log p - \log q]$ is the Kullback–Leibler divergence of $p$
// from $q$, and $H(p) = -\mathbb E_p[\log p]$ the entropy. The right side does not depend on
// $\theta$. So the highest likelihood is the smallest divergence from the data to the model.

let rivals = [(1.0, 1.5), (0.5, 1.5), (1, 1), (2, 3)].map {
  Normal(mean: $0.0, standardDeviation: $0.1)
}
let expectedLogs = rivals.map { law in
  hermite.integrate { law.logDensity(truth.mean + truth.standardDeviation * $0) }
}
notebook.check(
  "lvm-mle-expected/sum",
  zip(rivals, expectedLogs).map { klDivergence(from: truth, to: $0) + $1 },
  equals: rivals.map { _ in -truth.entropy }, within: 1e-10,
  refutes: [
    "the divergence from the model to the data": zip(rivals, expectedLogs).map {
      klDivergence(from: $0, to: truth) + $1
    }
  ])
let meanErrors = Estimate(repetitions: 2_000) {
  let error = Estimate(truth.samples(50, using: &random)).mean - 1
  return error * error
}
notebook.check(
  "lvm-mle-expected/sample", meanErrors, equals: 1.5 * 1.5 / 50,
  refutes: ["the error falls as 1/N": 1.5 * 1.5 / 2_500.0, "it does not fall": 1.5 * 1.5])

// The second check is about a sample of $N = 50$: the best mean is then off by a squared error of
// $\sigma^2 / N$ on average.
//
// With a latent variable each term is the logarithm of an integral. For the linear decoder the
// maximum of the whole sum is still a closed form. With the eigenvalues
// $\lambda_1 \ge \dots \ge \lambda_D$ of the data's covariance, the $d$ leading eigenvectors $U$
// and their eigenvalues $\Lambda$:
//
// $$
// \mu = \bar x, \qquad \sigma^2 = \frac{1}{D - d} \sum_{i > d} \lambda_i, \qquad
// W = U (\Lambda - \sigma^2 I)^{1/2} .
// $$
//
// This is principal component analysis with a noise of its own, pPCA for short (Tipping and Bishop
// 1999). On 150 irises, four lengths each, reduced to two latent numbers, none of two hundred small
// steps in random directions may lead higher. Taking the logarithm inside the integral,
// $\int \log p(x \mid z)\thinspace p(z)\thinspace dz$, makes another problem, whose best $W$ is
// zero.

let iris = Matrix(rows: Iris.table.rows)
let flowers = try ProbabilisticPCA.maximumLikelihood(of: iris, components: 2)
let height = flowers.logLikelihood(of: iris)
let spectrum = SymmetricEigen(
  ProbabilisticPCA.covariance(of: iris, about: iris.columnMeans))
func flower(lengths: [Double], noiseVariance: Double) throws -> ProbabilisticPCA {
  try ProbabilisticPCA(
    mean: flowers.mean,
    loadings: Matrix(
      rows: (0..<4).map { i in (0..<2).map { spectrum.vectors[i, $0] * lengths[$0] } }),
    noiseVariance: noiseVariance)
}
let withoutNoise = try flower(
  lengths: spectrum.values.prefix(2).map { $0.squareRoot() },
  noiseVariance: flowers.noiseVariance)
let logInside = try flower(
  lengths: [0, 0], noiseVariance: spectrum.values.reduce(0, +) / 4)
let directions = (0..<200).map { _ in random.normals(13) }
func highestNearby(_ model: ProbabilisticPCA) throws -> Double {
  try directions.map { direction in
    try ProbabilisticPCA(
      mean: zip(model.mean, direction).map { $0 + 0.001 * $1 },
      loadings: model.loadings
        + 0.001 * Matrix(rows: 4, columns: 2, elements: Array(direction[4..<12])),
      noiseVariance: model.noiseVariance * .exp(0.001 * direction[12])
    ).logLikelihood(of: iris)
  }.reduce(-.infinity, max) - model.logLikelihood(of: iris)
}
notebook.check(
  "lvm-mle-latent", try highestNearby(flowers), isAtMost: 0,
  refutes: [
    "the logarithm is taken inside the integral": try highestNearby(logInside),
    "the length of a column of W is √λ": try highestNearby(withoutNoise),
  ])

// This is the exception. With a bent decoder and many latent numbers each term of the sum is an
// integral that nobody can do. The next sections put something in its place.

// ## Derivation one: Jensen's inequality
//
// Take any density $q(z)$, for now out of thin air, and write it into the integral twice, where it
// cancels:
//
// $$
// \begin{aligned}
// \log p(x) &= \log \int p(x, z)\, dz && (1)\\
// &= \log \int q(z)\, \frac{p(x, z)}{q(z)}\, dz && (2)\\
// &= \log \mathbb E_q\!\left[ \frac{p(x, z)}{q(z)} \right] && (3)\\
// &\ge \mathbb E_q\!\left[ \log \frac{p(x, z)}{q(z)} \right] = \mathcal L(q) . && (4)
// \end{aligned}
// $$
//
// From (3) to (4) the logarithm moves inside the expectation. It is a concave function: its graph
// lies above each of its chords. So the logarithm of an average is at least the average of the
// logarithms. That is Jensen's inequality. For $X = e^{sz}$ with a standard normal $z$ the two
// sides are $\log \mathbb E[X] = s^2/2$ and $\mathbb E[\log X] = 0$. For a constant they agree, and
// for a convex function such as the square the sign turns around.

func jensenGap(of f: (Double) -> Double, _ x: (Double) -> Double) -> Double {
  f(hermite.integrate(x)) - hermite.integrate { f(x($0)) }
}
let s = 0.8
notebook.check(
  "jensen",
  [
    jensenGap(of: { .log($0) }, { .exp(s * $0) }), jensenGap(of: { .log($0) }, { _ in 3 }),
    jensenGap(of: { $0 * $0 }, { .exp(s * $0) }),
  ],
  equals: [s * s / 2, 0, .exp(s * s) - .exp(2 * s * s)], within: 1e-10,
  refutes: [
    "the two sides are always equal": [0, 0, 0],
    "the inequality holds for any f": [s * s / 2, 0, .exp(2 * s * s) - .exp(s * s)],
    "σ stands for σ²": [s / 2, 0, .exp(s * s) - .exp(2 * s * s)],
  ])

// Now the derivation, a number for each line, on all three models. What it needs of a model is the
// same for all: the logarithms of prior, decoder and posterior, those of $q$, and a way to average
// under $q$: a sum over three labels, over 400 nodes on a line, over 1600 in a plane.

struct Judge {
  let name: String
  /// $\mathbb E_q[f]$ is the sum of weight · f(z) over these.
  let nodes: [(z: [Double], weight: Double)]
  let logPrior, logDecoder, logPosterior, logQ: ([Double]) -> Double
  /// What the library's formulas say, in nats.
  let logEvidence, bound, entropy, reconstruction, regulariser, gap: Double

  func average(_ f: ([Double]) -> Double) -> Double {
    nodes.reduce(0) { $0 + $1.weight * f($1.z) }
  }
  func logJoint(_ z: [Double]) -> Double { logDecoder(z) + logPrior(z) }
  /// The random number whose average is the bound.
  func logRatio(_ z: [Double]) -> Double { logJoint(z) - logQ(z) }
}

// The library's formulas are enumeration for the mixture, quadrature with other nodes for the bent
// decoder, and closed forms for the linear one. Whatever is averaged over `nodes` is found another
// way.

func judge(mixtureWith q: [Double]) -> Judge {
  let (points, row) = (Matrix(rows: [mixtureX]), Matrix(rows: [q]))
  let posterior = mixture.posterior(mixtureX)
  return Judge(
    name: "mixture", nodes: (0..<3).map { ([Double($0)], q[$0]) },
    logPrior: { .log(mixture.weights[Int($0[0])]) },
    logDecoder: { mixture.logDensity(mixtureX, of: Int($0[0])) },
    logPosterior: { .log(posterior[Int($0[0])]) }, logQ: { .log(q[Int($0[0])]) },
    logEvidence: mixture.logDensity(mixtureX),
    bound: mixture.evidenceLowerBound(of: points, under: row),
    entropy: GaussianMixture.entropy(of: row),
    reconstruction: mixture.expectedConditionalLogLikelihood(of: points, under: row),
    regulariser: mixture.divergenceToPrior(from: row),
    gap: mixture.divergenceToPosterior(of: points, from: row))
}
func judge(bentWith q: Normal) -> Judge {
  let grid = bent.grid
  return Judge(
    name: "bent",
    nodes: zip(grid.nodes, grid.weights).map { ([$0], $1 * .exp(q.logDensity($0))) },
    logPrior: { Normal.standard.logDensity($0[0]) },
    logDecoder: { bent.logLikelihood(of: bentX, given: $0[0]) },
    logPosterior: { posterior($0[0]) }, logQ: { q.logDensity($0[0]) },
    logEvidence: logEvidences[0],
    bound: bent.evidenceLowerBound(of: bentX, under: q, nodes: hermite), entropy: q.entropy,
    reconstruction: bent.expectedLogLikelihood(of: bentX, under: q, nodes: hermite),
    regulariser: klDivergence(from: q, to: .standard),
    gap: bent.divergenceToPosterior(of: bentX, from: q.logDensity))
}
func judge(linearWith q: MultivariateNormal) -> Judge {
  let rule = plane
  let nodes = rule.nodes.indices.flatMap { i in
    rule.nodes.indices.map { j in
      let deviation = q.cholesky.lower * [rule.nodes[i], rule.nodes[j]]
      return (zip(q.mean, deviation).map { $0 + $1 }, rule.weights[i] * rule.weights[j])
    }
  }
  return Judge(
    name: "linear", nodes: nodes, logPrior: { linear.model.prior.logDensity($0) },
    logDecoder: { linear.model.logLikelihood(of: linearX, given: $0) },
    logPosterior: { linearPosterior.logDensity($0) }, logQ: { q.logDensity($0) },
    logEvidence: linear.logDensity(linearX),
    bound: linear.model.evidenceLowerBound(of: linearX, under: q), entropy: q.entropy,
    reconstruction: linear.model.expectedLogLikelihood(of: linearX, under: q),
    regulariser: linear.model.divergenceToPrior(from: q),
    gap: klDivergence(from: q, to: linearPosterior))
}

// One $q$ for each model, and nine more at random, so that nothing holds by luck.

let linearQ = try MultivariateNormal(
  mean: [0.5, 0.3], covariance: Matrix(rows: [[0.6, 0.2], [0.2, 0.4]]))
let judges = [
  judge(mixtureWith: [0.3, 0.5, 0.2]),
  judge(bentWith: Normal(mean: 0.6, standardDeviation: 0.7)), judge(linearWith: linearQ),
]
random = notebook.random("judges")
func randomShares() -> [Double] {
  let shares = (0..<3).map { _ in 0.02 + random.uniform() }
  return shares.map { $0 / shares.reduce(0, +) }
}
func randomNormal() -> Normal {
  Normal(mean: 0.7 + 0.5 * random.normal(), standardDeviation: 0.3 + 0.4 * random.uniform())
}
func randomPlaneNormal() throws -> MultivariateNormal {
  let root = Matrix(rows: 2, columns: 2, elements: random.normals(4))
  return try MultivariateNormal(
    mean: random.normals(2),
    covariance: (0.3 * (root * root.transposed) + 0.1 * .identity(2)).symmetrized)
}
let manyJudges =
  try judges
  + (0..<3).flatMap { _ in
    [
      judge(mixtureWith: randomShares()), judge(bentWith: randomNormal()),
      judge(linearWith: try randomPlaneNormal()),
    ]
  }

let joints = [
  .log((0..<3).reduce(0.0) { $0 + .exp(judges[0].logJoint([Double($1)])) }), priorAverages[0],
  priorAverages[2],
]
let logAverages = judges.map { judge in Double.log(judge.average { .exp(judge.logRatio($0)) }) }
let averageLogs = judges.map { judge in judge.average(judge.logRatio) }
notebook.table(
  ["line", "in words"] + judges.map(\.name),
  [
    ("", "log p(x), by its own formula", judges.map(\.logEvidence)),
    ("(1)", "log of the sum or integral of the joint", joints),
    ("(2), (3)", "log of the average ratio", logAverages),
    ("(4)", "average of the log ratio", averageLogs),
  ].map { line, words, numbers in
    [.text(line), .text(words)] + numbers.map { .number($0, decimals: 6) }
  })
notebook.check(
  "elbo-jensen-discrete/equalities", [joints[0], logAverages[0]],
  equals: [judges[0].logEvidence, judges[0].logEvidence], within: 1e-12,
  refutes: ["the logarithm is already inside": [joints[0], averageLogs[0]]])
notebook.check(
  "elbo-jensen-continuous/equalities", Array(joints.dropFirst() + logAverages.dropFirst()),
  equals: [1, 2, 1, 2].map { judges[$0].logEvidence }, within: 1e-8,
  refutes: [
    "the logarithm is already inside": Array(joints.dropFirst() + averageLogs.dropFirst()),
    "the ratio is upside down": joints.dropFirst()
      + [1, 2].map { index in
        let judge = judges[index]
        return -Double.log(judge.average { .exp(-judge.logRatio($0)) })
      },
  ])

// Lines (1) to (3) are one number, to the last decimal. Line (4) is smaller. It is called the
// evidence lower bound, the ELBO, written $\mathcal L(q)$ or $\mathcal L(q, \theta; x)$:
//
// $$
// \mathcal L(q) = \mathbb E_q\bigl[ \log p(x, z) - \log q(z) \bigr] .
// $$

notebook.check(
  "elbo-definition/formulas", manyJudges.map { $0.average($0.logRatio) },
  equals: manyJudges.map(\.bound), within: 1e-8,
  refutes: [
    "log q is left out": manyJudges.map { $0.average($0.logJoint) },
    "the decoder alone is in the numerator": manyJudges.map { judge in
      judge.average { judge.logDecoder($0) - judge.logQ($0) }
    },
  ])
random = notebook.random("weights")
let weighted = WeightedSample(
  count: 20_000, proposal: linearQ,
  logTarget: { linear.model.logJoint(of: linearX, and: $0) }, using: &random)
notebook.check(
  "elbo-definition/draws", Estimate(weighted.logWeights), equals: judges[2].bound,
  refutes: [
    "the logarithm of the average": judges[2].logEvidence,
    "log q is left out": judges[2].bound - judges[2].entropy,
  ])
// It is a bound whatever $q$ is: hundreds of random ones, and not one above $\log p(x)$. With the
// roles of $q$ and $p$ exchanged there is no such bound.

let discreteBounds = (0..<200).map { _ in judge(mixtureWith: randomShares()).bound }
let planeBounds = try (0..<200).map { _ in
  linear.model.evidenceLowerBound(of: linearX, under: try randomPlaneNormal())
}
notebook.check(
  "elbo-jensen-discrete/below",
  discreteBounds.reduce(-.infinity, max) - judges[0].logEvidence, isAtMost: 0,
  refutes: ["q and p are swapped": -discreteBounds[0] - judges[0].logEvidence])
notebook.check(
  "elbo-jensen-continuous/below",
  planeBounds.reduce(-.infinity, max) - judges[2].logEvidence, isAtMost: 0,
  refutes: ["q and p are swapped": -planeBounds[0] - judges[2].logEvidence])

// Nor must $q$ be normal. Two humps, one far away, one wide, one skewed: all are below. But "any
// distribution with mass one" is to be taken literally. Let $q$ have the mass $c$, and the formula
// gives $c\thinspace\mathcal L - c \log c$, which for a small $c$ rises above the evidence. And
// where $q$ is zero although $p(x, z)$ is not, the equality of line (2) is lost: a uniform $q$ on
// $[0, 1]$ knows the integral from 0 to 1 and no more. What is left is still a bound.

let oddShapes: [(Double) -> Double] = [
  { z in
    let humps = [-1.0, 1.5].map { Normal(mean: $0, standardDeviation: 0.5).logDensity(z) }
    return logMeanExp(humps)
  },
  Normal(mean: 3, standardDeviation: 0.5).logDensity,
  Normal(mean: 0, standardDeviation: 2).logDensity,
  { z in -2 * (z - 0.5) - 2 * .log(onePlus: .exp(-2 * (z - 0.5))) + .log(2) },
]
let oddBounds = oddShapes.map { bent.evidenceLowerBound(of: bentX, under: $0) }
func scaledBound(_ c: Double) -> Double {
  bent.evidenceLowerBound(of: bentX) { judges[1].logQ([$0]) + .log(c) }
}
notebook.check(
  "elbo-any-q/shapes", oddBounds.reduce(-.infinity, max) - logEvidences[0], isAtMost: 0,
  refutes: ["a q of mass 0.1": scaledBound(0.1) - logEvidences[0]])
notebook.check(
  "elbo-any-q/mass", [0.1, 3].map(scaledBound),
  equals: [0.1, 3].map { $0 * judges[1].bound - $0 * .log($0) }, within: 1e-9,
  refutes: [
    "it is c L": [0.1, 3].map { $0 * judges[1].bound },
    "it is L + log c": [0.1, 3].map { judges[1].bound + .log($0) },
  ])
let zeroToOne = Quadrature.gaussLegendre(40, from: 0, to: 1)
let cutAverage = Double.log(zeroToOne.integrate { .exp(bent.logJoint(of: bentX, and: $0)) })
let cutBound = zeroToOne.integrate { bent.logJoint(of: bentX, and: $0) }
let sharper = Quadrature.trapezoid(20_001, from: 0, to: 1)
notebook.correct(
  "elbo-any-q",
  stated: "The bound holds for any distribution q that integrates to one.",
  right: "It has to be non-negative too, with mass exactly one: with mass 0.1 the formula gives "
    + "\(scaledBound(0.1).formatted(decimals: 2)), above log p = "
    + "\(logEvidences[0].formatted(decimals: 2)). And log p = log E[p/q] needs a q that is positive "
    + "wherever the joint is: a uniform q on [0, 1] gives "
    + "\(cutAverage.formatted(decimals: 2)) there.")
notebook.check(
  "elbo-any-q/support", cutAverage - logEvidences[0],
  equals: .log(sharper.integrate { .exp(posterior($0)) }), within: 1e-8,
  refutes: [
    "nothing is lost": 0,
    "the logarithm is taken inside": cutBound - logEvidences[0],
  ])

// Derivation one ends here and is silent on one thing: how far below? A Taylor expansion of the
// logarithm gives a first answer, half the variance of $\log\bigl(p(x, z)/q(z)\bigr)$ under $q$,
// good where $q$ is nearly right. Mix the mixture's posterior with a share $t$ of its prior:

let shares = [0.5, 0.1, 0.01, 0.001]
let nearlyRight = shares.map { t in
  judge(
    mixtureWith: zip(mixture.posterior(mixtureX), mixture.weights)
      .map { (1 - t) * $0 + t * $1 })
}
let variances = nearlyRight.map { judge in
  judge.average { ($0, judge.logRatio($0) - judge.bound).1 * (judge.logRatio($0) - judge.bound) }
}
notebook.table(
  ["share of the prior", "gap, nats", "half the variance"],
  zip(shares, zip(nearlyRight, variances)).map {
    [
      .number($0), .number($1.0.logEvidence - $1.0.bound, significant: 3),
      .number($1.1 / 2, significant: 3),
    ]
  })
notebook.check(
  "elbo-jensen-silent",
  (nearlyRight[3].logEvidence - nearlyRight[3].bound) / (variances[3] / 2), equals: 1, within: 0.05,
  refutes: [
    "the whole variance": (nearlyRight[3].logEvidence - nearlyRight[3].bound) / variances[3]
  ])

// The exact answer needs another derivation.

// ## Derivation two: what is missing
//
// Begin with a constant. $\log p(x)$ does not depend on $z$, and $q$ has mass one, so averaging it
// under $q$ changes nothing. Then use Bayes' rule and insert $q/q$ again, this time outside any
// inequality:
//
// $$
// \begin{aligned}
// \log p(x) &= \int q(z) \log p(x)\, dz && (1)\\
// &= \mathbb E_q\bigl[\log p(x)\bigr] && (2)\\
// &= \mathbb E_q\!\left[\log \frac{p(x, z)}{p(z \mid x)}\right] && (3)\\
// &= \mathbb E_q\!\left[\log \left( \frac{p(x, z)}{q(z)} \cdot
//   \frac{q(z)}{p(z \mid x)} \right)\right] && (4)\\
// &= \mathbb E_q\!\left[\log \frac{p(x, z)}{q(z)}\right]
//   + \mathbb E_q\!\left[\log \frac{q(z)}{p(z \mid x)}\right] && (5)\\
// &= \mathcal L(q) + KL\bigl(q \Vert p(z \mid x)\bigr) && (6)\\
// &\ge \mathcal L(q) . && (7)
// \end{aligned}
// $$
//
// Line (3) is $p(x) = p(x, z)/p(z \mid x)$, true at every $z$. Line (5) is the logarithm of a
// product. Line (6) gives the second average its name, the Kullback–Leibler divergence of $q$ from
// the posterior. Line (7) is Jensen's inequality again: a divergence is never negative, since
//
// $$
// -KL(q \Vert p) = \mathbb E_q\!\left[\log \frac{p(z)}{q(z)}\right]
// \le \log \mathbb E_q\!\left[\frac{p(z)}{q(z)}\right] = \log \int p(z)\, dz = 0 ,
// $$
//
// and it is zero only if the ratio is constant, which is to say $q = p$.

func line4(_ judge: Judge) -> Double {
  judge.average { z in
    .log(.exp(judge.logRatio(z)) * .exp(judge.logQ(z) - judge.logPosterior(z)))
  }
}
func secondAverage(_ judge: Judge) -> Double {
  judge.average { judge.logQ($0) - judge.logPosterior($0) }
}
let seven: [(String, String, (Judge) -> Double)] = [
  ("", "log p(x), by its own formula", { $0.logEvidence }),
  ("(1), (2)", "its average", { judge in judge.average { _ in judge.logEvidence } }),
  (
    "(3)", "average of log joint / posterior",
    { judge in judge.average { judge.logJoint($0) - judge.logPosterior($0) } }
  ),
  ("(4)", "with q / q", line4),
  ("(5)", "two averages", { $0.average($0.logRatio) + secondAverage($0) }),
  ("(6)", "bound + divergence, by their formulas", { $0.bound + $0.gap }),
  ("(7)", "bound alone", { $0.bound }),
]
notebook.table(
  ["line", "in words"] + judges.map(\.name),
  seven.map { line, words, value in
    [.text(line), .text(words)] + judges.map { .number(value($0), decimals: 6) }
  })
let sixLines = seven.dropFirst().dropLast()
notebook.check(
  "elbo-decomposition-derivation", sixLines.flatMap { line in judges.map(line.2) },
  equals: sixLines.flatMap { _ in judges.map(\.logEvidence) }, within: 1e-8,
  refutes: [
    "line (4) without brackets, as one lecture prints it": sixLines.flatMap { line in
      judges.map { judge in
        line.0 != "(4)"
          ? line.2(judge)
          : judge.average {
            judge.logRatio($0) * .exp(judge.logQ($0) - judge.logPosterior($0))
          }
      }
    },
    "line (7) is an equality too": sixLines.flatMap { _ in judges.map(\.bound) },
  ])

// The first step is more than a trick of notation: the random number
// $\log p(x, z) - \log p(z \mid x)$ has no variance at all, and the weights of $q$ sum to one.

func spread(_ judge: Judge, _ f: ([Double]) -> Double) -> Double {
  let mean = judge.average(f)
  return judge.average { (f($0) - mean) * (f($0) - mean) }
}
notebook.check(
  "elbo-constant-trick",
  judges.map { $0.average { _ in 1 } }
    + judges.map { judge in spread(judge) { judge.logJoint($0) - judge.logPosterior($0) } },
  equals: [1, 1, 1, 0, 0, 0], within: 1e-9,
  refutes: [
    "log p(x, z) − log q(z) is constant too": [1, 1, 1]
      + judges.map { spread($0, $0.logRatio) }
  ])

// What stands in line (6) is the identity that the rest of this book is built on:
//
// $$
// \log p_\theta(x) = \mathcal L(q, \theta; x) + KL\bigl(q \Vert p_\theta(z \mid x)\bigr) .
// $$
//
// All three terms by their own formulas, for twelve different $q$:

notebook.check(
  "elbo-decomposition", manyJudges.map { $0.bound + $0.gap }, equals: manyJudges.map(\.logEvidence),
  within: 1e-8,
  refutes: [
    "the divergence runs from the posterior": manyJudges.map { judge in
      judge.bound
        + judge.average {
          let logRatio = judge.logPosterior($0) - judge.logQ($0)
          return .exp(logRatio) * logRatio
        }
    },
    "the divergence is subtracted": manyJudges.map { $0.bound - $0.gap },
    "the divergence from the prior": manyJudges.map { $0.bound + $0.regulariser },
  ])

// Since no divergence is negative, $\mathcal L \le \log p(x)$ follows once more. It is a statement
// about the expectation: single draws of $\log\bigl(p(x, z)/q(z)\bigr)$ do exceed $\log p(x)$,
// often.

let singleDraws = weighted.logWeights.map { $0 - judges[2].logEvidence }
notebook.define(
  "draws above", 100 * Double(singleDraws.count { $0 > 0 }) / 20_000, significant: 2)
notebook.check(
  "elbo-lower-bound",
  (manyJudges.map { $0.bound - $0.logEvidence } + planeBounds.map { $0 - judges[2].logEvidence })
    .reduce(-.infinity, max), isAtMost: 0,
  refutes: ["single draws obey it too": singleDraws.reduce(-.infinity, max)])

// Here {{draws above}} percent of them do.

// ## Two forms, three terms
//
// The joint density splits in two ways, and so does the bound. As it stands, it wants a $z$ that
// makes the joint probable, and a $q$ as spread out as possible:
//
// $$
// \mathcal L = \mathbb E_q\bigl[\log p(x, z)\bigr] + H(q), \qquad
// H(q) = -\mathbb E_q\bigl[\log q(z)\bigr] .
// $$
//
// With $\log p(x, z) = \log p(x \mid z) + \log p(z)$ the prior joins $q$, and the two terms of a
// variational autoencoder (VAE) appear, the reconstruction and the regulariser:
//
// $$
// \mathcal L = \mathbb E_q\bigl[\log p(x \mid z)\bigr] - KL\bigl(q \Vert p(z)\bigr) .
// $$

notebook.table(
  ["judge", "E log joint", "entropy", "reconstruction", "regulariser", "bound", "gap", "log p(x)"],
  judges.map { judge in
    [.text(judge.name)]
      + [
        judge.average(judge.logJoint), judge.entropy, judge.reconstruction, judge.regulariser,
        judge.bound, judge.gap, judge.logEvidence,
      ].map { .number($0, decimals: 5) }
  })
notebook.check(
  "elbo-form1", manyJudges.map { $0.average($0.logJoint) + $0.entropy },
  equals: manyJudges.map(\.bound), within: 1e-8,
  refutes: [
    "the entropy is subtracted": manyJudges.map { $0.average($0.logJoint) - $0.entropy },
    "the entropy is left out": manyJudges.map { $0.average($0.logJoint) },
  ])
notebook.check(
  "elbo-recon-kl",
  manyJudges.map { judge in
    judge.average(judge.logDecoder)
      - judge.average { judge.logQ($0) - judge.logPrior($0) }
  },
  equals: manyJudges.map { $0.reconstruction - $0.regulariser }, within: 1e-8,
  refutes: [
    "the regulariser is added": manyJudges.map { $0.reconstruction + $0.regulariser },
    "the divergence of the prior from q": manyJudges.map { judge in
      judge.reconstruction
        - judge.average {
          let logRatio = judge.logPrior($0) - judge.logQ($0)
          return .exp(logRatio) * logRatio
        }
    },
  ])
notebook.check(
  "elbo-two-forms", manyJudges.map { $0.reconstruction - $0.regulariser },
  equals: manyJudges.map { $0.average($0.logJoint) + $0.entropy }, within: 1e-8,
  refutes: [
    "reconstruction and entropy, without the prior": manyJudges.map {
      $0.reconstruction + $0.entropy
    }
  ])

// Together with the gap they give the evidence in three terms. Two divergences of the same $q$
// stand in it, from the prior and from the posterior, with opposite signs:
//
// $$
// \log p(x) = \mathbb E_q\bigl[\log p(x \mid z)\bigr] - KL\bigl(q \Vert p(z)\bigr)
// + KL\bigl(q \Vert p(z \mid x)\bigr) .
// $$

notebook.check(
  "elbo-three-terms", manyJudges.map { $0.reconstruction - $0.regulariser + $0.gap },
  equals: manyJudges.map(\.logEvidence), within: 1e-8,
  refutes: [
    "the divergences change places": manyJudges.map {
      $0.reconstruction + $0.regulariser - $0.gap
    },
    "the gap is left out": manyJudges.map { $0.reconstruction - $0.regulariser },
  ])

// ## What the two terms want
//
// Reconstruction asks how well $x$ can be decoded from a $z$ drawn from $q$. On average over the
// data it is a statement about information. Take four observations, equally likely, an encoder
// $q(z \mid x)$ with three codes and any decoder. With the entropy $H(x)$ of the data and the
// mutual information $I(x; z) = \mathbb E\bigl[\log q(z \mid x) - \log q(z)\bigr]$, where $q(z)$ is
// the average of $q(z \mid x)$ over the data,
//
// $$
// \mathbb E\bigl[\log p(x \mid z)\bigr] + H(x) \le I(x; z) ,
// $$
//
// with equality for the decoder that inverts the encoder by Bayes' rule: all that reconstruction
// can gain is what the codes still know. Nothing but enumeration is needed.

let encoder = [[0.8, 0.1, 0.1], [0.6, 0.3, 0.1], [0.1, 0.7, 0.2], [0.1, 0.1, 0.8]]
let aggregate = (0..<3).map { z in encoder.reduce(0) { $0 + $1[z] / 4 } }
func divergence(_ q: [Double], _ p: [Double]) -> Double {
  zip(q, p).reduce(0) { $1.0 == 0 ? $0 : $0 + $1.0 * .log($1.0 / $1.1) }
}
func average(over encoder: [[Double]], _ f: ([Double]) -> Double) -> Double {
  encoder.reduce(0) { $0 + f($1) / Double(encoder.count) }
}
let information = average(over: encoder) { divergence($0, aggregate) }
func reconstructed(by decoder: [[Double]]) -> Double {
  zip(encoder, decoder).reduce(0) { sum, rows in
    zip(rows.0, rows.1).reduce(sum) { $0 + $1.0 * .log($1.1) / 4 }
  }
}
let inverted = encoder.map { row in zip(row, aggregate).map { $0 / 4 / $1 } }
notebook.check(
  "elbo-recon-meaning/equality", reconstructed(by: inverted) + .log(4), equals: information,
  within: 1e-12,
  refutes: [
    "the encoder itself decodes": reconstructed(by: encoder) + .log(4),
    "the entropy of the data is left out": reconstructed(by: inverted),
  ])
random = notebook.random("decoders")
let otherDecoders = (0..<200).map { _ in
  let weights = inverted.map { $0.map { $0 * Double.exp(0.3 * random.normal()) } }
  let totals = (0..<3).map { z in weights.reduce(0) { $0 + $1[z] } }
  return reconstructed(by: weights.map { row in zip(row, totals).map { $0 / $1 } })
}
notebook.check(
  "elbo-recon-meaning/bound", otherDecoders.reduce(-.infinity, max) + .log(4),
  isAtMost: information,
  refutes: ["a decoder that is not normalised": reconstructed(by: encoder) + .log(4)])

// The regulariser keeps each $q(z \mid x)$ near the prior. The lectures say that draws from the
// prior then decode to realistic observations. On average over the data it splits in two,
//
// $$
// \mathbb E\, KL\bigl(q(z \mid x) \Vert p(z)\bigr) = I(x; z) + KL\bigl(q(z) \Vert p(z)\bigr) ,
// $$
//
// and only the second part compares all codes together with the prior. The first is the price of
// saying anything. Four observations and four codes, all equally likely under the prior: one
// encoder gives each observation a code of its own, another spreads every observation over the same
// two codes.

let uniform = [0.25, 0.25, 0.25, 0.25]
let ownCode = (0..<4).map { x in (0..<4).map { $0 == x ? 1.0 : 0 } }
let twoCodes = (0..<4).map { _ in [0.5, 0.5, 0, 0] }
let splits = [ownCode, twoCodes].map { encoder in
  let together = (0..<4).map { z in average(over: encoder) { $0[z] } }
  return (
    regulariser: average(over: encoder) { divergence($0, uniform) },
    information: average(over: encoder) { divergence($0, together) },
    aggregate: divergence(together, uniform)
  )
}
notebook.table(
  ["encoder", "regulariser", "information", "all codes against the prior"],
  zip(["a code each", "two codes for all"], splits).map {
    [.text($0)] + [$1.regulariser, $1.information, $1.aggregate].map { .number($0, decimals: 4) }
  })
notebook.correct(
  "elbo-reg-meaning",
  stated: "The regulariser ensures that draws from the prior decode to realistic observations.",
  right: "It is information plus the divergence of all codes together from the prior, and only the "
    + "latter is about such draws. The encoder with the larger regulariser, "
    + "\(splits[0].regulariser.formatted(decimals: 2)) nats, covers the prior exactly; the one with "
    + "\(splits[1].regulariser.formatted(decimals: 2)) leaves half of it empty.")
notebook.check(
  "elbo-reg-meaning",
  (splits.map(\.regulariser) + [average(over: encoder) { divergence($0, [0.5, 0.3, 0.2]) }]),
  equals: splits.map { $0.information + $0.aggregate }
    + [information + divergence(aggregate, [0.5, 0.3, 0.2])], within: 1e-12,
  refutes: [
    "the regulariser is the distance of all codes from the prior": splits.map(\.aggregate)
      + [divergence(aggregate, [0.5, 0.3, 0.2])]
  ])

// So the two terms pull in opposite directions. A weight $\beta$ on the regulariser shows it on the
// smallest VAE, one number in, one latent number, both maps linear. For data of variance $\lambda$
// its best decoder has $w^2 = \lambda - \beta\sigma^2$ while that is positive. The table comes from
// a search over decoder and encoder that knows nothing of the formula. Write $R$ for the
// regulariser and $D$ for minus the reconstruction; along the way $dD/dR = -\beta$: the weight is
// the price of one nat of $R$.

let dataVariance = 4.0
func tradeOff(_ beta: Double) -> (weight: Double, rate: Double, distortion: Double) {
  func model(_ p: [Double]) -> ScalarLinearVAE {
    ScalarLinearVAE(
      decoderWeight: p[0], encoderWeight: p[1], logStandardDeviation: p[2], noiseVariance: 1)
  }
  let best = patternSearchMaximum(
    from: [1, 0.3, -0.5], steps: [0.3, 0.1, 0.2], precision: 1e-9
  ) {
    let vae = model($0)
    return vae.expectedLogLikelihood(dataVariance: dataVariance)
      - beta * vae.divergenceToPrior(dataVariance: dataVariance)
  }.point
  let vae = model(best)
  return (
    best[0], vae.divergenceToPrior(dataVariance: dataVariance),
    -vae.expectedLogLikelihood(dataVariance: dataVariance)
  )
}
let betas = [0.25, 0.5, 1, 2, 3]
let balances = betas.map(tradeOff)
notebook.table(
  ["β", "w²", "regulariser R", "minus reconstruction D"],
  zip(betas, balances).map {
    [
      .number($0), .number($1.weight * $1.weight, decimals: 4), .number($1.rate, decimals: 4),
      .number($1.distortion, decimals: 4),
    ]
  })
notebook.check(
  "elbo-tradeoff/decoder", balances.map { $0.weight * $0.weight },
  equals: betas.map { dataVariance - $0 }, within: 1e-5,
  refutes: [
    "w² = λ − σ² for every β": betas.map { _ in dataVariance - 1 },
    "β divides": betas.map { dataVariance - 1 / $0 },
  ])
let prices = betas.map { beta in
  let (less, more) = (tradeOff(beta - 0.01), tradeOff(beta + 0.01))
  return (more.distortion - less.distortion) / (more.rate - less.rate)
}
notebook.check(
  "elbo-tradeoff/price", prices, equals: betas.map { -$0 }, within: 1e-3,
  refutes: ["one nat for one nat": betas.map { _ in -1 }, "both rise together": betas])

// Do the two terms find their balance by themselves? One lecture says so. It depends on the noise
// that the decoder is given. On the irises, with $\sigma^2$ held fixed and $W$ at its best, the
// regulariser of a flower is $\frac12 \sum_{j \le d} \log (\lambda_j / \sigma^2)$ on average:
// whoever sets $\sigma^2$ sets it. Only a $\sigma^2$ that is learned balances them, and comes out
// as the mean of the discarded eigenvalues.

func withNoise(_ noiseVariance: Double) throws -> ProbabilisticPCA {
  try flower(
    lengths: spectrum.values.prefix(2).map { ($0 - noiseVariance).squareRoot() },
    noiseVariance: noiseVariance)
}
let noises = [0.005, 0.02, flowers.noiseVariance, 0.1, 0.2]
let noisyFits = try noises.map(withNoise)
let noiseRates = try noisyFits.map {
  try ProbabilisticPCA.divergenceToPrior(from: $0.codes(of: iris)) / 150
}
notebook.table(
  ["σ², cm²", "regulariser of a flower", "log likelihood of all"],
  zip(noises, zip(noiseRates, noisyFits)).map {
    [
      .number($0), .number($1.0, decimals: 4), .number($1.1.logLikelihood(of: iris), decimals: 2),
    ]
  })
notebook.correct(
  "elbo-balance-automatic",
  stated: "The two terms balance automatically.",
  right: "The decoder's variance decides: with \(noises[0].formatted()) the regulariser is "
    + "\(noiseRates[0].formatted(decimals: 2)) nats a flower, with \(noises[4].formatted()) it is "
    + "\(noiseRates[4].formatted(decimals: 2)). They balance where the variance is learned, at "
    + "\(noises[2].formatted(significant: 3)).")
notebook.check(
  "elbo-balance-automatic/rate", noiseRates,
  equals: noises.map { noise in
    0.5 * (.log(spectrum.values[0] / noise) + .log(spectrum.values[1] / noise))
  }, within: 1e-9,
  refutes: [
    "it is the same for every noise": noiseRates.map { _ in noiseRates[2] },
    "σ stands for σ²": noises.map { noise in
      0.5 * (.log(spectrum.values[0] * spectrum.values[1] / noise))
    },
  ])
notebook.check(
  "elbo-balance-automatic/best",
  noisyFits.map { $0.logLikelihood(of: iris) }.reduce(-.infinity, max), equals: height,
  within: 1e-9,
  refutes: [
    "the smallest noise is best": noisyFits[0].logLikelihood(of: iris),
    "the mean of all eigenvalues": logInside.logLikelihood(of: iris),
  ])

// ## The gap closes at the posterior and nowhere else
//
// Let $q$ walk from the prior to the posterior and beyond:
// $q_t(z) \propto p(z)\thinspace p(x \mid z)^t$ is the prior at $t = 0$, the posterior at $t = 1$,
// and too sure of itself after that. For the linear decoder all $q_t$ are normal. Their precision,
// the inverse of the covariance, is $I + tW^\top W / \sigma^2$, and their mean is the covariance
// times $tW^\top (x - \mu) / \sigma^2$. The gap is measured twice, as $\log p(x) - \mathcal L$ and
// as a divergence.

let gram = linear.loadings.transposed * linear.loadings
func tempered(_ t: Double) throws -> MultivariateNormal {
  let factor = try Cholesky(.identity(2) + (t / 0.5) * gram)
  let pull = linear.loadings.transposed * zip(linearX, linear.mean).map { $0 - $1 }
  return try MultivariateNormal(
    mean: factor.solve(pull.map { t / 0.5 * $0 }), covariance: factor.inverse)
}
let walk = stride(from: 0.0, through: 2, by: 0.05).map { $0 }
let walked = try walk.map { t in
  let q = try tempered(t)
  return (
    bound: linear.model.evidenceLowerBound(of: linearX, under: q),
    gap: klDivergence(from: q, to: linearPosterior),
    reversed: klDivergence(from: linearPosterior, to: q)
  )
}
let linearEvidenceLog = linear.logDensity(linearX)
notebook.check(
  "elbo-gap/twice", walked.map { linearEvidenceLog - $0.bound }, equals: walked.map(\.gap),
  within: 1e-11,
  refutes: ["the divergence of the posterior from q": walked.map(\.reversed)])

// For the other two models the same walk is made on their own scales. Up to the posterior every
// step raises the bound, there the gap is zero, and every step beyond lowers it again.

func temperedBent(_ t: Double) -> (Double) -> Double {
  let log = { (z: Double) in
    Normal.standard.logDensity(z) + t * bent.logLikelihood(of: bentX, given: z)
  }
  let total = logSumExp(bent.grid.nodes.map(log), weights: bent.grid.weights)
  return { log($0) - total }
}
func temperedMixture(_ t: Double) -> [Double] {
  let logs = (0..<3).map {
    .log(mixture.weights[$0]) + t * mixture.logDensity(mixtureX, of: $0)
  }
  return logs.map { .exp($0 - logSumExp(logs)) }
}
let walks = [
  walk.map { judge(mixtureWith: temperedMixture($0)).bound },
  walk.map { bent.evidenceLowerBound(of: bentX, under: temperedBent($0)) }, walked.map(\.bound),
]
let arrival = walk.count / 2
notebook.check(
  "elbo-gap/rises", neverFalls: walks.map { Array($0.prefix(arrival + 1)) }, within: 1e-12,
  refutes: ["it goes on rising beyond": walks.map { Array($0.suffix(arrival + 1)) }])
notebook.check(
  "elbo-gap/closes", walks.map { $0[arrival] }, equals: judges.map(\.logEvidence), within: 1e-10,
  refutes: [
    "it closes just as well nearby": walks.map { $0[arrival - 1] },
    "the bound stays below": judges.map(\.bound),
  ])

// snippet.hide
notebook.figure(
  "walk",
  Figure(
    description: "As q walks from the prior at t = 0 to the posterior at t = 1, the bound rises by "
      + walks.map { ($0[arrival] - $0[0]).formatted(decimals: 2) }.joined(separator: ", ")
      + " nats and touches the dashed log p(x); beyond t = 1 it falls again.",
    columns: 3, height: 270,
    panels: zip(judges, walks).map { judge, bounds in
      Panel(
        judge.name, x: Axis("t"), y: Axis("nats"),
        marks: [
          .horizontal(at: judge.logEvidence, label: "log p(x)"),
          .line(x: walk, y: bounds, label: "bound"),
        ])
    }))
// snippet.show

// Since $\log p(x)$ does not depend on $q$, raising the bound over $q$ and lowering the divergence
// are one and the same: on a grid of normal $q$ for the bent decoder the best of one is the best of
// the other, and their sum is constant. It is constant only while the model is. With another noise
// the sum is another.

let candidatesForQ = stride(from: -0.5, through: 2, by: 0.1).flatMap { mean in
  stride(from: 0.2, through: 1, by: 0.1).map { Normal(mean: mean, standardDeviation: $0) }
}
let gridBounds = candidatesForQ.map {
  bent.evidenceLowerBound(of: bentX, under: $0, nodes: hermite)
}
let gridGaps = candidatesForQ.map { bent.divergenceToPosterior(of: bentX, from: $0.logDensity) }
func indexOfLargest(_ values: [Double]) -> Double {
  Double(values.indices.reduce(0) { values[$1] > values[$0] ? $1 : $0 })
}
let noisier = ScalarDecoderModel(noiseStandardDeviation: 0.8, decode: bent.decode)
notebook.check(
  "elbo-argmax-argmin",
  [indexOfLargest(gridBounds)] + zip(gridBounds, gridGaps).map { $0 + $1 },
  equals: [indexOfLargest(gridGaps.map { -$0 })] + gridGaps.map { _ in logEvidences[0] },
  within: 1e-6,
  refutes: [
    "the model may change meanwhile": [indexOfLargest(gridBounds)]
      + zip(candidatesForQ, gridGaps).map {
        noisier.evidenceLowerBound(of: bentX, under: $0, nodes: hermite) + $1
      },
    "the largest gap": [indexOfLargest(gridGaps)] + gridGaps.map { _ in logEvidences[0] },
  ])

// ## The best q that a family has
//
// Without any restriction the best $q$ is the posterior. A search over all normal densities in the
// plane, five numbers, must find it for the linear decoder. With independent coordinates, four
// numbers, it must find the best of that family, with the posterior's mean and the variances
// $1/\Lambda_{jj}$, where $\Lambda = M/\sigma^2$ is the posterior's precision. These are not the
// posterior's variances: they are smaller.

func searched(correlated: Bool) -> [Double] {
  func normal(_ p: [Double]) -> MultivariateNormal? {
    let lower = Matrix(rows: [[.exp(p[2]), 0], [correlated ? p[4] : 0, .exp(p[3])]])
    return try? MultivariateNormal(
      mean: [p[0], p[1]], covariance: (lower * lower.transposed).symmetrized)
  }
  let start = correlated ? [0, 0, -1, -1, 0.0] : [0, 0, -1, -1]
  let best = patternSearchMaximum(
    from: start, steps: start.map { _ in 0.3 }, precision: 1e-9
  ) { normal($0).map { linear.model.evidenceLowerBound(of: linearX, under: $0) } ?? -.infinity }
  guard let q = normal(best.point) else { return [] }
  return q.mean + covarianceEntries.map { q.covariance[$0.0, $0.1] }
}
func numbers(_ mean: [Double], _ covariance: Matrix) -> [Double] {
  mean + covarianceEntries.map { covariance[$0.0, $0.1] }
}
notebook.check(
  "elbo-optimal-q/free", searched(correlated: true),
  equals: numbers(linearPosterior.mean, linearPosterior.covariance), within: 1e-5,
  refutes: [
    "the prior": [0, 0, 1, 0, 1],
    "σ² is missing": numbers(linearPosterior.mean, 2 * linearPosterior.covariance),
  ])
notebook.check(
  "elbo-optimal-q/independent", searched(correlated: false),
  equals: numbers(meanField.mean, meanField.covariance), within: 1e-5,
  refutes: [
    "the posterior's own variances": numbers(
      linearPosterior.mean, Matrix(diagonal: linearPosterior.covariance.diagonal))
  ])

// A bent decoder has a posterior that is not normal, so the best normal $q$ leaves a gap, on the
// bent decoder as well as on the parabola, whose posterior has two humps: what produced $x = 2$, a
// $z$ near $\sqrt 2$ or near $-\sqrt2$? A normal $q$ takes one of the two and loses about $\log 2$.

let few = Quadrature.gaussHermite(40)
let examples = [("tanh", bent, 1.0), ("tanh", bent, 2.5), ("parabola", parabola, 2.0)]
let bests = examples.map { $0.1.bestNormal(for: $0.2, nodes: few) }
let bestGaps = zip(examples, bests).map { $0.1.logEvidence(of: $0.2) - $1.bound }
notebook.table(
  ["decoder", "x", "log p(x)", "best bound", "gap"],
  zip(examples, zip(bests, bestGaps)).map {
    [
      .text($0.0), .number($0.2), .number($0.1.logEvidence(of: $0.2), decimals: 4),
      .number($1.0.bound, decimals: 4), .number($1.1, decimals: 4),
    ]
  })
// snippet.hide
notebook.figure(
  "best-normal",
  Figure(
    description: "Three posteriors and the best normal q of each. The gaps are "
      + bestGaps.map { $0.formatted(significant: 2) }.joined(separator: ", ")
      + " nats; of the parabola's two humps q covers one.",
    columns: 3, height: 270,
    panels: zip(examples, bests).map { example, best in
      let posterior = example.1.posterior(of: example.2).logDensity
      let q = best.q
      return Panel(
        "\(example.0), x = \(example.2.formatted())", x: Axis("z"), y: Axis("density"),
        marks: [
          .curve(over: -3...3, label: "posterior") { .exp(posterior($0)) },
          .curve(over: -3...3, color: .vermillion, label: "best q") { .exp(q.logDensity($0)) },
        ])
    }))
// snippet.show

// The bound then has a peak for each hump, and a search finds the one that it starts near. Where
// the humps differ, as they do for $g(z) = z^2 + 0.3 z$, it has to start near each and keep the
// higher.

let tilted = ScalarDecoderModel(noiseStandardDeviation: 0.5) { $0 * $0 + 0.3 * $0 }
let twoPeaks = [-1.0, 1].map { tilted.bestNormal(for: 2, nodes: few, from: [$0]).bound }
notebook.check(
  "elbo-optimal-q/peaks",
  [[-1.0, 1], [1, -1]].map { tilted.bestNormal(for: 2, nodes: few, from: $0).bound },
  equals: twoPeaks.map { _ in max(twoPeaks[0], twoPeaks[1]) }, within: 1e-9,
  refutes: ["one start finds them all": twoPeaks])

// The mixture pays nothing. The EM algorithm of chapter 04 alternates two steps: the E-step sets
// $q$ to the posterior, the M-step maximises the bound over $\theta$ for that $q$. For a label the
// posterior is a few numbers, and the E-step is exact.

let eStep = judge(mixtureWith: mixture.posterior(mixtureX))
notebook.check(
  "tbl-em-breaks-estep/mixture", eStep.gap, equals: 0, within: 1e-12,
  refutes: ["as for the best normal q of the bent decoder": bestGaps[1]])
notebook.check(
  "tbl-em-breaks-estep/bent", bests.map(\.bound),
  equals: zip(examples, bests).map { example, best in
    example.1.logEvidence(of: example.2)
      - example.1.divergenceToPosterior(of: example.2, from: best.q.logDensity)
  }, within: 1e-5,
  refutes: [
    "the E-step is exact for every decoder": examples.map { $0.1.logEvidence(of: $0.2) }
  ])

// But "always a gap" for a deep model and a VAE's family of $q$, independent normal coordinates,
// says too much. What counts is whether the posterior is in the family. On the irises pPCA has
// orthogonal columns of $W$, the posterior has independent coordinates, and the gap is zero. Turn
// the latent axes by an angle: the likelihood is the same, and now there is a gap,
// $\frac12 \bigl( \sum_j \log \Lambda_{jj} - \log\det \Lambda \bigr)$.

let turned = try flowers.rotated(by: Matrix(rows: [[0.8, -0.6], [0.6, 0.8]]))
func meanFieldGap(_ model: ProbabilisticPCA) throws -> Double {
  let x = iris.row(0)
  let q = model.model.meanFieldPosterior(of: x)
  return model.logDensity(x)
    - model.model.evidenceLowerBound(
      of: x, under: try MultivariateNormal(mean: q.mean, covariance: q.covariance))
}
let turnedPrecision = try Cholesky(turned.model.posterior(of: iris.row(0)).covariance).inverse
let predictedGap =
  0.5
  * (.log(turnedPrecision[0, 0]) + .log(turnedPrecision[1, 1])
    - (try Cholesky(turnedPrecision).logDeterminant))
notebook.correct(
  "tbl-em-breaks-bound",
  stated: "The bound is tight for a mixture; for a deep model there is always a gap.",
  right: "The gap is zero wherever the posterior is in the family of q. For a linear decoder with "
    + "orthogonal columns independent coordinates suffice; the same model with turned latent axes "
    + "has a gap of \(predictedGap.formatted(decimals: 3)) nats at every point.")
notebook.check(
  "tbl-em-breaks-bound", [try meanFieldGap(flowers), try meanFieldGap(turned)],
  equals: [0, predictedGap], within: 1e-9,
  refutes: [
    "there is always a gap": [predictedGap, predictedGap],
    "the ½ is lost": [0, 2 * predictedGap],
  ])

// How can one tell from outside how loose a bound is? Averaging several ratios before the logarithm
// is taken gives a tighter bound. Twenty at a time close more than half of the gap of the best
// normal $q$. (The average itself has the evidence for its mean, here with a broader $q$.)

random = notebook.random("several")
func severalBound(_ count: Int, repetitions: Int) -> Estimate {
  Estimate(repetitions: repetitions) {
    WeightedSample(
      count: count, proposal: bests[1].q,
      logTarget: { bent.logJoint(of: 2.5, and: $0) }, using: &random
    ).logNormalizer
  }
}
let halfway = bests[1].bound + bestGaps[1] / 2
notebook.check(
  "elbo-only-bound/several", severalBound(20, repetitions: 4_000), isAtLeast: halfway,
  refutes: ["one ratio at a time": severalBound(1, repetitions: 40_000)])
let broad = Normal(mean: 1.5, standardDeviation: 1)
let averagesOfTwenty = Estimate(repetitions: 4_000) {
  let ratios = WeightedSample(
    count: 20, proposal: broad, logTarget: { bent.logJoint(of: 2.5, and: $0) }, using: &random)
  return .exp(ratios.logNormalizer - bent.logEvidence(of: 2.5))
}
notebook.check(
  "elbo-only-bound/average", averagesOfTwenty, equals: 1,
  refutes: ["a sum for the average": averagesOfTwenty.scaled(by: 20)])
notebook.check(
  "elbo-only-bound/below", bestGaps[2], isAtLeast: 0.5,
  refutes: ["the bound is the evidence, as for the mixture": eStep.gap])

// ## Two climbs, and a trap
//
// $\mathcal L(q, \theta)$ has two arguments, and can be climbed in either. Raising it over $q$ only
// shrinks the gap: the evidence does not know $q$. Raising it over $\theta$ moves both sides. Here
// are three rounds on the irises, from poor parameters and the prior for every $q$. A step in $q$
// goes half of the way to the posteriors; a step in $\theta$ is the best one for the $q$ at hand,
// in closed form:
//
// snippet.quote ppca-m-step

struct State {
  let name: String
  let model: ProbabilisticPCA
  let codes: ProbabilisticPCA.Codes
  var evidence: Double { model.logLikelihood(of: iris) }
  func bound() throws -> Double { try model.evidenceLowerBound(of: iris, under: codes) }
  func gap() throws -> Double {
    try (0..<iris.rows).reduce(0.0) { sum, i in
      let q = try MultivariateNormal(mean: codes.means.row(i), covariance: codes.covariance)
      return sum + klDivergence(from: q, to: model.model.posterior(of: iris.row(i)))
    }
  }
}
let poor = try ProbabilisticPCA(
  mean: flowers.mean,
  loadings: Matrix(rows: [[0.5, 0.2], [0.1, 0.5], [0.6, -0.3], [0.2, 0.4]]),
  noiseVariance: 0.5)
var states = [
  State(
    name: "start", model: poor,
    codes: .init(means: Matrix(rows: 150, columns: 2, repeating: 0), covariance: .identity(2)))
]
for round in 1...3 {
  let (model, codes) = (states[states.count - 1].model, states[states.count - 1].codes)
  let exact = model.codes(of: iris)
  let halfway = ProbabilisticPCA.Codes(
    means: 0.5 * (codes.means + exact.means),
    covariance: 0.5 * (codes.covariance + exact.covariance))
  states.append(State(name: "step \(round) in q", model: model, codes: halfway))
  let improved = try model.maximization(of: iris, under: halfway)
  states.append(State(name: "step \(round) in θ", model: improved, codes: halfway))
}
let (bounds, gaps) = (try states.map { try $0.bound() }, try states.map { try $0.gap() })
notebook.table(
  ["after", "log p", "bound", "gap"],
  zip(states, zip(bounds, gaps)).map {
    [
      .text($0.name), .number($0.evidence, decimals: 3), .number($1.0, decimals: 3),
      .number($1.1, decimals: 3),
    ]
  })
let evidences = states.map(\.evidence)
notebook.check(
  "elbo-joint-optimisation/identity", zip(bounds, gaps).map { $0 + $1 }, equals: evidences,
  within: 1e-8,
  refutes: ["the bound alone": bounds, "the gap is subtracted": zip(bounds, gaps).map(-)])
notebook.check(
  "elbo-joint-optimisation/q", [1, 3, 5].map { gaps[$0 - 1] - gaps[$0] },
  equals: [1, 3, 5].map { bounds[$0] - bounds[$0 - 1] }, within: 1e-8,
  refutes: [
    "the evidence rises by as much": [1, 3, 5].map { evidences[$0 + 1] - evidences[$0] }
  ])
let unweighted = try ProbabilisticPCA(
  mean: poor.mean, loadings: 2 * states[2].model.loadings,
  noiseVariance: states[2].model.noiseVariance)
notebook.check(
  "elbo-joint-optimisation/rises", neverFalls: [bounds], within: 1e-9,
  refutes: [
    "a step in θ that overshoots": [
      [bounds[2], try unweighted.evidenceLowerBound(of: iris, under: states[2].codes)]
    ]
  ])

// The M-step is a maximum: at its parameters no step in any direction leads higher. For the mixture
// it is in closed form too, and the gradient of the expected log likelihood vanishes there. For a
// decoder $a \tanh(bz + c)$ there is no closed form. Gradient steps climb, each a little, and after
// one step the gradient is far from zero.

let faithful = Matrix(rows: Faithful.table.rows)
let twoKinds = try GaussianMixture(
  weights: [0.4, 0.6], means: [[2, 55], [4, 80]],
  covariances: [Matrix(diagonal: [0.2, 40]), Matrix(diagonal: [0.3, 40])], covarianceKind: .full)
let kinds = twoKinds.responsibilities(of: faithful)
func meanGradient(_ mixture: GaussianMixture) -> Double {
  mixture.gradient(of: faithful, under: kinds).means.joined().reduce(0) { max($0, $1.magnitude) }
}
let closedStep = try twoKinds.maximization(of: faithful, under: kinds).mixture
let observed = [-1.5, -0.4, 0.3, 1.2, 1.9]
let coarse = Quadrature.trapezoid(80, from: -6, to: 6)
let fixedPosteriors = observed.map { x in
  let logPosterior = bent.posterior(of: x).logDensity
  return coarse.nodes.map { Double.exp(logPosterior($0)) }
}
func gradient(_ p: [Double]) -> [Double] {
  var sum = [0.0, 0, 0]
  for (x, posterior) in zip(observed, fixedPosteriors) {
    for (z, weight) in zip(coarse.nodes, zip(coarse.weights, posterior).map { $0 * $1 }) {
      let output = Double.tanh(p[1] * z + p[2])
      let residual =
        weight * (x - p[0] * output) / (bent.noiseStandardDeviation * bent.noiseStandardDeviation)
      let slope = p[0] * (1 - output * output)
      sum = zip(sum, [output, slope * z, slope]).map { $0 + residual * $1 }
    }
  }
  return sum
}
func slope(afterSteps steps: Int) -> Double {
  var parameters = [1.0, 1, 0]
  for _ in 0..<steps {
    parameters = zip(parameters, gradient(parameters)).map { $0 + 0.01 * $1 }
  }
  return gradient(parameters).reduce(0) { max($0, $1.magnitude) }
}
notebook.check(
  "tbl-em-breaks-mstep", [meanGradient(closedStep), slope(afterSteps: 3_000)], equals: [0, 0],
  within: 1e-6,
  refutes: ["one gradient step is enough": [meanGradient(closedStep), slope(afterSteps: 1)]])

// If every step in $q$ goes all the way, this is EM, and then the evidence never falls. But if $q$
// cannot follow, a rising bound says nothing about the evidence, since
//
// $$
// \Delta \log p = \Delta \mathcal L + \Delta KL ,
// $$
//
// and the second part can be negative. The smallest example: $x \mid z \sim N(wz, 1)$, one
// observation $x = 2$, and $q = N(0.2, 0.05^2)$, which stays as it is. The likelihood is best at
// $w = \sqrt 3$. The bound wants the decoder to explain the observation from the codes that $q$
// allows, around 0.2, and so a far larger $w$: $2 \cdot 0.2 / (0.2^2 + 0.05^2)$.

let stubborn = try MultivariateNormal(mean: [0.2], covariance: Matrix(rows: [[0.0025]]))
func scalar(_ w: Double) throws -> LinearGaussianModel {
  try LinearGaussianModel(loadings: Matrix(rows: [[w]]), offset: [0], noiseVariance: 1)
}
func heights(_ w: Double) throws -> (evidence: Double, bound: Double, gap: Double) {
  let model = try scalar(w)
  return (
    model.marginal.logDensity([2]), model.evidenceLowerBound(of: [2], under: stubborn),
    klDivergence(from: stubborn, to: model.posterior(of: [2]))
  )
}
let (likeliest, boundsBest) = (Double(3).squareRoot(), 0.4 / 0.0425)
let climb = try stride(from: 0, through: 40, by: 1).map { step in
  try heights(likeliest + (boundsBest - likeliest) * Double(step) / 40)
}
let (foot, top) = (climb[0], climb[40])
notebook.correct(
  "elbo-pushes-likelihood",
  stated: "Maximising the bound pushes up the log likelihood.",
  right: "Only if q keeps up with the posterior. With a fixed q the bound rises from "
    + "\(foot.bound.formatted(decimals: 2)) to \(top.bound.formatted(decimals: 2)) nats while the log "
    + "likelihood falls from \(foot.evidence.formatted(decimals: 2)) to "
    + "\(top.evidence.formatted(decimals: 2)).")
notebook.check(
  "elbo-pushes-likelihood/bound", neverFalls: [climb.map(\.bound)], within: 1e-12,
  refutes: ["the log likelihood rises with it": [climb.map(\.evidence)]])
notebook.check(
  "elbo-pushes-likelihood/likelihood", neverFalls: [climb.map { -$0.evidence }], within: 1e-12,
  refutes: ["the bound falls with it": [climb.map { -$0.bound }]])
notebook.check(
  "elbo-pushes-likelihood/parts", [top.evidence - foot.evidence, foot.evidence],
  equals: [
    top.bound - foot.bound + top.gap - foot.gap,
    Normal(mean: 0, standardDeviation: 2).logDensity(2),
  ], within: 1e-11,
  refutes: ["the gap stays": [top.bound - foot.bound, foot.evidence]])
let path = try poor.climb(on: iris, rounds: 60)
notebook.check(
  "elbo-pushes-likelihood/em", neverFalls: [path.map { $0.logLikelihood(of: iris) }], within: 1e-9,
  refutes: ["with a q that stays": [climb.map(\.evidence)]])

// snippet.hide
let weights = stride(from: 0.2, through: 12, by: 0.1).map { $0 }
let sweep = try weights.map(heights)
notebook.figure(
  "trap",
  Figure(
    description: "With q fixed the bound has its maximum at w = "
      + "\(boundsBest.formatted(decimals: 2)), where the log likelihood, best at w = "
      + "\(likeliest.formatted(decimals: 2)), has fallen to \(top.evidence.formatted(decimals: 2)). "
      + "Between the two the bound rises while the likelihood falls.",
    x: Axis("decoder weight w"), y: Axis("nats", range: -6 ... -1.5),
    marks: [
      .vertical(at: likeliest), .vertical(at: boundsBest),
      .line(x: weights, y: sweep.map(\.evidence), label: "log p(x)"),
      .line(x: weights, y: sweep.map(\.bound), color: .vermillion, label: "bound, q fixed"),
    ]))
// snippet.show

// Does a $q$ that follows as well as its family can save the estimate? Only if its family has the
// posterior. For a linear decoder it does, and climbing the bound in all parameters at once ends at
// the maximum likelihood, $w^2 = \lambda - \sigma^2$, with the data's own log likelihood
// $-\frac12 \log 2\pi e\lambda$. An encoder that is frozen somewhere else ends lower.

func bestVAE(_ start: [Double], moving count: Int) -> (point: [Double], value: Double) {
  patternSearchMaximum(
    from: Array(start.prefix(count)), steps: Array([0.3, 0.1, 0.2].prefix(count)), precision: 1e-9
  ) { moved in
    let p = moved + start.dropFirst(count)
    return ScalarLinearVAE(
      decoderWeight: p[0], encoderWeight: p[1], logStandardDeviation: p[2], noiseVariance: 1
    ).evidenceLowerBound(dataVariance: dataVariance)
  }
}
let (joint, frozen) = (bestVAE([1, 0.3, -0.5], moving: 3), bestVAE([1, 0.1, 0], moving: 1))
let highest = -0.5 * (.log(2 * .pi * dataVariance) + 1)
notebook.check(
  "lvm-joint-theta-phi", joint.value, equals: highest, within: 1e-9,
  refutes: ["a frozen encoder does as well": frozen.value])

// For the parabola the family of normal densities never has the posterior. Let the data come from
// $x \mid z \sim N(z^2, \tfrac14)$ itself, endless data, so that the likelihood of
// $x \mid z \sim N(wz^2, \tfrac14)$ is best at $w = 1$ exactly. For each $w$ every $x$ gets the
// best normal $q$ of its own. The bound's maximum lies elsewhere.

let law = Quadrature.gaussLegendre(60, from: -2, to: 16)
let lawWeights = zip(law.nodes, law.weights).map { $1 * .exp(parabola.logEvidence(of: $0)) }
func scaled(_ w: Double) -> ScalarDecoderModel {
  ScalarDecoderModel(noiseStandardDeviation: 0.5, grid: coarseGrid) { w * $0 * $0 }
}
let coarseGrid = Quadrature.gaussLegendre(250, from: -7, to: 7)
func expected(_ height: (Double) -> Double) -> Double {
  zip(law.nodes, lawWeights).reduce(0) { $0 + $1.1 * height($1.0) }
}
let fewest = Quadrature.gaussHermite(16)
let bestForBound = patternSearchMaximum(from: [1], steps: [0.08], precision: 0.01) { w in
  let model = scaled(w[0])
  return expected { model.bestNormal(for: $0, nodes: fewest, from: [1], precision: 1e-4).bound }
}.point[0]
let bestForLikelihood = patternSearchMaximum(from: [1.1], steps: [0.1], precision: 0.01) { w in
  let model = scaled(w[0])
  return expected { model.logEvidence(of: $0) }
}.point[0]
notebook.correct(
  "elbo-mle-claim",
  stated: "Latent variable models maximise the bound to obtain maximum likelihood estimates.",
  right:
    "The two maxima agree if the family of q has the posterior. For the parabola and normal q the "
    + "likelihood is best at w = \(bestForLikelihood.formatted(decimals: 2)), the bound at w = "
    + "\(bestForBound.formatted(decimals: 2)).")
notebook.check(
  "elbo-mle-claim/likelihood", bestForLikelihood, equals: 1, within: 0.003,
  refutes: ["where the bound is best": bestForBound])
notebook.check(
  "elbo-mle-claim/bias", (bestForBound - 1).magnitude, isAtLeast: 0.03,
  refutes: ["the same w": (bestForLikelihood - 1).magnitude])
notebook.check(
  "elbo-surrogate", joint.point[0] * joint.point[0], equals: dataVariance - 1, within: 1e-5,
  refutes: [
    "for any family of q": frozen.point[0] * frozen.point[0], "σ² is not subtracted": dataVariance,
  ])

// So the bound may replace the likelihood where $q$ can be the posterior, and is a compromise
// elsewhere.

// ## Flowers: all of it in closed form
//
// Back to the irises, where everything can be compared with the truth. The model once more:
// $z \sim N(0, I)$, $x \mid z \sim N(Wz + \mu, \sigma^2 I)$. Its evidence needs no more than the
// small matrix $M = W^\top W + \sigma^2 I$:
//
// snippet.quote ppca-evidence
//
// It must agree with the density of $N(\mu, WW^\top + \sigma^2 I)$, and the posterior with what
// conditioning that joint normal density gives: the mean $W^\top C^{-1}(x - \mu)$ and the
// covariance $I - W^\top C^{-1} W$ with $C = WW^\top + \sigma^2 I$. The parameters of maximum
// likelihood are those that sixty rounds of EM above were heading for; some thousand more arrive.

let flowerCodes = flowers.codes(of: iris)
let bigInverse = try Cholesky(flowers.model.marginal.covariance).inverse
let projection = flowers.loadings.transposed * bigInverse
func conditioned(_ i: Int) -> [Double] {
  projection * zip(iris.row(i), flowers.mean).map { $0 - $1 }
}
let conditionedCovariance = Matrix.identity(2) - projection * flowers.loadings
notebook.check(
  "ppca-model/marginal", (0..<150).map { flowers.logDensity(iris.row($0)) },
  equals: (0..<150).map { flowers.model.marginal.logDensity(iris.row($0)) }, within: 1e-10,
  refutes: [
    "σ² counts D times in the determinant, not D − d": (0..<150).map {
      flowers.logDensity(iris.row($0)) - .log(flowers.noiseVariance)
    }
  ])
let leastSquares = try Cholesky(flowers.loadings.transposed * flowers.loadings)
notebook.check(
  "ppca-model/posterior", flowerCodes.means.elements + flowerCodes.covariance.elements,
  equals: (0..<150).flatMap(conditioned) + conditionedCovariance.elements, within: 1e-10,
  refutes: [
    "σ² is missing before the inverse": flowerCodes.means.elements
      + flowerCodes.covariance.elements.map { $0 / flowers.noiseVariance },
    "codes by least squares": (0..<150).flatMap { i in
      leastSquares.solve(
        flowers.loadings.transposed * zip(iris.row(i), flowers.mean).map { $0 - $1 })
    } + flowerCodes.covariance.elements,
  ])
let arrived = try poor.climb(on: iris, rounds: 3_000)[3_000]
func shape(_ model: ProbabilisticPCA) -> [Double] {
  model.model.marginal.covariance.elements + [model.noiseVariance]
}
notebook.check(
  "ppca-model/em", shape(arrived), equals: shape(flowers), within: 1e-7,
  refutes: [
    "after sixty rounds": shape(path[60]), "the length of a column of W is √λ": shape(withoutNoise),
  ])
notebook.check(
  "ppca-model/noise", flowers.noiseVariance, equals: (spectrum.values[2] + spectrum.values[3]) / 2,
  within: 1e-12,
  refutes: [
    "the smallest eigenvalue": spectrum.values[3],
    "the sum is divided by D": (spectrum.values[2] + spectrum.values[3]) / 4,
    "the covariance is divided by n − 1": (spectrum.values[2] + spectrum.values[3]) * 75 / 149,
  ])

// The bound of a data set is the sum of the bounds of its points, each with a $q_i$ of its own:
//
// $$
// \mathcal L = \sum_i \Bigl( \mathbb E_{q_i}\bigl[\log p(x_i \mid z)\bigr]
// - KL\bigl(q_i \Vert p(z)\bigr) \Bigr) .
// $$
//
// Point by point or by sums over the whole matrix of codes, it must be one number. At the fit, with
// the posteriors for $q_i$, it is the log likelihood, and neither argument can raise it further:
// the M-step returns the fit itself.

let start = states[1]
let pointwise = try (0..<150).map { i in
  start.model.model.evidenceLowerBound(
    of: iris.row(i),
    under: try MultivariateNormal(
      mean: start.codes.means.row(i), covariance: start.codes.covariance))
}
notebook.check(
  "elbo-dataset", bounds[1], equals: pointwise.reduce(0, +), within: 1e-8,
  refutes: [
    "the mean for the sum": pointwise.reduce(0, +) / 150,
    "one regulariser for all": pointwise.reduce(0, +)
      + (try ProbabilisticPCA.divergenceToPrior(from: start.codes)) * 149 / 150,
  ])
let again = try flowers.maximization(of: iris, under: flowerCodes)
notebook.check(
  "elbo-argmax-joint",
  shape(again) + [try flowers.evidenceLowerBound(of: iris, under: flowerCodes)],
  equals: shape(flowers) + [height], within: 1e-8,
  refutes: [
    "with least-squares codes": shape(
      try flowers.maximization(
        of: iris,
        under: .init(means: 1.02 * flowerCodes.means, covariance: flowerCodes.covariance)))
      + [height],
    "codes without a covariance": shape(
      try flowers.maximization(
        of: iris,
        under: .init(
          means: flowerCodes.means, covariance: 1e-9 * .identity(2)))) + [height],
  ])

// With endless data the sum becomes an expectation, and a sample's average is an estimate of it.
// For normal data, a linear decoder and codes $m = A(x - \mu)$ with one covariance $S$ for all, it
// is a formula in the data's covariance $C$ alone, with $B = I - WA$:
//
// $$
// \mathbb E[\mathcal L] = -\tfrac D2 \log 2\pi\sigma^2
// - \frac{\mathrm{tr}\, B C B^\top + \mathrm{tr}\, W S W^\top}{2\sigma^2}
// - \tfrac12 \bigl( \mathrm{tr}\, S + \mathrm{tr}\, A C A^\top - d - \log\det S \bigr) .
// $$

let truthForData = linear.model.marginal.covariance
let code = try Cholesky(gram + 0.8 * .identity(2))
let encode = code.inverse * linear.loadings.transposed
let codeCovariance = 0.3 * Matrix.identity(2)
let remainder = Matrix.identity(3) - linear.loadings * encode
let squares = (remainder * truthForData * remainder.transposed).trace
let wobble = (linear.loadings * codeCovariance * linear.loadings.transposed).trace
let codeSpread = (encode * truthForData * encode.transposed).trace
let expectedBound =
  -1.5 * .log(2 * .pi * 0.5) - (squares + wobble)
  - 0.5 * (0.6 + codeSpread - 2 - 2 * .log(0.3))
random = notebook.random("expected")
let boundsOfDraws = try Estimate(repetitions: 6_000) {
  let x = linear.sample(using: &random)
  let mean = encode * zip(x, linear.mean).map { $0 - $1 }
  return linear.model.evidenceLowerBound(
    of: x, under: try MultivariateNormal(mean: mean, covariance: codeCovariance))
}
notebook.check(
  "elbo-expected-objective", boundsOfDraws, equals: expectedBound,
  refutes: [
    "the codes' covariance is left out of the reconstruction": expectedBound + wobble,
    "the spread of the codes is left out of the regulariser": expectedBound + 0.5 * codeSpread,
  ])

// ## What the codes say
//
// Two numbers for each flower, in place of four. How many does a data set need? Where the story is
// true, the eigenvalues of the covariance tell: those of the latent numbers stand above the noise,
// and all others are the noise. Draw 2000 points in eight dimensions from three latent numbers with
// noise 0.1:

let wave = Matrix(
  rows: (0..<8).map { i in [1, 2, 3].map { .cos(.pi * (Double(i) + 0.5) * $0 / 8) } })
let hidden = try ProbabilisticPCA(
  mean: [Double](repeating: 0, count: 8), loadings: wave, noiseVariance: 0.1)
random = notebook.random("hidden")
let revealed = Matrix(rows: hidden.samples(2_000, using: &random))
let eigenvalues = SymmetricEigen(
  ProbabilisticPCA.covariance(of: revealed, about: revealed.columnMeans)
).values
notebook.table(
  ["eigenvalue"] + (1...8).map { "\($0)" },
  [["size"] + eigenvalues.map { .number($0, decimals: 3) }])
notebook.check(
  "latent-dim", Double(eigenvalues.count { $0 > 1.5 * 0.1 }), equals: 3, within: 1e-9,
  refutes: [
    "as many as there are coordinates": 8
  ])

// Can the latent numbers be read as factors, each with a meaning? Not in this model. With the
// latent axes turned by any angle all data have the same likelihood, so no data can tell one set of
// axes from another, and what a code means is a matter of choice. A stretch is another thing: the
// prior sees it.

random = notebook.random("axes")
let known = (0..<500).map { _ in linear.sampleWithLatent(using: &random) }
let knownPoints = Matrix(rows: known.map(\.observation))
func correlation(_ u: [Double], _ v: [Double]) -> Double {
  func centred(_ w: [Double]) -> [Double] { w.map { $0 - w.reduce(0, +) / Double(w.count) } }
  let (a, b) = (centred(u), centred(v))
  return dot(a, b) / (dot(a, a) * dot(b, b)).squareRoot()
}
let angled = try linear.rotated(by: Matrix(rows: [[0.6, -0.8], [0.8, 0.6]]))
let agreements = [linear, angled].map {
  correlation($0.codes(of: knownPoints).means.column(0), known.map { $0.latent[0] })
}
notebook.correct(
  "lvm-interpretable",
  stated: "Latent representations make models more interpretable.",
  right:
    "The latent axes of pPCA have no meaning of their own: turning them leaves every likelihood "
    + "as it is, while the correlation of the first code with the factor that produced the data goes "
    + "from \(agreements[0].formatted(decimals: 2)) to \(agreements[1].formatted(decimals: 2)).")
notebook.check(
  "lvm-interpretable", angled.logLikelihood(of: knownPoints),
  equals: linear.logLikelihood(of: knownPoints), within: 1e-9,
  refutes: [
    "a stretch cannot be seen either": try linear.rotated(by: 1.5 * .identity(2))
      .logLikelihood(of: knownPoints)
  ])

// What does survive is who is near to whom. Nobody told the model of the three species of iris. Yet
// the flower with the nearest code is nearly always of the same one, which with shuffled species it
// would be one time in three.

let flowerPoints = (0..<150).map { flowerCodes.means.row($0) }
let nearest = (0..<150).map { i in
  (0..<150).reduce(into: (index: 0, distance: Double.infinity)) { best, j in
    let step = zip(flowerPoints[i], flowerPoints[j]).map { $0 - $1 }
    if j != i && dot(step, step) < best.distance { best = (j, dot(step, step)) }
  }.index
}
func agreement(_ species: [Int]) -> Double {
  Double((0..<150).count { species[$0] == species[nearest[$0]] }) / 150
}
var shuffled = Iris.species
random.shuffle(&shuffled)
notebook.check(
  "latent-clusters", agreement(Iris.species), isAtLeast: 0.9,
  refutes: ["shuffled species": agreement(shuffled)])

// ## The fit, taken apart
//
// At last the whole chapter on one data set: the irises, or the file that `--data` names, whose
// columns `--standardize` scales. The fit has {{components}} latent coordinates for the {{columns}}
// columns of {{source}}, explains {{explained}} percent of the variance of its {{points}} rows, and
// leaves a noise of standard deviation {{noise}}. Each row of the table below is another $q$ for
// every point, with the three terms of its evidence, in nats a point. The log likelihood in the
// last column is the same in all rows, because it does not know $q$. The check divides what is left
// over by the largest term of the row.

let rows = Double(data.rows)
let exactCodes = fit.codes(of: data)
let zeros = Matrix(rows: data.rows, columns: components, repeating: 0)
let variants: [(String, ProbabilisticPCA.Codes)] = [
  ("the posterior", exactCodes),
  (
    "its means, half the variance",
    .init(means: exactCodes.means, covariance: 0.5 * exactCodes.covariance)
  ),
  (
    "its means, a tenth larger",
    .init(means: 1.1 * exactCodes.means, covariance: exactCodes.covariance)
  ),
  ("the prior", .init(means: zeros, covariance: .identity(components))),
]
let logLikelihood = fit.logLikelihood(of: data)
let terms = try variants.map { name, codes in
  (
    name: name, reconstruction: fit.expectedLogLikelihood(of: data, under: codes),
    regulariser: try ProbabilisticPCA.divergenceToPrior(from: codes),
    gap: try (0..<data.rows).reduce(0.0) { sum, i in
      let q = try MultivariateNormal(mean: codes.means.row(i), covariance: codes.covariance)
      return sum + klDivergence(from: q, to: fit.model.posterior(of: data.row(i)))
    }
  )
}
notebook.table(
  ["q", "reconstruction", "− regulariser", "= bound", "+ gap", "= log p"],
  terms.map { term in
    [.text(term.name)]
      + [
        term.reconstruction, -term.regulariser, term.reconstruction - term.regulariser, term.gap,
        term.reconstruction - term.regulariser + term.gap,
      ].map { .number($0 / rows, decimals: 5) }
  })
// snippet.hide
let dataSpectrum = SymmetricEigen(
  ProbabilisticPCA.covariance(of: data, about: data.columnMeans)
).values
let kept = dataSpectrum.prefix(components).reduce(0, +)
notebook.define("components", components)
notebook.define("columns", data.columns)
notebook.define("points", data.rows)
notebook.define("source", table.name.escapedForMarkdown)
notebook.define("explained", 100 * kept / dataSpectrum.reduce(0, +), significant: 4)
notebook.define("noise", fit.noiseVariance.squareRoot(), significant: 4)
notebook.define("fit likelihood", logLikelihood / rows, significant: 6)
// snippet.show
func shareOfLargest(_ sum: (Double, Double, Double) -> Double) -> [Double] {
  terms.map { term in
    let largest = max(rows, term.reconstruction.magnitude, term.gap, term.regulariser)
    return (sum(term.reconstruction, term.regulariser, term.gap) - logLikelihood) / largest
  }
}
notebook.check(
  "elbo-three-terms/fit", shareOfLargest { $0 - $1 + $2 }, equals: terms.map { _ in 0 },
  within: 1e-9,
  refutes: [
    "the gap is left out": shareOfLargest { reconstruction, regulariser, _ in
      reconstruction - regulariser
    },
    "the regulariser is added": shareOfLargest { $0 + $1 + $2 },
  ])

// snippet.hide
let shownRows = Array(stride(from: 0, to: data.rows, by: 1 + data.rows / 3_000))
let across = shownRows.map { exactCodes.means[$0, 0] }
let isIris = notebook[dataFile] == nil
let codeDeviation = exactCodes.covariance[0, 0].squareRoot()
let codeMarks: [Mark] =
  components == 1
  ? [.histogram(across, isDensity: true)]
  : [
    isIris
      ? .scatter(
        x: across, y: shownRows.map { exactCodes.means[$0, 1] }, categories: Iris.species,
        labels: Iris.speciesNames)
      : .scatter(x: across, y: shownRows.map { exactCodes.means[$0, 1] }),
    .ellipse(
      mean: [0, 0],
      covariance: Matrix(
        rows: (0..<2).map { i in (0..<2).map { exactCodes.covariance[i, $0] } }),
      standardDeviations: 2, color: .gray),
  ]
notebook.figure(
  "codes",
  Figure(
    description: "The posterior means of \(shownRows.count) points of \(table.name)"
      + (components == 1
        ? ""
        : ", the first two coordinates; the ellipse in the middle is two standard deviations of any "
          + "one posterior")
      + ". A posterior's standard deviation along the first axis is "
      + "\(codeDeviation.formatted(significant: 3)), where the prior's is 1.",
    x: Axis("first latent coordinate"),
    y: Axis(components == 1 ? "density" : "second latent coordinate"), marks: codeMarks))
// snippet.show

// The posterior's row has no gap, and its bound is the log likelihood of a point,
// {{fit likelihood}} nats on average. A $q$ that is surer than the posterior gains reconstruction
// and pays with the regulariser; the prior pays nothing there and loses the reconstruction.
// Whichever way $q$ errs, the gap is what it costs.

// ## What to take along
//
// The evidence is an average over all that might have been hidden. Any $q$ gives a bound on it, by
// Jensen's inequality; what the bound misses is exactly the divergence of $q$ from the posterior.
// It can be read as joint and entropy or as reconstruction and regulariser, and it is equal to the
// evidence where $q$ is the posterior and nowhere else. To climb it is to climb the likelihood only
// as far as $q$ can follow. The next chapters give $q$ a form that can be computed for every $x$,
// and find out what that costs.
// snippet.hide
notebook.finish()
// snippet.show
