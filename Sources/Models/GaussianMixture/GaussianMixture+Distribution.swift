import Elementary
import Numerics
import Probability

extension GaussianMixture {
  /// $\log p(x) = \log \sum_k \pi_k N(x \mid \mu_k, \Sigma_k)$, in nats.
  ///
  /// One point at a time, and component by component; `expectation(of:)` is for many.
  ///
  /// - Precondition: x has d entries.
  public func logDensity(_ x: [Double]) -> Double {
    logSumExp((0..<componentCount).map { .log(weights[$0]) + logDensity(x, of: $0) })
  }

  /// $\log N(x \mid \mu_k, \Sigma_k)$, in nats.
  ///
  /// - Precondition: x has d entries.
  public func logDensity(_ x: [Double], of component: Int) -> Double {
    require(
      x.count == dimension,
      "GaussianMixture: a point of \(x.count) numbers in \(dimension) dimensions")
    return components[component].logDensity(x)
  }

  /// The posterior of the label given one point: $p(z = k \mid x)$ for each component.
  ///
  /// - Precondition: x has d entries.
  public func posterior(_ x: [Double]) -> [Double] {
    responsibilities(of: Matrix(rows: [x])).row(0)
  }

  /// Ancestral sampling: the label $z \sim \mathrm{Cat}(\pi)$, then $x = \mu_z + L_z \epsilon$ with
  /// $\epsilon \sim N(0, I)$.
  public func sample(using random: inout RandomStream) -> (component: Int, point: [Double]) {
    let component = random.categorical(weights)
    return (component, components[component].sample(using: &random))
  }

  /// The mean of the mixture, $\sum_k \pi_k \mu_k$.
  public var mean: [Double] {
    (0..<dimension).map { j in
      zip(weights, means).reduce(0) { $0 + $1.0 * $1.1[j] }
    }
  }

  /// The covariance of the mixture: within the components plus between them,
  /// $\sum_k \pi_k \left( \Sigma_k + (\mu_k - \bar\mu)(\mu_k - \bar\mu)^T \right)$.
  public var covariance: Matrix {
    let centre = mean
    var total = Matrix(rows: dimension, columns: dimension, repeating: 0)
    for k in 0..<componentCount {
      let offset = zip(means[k], centre).map(-)
      total = total + weights[k] * (covariances[k] + .outerProduct(offset, offset))
    }
    return total
  }
}
