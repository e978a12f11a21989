import Autodiff
import Elementary
import Kernels
import Numerics
import Probability
import Variational

/// What an estimator of the gradient through relaxed bits does, from many draws.
struct RelaxedGradient {
  let mean: [Double]

  /// The root of the squared bias, summed over the logits, with what the draws add to it removed.
  let bias: Double

  /// The standard error of `bias`, from that of its square, with the logits taken as uncorrelated.
  let biasError: Double

  /// The root of a single draw's variance, summed over the logits.
  let deviation: Double

  /// Whether the bias is seen above the noise of the draws.
  var isBiasSignificant: Bool { bias > 3 * biasError }

  /// - Parameter exact: the gradient that should come out.
  init(_ draws: GradientDraws, exact: [Double]) {
    let estimates = draws.estimates
    mean = estimates.map(\.mean)
    let noise = estimates.reduce(0) { $0 + $1.standardError * $1.standardError }
    let square = zip(mean, exact).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    bias = max(0, square - noise).squareRoot()
    let spread = zip(estimates, exact).reduce(0) { sum, pair in
      let (error, off) = (pair.0.standardError, pair.0.mean - pair.1)
      return sum + 4 * off * off * error * error
    }
    biasError = bias > 0 ? spread.squareRoot() / (2 * bias) : .infinity
    deviation = estimates.reduce(0) { $0 + $1.variance }.squareRoot()
  }
}

/// What the straight-through estimator of the gradient does, from its value at each code.
struct StraightThroughGradient {
  /// The length of the difference between its mean and the gradient.
  let bias: Double

  /// The root of a single draw's variance, summed over the logits.
  let deviation: Double

  /// - Parameters:
  ///   - x: the observation whose $\mathbb E_q[\log p(x \mid z)]$ is differentiated.
  ///   - exact: the gradient that should come out.
  init(of x: [Int], by decoder: DiscreteDecoder, under q: BernoulliProduct, exact: [Double]) {
    let rows = decoder.straightThroughAtCodes(of: x, logits: q.logits)
    let mean = q.mean(ofCodeRows: rows)
    let difference = zip(mean, exact).map { $0 - $1 }
    bias = dot(difference, difference).squareRoot()
    let squaredLengths = rows.map { dot($0, $0) }
    deviation = (dot(q.codeProbabilities, squaredLengths) - dot(mean, mean)).squareRoot()
  }
}

extension DiscreteDecoder {
  /// The derivatives of $\log p(x \mid z)$ with respect to the logits in each of many draws, through
  /// bits that carry a derivative.
  ///
  /// - Parameter bits: z of shape `[n, k]` from q with a row of logits for each draw.
  func gradientDraws(
    of x: [Int], logits: [Double], count: Int,
    through bits: (EncodedBernoulli<Double>) -> Tensor<Double>
  ) -> GradientDraws {
    let oneHot = Self.oneHot([x], categories: categoryCount)
    let rows = Tensor(logits).broadcast(to: [count, logits.count])
    let slopes = gradient(at: rows) { logits in
      logLikelihood(of: oneHot, given: bits(EncodedBernoulli(logits: logits))).sum()
    }.numbers
    return GradientDraws(
      rows: (0..<count).map { Array(slopes[$0 * logits.count..<($0 + 1) * logits.count]) })
  }

  /// The same derivatives through relaxed bits, a row of uniform numbers for each draw.
  func relaxedGradientDraws(
    of x: [Int], logits: [Double], at uniforms: Tensor<Double>, temperature: Double
  ) -> GradientDraws {
    gradientDraws(of: x, logits: logits, count: uniforms.shape[0]) { q in
      q.relaxedValue(at: uniforms, temperature: temperature)
    }
  }

  /// The straight-through estimate of the same derivatives at each of the $2^k$ codes.
  func straightThroughAtCodes(of x: [Int], logits: [Double]) -> [[Double]] {
    let codes = Self.codes(factors: logits.count)
    return gradientDraws(of: x, logits: logits, count: 1 << logits.count) { q in
      codes + (q.probabilities - q.probabilities.stopGradient())
    }.rows
  }
}

extension DiscreteLatentFactorModel {
  /// The logarithm of the sum over the codes with one bar or none: a term for each factor, and one
  /// more.
  func logEvidenceOfOneBarAtMost(_ x: [Int]) -> Double {
    let terms = zip(codes, logJoints(of: x)).filter { entry in entry.0.count { $0 } <= 1 }
    return logSumExp(terms.map { $0.1 })
  }
}

extension BernoulliProduct {
  /// The mean over all codes of rows of numbers, a row for each code.
  func mean(ofCodeRows rows: [[Double]]) -> [Double] {
    zip(codeProbabilities, rows).reduce([Double](repeating: 0, count: rows[0].count)) {
      sum, entry in
      zip(sum, entry.1).map { $0 + entry.0 * $1 }
    }
  }

  /// The gradient of $\mathbb E_q[F]$ for a table F that stays as it is, by two conditional means for
  /// each factor: $\psi_j (1 - \psi_j) (\mathbb E_q[F \mid z_j = 1] - \mathbb E_q[F \mid z_j = 0])$.
  func gradientByConditions(ofCodeValues table: [Double]) -> [Double] {
    let (weights, psi) = (codeProbabilities, probabilities)
    let whole = dot(weights, table)
    return psi.indices.map { j in
      let on: Double = weights.indices.reduce(0.0) { sum, code in
        code >> j & 1 == 1 ? sum + weights[code] * table[code] : sum
      }
      let difference: Double = on / psi[j] - (whole - on) / (1 - psi[j])
      return psi[j] * (1 - psi[j]) * difference
    }
  }

  /// The gradient of the multi-sample bound with two draws, twice: as the mean over all pairs of codes
  /// of what an estimator returns for a pair, and as the derivative of the mean over all pairs. And the
  /// mean of the estimator's second sum, $\sum_s \tilde w_s \nabla \log w_s$, alone.
  ///
  /// - Parameter logJoints: $\log p(x, z)$ for each code.
  func pairGradients(
    logJoints: [Double]
  ) -> (estimator: [Double], exact: [Double], withoutScore: [Double]) {
    let codes = DiscreteDecoder.codes(factors: count)
    let size = logJoints.count
    let (first, second) = (
      (0..<size * size).map { $0 / size }, (0..<size * size).map { $0 % size }
    )
    let pairs = Tensor.stack([codes.select(first), codes.select(second)])
    let joints = Tensor.stack([Tensor(logJoints).select(first), Tensor(logJoints).select(second)])
    func slopes(_ surrogate: (Tensor<Double>) -> Tensor<Double>) -> [Double] {
      Autodiff.gradient(at: Tensor(logits)) { logits in
        let q = EncodedBernoulli(
          logits: logits.reshaped(1, -1).broadcast(to: [size * size, count]))
        return surrogate(q.logDensity(of: pairs))
      }.numbers
    }
    let estimator = slopes { logQ in
      let mean = Tensor.multiSampleSurrogate(logWeights: joints - logQ, logDensity: logQ)
      return (logQ.stopGradient().sum(0).exp() * mean).sum()
    }
    let exact = slopes { logQ in
      (logQ.sum(0).exp() * ((joints - logQ).logSumExp(0) - .log(2))).sum()
    }
    let withoutScore = slopes { logQ in
      let bound = (joints - logQ).logSumExp(0) - Double.log(2)
      return (logQ.stopGradient().sum(0).exp() * bound).sum()
    }
    return (estimator, exact, withoutScore)
  }
}

/// The variances of score-function estimates of one gradient, summed over the logits, for one draw:
/// by enumeration.
struct BaselineVariances {
  private(set) var none, constant, mean, optimal: Double
  private var pairPrice: Double

  /// The averages over several observations.
  static func mean(of all: [BaselineVariances]) -> BaselineVariances {
    func average(_ part: (BaselineVariances) -> Double) -> Double {
      all.reduce(0) { $0 + part($1) } / Double(all.count)
    }
    var result = all[0]
    (result.none, result.constant) = (average(\.none), average(\.constant))
    (result.mean, result.optimal) = (average(\.mean), average(\.optimal))
    result.pairPrice = average(\.pairPrice)
    return result
  }

  /// - Parameters:
  ///   - table: the integrand at each code.
  ///   - constant: the baseline that all observations share.
  init(of table: [Double], under q: BernoulliProduct, constant: Double) {
    let (weights, psi) = (q.codeProbabilities, q.probabilities)
    let gradient = q.gradient(ofCodeValues: table)
    let center = dot(weights, table)
    /// $\mathbb E[(z_j - \psi_j)^2 v(z)]$ for each factor.
    func scoreSquares(_ v: (Int) -> Double) -> [Double] {
      psi.enumerated().map { j, psi in
        weights.indices.reduce(0) { sum, code in
          let score = (code >> j & 1 == 1 ? 1 : 0) - psi
          return sum + weights[code] * score * score * v(code)
        }
      }
    }
    func variance(_ baseline: Double) -> Double {
      let squares = scoreSquares { (table[$0] - baseline) * (table[$0] - baseline) }
      return zip(squares, gradient).reduce(0) { $0 + $1.0 - $1.1 * $1.1 }
    }
    none = variance(0)
    self.constant = variance(constant)
    mean = variance(center)
    // E[s² (F − C)²] as a parabola in C has its minimum at E[s² F] / E[s²].
    let information = scoreSquares { _ in 1 }
    let (first, second) = (scoreSquares { table[$0] }, scoreSquares { table[$0] * table[$0] })
    optimal = gradient.indices.reduce(0) { sum, j in
      sum + second[j] - first[j] * first[j] / information[j] - gradient[j] * gradient[j]
    }
    let spread = weights.indices.reduce(0) {
      $0 + weights[$1] * (table[$1] - center) * (table[$1] - center)
    }
    pairPrice = zip(information, gradient).reduce(0) { $0 + $1.0 * spread + $1.1 * $1.1 }
  }

  /// The variance of the average of S leave-one-out estimates.
  func leaveOneOut(_ count: Int) -> Double {
    let s = Double(count)
    return mean / s + pairPrice / (s * (s - 1))
  }
}

/// Where two updates lead, that of the whole bound and the printed one without the divergence, for a
/// model whose bars have a given probability.
struct BothClimbs {
  /// The posterior probability of each bar.
  let posterior: [Double]

  /// ψ after following the gradient of the bound.
  let whole: [Double]

  /// ψ after following the printed update.
  let printed: [Double]

  /// By how much the bound is higher after the first, in nats.
  let lost: Double

  /// - Parameter climb: follows the gradient of $\mathbb E_q[f]$, where the table of f may depend on q.
  init(
    of x: [Int], prior: Double,
    by climb: ((BernoulliProduct) -> [Double]) -> BernoulliProduct
  ) {
    let model = DiscreteDecoder.bars(side: 4, probability: prior).model
    let joints = model.logJoints(of: x)
    let likelihoods = model.codes.map { model.logLikelihood(of: x, given: $0) }
    let byWhole = climb { q in zip(joints, model.codes).map { $0 - q.logDensity($1) } }
    let byPrinted = climb { _ in likelihoods }
    posterior = model.posterior(of: x).marginals
    (whole, printed) = (byWhole.probabilities, byPrinted.probabilities)
    lost =
      model.evidenceLowerBound(of: x, under: byWhole)
      - model.evidenceLowerBound(of: x, under: byPrinted)
  }
}

/// Mean and variance of an estimate from two draws, by going through all pairs of codes.
struct ScorePairs {
  let means: [Double]
  let variances: [Double]

  /// The means where the baseline is the mean of both draws, its own included.
  let meansWithOwn: [Double]

  /// - Parameter estimate: the estimate of a derivative from a pair of codes.
  init(
    of f: ([Bool]) -> Double, under q: BernoulliProduct,
    estimate: (Int, [Bool], [Bool]) -> Double
  ) {
    func overPairs(_ value: ([Bool], [Bool]) -> Double) -> Double {
      q.expectation { first in q.expectation { second in value(first, second) } }
    }
    let means = (0..<q.count).map { j in overPairs { estimate(j, $0, $1) } }
    self.means = means
    variances = (0..<q.count).map { j in
      overPairs { estimate(j, $0, $1) * estimate(j, $0, $1) } - means[j] * means[j]
    }
    meansWithOwn = (0..<q.count).map { j in
      overPairs { z, other in q.score(at: z)[j] * (f(z) - (f(z) + f(other)) / 2) }
    }
  }
}

/// A permutation of all codes that leaves the number of ones as it is: codes with equally many are
/// shifted among themselves.
func permutationThatKeepsOnes(bits: Int) -> [Int] {
  let codes = Array(0..<1 << bits)
  return codes.map { code in
    let members = codes.filter { $0.nonzeroBitCount == code.nonzeroBitCount }
    let place = members.firstIndex(of: code) ?? 0
    return members[(place + members.count / 2) % members.count]
  }
}
