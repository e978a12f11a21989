import Elementary

extension Quadrature {
  /// The product rule in several dimensions, $\sum_{i_1} \dots \sum_{i_d} w_{i_1} \cdots w_{i_d}
  /// f(x_{i_1}, \dots, x_{i_d})$.
  ///
  /// - Precondition: `dimension` is positive.
  /// - Complexity: n to the power d calls of `f` for a rule of n nodes: the reason why quadrature is
  ///   for few dimensions.
  public func integrate(dimension: Int, _ f: ([Double]) throws -> Double) rethrows -> Double {
    require(dimension > 0, "Quadrature.integrate(dimension: \(dimension))")
    guard dimension > 1 else { return try integrate { try f([$0]) } }
    return try integrate { first in
      try integrate(dimension: dimension - 1) { rest in try f([first] + rest) }
    }
  }
}
