import Elementary
import Numerics
import Probability

/// A mixture of K Gaussians in d dimensions: $p(x) = \sum_{k=1}^K \pi_k N(x \mid \mu_k, \Sigma_k)$.
///
/// It is the simplest latent-variable model. A hidden label z says which component a point came
/// from: $z \sim \mathrm{Cat}(\pi)$, then $x \mid z = k \sim N(\mu_k, \Sigma_k)$. Summing the label
/// out gives the density; Bayes' rule gives the label back, as a probability for each component.
///
/// A mixture is a value that is valid once it exists: its covariances are positive definite, and
/// their Cholesky factors are at hand.
///
/// Source: C. M. Bishop (2006), *Pattern Recognition and Machine Learning*, §9.2.
public struct GaussianMixture: Sendable, Equatable {
  /// What the components' covariances may look like, and so how many parameters they have.
  public enum CovarianceKind: String, CaseIterable, Sendable {
    /// Each component has a covariance of its own, an ellipsoid in any direction.
    case full

    /// Each component has a variance for each axis: an ellipsoid along the axes.
    case diagonal

    /// Each component has one variance, $\Sigma_k = \sigma_k^2 I$: a ball.
    case spherical

    /// All components share one full covariance.
    case tied
  }

  /// The mixing proportions π, of length K: not negative, with sum one.
  public let weights: [Double]

  /// The means μ: K vectors of length d.
  public let means: [[Double]]

  /// The covariances Σ: K matrices of d × d. Of the kind `tied` they are all equal.
  public let covariances: [Matrix]

  /// The family that the covariances belong to.
  public let covarianceKind: CovarianceKind

  /// The components' distributions, $N(\mu_k, \Sigma_k)$.
  public let components: [MultivariateNormal]

  /// The Cholesky factors $L_k$ of the covariances, $\Sigma_k = L_k L_k^T$.
  var factors: [Cholesky] { components.map(\.cholesky) }

  /// A mixture with the given parameters.
  ///
  /// - Precondition: there are as many means and covariances as weights, at least one; the shapes
  ///   agree; the weights are a distribution; the covariances are of the stated kind.
  /// - Throws: `NotPositiveDefinite` with the index of the first covariance that is not.
  public init(
    weights: [Double], means: [[Double]], covariances: [Matrix], covarianceKind: CovarianceKind
  ) throws(NotPositiveDefinite) {
    require(
      !weights.isEmpty && means.count == weights.count && covariances.count == weights.count,
      """
      GaussianMixture: \(weights.count) weights, \(means.count) means, \(covariances.count) \
      covariances
      """)
    require(
      weights.allSatisfy { $0 >= 0 } && (weights.reduce(0, +) - 1).magnitude < 1e-6,
      "GaussianMixture: the weights \(weights) are not a distribution")
    let dimension = means[0].count
    require(
      dimension > 0
        && means.allSatisfy { $0.count == dimension }
        && covariances.allSatisfy { $0.rows == dimension && $0.columns == dimension },
      "GaussianMixture: the means and the covariances differ in dimension")
    require(
      covarianceKind.admits(covariances),
      "GaussianMixture: the covariances are not of the kind \(covarianceKind.rawValue)")
    self.weights = weights
    self.means = means
    self.covariances = covariances
    self.covarianceKind = covarianceKind
    self.components = try Self.components(means: means, covariances: covariances)
  }

  private static func components(
    means: [[Double]], covariances: [Matrix]
  ) throws(NotPositiveDefinite) -> [MultivariateNormal] {
    var components: [MultivariateNormal] = []
    for (mean, covariance) in zip(means, covariances) {
      do {
        components.append(try MultivariateNormal(mean: mean, covariance: covariance))
      } catch {
        throw error.ofMatrix(components.count)
      }
    }
    return components
  }

  /// A mixture on the line, with a mean and a variance for each component.
  ///
  /// - Throws: `NotPositiveDefinite` for the first variance that is not positive.
  public init(
    weights: [Double], means: [Double], variances: [Double]
  ) throws(NotPositiveDefinite) {
    try self.init(
      weights: weights, means: means.map { [$0] },
      covariances: variances.map { Matrix(diagonal: [$0]) }, covarianceKind: .full)
  }

  /// The number of components, K.
  public var componentCount: Int { weights.count }

  /// The number of coordinates of a point, d.
  public var dimension: Int { means[0].count }

  /// Two mixtures are equal if their parameters are, to the last bit.
  public static func == (left: GaussianMixture, right: GaussianMixture) -> Bool {
    left.weights == right.weights && left.means == right.means
      && left.covariances == right.covariances && left.covarianceKind == right.covarianceKind
  }
}

extension GaussianMixture.CovarianceKind {
  /// Whether matrices have the form that the kind demands.
  func admits(_ covariances: [Matrix]) -> Bool {
    switch self {
    case .full: true
    case .tied: covariances.allSatisfy { $0 == covariances[0] }
    case .diagonal: covariances.allSatisfy { $0 == Matrix(diagonal: $0.diagonal) }
    case .spherical:
      covariances.allSatisfy {
        $0 == Matrix(diagonal: Array(repeating: $0[0, 0], count: $0.rows))
      }
    }
  }
}
