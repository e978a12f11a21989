import Elementary
import Numerics

extension Quadrature {
  /// The rules for expectations under a standard normal distribution in one, two, three and four
  /// dimensions: 120, 64, 32 and 16 nodes along each, so 120, 4,096, 32,768 and 65,536 in all.
  static let standardNormal = [120, 64, 32, 16].map(gaussHermite)

  /// $\mathbb E[f(\epsilon)]$ for ε standard normal in up to four dimensions.
  static func standardNormalExpectation(
    dimension: Int, of f: ([Double]) -> Double
  ) -> Double {
    require(
      dimension >= 1 && dimension <= standardNormal.count,
      "Approximation.expectation: quadrature serves 1 to 4 dimensions, not \(dimension)")
    return standardNormal[dimension - 1].integrate(dimension: dimension, f)
  }
}

extension Normal: Approximation {
  /// $\mathbb E[f(\mu + \sigma \epsilon)]$ by Gauss–Hermite quadrature with 120 nodes.
  ///
  /// It is exact for polynomials of degree 239, so for the logarithm of any normal density, and
  /// converges fast for functions that are smooth on the scale of σ. For a function with a kink, or
  /// much narrower than σ, use a `GridDensity`.
  public func expectation(of f: (Double) -> Double) -> Double {
    expectation(of: f, nodes: Quadrature.standardNormal[0])
  }

  /// The same with the nodes of a rule for the standard normal distribution.
  public func expectation(of f: (Double) -> Double, nodes: Quadrature) -> Double {
    nodes.integrate { f(mean + standardDeviation * $0) }
  }
}

extension DiagonalNormal: Approximation {
  /// $\mathbb E[f(\mu + \sigma \odot \epsilon)]$ by the product of Gauss–Hermite rules with n nodes
  /// along each of d dimensions: n = 120, 64, 32, 16 for d = 1, 2, 3, 4.
  ///
  /// It is exact for polynomials of degree up to 2n − 1 in each entry, so for the logarithm of any
  /// normal density.
  ///
  /// - Precondition: d is at most 4.
  /// - Complexity: $n^d$ calls of `f`.
  public func expectation(of f: ([Double]) -> Double) -> Double {
    Quadrature.standardNormalExpectation(dimension: dimension) { noise in
      f(noise.indices.map { mean[$0] + standardDeviations[$0] * noise[$0] })
    }
  }
}

extension MultivariateNormal: Approximation {
  /// $\mathbb E[f(\mu + L \epsilon)]$ with $\Sigma = L L^\top$, by the product of Gauss–Hermite rules
  /// with n nodes along each of d dimensions: n = 120, 64, 32, 16 for d = 1, 2, 3, 4.
  ///
  /// It is exact for polynomials of total degree up to 2n − 1, so for the logarithm of any normal
  /// density.
  ///
  /// - Precondition: d is at most 4.
  /// - Complexity: $n^d$ calls of `f`.
  public func expectation(of f: ([Double]) -> Double) -> Double {
    Quadrature.standardNormalExpectation(dimension: dimension) { noise in
      f(zip(mean, cholesky.lower * noise).map { $0 + $1 })
    }
  }
}
