extension GridDensity {
  /// A normal distribution on a grid of its own, 1,201 equally spaced nodes from 12 standard deviations
  /// below the mean to 12 above.
  ///
  /// It serves a function that varies fast, or has kinks, where the nodes of Gauss–Hermite quadrature
  /// would be too few.
  public static func around(_ law: Normal) -> GridDensity {
    let reach = 12 * law.standardDeviation
    return GridDensity(
      on: .trapezoid(1_201, from: law.mean - reach, to: law.mean + reach),
      logDensity: { law.logDensity($0) })
  }
}
