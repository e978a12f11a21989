/// An arrow of a diagram on the page: a curve, and a head that points the way it arrives.
struct DiagramArrow: Equatable {
  let start: Point
  /// The control points of the cubic Bézier curve.
  let leaving: Point
  let arriving: Point
  let end: Point
  let paint: Paint
  var isDashed = false

  /// The arrow from the right side of one box to the left side of another; it leaves and arrives
  /// horizontally.
  init(from: Box, to: Box, paint: Paint) {
    start = Point(x: from.right, y: (from.top + from.bottom) / 2)
    end = Point(x: to.left, y: (to.top + to.bottom) / 2)
    let reach = 0.4 * (end.x - start.x)
    leaving = Point(x: start.x + reach, y: start.y)
    arriving = Point(x: end.x - reach, y: end.y)
    self.paint = paint
  }

  /// The arrow from the edge of one circle to the edge of another, at right angles to both: straight,
  /// or curved to its left so that the way back stays free.
  init(from: Circle, to: Circle, paint: Paint, isCurved: Bool = false, isDashed: Bool = false) {
    let (dx, dy) = (to.center.x - from.center.x, to.center.y - from.center.y)
    let length = (dx * dx + dy * dy).squareRoot()
    // Forward, and to the left of it as seen on the page, whose second coordinate runs down.
    let (forward, left) = (
      Point(x: dx / length, y: dy / length), Point(x: dy / length, y: -dx / length)
    )
    let (along, aside) = isCurved ? (0.8, 0.6) : (1.0, 0.0)
    let reach = 0.35 * length
    func place(_ circle: Circle, _ distance: Double, _ sign: Double) -> Point {
      Point(
        x: circle.center.x + distance * (sign * along * forward.x + aside * left.x),
        y: circle.center.y + distance * (sign * along * forward.y + aside * left.y))
    }
    start = place(from, from.radius, 1)
    leaving = place(from, from.radius + reach, 1)
    arriving = place(to, to.radius + reach, -1)
    end = place(to, to.radius, -1)
    (self.paint, self.isDashed) = (paint, isDashed)
  }

  /// The place on the curve at a parameter from 0 to 1.
  func point(at t: Double) -> Point {
    let u = 1 - t
    func mix(_ a: Double, _ b: Double, _ c: Double, _ d: Double) -> Double {
      u * u * u * a + 3 * u * u * t * b + 3 * u * t * t * c + t * t * t * d
    }
    return Point(
      x: mix(start.x, leaving.x, arriving.x, end.x), y: mix(start.y, leaving.y, arriving.y, end.y))
  }

  var elements: [Element] {
    let (dx, dy) = (end.x - arriving.x, end.y - arriving.y)
    let length = (dx * dx + dy * dy).squareRoot()
    let (x, y) = (dx / length, dy / length)
    let head = Path(steps: [
      .move(end), .line(Point(x: end.x - 9 * x + 4 * y, y: end.y - 9 * y - 4 * x)),
      .line(Point(x: end.x - 9 * x - 4 * y, y: end.y - 9 * y + 4 * x)), .close,
    ])
    let curve = Path(steps: [.move(start), .curve(leaving, arriving, end)])
    let line = Style.line(paint, width: 1.5, dashes: isDashed ? [5, 4] : [])
    return [.path(curve, line), .path(head, Style(fill: paint))]
  }

  /// Words in the arrow's colour, at half their height around a place.
  func words(_ text: String, at place: Point, anchor: Font.Anchor) -> Element {
    let font = Font(size: Metrics.tickFont.size, anchor: anchor)
    return .text(
      text, at: Point(x: place.x, y: place.y + 0.36 * font.size), isVertical: false,
      .text(paint, font, hasRim: true))
  }
}

/// A circle on the page.
struct Circle: Equatable, Sendable {
  let center: Point
  let radius: Double
}
