// # K-means: hard assignments as a limit; how many components?
//
// A mixture gives every point a probability for each component. What remains if every point must
// belong to exactly one? K-means, the best known clustering algorithm, is the answer under two
// conditions, which this chapter finds. Then it turns to the question that both methods leave open,
// the number of components: what a criterion such as BIC can decide, and what has to be shown before
// its numbers mean anything.
//
// - **You need:** Gaussian mixtures and EM ([06](06-gmm-em.md)), the evidence lower bound
//   ([03](03-elbo.md)), and Bayes' rule.
// - **You will be able to:** prove that K-means ends, and say what it ends in; derive K-means from EM,
//   and name what has to be fixed for that; recognise data on which it must fail; choose a number of
//   components from fits that converged, and say how far to trust the choice.
// - **Time:** {{reading time}}
// snippet.hide

import Datasets
import Kernels
import Models
import Notebook
import Probability

let dataFile = Option.text(
  "data", placeholder: "FILE", help: "a CSV file to cluster in the last section")
let dataColumns = Option.list(
  "columns", placeholder: "A,B", help: "the columns of the file to use (default all)")
let componentOption = Option.integer(
  "components", default: 3, in: 1...32, help: "the number of clusters in the last section")
let restartOption = Option.integer(
  "restarts", default: 100, in: 1...1_000, help: "from how many random starts, in the last section")
let standardizeOption = Option.flag(
  "standardize", help: "scale every column of the file to mean 0 and variance 1")
let notebook = Notebook(options: [
  dataFile, dataColumns, componentOption, restartOption, standardizeOption,
])
if notebook[dataFile] == nil && (notebook[dataColumns] != nil || notebook[standardizeOption]) {
  notebook.refuse("--columns and --standardize go with --data")
}
let workers = notebook.workers
let restarts = notebook[restartOption]

// A user's mistake is told before any work is done.
let table = notebook.reading {
  guard let file = notebook[dataFile] else { return Faithful.table }
  return try Table(csv: file, columns: notebook[dataColumns])
    .validated(forComponents: notebook[componentOption])
}
let faithful = Matrix(rows: Faithful.table.rows)
let n = Double(faithful.rows)
// snippet.show

// ## Soft and hard assignment
//
// In [06](06-gmm-em.md) the E-step gave each point $x_i$ its responsibilities
// $\gamma_{ik} = p(z_i = k \mid x_i)$: the posterior probabilities of its label. They sum to one over
// the components $k$, and they are *soft* assignments, since a point may belong to a component by
// 0.7. A *hard* assignment names one component, at best the most probable one.
//
// Two components on a line with equal weights and one shared variance $\sigma^2$ show the shape of a soft
// assignment. In Bayes' rule the quadratic terms $x^2 / 2\sigma^2$ cancel, and what is left is a logistic
// function of $x$:
//
// $$
// \gamma_2(x) = \frac{e^{-(x - \mu_2)^2 / 2\sigma^2}}{e^{-(x - \mu_1)^2 / 2\sigma^2} + e^{-(x - \mu_2)^2 / 2\sigma^2}}
// = \frac{1}{1 + \exp\left[-\frac{\mu_2 - \mu_1}{\sigma^2}\left(x - \frac{\mu_1 + \mu_2}{2}\right)\right]} .
// $$
//
// It is one half at the midpoint, and $\sigma^2$ decides how steep it is. Hold the means at 0 and 3, let the
// variance shrink, and the curve becomes a step: each point goes wholly to the nearer mean.

let pair = try GaussianMixture(weights: [0.5, 0.5], means: [0, 3], variances: [1.5, 1.5])
let positions = stride(from: -3.0, through: 6, by: 0.25).map { $0 }
let soft = positions.map { x in pair.posterior([x])[1] }
func logistic(slope: Double) -> [Double] { positions.map { .sigmoid(slope * ($0 - 1.5)) } }

notebook.check(
  "gmm-soft-assign", soft, equals: logistic(slope: 3 / 1.5), within: 1e-12,
  refutes: [
    "σ stands for σ²": logistic(slope: 3 / Double(1.5).squareRoot()),
    "each point belongs to the nearer mean": positions.map { $0 == 1.5 ? 0.5 : $0 < 1.5 ? 0 : 1 },
  ])
notebook.figure("soft-to-hard", softToHard(means: [0, 3], variances: [2, 0.5, 0.1, 0.02]))

// What is lost by hardening? The responsibilities know. If the model is right, the most probable label is
// wrong with probability $1 - \max_k \gamma_k(x)$, so the average of this number over the data is the
// error rate of the hard assignment, known without a single label. Draws from two overlapping
// components, which do know their labels, confirm the statement: the label is wrong as often as the
// responsibilities say.

let overlapping = try GaussianMixture(weights: [0.7, 0.3], means: [0, 2], variances: [1, 1])
var random = notebook.random("hardening")
let hardenings = (0..<20_000).map { _ in
  let (label, point) = overlapping.sample(using: &random)
  let posterior = overlapping.posterior(point)
  let isWrong = posterior[label] < posterior[1 - label]
  return (error: isWrong ? 1.0 : 0, predicted: min(posterior[0], posterior[1]))
}
let errorRate = Estimate(hardenings.map(\.error))
let surplus = Estimate(hardenings.map { $0.error - $0.predicted })

notebook.define("error rate", (100 * errorRate.mean).formatted(decimals: 1))
notebook.define(
  "predicted error rate",
  (100 * Estimate(hardenings.map(\.predicted)).mean).formatted(decimals: 1))
notebook.check(
  "gmm-soft-assign/error-rate", surplus, equals: 0,
  refutes: ["a hard assignment claims to be certain": errorRate])

// In this experiment {{error rate}} percent of the hard labels are wrong, and the responsibilities
// predicted {{predicted error rate}}. A hard assignment on its own carries no such number.

// ## K-means: one objective, two half-steps
//
// K-means asks for $K$ centres $c_1, \dots, c_K$ and an assignment $a_i$ of each point to one of them such
// that the sum of squared distances, also called *inertia*, is small
// ([@lloyd1982]; [@macqueen1967]; [@bishop2006, §9.1]):
//
// $$
// J(a, c) = \sum_{i=1}^n \lVert x_i - c_{a_i} \rVert^2 .
// $$
//
// To minimise over both at once is hard: NP-hard even for two centres, if the dimension is free
// [@aloise2009]. To minimise over one while the other is held fixed is easy, and Lloyd's algorithm does
// that in turns.
//
// **Assignment step.** With the centres fixed, $J$ is a sum of $n$ terms, and each assignment stands in
// one of them. Each term is smallest if the point goes to its nearest centre:
//
// snippet.quote kmeans-assignment
//
// **Update step.** With the assignment fixed, $J$ is a sum over the clusters. Let $\bar x_k$ be the mean
// of the $n_k$ points of cluster $k$. Expand the square around it; the mixed term vanishes, because the
// deviations from a mean sum to zero:
//
// $$
// \sum_{i:\, a_i = k} \lVert x_i - c_k \rVert^2
// = \sum_{i:\, a_i = k} \lVert x_i - \bar x_k \rVert^2 + n_k \lVert \bar x_k - c_k \rVert^2 .
// $$
//
// The first term does not depend on $c_k$, and the second is zero only at $c_k = \bar x_k$. So every
// centre moves to the mean of its points:
//
// snippet.quote kmeans-update
//
// Neither half-step can raise $J$. Here they are on the geyser's eruptions [@azzalini1990], with both
// columns scaled to mean 0 and variance 1 (in minutes the waits would decide alone, since $J$ adds
// squared units), from three centres that all start in one corner.

let scaled = Standardization(of: faithful).standardize(faithful)
let corner = [[1.6, 1.4], [1.2, 1.9], [0.9, 1.2]]
let run = KMeans(scaled, from: corner, workers: workers)

// snippet.hide
let shownRounds = [0, 1, 3].map { iterations in
  iterations == 0
    ? (title: "start", centres: corner, sum: run.sumsOfSquares[0])
    : (
      title: "iteration \(iterations)",
      centres: KMeans(scaled, from: corner, maximumIterations: iterations).centres,
      sum: run.sumsOfSquares[2 * iterations]
    )
}
// snippet.show
notebook.define("rounds", run.sumsOfSquares.count / 2)
notebook.define("first J", run.sumsOfSquares[0], significant: 4)
notebook.define("last J", run.sumOfSquares, significant: 4)
notebook.figure(
  "iterations",
  iterations(
    shownRounds + [("end", run.centres, run.sumOfSquares)], of: scaled))
notebook.figure("inertia", inertia(run.sumsOfSquares))

// In {{rounds}} iterations $J$ falls from {{first J}} to {{last J}}. The regions are bounded by the lines
// on which two centres are equally far (a Voronoi diagram): every boundary is the perpendicular bisector
// of two centres, a fact that will matter below.
//
// The check runs K-means from 50 seeds. The variant divides by $n$ instead of $n_k$ in the update, so
// that the new centres are not the means, and $J$ rises.

let seeds = (0..<50).map { start in
  var stream = notebook.random("seeds").split(start)
  return KMeans.plusPlusCentres(of: scaled, count: 4, using: &stream, workers: workers)
}
let runs = seeds.map { KMeans(scaled, from: $0, workers: workers) }

// snippet.fold An update that divides by the number of all points
func halfStepsDividingByAll(from centres: [[Double]]) -> [Double] {
  let first = KMeans.assignment(of: scaled, to: centres)
  let means = KMeans.centres(of: scaled, assigned: first.indices, keeping: centres)
  let wrong = means.enumerated().map { k, mean in
    mean.map { $0 * Double(first.indices.count { $0 == k }) / n }
  }
  return [
    first.sumOfSquares, KMeans.sumOfSquares(of: scaled, assigned: first.indices, to: wrong),
  ]
}
let fallsOfWrongUpdate = runs.map { halfStepsDividingByAll(from: $0.centres).map { -$0 } }
// snippet.show

notebook.check(
  "kmeans-system", neverFalls: runs.map { $0.sumsOfSquares.map { -$0 } }, within: 1e-9,
  refutes: ["the sum of a cluster is divided by n": fallsOfWrongUpdate])

// ### It ends
//
// There are at most $K^n$ assignments. Write $J(a)$ for the value after the update step that follows
// the assignment $a$. If the next assignment $a'$ differs from $a$, then $J(a') \le J(a)$. Equality is
// possible only if the points that changed were equally far from two centres; by our rule a tie goes to
// the lower index, so then $\sum_i a_i$ has fallen. The pair $(J(a), \sum_i a_i)$ therefore falls in
// lexicographic order with each new assignment, no assignment comes twice, and after finitely many steps
// the assignment repeats. There the algorithm stops, at a *fixed point*: each centre is the mean of its
// points, each point is with its nearest centre. All 50 runs ended so, after at most
// {{most rounds}} iterations. EM has no such end: its parameters approach their limit without
// reaching it.
// snippet.hide
require(runs.allSatisfy(\.hasConverged), "a run of K-means has not ended")
notebook.define("most rounds", runs.map { $0.sumsOfSquares.count / 2 }.max() ?? 0)
// snippet.show

// ### But not at the minimum
//
// A fixed point is not the minimum. Put four points at the corners of a rectangle, $(\pm u, \pm v)$ with
// $u > v$. The best two clusters are left and right, with $J = 4 v^2$. Start with one centre above and one
// below: the upper two points are nearest to the upper centre, their mean is the centre again, and K-means
// stands still at $J = 4u^2$. The ratio $(u / v)^2$ is as large as one likes.

let rectangle = Matrix(rows: [[-3, -1], [-3, 1], [3, -1], [3, 1]])
let leftRight = KMeans(rectangle, from: [[-1, 0], [1, 0]])
let aboveBelow = KMeans(rectangle, from: [[0, 1], [0, -1]])
let allDivisions = (1..<8).map { code in
  KMeans.centres(
    of: rectangle, assigned: [0] + (0..<3).map { code >> $0 & 1 }, keeping: [[0, 0], [0, 0]])
}
let enumerated = allDivisions.map {
  KMeans.assignment(of: rectangle, to: $0).sumOfSquares
}.reduce(.infinity, min)

notebook.check(
  "kmeans-system/local-minimum", [leftRight.sumOfSquares, aboveBelow.sumOfSquares],
  equals: [enumerated, 4 * 9], within: 1e-12,
  refutes: ["every start ends at the minimum": [leftRight.sumOfSquares, leftRight.sumOfSquares]])

// So one runs K-means from many starts and keeps the lowest $J$. The number that comes out is the best of
// the minima *found*. Where the centres start decides how many starts are needed. The seeds of **k-means++** are points,
// drawn one after the other, each with a probability in proportion to its squared distance from the
// nearest seed so far. Arthur and Vassilvitskii prove that already the seeds, before any step of K-means,
// are good on average over the draws [@arthur2007, theorem 1.1]:
//
// $$
// \mathbb E[J_{\text{seeds}}] \le 8\, (\log K + 2)\, J_{\text{min}} .
// $$
//
// Uniformly drawn seeds have no such guarantee. Take a crowd of 200 points, evenly between 0 and 1, and one
// outlier at 1000. The minimum puts the outlier into a cluster of its own. For two seeds both
// expectations are sums over all ordered pairs of points, which we enumerate.

let crowd = Matrix(rows: (0..<200).map { [Double($0) / 199] } + [[1_000]])
let least = KMeans(crowd, from: [[0.5], [1_000]]).sumOfSquares
func expectedSum(_ probabilities: ([Double]) -> [Double]) -> Double {
  (0..<crowd.rows).reduce(0.0) { total, first in
    let chances = probabilities(crowd.row(first))
    return total + (0..<crowd.rows).reduce(0.0) { sum, second in
      let seeds = [crowd.row(first), crowd.row(second)]
      return sum + chances[second] * KMeans.assignment(of: crowd, to: seeds).sumOfSquares
    } / Double(crowd.rows)
  }
}
let plusPlusRatio = expectedSum { KMeans.seedingProbabilities(of: crowd, given: [$0]) } / least
let uniformRatio = expectedSum { _ in crowd.column(0).map { _ in 1 / 201.0 } } / least
let guarantee = 8 * (Double.log(2) + 2)

notebook.table(
  ["seeds", "expected J of the seeds, as a multiple of the minimum"],
  [
    ["k-means++", .number(plusPlusRatio, significant: 3)],
    ["uniform", .number(uniformRatio, significant: 3)],
    ["bound for k-means++", .number(guarantee, significant: 3)],
  ])
notebook.check(
  "kmeans-system/seeding", plusPlusRatio, isAtMost: guarantee,
  refutes: ["uniformly drawn seeds": uniformRatio])

// On the geyser there is no outlier, and uniform seeds do less harm. With six centres, 400 runs from
// either kind of seeds end as the figure shows; {{plus plus share}} percent of the runs from k-means++
// and {{uniform share}} percent of the others come within 0.1 percent of the best value found,
// {{best six}}. Most runs end elsewhere, so a single run says little.

let sixPlusPlus = (0..<400).map { start in
  var stream = notebook.random("plus plus").split(start)
  let seeds = KMeans.plusPlusCentres(of: scaled, count: 6, using: &stream, workers: workers)
  return KMeans(scaled, from: seeds, workers: workers).sumOfSquares
}
let sixUniform = (0..<400).map { start in
  var stream = notebook.random("uniform").split(start)
  let seeds = stream.permutation(scaled.rows).prefix(6).map(scaled.row)
  return KMeans(scaled, from: seeds, workers: workers).sumOfSquares
}

// snippet.hide
let bestSix = (sixPlusPlus + sixUniform).reduce(.infinity, min)
func shareAtBest(_ sums: [Double]) -> String {
  (100 * Double(sums.count { $0 < 1.001 * bestSix }) / Double(sums.count)).formatted(decimals: 0)
}
// snippet.show
notebook.define("plus plus share", shareAtBest(sixPlusPlus))
notebook.define("uniform share", shareAtBest(sixUniform))
notebook.define("best six", bestSix.formatted(decimals: 2))
notebook.figure("endings", endings(uniform: sixUniform, plusPlus: sixPlusPlus))

// ## Where K-means fails
//
// The objective knows distances and nothing else. A boundary lies halfway between two centres, whatever
// the clusters look like, and distances count alike in all directions. Two kinds of data follow on which
// this must go wrong: *elongated* clusters, where the distance along a cluster exceeds the distance
// between clusters, and a *wide cluster beside a narrow one*, where the halfway line runs through the
// wide one. A mixture with full covariances has parameters for both, directions and sizes.

let elongated = try GaussianMixture(
  weights: [0.5, 0.5], means: [[0, 1.5], [0, -1.5]],
  covariances: [Matrix(diagonal: [9, 0.2]), Matrix(diagonal: [9, 0.2])], covarianceKind: .full)
let unequal = try GaussianMixture(
  weights: [0.8, 0.2], means: [[0, 0], [5, 0]],
  covariances: [Matrix(diagonal: [4, 4]), Matrix(diagonal: [0.05, 0.05])], covarianceKind: .full)
let round = try GaussianMixture(
  weights: [0.5, 0.5], means: [[-3, 0], [3, 0]],
  covariances: [.identity(2), .identity(2)], covarianceKind: .full)

// snippet.fold Forty data sets of each shape, both methods on each
struct Division {
  let data: Matrix
  let labels, kMeans, mixture: [Int]
  var kMeansAgreement: Double { randIndex(labels, kMeans) }
  var mixtureAgreement: Double { randIndex(labels, mixture) }
}
func divisions(of truth: GaussianMixture, _ name: String) throws -> [Division] {
  try (0..<40).map { repetition in
    var stream = notebook.random(name).split(repetition)
    let draws = (0..<200).map { _ in truth.sample(using: &stream) }
    let data = Matrix(rows: draws.map(\.point))
    let fit = try ExpectationMaximization(tolerance: 1e-6).concurrentFit(
      data, components: 2, covarianceKind: .full, restarts: 10, using: stream.split("em"),
      workers: workers)
    let best = KMeans.best(
      on: data, clusters: 2, restarts: 10, using: stream.split("k-means"), workers: workers)
    return Division(
      data: data, labels: draws.map(\.component), kMeans: best.assignments,
      mixture: (fit.bestSound ?? fit.best).mixture.mostProbableComponents(of: data))
  }
}
let byShape = [
  ("elongated", try divisions(of: elongated, "elongated")),
  ("wide beside narrow", try divisions(of: unequal, "unequal")),
  ("round and equal", try divisions(of: round, "round")),
]
func advantages(_ divisions: [Division]) -> Estimate {
  Estimate(divisions.map { $0.mixtureAgreement - $0.kMeansAgreement })
}
// snippet.show

notebook.figure(
  "shapes",
  shapes(
    byShape.prefix(2).map { title, divisions in
      (title, divisions[0].data, divisions[0].kMeans, divisions[0].mixture)
    }))

// How often do the methods find the labels that the points were drawn with? Names of clusters are
// arbitrary, so we compare pairs: the *Rand index* is the share of pairs of points on which two
// clusterings agree, together or apart [@rand1971]. Two random halves of the data agree on about one
// half of the pairs. The table averages over 40 data sets of 200 points for each shape (± standard
// error), each method with the best of ten starts.

notebook.table(
  ["shape", "K-means against the truth", "mixture against the truth"],
  byShape.map { title, divisions in
    [
      .text(title), .number(Estimate(divisions.map(\.kMeansAgreement)).formatted),
      .number(Estimate(divisions.map(\.mixtureAgreement)).formatted),
    ]
  })
notebook.check(
  "kmeans-system/elongated", advantages(byShape[0].1), isAtLeast: 0.1,
  refutes: ["clusters that are round and equal": advantages(byShape[2].1)])
notebook.check(
  "kmeans-system/sizes", advantages(byShape[1].1), isAtLeast: 0.03,
  refutes: ["clusters that are round and equal": advantages(byShape[2].1)])

// On round clusters of equal size the two agree, and there K-means is the cheaper choice. On the
// other two shapes more starts would not help: the *minimum* of $J$ is not the division that we look
// for.

// ## Is K-means EM with hard assignments?
//
// The lecture says so, in one sentence, and the resemblance is plain: assign and update, E and M. Let us
// see what the sentence needs. EM with hard assignments is an algorithm with a name, *classification EM*
// [@celeux1992]: between E-step and M-step each point is given wholly to its most probable component.
// What it climbs is the likelihood of points *and* labels,
//
// $$
// C(\theta, a) = \sum_{i=1}^n \log p(x_i, z_i = a_i \mid \theta)
// = \sum_{i=1}^n \left[\log \pi_{a_i} + \log N(x_i \mid \mu_{a_i}, \Sigma_{a_i})\right] .
// $$
//
// It is the evidence lower bound of [03](03-elbo.md) for a $q$ that puts all its mass on one label, for
// then the entropy of $q$ is zero. Now fix the weights at $1/K$ and all covariances at one $\sigma^2 I$. In
// $d$ dimensions
//
// $$
// C = -\frac{J(a, \mu)}{2 \sigma^2} - n \log K - \frac{nd}{2} \log(2\pi\sigma^2) .
// $$
//
// Only $J$ depends on the labels and the means, and its factor is negative. To raise $C$ is to lower $J$,
// for any value of $\sigma^2$: **under these two conditions hard EM is K-means, step for step.** No limit
// is needed.

let starts = try [1e-2, 1, 100].map { variance in
  try sphericalMixture(means: corner, variance: variance)
}
let hardRuns = try starts.map { try ClassificationEM(scaled, from: $0, workers: workers) }

// snippet.fold The start, C by the formula, and hard EM with more freedom
func sphericalMixture(
  means: [[Double]], weights: [Double] = [1.0 / 3, 1.0 / 3, 1.0 / 3], variance: Double
) throws -> GaussianMixture {
  try GaussianMixture(
    weights: weights, means: means,
    covariances: means.map { _ in Matrix(diagonal: [variance, variance]) },
    covarianceKind: .spherical)
}
func classificationLikelihood(_ variance: Double, halved: Double) -> Double {
  -run.sumOfSquares / (halved * variance) - n * .log(3) - n * .log(2 * .pi * variance)
}
let withWeights = try ClassificationEM(
  scaled, from: starts[1], estimating: .weights, workers: workers)
let withCovariances = try ClassificationEM(
  scaled, from: starts[1], estimating: [.weights, .covariances], covarianceFloor: 1e-6,
  workers: workers)
func flat(_ mixture: GaussianMixture) -> [Double] { mixture.means.flatMap { $0 } }
let kMeansCentres = run.centres.flatMap { $0 }
// snippet.show

notebook.check(
  "kmeans-hard-em/equal-weights", hardRuns.flatMap { flat($0.mixture) },
  equals: kMeansCentres + kMeansCentres + kMeansCentres, within: 1e-9,
  refutes: [
    "the weights are estimated too": kMeansCentres + flat(withWeights.mixture) + kMeansCentres,
    "weights and variances are estimated too": kMeansCentres + flat(withCovariances.mixture)
      + kMeansCentres,
  ])
notebook.check(
  "kmeans-hard-em/objective", hardRuns.map { $0.logLikelihoods[$0.logLikelihoods.count - 1] },
  equals: [1e-2, 1, 100].map { classificationLikelihood($0, halved: 2) }, within: 1e-6,
  refutes: ["the ½ is lost": [1e-2, 1, 100].map { classificationLikelihood($0, halved: 1) }])

// With variances of 0.01, 1 and 100, fixed and shared, hard EM ends in the centres of K-means. The same
// start, but with more that is estimated, ends elsewhere:

notebook.table(
  ["hard EM, estimating", "J at the end", "points labelled otherwise than by K-means"],
  [
    ("means (variance 1, weights ⅓)", hardRuns[1]), ("means and weights", withWeights),
    ("means, weights and variances", withCovariances),
  ].map { name, result in
    [
      .text(name),
      .number(
        KMeans.sumOfSquares(of: scaled, assigned: result.assignments, to: result.mixture.means),
        decimals: 1),
      .number(zip(result.assignments, run.assignments).count { $0 != $1 }),
    ]
  })

// The reason is where the boundary between two components lies. The most probable component of $x$ is the
// one with the smallest
//
// $$
// \frac{\lVert x - \mu_k \rVert^2}{2 \sigma_k^2} + \frac d2 \log \sigma_k^2 - \log \pi_k .
// $$
//
// Unequal weights move the boundary towards the lighter component; unequal variances bend it. For means
// at 0 and 4 on a line, K-means cuts at 2. A shared variance and weights $\pi_1, \pi_2$ cut at
// $2 + \frac{\sigma^2}{4} \log \frac{\pi_1}{\pi_2}$. Variances 1 and 4 with equal weights give an interval
// to the narrow component: its ends solve $3x^2 + 8x - 16 = 8 \log 2$.

func cut(_ variance: Double) -> Double { 2 + variance / 4 * .log(0.9 / 0.1) }
func lopsided(_ variance: Double) throws -> GaussianMixture {
  try GaussianMixture(weights: [0.9, 0.1], means: [0, 4], variances: [variance, variance])
}
let twoWidths = try GaussianMixture(weights: [0.5, 0.5], means: [0, 4], variances: [1, 4])
let root = (64 + 12 * (16 + 8 * Double.log(2))).squareRoot()
let ends = [(-8 - root) / 6, (-8 + root) / 6]

notebook.table(
  ["weights", "variances", "boundary"],
  [1, 0.1, 1e-3].map { variance in
    [
      "0.9, 0.1", .text("\(variance.formatted()), \(variance.formatted())"),
      .text(cut(variance).formatted(decimals: 4)),
    ]
  } + [
    [
      "0.5, 0.5", "1, 4",
      .text("\(ends[0].formatted(decimals: 4)) and \(ends[1].formatted(decimals: 4))"),
    ]
  ])
notebook.check(
  "kmeans-hard-em/boundary",
  try [1, 0.1, 1e-3].map { try lopsided($0).posterior([cut($0)])[0] }
    + ends.map { twoWidths.posterior([$0])[0] },
  equals: [0.5, 0.5, 0.5, 0.5, 0.5], within: 1e-9,
  refutes: [
    "the boundary is the midpoint": try [1, 0.1, 1e-3].map { try lopsided($0).posterior([2])[0] }
      + [twoWidths.posterior([2])[0], twoWidths.posterior([2])[0]]
  ])

// ### The limit of soft EM
//
// The table also shows the second road to K-means. With a fixed shared variance $\sigma^2$, the
// responsibility of the *nearest* centre $k$ is
//
// $$
// \gamma_{ik} = \Bigl[1 + \sum_{j \ne k} \frac{\pi_j}{\pi_k}\,
// e^{-(\lVert x_i - \mu_j \rVert^2 - \lVert x_i - \mu_k \rVert^2) / 2\sigma^2}\Bigr]^{-1} .
// $$
//
// Every difference in the exponent is positive, so as $\sigma^2 \to 0$ each exponential vanishes, and the
// responsibility becomes one. The weights do not matter here, as long as none of them is zero: a fixed ratio
// $\pi_j / \pi_k$ loses against an exponential. So **the limit of soft EM with a shared variance that is
// sent to zero is K-means, whatever the weights** [@bishop2006, §9.3.2]. Below, the weights are
// 0.9, 0.09 and 0.01.

let limitVariances = [1, 0.1, 0.01, 1e-3, 1e-4, 1e-5]
func softStep(_ variance: Double) throws -> (softness: Double, means: [[Double]]) {
  let mixture = try sphericalMixture(
    means: run.centres, weights: [0.9, 0.09, 0.01], variance: variance)
  let responsibilities = mixture.responsibilities(of: scaled)
  let hard = ClassificationEM.oneHot(run.assignments, components: 3)
  let softness = (responsibilities - hard).elements.reduce(0) { max($0, $1.magnitude) }
  let step = try mixture.maximization(of: scaled, under: responsibilities, covarianceFloor: 1e-9)
  return (softness, step.mixture.means)
}
let limit = try limitVariances.map(softStep)

// snippet.hide
func move(_ means: [[Double]]) -> Double {
  zip(means.flatMap { $0 }, kMeansCentres).reduce(0) { max($0, ($1.0 - $1.1).magnitude) }
}
// snippet.show
notebook.table(
  [
    "shared variance", "largest distance of a γ from 0 or 1 of K-means", "largest move of a centre",
  ],
  zip(limitVariances, limit).map {
    [
      .number($0), .number($1.softness, significant: 2), .number(move($1.means), significant: 2),
    ]
  })
notebook.check(
  "kmeans-hard-em/limit", limit[limit.count - 1].means.flatMap { $0 }, equals: kMeansCentres,
  within: 1e-9, refutes: ["a variance of one is small enough": limit[0].means.flatMap { $0 }])
notebook.sharpen(
  "kmeans-hard-em",
  stated: "K-means is EM with hard assignments.",
  right:
    "K-means is hard (classification) EM for equal weights and one fixed shared variance of any "
    + "size; and it is the limit of soft EM as a shared variance goes to zero, for any weights. Hard "
    + "EM that estimates weights or variances is another algorithm: from the same start it labels "
    + "\(zip(withCovariances.assignments, run.assignments).count { $0 != $1 }) of the 272 eruptions "
    + "otherwise.")

// Both roads fix what EM would estimate. If the variances are estimated, soft EM does not run into the limit
// by itself. This is why K-means fails on the shapes above: it is the fit of a model whose
// components are round, equally wide and equally heavy. Sending the variance to zero in a mixture with a
// Dirichlet process prior gives an algorithm that also opens new clusters [@kulis2012]; MacKay treats soft
// K-means at length [@mackay2003, ch. 20, 22].

// ## How many components?
//
// $J$ and the likelihood improve with every added component: a mixture of $K$ is a mixture of $K + 1$, one
// of them with weight zero. So neither can choose $K$ by itself. A criterion adds a charge for the $m$ free
// parameters: $K - 1$ weights, $Kd$ means, $K d (d + 1) / 2$ covariances. The two best known are
//
// $$
// \mathrm{BIC} = -2 \log p(X \mid \hat\theta) + m \log n, \qquad
// \mathrm{AIC} = -2 \log p(X \mid \hat\theta) + 2 m,
// $$
//
// and the model with the smallest value is chosen ([@schwarz1978]; [@akaike1974]). **BIC** approximates
// $-2 \log p(X)$, the evidence of the whole *model*, in which the parameters are latent variables too.
// Laplace's method replaces the integrand by a normal density at the maximum [@bishop2006, §4.4.1]. Each
// parameter is known to about $1/\sqrt n$, so the integral over it contributes a factor of that order:
//
// $$
// \log p(X) = \log \int p(X \mid \theta)\, p(\theta)\, d\theta
// = \log p(X \mid \hat\theta) - \frac m2 \log n + O(1) .
// $$
//
// **AIC** estimates something else, the log likelihood that the fitted model will reach on new data: the
// fit is too optimistic by about $m$ nats.
//
// The formula can be tested where the evidence is a closed form: normal data of variance 1, an
// unknown mean with the prior $N(0, 4)$, so $m = 1$. With sample mean $\bar x = 0.7$, the evidence differs from
// the peak by factors that one can write down. What BIC leaves out must stay bounded as $n$ grows; it tends
// to $\log 4 + \bar x^2 / 4$.

func minusTwiceLogEvidence(_ n: Double, excess: Double = 0) -> Double {
  let peak = n * .log(2 * .pi) + n  // −2 log p(X | x̄), for a sample variance of 1
  return peak + .log(1 + 4 * n) + 0.49 * n / (1 + 4 * n)
}
func leftOut(_ charge: (Double) -> Double) -> [Double] {
  [1e2, 1e4, 1e6].map { n in minusTwiceLogEvidence(n) - (n * .log(2 * .pi) + n + charge(n)) }
}
let remainder: Double = .log(4) + 0.49 / 4

notebook.check(
  "gmm-bic", leftOut { .log($0) }, equals: [remainder, remainder, remainder], within: 0.01,
  refutes: [
    "AIC's charge": leftOut { _ in 2 },
    "half the charge, ½ m log n": leftOut { .log($0) / 2 },
  ])

// ### The likelihood of a mixture has no maximum
//
// Laplace's method needs a maximum inside the parameter space. For a mixture with free covariances there is
// none ([@day1969]; [@bishop2006, §9.2.1]). Let one component sit on a data point with variance $s$, and a wide
// one cover the rest: as $s \to 0$ the density at that point grows like $s^{-d/2}$, and all other
// points keep theirs. The log likelihood rises by $\frac d2 \log 10$ for each decade of $s$, without end:

func collapsed(_ s: Double) throws -> GaussianMixture {
  try GaussianMixture(
    weights: [1 - 1 / n, 1 / n], means: [[0, 0], scaled.row(0)],
    covariances: [.identity(2), Matrix(diagonal: [s, s])], covarianceKind: .spherical)
}
let decades = [1e-4, 1e-20, 1e-40, 1e-80]
let collapsing = try decades.map { try collapsed($0).logLikelihood(of: scaled) }

notebook.table(
  ["variance s of one component", "log likelihood", "BIC"],
  try zip(decades, collapsing).map { s, logLikelihood in
    [
      .number(s), .number(logLikelihood, decimals: 1),
      .number(
        try collapsed(s).bayesianInformationCriterion(
          logLikelihood: logLikelihood, points: scaled.rows),
        decimals: 1),
    ]
  })
notebook.check(
  "gmm-bic/no-maximum", [collapsing[2] - collapsing[1], collapsing[3] - collapsing[2]],
  equals: [20 * .log(10), 40 * .log(10)], within: 1e-6,
  refutes: ["the likelihood is bounded": [0, 0]])

// A criterion that is fed with such a fit means nothing. Three rules follow, for the geyser and for
// your data:
//
// 1. *A floor.* No covariance may have an eigenvalue (in units of the columns' variances) below
//    $10^{-6}$. With a floor the likelihood is bounded [@hathaway1985].
// 2. *Sound runs only.* A run counts if it **converged** (the last iteration raised the mean log likelihood
//    of a point by less than $10^{-8}$ nats) and if it is **not degenerate**: no covariance is
//    held by the floor, and every component is responsible for at least $d + 1 = 3$ points in sum. What is
//    left are local maxima inside the parameter space, as far as one can see from runs. The theory
//    of mixtures, too, takes a root of the likelihood equations inside, not the largest value
//    [@redner1984].
// 3. *Many starts.* From {{starts}} starts for each $K$, how many reach the best value? If only one does,
//    the best is probably not found yet.

let settings = ExpectationMaximization(tolerance: 1e-8, maximumIterations: 5_000)
let fits = try (1...6).map { components in
  notebook.progress(Double(components - 1) / 6, "mixtures of \(components)")
  return try settings.concurrentFit(
    scaled, components: components, covarianceKind: .full, restarts: 120,
    using: notebook.random("fits").split(components), workers: workers)
}
let choice = ModelChoice(fits, points: scaled.rows)

// snippet.hide
let inMinutes =
  n * Standardization(of: faithful).scales.reduce(0) { $0 + .log($1) }
notebook.define("starts", fits[0].runs.count)
notebook.define("all runs", fits.reduce(0) { $0 + $1.runs.count })
notebook.define("converged runs", fits.reduce(0) { $0 + $1.runs.count(where: \.hasConverged) })
notebook.define(
  "degenerate runs", fits.reduce(0) { $0 + $1.runs.count { !$0.degeneracies.isEmpty } })
notebook.define("BIC's choice", choice.byBIC)
notebook.define("AIC's choice", choice.byAIC)
let (bicSecond, bicMargin) = ModelChoice.runnerUp(choice.bayesian)
let (aicSecond, aicMargin) = ModelChoice.runnerUp(choice.akaike)
notebook.define("BIC's margin", bicMargin.formatted(decimals: 1))
notebook.define("AIC's margin", aicMargin.formatted(decimals: 1))
notebook.define("BIC's second", bicSecond)
notebook.define("AIC's second", aicSecond)
notebook.define("shift", inMinutes.formatted(decimals: 1))
notebook.define("reached 3", choice.reached[2])
notebook.define("reached 6", choice.reached[5])
let threes = fits[2].runs.filter(\.isSound).map(\.logLikelihood)
let bestOfThree = threes.reduce(-.infinity, max)
let nextOfThree = threes.filter { $0 < bestOfThree - 0.5 }.reduce(-.infinity, max)
notebook.define("second best 3", (bestOfThree - nextOfThree).formatted(decimals: 1))
// snippet.show

// ### Old Faithful, with the fits shown to have converged
//
// The fits use the scaled columns and full covariances; the table gives log likelihoods for the data in
// minutes, {{shift}} nats lower, so that they can be compared with [06](06-gmm-em.md). A constant changes no
// comparison. "Best reached" counts the sound runs that end within 0.01 nats of the best of them.

notebook.table(
  [
    "K", "m", "converged", "degenerate", "best reached", "median iterations", "log likelihood",
    "BIC", "AIC",
  ], choice.rows(of: fits, logLikelihoodsShiftedBy: -inMinutes))
notebook.figure("ends", ends(fits))

// {{converged runs}} of {{all runs}} runs converged, {{degenerate runs}} of them into a degenerate
// fit. Each horizontal row of dots in the figure is one local maximum, reached from many starts. For
// $K \le 2$ all starts agree. From three components on they do not: for $K = 3$ only {{reached 3}} of
// {{starts}} runs reach the best value, for $K = 6$ {{reached 6}}. So for larger $K$ the table
// shows lower bounds of the largest interior maximum. More starts can raise a row, and so lower its criteria;
// they cannot change the winner of BIC unless they find more than half of the margin.

notebook.figure("criteria", criteria(bayesian: choice.bayesian, akaike: choice.akaike))

// **BIC chooses {{BIC's choice}}**, but only by {{BIC's margin}} over {{BIC's second}}. On the usual scale for
// such differences up to 2 is "not worth more than a bare mention", 2 to 6 is "positive"
// [@kass1995]. **AIC** is smallest at {{AIC's choice}}, {{AIC's margin}} below its second, at the end of the
// range that we tried or close to it: it keeps finding two nats of improvement for each parameter. Four starts
// and an early stop would have told another story, since with the second-best maximum of $K = 3$,
// {{second best 3}} nats lower, BIC's margin grows by twice that.
//
// What does a floor decide? The maximum of $K = 3$ that comes so close has a narrow component. The table
// varies the floor, a fraction of the columns' variances, and gives BIC's advantage of two components over
// three (positive: two are chosen), once among sound runs, once among all. Below it, the same for the first 60
// eruptions alone: the choice among $K \le 5$. Few points make narrow components cheap, and with a small
// floor degenerate fits win.

// snippet.fold The floors varied
let firstSixty = Matrix(rows: (0..<60).map(scaled.row))
func fits(_ data: Matrix, upTo largest: Int, floor: Double, restarts: Int) throws
  -> [ExpectationMaximization.Fit]
{
  try (1...largest).map { components in
    try ExpectationMaximization(
      tolerance: 1e-7, maximumIterations: 3_000, covarianceFloor: floor
    ).concurrentFit(
      data, components: components, covarianceKind: .full, restarts: restarts,
      using: notebook.random("floors").split(components), workers: workers)
  }
}
let floors = [1e-1, 1e-2, 1e-4, 1e-6, 1e-9]
let byFloor = try floors.map { floor in
  (
    floor: floor,
    whole: try fits(scaled, upTo: 3, floor: floor, restarts: 60),
    sixty: try fits(firstSixty, upTo: 5, floor: floor, restarts: 60)
  )
}
func advantageOfTwo(_ choice: ModelChoice) -> String {
  (choice.bayesian[2] - choice.bayesian[1]).formatted(decimals: 1)
}
// snippet.show
notebook.table(
  [
    "floor", "BIC(3) − BIC(2), sound runs", "all runs", "60 eruptions: K by sound runs",
    "by all runs", "degenerate runs of 300",
  ],
  byFloor.map { floor, whole, sixty in
    [
      .number(floor),
      .number(advantageOfTwo(ModelChoice(whole, points: scaled.rows))),
      .number(advantageOfTwo(ModelChoice(whole, points: scaled.rows, amongSound: false))),
      .number(ModelChoice(sixty, points: 60).byBIC),
      .number(ModelChoice(sixty, points: 60, amongSound: false).byBIC),
      .number(sixty.reduce(0) { $0 + $1.runs.count { !$0.degeneracies.isEmpty } }),
    ]
  })

// ### Does BIC find the truth?
//
// On data from a known mixture the question has an answer. Schwarz's argument assumes a
// regular model; a mixture with too many components is not one, since its surplus parameters are not
// determined. Keribin proves under conditions that keep the likelihood bounded that a criterion of
// this kind is consistent all the same: as $n$ grows, it chooses the true number with a probability
// that tends to one [@keribin2000]. For finite $n$ we count. Forty data sets are drawn from each of three
// truths; every $K$ is fitted from eight starts, and the best sound run enters the criteria.

let threeApart = try GaussianMixture(
  weights: [0.3, 0.3, 0.4], means: [[0, 0], [5, 1], [1, 6]],
  covariances: [
    Matrix(rows: [[1, 0.3], [0.3, 0.5]]), Matrix(rows: [[0.6, -0.2], [-0.2, 0.8]]),
    Matrix(rows: [[0.7, 0], [0, 1.1]]),
  ], covarianceKind: .full)
let close = try GaussianMixture(weights: [0.5, 0.5], means: [0, 2.5], variances: [1, 1])

// snippet.fold Forty data sets of each truth, and what the criteria choose
func choices(of truth: GaussianMixture, points: Int, upTo largest: Int, _ name: String) throws
  -> [ModelChoice]
{
  try (0..<40).map { repetition in
    notebook.progress(Double(repetition) / 40, "forty data sets, \(name)")
    var stream = notebook.random(name).split(repetition)
    let data = Matrix(rows: (0..<points).map { _ in truth.sample(using: &stream).point })
    let fits = try (1...largest).map { components in
      try ExpectationMaximization(tolerance: 1e-6, maximumIterations: 2_000).concurrentFit(
        data, components: components, covarianceKind: .full, restarts: 8,
        using: stream.split(components), workers: workers)
    }
    return ModelChoice(fits, points: points)
  }
}
let truths = [
  (
    name: "three, apart, n = 200", truth: 3,
    choices: try choices(of: threeApart, points: 200, upTo: 5, "apart")
  ),
  (
    name: "two, overlapping, n = 60", truth: 2,
    choices: try choices(of: close, points: 60, upTo: 4, "overlapping, few")
  ),
  (
    name: "two, overlapping, n = 600", truth: 2,
    choices: try choices(of: close, points: 600, upTo: 4, "overlapping, many")
  ),
]
func correct(_ choices: [ModelChoice], _ truth: Int, by chosen: (ModelChoice) -> Int) -> Estimate {
  Estimate(choices.map { chosen($0) == truth ? 1 : 0 })
}
func percentages(_ choices: [ModelChoice], _ truth: Int, by chosen: (ModelChoice) -> Int) -> Cell {
  let hits = choices.count { chosen($0) == truth }
  let interval = proportionInterval(successes: hits, trials: choices.count, errorRate: 0.05)
  func percent(_ value: Double) -> String { (100 * value).formatted(decimals: 0) }
  return .number(
    "\(hits) of \(choices.count) (\(percent(interval.lowerBound)) to "
      + "\(percent(interval.upperBound)) %)")
}
// snippet.show
notebook.table(
  ["truth", "BIC is right", "AIC is right", "the likelihood alone is right"],
  truths.map { name, truth, choices in
    [
      .text(name), percentages(choices, truth, by: \.byBIC),
      percentages(choices, truth, by: \.byAIC), percentages(choices, truth, by: \.byLikelihood),
    ]
  })
notebook.check(
  "gmm-bic/known-truth", correct(truths[0].choices, 3, by: \.byBIC), isAtLeast: 0.5,
  refutes: [
    "the likelihood alone chooses": correct(truths[0].choices, 3, by: \.byLikelihood)
  ])
notebook.sharpen(
  "gmm-bic",
  stated: "The Bayesian information criterion chooses the number of components.",
  right: "It does so, with a probability that tends to one with the number of points, if the "
    + "likelihoods are bounded maxima. The likelihood of a Gaussian mixture has no maximum, so the "
    + "criterion compares the best sound maxima that were found, and its choice depends on the search "
    + "and on the floor.")

// The intervals are 95 percent Clopper–Pearson intervals [@clopper1934]. Where the components lie apart, BIC
// finds their number in most data sets. Where two components overlap and points are few, BIC prefers
// one: the data do not pay for the second. With ten times the points BIC is right much more
// often. AIC errs in the other direction. And "the true number" exists only on data like these. An
// eruption is no draw from a mixture of Gaussians, and there the criterion says how many Gaussians
// the data can pay for, not how many kinds of eruption there are. Other ways to choose a number compare $J$
// with that of structureless data [@tibshirani2001] or the distances within and between
// clusters [@rousseeuw1987].

// ## Your own data
//
// The program clusters a file of yours, a CSV with a header: `--data FILE`, `--columns A,B`,
// `--components 3`, `--standardize`. It prints what the table shows, and the criteria for $K = 1$ to 6.
// All checks above concern the book's examples; this section has none. Here it stands for
// {{own name}}, with {{own components}} clusters{{own scale}}.

// snippet.hide
let measured = Matrix(rows: table.rows)
let isOwn = notebook[dataFile] != nil
let isScaled = !isOwn || notebook[standardizeOption]
let own = isScaled ? Standardization(of: measured).standardize(measured) : measured
let ownCount = notebook[componentOption]
let ownStream = notebook.random("own")
let clustering = KMeans.best(
  on: own, clusters: ownCount, restarts: restarts, using: ownStream.split("k-means"),
  workers: workers)
func ownFit(_ components: Int) -> ExpectationMaximization.Fit {
  notebook.reading {
    notebook.progress(Double(components) / 7, "mixtures of \(components)")
    return try settings.concurrentFit(
      own, components: components, covarianceKind: .full, restarts: restarts,
      using: ownStream.split(components), workers: workers)
  }
}
let largestOwn = min(6, Set(table.rows).count)
let ownFits = isOwn ? (1...largestOwn).map(ownFit) : fits
let ownChoice = ModelChoice(ownFits, points: own.rows)
let companion = ownCount <= ownFits.count ? ownFits[ownCount - 1] : ownFit(ownCount)
let companionRun = companion.bestSound ?? companion.best
let softLabels = companionRun.mixture.mostProbableComponents(of: own, workers: workers)
let pairsApart = 1 - randIndex(clustering.assignments, softLabels)
let expectedErrors = Estimate(
  (0..<own.rows).map { [gamma = companionRun.mixture.responsibilities(of: own)] i in
    1 - (gamma.row(i).max() ?? 1)
  }
).mean
let centresInUnits =
  isScaled
  ? (0..<ownCount).map {
    Standardization(of: measured).restore(Matrix(rows: [clustering.centres[$0]])).row(0)
  } : clustering.centres
let clusterSizes = (0..<ownCount).map { k in clustering.assignments.count { $0 == k } }
// snippet.show
notebook.define("own name", isOwn ? "your file" : "the geyser's eruptions")
notebook.define("own components", ownCount)
notebook.define("own scale", isScaled ? " on scaled columns" : "")
notebook.define("own J", clustering.sumOfSquares, significant: 5)
notebook.define("pairs apart", (100 * pairsApart).formatted(decimals: 1))
notebook.define("expected errors", (100 * expectedErrors).formatted(decimals: 1))
notebook.table(
  ["cluster", "points", "centre, in the units of the data"],
  (0..<ownCount).map { k in
    [
      .number(k + 1), .number(clusterSizes[k]),
      .number(centresInUnits[k].map { $0.formatted(significant: 4) }.joined(separator: ", ")),
    ]
  })

// $J$ is {{own J}}, the best of {{own restarts}} starts. K-means and the best mixture with as many
// components treat {{pairs apart}} percent of the pairs of points differently, and the mixture
// expects {{expected errors}} percent of its own hard labels to be wrong.

notebook.define("own restarts", restarts)
notebook.result(
  "K-means, \(ownCount) clusters",
  "J = \(clustering.sumOfSquares.formatted(significant: 5)), the best of \(restarts) starts")
for k in 0..<min(ownCount, 8) {
  notebook.result(
    "cluster \(k + 1)",
    "\(clusterSizes[k]) points around "
      + centresInUnits[k].map { $0.formatted(significant: 4) }.joined(separator: ", "))
}
for (index, fit) in ownFits.enumerated() {
  notebook.result("mixture, K = \(index + 1)", ownChoice.line(index + 1, of: fit))
}
notebook.result("chosen", "K = \(ownChoice.byBIC) by BIC, K = \(ownChoice.byAIC) by AIC")

// ## What to take along
//
// - Responsibilities are soft assignments, and they predict how often their own hardening errs.
// - K-means lowers one objective by two half-steps and ends after finitely many, in a fixed point that
//   depends on the start. Start often, from k-means++ seeds.
// - K-means is hard EM with equal weights and one fixed shared variance of any size, and the limit of soft
//   EM as a shared variance goes to zero. It fits a model of round, equally wide components.
// - The likelihood of a Gaussian mixture has no maximum. Compare local maxima that converged and are not
//   degenerate, from many starts, and report how many starts reached them.
// - BIC approximates the evidence of a model. Read its margin, not only its choice.
//
// ## Try it
//
// 1. Your own file, or the geyser in minutes. What will K-means look at if the columns have different
//    units? Predict which column decides, then compare with `--standardize`:
//    `swift run kmeans --data FILE --components 2`.
// 2. Another random stream. Which numbers of the criteria table can change, and in which direction do
//    they err? Predict, then run `swift run kmeans --seed 1`, and look at the column "best reached".
// 3. More clusters: `swift run kmeans --components 8`. Will $J$ be smaller than with three? Can a cluster
//    be empty at the end? Predict both, then read the terminal.
//
// ## Exercises
//
// 1. Derive the logistic curve of the first section for unequal weights $\pi_1, \pi_2$. Where is it one half?
// 2. Show that $J$ after the update step equals $\sum_k \frac{1}{2 n_k} \sum_{i, j} \lVert x_i - x_j \rVert^2$
//    over the pairs within each cluster $k$, so that K-means needs no centres to be stated.
// 3. Find all fixed points of K-means with two centres on the four points of the rectangle, $u > v$.
//    Which pairs of the points, used as seeds, lead to which?
// 4. Prove that all boundaries of hard EM with one shared full covariance $\Sigma$ are straight, and that K-means
//    on the data $\Sigma^{-1/2} x$ has the same ones if the weights are equal.
// 5. In code: write the update step for the sum of *absolute* coordinate differences. Which centre
//    minimises it? Show that both half-steps still cannot raise the objective.
// 6. In code: estimate one shared $\sigma^2$ in hard EM with equal weights. Does it change the assignments? Then
//    draw data from the model "round and equal" with closer means, and compare the estimated
//    $\sigma^2$ with the true one. In which direction does hard EM err, and why?
//
// ## Further reading
//
// - [@bishop2006, ch. 9]: K-means, mixtures and the limit in one chapter; §4.4.1 derives BIC.
// - [@lloyd1982]: the algorithm, written in 1957 for the quantisation of signals.
// - [@arthur2007]: k-means++ and the proof of its guarantee.
// - [@celeux1992]: classification EM, with weights and covariances that are estimated.
// - [@bottou1995]: K-means as gradient descent and as Newton's method.
// - [@kulis2012]: the limit of zero variance for a mixture with a growing number of components.
// - [@schwarz1978], [@akaike1974], [@keribin2000]: the criteria, and what is known about them for mixtures.
// - [@fraley2002]: choosing number and shape of components in practice.
// snippet.hide
notebook.finish()
// snippet.show
