import Elementary
import Numerics
import Probability

/// The points x with (x − μ)ᵀ Σ⁻¹ (x − μ) = k²: where a Gaussian density is as high as at a
/// distance of k standard deviations from its mean.
struct Ellipse: Sendable, Equatable {
  let mean: Point
  /// k L for Σ = L Lᵀ with a lower triangular L: it carries the unit circle to the ellipse.
  private let column1: Point
  private let column2: Double

  /// - Precondition: The covariance, of which the lower triangle is read, is positive semidefinite.
  init(mean: [Double], covariance: Matrix, standardDeviations: Double) {
    require(
      mean.count == 2 && covariance.rows == 2 && covariance.columns == 2,
      "ellipse: two dimensions are needed")
    let (xx, xy, yy) = (covariance[0, 0], covariance[1, 0], covariance[1, 1])
    require(
      xx >= 0 && yy >= 0 && xy * xy <= xx * yy * (1 + 1e-9),
      "ellipse: the covariance is not positive semidefinite")
    let lower11 = xx.squareRoot()
    let lower21 = lower11 > 0 ? xy / lower11 : 0
    let lower22 = max(0, yy - lower21 * lower21).squareRoot()
    self.mean = Point(mean[0], mean[1])
    column1 = Point(standardDeviations * lower11, standardDeviations * lower21)
    column2 = standardDeviations * lower22
  }

  /// The image of a point of the plane of the unit circle.
  func image(of u: Point) -> Point {
    Point(mean.x + column1.x * u.x, mean.y + column1.y * u.x + column2 * u.y)
  }

  /// Two opposite corners of the box around the ellipse.
  var corners: [Point] {
    let reach = Point(column1.x, Point(column1.y, column2).length)
    return [mean - reach, mean + reach]
  }

  /// The ellipse as the image of the unit circle.
  var outline: Path { Path.unitCircle.map(image(of:)) }
}

extension Mark {
  /// The ellipse on which a Gaussian density is as high as at a distance of some standard
  /// deviations from its mean, on linear axes.
  ///
  /// - Parameter isFilled: The inside is tinted; such an ellipse belongs under the dots.
  /// - Precondition: The mean has two entries; the covariance is 2×2 and positive semidefinite.
  public static func ellipse(
    mean: [Double], covariance: Matrix, standardDeviations: Double = 2, color: Color = .blue,
    isFilled: Bool = false, label: String? = nil
  ) -> Mark {
    let ellipse = Ellipse(
      mean: mean, covariance: covariance, standardDeviations: standardDeviations)
    return Mark(.ellipse(ellipse, isFilled: isFilled), color: color, label: label)
  }
}
