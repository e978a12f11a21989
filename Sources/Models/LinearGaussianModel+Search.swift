import Elementary
import Numerics
import Probability

extension LinearGaussianModel {
  /// The gap of the best q with independent coordinates,
  /// $\frac12 \left( \sum_j \log \Lambda_{jj} - \log\det\Lambda \right)$ with the posterior's precision
  /// $\Lambda = (W^\top W + \sigma^2 I) / \sigma^2$, in nats: the same for every x.
  ///
  /// Source: C. M. Bishop (2006), *Pattern Recognition and Machine Learning*, §10.1.2.
  public var meanFieldGap: Double {
    let inner = loadings.transposed * loadings + noiseVariance * .identity(loadings.columns)
    return 0.5 * (inner.diagonal.reduce(0) { $0 + .log($1) } - precisionFactor.logDeterminant)
  }

  /// The normal q with the greatest bound, found by a search over its mean and the Cholesky factor of
  /// its covariance that knows of the model only the bound.
  ///
  /// It should find the posterior, and takes thousands of evaluations to do so: for comparisons.
  ///
  /// - Throws: `NotPositiveDefinite` if the search leaves the normal distributions, which it
  ///   has no reason to.
  public func bestNormal(
    for x: [Double], precision: Double = 1e-9
  ) throws(NotPositiveDefinite) -> MultivariateNormal {
    let d = loadings.columns
    func normal(_ parameters: [Double]) throws(NotPositiveDefinite) -> MultivariateNormal {
      var lower = Matrix(rows: d, columns: d, repeating: 0)
      var next = d
      for i in 0..<d {
        for j in 0...i {
          lower[i, j] = i == j ? .exp(parameters[next]) : parameters[next]
          next += 1
        }
      }
      return try MultivariateNormal(
        mean: Array(parameters[..<d]), covariance: (lower * lower.transposed).symmetrized)
    }
    let count = d + d * (d + 1) / 2
    let best = patternSearchMaximum(
      from: [Double](repeating: 0, count: count), steps: [Double](repeating: 0.3, count: count),
      precision: precision
    ) { parameters in
      (try? normal(parameters)).map { evidenceLowerBound(of: x, under: $0) } ?? -.infinity
    }
    return try normal(best.point)
  }
}
