/// A place: in the units of a panel's axes, or on the page in pixels from the top left corner.
///
/// A coordinate that does not matter, or that has no place on the page, is not a number.
typealias Point = SIMD2<Double>

extension Point {
  var isFinite: Bool { x.isFinite && y.isFinite }

  /// The distance from the origin.
  var length: Double { (x * x + y * y).squareRoot() }
}

/// A rectangle on the page.
struct Box: Equatable, Sendable {
  var left: Double
  var top: Double
  var right: Double
  var bottom: Double

  var width: Double { right - left }
  var height: Double { bottom - top }
  var middle: Point { Point((left + right) / 2, (top + bottom) / 2) }

  func contains(_ point: Point) -> Bool {
    left <= point.x && point.x <= right && top <= point.y && point.y <= bottom
  }

  func contains(_ other: Box) -> Bool {
    left <= other.left && other.right <= right && top <= other.top && other.bottom <= bottom
  }

  /// Whether the insides have a point in common.
  func overlaps(_ other: Box) -> Bool {
    left < other.right && other.left < right && top < other.bottom && other.top < bottom
  }
}

extension Box {
  init(around middle: Point, width: Double, height: Double) {
    self.init(
      left: middle.x - width / 2, top: middle.y - height / 2, right: middle.x + width / 2,
      bottom: middle.y + height / 2)
  }

  /// The rectangle with two opposite corners.
  init(_ a: Point, _ b: Point) {
    self.init(
      left: min(a.x, b.x), top: min(a.y, b.y), right: max(a.x, b.x), bottom: max(a.y, b.y))
  }
}

/// An outline: straight lines and cubic Bézier curves from point to point.
struct Path: Equatable, Sendable {
  enum Step: Equatable, Sendable {
    case move(Point)
    case line(Point)
    case curve(Point, Point, Point)
    case close
  }

  var steps: [Step] = []

  init(steps: [Step]) {
    self.steps = steps
  }

  /// The line through `points`, with a gap wherever a point has no place on the page.
  init(through points: [Point] = []) {
    var isDrawing = false
    for point in points {
      if point.isFinite { steps.append(isDrawing ? .line(point) : .move(point)) }
      isDrawing = point.isFinite
    }
  }

  /// Separate lines.
  init(lines: [[Point]]) { steps = lines.flatMap { Path(through: $0).steps } }

  /// The outline of a rectangle.
  init(_ box: Box) {
    self.init(around: [
      Point(box.left, box.top), Point(box.right, box.top),
      Point(box.right, box.bottom), Point(box.left, box.bottom),
    ])
  }

  /// The outline of a polygon with these corners.
  init(around corners: [Point]) {
    self.init(through: corners)
    steps.append(.close)
  }

  /// The outline of a rectangle with round corners.
  init(_ box: Box, cornerRadius radius: Double) {
    let corners = [
      Point(box.right, box.bottom), Point(box.left, box.bottom),
      Point(box.left, box.top), Point(box.right, box.top),
    ]
    // From (1, 0) on, each quarter of the circle leads around the next corner.
    var out = Point(1, 0)
    for (corner, quarter) in zip(corners, Path.unitCircle.steps.dropFirst()) {
      let next = Point(-out.y, out.x)
      let middle = corner - radius * (out + next)
      steps.append(steps.isEmpty ? .move(middle + radius * out) : .line(middle + radius * out))
      steps += Path(steps: [quarter]).map { middle + radius * $0 }.steps
      out = next
    }
    steps.append(.close)
  }

  /// The outline of a circle.
  init(circleAround center: Point, radius: Double) {
    self = Path.unitCircle.map { center + radius * $0 }
  }

  /// The circle of radius 1 around the origin as four cubic Bézier curves, from (1, 0) by (0, 1).
  ///
  /// With handles of length 0.5519 the curves leave the circle by less than 0.02 per cent of the
  /// radius, so that no sine is needed.
  static var unitCircle: Path {
    let handle = 0.551915024494
    var start = Point(1, 0)
    var steps = [Step.move(start)]
    for _ in 0..<4 {
      let end = Point(-start.y, start.x)
      steps.append(.curve(start + handle * end, end + handle * start, end))
      start = end
    }
    return Path(steps: steps + [.close])
  }

  /// The path with each of its points moved; right for an affine map alone.
  func map(_ move: (Point) -> Point) -> Path {
    Path(
      steps: steps.map { step in
        switch step {
        case .move(let point): .move(move(point))
        case .line(let point): .line(move(point))
        case .curve(let first, let second, let end):
          .curve(move(first), move(second), move(end))
        case .close: .close
        }
      })
  }
}
