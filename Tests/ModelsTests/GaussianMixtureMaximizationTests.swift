import Elementary
import Models
import Numerics
import Probability
import Testing

@Suite struct GaussianMixtureMaximizationTests {
  /// The formulas of the M-step, summed in the plainest way.
  @Test func momentsAreTheWeightedSums() throws {
    let data = Examples.points(300, from: try Examples.mixture(.full))
    let responsibilities = Examples.responsibilities(300, 3)
    let step = try Examples.mixture(.full).maximization(of: data, under: responsibilities)
    for k in 0..<3 {
      let shares = responsibilities.column(k)
      let total = shares.reduce(0, +)
      #expect((step.mixture.weights[k] - total / 300).magnitude < 1e-14)
      let mean = (0..<2).map { j in dot(shares, data.column(j)) / total }
      for j in 0..<2 { #expect((step.mixture.means[k][j] - mean[j]).magnitude < 1e-13) }
      var scatter = Matrix(rows: 2, columns: 2, repeating: 0)
      for i in 0..<300 {
        let deviation = zip(data.row(i), mean).map(-)
        scatter = scatter + shares[i] * .outerProduct(deviation, deviation)
      }
      #expect(
        Examples.difference(step.mixture.covariances[k], (1 / total) * scatter) < 1e-12)
    }
  }

  @Test func theGradientOfQVanishesAtTheMaximum() throws {
    let start = try Examples.mixture(.full)
    let data = Examples.points(400, from: start)
    let responsibilities = Examples.responsibilities(400, 3)
    let best = try start.maximization(of: data, under: responsibilities).mixture
    let gradient = best.gradient(of: data, under: responsibilities)
    #expect(gradient.weights.allSatisfy { $0.magnitude < 1e-10 })
    #expect(gradient.means.joined().allSatisfy { $0.magnitude < 1e-10 })
    #expect(gradient.covariances.allSatisfy { $0.largestMagnitude < 1e-10 })
    let elsewhere = start.gradient(of: data, under: responsibilities)
    #expect(elsewhere.means.joined().contains { $0.magnitude > 1 })
  }

  @Test(arguments: GaussianMixture.CovarianceKind.allCases)
  func noPerturbationDoesBetter(kind: GaussianMixture.CovarianceKind) throws {
    let start = try Examples.mixture(kind)
    let data = Examples.points(200, from: try Examples.mixture(.full))
    let responsibilities = Examples.responsibilities(200, 3)
    let best = try start.maximization(of: data, under: responsibilities).mixture
    let height = best.expectedCompleteLogLikelihood(of: data, under: responsibilities)
    var random = RandomStream(seed: 1, name: "perturbations")
    for size in [1e-1, 1e-2, 1e-3] {
      for _ in 0..<20 {
        let other = try perturbed(best, by: size, using: &random)
        let lower = other.expectedCompleteLogLikelihood(of: data, under: responsibilities)
        #expect(lower < height)
      }
    }
  }

  /// A mixture of the same kind with other parameters.
  private func perturbed(
    _ mixture: GaussianMixture, by size: Double, using random: inout RandomStream
  ) throws -> GaussianMixture {
    let weights = mixture.weights.map { $0 * .exp(size * random.normal()) }
    let total = weights.reduce(0, +)
    let means = mixture.means.map { $0.map { $0 + size * random.normal() } }
    let factors = mixture.covariances.map { _ in
      switch mixture.covarianceKind {
      case .full, .tied:
        Matrix.identity(2) + size * Matrix(rows: 2, columns: 2, elements: random.normals(4))
      case .diagonal: Matrix.identity(2) + size * Matrix(diagonal: random.normals(2))
      case .spherical: (1 + size * random.normal()) * Matrix.identity(2)
      }
    }
    let isTied = mixture.covarianceKind == .tied
    return try GaussianMixture(
      weights: weights.map { $0 / total }, means: means,
      covariances: mixture.covariances.indices.map { k in
        let factor = factors[isTied ? 0 : k]
        return (factor * mixture.covariances[k] * factor.transposed).symmetrized
      },
      covarianceKind: mixture.covarianceKind)
  }

  @Test(arguments: GaussianMixture.CovarianceKind.allCases)
  func oneComponentIsTheMaximumLikelihoodGaussian(kind: GaussianMixture.CovarianceKind) throws {
    let data = Examples.points(500, from: try Examples.mixture(.full))
    let start = try GaussianMixture(
      weights: [1], means: [[5, 5]], covariances: [.identity(2)], covarianceKind: kind)
    let fitted = try start.maximization(of: data, under: start.responsibilities(of: data)).mixture
    let mean = (0..<2).map { data.column($0).reduce(0, +) / 500 }
    for j in 0..<2 { #expect((fitted.means[0][j] - mean[j]).magnitude < 1e-13) }
    let deviations = Matrix(rows: (0..<500).map { zip(data.row($0), mean).map(-) })
    let covariance = (1.0 / 500) * (deviations.transposed * deviations)
    let expected: Matrix =
      switch kind {
      case .full, .tied: covariance
      case .diagonal: Matrix(diagonal: covariance.diagonal)
      case .spherical: (covariance.trace / 2) * .identity(2)
      }
    #expect(Examples.difference(fitted.covariances[0], expected) < 1e-12)
  }

  @Test(arguments: GaussianMixture.CovarianceKind.allCases)
  func duplicatedDataDoubleTheSumsAndChangeNoParameter(
    kind: GaussianMixture.CovarianceKind
  ) throws {
    let mixture = try Examples.mixture(kind)
    let data = Examples.points(128, from: mixture)
    let twice = Matrix(rows: 256, columns: 2, elements: data.elements + data.elements)
    let (once, both) = (mixture.expectation(of: data), mixture.expectation(of: twice))
    #expect(
      Examples.relativeDifference(both.logLikelihood, 2 * once.logLikelihood) < 1e-14)
    let totals = GaussianMixture.totals(of: once.responsibilities)
    for (total, doubled) in zip(totals, GaussianMixture.totals(of: both.responsibilities)) {
      #expect(Examples.relativeDifference(doubled, 2 * total) < 1e-14)
    }
    let fromOnce = try mixture.maximization(of: data, under: once.responsibilities)
    let fromBoth = try mixture.maximization(of: twice, under: both.responsibilities)
    #expect(Examples.difference(fromOnce.mixture, fromBoth.mixture) < 1e-13)
  }

  @Test func aStarvedComponentKeepsItsMeanAndCovariance() throws {
    let far = try GaussianMixture(
      weights: [0.5, 0.5], means: [[0, 0], [1e4, 0]],
      covariances: [.identity(2), Matrix(rows: [[2, 1], [1, 3]])], covarianceKind: .full)
    let data = Examples.points(100, from: try Examples.mixture(.full))
    let step = try far.maximization(of: data, under: far.responsibilities(of: data))
    #expect(step.starved == [1])
    #expect(step.mixture.weights == [1, 0])
    #expect(step.mixture.means[1] == far.means[1])
    #expect(step.mixture.covariances[1] == far.covariances[1])
    #expect(
      step.mixture.expectation(of: data).responsibilities.column(1) == data.column(0).map { _ in 0 }
    )
    #expect(step.mixture.logLikelihood(of: data).isFinite)
  }

  @Test(arguments: GaussianMixture.CovarianceKind.allCases)
  func componentsMayBeListedInAnyOrder(kind: GaussianMixture.CovarianceKind) throws {
    let mixture = try Examples.mixture(kind)
    let order = [2, 0, 1]
    let permuted = try GaussianMixture(
      weights: order.map { mixture.weights[$0] }, means: order.map { mixture.means[$0] },
      covariances: order.map { mixture.covariances[$0] }, covarianceKind: kind)
    let data = Examples.points(150, from: mixture)
    let (plain, shuffled) = (mixture.expectation(of: data), permuted.expectation(of: data))
    #expect((plain.logLikelihood - shuffled.logLikelihood).magnitude < 1e-11)
    let step = try mixture.maximization(of: data, under: plain.responsibilities).mixture
    let other = try permuted.maximization(of: data, under: shuffled.responsibilities).mixture
    for (position, k) in order.enumerated() {
      #expect((other.weights[position] - step.weights[k]).magnitude < 1e-14)
      #expect(
        Examples.difference(other.covariances[position], step.covariances[k]) < 1e-12)
    }
  }

  /// Sums of squares would lose twelve of sixteen digits here.
  @Test(arguments: GaussianMixture.CovarianceKind.allCases)
  func dataFarFromTheOriginLoseNothing(kind: GaussianMixture.CovarianceKind) throws {
    // Multiples of 2⁻²⁰, so that the shift itself is exact.
    let data = Examples.points(500, from: try Examples.mixture(.full)).map {
      ($0 * 0x1p20).rounded() * 0x1p-20
    }
    let mixture = try Examples.mixture(kind)
    let shift = 1_000_000.0
    let shifted = try GaussianMixture(
      weights: mixture.weights, means: mixture.means.map { $0.map { $0 + shift } },
      covariances: mixture.covariances, covarianceKind: kind)
    let near = mixture.expectation(of: data)
    let far = shifted.expectation(of: data.map { $0 + shift })
    #expect(near == far)
    let step = try mixture.maximization(of: data, under: near.responsibilities).mixture
    let farStep = try shifted.maximization(
      of: data.map { $0 + shift }, under: near.responsibilities
    ).mixture
    for k in 0..<3 {
      #expect(Examples.difference(farStep.covariances[k], step.covariances[k]) < 1e-12)
      for j in 0..<2 {
        #expect((farStep.means[k][j] - shift - step.means[k][j]).magnitude < 1e-8)
      }
    }
  }

  /// Odd and larger dimensions take other paths through the kernels.
  @Test(arguments: [1, 3, 4, 5, 16, 17])
  func anyDimensionHasTheSameSums(dimension: Int) throws {
    var random = RandomStream(seed: 2, name: "dimension")
    let data = Matrix(rows: 150, columns: dimension, elements: random.normals(150 * dimension))
    let start = try GaussianMixture(
      weights: [0.5, 0.5], means: [random.normals(dimension), random.normals(dimension)],
      covariances: [.identity(dimension), .identity(dimension)], covarianceKind: .full)
    let responsibilities = Examples.responsibilities(150, 2)
    let fitted = try start.maximization(of: data, under: responsibilities).mixture
    for k in 0..<2 {
      let shares = responsibilities.column(k)
      let centred = Matrix(rows: (0..<150).map { zip(data.row($0), fitted.means[k]).map(-) })
      let weighted = Matrix(rows: (0..<150).map { i in centred.row(i).map { $0 * shares[i] } })
      let expected = (1 / shares.reduce(0, +)) * (weighted.transposed * centred)
      #expect(Examples.difference(fitted.covariances[k], expected) < 1e-13)
    }
    let densities = fitted.expectation(of: data).logDensities
    for i in 0..<150 {
      #expect((densities[i] - fitted.logDensity(data.row(i))).magnitude < 1e-11)
    }
  }

  /// The covariances of the other kinds are averages over the full ones: the diagonal alone, the mean
  /// of the diagonal, and one mean over the components by their weights.
  @Test func theOtherKindsAverageTheFullCovariances() throws {
    let data = Examples.points(300, from: try Examples.mixture(.full))
    let responsibilities = Examples.responsibilities(300, 3)
    func step(_ kind: GaussianMixture.CovarianceKind) throws -> GaussianMixture {
      try Examples.mixture(kind).maximization(of: data, under: responsibilities).mixture
    }
    let full = try step(.full)
    let shared = (0..<3).reduce(Matrix(rows: 2, columns: 2, repeating: 0)) {
      $0 + full.weights[$1] * full.covariances[$1]
    }
    for k in 0..<3 {
      let diagonal = Matrix(diagonal: full.covariances[k].diagonal)
      let sphere = (full.covariances[k].trace / 2) * Matrix.identity(2)
      #expect(Examples.difference(try step(.diagonal).covariances[k], diagonal) < 1e-12)
      #expect(Examples.difference(try step(.spherical).covariances[k], sphere) < 1e-12)
      #expect(Examples.difference(try step(.tied).covariances[k], shared) < 1e-12)
    }
  }

  @Test(arguments: [GaussianMixture.CovarianceKind.diagonal, .spherical])
  func aStarvedComponentKeepsItsVariances(kind: GaussianMixture.CovarianceKind) throws {
    let far = try GaussianMixture(
      weights: [0.5, 0.5], means: [[0, 0], [1e4, 0]],
      covariances: [.identity(2), 3 * .identity(2)], covarianceKind: kind)
    let data = Examples.points(100, from: try Examples.mixture(.full))
    let step = try far.maximization(of: data, under: far.responsibilities(of: data))
    #expect(step.starved == [1])
    #expect(step.mixture.covariances[1] == far.covariances[1])
  }
}
