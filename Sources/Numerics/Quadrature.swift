import Elementary

/// A rule of quadrature: an integral as a weighted sum of the integrand at n nodes,
/// $\int f(x) w(x) dx \approx \sum_i w_i f(x_i)$. Gauss's rules are exact for every polynomial f of
/// degree 2n − 1, the trapezoidal rule for straight lines only.
///
/// The nodes of Gauss's rules are the roots of the n-th of the polynomials $h_k$ that are orthonormal
/// under the weight function, and $w_i = 1 / \sum_{k<n} h_k(x_i)^2$. Both follow from the recurrence
/// $x h_k = b_{k+1} h_{k+1} + b_k h_{k-1}$, which holds for a weight symmetric about zero, so all
/// that tells one rule from another is the sequence of the $b_k$.
///
/// Source: G. H. Golub and J. H. Welsch (1969), *Mathematics of Computation* 23, 221–230.
public struct Quadrature: Sendable, Hashable {
  /// Where the integrand is evaluated, in ascending order.
  public let nodes: [Double]

  /// What each value counts for. All weights are positive.
  public let weights: [Double]

  /// The rule for an expectation under the standard normal distribution,
  /// $E[f(X)] \approx \sum_i w_i f(x_i)$. The weights add up to one.
  ///
  /// For $N(\mu, \sigma^2)$ evaluate f at $\mu + \sigma x_i$. The recurrence has $b_k = \sqrt k$.
  ///
  /// - Precondition: n is in 1 ... 350. Above, weights are too small for a double.
  public static func gaussHermite(_ n: Int) -> Quadrature {
    require(n >= 1 && n <= 350, "Quadrature.gaussHermite(\(n)): not 1 to 350 nodes")
    return Quadrature(couplings: (1...n).map { Double($0).squareRoot() })
  }

  /// The rule for $\int_a^b f(x) dx$. The weights add up to b − a.
  ///
  /// On [−1, 1], with the constant weight 1/2, the recurrence has
  /// $b_k = k / \sqrt{4 k^2 - 1}$.
  ///
  /// - Precondition: n is positive, and a ≤ b are finite.
  public static func gaussLegendre(_ n: Int, from a: Double, to b: Double) -> Quadrature {
    require(n >= 1, "Quadrature.gaussLegendre(\(n)): no nodes")
    require(
      a <= b && (b - a).isFinite, "Quadrature.gaussLegendre: no interval from \(a) to \(b)")
    let unit = Quadrature(
      couplings: (1...n).map { k in Double(k) / Double(4 * k * k - 1).squareRoot() })
    let (middle, halfWidth) = (0.5 * a + 0.5 * b, 0.5 * b - 0.5 * a)
    return Quadrature(
      nodes: unit.nodes.map { middle + halfWidth * $0 },
      weights: unit.weights.map { (b - a) * $0 })
  }

  /// The trapezoidal rule for $\int_a^b f(x) dx$: n equally spaced nodes, the two at the ends with half
  /// the weight of the others, $h = (b - a) / (n - 1)$.
  ///
  /// For a smooth function that has all but vanished at both ends, such as the joint density of x and z
  /// over z, it is better than Gauss's rules: if the function is analytic within a distance of d from
  /// the real line, the error falls as $e^{-2\pi d / h}$.
  ///
  /// - Precondition: n is at least 2, and a ≤ b are finite.
  ///
  /// Source: L. N. Trefethen and J. A. C. Weideman (2014), *SIAM Review* 56, 385–458, theorem 5.1.
  public static func trapezoid(_ n: Int, from a: Double, to b: Double) -> Quadrature {
    require(n >= 2, "Quadrature.trapezoid(\(n)): fewer than two nodes")
    require(
      a <= b && (b - a).isFinite, "Quadrature.trapezoid: no interval from \(a) to \(b)")
    let spacing = (b - a) / Double(n - 1)
    return Quadrature(
      nodes: (0..<n).map { $0 == n - 1 ? b : a + spacing * Double($0) },
      weights: (0..<n).map { $0 == 0 || $0 == n - 1 ? 0.5 * spacing : spacing })
  }

  /// The weighted sum $\sum_i w_i f(x_i)$, from the lowest node to the highest.
  public func integrate(_ f: (Double) throws -> Double) rethrows -> Double {
    var sum = 0.0
    for (node, weight) in zip(nodes, weights) { sum += try weight * f(node) }
    return sum
  }

  private init(nodes: [Double], weights: [Double]) {
    self.nodes = nodes
    self.weights = weights
  }

  /// The rule whose polynomials have these $b_1, \dots, b_n$ in their recurrence.
  ///
  /// The nodes lie symmetrically about zero, so only the upper half is searched for.
  private init(couplings: [Double]) {
    let recurrence = Recurrence(couplings: couplings)
    let n = couplings.count
    let upper = (0..<n / 2).map { recurrence.root(fromTop: $0) }
    nodes = upper.map { -$0 } + (n % 2 == 1 ? [0] : []) + upper.reversed()
    weights = nodes.map { 1 / recurrence.sumOfSquares(at: $0) }
  }
}

/// The recurrence $x h_k = b_{k+1} h_{k+1} + b_k h_{k-1}$ of orthonormal polynomials, $h_0 = 1$.
private struct Recurrence {
  /// $b_1, \dots, b_n$.
  let couplings: [Double]

  /// $\sum_{k<n} h_k(x)^2$, the inverse of the weight of a node at x.
  func sumOfSquares(at x: Double) -> Double {
    var (previous, current, sum) = (0.0, 1.0, 1.0)
    var lastCoupling = 0.0
    for coupling in couplings.dropLast() {
      (previous, current) = (current, (x * current - lastCoupling * previous) / coupling)
      lastCoupling = coupling
      sum += current * current
    }
    return sum
  }

  /// How many of the n roots of $h_n$ lie above x.
  ///
  /// By Sturm's theorem it is the number of sign changes in $h_0(x), \dots, h_n(x)$, that is of
  /// negative ratios $r_k = b_k h_k / h_{k-1}$. These obey $r_{k+1} = x - b_k^2 / r_k$ and, unlike
  /// the polynomials themselves, never overflow: a ratio of zero makes the next one −∞, which counts,
  /// and the one after that x.
  func rootsAbove(_ x: Double) -> Int {
    var count = 0
    var ratio = x
    for coupling in couplings.dropLast() {
      if ratio < 0 { count += 1 }
      ratio = x - coupling * coupling / ratio
    }
    return ratio < 0 ? count + 1 : count
  }

  /// The positive root that has `index` roots above it, by bisection down to the last bit.
  func root(fromTop index: Int) -> Double {
    bisect(0, 2 * (couplings.max() ?? 0)) { rootsAbove($0) > index }
  }
}
