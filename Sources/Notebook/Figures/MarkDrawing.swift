import Elementary
import Numerics

/// Draws marks in a plot whose place is known.
struct MarkDrawing {
  let x: AxisScale
  let y: AxisScale
  let plot: Box

  /// The mark on the page, without words: those stand over all marks.
  func elements(for mark: Mark) -> [Element] {
    let paint = mark.color.paint
    switch mark.shape {
    case .line(let points):
      return [clipped(path([points]), .line(paint, width: 2))]
    case .guide(let points):
      return [clipped(path([points]), .guide(paint))]
    case .horizontal(let value):
      return [clipped(Path(through: horizontal(y.position(value))), .guide(paint))]
    case .vertical(let value):
      return [clipped(Path(through: vertical(x.position(value))), .guide(paint))]
    case .band(let lower, let upper):
      return [clipped(area(between: lower, and: upper), .area(paint))]
    case .bars(let bars):
      return [clipped(outline(of: bars), .bar(paint))]
    case .ellipse(let ellipse, let isFilled):
      require(
        x.scale == .linear && y.scale == .linear, "ellipse: both axes must be linear")
      let outline = ellipse.outline.map(position)
      return (isFilled ? [clipped(outline, .tint(paint))] : [])
        + [clipped(outline, .line(paint, width: 2))]
    case .errorBars(let bars):
      return errorBars(bars, paint)
    case .paths(let lines):
      return [paths(lines, paint)]
    case .spans(let spans, let direction):
      return self.spans(spans, direction, paint)
    case .contours(let lines):
      return [clipped(path(lines), .line(paint, width: 1.5))]
    case .dots(let groups):
      return dots(groups)
    case .note:
      return []
    }
  }

  func position(_ point: Point) -> Point {
    Point(x.position(point.x), y.position(point.y))
  }

  /// The line across the plot at a height.
  func horizontal(_ y: Double) -> [Point] { [Point(plot.left, y), Point(plot.right, y)] }

  func vertical(_ x: Double) -> [Point] { [Point(x, plot.top), Point(x, plot.bottom)] }

  func clipped(_ path: Path, _ style: Style) -> Element {
    .clipped(to: plot, [.path(path, style)])
  }

  private func path(_ lines: [[Point]]) -> Path {
    Path(lines: lines.map { simplified($0.map(position)) })
  }

  /// The area between two lines, each without the points that have no place on the page.
  private func area(between lower: [Point], and upper: [Point]) -> Path {
    let pairs = zip(lower, upper).map { (position($0), position($1)) }
      .filter { $0.isFinite && $1.isFinite }
    let border = simplified(pairs.map(\.0)) + simplified(pairs.map(\.1)).reversed()
    return Path(around: border)
  }

  /// Bars that stand on zero, or on the lower border where zero has no place.
  private func outline(of bars: [Bar]) -> Path {
    let zero = y.position(0)
    let bottom = zero.isFinite ? zero : plot.bottom
    let boxes = bars.compactMap { bar -> Box? in
      let top = y.position(bar.height)
      guard top.isFinite, top != bottom else { return nil }
      return Box(
        left: x.position(bar.left), top: top, right: x.position(bar.right), bottom: bottom)
    }
    return Path(steps: boxes.flatMap { Path($0).steps })
  }

  /// The dots that lie in the plot, smaller where they are many.
  private func dots(_ groups: [DotGroup]) -> [Element] {
    let count = groups.map(\.points.count).reduce(0, +)
    let area = plot.width * plot.height / Double(max(1, count))
    let radius = min(3.5, max(1.5, (2 * area.squareRoot()).rounded() / 10))
    let room = Box(
      left: plot.left - 0.5, top: plot.top - 0.5, right: plot.right + 0.5,
      bottom: plot.bottom + 0.5)
    return groups.compactMap { group in
      let places = group.points.map(position).filter(room.contains)
      let dot = Dot(shape: group.shape, radius: radius)
      return places.isEmpty ? nil : .dots(places, dot, .dot(group.paint))
    }
  }

  /// The words that a mark bears itself: a note, the name of a vertical line, those of spans.
  func words(on mark: Mark) -> [Element] {
    switch mark.shape {
    case .note(let text, let point):
      return words(text, beside: position(point), color: mark.color)
    case .vertical(let value):
      guard let label = mark.labels.first else { return [] }
      let place = Point(x.position(value), plot.top + Metrics.lineHeight / 2)
      return words(label.text, beside: place, color: label.color)
    case .spans(let spans, let direction):
      return words(on: spans, direction)
    default:
      return []
    }
  }

  /// Words right of a point, or left of it where they would leave the plot.
  private func words(_ text: String, beside point: Point, color: Color) -> [Element] {
    guard plot.contains(point) else { return [] }
    let font = Metrics.tickFont
    let room = max(plot.right - point.x, point.x - plot.left) - Metrics.gap
    let text = font.shortened(text, to: room)
    let isRight = point.x + Metrics.gap + font.width(of: text) <= plot.right
    let baseline = min(
      max(point.y + font.halfHeight, plot.top + font.size), plot.bottom - 0.3 * font.size)
    let place = Point(point.x + (isRight ? Metrics.gap : -Metrics.gap), baseline)
    return [
      .words(text, at: place, color.paint, font.anchored(at: isRight ? .start : .end), hasRim: true)
    ]
  }

  /// A sample for the key, as wide as from `left` to `right`, at height `y`.
  static func swatch(of entry: KeyEntry, left: Double, right: Double, y: Double) -> [Element] {
    let line = Path(through: [Point(left, y), Point(right, y)])
    let place = Point((left + right) / 2, y)
    let box = Box(left: left, top: y - 5, right: right, bottom: y + 5)
    switch entry.swatch {
    case .line:
      return [.path(line, .line(entry.paint, width: 2))]
    case .thread:
      return [.path(line, .line(entry.paint, width: 1))]
    case .dashes:
      return [.path(line, .guide(entry.paint))]
    case .dot:
      return [.dots([place], Dot(shape: entry.shape, radius: 4), .dot(entry.paint))]
    case .errorBar:
      return errorBar(at: place, from: y + 6, to: y - 6, cap: 3, entry.paint)
    case .band:
      return [.path(Path(box), .area(entry.paint))]
    case .bar:
      return [.path(Path(box), .bar(entry.paint))]
    case .span:
      return span(in: box, entry.paint)
    }
  }
}
