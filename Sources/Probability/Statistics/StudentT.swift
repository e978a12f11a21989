import Elementary
import Numerics

/// Student's t distribution with ν degrees of freedom: that of
/// $(\bar x - \mu) \sqrt n / s$ for $n = \nu + 1$ normal draws with mean μ, sample mean $\bar x$ and
/// sample standard deviation s.
///
/// Source: Student (1908), "The probable error of a mean", *Biometrika* 6, 1–25.
public struct StudentT: Sendable, Hashable {
  /// The degrees of freedom ν.
  public let degreesOfFreedom: Int

  /// - Precondition: there is at least one degree of freedom.
  public init(degreesOfFreedom: Int) {
    require(degreesOfFreedom > 0, "StudentT: \(degreesOfFreedom) degrees of freedom")
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// The probability of more than t, $\frac12 I_{\nu / (\nu + t^2)}(\nu / 2, 1/2)$ for $t \ge 0$, and
  /// one minus that of more than −t below; NaN of a NaN.
  public func upperTail(_ t: Double) -> Double {
    guard !t.isNaN else { return .nan }
    guard t >= 0 else { return 1 - upperTail(-t) }
    let freedom = Double(degreesOfFreedom)
    return 0.5 * regularizedBeta(freedom / (freedom + t * t), freedom / 2, 0.5)
  }
}
