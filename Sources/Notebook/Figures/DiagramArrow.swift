/// An arrow of a diagram on the page: a curve, and a head that points the way it arrives.
struct DiagramArrow: Equatable {
  let start: Point
  /// The control points of the cubic Bézier curve.
  let leaving: Point
  let arriving: Point
  let end: Point
  let paint: Paint
  let isDashed: Bool

  /// The arrow from the right side of one box to the left side of another; it leaves and arrives
  /// horizontally.
  init(from: Box, to: Box, paint: Paint, isDashed: Bool = false) {
    start = Point(from.right, from.middle.y)
    end = Point(to.left, to.middle.y)
    let reach = Point(0.4 * (end.x - start.x), 0)
    leaving = start + reach
    arriving = end - reach
    (self.paint, self.isDashed) = (paint, isDashed)
  }

  /// The arrow from the edge of one circle to the edge of another, at right angles to both: straight,
  /// or curved to its left so that the way back stays free.
  init(from: Circle, to: Circle, paint: Paint, isCurved: Bool = false, isDashed: Bool = false) {
    let way = to.center - from.center
    // Forward, and to the left of it as seen on the page, whose second coordinate runs down.
    let forward = way / way.length
    let left = Point(forward.y, -forward.x)
    let (along, aside) = isCurved ? (0.8 * forward, 0.6 * left) : (forward, Point.zero)
    let reach = 0.35 * way.length
    start = from.center + from.radius * (along + aside)
    leaving = from.center + (from.radius + reach) * (along + aside)
    arriving = to.center + (to.radius + reach) * (aside - along)
    end = to.center + to.radius * (aside - along)
    (self.paint, self.isDashed) = (paint, isDashed)
  }

  /// The place on the curve at a parameter from 0 to 1.
  func point(at t: Double) -> Point {
    let u = 1 - t
    let weights = SIMD4(u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t)
    return weights[0] * start + weights[1] * leaving + weights[2] * arriving + weights[3] * end
  }

  var elements: [Element] {
    let way = end - arriving
    let forward = way / way.length
    let left = Point(forward.y, -forward.x)
    let head = Path(around: [
      end, end - 9 * forward + 4 * left, end - 9 * forward - 4 * left,
    ])
    let curve = Path(steps: [.move(start), .curve(leaving, arriving, end)])
    let line = Style.line(paint, width: 1.5, dashes: isDashed ? [5, 4] : [])
    return [.path(curve, line), .path(head, Style(fill: paint))]
  }

  /// Words in the arrow's colour, at half their height around a place.
  func words(_ text: String, at place: Point, anchor: Font.Anchor) -> Element {
    let font = Metrics.tickFont.anchored(at: anchor)
    return .words(text, at: place + Point(0, font.halfHeight), paint, font, hasRim: true)
  }
}

/// A circle on the page.
struct Circle: Equatable, Sendable {
  let center: Point
  let radius: Double

  /// The square around the circle.
  var box: Box { Box(around: center, width: 2 * radius, height: 2 * radius) }
}
