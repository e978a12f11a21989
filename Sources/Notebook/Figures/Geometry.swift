/// A place: in the units of a panel's axes, or on the page in pixels from the top left corner.
///
/// A coordinate that does not matter, or that has no place on the page, is not a number.
struct Point: Equatable, Sendable {
  var x: Double
  var y: Double

  var isFinite: Bool { x.isFinite && y.isFinite }
}

/// A rectangle on the page.
struct Box: Equatable, Sendable {
  var left: Double
  var top: Double
  var right: Double
  var bottom: Double

  var width: Double { right - left }
  var height: Double { bottom - top }

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

  /// The outline of a rectangle.
  init(_ box: Box) {
    self.init(through: [
      Point(x: box.left, y: box.top), Point(x: box.right, y: box.top),
      Point(x: box.right, y: box.bottom), Point(x: box.left, y: box.bottom),
    ])
    steps.append(.close)
  }

  /// The outline of a rectangle with round corners.
  init(_ box: Box, cornerRadius radius: Double) {
    self.init()
    let inner = Box(
      left: box.left + radius, top: box.top + radius, right: box.right - radius,
      bottom: box.bottom - radius)
    let middles = [
      Point(x: inner.right, y: inner.bottom), Point(x: inner.left, y: inner.bottom),
      Point(x: inner.left, y: inner.top), Point(x: inner.right, y: inner.top),
    ]
    // The circle's quarters are its steps between the first and the last.
    var start = Point(x: 1, y: 0)
    for (middle, step) in zip(middles, Path.unitCircle.steps.dropFirst()) {
      let quarter = Path(steps: [.line(start), step]).map {
        Point(x: middle.x + radius * $0.x, y: middle.y + radius * $0.y)
      }
      steps += quarter.steps
      start = Point(x: -start.y, y: start.x)
    }
    if case .line(let first) = steps[0] { steps[0] = .move(first) }
    steps.append(.close)
  }

  /// The outline of a circle.
  init(circleAround center: Point, radius: Double) {
    self = Path.unitCircle.map {
      Point(x: center.x + radius * $0.x, y: center.y + radius * $0.y)
    }
  }

  /// The circle of radius 1 around the origin as four cubic Bézier curves, from (1, 0) by (0, 1).
  ///
  /// With handles of length 0.5519 the curves leave the circle by less than 0.02 per cent of the
  /// radius, so that no sine is needed.
  static var unitCircle: Path {
    let handle = 0.551915024494
    var path = Path()
    var (x, y) = (1.0, 0.0)
    path.steps.append(.move(Point(x: x, y: y)))
    for _ in 0..<4 {
      let next = Point(x: -y, y: x)
      path.steps.append(
        .curve(
          Point(x: x - handle * y, y: y + handle * x),
          Point(x: next.x + handle * x, y: next.y + handle * y), next))
      (x, y) = (next.x, next.y)
    }
    path.steps.append(.close)
    return path
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

  /// Adds a separate straight line.
  mutating func addSegment(from start: Point, to end: Point) {
    steps.append(.move(start))
    steps.append(.line(end))
  }
}
