import Elementary
import Numerics

/// A straight line through points, $y \approx a + b x$, by least squares.
///
/// The fit of log y against log x is how a power law is measured: b is the exponent.
public struct LinearFit: Sendable, Hashable {
  /// The slope b.
  public let slope: Double

  /// The intercept a, the height at x = 0.
  public let intercept: Double

  /// The standard error of the slope.
  public let slopeStandardError: Double

  /// Fits points that are all equally uncertain, by an amount that their scatter about the line
  /// tells.
  ///
  /// $b = S_{xy} / S_{xx}$ with $S_{xy} = \sum (x_i - \bar x)(y_i - \bar y)$, and
  /// $\operatorname{se}(b)^2 = \frac{1}{n - 2} \sum (y_i - a - b x_i)^2 / S_{xx}$, which is NaN for
  /// two points: they lie on their line and say nothing about its error.
  ///
  /// - Precondition: as many x as y, with at least two different x.
  public init(x: [Double], y: [Double]) {
    let line = WeightedLine(x: x, y: y, weights: x.map { _ in 1 })
    var squaredResiduals = 0.0
    for i in x.indices {
      let residual = y[i] - (line.intercept + line.slope * x[i])
      squaredResiduals += residual * residual
    }
    let variance = x.count > 2 ? squaredResiduals / Double(x.count - 2) : .nan
    slope = line.slope
    intercept = line.intercept
    slopeStandardError = (variance / line.spread).squareRoot()
  }

  /// Fits points whose standard errors $\sigma_i$ are known.
  ///
  /// Each point counts with the weight $w_i = 1 / \sigma_i^2$, in the means too, and
  /// $\operatorname{se}(b)^2 = 1 / \sum w_i (x_i - \bar x)^2$: the scatter about the line does not
  /// enter. The result is as good as the errors are independent and right.
  ///
  /// - Precondition: as many x as y and errors, with at least two different x, and every error
  ///   positive and finite.
  public init(x: [Double], y: [Double], standardErrors: [Double]) {
    require(
      standardErrors.allSatisfy { $0 > 0 && $0.isFinite },
      "LinearFit: a standard error is not positive and finite")
    let line = WeightedLine(x: x, y: y, weights: standardErrors.map { 1 / ($0 * $0) })
    slope = line.slope
    intercept = line.intercept
    slopeStandardError = (1 / line.spread).squareRoot()
  }
}

/// What both fits share.
private struct WeightedLine {
  let slope: Double
  let intercept: Double

  /// $\sum w_i (x_i - \bar x)^2$.
  let spread: Double

  init(x: [Double], y: [Double], weights: [Double]) {
    require(
      x.count == y.count && x.count == weights.count,
      "LinearFit: \(x.count) x, \(y.count) y and \(weights.count) errors")
    let total = weights.reduce(0, +)
    let (meanX, meanY) = (dot(weights, x) / total, dot(weights, y) / total)
    var (spread, covariation) = (0.0, 0.0)
    for i in x.indices {
      spread += weights[i] * (x[i] - meanX) * (x[i] - meanX)
      covariation += weights[i] * (x[i] - meanX) * (y[i] - meanY)
    }
    require(spread > 0, "LinearFit: fewer than two different x")
    self.spread = spread
    slope = covariation / spread
    intercept = meanY - slope * meanX
  }
}
