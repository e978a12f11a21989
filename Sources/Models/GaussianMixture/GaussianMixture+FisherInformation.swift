import Elementary
import Numerics
import Probability

// How precisely data can tell the parameters of a mixture on the line, whose labels nobody recorded.

extension GaussianMixture {
  /// The score of one observation on the line: the derivatives of $\log p(x \mid \theta)$ with
  /// respect to $\pi_1, \dots, \pi_{K-1}$, then the means, then the variances.
  ///
  /// With the posterior $\gamma_k$ of the label (Fisher's identity),
  ///
  /// $$\frac{\partial \log p}{\partial \pi_k} = \frac{\gamma_k}{\pi_k} - \frac{\gamma_K}{\pi_K},
  ///   \qquad \frac{\partial \log p}{\partial \mu_k} = \gamma_k \frac{x - \mu_k}{\sigma_k^2},
  ///   \qquad \frac{\partial \log p}{\partial \sigma_k^2} = \frac{\gamma_k}{2 \sigma_k^2}
  ///   \left( \frac{(x - \mu_k)^2}{\sigma_k^2} - 1 \right) .$$
  ///
  /// - Precondition: the mixture is one-dimensional, and its weights are positive.
  public func score(of x: Double) -> [Double] {
    require(dimension == 1, "GaussianMixture.score: \(dimension) dimensions")
    let posterior = posterior([x])
    let last = componentCount - 1
    let ratios = zip(posterior, weights).map { $0 / $1 }
    let variances = covariances.map { $0[0, 0] }
    let scaled = (0...last).map { (x - means[$0][0]) / variances[$0] }
    return ratios.dropLast().map { $0 - ratios[last] }
      + (0...last).map { posterior[$0] * scaled[$0] }
      + (0...last).map {
        0.5 * posterior[$0] * (scaled[$0] * scaled[$0] - 1 / variances[$0])
      }
  }

  /// The Fisher information of one observation on the line, $I = \mathbb E[s s^T]$ with the score s,
  /// by quadrature.
  ///
  /// The maximum likelihood estimate from n observations has, for large n, the covariance
  /// $I^{-1} / n$.
  ///
  /// - Parameter nodes: a rule for $\int dx$ over where the mixture has its mass.
  /// - Precondition: the mixture is one-dimensional, and its weights are positive.
  ///
  /// Source: R. A. Redner and H. F. Walker (1984), *SIAM Review* 26, 195–239, §3.
  public func fisherInformation(nodes: Quadrature) -> Matrix {
    let scores = nodes.nodes.map(score)
    let masses = zip(nodes.nodes, nodes.weights).map { $1 * .exp(logDensity([$0])) }
    let count = 3 * componentCount - 1
    return Matrix(
      rows: (0..<count).map { i in
        (0..<count).map { j in
          zip(scores, masses).reduce(0.0) { $0 + $1.1 * $1.0[i] * $1.0[j] }
        }
      })
  }

  /// The Fisher information of one point on the line whose label is recorded as well:
  /// $\delta_{jk} / \pi_k + 1 / \pi_K$ for the weights, $\pi_k / \sigma_k^2$ for a mean and
  /// $\pi_k / (2 \sigma_k^4)$ for a variance.
  ///
  /// What it exceeds `fisherInformation` by is the information that the missing labels carry.
  ///
  /// - Precondition: the mixture is one-dimensional, and its weights are positive.
  public var completeDataInformation: Matrix {
    require(dimension == 1, "GaussianMixture: \(dimension) dimensions")
    let last = componentCount - 1
    let variances = covariances.map { $0[0, 0] }
    let diagonal =
      weights.dropLast().map { 1 / $0 } + zip(weights, variances).map { $0 / $1 }
      + zip(weights, variances).map { 0.5 * $0 / ($1 * $1) }
    return Matrix(
      rows: diagonal.indices.map { i in
        diagonal.indices.map { j in
          (i == j ? diagonal[i] : 0) + (i < last && j < last ? 1 / weights[last] : 0)
        }
      })
  }

  /// The parameters of a mixture on the line in the order of the score, the components in ascending
  /// order of their means: what can be compared between fits, whose labels have no order.
  ///
  /// - Precondition: the mixture is one-dimensional.
  public var orderedParameters: [Double] {
    require(dimension == 1, "GaussianMixture: \(dimension) dimensions")
    let order = (0..<componentCount).sorted { means[$0][0] < means[$1][0] }
    return order.dropLast().map { weights[$0] } + order.map { means[$0][0] }
      + order.map { covariances[$0][0, 0] }
  }
}
