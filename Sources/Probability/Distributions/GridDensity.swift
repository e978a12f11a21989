import Elementary
import Numerics

/// A density on the line that is known by its logarithm, with a grid for its integrals.
///
/// Any q fits: a uniform distribution, a mixture, the exact posterior of a model with one latent
/// variable. The grid has to cover where q is, with nodes closer than q and f vary; what lies outside
/// is left out. Where q underflows to zero it contributes nothing.
public struct GridDensity: Approximation {
  /// The nodes and weights for $\int dz$.
  public let grid: Quadrature

  /// $w_i q(z_i)$ for each node: what it counts for in an expectation.
  public let masses: [Double]

  private let logDensityFunction: @Sendable (Double) -> Double

  /// A density that is normalised already, as far as the caller knows; `normalized` is for any other.
  ///
  /// It is taken at its word, so `mass` tells how well it is normalised, and a function that is not
  /// a density shows what goes wrong without the normalisation.
  ///
  /// - Parameters:
  ///   - grid: a rule for $\int_a^b dz$, such as `.gaussLegendre` or `.trapezoid`.
  ///   - logDensity: $\log q(z)$, in nats; −∞ where q is zero.
  public init(on grid: Quadrature, logDensity: @escaping @Sendable (Double) -> Double) {
    self.grid = grid
    self.logDensityFunction = logDensity
    masses = zip(grid.nodes, grid.weights).map { $1 * .exp(logDensity($0)) }
  }

  /// The density divided by its integral over the grid, $q / \int q\, dz$, for a q that is known up to
  /// a factor.
  ///
  /// - Precondition: the integral is positive and finite, or its logarithm at least is: q itself may
  ///   underflow or overflow.
  public var normalized: GridDensity {
    let logDensity = logDensityFunction
    let logIntegral = logSumExp(grid.nodes.map(logDensity), weights: grid.weights)
    require(
      logIntegral.isFinite, "GridDensity: the logarithm of the integral is \(logIntegral)")
    return GridDensity(on: grid) { logDensity($0) - logIntegral }
  }

  /// $\int q(z)\, dz$ over the grid: one, to within the error of the quadrature, for a density that
  /// the grid covers.
  public var mass: Double { masses.reduce(0, +) }

  /// $\mathbb E_q[z]$.
  public var mean: Double { expectation { $0 } }

  /// $\mathbb E_q[(z - \mathbb E_q[z])^2]$.
  public var variance: Double {
    let mean = mean
    return expectation { ($0 - mean) * ($0 - mean) }
  }

  /// $\log q(z)$, in nats, at any z, on the grid or off it.
  public func logDensity(_ z: Double) -> Double { logDensityFunction(z) }

  /// $\sum_i w_i q(z_i) f(z_i)$, as exact as the grid is for $q f$. The masses are not divided by
  /// their sum.
  public func expectation(of f: (Double) -> Double) -> Double {
    var sum = 0.0
    for (node, mass) in zip(grid.nodes, masses) where mass > 0 { sum += mass * f(node) }
    return sum
  }

  /// Draws a node by its mass, then a place within the node's cell, as wide as its weight.
  ///
  /// The cells tile the interval, each around its node. So the draws follow a density that is
  /// constant in each cell and differs from q by as much as q varies there.
  ///
  /// Source: that cells as wide as the weights of a Gauss rule separate its nodes is a theorem of
  /// P. L. Chebyshev, A. A. Markov and T. J. Stieltjes (G. Szegő (1939), *Orthogonal Polynomials*,
  /// §3.41).
  public func sample(using random: inout RandomStream) -> Double {
    let node = random.categorical(masses)
    let width = grid.weights.reduce(0, +)
    let start = 0.5 * (grid.nodes[0] + grid.nodes[grid.nodes.count - 1]) - 0.5 * width
    let below = grid.weights[..<node].reduce(0, +)
    return start + below + grid.weights[node] * random.uniform()
  }
}
