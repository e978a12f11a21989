extension ExpectationMaximization {
  /// About how many floating-point operations an iteration takes:
  /// $nK (2d^2 + 8d + 26)$ for full and tied covariances, $nK (10d + 26)$ for diagonal and spherical
  /// ones.
  ///
  /// For each point and component the E-step subtracts the mean, d, whitens by a triangular solve, d²,
  /// or a division for each axis, d, and sums the squares, 2d. The exponential and the normalisation of
  /// a responsibility count for 25. The M-step weighs and adds the point, 1 + 2d, and the products of
  /// its deviations, d² + 3d, or their squares, 4d. What is done once for each component, such as the
  /// Cholesky factors, is left out: it is little while n is far larger than d.
  ///
  /// A fit takes as much for every iteration of every restart.
  ///
  /// - Parameters:
  ///   - points: n.
  ///   - components: K.
  ///   - dimension: d.
  public static func operationsPerIteration(
    points: Int, components: Int, dimension: Int, covarianceKind: GaussianMixture.CovarianceKind
  ) -> Double {
    let (pairs, d) = (Double(points) * Double(components), Double(dimension))
    return switch covarianceKind {
    case .full, .tied: pairs * (2 * d * d + 8 * d + 26)
    case .diagonal, .spherical: pairs * (10 * d + 26)
    }
  }
}
