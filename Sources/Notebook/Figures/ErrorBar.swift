import Elementary

/// A measured value and how far it may be off.
struct ErrorBar: Sendable, Equatable {
  let point: Point
  let error: Double

  /// The ends of the interval; both are the point itself where the error is not finite.
  var lower: Double { error.isFinite ? point.y - error : point.y }
  var upper: Double { error.isFinite ? point.y + error : point.y }

  /// What a vertical axis must show: on a logarithmic one no less than a third of the value, for an
  /// error about as large as the value reaches down without end.
  func extent(on scale: Axis.Scale) -> [Point] {
    let shown = scale == .linear ? lower : max(lower, point.y / 3)
    return [shown, upper].map { Point(point.x, $0) }
  }
}

extension Mark {
  /// A dot at each point, and through it a vertical interval with small caps: value ± error.
  ///
  /// ```swift
  /// .errorBars(x: counts, y: variances, errors: standardErrors, label: "measured ± 1 s.e.")
  /// ```
  ///
  /// On a logarithmic axis an interval that reaches zero or less goes down to the border, without a
  /// cap there. Where an error is not finite, the dot stands alone.
  ///
  /// - Parameter errors: How far the interval reaches to either side, in the units of y.
  /// - Precondition: no error is negative.
  public static func errorBars(
    x: [Double], y: [Double], errors: [Double], color: Color = .blue, label: String? = nil
  ) -> Mark {
    let points = points(x, y)
    require(points.count == errors.count, "errorBars: each point needs an error")
    require(errors.allSatisfy { !($0 < 0) }, "errorBars: an error is negative")
    let bars = zip(points, errors).map { ErrorBar(point: $0, error: $1) }
    return Mark(.errorBars(bars), color: color, label: label)
  }
}

extension MarkDrawing {
  func errorBars(_ bars: [ErrorBar], _ paint: Paint) -> [Element] {
    let places = bars.map { position($0.point) }
    let columns = places.map(\.x).filter(\.isFinite).sorted()
    let gap = zip(columns.dropFirst(), columns).map { $0 - $1 }.filter { $0 > 0.5 }.min() ?? 16
    let cap = min(4, 0.3 * gap)
    let shown = zip(bars, places).filter { plot.contains($1) }
    let drawn = shown.map { bar, place in
      // What has no place on the axis lies below the border, where no cap is seen.
      let lower = y.position(bar.lower)
      return MarkDrawing.errorBar(
        at: place, from: lower.isFinite ? lower : plot.bottom + 10, to: y.position(bar.upper),
        cap: cap, paint)
    }
    return [.clipped(to: plot, drawn.compactMap(\.first))] + drawn.compactMap(\.last)
  }

  /// One interval, and its dot.
  static func errorBar(
    at place: Point, from lower: Double, to upper: Double, cap: Double, _ paint: Paint
  ) -> [Element] {
    let (left, right) = (place.x - cap, place.x + cap)
    let caps = lower == upper ? [] : [lower, upper].map { [Point(left, $0), Point(right, $0)] }
    let lines = [[Point(place.x, lower), Point(place.x, upper)]] + caps
    return [
      .path(Path(lines: lines), .line(paint, width: 1.5)),
      .dots([place], Dot(radius: 3), Style(fill: paint)),
    ]
  }
}
