import Elementary
import Numerics
import Probability

/// What it takes to compute the evidence of one point by a product rule of quadrature, for the decoder
/// $x_j \mid z_j \sim N(\tanh z_j, 0.25)$ in each of d dimensions.
///
/// The coordinates are independent, so that the exact evidence is a product of integrals over one
/// variable, which a far finer rule gives.
struct QuadraturePrice {
  let dimensions: Int
  /// How often the product rule calls the decoder.
  private(set) var calls = 0
  /// $|\hat p(x) / p(x) - 1|$.
  private(set) var relativeError = 0.0

  init(dimensions: Int, nodes: Int) {
    self.dimensions = dimensions
    let observed = (0..<dimensions).map { [0.6, -0.2, 0.9][$0 % 3] }
    func density(_ x: Double, _ z: Double) -> Double {
      .exp(Normal(mean: .tanh(z), standardDeviation: 0.5).logDensity(x))
    }
    var count = 0
    let evidence = Quadrature.gaussHermite(nodes).integrate(dimension: dimensions) { z in
      count += 1
      return zip(observed, z).reduce(1.0) { $0 * density($1.0, $1.1) }
    }
    let fine = Quadrature.gaussHermite(180)
    let exact = observed.reduce(1.0) { product, x in
      product * fine.integrate { density(x, $0) }
    }
    calls = count
    relativeError = (evidence / exact - 1).magnitude
  }
}
