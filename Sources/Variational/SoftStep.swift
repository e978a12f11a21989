import Elementary
import Numerics
import Probability

/// The soft step $f_\tau(z) = 1 / (1 + e^{-z / \tau})$ of a width τ, and for τ = 0 the step from 0 to 1
/// at zero: what a function looks like to the pathwise estimator as it becomes discontinuous.
///
/// For each τ > 0 the estimator is unbiased, and its variance grows like $1 / \tau$; at τ = 0 it is
/// zero in every draw.
public struct SoftStep: Sendable, Hashable {
  /// τ, in the unit of z.
  public let width: Double

  /// The soft step of this width.
  ///
  /// - Precondition: the width is finite and not negative.
  public init(width: Double) {
    require(width >= 0 && width.isFinite, "SoftStep: a width of \(width)")
    self.width = width
  }

  /// $f_\tau(z)$.
  public func value(_ z: Double) -> Double {
    if width > 0 { return .sigmoid(z / width) }
    return z > 0 ? 1 : 0
  }

  /// $f_\tau'(z) = f_\tau (1 - f_\tau) / \tau$, and 0 for the step, whose slope is 0 where it has one.
  public func slope(_ z: Double) -> Double {
    guard width > 0 else { return 0 }
    // The product is symmetric, and that of small numbers loses no digits.
    let f = Double.sigmoid(-z.magnitude / width)
    return f * (1 - f) / width
  }

  /// $\partial_\mu \mathbb E[f_\tau]$ and $\partial_\sigma \mathbb E[f_\tau]$ under $q = N(\mu, \sigma^2)$:
  /// $\mathbb E[f_\tau'(z)]$ and $\mathbb E[f_\tau'(z) \epsilon]$, to about twelve digits. For the step,
  /// $q(0)$ and $-\mu\, q(0) / \sigma$.
  public func expectationGradient(under q: Normal) -> [Double] {
    [average(under: q) { bell, _ in bell }, average(under: q) { bell, noise in bell * noise }]
  }

  /// $\mathbb E[f_\tau'(z)^2]$ under $q = N(\mu, \sigma^2)$: the second moment of one draw of the
  /// pathwise estimate of $\partial_\mu \mathbb E[f_\tau]$. It tends to $q(0) / 6 \tau$ as τ falls.
  ///
  /// - Precondition: the width is positive.
  public func secondMoment(under q: Normal) -> Double {
    require(width > 0, "SoftStep.secondMoment: every draw of a step's slope is 0")
    return average(under: q) { bell, _ in bell * bell } / width
  }

  /// The integral of $q(\tau t)$ over t, times a function of the bell $f_\tau (1 - f_\tau)$ at τt and of
  /// the noise that leads there.
  ///
  /// The trapezoidal rule runs over t where the step is narrower than q, and over the noise where q is
  /// narrower, so that its nodes are close on the scale of both.
  private func average(
    under q: Normal, _ integrand: (_ bell: Double, _ noise: Double) -> Double
  ) -> Double {
    let isNarrow = width <= q.standardDeviation
    let reach = isNarrow ? 40.0 : 13
    return Quadrature.trapezoid(2_001, from: -reach, to: reach).integrate { t in
      let z = isNarrow ? width * t : q.value(at: t)
      let f = Double.sigmoid(-(isNarrow ? t : z / width).magnitude)
      let density = Double.exp(q.logDensity(z))
      let measure = isNarrow ? density : density * q.standardDeviation / width
      return measure * integrand(f * (1 - f), q.noise(of: z))
    }
  }
}
