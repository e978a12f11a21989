import Elementary
import Numerics
import Probability
import Testing

@testable import Models

@Suite struct CovarianceFloorTests {
  @Test func aCovarianceAboveTheFloorIsUntouched() {
    let covariance = Matrix(rows: [[2, 0.3], [0.3, 0.8]])
    #expect(raisingEigenvalues(of: covariance, to: 0.5) == covariance)
    #expect(raisingEigenvalues(of: .identity(3), to: 1) == .identity(3))
    // Eigenvalues 3 and 1: the floor itself is not below the floor.
    let tie = Matrix(rows: [[2, 1], [1, 2]])
    #expect(raisingEigenvalues(of: tie, to: 1) == tie)
  }

  @Test func smallEigenvaluesAreRaisedAndNothingElseChanges() {
    // Eigenvalues 4 and 0.01 along (3, 4) / 5 and (-4, 3) / 5.
    let (long, short) = ([0.6, 0.8], [-0.8, 0.6])
    let covariance = 4.0 * .outerProduct(long, long) + 0.01 * .outerProduct(short, short)
    let expected = 4.0 * .outerProduct(long, long) + 0.25 * .outerProduct(short, short)
    #expect(Examples.difference(raisingEigenvalues(of: covariance, to: 0.25), expected) < 1e-14)
    #expect(
      raisingEigenvalues(of: Matrix(diagonal: [4, 0.01]), to: 0.25)
        == Matrix(diagonal: [4, 0.25]))
  }

  /// Among many covariances above the floor, none gives the data a higher expected likelihood.
  @Test func theRaisedCovarianceIsTheConstrainedMaximum() throws {
    let scatter = Matrix(rows: [[1.0, 0.7], [0.7, 0.5]])
    let floor = 0.1
    let best = try logLikelihood(raisingEigenvalues(of: scatter, to: floor), scatter)
    var random = RandomStream(seed: 0, name: "constrained")
    for _ in 0..<300 {
      let angle = Double.pi * random.uniform()
      let direction = [Double.cos(angle), Double.sin(angle)]
      let normal = [-direction[1], direction[0]]
      let (first, second) = (floor + 2 * random.uniform(), floor + 0.2 * random.uniform())
      let other =
        first * .outerProduct(direction, direction) + second * .outerProduct(normal, normal)
      #expect(try logLikelihood(other, scatter) <= best)
    }
    #expect(try logLikelihood(raisingEigenvalues(of: scatter, to: 0.2), scatter) < best)
  }

  /// Other units change neither which covariance is best nor how it looks in the old units.
  @Test func floorsFollowTheUnits() {
    let covariance = Matrix(rows: [[1.0, 0.7], [0.7, 0.5]])
    let expected = raisingEigenvalues(of: covariance, to: 0.1)
    for unit in [1e-40, 1e-3, 1024, 1e40] {
      let scaled = Matrix(rows: [[1, 0.7 * unit], [0.7 * unit, 0.5 * unit * unit]])
      let raised = raisingEigenvalues(of: scaled, to: [0.1, 0.1 * unit * unit])
      let restored = Matrix(
        rows: [
          [raised[0, 0], raised[0, 1] / unit], [raised[1, 0] / unit, raised[1, 1] / unit / unit],
        ])
      #expect(Examples.difference(restored, expected) < 1e-14)
      #expect(raisingEigenvalues(of: scaled, to: [0.001, 0.001 * unit * unit]) == scaled)
    }
    #expect(
      raisingEigenvalues(of: Matrix(diagonal: [4, 0.01]), to: [5, 0.001])
        == Matrix(diagonal: [5, 0.01]))
  }

  /// $-\frac12 (\log \det \Sigma + \mathrm{tr}(\Sigma^{-1} S))$.
  private func logLikelihood(_ covariance: Matrix, _ scatter: Matrix) throws -> Double {
    let factor = try Cholesky(covariance)
    return -0.5 * (factor.logDeterminant + (factor.inverse * scatter).trace)
  }

  @Test func aCollapsingComponentIsHeldAndReported() throws {
    // One point far from the others pulls a component onto itself.
    let data = Matrix(rows: [[0], [0.5], [1], [1.5], [100]])
    let start = try GaussianMixture(weights: [0.5, 0.5], means: [0, 90], variances: [1, 1])
    let step = try start.maximization(
      of: data, under: start.responsibilities(of: data), covarianceFloor: 0.01)
    #expect(step.floored == [1])
    #expect(step.mixture.covariances[1] == Matrix(diagonal: [0.01]))
    #expect(throws: NotPositiveDefinite.self) {
      try start.maximization(of: data, under: start.responsibilities(of: data))
    }
  }

  @Test func aRaisedCovarianceIsExactlySymmetric() {
    var random = RandomStream(seed: 0, name: "symmetric")
    for _ in 0..<20 {
      let root = Matrix(rows: 4, columns: 4, elements: random.normals(16))
      let raised = raisingEigenvalues(of: (root * root.transposed).symmetrized, to: 1)
      #expect(raised == raised.transposed)
    }
  }
}
