/// A rectangle from one value to another, which need not stand on zero.
public struct Span: Sendable {
  /// Along which axis spans reach.
  public enum Direction: Sendable { case horizontal, vertical }

  let start: Double
  let end: Double
  let place: Double
  let width: Double
  let color: Color?
  let label: String

  /// A span.
  ///
  /// - Parameters:
  ///   - start: The value where it begins; may be larger than the one where it ends.
  ///   - end: The value where it ends.
  ///   - place: Where its middle stands on the other axis.
  ///   - width: How much of the other axis it takes.
  ///   - color: Its own colour; without it, the mark's.
  ///   - label: Words inside, or beside where they do not fit.
  public init(
    from start: Double, to end: Double, at place: Double, width: Double = 0.7, color: Color? = nil,
    label: String = ""
  ) {
    (self.start, self.end, self.place) = (start, end, place)
    (self.width, self.color, self.label) = (width, color, label)
  }

  /// Two opposite corners, in the units of the axes.
  func corners(_ direction: Direction) -> [Point] {
    let sides = [(start, place - width / 2), (end, place + width / 2)]
    return sides.map { value, side in
      direction == .horizontal ? Point(value, side) : Point(side, value)
    }
  }
}

extension Mark {
  /// Rectangles that float: sums of parts, some of them negative, or ranges of values.
  ///
  /// The log evidence as a sum, each part beginning where the one before it ends:
  ///
  /// ```swift
  /// Figure(
  ///   description: "log p(x) = −3.1 is the bound −3.7 plus a gap of 0.6.", height: 220,
  ///   x: Axis("nats"), y: Axis(names: ["log p(x)", "reconstruction", "− KL", "gap"]),
  ///   marks: [
  ///     .spans(
  ///       [
  ///         Span(from: 0, to: -3.1, at: 0, label: "−3.1"),
  ///         Span(from: 0, to: -2.2, at: 1, color: .green, label: "−2.2"),
  ///         Span(from: -2.2, to: -3.7, at: 2, color: .orange, label: "−1.5"),
  ///         Span(from: -3.7, to: -3.1, at: 3, color: .vermillion, label: "+0.6"),
  ///       ], direction: .horizontal),
  ///     .vertical(at: -3.7, label: "bound"),
  ///   ])
  /// ```
  ///
  /// On a logarithmic axis a span from zero begins at the border.
  public static func spans(
    _ spans: [Span], direction: Span.Direction = .vertical, color: Color = .blue,
    label: String? = nil
  ) -> Mark {
    Mark(.spans(spans, direction), color: color, label: label)
  }
}

extension MarkDrawing {
  func spans(_ spans: [Span], _ direction: Span.Direction, _ paint: Paint) -> [Element] {
    let drawn = spans.flatMap { span in
      box(of: span, direction).map { MarkDrawing.span(in: $0, span.color?.paint ?? paint) } ?? []
    }
    return [.clipped(to: plot, drawn)]
  }

  /// A rectangle through which the grid is seen.
  static func span(in box: Box, _ paint: Paint) -> [Element] {
    [
      .path(Path(box), Style(fill: paint, opacity: 0.3)),
      .path(Path(box), .line(paint, width: 1.5)),
    ]
  }

  /// The rectangle of a span on the page, if it has a place there.
  func box(of span: Span, _ direction: Span.Direction) -> Box? {
    let axis = direction == .horizontal ? x : y
    let corners = span.corners(direction).map { corner in
      let place = position(corner)
      return direction == .horizontal
        ? Point(place.x == -.infinity ? axis.page.lower : place.x, place.y)
        : Point(place.x, place.y.isInfinite ? axis.page.lower : place.y)
    }
    return corners.allSatisfy(\.isFinite) ? Box(corners[0], corners[1]) : nil
  }

  /// The words of spans: inside, or else right, left, above or below, wherever they first fit
  /// without covering another span or its words; where they fit nowhere, in the middle.
  func words(on spans: [Span], _ direction: Span.Direction) -> [Element] {
    let boxes = spans.map { box(of: $0, direction) }
    var taken: [Box] = []
    return zip(spans, boxes).compactMap { span, box in
      guard let box, !span.label.isEmpty else { return nil }
      let obstacles = boxes.compactMap(\.self) + taken
      let fitting = candidates(for: span.label, at: box).first { words in
        guard let bounds = words.textBox, plot.contains(bounds) else { return false }
        return !(box.contains(bounds) ? taken : obstacles).contains(where: bounds.overlaps)
      }
      let best = fitting ?? covering(span.label, at: box)
      if let bounds = best.textBox { taken.append(bounds) }
      return best
    }
  }

  /// The words in the middle of a box, or near it within the plot, whatever they cover.
  private func covering(_ text: String, at box: Box) -> Element {
    let font = Metrics.tickFont.anchored(at: .middle)
    let text = font.shortened(text, to: plot.width)
    let place = Point(centred(text, around: box.middle.x), box.middle.y + font.halfHeight)
    return .words(text, at: place, Ink.text, font, hasRim: true)
  }

  /// The place nearest to `middle` around which the words do not leave the plot.
  private func centred(_ text: String, around middle: Double) -> Double {
    let half = Metrics.tickFont.width(of: text) / 2
    return max(plot.left + half, min(plot.right - half, middle))
  }

  private func candidates(for text: String, at box: Box) -> [Element] {
    let font = Metrics.tickFont
    let baseline = box.middle.y + font.halfHeight
    let centred = self.centred(text, around: box.middle.x)
    let places: [(Point, Font.Anchor)] = [
      (Point(box.middle.x, baseline), .middle),
      (Point(box.right + Metrics.gap, baseline), .start),
      (Point(box.left - Metrics.gap, baseline), .end),
      (Point(centred, box.top - Metrics.gap), .middle),
      (Point(centred, box.bottom + Metrics.gap + 0.8 * font.size), .middle),
    ]
    return places.map { .words(text, at: $0, Ink.text, font.anchored(at: $1)) }
  }
}
