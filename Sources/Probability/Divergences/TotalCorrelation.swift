import Elementary

extension MultivariateNormal {
  /// The same distribution as a diagonal one, with its covariance as a matrix.
  public init(_ diagonal: DiagonalNormal) throws {
    try self.init(mean: diagonal.mean, covariance: diagonal.covariance)
  }

  /// The distribution of each entry by itself: $N(\mu_j, \Sigma_{jj})$.
  public var marginals: [Normal] {
    (0..<dimension).map { j in
      Normal(mean: mean[j], standardDeviation: covariance[j, j].squareRoot())
    }
  }
}

/// The total correlation of a normal distribution, in nats: the divergence from the product of its
/// marginals, $\frac12 \left( \sum_j \log \Sigma_{jj} - \log\det \Sigma \right)$.
///
/// It is zero for independent entries and positive otherwise; for two entries it is their mutual
/// information. The divergence from any distribution p with independent entries is the sum of the
/// divergences of the marginals and the total correlation.
///
/// Source: S. Watanabe (1960), *IBM Journal of Research and Development* 4, 66–82.
public func totalCorrelation(of q: MultivariateNormal) -> Double {
  0.5 * (q.marginals.reduce(0) { $0 + .log($1.variance) } - q.cholesky.logDeterminant)
}
