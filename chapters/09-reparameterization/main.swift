// # The reparameterization trick
//
// The bound is an average over draws of the latent variable, and the encoder decides how these draws are
// distributed. To climb the bound by gradients we must differentiate such an average. Which derivatives may be taken
// draw by draw, which may not, and how does a change of variables turn the second kind into the first? We derive the
// trick, let the wrong gradients train beside the right one to see where each of them ends, and look for the
// functions with which the trick itself fails.
//
// - **You need:** averages over draws and their errors ([01](01-monte-carlo.md)), gradients by a tape
//   ([00](00-autodiff.md)), the bound ([03](03-elbo.md)) and its KL term ([04](04-gaussian-kl.md)).
// - **You will be able to:** say which gradient goes inside an expectation, and why; derive the trick for normal,
//   log-normal and exponential variables; follow both gradient paths into an encoder; recognise a blocked path, a
//   misread variance head and a discontinuous function by what they do.
// - **Time:** {{reading time}}
// snippet.hide
import Autodiff
import Elementary
import Models
import Networks
import Notebook
import Numerics
import Probability
import Variational
let notebook = Notebook(compiled: compiledSources, options: OwnStep.options)
// snippet.show
// ## One average, two gradients
//
// A decoder with parameters $\theta$ gives each latent vector $z$ a density $p_\theta(x \mid z)$ of the observation.
// An encoder with parameters $\phi$ gives each $x$ a distribution $q_\phi(z \mid x)$, here a normal distribution
// with the means $\mu_\phi(x)$ and the standard deviations $\sigma_\phi(x)$. Chapter [03](03-elbo.md) has the bound
// $$
// \mathcal L(\phi, \theta) = \underbrace{\int q_\phi(z \mid x) \log p_\theta(x \mid z)\, dz}_{\text{reconstruction}}
//   - KL(q_\phi(z \mid x) \Vert p(z)) .
// $$
// The KL term has a formula, and so has its gradient ([04](04-gaussian-kl.md)). The reconstruction has none for a
// neural decoder; it is estimated by an average over draws of $q_\phi$. In it $\theta$ occurs in what is averaged,
// and $\phi$ in the distribution over which we average. This difference decides everything below.
//
// We first take a decoder for which all is known: $x \mid z \sim N(Wz + b, \sigma_x^2 I)$ with three observed and
// two latent dimensions and $\sigma_x^2 = \tfrac12$, and one normal $q$. The function works on many draws at once, a
// row each; `centred` is $x - b$.
let decoder = try LinearGaussianModel(
  loadings: Matrix(rows: [[1.2, 0.9], [0.8, 1.1], [-0.3, 0.5]]), offset: [0.2, -0.1, 0.4],
  noiseVariance: 0.5)
let x = [0.8, 0.9, -0.3]
let q = DiagonalNormal(mean: [0.5, 0.3], standardDeviations: [0.8, 0.6])
func logLikelihood(_ loadings: Tensor<Double>, _ z: Tensor<Double>) -> Tensor<Double> {
  let residuals = centred - z.matmul(loadings, transposed: .right)
  return residuals.squared().sum(1) / (-2 * 0.5) - 1.5 * .log(2 * .pi * 0.5)
}
// snippet.fold The same numbers as tensors, an exact average over nine nodes, and 5,000 draws
let example = LinearExample(decoder: decoder, x: x, q: q)
let (centred, loadings) = (Tensor(example.centred), example.loadings)
let (mean, deviation) = (Tensor(q.mean), Tensor(q.standardDeviations))
let grid = PlaneGrid(.gaussHermite(3))
func average(_ w: Tensor<Double>, _ m: Tensor<Double>, _ s: Tensor<Double>) -> Tensor<Double> {
  (logLikelihood(w, m + s * grid.nodes) * grid.weights).sum()
}
var random = notebook.random("reconstruction")
let fits = q.samples(5_000, using: &random).map { decoder.logLikelihood(of: x, given: $0) }
// snippet.show
notebook.check(
  "tbl-challenge-expectation", Estimate(fits),
  equals: try example.reconstruction(loadings.numbers, under: q),
  refutes: ["the decoder at the mean of q": decoder.logLikelihood(of: x, given: q.mean)])
// ## What goes inside
//
// For $\theta$ the density $q_\phi$ is a fixed weight. The derivative passes inside,
// $$
// \nabla_\theta \int q_\phi(z \mid x) \log p_\theta(x \mid z)\, dz = \mathbb E_{q_\phi}\bigl[\nabla_\theta \log p_\theta(x \mid z)\bigr]
//   \approx \frac1L \sum_{l=1}^L \nabla_\theta \log p_\theta(x \mid z_l) , \qquad z_l \sim q_\phi , \qquad (1)
// $$
// if near $\theta$ one function of finite mean bounds all $\vert \nabla_\theta \log p_\theta(x \mid z) \vert$
// ([@billingsley1995, theorem 16.8]). The right side is an average of gradients, so it is unbiased for every $L$,
// even for one draw. For the linear decoder each line has a formula. A draw gives
// $\partial_W \log p = (x - b - Wz) z^\top / \sigma_x^2$, and with $\mathbb E[z] = \mu$ and
// $\mathbb E[zz^\top] = S + \mu\mu^\top$, $S = \mathrm{diag}(\sigma^2)$, the average is
// $$
// \nabla_W = \frac{(x - b) \mu^\top - W (S + \mu\mu^\top)}{\sigma_x^2} . \qquad (2)
// $$
// In code a draw enters the decoder as any other input does, and the tape needs nothing new:
random = notebook.random("theta")
let draws = mean + deviation * Tensor.normal([50, 2], using: &random)
let ofTheAverage = gradient(at: loadings) { logLikelihood($0, draws).mean() }
let gradients = (0..<50).map { l in
  gradient(at: loadings) { logLikelihood($0, draws.slice(l..<l + 1)).sum() }
}
let averageOfGradients = gradients.dropFirst().reduce(gradients[0], +) / 50
// snippet.fold Differences of averages, and one draw at a time
let inside = gradient(at: loadings) { average($0, mean, deviation) }.numbers
let outside = try example.weightDifferences()
func averageFit(_ w: [Double], _ z: Tensor<Double>) -> Double {
  logLikelihood(Tensor(w, shape: [3, 2]), z).mean().number
}
let frozen = differences(at: loadings.numbers) { averageFit($0, draws) }
let renewed = differences(at: loadings.numbers) {
  averageFit($0, mean + deviation * Tensor.normal([50, 2], using: &random))
}
let single = Estimate(repetitions: 4_000) {
  let z = mean + deviation * Tensor.normal([1, 2], using: &random)
  return dot(gradient(at: loadings) { logLikelihood($0, z).sum() }.numbers, example.spread)
}
let nonlinear = NonlinearSlopes()
let divergence = LearnedPrior(q, scale: .exp(0.3), loadings: loadings)
let (byFormula, atMean) = (example.weightGradient(), example.weightGradient(withSpread: false))
// snippet.show
notebook.check(
  "grad-theta-inside", inside + byFormula, equals: outside + outside, within: 1e-8,
  refutes: ["S is left out": atMean + atMean])
notebook.check(
  "grad-theta-mc", ofTheAverage.numbers + frozen,
  equals: averageOfGradients.numbers + averageOfGradients.numbers, within: 1e-8,
  refutes: ["new draws for each evaluation": ofTheAverage.numbers + renewed])
notebook.check(
  "grad-theta-single", single, equals: dot(byFormula, example.spread),
  refutes: ["z* is the mean of q": dot(atMean, example.spread)])
// Differences of the exact reconstruction, its gradient taken inside, and (2) agree; the gradient of an average over
// 50 draws is the average of their gradients. One draw suffices for an unbiased gradient (the check looks along $WS$,
// `spread`), but the draw is needed: the decoder at the mean of $q$ lacks $-WS/\sigma_x^2$, the price of large
// weights when the code is uncertain. For a nonlinear decoder, $x \mid z \sim N(g(z), \tfrac14)$ with
// $g(z) = 2 \tanh(az - \tfrac12)$, a check compares both sides of (1) for $\theta = a$ at $a = 1.2$, $x = 1$ and
// $q = N(0.6, 0.7^2)$, and another the tape with differences at $z = 0.9$.
notebook.check(
  "tbl-challenge-theta", nonlinear.inside, equals: nonlinear.outside, within: 1e-8,
  refutes: ["the decoder at the mean of q": nonlinear.slope(at: 0.6)])
notebook.check(
  "tbl-grads-theta", nonlinear.slope(at: 0.9), equals: nonlinear.difference(at: 0.9), within: 1e-8,
  refutes: ["at another draw": nonlinear.slope(at: 0.6)])
// The KL term brings nothing to this gradient, as the lecture says, *if the prior is fixed*. A prior with parameters
// of its own is part of the model: for $p(z) = N(0, \tau^2)$ (the check takes $\tau = e^{0.3}$ and sums over both
// dimensions of $q$)
// $$
// \frac{\partial}{\partial \log \tau} KL(N(\mu, \sigma^2) \Vert N(0, \tau^2)) = 1 - \frac{\mu^2 + \sigma^2}{\tau^2} .
// $$
notebook.check(
  "grad-theta-kl-free", divergence.inWeights + [divergence.inScale],
  equals: [0, 0, 0, 0, 0, 0, divergence.byFormula], within: 1e-8,
  refutes: ["a learned prior has no gradient either": [0, 0, 0, 0, 0, 0, 0]])
notebook.sharpen(
  "grad-theta-kl-free", stated: "The KL term does not depend on θ.",
  right:
    "It does not if the prior has no parameters; a learned prior is trained by this term alone.")
// ## What does not
//
// For $\phi$ the same step would read
// $\nabla_\phi \mathbb E_{q_\phi}[f(z)] \overset{?}{=} \mathbb E_{q_\phi}[\nabla_\phi f(z)]$ with
// $f(z) = \log p_\theta(x \mid z)$. Once $z$ is drawn, $\phi$ occurs nowhere in $f(z)$, so the right side is zero:
// not a noisy gradient but none, for each draw and so for any number of draws. The left side is not zero. For
// $q = N(\mu, \sigma^2)$ and $f(z) = z^2$ it is the gradient of $\mu^2 + \sigma^2$, which is $(2\mu, 2\sigma)$.
//
// What is correct is to differentiate the density, where $\phi$ stands:
// $$
// \nabla_\phi \int q_\phi(z) f(z)\, dz = \int \nabla_\phi q_\phi(z)\, f(z)\, dz , \qquad
// \frac{\partial q}{\partial \mu} = \frac{z - \mu}{\sigma^2} q(z) , \quad
// \frac{\partial q}{\partial \sigma} = \Bigl(\frac{(z - \mu)^2}{\sigma^3} - \frac1\sigma\Bigr) q(z) . \qquad (3)
// $$
// In code this one-dimensional $q$ is `law`, and `differences` takes derivatives by differences of fourth order.
let law = Normal(mean: 0.8, standardDeviation: 0.6)
let (m, s) = (law.mean, law.standardDeviation)
func square(_ z: Double) -> Double { z * z }
func slopeInMean(_ z: Double) -> Double { (z - m) / (s * s) * .exp(law.logDensity(z)) }
func slopeInDeviation(_ z: Double) -> Double {
  (square(z - m) / s - s) / (s * s) * .exp(law.logDensity(z))
}
let line = Quadrature.trapezoid(2_001, from: m - 12 * s, to: m + 12 * s)
let byDensity = [slopeInMean, slopeInDeviation].map { slope in
  line.integrate { slope($0) * square($0) }
}
let ofSquare = differences(at: [m, s]) { law.with(parameters: $0).expectation(of: square) }
// And this is the naive gradient, of a thousand draws: on the tape $z$ is a number that came from nowhere, as
// `stopGradient` makes it, and the largest of all derivatives is zero.
random = notebook.random("naive")
func largestSlope(_ draw: (Tensor<Double>) -> Tensor<Double>) -> Double {
  random.normals(1_000).flatMap { noise in
    gradient(at: [Tensor(m), Tensor(s)]) { draw($0[0] + $0[1] * noise).squared() }.flattened
  }.map(\.magnitude).reduce(0, max)
}
let naive = largestSlope { $0.stopGradient() }
notebook.check(
  "grad-phi-not-commute", ofSquare, equals: [2 * m, 2 * s], within: 1e-8,
  refutes: ["the gradient inside, at fixed z": [naive, naive]])
notebook.check(
  "tbl-grads-phi", naive, isAtMost: 0,
  refutes: ["the tape knows how z was made": largestSlope { $0 }])
notebook.check(
  "grad-phi-integral", byDensity, equals: [2 * m, 2 * s], within: 1e-8,
  refutes: [
    "σ for σ²": [byDensity[0] * s, byDensity[1]], "the density itself": [square(m) + s * s, 0],
  ])
// **Not a density.** A lecture warns that $\nabla_\phi q_\phi$ is no probability distribution. That is right: since
// $\int q_\phi(z) \thinspace dz = 1$ for every $\phi$, its integral is zero, so it takes both signs.
notebook.figure("derivative", Figures.derivative(of: law))
// The lecture continues that one cannot sample from it, and cannot build a Monte Carlo estimator. The second does not
// follow. There are at least two ways ([@mohamed2020, §4 and §6]). Multiply and divide by $q$, so that the average is
// again under $q$, with the **score** $\nabla_\phi \log q_\phi$ as a weight ([@williams1992]):
// $$
// \int \nabla_\phi q_\phi\, f\, dz = \mathbb E_{q_\phi}\bigl[f(z) \nabla_\phi \log q_\phi(z)\bigr] .
// $$
// Or split (3) into its positive and its negative part, each a density up to the factor
// $h = \int_\mu^\infty \partial_\mu q \thinspace dz = q(\mu) = 1/(\sigma\sqrt{2\pi})$. On either side of $\mu$ the
// distance is $\sigma R$, where $R$ has the density of Rayleigh, $re^{-r^2/2}$, so that
// $\partial_\mu \mathbb E[f] = h \thinspace \mathbb E[f(\mu + \sigma R) - f(\mu - \sigma R)]$.
random = notebook.random("estimators")
let byScore = law.scoreFunctionGradients(of: square, draws: 20_000, using: &random).estimates[0]
let height = 1 / (s * (2 * Double.pi).squareRoot())
let distances = (0..<20_000).map { _ in s * (-2 * Double.log(1 - random.uniform())).squareRoot() }
let byTwoSides = Estimate(distances.map { height * (square(m + $0) - square(m - $0)) })
// snippet.hide
let oneSide = Estimate(distances.map { height * square(m + $0) })
let positive = line.integrate { max(slopeInMean($0), 0) }
notebook.define("twice the mean", 2 * m)
notebook.define("by score", byScore.formatted)
notebook.define("by two sides", byTwoSides.formatted)
// snippet.show
notebook.check(
  "grad-phi-not-density", [line.integrate(slopeInMean), positive], equals: [0, height],
  within: 1e-4,
  refutes: ["it is a density": [1, 1]])
notebook.check(
  "grad-phi-not-density/score", byScore, equals: 2 * m,
  refutes: ["the score is left out": square(m) + s * s])
notebook.check(
  "grad-phi-not-density/two-sides", byTwoSides, equals: 2 * m,
  refutes: ["the positive part alone": oneSide])
notebook.correct(
  "grad-phi-not-density",
  stated: "∇q is not a probability distribution, so one cannot build a Monte Carlo estimator.",
  right: "It is not one; but draws of q, weighted by the score, give an unbiased estimator.")
// Both estimators reach $2\mu$ = {{twice the mean}}: by the score {{by score}}, from both sides {{by two sides}}.
// Chapter [10](10-gradient-variance.md) weighs their variance. Both ignore that $f$ has a derivative.
//
// ## The trick
//
// Suppose that a draw of $q_\phi$ can be made from a noise $\varepsilon$ whose distribution is free of $\phi$:
// $$
// \varepsilon \sim p(\varepsilon) , \quad z = g_\phi(\varepsilon) \qquad\Longrightarrow\qquad
// \mathbb E_{q_\phi}[f(z)] = \mathbb E_{p(\varepsilon)}\bigl[f(g_\phi(\varepsilon))\bigr] . \qquad (4)
// $$
// The left average is over a density with parameters, the right one over a density without: the law of the
// unconscious statistician ([@billingsley1995, theorem 16.13]). If $g_\phi$ is increasing and differentiable, (4) is
// a substitution in the integral: equal masses, $q_\phi(g_\phi(\varepsilon)) g_\phi'(\varepsilon) = p(\varepsilon)$.
// Now $\phi$ stands where $\theta$ stood, in what is averaged, and the derivative goes inside, with $\nabla_z f$ as a
// row ([@kingma2014, §2.4]; [@rezende2014]; [@glasserman1991]):
// $$
// \nabla_\phi \mathbb E_{q_\phi}[f(z)] = \mathbb E_{p(\varepsilon)}\Bigl[\nabla_z f(z)\, \frac{\partial g_\phi(\varepsilon)}{\partial \phi}\Bigr]_{z = g_\phi(\varepsilon)} . \qquad (5)
// $$
// The lectures write $g_\phi(x, \epsilon)$, $g(\phi, \epsilon)$ or $\mu_\phi(x) + \sigma_\phi(x) \odot \epsilon$.
// Three cases:
//
// | variable | noise | $z = g_\phi(\varepsilon)$ | derivatives |
// |---|---|---|---|
// | normal, $N(\mu, \sigma^2)$ | $N(0, 1)$ | $\mu + \sigma\varepsilon$ | $\partial_\mu z = 1$, $\partial_\sigma z = \varepsilon$ |
// | log-normal | $N(0, 1)$ | $e^{\mu + \sigma\varepsilon}$ | $\partial_\mu z = z$, $\partial_\sigma z = \varepsilon z$ |
// | exponential, rate $\lambda$ | exponential, rate 1 | $\varepsilon / \lambda$ | $\partial_\lambda z = -z / \lambda$ |
notebook.figure("map", Figures.map)
// In both panels $\phi$ takes two values. The noise stays; the lines $g_\phi$ move, and with them the density of $z$.
//
// Where no such $g$ is at hand, the inverse of the distribution function at a uniform noise is one, for any
// continuous variable on the line ([@owen2013, ch. 4]). In the library `value(at: noise)` is $g_\phi(\varepsilon)$,
// and `pathwiseGradients` averages (5). A `BothSides` integrates both sides of (4), and of (5), for
// $f(z) = e^{-z^2/2}$:
//
// snippet.quote pathwise
let variables = [
  BothSides(of: law, over: -8...10),
  BothSides(of: LogNormal(logMean: 0.1, logStandardDeviation: 0.5), over: 1e-9...40),
  BothSides(of: Exponential(rate: 1.4), over: 0...40),
]
let classics = law.pathwiseMean { 2 * $0 } + law.pathwiseMean { .exp($0) }
// snippet.hide
let growth = Double.exp(m + s * s / 2)
let rightSides = variables.map(\.right)
let wrongScale = BothSides(of: Normal(mean: m, standardDeviation: s * s), over: -8...10).right
// snippet.show
notebook.check(
  "reparam-general", rightSides, equals: variables.map(\.left), within: 1e-8,
  refutes: ["z = μ + σ²ε": [wrongScale] + rightSides.dropFirst()])
notebook.check(
  "reparam-exchange", variables.flatMap(\.pathwise), equals: variables.flatMap(\.slopes),
  within: 1e-8, refutes: ["f for its slope": variables.flatMap(\.withoutSlope)])
notebook.check(
  "reparam-exchange/classics", classics, equals: [2 * m, 2 * s, growth, s * growth], within: 1e-9,
  refutes: ["the noise is not multiplied": [2 * m, 2 * m, growth, growth]])
// For $f(z) = e^{-z^2/2}$ both sides of (4) agree in all three cases, and those of (5); for a normal $q$ the two
// classical examples come out, $(2\mu, 2\sigma)$ for $f = z^2$ and $e^{\mu + \sigma^2/2} (1, \sigma)$ for $f = e^z$.
//
// **The normal case in many dimensions** is the one of the VAE: $z = \mu + \sigma \odot \varepsilon$ with
// $\varepsilon \sim N(0, I)$, entry by entry. Then
// $$
// \mathbb E[z] = \mu + \sigma \odot \mathbb E[\varepsilon] = \mu , \qquad
// \frac{\partial z}{\partial \mu} = I , \qquad \frac{\partial z}{\partial \sigma} = \mathrm{diag}(\varepsilon) ,
// $$
// $$
// \mathrm{Cov}[z] = \mathrm{diag}(\sigma)\, \mathrm{Cov}[\varepsilon]\, \mathrm{diag}(\sigma)
//   = \mathrm{diag}(\sigma_1^2, \dots, \sigma_d^2) .
// $$
// One lecture writes the covariance as $\sigma^2 I$. With a vector $\sigma$ that must be read as a diagonal matrix:
// draws with $\sigma = (0.3, 2)$ have the variances 0.09 and 4. Two slips with which a network trains all the same:
// uniform noise (`rand` for `randn`), and one number of noise for all dimensions.
let wide = DiagonalNormal(mean: [1, -0.5], standardDeviations: [0.3, 2])
random = notebook.random("gaussian")
let noises = (0..<20_000).map { _ in wide.noise(using: &random) }
let codes = noises.map(wide.value(at:))
// snippet.hide
func moment(_ f: ([Double]) -> Double) -> Estimate { Estimate(codes.map(f)) }
let uniform = random.uniforms(20_000).map { -0.5 + 2 * $0 }
func distance(_ sample: [Double]) -> Double { kolmogorovDistance(sample, from: wide.entries[1]) }
let jacobians = jacobian(of: wide, at: [0.7, -1.3]) + encodedJacobian(of: wide, at: [0.7, -1.3])
// snippet.show
notebook.check(
  "reparam-gaussian", distance(codes.map { $0[1] }), isAtMost: 3,
  refutes: [
    "z = μ + σ²ε": distance(noises.map { -0.5 + 4 * $0[1] }), "uniform noise": distance(uniform),
  ])
notebook.check(
  "reparam-gaussian/independent", moment { ($0[0] - 1) * ($0[1] + 0.5) }, equals: 0,
  refutes: ["one number for both": Estimate(noises.map { 0.6 * square($0[0]) })])
notebook.check(
  "reparam-mean", moment { $0[1] }, equals: -0.5, refutes: ["uniform noise": Estimate(uniform)])
notebook.check(
  "reparam-variance", moment { square($0[1] + 0.5) }, equals: 4,
  refutes: [
    "σ": wide.standardDeviations[1], "uniform noise": Estimate(uniform.map { square($0 + 0.5) }),
  ])
notebook.check(
  "reparam-distribution", moment { square($0[1] + 0.5) - square($0[0] - 1) }, equals: 4 - 0.09,
  refutes: ["one variance for both": 0])
notebook.sharpen(
  "reparam-distribution", stated: "The distribution is $N(\\mu, \\boldsymbol\\sigma^2 I)$.",
  right: "A vector $\\sigma$ gives $N(\\mu, \\mathrm{diag}(\\sigma_1^2, \\dots, \\sigma_d^2))$.")
notebook.check(
  "reparam-jacobians", jacobians, equals: jacobianFormulas(half: 0.5), within: 1e-9,
  refutes: ["the ½ of log σ² is lost": jacobianFormulas(half: 1)])
// In code encoders return $\ell = \log \sigma^2$, and then
// $\partial z_j / \partial \ell_j = \tfrac12 \sigma_j \varepsilon_j$, with a factor that is easily lost. An average
// over draws, finally, is unbiased whatever the number $L$ of draws, and its variance falls as $1/L$: for $f = z^2$
// that of $\partial_\mu$ is $\mathrm{Var}(2z) / L = 4\sigma^2 / L$.
random = notebook.random("unbiased")
let pathwiseDraws = law.pathwiseGradients(slope: { 2 * $0 }, draws: 40_000, using: &random)
let tens = pathwiseDraws.averages(of: 10)
let spreadOfTens = Estimate(tens.column(0).map { square($0 - 2 * m) })
notebook.check(
  "reparam-unbiased", pathwiseDraws.estimates[1], equals: 2 * s,
  refutes: ["the noise is not multiplied": pathwiseDraws.estimates[0], "the gradient inside": 0])
notebook.check(
  "reparam-mc-gradient", spreadOfTens.scaled(by: 10), equals: 4 * s * s,
  refutes: ["it does not fall with L": 40 * s * s, "it falls as 1/L²": 0.4 * s * s])
// With the linear decoder for $f$ and $\nabla_z f = W^\top (x - b - Wz) / \sigma_x^2$, the averages of (5) are
// $$
// \nabla_\mu = \frac{W^\top (x - b - W\mu)}{\sigma_x^2} , \qquad
// \frac{\partial}{\partial \sigma_j} = -\frac{(W^\top W)_{jj} \sigma_j}{\sigma_x^2} , \qquad (6)
// $$
// the second because $\mathbb E[\varepsilon_j \nabla_{z_j} f]$ keeps only the part of $Wz$ that moves with
// $\varepsilon_j$. Without the factor $\varepsilon$ it would be the first. By the exact average, and by 20,000
// draws:
let byTape = gradient(at: [mean, deviation]) { average(loadings, $0[0], $0[1]) }.flattened
random = notebook.random("reconstruction-gradient")
let sampled = q.pathwiseGradients(slope: example.slope, draws: 20_000, using: &random).estimates
// snippet.hide
let (exactly, closedForm) = (example.encoderGradient, try example.encoderDifferences())
// snippet.show
notebook.check(
  "reparam-recon-gradient", byTape, equals: exactly, within: 1e-12,
  refutes: ["without the factor ε": Array(exactly[..<2] + exactly[..<2])])
notebook.check(
  "tbl-challenge-phi", sampled[2], equals: closedForm[2],
  refutes: ["without the factor ε": sampled[0], "z held fixed": 0])
// ## An open path, and blocked ones
//
// What does a program do that draws $z$ by a call of a sampler (`sample()` in PyTorch, where `rsample()` is the
// trick)? Its tape sees a number without a history. The lectures say: gradients do not flow through random sampling.
// The gradient of the expectation exists all the same; what is missing is a path to it on the tape.
notebook.figure("paths", Figures.paths)
// To see what a blocked path does, take the smallest model: $x \mid z \sim N(wz, \sigma_x^2)$ with $w = 1.2$,
// $\sigma_x^2 = \tfrac12$ and one observation, $x = 1.8$. The posterior is $N(\mu^\ast, \sigma^{\ast 2})$ with
// $\mu^\ast = wx/(w^2 + \sigma_x^2)$ and $\sigma^{\ast 2} = \sigma_x^2/(w^2 + \sigma_x^2)$, and the best normal $q$
// is the posterior. A `Sampler` makes $z$ from an `EncodedNormal` (the tensors $\mu$ and $\ell = \log \sigma^2$) and
// the noise. The bound, for any way to draw $z$:
func bound(
  _ w: Tensor<Double>, _ q: EncodedNormal<Double>, _ x: Tensor<Double>, at z: Tensor<Double>
) -> Tensor<Double> {
  let reconstruction = (x - w * z).squared().sum(-1) / (-2 * 0.5) - 0.5 * .log(.pi)
  return (reconstruction - q.divergenceToStandardNormal).mean()
}
let samplers: [Sampler] = [
  { q, noise in q.mean + (q.logVariance * 0.5).exp() * noise },
  { q, noise in (q.mean + (q.logVariance * 0.5).exp() * noise).stopGradient() },
  { q, noise in q.mean + (q.logVariance * 0.5).exp().stopGradient() * noise },
]
// In the first sampler both paths are open, in the second none, in the third only that through the mean. All three
// draw the same numbers. The reconstruction is a polynomial of degree two in $\varepsilon$, so the two draws
// $\varepsilon = \pm 1$ give its exact average. `Climbs` takes 600 steps along the gradient of each sampler; its
// `slopes` are the first gradients, in $w$, $\mu$ and $\ell$:
let climbs = Climbs(samplers) { w, q, z in bound(w, q, Tensor([[1.8]]), at: z) }
let (open, blocked) = (climbs.slopes[0], climbs.slopes[1])
notebook.check(
  "grad-theta-easy", (blocked[0] - open[0]).magnitude, isAtMost: 0,
  refutes: ["φ needs no open path either": (blocked[1] - open[1]).magnitude])
notebook.check(
  "grad-phi-problem", Array(open[1...] + blocked[1...]),
  equals: climbs.ofBound + climbs.ofDivergence, within: 1e-12,
  refutes: ["a blocked path leaves the gradient": climbs.ofBound + climbs.ofBound])
notebook.sharpen(
  "grad-phi-problem", stated: "One cannot backpropagate through random sampling.",
  right:
    "Not through a sampler that the tape cannot see into. Written as μ + σε it is a layer like any."
)
// For $\theta$, here $w$, the blocked path makes no difference, to the last bit: $z$ is an input. For $\phi$ it
// leaves the gradient of the KL term alone.
notebook.figure("ascents", Figures.ascents(climbs))
// With open paths the climb ends at the posterior, with blocked ones at the prior: the training is smooth and
// converges, to the wrong place. With the path through $\sigma$ blocked the mean is right (for a quadratic $f$ the
// mean of $\partial_\mu$ does not depend on $\sigma$; in general both go wrong) and the standard deviation is that of
// the prior. No error is raised. The bound itself can tell: on the third path it rises to {{passed}} nats and then
// falls to {{left}}, while each step follows what the tape calls its gradient.
//
// A lecture sets itself the task to find *unbiased* estimates of the gradient. Must they be? With steps that shrink
// in the right way and a variance that stays bounded, an unbiased estimate suffices to approach a point without slope
// ([@robbins1951], for the root of a monotone function; [@bottou2018, §4.3]). Less suffices too: the *mean* step
// vanishes only where the gradient does, and points uphill elsewhere, at an angle that stays away from a right one
// ([@bottou2018, assumption 4.3]). Half the gradient in $\mu$ and twice that in $\log \sigma^2$ is a biased estimate,
// and ends at the posterior too. A bias that moves the zero of the mean step moves the end.
notebook.define(["passed": climbs.heights.max() ?? .nan, "left": climbs.heights[600]])
notebook.check(
  "grad-unbiased-needed", climbs.ends, equals: climbs.fixedPoints, within: 1e-8,
  refutes: ["all end alike": (0..<4).flatMap { _ in climbs.target.parameters }])
notebook.sharpen(
  "grad-unbiased-needed",
  stated: "The remaining step is to obtain unbiased Monte Carlo estimates of the gradients.",
  right: "They suffice, but are not needed: a bias harms where it moves the mean step's zero.")
// ## The same noise for all parameters
//
// In (4) one set of noises serves every $\phi$: they can be kept. The averaged objective
// $\hat F(\phi) = \frac1L \sum_l f(g_\phi(\varepsilon_l))$ is then an ordinary smooth function, and the pathwise
// gradient is its exact derivative. With new draws for each $\phi$ differences of it are useless. Simulation knows
// this as *common random numbers* ([@owen2013, §8.6]).
random = notebook.random("common")
let kept = Tensor<Double>.normal([20], using: &random)
func objective(_ mean: Tensor<Double>, _ noise: Tensor<Double>) -> Tensor<Double> {
  ((mean + noise * 0.6) * 2).cos().mean()
}
let keptSlope = gradient(at: Tensor(0.3)) { objective($0, kept) }.number
// snippet.hide
func ofKept(_ mean: Double) -> Double { objective(Tensor(mean), kept).number }
func ofNew(_ mean: Double) -> Double {
  objective(Tensor(mean), .normal([20], using: &random)).number
}
notebook.define("kept maximum", maximum { objective($0, kept) }, significant: 2)
notebook.figure("common", Figures.common(ofKept, ofNew, deviation: 0.6))
let quotients = [ofKept, ofNew].map { f in differences(at: [0.3]) { f($0[0]) }[0] }
let moved = DiagonalNormal(mean: [1, -0.5], standardDeviations: [0.3, 2.1])
func recovered(by q: DiagonalNormal) -> [Double] { codes.map { q.noise(of: $0)[1] } }
// snippet.show
notebook.check(
  "reparam-lhs-rhs", keptSlope, equals: quotients[0], within: 1e-6,
  refutes: ["new draws for each φ": quotients[1]])
notebook.check(
  "reparam-epsilon-free", recovered(by: wide), equals: noises.map { $0[1] }, within: 1e-12,
  refutes: ["φ has moved since": recovered(by: moved)])
// The figure shows both for $f(z) = \cos 2z$ and 20 draws. The kept noise gives a smooth curve, but not the right
// one: its maximum is at $\mu$ = {{kept maximum}} in place of 0, and moves from one set of noises to another.
// Training therefore draws new noise at *every step*, but the same for all parameters *within* the step.
//
// ## Whose derivative?
//
// One lecture says that $\partial z / \partial \phi$ is undefined when $z$ is sampled. A distribution indeed does not
// define it; a sampler does. Let $\varepsilon_1$ and $\varepsilon_2$ be independent standard normal numbers and take,
// for any frequency $k$,
// $$
// z = \mu + \sigma (\varepsilon_1 \cos k\sigma + \varepsilon_2 \sin k\sigma) .
// $$
// A rotation of two independent standard normal numbers gives two of them again, so for each $\sigma$ and each $k$
// the distribution is $N(\mu, \sigma^2)$. But as $\sigma$ grows, a draw with fixed noise moves along a ray for
// $k = 0$ and along a wave for $k = 8$:
notebook.figure("samplers", Figures.samplers(notebook.random("samplers")))
// With $a$ for the bracket and $b = -\varepsilon_1 \sin k\sigma + \varepsilon_2 \cos k\sigma$, independent of $a$,
// the derivative is $\partial z / \partial \sigma = a + k\sigma b$: a different one for each $k$. Its mean given $z$
// is $a = (z - \mu)/\sigma$ for all $k$, so the mean of (5) is the same. The variance is not: the useless motion
// adds $k^2 \sigma^2 \mathbb E[f'(z)^2]$. On the line that mean is no accident. With the distribution function
// $F_\phi$, an integration by parts of (3) gives
// $\partial_\phi \mathbb E[f] = -\int f'(z)\thinspace \partial_\phi F_\phi(z)\thinspace dz$, since
// $\partial_\phi F_\phi$ vanishes at both ends, and (5) gives
// $\int f'(z)\thinspace q_\phi(z)\thinspace \mathbb E[\partial z / \partial \phi \mid z]\thinspace dz$. If the draws
// move continuously with $\phi$, both hold for every smooth $f$ whose *slope* vanishes far out, whatever that slope
// is between, so
// $$
// \mathbb E\Bigl[\frac{\partial z}{\partial \phi} \Bigm| z\Bigr] = -\frac{1}{q_\phi(z)} \frac{\partial F_\phi(z)}{\partial \phi} \qquad (7)
// $$
// for each such sampler. (A draw that jumps can break it: $z = \Phi^{-1}(u + \phi \bmod 1)$ with a uniform $u$ is
// standard normal for every $\phi$, and yet $\partial z / \partial \phi = 1/q(z)$.) Formula (7) can be computed
// without any $g$ ([@figurnov2018]); in several dimensions many velocities move the same density ([@jankowiak2018]).
// snippet.hide
let rotated = [0.0, 8].flatMap { rotatedMoments(of: law, frequency: $0, on: grid) }
let (straight, motion) = (4 * (m * m + 2 * s * s), 4 * square(8 * s) * (m * m + s * s))
let implicit = implicitSlope(of: law, at: 1.3)
// snippet.show
notebook.check(
  "grad-phi-undefined", rotated + implicit,
  equals: [2 * s, straight, 2 * s, straight + motion, (1.3 - m) / s], within: 1e-7,
  refutes: ["the distribution decides": [2 * s, straight, 2 * s, straight, (1.3 - m) / s]])
notebook.sharpen(
  "grad-phi-undefined", stated: "z is sampled randomly, so ∂z/∂φ is undefined.",
  right: "A sampler defines it. If a scalar z moves continuously with φ, the means given z agree.")
// ## Where the exchange fails
//
// Formula (5) holds if $f(g_\phi(\varepsilon))$ is differentiable at $\phi$ with probability one and, around it,
// Lipschitz continuous with a constant of finite mean ([@glasserman1991]): such a bound for the difference quotients
// lets the limit pass inside. A kink, as of ReLU, does no harm. A jump does. For the step $f(z) = 1$ if $z > 0$,
// else 0, the pathwise gradient is zero in every draw, while
// $$
// \frac{\partial}{\partial \mu} P(z > 0) = \frac{\partial}{\partial \mu} \Phi\Bigl(\frac\mu\sigma\Bigr) = q(0) > 0 .
// $$
// A soft step shows how the trick fails on the way. For $f_\tau(z) = 1/(1 + e^{-z/\tau})$ formula (5) holds for each
// width $\tau > 0$. But only draws within a few $\tau$ of the edge carry a gradient, of size up to $1/(4\tau)$, so
// the variance of a draw grows: $\mathbb E[f_\tau'^2] \approx q(0) / (6\tau)$, since
// $\int f_\tau'(z)^2 \thinspace dz = 1/(6\tau)$.
let steps = [1, 0.3, 0.1, 0.03, 0.01, 0.001, 0].map { SoftStep(width: $0) }
notebook.table(of: steps.dropLast(), under: law)
// snippet.hide
let density = Double.exp(law.logDensity(0))
let ofStep = differences(at: [m, s]) { 1 - law.with(parameters: $0).cumulative(0) }
notebook.define("step slope", density, significant: 4)
random = notebook.random("edge")
let ofEdge = Estimate(random.uniforms(20_000).map { 2 * (1.5 * $0) * $0 })
// snippet.show
notebook.check(
  "reparam-exchange/step", ofStep, equals: steps[6].expectationGradient(under: law), within: 1e-8,
  refutes: ["the pathwise gradient": [steps[6].slope(m), steps[6].slope(m)]])
notebook.check(
  "reparam-exchange/soft-step", momentOverLimit(steps[5], width: steps[5].width, under: law),
  equals: 1, within: 1e-3,
  refutes: ["the second moment stays": momentOverLimit(steps[0], width: steps[5].width, under: law)]
)
notebook.sharpen(
  "reparam-exchange", stated: "The gradient goes inside the average over the noise.",
  right:
    "It does if f(g(ε)) is Lipschitz in φ with a constant of finite mean; for a step it does not.")
// At $\tau = 0$ the expectation has the slope {{step slope}} and the trick returns zero without a warning. Decoders
// that round or threshold $z$, and discrete latent variables, are of this kind ([16](16-discrete-latents.md)).
//
// Formula (3) has a condition of its own: $q_\phi$ must not jump at a place that moves with $\phi$. For the uniform
// density on $(0, \phi)$ it does: $q = 1/\phi$ gives
// $\int \partial_\phi q \thinspace f \thinspace dz = -\mathbb E[f]/\phi$, which lacks the mass that enters at the
// edge, $f(\phi) \thinspace q(\phi) = f(\phi)/\phi$. Here the trick is right, with $z = \phi\varepsilon$: for
// $f = z^2$ the derivative is $2\phi/3$, in the check at $\phi = 1.5$.
notebook.check(
  "grad-phi-integral/edge", ofEdge, equals: 2 * 1.5 / 3, refutes: ["formula (3)": -1.5 / 3])
notebook.sharpen(
  "grad-phi-integral", stated: "The gradient of the integral is the integral of ∇q times log p.",
  right: "So if no edge at which q jumps moves with φ; otherwise the term at this edge is missing.")
// ## Through an encoder
//
// In a VAE $\mu$ and $\sigma$ are outputs of a network with weights $\phi$. The chain rule continues (5): with the
// matrices of derivatives $J_\mu$ and $J_\sigma$, a row for each latent dimension and a column for each weight,
// $$
// \nabla_\phi f(z) = \bigl(J_\mu + \mathrm{diag}(\varepsilon) J_\sigma\bigr)^\top \nabla_z f(z) . \qquad (8)
// $$
// The lectures write $\nabla_\phi \mu + \varepsilon \odot \nabla_\phi \sigma$; read it as the multiplication of row
// $j$ by $\varepsilon_j$. Four things meet: $\nabla_z f$ says in which direction $z$ should move to improve the
// reconstruction, $J_\mu$ how a weight moves the mean, $J_\sigma$ how it moves the standard deviation (not the
// variance, as one slide says), and the noise tells how far out on its side this draw was. A network with four hidden
// units serves as the encoder, three numbers in, two means and two log variances out:
//
// snippet.quote normal-encoder
let encoder = NormalEncoder<Double>(
  inputs: 3, hidden: 4, latents: 2, from: notebook.random("encoder"))
let (input, noise) = (Tensor([x]), Tensor([[0.9, -1.4]]))
func fitOfDraw(_ encoder: NormalEncoder<Double>) -> Tensor<Double> {
  logLikelihood(loadings, encoder(input).value(at: noise)).sum()
}
let whole = gradient(at: encoder, of: fitOfDraw)
func slopes(_ noise: Tensor<Double>, _ sampler: Sampler) -> [Double] {
  gradient(at: encoder) { logLikelihood(loadings, sampler($0(input), noise)).sum() }.flattened
}
let throughMean = slopes(noise, samplers[2])
let throughDeviation = slopes(noise) { q, noise in
  q.mean.stopGradient() + (q.logVariance * 0.5).exp() * noise
}
let (nowhere, withoutNoise) = (slopes(noise, samplers[1]), slopes(noise * 0, samplers[0]))
// snippet.hide
let chain = EncoderChain(encoder, input, noise: noise, example)
let byDifferences = weightDifferences(of: encoder) { fitOfDraw($0).number }
// snippet.show
notebook.check(
  "reparam-chain-rule", whole.flattened, equals: chain.gradient, within: 1e-8,
  refutes: ["without the noise": chain.withoutNoise])
notebook.check(
  "tbl-ingredient-sampling", whole.flattened, equals: byDifferences, within: 1e-8,
  refutes: ["z is drawn outside of the tape": nowhere])
notebook.check(
  "reparam-two-paths", zip(throughMean, throughDeviation).map { $0 + $1 }, equals: whole.flattened,
  within: 1e-12, refutes: ["only through μ": throughMean, "only through σ": throughDeviation])
notebook.check(
  "reparam-flow-interpretation", throughDeviation + withoutNoise,
  equals: chain.throughDeviation + chain.atMean, within: 1e-8,
  refutes: ["J of the variance": chain.throughVariance + chain.atMean])
notebook.sharpen(
  "reparam-flow-interpretation", stated: "ε ⊙ ∇σ says how the encoder affects the variance.",
  right: "It says how the encoder affects the standard deviation, times the noise of this draw.")
notebook.check(
  "reparam-graph", Double(whole.flattened.count { $0 == 0 }), isAtMost: 0,
  refutes: ["z is drawn outside of the tape": Double(nowhere.count { $0 == 0 })])
// All agree with differences: (8), the tape, and the sum of the gradients with one of the two paths open. With
// $\varepsilon = 0$ nothing moves through $\sigma$; an encoder trained at the mean of $q$ never learns its standard
// deviations from the data. The gradient reaches each weight of the encoder, and none with a blocked path.
//
// ## The head of the encoder
//
// A standard deviation is positive, the output of a linear layer is any real number. Common code lets the layer
// return $\ell = \log \sigma^2$ and takes $\sigma = e^{\ell/2}$; another lecture returns $\log \sigma$. Both make
// $\sigma$ positive wherever the exponential neither overflows nor underflows: $e^{\ell/2}$ for $\ell$ from −1490 to
// 1419 in `Double` and from −207 to 177 in `Float`. The KL term needs $\sigma^2 = e^\ell$, which is finite up to 709
// and 88 only. A step in $\ell$ is a *relative* change of $\sigma$. The $\sigma$ that four readings make of one
// output $r$:
// snippet.hide
let outputs = [-60.0, -4, -1, 0, 1, 4, 60]
notebook.table(ofHeads: outputs)
let heads = outputs.map { Double.exp($0 / 2) }
let coded = EncodedNormal(mean: Tensor([[0.0]]), logVariance: Tensor([[2.0]]))
let scale = coded.value(at: Tensor([[1.0]])).number
let misread = Double.exp(0.5 * .log(0.4))
// snippet.show
notebook.check(
  "reparam-code", scale * scale, equals: .exp(2), within: 1e-14,
  refutes: ["std = exp(log_var)": .exp(4)])
notebook.check(
  "reparam-logvar", heads.reduce(.infinity, min), isAtLeast: .leastNormalMagnitude,
  refutes: ["the output is the standard deviation": outputs[0]])
notebook.check(
  "reparam-logvar/range", ExponentialLimits.areUsable, equals: ExponentialLimits.claimed,
  within: 1e-9, refutes: ["usable for every output": ExponentialLimits.claimed.map { _ in 1 }])
notebook.sharpen(
  "reparam-logvar", stated: "Predict log σ² for numerical stability and positivity.",
  right: "σ is positive, finite for ℓ in −1490 … 1419 (Float −207 … 177); σ² finite to 709 (88).")
notebook.check(
  "reparam-logsigma", Double.exp(.log(0.4)), equals: 0.4, within: 1e-15,
  refutes: ["log σ is read as log σ²": misread])
// No compiler tells the two conventions apart. Read as log variance, the logarithm of $\sigma = 0.4$ gives
// $\sqrt{0.4}$, {{misread}}. If *all* code reads the output alike, training finds the right $\sigma$. If sampler and
// KL term disagree, training maximises something else, whose value says nothing of the evidence: with the first slip
// below training ends {{above}} nats above the log evidence, with the second {{short}} below. In the smallest model, with
// $c = w^2/\sigma_x^2$, the sampler's variance counts in $-\tfrac c2 \sigma^2$, and the KL term's in
// $-\tfrac12(\sigma^2 - \log \sigma^2)$. Let $\sigma$ be the sampler's. A sampler with $e^\ell$ for $e^{\ell/2}$ ends
// where $2c\sigma^2 + \sigma = 1$; a KL term that takes $\ell$ for $\log \sigma$ ends where
// $\sigma^4 + \tfrac c2 \sigma^2 = 1$; the right end is $\sigma^2 = 1/(1 + c)$. In `boundOfHead` the sampler takes
// $a\ell$ for $\ell$, the KL term $b\ell$.
let c = 1.2 * 1.2 / 0.5
func boundOfHead(_ l: Tensor<Double>, sampler a: Double, term b: Double) -> Tensor<Double> {
  (l * a).exp() * (-c / 2) - Tensor.normalDivergence(mean: Tensor(0), logVariance: l * b)
}
let readings = [(1.0, 1.0), (2, 2), (2, 1), (1, 2)].map { a, b in
  Double.exp(a / 2 * maximum { boundOfHead($0, sampler: a, term: b) })
}
// snippet.hide
let (rightEnd, narrow) = ((1 / (1 + c)).squareRoot(), ((1 + 8 * c).squareRoot() - 1) / (4 * c))
let broad = ((c * c / 16 + 1).squareRoot() - c / 4).squareRoot()
let above = excess(over: .log(rightEnd)) { boundOfHead($0, sampler: 2, term: 1) }
let short = -excess(over: .log(rightEnd)) { boundOfHead($0, sampler: 1, term: 2) }
notebook.define([
  "misread": misread, "right end": rightEnd, "narrow end": narrow, "broad end": broad,
  "above": above, "short": short,
])
// snippet.show
notebook.check(
  "reparam-logsigma/training", readings, equals: [rightEnd, rightEnd, narrow, broad], within: 1e-8,
  refutes: ["a misread head does no harm": [rightEnd, rightEnd, rightEnd, rightEnd]])
// The ends are $\sigma$ = {{right end}} if all read alike, {{narrow end}} for the first slip and {{broad end}} for
// the second.
//
// ## Training, with the path and without it
//
// Now all parameters learn: $w$ of the decoder, and $v$ and $\ell$ of the encoder $q(z \mid x) = N(vx, e^\ell)$, on
// data with the variance {{data variance}}, chosen so that the maximum of the bound is known: it lies at the model of
// the sections above, $w = 1.2$ up to the sign, and is the log likelihood itself, since the family of $q$ contains
// the posterior.
func slopes(
  _ parameters: [Tensor<Double>], _ x: Tensor<Double>, _ noise: Tensor<Double>, _ sampler: Sampler
) -> [Tensor<Double>] {
  gradient(at: parameters) {
    let q = EncodedNormal(mean: x * $0[1], logVariance: x * 0 + $0[2])
    return bound($0[0], q, x, at: sampler(q, noise))
  }
}
let training = Training(dataVariance: 1.94, slopes: slopes)
let results = TrainingResults(
  training, Array(samplers[..<2]), runs: 12, from: notebook.random("training"))
// snippet.hide
let (best, gaps) = (results.best, Gaps(results))
notebook.figure("training", Figures.training(results.curves, best: best))
notebook.define([
  "best bound": best, "collapsed bound": training.bound(results.ends[1]), "data variance": 1.94,
  "tanh gap": gaps.nonlinear,
])
let order = training.orderMatters(samplers[0], rate: 1e-5)
// snippet.show
// Each of the 24 trainings in the figure, twelve of each kind, takes fresh batches of 32 points and **one** draw a
// point. With the path open all approach the maximum, {{best bound}} nats a point, and the encoder ends at the
// posterior, since $N(vx, e^\ell)$ can express it for all $x$ at once. It need not: for the tanh decoder of
// [03](03-elbo.md) at $x = 2.5$ the best normal $q$ leaves a gap of {{tanh gap}} nats. With the draw cut off from the
// tape the encoder obeys the KL term alone and collapses to the prior; the decoder learns to ignore $z$. The curves
// end at {{collapsed bound}} nats, the best that a normal distribution of the variance $\sigma_x^2$ can do. The first
// check compares the ends of two further trainings, with exact averages (two points $\pm\sqrt\lambda$ with two noises
// $\pm 1$ each, $\lambda$ the variance of the data), with the maximum at $w > 0$; the second is about the twelve.
notebook.check(
  "reparam-makes-trainable", results.ends[0].flattened, equals: training.optimum, within: 1e-6,
  refutes: ["with the path blocked": results.ends[1].flattened])
notebook.illustrate(
  "reparam-makes-trainable",
  because: "One small model, whose maximum is known. Chapter 10 trains without the trick.")
notebook.check(
  "tbl-ingredient-expectation", results.last(0).reduce(.infinity, min), isAtLeast: best - 0.1,
  refutes: ["with the path blocked": results.last(1).reduce(-.infinity, max)])
notebook.illustrate(
  "tbl-ingredient-expectation", because: "Twelve trainings of one small model.")
notebook.check(
  "tbl-ingredient-posterior", [gaps.linear, gaps.nonlinear], equals: [0, gaps.divergence],
  within: 1e-6, refutes: ["an encoder always closes the gap": [0, 0]])
notebook.sharpen(
  "tbl-ingredient-posterior", stated: "The intractable posterior is replaced by a learned encoder.",
  right: "By a q that it can express: the gap closes if that is the posterior, for every x.")
// **Both at once.** The lectures update $\phi$ and $\theta$ together, each with its gradient at the *old*
// parameters:
// $$
// \phi_k = \phi_{k-1} + \eta \nabla_\phi \mathcal L(\phi_{k-1}, \theta_{k-1}) , \qquad
// \theta_k = \theta_{k-1} + \eta \nabla_\theta \mathcal L(\phi_{k-1}, \theta_{k-1}) .
// $$
// Whoever updates $\phi$ first and takes the gradient in $\theta$ afterwards makes another step; the two differ by
// $\eta^2 \nabla_\theta \nabla_\phi \mathcal L \cdot \nabla_\phi \mathcal L$ to leading order, as the tape's second
// derivatives predict (the check shows the difference in $w$, divided by $\eta^2$). Both are ascents if $\eta$ is
// small enough; the simultaneous step needs one pass through the network instead of two.
notebook.check(
  "grad-joint-update", order.difference, equals: order.predicted, within: 1e-3,
  refutes: ["the order does not matter": 0])
notebook.check(
  "grad-joint-update/rises", neverFalls: [training.heights(samplers[0], rate: 0.05)], within: 1e-12,
  refutes: ["for any η": [training.heights(samplers[0], rate: 0.4)]])
// ## Your own step
//
// With `--mean`, `--sigma` and `--width` this section differentiates $\mathbb E[f_\tau(z)]$ under your
// $q = N(\mu, \sigma^2)$ for the soft step of width $\tau$: exactly, by 10,000 draws of the trick, and by the score
// with the same draws.
// snippet.hide
let own = OwnStep(for: notebook)
notebook.show(own)
if own.carriers > 2_000 {
  notebook.check(
    "reparam-exchange/yours", own.ways[0].estimates[0], equals: own.exact[0],
    refutes: [("twice the value", 2 * own.exact[0])])
}
// snippet.show
// Of the 10,000 draws {{carriers}} lie within $5\tau$ of the edge; only they carry a slope of note.
//
// ## What to take along
//
// - The gradient in $\theta$ goes inside the average, since $\theta$ stands in what is averaged. The gradient in
//   $\phi$ does not: at fixed draws it is zero, for each draw.
// - With $z = g_\phi(\varepsilon)$ the average is over a noise without parameters, and the gradient in $\phi$ goes
//   inside too: $\nabla_z f$ times the derivative of $g_\phi$. For $z = \mu + \sigma\varepsilon$ it reaches the
//   encoder on two paths.
// - A blocked path raises no error. Training converges, to the wrong place: to the prior if both are blocked.
// - The trick needs an $f$ without jumps. The steeper $f$, the fewer draws carry its gradient; at a jump none does.
// - Check that all code reads a head alike, $\log \sigma^2$ or $\log \sigma$; test at a $\sigma$ other than 1.
//
// ## Try it
//
// 1. `swift run reparameterization --width 0`: a step. Predict both columns of the trick, and its error bars, before
//    you run.
// 2. `swift run reparameterization --width 0.002`: predict by what factor the error of the trick in $\mu$ grows.
//    Does that of the score? Then predict what `--width 0.00001` reports, and whether its error bars can be
//    believed.
// 3. `swift run reparameterization --mean 0 --width 1`: predict the derivative in $\sigma$, and its sign for
//    `--mean 1`.
//
// ## Exercises
//
// 1. *On paper.* Derive the derivatives of $z$ for the Laplace distribution by the inverse of its distribution
//    function, and check (7) for the exponential distribution.
// 2. *On paper.* Estimate the *whole* bound at a draw, $\log p(x, z) - \log q_\phi(z)$, and differentiate it in
//    $\phi$ at fixed $z$. Show that the mean of this gradient is zero. What does a training with it do to the
//    encoder?
// 3. *In code.* In `Experiments.swift` let `climb` draw one new $\varepsilon$ at each step. Compare the end of the
//    path for a constant rate and for the rate $2/(k + 10)$, over twenty seeds.
// 4. *On paper.* For which $k$ does the rotating sampler double the variance of a draw of
//    $\partial_\sigma \mathbb E[z^2]$?
// 5. *In code.* Add a third sampler to the training, with the path through $\mu$ blocked. Predict its end first, then
//    print `results.ends[2]`.
//
// ## Further reading
//
// - [@kingma2014, §2.4] and [@rezende2014]: the trick in the two papers that introduced the VAE.
// - [@mohamed2020]: score, path and signed parts of a density side by side, with their histories and conditions.
// - [@glasserman1991]: the exchange of derivative and expectation in simulation, decades earlier.
// - [@figurnov2018], [@jankowiak2018]: gradients for gamma, beta and von Mises variables, and formula (7).
// snippet.hide
notebook.finish()
// snippet.show
