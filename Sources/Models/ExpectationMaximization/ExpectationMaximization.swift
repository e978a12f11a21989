import Elementary
import Probability

/// The EM algorithm for Gaussian mixtures: E-step and M-step in turns, until the likelihood stands
/// still.
///
/// Both steps climb the evidence lower bound $\mathcal L(\theta, \gamma)$: the E-step over the
/// responsibilities γ, which makes the bound equal to the log likelihood, the M-step over the
/// parameters θ. So the log likelihood never falls from one iteration to the next.
///
/// A value of this type holds the settings; `run` does one climb from given parameters, `fit`
/// several from random ones.
///
/// Source: A. P. Dempster, N. M. Laird and D. B. Rubin (1977), *J. R. Stat. Soc. B* 39, 1–38.
public struct ExpectationMaximization: Sendable, Equatable {
  /// A run has converged when the mean log likelihood of a point rises by no more than this in an
  /// iteration, in nats.
  ///
  /// The change is taken absolute, not relative: a log density shifts by a constant when the data
  /// are measured in other units, and the rule should not depend on units.
  public var tolerance: Double

  /// A run ends after this many iterations, converged or not.
  public var maximumIterations: Int

  /// The smallest eigenvalue that a covariance may have, in squared units of the data; nil for
  /// `defaultFloors(for:kind:)`.
  public var covarianceFloor: Double?

  /// Whether a run keeps only some of the mixtures on its way: those of the first 16 iterations, then
  /// each that is an eighth further on, and the last.
  ///
  /// A mixture in many columns takes megabytes. Of a thousand iterations a thinned path keeps some
  /// fifty.
  public var thinsPath: Bool

  /// Given settings.
  ///
  /// - Precondition: `maximumIterations` is positive, the others are not negative.
  public init(
    tolerance: Double = 1e-9, maximumIterations: Int = 1000, covarianceFloor: Double? = nil,
    thinsPath: Bool = false
  ) {
    require(
      tolerance >= 0 && maximumIterations > 0 && covarianceFloor ?? 0 >= 0,
      "ExpectationMaximization: a setting is negative")
    self.tolerance = tolerance
    self.maximumIterations = maximumIterations
    self.covarianceFloor = covarianceFloor
    self.thinsPath = thinsPath
  }
}
