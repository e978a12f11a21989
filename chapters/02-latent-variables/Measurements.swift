import Elementary
import Models
import Notebook
import Numerics
import Probability

// What the chapter measures with, apart from what it teaches.

/// The square of a number.
func square(_ t: Double) -> Double { t * t }

/// The average square of what one list leaves unexplained of another.
func residual(_ x: [Double], _ g: [Double]) -> Estimate {
  Estimate(zip(x, g).map { square($0 - $1) })
}

/// The largest change of a function over one step, by that over another.
func shrinkage(_ mean: (Double) -> Double, from long: Double, to short: Double) -> Double {
  let changes = [long, short].map { step in
    stride(from: -3.0, to: 3, by: 0.01).map { abs(mean($0 + step) - mean($0)) }.reduce(0, max)
  }
  return changes[0] / changes[1]
}

/// The evidence of x with one label for each number of ones, and its passes.
func priced(of x: Double, bits: Int, ones: [Int], weight: (Int) -> Double) -> [Double] {
  let means = ones.map { Double($0) / Double(bits).squareRoot() }
  let model = CountedModel(
    FiniteMixture(
      weights: ones.map(weight), components: means.map { Normal(mean: $0, variance: 0.09) }))
  let evidence = model.prior.expectation { z in .exp(model.logLikelihood(of: x, given: z)) }
  return [evidence, Double(model.passes)]
}

/// The number of codes of so many bits with so many ones.
func binomial(_ ones: Int, of bits: Int) -> Double {
  (0..<ones).reduce(1) { $0 * Double(bits - $1) / Double($1 + 1) }
}

/// The logarithm of the evidence of a piecewise linear decoder, by the trapezoidal rule.
func byQuadrature(_ model: PiecewiseLinearModel, at x: Double) -> Double {
  let nodes = Quadrature.trapezoid(100_001, from: -9, to: 9)
  return .log(nodes.integrate { .exp(model.logJoint(of: x, and: $0)) })
}

/// The marginal density if one piece of the decoder were all of it.
func onePiece(_ model: PiecewiseLinearModel, _ index: Int) -> Normal {
  let piece = model.pieces[index]
  return Normal(
    mean: piece.intercept, variance: square(piece.slope) + square(model.noiseStandardDeviation))
}

/// The posterior of a mixture of coins, averaged over the observations of another.
func averagedPosterior(
  of model: FiniteMixture<Bernoulli>, under truth: FiniteMixture<Bernoulli>
) -> [Double] {
  [true, false].reduce([0, 0, 0]) { sum, x in
    zip(sum, model.posterior(of: x).probabilities).map { $0 + $1 * .exp(truth.logEvidence(of: x)) }
  }
}

/// Each coordinate of x measures one of z with variance 1/4, and all are one half.
func measured(_ d: Int) throws -> (model: LinearGaussianModel, x: [Double]) {
  let model = try LinearGaussianModel(
    loadings: .identity(d), offset: [Double](repeating: 0, count: d), noiseVariance: 0.25)
  return (model, [Double](repeating: 0.5, count: d))
}

/// 200 naive averages over the evidence that they estimate.
func relativeAverages(
  _ measured: (model: LinearGaussianModel, x: [Double]), draws: Int,
  using random: inout RandomStream
) -> [Double] {
  let (model, x) = measured
  let exact = model.logEvidence(of: x)
  return (0..<200).map { _ in
    .exp(model.naiveLogEvidence(of: x, count: draws, using: &random) - exact)
  }
}

/// The number of peaks of a density, seen at steps of 0.05.
func peaks(_ logDensity: (Double) -> Double) -> Double {
  Double(peakCount(of: logDensity, over: -5...6, step: 0.05))
}

/// The mixture with the same components and equal weights.
func equallyWeighted(_ mixture: GaussianMixture) throws -> GaussianMixture {
  let count = mixture.componentCount
  return try GaussianMixture(
    weights: [Double](repeating: 1 / Double(count), count: count),
    means: mixture.means.map { $0[0] },
    variances: mixture.components.map { $0.covariance[0, 0] })
}

/// A logarithm for the terminal.
func inNats(_ value: Double) -> String { "\(value.formatted(decimals: 4)) nats" }
