// # K-means: hard assignments as a limit; how many components?
//
// A mixture gives every point a probability for each component. What remains if every point must belong
// to exactly one? K-means, a well-known clustering algorithm, is the answer under two conditions, which
// this chapter finds. Then it turns to the question that both methods leave open, the number of
// components: what a criterion such as BIC can decide, and what has to be shown before its numbers mean
// anything.
//
// - **You need:** Gaussian mixtures and EM ([06](06-gmm-em.md)), the evidence lower bound
//   ([03](03-elbo.md)), and Bayes' rule.
// - **You will be able to:** prove that K-means ends, and say what it ends in; derive K-means from EM,
//   and name what has to be fixed for that; recognise data on which it fails; choose a number of
//   components from fits that converged, and say how far to trust the choice.
// - **Time:** {{reading time}}
// snippet.hide
import Datasets
import Elementary
import Models
import Notebook
import Numerics
import Probability

let notebook = Notebook(compiled: compiledSources, options: OwnData.options)
let ownData = OwnData(notebook)
let ownAnswer = ownData.answer()
let faithful = Matrix(rows: Faithful.table.rows)
let n = Double(faithful.rows)
// snippet.show
// ## Soft and hard assignment
//
// In [06](06-gmm-em.md) the E-step gave each point $x_i$ its responsibilities
// $\gamma_{ik} = p(z_i = k \mid x_i)$: the posterior probabilities of its label. They sum to one over
// the components $k$, and they are *soft* assignments, since a point may belong to a component with probability 0.7.
// A *hard* assignment names one component, at best the most probable one.
//
// Two components on a line with equal weights and one shared variance $\sigma^2$ show the shape of a
// soft assignment. In Bayes' rule the quadratic terms $x^2 / 2\sigma^2$ cancel, and what is left is a
// logistic function of $x$:
//
// $$
// \gamma_2(x) = \frac{e^{-(x - \mu_2)^2 / 2\sigma^2}}{e^{-(x - \mu_1)^2 / 2\sigma^2} + e^{-(x - \mu_2)^2 / 2\sigma^2}}
// = \frac{1}{1 + \exp\left[-\frac{\mu_2 - \mu_1}{\sigma^2}\left(x - \frac{\mu_1 + \mu_2}{2}\right)\right]} .
// $$
//
// It is one half at the midpoint, and $\sigma^2$ decides how steep it is. Hold the means at 0 and 3,
// let the variance shrink, and the curve becomes a step: each point goes wholly to the nearer mean.

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
// What is lost by hardening? If the model is right, the most probable label is wrong with probability
// $1 - \max_k \gamma_k(x)$, so the average of this number over the data estimates the error rate of the
// hard assignment without a single label. For draws from two overlapping components the true labels are
// known, and the check compares: is the hard label wrong as often as the responsibilities say?

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
// K-means asks for $K$ centres $c_1, \dots, c_K$ and an assignment $a_i$ of each point to one of them
// such that the sum of squared distances, also called *inertia*, is small ([@lloyd1982];
// [@macqueen1967]; [@bishop2006, §9.1]):
//
// $$
// J(a, c) = \sum_{i=1}^n \lVert x_i - c_{a_i} \rVert^2 .
// $$
//
// To minimise over both at once is hard: NP-hard even for two centres, if the dimension is free
// ([@aloise2009]). To minimise over one while the other is held fixed is easy, and Lloyd's algorithm does
// that in turns.
//
// **Assignment step.** With the centres fixed, $J$ is a sum of $n$ terms, and each assignment stands in
// one of them. Each term is smallest if the point goes to its nearest centre:
//
// snippet.quote kmeans-assignment
//
// **Update step.** With the assignment fixed, $J$ is a sum over the clusters. Let $\bar x_k$ be the
// mean of the $n_k$ points of cluster $k$. Expand the square around it; the mixed term vanishes,
// because the deviations from a mean sum to zero:
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
// Neither half-step can raise $J$. Here they are on the `n` eruptions of the geyser ([@azzalini1990]),
// with both columns scaled to mean 0 and variance 1 (in minutes the waits would dominate, since $J$ adds
// squared units), from three centres (the large dots) that all start in one corner.

let scaled = Standardization(of: faithful).standardized(faithful)
let corner = [[1.6, 1.4], [1.2, 1.9], [0.9, 1.2]]
let run = KMeans(scaled, from: corner)
notebook.define("rounds", run.sumsOfSquares.count / 2)
notebook.define("first J", run.sumsOfSquares[0], significant: 4)
notebook.define("last J", run.sumOfSquares, significant: 4)
notebook.figure("iterations", iterations(from: corner, showing: [0, 1, 3], of: scaled))
notebook.figure("inertia", inertia(run.sumsOfSquares))
// In {{rounds}} iterations $J$ falls from {{first J}} to {{last J}}. The regions are bounded by the
// lines on which two centres are equally far (a Voronoi diagram): every boundary is the perpendicular
// bisector of two centres, a fact that will matter below.
//
// The check runs K-means from 50 starts. The variant divides by $n$ instead of $n_k$ in the update, so
// that the new centres are not the means, and $J$ rises.

let seeds = (0..<50).map { start in
  var stream = notebook.random("seeds").split(start)
  return KMeans.plusPlusCentres(of: scaled, count: 4, using: &stream)
}
let runs = seeds.map { KMeans(scaled, from: $0) }
// snippet.fold An update that divides by the number of all points
let fallsOfWrongUpdate = runs.map { run in
  let counts = (0..<4).map { k in Double(run.assignments.count { $0 == k }) }
  let wrong = zip(run.centres, counts).map { centre, count in centre.map { $0 * count / n } }
  return [
    -run.sumOfSquares, -KMeans.sumOfSquares(of: scaled, assigned: run.assignments, to: wrong),
  ]
}
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
// lexicographic order with each new assignment, no assignment comes twice, and after finitely many
// steps the assignment repeats. There the algorithm stops, at a *fixed point*: each centre that has points is
// their mean, each point is with its nearest centre. {{ended}} of the 50 runs ended so, after at most
// {{most rounds}} iterations. EM has no such end: in general its parameters only approach their limit.
notebook.define("ended", runs.count(where: \.hasConverged))
notebook.define("most rounds", runs.map { $0.sumsOfSquares.count / 2 }.max() ?? 0)
// ### But not at the minimum
//
// A fixed point is not the minimum. Put four points at the corners of a rectangle, $(\pm u, \pm v)$
// with $u > v$. The best two clusters are left and right, with $J = 4 v^2$. Start with one centre above
// and one below: the upper two points are nearest to the upper centre, their mean is the centre again,
// and K-means stands still at $J = 4u^2$. The ratio $(u / v)^2$ is as large as one likes.

let rectangle = Matrix(rows: [[-3, -1], [-3, 1], [3, -1], [3, 1]])
let leftRight = KMeans(rectangle, from: [[-1, 0], [1, 0]])
let aboveBelow = KMeans(rectangle, from: [[0, 1], [0, -1]])
let enumerated = (1..<8).map { code in
  let division = [0] + (0..<3).map { code >> $0 & 1 }
  let means = KMeans.centres(of: rectangle, assigned: division, keeping: [[0, 0], [0, 0]])
  return KMeans.sumOfSquares(of: rectangle, assigned: division, to: means)
}.reduce(Double.infinity, min)
notebook.check(
  "kmeans-system/local-minimum", [leftRight.sumOfSquares, aboveBelow.sumOfSquares],
  equals: [enumerated, 4 * 9], within: 1e-12,
  refutes: ["every start ends at the minimum": [leftRight.sumOfSquares, leftRight.sumOfSquares]])
// So one runs K-means from many starts and keeps the lowest $J$. The number that comes out is the best
// of the minima *found*. Where the centres start decides how many starts are needed. The seeds of
// **k-means++** are points, drawn one after the other, each with a probability in proportion to its
// squared distance from the nearest seed so far. Arthur and Vassilvitskii prove that already the seeds,
// before any step of K-means, are good on average over the draws ([@arthur2007, theorem 1.1]):
//
// $$
// \mathbb E[J_{\text{seeds}}] \le 8\, (\log K + 2)\, J_{\text{min}} .
// $$
//
// Uniformly drawn seeds have no such guarantee. Take a crowd of 200 points, evenly between 0 and 1, and
// one outlier at 1000. The minimum puts the outlier into a cluster of its own. For two seeds both
// expectations are sums over all ordered pairs of points, which we enumerate (with replacement).

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
notebook.define("plus plus ratio", plusPlusRatio)
notebook.define("uniform ratio", uniformRatio)
notebook.define("guarantee", guarantee)
notebook.check(
  "kmeans-system/seeding", plusPlusRatio, isAtMost: guarantee,
  refutes: ["uniformly drawn seeds": uniformRatio])
// In multiples of the minimum, the expected $J$ of the seeds is {{plus plus ratio}} for k-means++, below the
// bound {{guarantee}}, and {{uniform ratio}} for uniform seeds, which mostly miss the outlier.
//
// On the geyser there is no outlier, and uniform seeds do less harm. With six centres, 400 runs from
// either kind of seeds end as the figure shows; {{plus plus share}} percent of the runs from k-means++
// and {{uniform share}} percent of the others come within one percent of the best value found,
// {{best six}}. The rest end higher, so a single run says little.

func sums(_ name: String, seeds: (inout RandomStream) -> [[Double]]) -> [Double] {
  (0..<400).map { start in
    var stream = notebook.random(name).split(start)
    return KMeans(scaled, from: seeds(&stream)).sumOfSquares
  }
}
let plusPlus = sums("plus plus") { KMeans.plusPlusCentres(of: scaled, count: 6, using: &$0) }
let uniform = sums("uniform") { $0.permutation(scaled.rows).prefix(6).map(scaled.row) }
// snippet.hide
let bestSix = (plusPlus + uniform).reduce(.infinity, min)
func shareAtBest(_ sums: [Double]) -> String {
  (100 * Double(sums.count { $0 < 1.01 * bestSix }) / 400).formatted(decimals: 0)
}
// snippet.show
notebook.define("plus plus share", shareAtBest(plusPlus))
notebook.define("uniform share", shareAtBest(uniform))
notebook.define("best six", bestSix.formatted(decimals: 2))
notebook.figure("endings", endings(uniform: uniform, plusPlus: plusPlus))

// ## Where K-means fails
//
// The objective knows distances and nothing else. A boundary lies halfway between two centres, whatever
// the clusters look like, and distances count alike in all directions. Two kinds of data follow on
// which this goes wrong: *elongated* clusters, where the distance along a cluster exceeds the distance
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
let shapeTruths = [
  ("elongated", elongated), ("wide beside narrow", unequal), ("round and equal", round),
]
let byShape = try shapeTruths.map { name, truth in
  try (0..<40).map { repetition in
    try Division(of: truth, using: notebook.random(name).split(repetition))
  }
}
func advantages(_ divisions: [Division]) -> Estimate {
  Estimate(divisions.map { $0.mixtureAgreement - $0.kMeansAgreement })
}
// snippet.show
notebook.define("smaller sums", (byShape[0] + byShape[1]).count(where: \.hasSmallerSum))
notebook.figure(
  "shapes",
  shapes(
    zip(shapeTruths, byShape).prefix(2).map { truth, divisions in
      (truth.0, divisions[0].data, divisions[0].kMeans.assignments, divisions[0].mixture)
    }))
// How often do the methods find the labels that the points were drawn with? Names of clusters are
// arbitrary, so we compare pairs: the *Rand index* is the share of pairs of points on which two
// clusterings agree, together or apart ([@rand1971]). Two random divisions of the data into halves agree
// on about one half of the pairs. The table averages over 40 data sets of 200 points for each shape (±
// standard error), each method with the best of ten starts.
notebook.table(
  ["shape", "K-means against the truth", "mixture against the truth"],
  zip(shapeTruths, byShape).map { truth, divisions in
    [
      .text(truth.0), .number(Estimate(divisions.map(\.kMeansAgreement)).formatted),
      .number(Estimate(divisions.map(\.mixtureAgreement)).formatted),
    ]
  })
notebook.check(
  "kmeans-system/elongated", advantages(byShape[0]), isAtLeast: 0.1,
  refutes: ["clusters that are round and equal": advantages(byShape[2])])
notebook.check(
  "kmeans-system/sizes", advantages(byShape[1]), isAtLeast: 0.03,
  refutes: ["clusters that are round and equal": advantages(byShape[2])])
// On round clusters of equal size the two are equally good, and there K-means is the cheaper choice. On the other
// two shapes more starts would not help: on {{smaller sums}} of the 80 data sets K-means found a
// *smaller* $J$ than that of the true labels. The search succeeds; the objective is the wrong one.

// ## Is K-means EM with hard assignments?
//
// The lecture says so, in one sentence, and the resemblance is plain: assign and update, E and M. Let
// us see what the sentence needs. EM with hard assignments is an algorithm with a name, *classification
// EM* ([@celeux1992]): between E-step and M-step each point is given wholly to its most probable
// component. What it climbs is the likelihood of points *and* labels,
//
// $$
// C(\theta, a) = \sum_{i=1}^n \log p(x_i, z_i = a_i \mid \theta)
// = \sum_{i=1}^n \left[\log \pi_{a_i} + \log N(x_i \mid \mu_{a_i}, \Sigma_{a_i})\right] .
// $$
//
// It is the evidence lower bound of [03](03-elbo.md) for a $q$ that puts all its mass on one label, for
// then the entropy of $q$ is zero. Now fix the weights at $1/K$ and all covariances at one
// $\sigma^2 I$. In $d$ dimensions
//
// $$
// C = -\frac{J(a, \mu)}{2 \sigma^2} - n \log K - \frac{nd}{2} \log(2\pi\sigma^2) .
// $$
//
// Only $J$ depends on the labels and the means, and its factor is negative. To raise $C$ is to lower
// $J$, for any value of $\sigma^2$: **under these two conditions hard EM is K-means, step for step.**
// No limit is needed.

let hardRuns = try [1e-2, 1, 100].map { variance in
  try ClassificationEM(
    scaled, from: sphericalMixture(means: corner, variance: variance))
}
// snippet.fold C by the formula, and hard EM with more freedom
func padded(_ values: [Double]) -> [Double] { (0..<20).map { values[min($0, values.count - 1)] } }
let sumsAfterAssignment = padded(
  stride(from: 0, to: run.sumsOfSquares.count, by: 2).map { run.sumsOfSquares[$0] })
func byFormula(divisor: (Double) -> Double) -> [Double] {
  [1e-2, 1, 100].flatMap { variance in
    sumsAfterAssignment.map { -$0 / divisor(variance) - n * .log(3 * 2 * .pi * variance) }
  }
}
let fitted = try sphericalMixture(means: run.centres, variance: run.sumOfSquares / (2 * n))
let freedoms: [(name: String, parameters: ClassificationEM.Parameters)] = [
  ("means", []), ("means and weights", .weights),
  ("means, weights and a variance each", [.weights, .covariances]),
]
let freer = try freedoms.map {
  try ClassificationEM(scaled, from: fitted, estimating: $0.parameters, covarianceFloor: 1e-6)
}
func flat(_ means: [[Double]]) -> [Double] { means.flatMap { $0 } }
// snippet.show
notebook.check(
  "kmeans-hard-em/step-for-step", hardRuns.flatMap { padded($0.logLikelihoods) },
  equals: byFormula { 2 * $0 }, within: 1e-6,
  refutes: [
    "the ½ is lost": byFormula { $0 },
    "σ stands for σ²": byFormula { 2 * $0.squareRoot() },
  ])
// The check compares $C$ after every assignment of hard EM, with the fixed variances 0.01, 1 and 100,
// with this formula for the $J$ of K-means after the same assignment.
//
// The conditions are needed. Start hard EM in the result of K-means, with the variance that it leaves,
// $J / (nd)$, and let it estimate more:
notebook.table(
  ["hard EM from the result of K-means, estimating", "sizes at the end", "variances", "J"],
  zip(freedoms, freer).map { freedom, result in result.row(freedom.name, of: scaled) })
notebook.check(
  "kmeans-hard-em/conditions", flat(freer[0].mixture.means), equals: flat(run.centres),
  within: 1e-9,
  refutes: [
    "the weights are estimated too": flat(freer[1].mixture.means),
    "weights and variances are estimated too": flat(freer[2].mixture.means),
  ])
// With means alone nothing moves: the result of K-means is a fixed point of hard EM. With weights it is
// not. A cluster that is a little heavier pushes its boundaries outwards and becomes heavier still, at
// the expense of its neighbour; the table shows how far this goes here.
//
// The reason is where the boundary between two components lies. The most probable component of $x$ is
// the one with the smallest
//
// $$
// \frac{\lVert x - \mu_k \rVert^2}{2 \sigma_k^2} + \frac d2 \log \sigma_k^2 - \log \pi_k .
// $$
//
// Unequal weights move the boundary towards the lighter component; unequal variances bend it. For means
// at 0 and 4 on a line, K-means cuts at 2. A shared variance and weights $\pi_1, \pi_2$ cut at
// $2 + \frac{\sigma^2}{4} \log \frac{\pi_1}{\pi_2}$. Variances 1 and 4 with equal weights give an
// interval to the narrow component: its ends solve $3x^2 + 8x - 16 = 8 \log 2$.

func cut(_ variance: Double) -> Double { 2 + variance / 4 * .log(0.9 / 0.1) }
func lopsided(_ variance: Double) throws -> GaussianMixture {
  try GaussianMixture(weights: [0.9, 0.1], means: [0, 4], variances: [variance, variance])
}
let twoWidths = try GaussianMixture(weights: [0.5, 0.5], means: [0, 4], variances: [1, 4])
let root = (64 + 12 * (16 + 8 * Double.log(2))).squareRoot()
let interval = [(-8 - root) / 6, (-8 + root) / 6]
notebook.table(
  ["weights", "variances", "boundary"],
  [1, 0.1, 1e-3].map {
    ["0.9, 0.1", .text("\($0), \($0)"), .text(cut($0).formatted(decimals: 4))]
  } + [
    ["0.5, 0.5", "1, 4", .text(interval.map { $0.formatted(decimals: 4) }.joined(separator: ", "))]
  ])
notebook.check(
  "kmeans-hard-em/boundary",
  try [1, 0.1, 1e-3].map { try lopsided($0).posterior([cut($0)])[0] }
    + interval.map { twoWidths.posterior([$0])[0] },
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
// Where the nearest centre is unique, every difference in the exponent is positive, so as $\sigma^2 \to 0$ each exponential vanishes, and
// the responsibility becomes one. The weights do not matter here, as long as none of them is zero: a
// fixed ratio $\pi_j / \pi_k$ loses against an exponential. So **the limit of soft EM with a shared
// variance that is sent to zero is K-means, whatever the positive weights** ([@bishop2006, §9.3.2]).
// Below, the weights are 0.9, 0.09 and 0.01, and one step of soft EM starts at the centres in which
// K-means ended. K-means would leave them where they are; how far does soft EM move them?

let limitVariances = [1, 0.1, 0.01, 1e-3, 1e-4, 1e-5]
func softStep(_ variance: Double) throws -> (softness: Double, means: [[Double]]) {
  let mixture = try sphericalMixture(
    means: run.centres, weights: [0.9, 0.09, 0.01], variance: variance)
  let responsibilities = mixture.responsibilities(of: scaled)
  let hard = ClassificationEM.oneHot(run.assignments, components: 3)
  let softness = (responsibilities - hard).largest
  let step = try mixture.maximization(of: scaled, under: responsibilities, covarianceFloor: 1e-9)
  return (softness, step.mixture.means)
}
let limit = try limitVariances.map(softStep)
notebook.table(
  [
    "shared variance", "largest distance of a γ from K-means' 0 or 1", "largest move of a centre",
  ],
  zip(limitVariances, limit).map {
    [
      .number($0), .number($1.softness, significant: 2),
      .number((Matrix(rows: $1.means) - Matrix(rows: run.centres)).largest, significant: 2),
    ]
  })
notebook.check(
  "kmeans-hard-em/limit", flat(limit[limit.count - 1].means), equals: flat(run.centres),
  within: 1e-9, refutes: ["a variance of one is small enough": flat(limit[0].means)])
notebook.sharpen(
  "kmeans-hard-em",
  stated: "K-means is EM with hard assignments.",
  right:
    "K-means is hard (classification) EM for equal weights and one fixed shared variance of any "
    + "size, and the limit of soft EM as a shared variance goes to zero, for any positive weights. "
    + "Hard EM that estimates weights or variances is another algorithm: it leaves K-means' result."
)
// Both roads fix what EM would estimate. This is why K-means fails on the shapes above: it is the hard
// fit of a model whose components are round and equally wide, with weights that have no say. Sending the variance to zero
// in a mixture with a Dirichlet process prior gives an algorithm that also opens new clusters
// ([@kulis2012]); MacKay treats soft K-means at length ([@mackay2003, ch. 20, 22]).

// ## How many components?
//
// The best $J$ and the best likelihood can only improve with an added component: a mixture of $K$ is a
// mixture of $K + 1$, one of them with weight zero. So neither can choose $K$ by itself. A criterion adds a charge for the
// $m$ free parameters: $K - 1$ weights, $Kd$ means, $K d (d + 1) / 2$ covariances. The two best known
// are
//
// $$
// \mathrm{BIC} = -2 \log p(X \mid \hat\theta) + m \log n, \qquad
// \mathrm{AIC} = -2 \log p(X \mid \hat\theta) + 2 m,
// $$
//
// and the model with the smallest value is chosen ([@schwarz1978]; [@akaike1974]). **BIC** approximates
// $-2 \log p(X)$, the evidence of the whole *model*, in which the parameters are latent variables too.
// Laplace's method replaces the integrand by a multiple of a normal density around its maximum
// ([@bishop2006, §4.4.1]). Each parameter is known to about $1/\sqrt n$, so the integral over it
// contributes a factor of that order:
//
// $$
// \log p(X) = \log \int p(X \mid \theta)\, p(\theta)\, d\theta
// = \log p(X \mid \hat\theta) - \frac m2 \log n + O(1) .
// $$
//
// **AIC** estimates something else, minus twice the log likelihood that the fitted model is expected to
// reach on as many new data: the fit is too optimistic by about $m$ nats.
//
// The formula can be tested where the integral is easy: $n$ normal points of variance 1, with an
// unknown mean whose prior is $N(0, 4)$, so $m = 1$. As a function of the mean $\mu$, the likelihood
// over its peak is $e^{-n (\bar x - \mu)^2 / 2}$, and quadrature gives the integral of this ratio under
// the prior. What remains of $-2 \log p(X)$ after BIC is taken away must stay bounded as $n$ grows. For
// $\bar x = 0.7$ the prior's density at the peak predicts it: $\log 4 + \bar x^2 / 4$. (The library's
// criterion charges `single` for a mean and a variance, $m = 2$. The check takes half of that.)

let prior = Normal(mean: 0, standardDeviation: 2)
func minusTwiceLogRatio(_ n: Double) -> Double {
  let reach = 10 / n.squareRoot()
  let quadrature = Quadrature.gaussLegendre(80, from: 0.7 - reach, to: 0.7 + reach)
  return -2
    * .log(
      quadrature.integrate { mu in .exp(-n * (0.7 - mu) * (0.7 - mu) / 2 + prior.logDensity(mu)) })
}
func leftOut(_ charge: (Double) -> Double) -> [Double] {
  [1e2, 1e4, 1e6].map { minusTwiceLogRatio($0) - charge($0) }
}
let remainder: Double = .log(4) + 0.49 / 4
let single = try GaussianMixture(weights: [1], means: [0], variances: [1])
notebook.check(
  "gmm-bic", leftOut { single.bayesianInformationCriterion(logLikelihood: 0, points: Int($0)) / 2 },
  equals: [remainder, remainder, remainder], within: 0.01,
  refutes: [
    "AIC's charge": leftOut { _ in single.akaikeInformationCriterion(logLikelihood: 0) / 2 },
    "half the charge, ½ m log n": leftOut { .log($0) / 2 },
  ])
// ### With free covariances the likelihood of a mixture has no maximum
//
// Laplace's method needs a maximum inside the parameter space. For a mixture with free covariances
// there is none ([@day1969]; [@bishop2006, §9.2.1]). Let one component sit on a data point with
// variance $s$, and a wide one cover the rest: as $s \to 0$ the density at that point grows like
// $s^{-d/2}$, and all other points keep that of the wide component. The log likelihood rises by $\frac d2 \log 10$ for each
// decade of $s$, without end:

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
    let criterion = try collapsed(s).bayesianInformationCriterion(on: scaled)
    return [.number(s), .number(logLikelihood, decimals: 1), .number(criterion, decimals: 1)]
  })
notebook.check(
  "gmm-bic/no-maximum", [collapsing[2] - collapsing[1], collapsing[3] - collapsing[2]],
  equals: [20 * .log(10), 40 * .log(10)], within: 1e-6,
  refutes: ["s^(−1/2) in every dimension": [0.5 * 20 * .log(10), 0.5 * 40 * .log(10)]])
// A criterion that is fed with such a fit means nothing. Three rules follow, for the geyser and for
// your data:
//
// 1. *A floor.* No covariance may have an eigenvalue (in units of the columns' variances) below
//    $f = 10^{-6}$. Then no density exceeds $(2\pi f)^{-d/2}$, and the likelihood is bounded. A bound on
//    the ratio of the variances would do as well, and needs no unit ([@hathaway1985]).
// 2. *Sound runs only.* A run counts if it **converged** (the last iteration raised the mean log likelihood
//    of a point by no more than $10^{-8}$ nats) and if it is **not degenerate**: no covariance is held by
//    the floor, and every component is responsible for at least $d + 1 = 3$ points in sum. The rule is a
//    convention, and a mild one: below, the smallest component of the best sound run with six accounts
//    for {{smallest six}} points. The theory of mixtures, too, takes a root of the likelihood equations
//    inside the parameter space ([@redner1984]).
// 3. *Many starts.* From {{starts}} starts for each $K$, how many reach the best value? If only a few
//    do, there may well be a better one.

let settings = ExpectationMaximization(tolerance: 1e-8, maximumIterations: 5_000)
let fits = try (1...6).map { components in
  notebook.progress(Double(components - 1) / 6, "mixtures of \(components)")
  return try settings.concurrentFit(
    scaled, components: components, covarianceKind: .full, restarts: 70,
    using: notebook.random("fits").split(components))
}
let choice = ModelChoice(fits, points: scaled.rows)
// snippet.hide
let inMinutes = n * Standardization(of: faithful).scales.reduce(0) { $0 + .log($1) }
notebook.define("starts", fits[0].runs.count)
notebook.define(choice, of: fits, points: scaled.rows)
notebook.define("shift", inMinutes.formatted(decimals: 1))
// snippet.show
// ### Old Faithful, with the fits shown to have converged
//
// The fits use the scaled columns and full covariances; the table gives log likelihoods for the data in
// minutes, {{shift}} nats lower, so that they can be compared with [06](06-gmm-em.md). A constant
// changes no comparison. "Best reached" counts the sound runs that end within 0.01 nats of the best of
// them.
notebook.table(
  [
    "K", "m", "converged", "degenerate", "best reached", "median iterations", "log likelihood",
    "BIC", "AIC",
  ], choice.rows(of: fits, logLikelihoodsShiftedBy: -inMinutes))
notebook.figure("ends", ends(fits))
// {{converged runs}} of {{all runs}} runs converged, and {{degenerate runs}} are degenerate. A row of dots in
// the figure is one stationary value, as a rule a local maximum ([@wu1983]), which several starts reach.
// For $K \le 2$ all starts agree. From three components on they do not: for $K = 3$ only {{reached 3}} of
// {{starts}} runs reach the best value, for $K = 6$ only {{reached 6}}. So for larger $K$ the table shows the
// best maxima *found*, which are lower bounds of the best there are. To overtake the smallest BIC, a row
// would have to gain more than half of its distance from it in log likelihood.
notebook.figure("criteria", criteria(bayesian: choice.bayesian, akaike: choice.akaike))
// **BIC chooses {{BIC's choice}}**, by {{BIC's margin}} over {{BIC's second}}. The usual scale calls a
// difference of this size "{{BIC's evidence}}" ([@kass1995]). **AIC** is smallest at {{AIC's choice}},
// {{AIC's margin}} below {{AIC's second}}. It charges one nat of log likelihood for a parameter where BIC
// charges $\frac12 \log 272 = 2.8$, and since our range ends at six, a larger one might move its choice.
//
// The search matters as much as the criterion. The second-best maximum of $K = 3$, where most runs end,
// is {{second best 3}} nats lower: with a few starts one would probably stop there and report a margin
// of BIC that is larger by twice that.
//
// What does the floor decide? The table varies it. Its second and third columns show
// $\mathrm{BIC}(3) - \mathrm{BIC}(2)$ on all eruptions, positive where two components are chosen. The
// next two show the choice among $K \le 5$ on the first 60 eruptions alone, and the last counts the
// degenerate ones among those 5 times 60 runs. A floor of 0.01 already holds the narrow component of the
// best fit with three, so that it no longer counts as sound. And with few points and a small floor,
// degenerate fits win as soon as one lets them.
// snippet.fold The floors varied
let firstSixty = Matrix(rows: (0..<60).map(scaled.row))
let floorStream = notebook.random("floors")
let byFloor = try [1e-2, 1e-6, 1e-9].map { floor in
  (
    floor: floor,
    whole: try fits(scaled, 3, from: 40, floor: floor, using: floorStream),
    sixty: try fits(firstSixty, 5, from: 60, floor: floor, using: floorStream)
  )
}
// snippet.show
notebook.table(
  [
    "floor", "BIC(3) − BIC(2), sound runs", "all runs", "60 eruptions: K by sound runs",
    "by all runs", "degenerate runs of 300",
  ],
  byFloor.map { floor, whole, sixty in
    [
      .number(floor), ModelChoice(whole, points: scaled.rows).advantageOfTwo,
      ModelChoice(whole, points: scaled.rows, amongSound: false).advantageOfTwo,
      .number(ModelChoice(sixty, points: 60).byBIC),
      .number(ModelChoice(sixty, points: 60, amongSound: false).byBIC),
      .number(sixty.reduce(0) { $0 + $1.runs.count { !$0.degeneracies.isEmpty } }),
    ]
  })
// ### Does BIC find the truth?
//
// On data from a known mixture the question has an answer. Schwarz's argument assumes a regular model;
// a mixture with too many components is not one, since its surplus parameters are not determined.
// Keribin proves, under conditions that keep the likelihood bounded, that a criterion of this kind is
// consistent all the same: as $n$ grows, it chooses the true number with a probability that tends to
// one ([@keribin2000]). For finite $n$ we count. Forty data sets are drawn from each of three truths;
// every $K$ is fitted from five starts, and the best sound run enters the criteria.

let threeApart = try GaussianMixture(
  weights: [0.3, 0.3, 0.4], means: [[0, 0], [5, 1], [1, 6]],
  covariances: [
    Matrix(rows: [[1, 0.3], [0.3, 0.5]]), Matrix(rows: [[0.6, -0.2], [-0.2, 0.8]]),
    Matrix(rows: [[0.7, 0], [0, 1.1]]),
  ], covarianceKind: .full)
let close = try GaussianMixture(weights: [0.5, 0.5], means: [0, 2.5], variances: [1, 1])
// snippet.fold Forty data sets of each truth, and what the criteria choose
let truths: [(name: String, mixture: GaussianMixture, points: Int, largest: Int)] = [
  ("three, apart, n = 200", threeApart, 200, 5), ("two, overlapping, n = 60", close, 60, 3),
  ("two, overlapping, n = 600", close, 600, 3),
]
let chosen = try truths.enumerated().map { index, truth in
  notebook.progress(Double(index) / 3, truth.name)
  return try choices(
    of: truth.mixture, points: truth.points, upTo: truth.largest,
    using: notebook.random(truth.name))
}
func shareOfThree(by criterion: (ModelChoice) -> Int) -> ClosedRange<Double> {
  proportionInterval(
    successes: chosen[0].count { criterion($0) == 3 }, trials: 40, errorRate: 1e-6)
}
// snippet.show
notebook.table(
  ["truth", "BIC right", "BIC too few", "AIC right", "AIC too many", "likelihood alone right"],
  zip(truths, chosen).map { truth, choices in
    let right = truth.mixture.componentCount
    return [
      .text(truth.name), counted(choices) { $0.byBIC == right },
      counted(choices) { $0.byBIC < right }, counted(choices) { $0.byAIC == right },
      counted(choices) { $0.byAIC > right }, counted(choices) { $0.byLikelihood == right },
    ]
  })
notebook.check(
  "gmm-bic/known-truth", shareOfThree(by: \.byBIC).lowerBound, isAtLeast: 0.5,
  refutes: ["the likelihood alone chooses": shareOfThree(by: \.byLikelihood).upperBound])
notebook.define("BIC finds", chosen[0].count { $0.byBIC == 3 })
notebook.define("AIC exceeds", chosen[0].count { $0.byAIC > 3 })
notebook.illustrate(
  "gmm-bic",
  because: "The formula is checked; that it chooses the number is shown on simulated data. In "
    + "general it needs a bounded likelihood and many points (Keribin 2000).")
// The cells count data sets out of 40, with 95 percent Clopper–Pearson intervals ([@clopper1934]);
// the check takes the lower end of such an interval, with an error rate of $10^{-6}$. Where the
// components lie apart, BIC finds their number in {{BIC finds}} of the 40 data sets, while AIC takes too
// many in {{AIC exceeds}}. Where two components overlap and points are few, BIC mostly takes one: so few
// data do not pay for the second. With ten times the points BIC is right far more often. And "the true
// number" exists only on data like these. An eruption is no draw from a mixture of Gaussians, and there
// the criterion says how many Gaussians the data can pay for, not how many kinds of eruption there are.
// Other ways to choose a number compare $J$ with that of structureless data ([@tibshirani2001]) or the
// distances within and between clusters ([@rousseeuw1987]).

// ## Your own data
//
// The program clusters a file of yours, a CSV with a header: `--data FILE`, `--columns A,B`,
// `--components 3`, `--standardize`. It prints what the table shows, and the criteria for $K = 1$ to 6
// on the columns as they are clustered (for the geyser the scaled ones, without the shift above).
// All checks above concern the book's examples; this section has none. Here it stands for {{own name}},
// with {{own clusters}}{{own scale}}.
// snippet.hide
let clustering = ownAnswer ?? ownData.geyser(fits)
clustering.report(to: notebook)
// snippet.show
notebook.define("own name", ownData.name)
notebook.define("own scale", ownData.isScaled ? " on scaled columns" : "")
notebook.table(
  ["cluster", "points", "centre, in the units of the data"],
  clustering.sizes.indices.map {
    [.number($0 + 1), .number(clustering.sizes[$0]), .number(clustering.centre($0))]
  })
// $J$ is {{own J}}, the best of {{own starts}}. K-means and the best mixture with as many
// components treat {{pairs apart}} percent of the pairs of points differently, and the mixture expects
// {{expected errors}} percent of its own hard labels to be wrong. Among the mixtures BIC chooses
// {{own BIC}}, AIC {{own AIC}}.

// ## What to take along
//
// - Responsibilities are soft assignments. If the model is right, they predict how often the hard ones err.
// - K-means lowers one objective by two half-steps and ends after finitely many, in a fixed point that
//   depends on the start. Start often, from k-means++ seeds.
// - K-means is hard EM with equal weights and one fixed shared variance of any size, and the limit of soft
//   EM as a shared variance goes to zero. It fits a model of round, equally wide components.
// - With free covariances the likelihood of a Gaussian mixture has no maximum. Compare local maxima that
//   converged and are not degenerate, from many starts, and report how many starts reached them.
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
//    over the ordered pairs within each cluster $k$, so that K-means needs no centres to be stated.
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
notebook.finish()
