/// A distribution q under which expectations are computed without sampling error.
///
/// Variational inference puts a distribution q of a simple family in the place of a posterior that
/// may have no formula, and all that it asks of q are expectations. A categorical q gives them by
/// enumeration, a normal one by Gauss–Hermite quadrature, any other density on the line by a grid.
/// Each conformance says for which functions it is exact.
public protocol Approximation<Value>: Distribution {
  /// $\mathbb E_q[f(z)]$.
  ///
  /// Where q is zero, f is not evaluated, or counts for nothing: $0 \log 0$ is zero.
  func expectation(of f: (Value) -> Double) -> Double

  /// $H(q) = -\mathbb E_q[\log q(z)]$, in nats.
  var entropy: Double { get }
}

extension Approximation {
  /// $H(q) = -\mathbb E_q[\log q(z)]$, in nats, as an expectation like any other.
  public var entropy: Double { -expectation(of: logDensity) }
}
