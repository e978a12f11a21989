import Elementary
import Numerics
import Probability

extension GaussianMixture {
  /// What the M-step returns.
  public struct Maximization: Sendable, Equatable {
    /// The mixture with the new parameters.
    public let mixture: GaussianMixture

    /// The components that no point belongs to, by index. They kept their mean and covariance.
    public let starved: [Int]

    /// The components whose covariance the floor has raised, by index.
    public let floored: [Int]
  }

  /// The M-step: the parameters that maximize the expected complete-data log likelihood
  /// $Q(\theta) = \sum_{ik} \gamma_{ik} \log p(x_i, z_i = k \mid \theta)$.
  ///
  /// With $N_k = \sum_i \gamma_{ik}$, the number of points that component k is responsible for,
  ///
  /// $$\pi_k = \frac{N_k}{n}, \qquad \mu_k = \frac{1}{N_k} \sum_i \gamma_{ik} x_i, \qquad
  ///   \Sigma_k = \frac{1}{N_k} \sum_i \gamma_{ik} (x_i - \mu_k)(x_i - \mu_k)^T$$
  ///
  /// with the covariances about the *new* means; `covariances(of:under:about:totals:kind:keeping:)`
  /// has the kinds other than `full`. Among the covariances whose eigenvalues are at least
  /// `covarianceFloor`, the best one is found by raising the smaller eigenvalues to it (see
  /// `raisingEigenvalues(of:to:)`). So the result is still an exact maximum, and EM still never
  /// falls.
  ///
  /// A starved component (see `starvationThreshold`) keeps its mean and covariance. As its
  /// responsibilities are nothing, that costs no likelihood, and nothing is divided by zero.
  ///
  /// Of the old mixture only the kind of covariance matters, and what starved components keep.
  ///
  /// - Parameters:
  ///   - data: n × d, a point a row.
  ///   - responsibilities: γ, n × K; the rows sum to one.
  ///   - covarianceFloor: the smallest eigenvalue allowed, in squared units of the data.
  /// - Precondition: the shapes agree, and there is at least one point.
  /// - Throws: `NotPositiveDefinite` where the floor is too low to keep a covariance from
  ///   collapsing.
  ///
  /// Source: A. P. Dempster, N. M. Laird and D. B. Rubin (1977), *J. R. Stat. Soc. B* 39, 1–38.
  public func maximization(
    of data: Matrix, under responsibilities: Matrix, covarianceFloor: Double = 0
  ) throws(NotPositiveDefinite) -> Maximization {
    try maximization(
      of: data, under: responsibilities,
      covarianceFloors: Array(repeating: covarianceFloor, count: dimension))
  }

  /// The M-step with a floor for each coordinate, $\Sigma_k \succeq \mathrm{diag}(f)$.
  ///
  /// - Parameter covarianceFloors: f, in squared units of the data; all the same for the kind
  ///   `spherical`.
  func maximization(
    of data: Matrix, under responsibilities: Matrix, covarianceFloors: [Double]
  ) throws(NotPositiveDefinite) -> Maximization {
    require(
      data.columns == dimension && data.rows == responsibilities.rows && data.rows > 0
        && responsibilities.columns == componentCount,
      "GaussianMixture.maximization: data \(data.shape), responsibilities \(responsibilities.shape)"
    )
    // snippet.m-step
    let totals = Self.totals(of: responsibilities)
    let weights = totals.map { $0 / Double(data.rows) }
    let means = Self.means(
      of: data, under: responsibilities, totals: totals, keeping: self.means)
    let covariances = Self.covariances(
      of: data, under: responsibilities, about: means, totals: totals, kind: covarianceKind,
      keeping: self.covariances)
    let raised = covariances.map { raisingEigenvalues(of: $0, to: covarianceFloors) }
    // snippet.end
    return Maximization(
      mixture: try GaussianMixture(
        weights: weights, means: means, covariances: raised, covarianceKind: covarianceKind),
      starved: totals.indices.filter { Self.isStarved(totals[$0]) },
      floored: raised.indices.filter { raised[$0] != covariances[$0] })
  }
}
