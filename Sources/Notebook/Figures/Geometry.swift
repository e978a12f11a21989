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
