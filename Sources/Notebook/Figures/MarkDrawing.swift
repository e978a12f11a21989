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
      return [clipped(line(through: points), .line(paint, width: 2))]
    case .guide(let points):
      return [clipped(line(through: points), .guide(paint))]
    case .horizontal(let value):
      let height = y.position(value)
      let ends = [Point(x: plot.left, y: height), Point(x: plot.right, y: height)]
      return [clipped(Path(through: ends), .guide(paint))]
    case .vertical(let value):
      let place = x.position(value)
      let ends = [Point(x: place, y: plot.top), Point(x: place, y: plot.bottom)]
      return [clipped(Path(through: ends), .guide(paint))]
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
      let path = Path(steps: lines.flatMap { line(through: $0).steps })
      return [clipped(path, .line(paint, width: 1.5))]
    case .dots(let groups):
      return dots(groups)
    case .note:
      return []
    }
  }

  func position(_ point: Point) -> Point {
    Point(x: x.position(point.x), y: y.position(point.y))
  }

  func clipped(_ path: Path, _ style: Style) -> Element {
    .clipped(to: plot, [.path(path, style)])
  }

  private func line(through points: [Point]) -> Path {
    Path(through: simplified(points.map(position)))
  }

  /// The area between two lines, each without the points that have no place on the page.
  private func area(between lower: [Point], and upper: [Point]) -> Path {
    let pairs = zip(lower, upper).map { (position($0), position($1)) }
      .filter { $0.isFinite && $1.isFinite }
    let border = simplified(pairs.map(\.0)) + simplified(pairs.map(\.1)).reversed()
    return Path(steps: Path(through: border).steps + [.close])
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
      let place = Point(x: x.position(value), y: plot.top + Metrics.lineHeight / 2)
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
    let size = Metrics.tickFont.size
    let room = max(plot.right - point.x, point.x - plot.left) - Metrics.gap
    let text = shortened(text, to: room, Metrics.tickFont)
    let width = estimatedWidth(of: text, size: size)
    let isRight = point.x + Metrics.gap + width <= plot.right
    let baseline = min(max(point.y + 0.36 * size, plot.top + size), plot.bottom - 0.3 * size)
    let place = Point(x: point.x + (isRight ? Metrics.gap : -Metrics.gap), y: baseline)
    let font = Font(size: size, anchor: isRight ? .start : .end)
    return [.text(text, at: place, isVertical: false, .text(color.paint, font, hasRim: true))]
  }

  /// A sample for the key, as wide as from `left` to `right`, at height `y`.
  static func swatch(of entry: KeyEntry, left: Double, right: Double, y: Double) -> [Element] {
    let line = Path(through: [Point(x: left, y: y), Point(x: right, y: y)])
    switch entry.swatch {
    case .line:
      return [.path(line, .line(entry.paint, width: 2))]
    case .thread:
      return [.path(line, .line(entry.paint, width: 1))]
    case .dashes:
      return [.path(line, .guide(entry.paint))]
    case .dot:
      let place = Point(x: (left + right) / 2, y: y)
      return [.dots([place], Dot(shape: entry.shape, radius: 4), .dot(entry.paint))]
    case .errorBar:
      let place = Point(x: (left + right) / 2, y: y)
      return errorBar(at: place, from: y + 6, to: y - 6, cap: 3, entry.paint)
    case .band, .bar:
      let box = Box(left: left, top: y - 5, right: right, bottom: y + 5)
      return [.path(Path(box), entry.swatch == .band ? .area(entry.paint) : .bar(entry.paint))]
    case .span:
      return span(in: Box(left: left, top: y - 5, right: right, bottom: y + 5), entry.paint)
    }
  }
}
