import Numerics
import Probability
import Testing

@testable import Notebook

@Suite struct EllipseTests {
  private let covariance = Matrix(rows: [[0.17, 0.94], [0.94, 36.05]])
  private var ellipse: Ellipse {
    Ellipse(mean: [4.29, 79.97], covariance: covariance, standardDeviations: 2)
  }

  /// The root of (x − μ)ᵀ Σ⁻¹ (x − μ), with the inverse written out.
  private func mahalanobisDistance(of point: Point) -> Double {
    let (a, b, c) = (covariance[0, 0], covariance[0, 1], covariance[1, 1])
    let (x, y) = (point.x - 4.29, point.y - 79.97)
    return ((c * x * x - 2 * b * x * y + a * y * y) / (a * c - b * b)).squareRoot()
  }

  @Test func everyPointHasTheDistance() {
    var start = Point(x: 0, y: 0)
    for step in ellipse.outline.steps {
      switch step {
      case .move(let point):
        start = point
        #expect(abs(mahalanobisDistance(of: point) - 2) < 1e-9)
      case .curve(let first, let second, let end):
        #expect(abs(mahalanobisDistance(of: end) - 2) < 1e-9)
        for t in stride(from: 0.0, through: 1, by: 0.05) {
          let weights = [
            (1 - t) * (1 - t) * (1 - t), 3 * t * (1 - t) * (1 - t), 3 * t * t * (1 - t), t * t * t,
          ]
          let points = [start, first, second, end]
          let point = Point(
            x: zip(weights, points).map { $0 * $1.x }.reduce(0, +),
            y: zip(weights, points).map { $0 * $1.y }.reduce(0, +))
          #expect(abs(mahalanobisDistance(of: point) - 2) < 0.0005)
        }
        start = end
      case .line:
        Issue.record("an ellipse has no straight lines")
      case .close:
        break
      }
    }
  }

  @Test func theCornersAreTheBoxAround() {
    let corners = ellipse.corners
    #expect(abs(corners[1].x - (4.29 + 2 * covariance[0, 0].squareRoot())) < 1e-12)
    #expect(abs(corners[0].y - (79.97 - 2 * covariance[1, 1].squareRoot())) < 1e-12)
  }

  @Test func aCollapsedCovarianceIsALine() {
    let line = Ellipse(
      mean: [0, 0], covariance: Matrix(rows: [[1, 2], [2, 4]]), standardDeviations: 1)
    let image = line.image(of: Point(x: 0, y: 1))
    #expect(image == Point(x: 0, y: 0))
    let vertical = Ellipse(
      mean: [0, 0], covariance: Matrix(rows: [[0, 0], [0, 4]]), standardDeviations: 1)
    #expect(vertical.corners == [Point(x: 0, y: -2), Point(x: 0, y: 2)])
  }
}
