import Numerics

/// How a panel names its marks.
enum Labelling: Sendable, Equatable {
  /// Beside the right end of each line, which needs no looking up.
  case atEnds([EndLabel])
  /// In a key above the plot, where labels at the ends would not fit, or a mark has no end.
  case inKey([KeyEntry])

  /// The labelling of `panel` if its plot has about the given size.
  init(of panel: Panel, x: AxisPlan, y: AxisPlan, width: Double, height: Double) {
    let horizontal = AxisScale(scale: x.axis.scale, domain: x.domain, page: (0, width))
    let vertical = y.verticalScale(top: 0, bottom: height)
    let named = panel.marks.filter { !$0.labels.isEmpty && !$0.isVertical }
    let ends = named.compactMap(EndLabel.init(of:)).filter {
      horizontal.position($0.end.x) > 0.9 * width || $0.end.x.isNaN
    }
    let heights = ends.map { vertical.position($0.end.y) }
    let moves = zip(spread(heights, spacing: Metrics.lineHeight, within: 0...height), heights)
      .map { abs($0 - $1) }
    let isFitting =
      ends.count == named.count && moves.allSatisfy { $0 < Metrics.lineHeight }
      && ends.allSatisfy { $0.width < 0.28 * width }
    self = isFitting ? .atEnds(ends) : .inKey(named.flatMap(KeyEntry.entries(for:)))
  }
}

/// A name beside the last point of a line.
struct EndLabel: Sendable, Equatable {
  let text: String
  let color: Color
  /// The last point; its first coordinate is not a number for a line across the whole panel.
  let end: Point

  var width: Double { Metrics.labelFont.width(of: text) }

  /// The label of `mark`, if it has one and is a line.
  init?(of mark: Mark) {
    guard let label = mark.labels.first else { return nil }
    switch mark.shape {
    case .line(let points), .guide(let points):
      guard let last = points.last(where: \.isFinite) else { return nil }
      end = last
    case .errorBars(let bars):
      guard let last = bars.map(\.point).last(where: \.isFinite) else { return nil }
      end = last
    case .horizontal(let y): end = Point(.nan, y)
    default: return nil
    }
    (text, color) = (label.text, label.color)
  }
}

/// A name in the key above a plot, with a sample of what it names.
struct KeyEntry: Sendable, Equatable {
  enum Swatch: Sendable { case line, thread, dashes, dot, errorBar, band, bar, span }

  let text: String
  let paint: Paint
  let swatch: Swatch
  /// The shape of a dot, where the sample is one.
  var shape = DotShape.disc

  /// The width of the sample, the name and the space after.
  var width: Double {
    KeyEntry.swatchWidth + 6 + Metrics.tickFont.width(of: text) + 16
  }

  static let swatchWidth = 18.0

  static func entries(for mark: Mark) -> [KeyEntry] {
    let swatch: Swatch =
      switch mark.shape {
      case .guide, .horizontal, .vertical: .dashes
      case .dots: .dot
      case .errorBars: .errorBar
      case .spans: .span
      case .band: .band
      case .bars: .bar
      case .paths: .thread
      case .line, .ellipse, .contours, .note: .line
      }
    return mark.labels.map {
      KeyEntry(text: $0.text, paint: $0.color.paint, swatch: swatch, shape: $0.shape)
    }
  }

  /// The entries in rows no wider than `width`, or one a row where one alone is wider.
  static func rows(of entries: [KeyEntry], width: Double) -> [[KeyEntry]] {
    var rows: [[KeyEntry]] = []
    var used = Double.infinity
    for entry in entries {
      if used + entry.width > width {
        rows.append([])
        used = 0
      }
      rows[rows.count - 1].append(entry)
      used += entry.width
    }
    return rows
  }
}

extension Mark {
  /// Whether the mark is a vertical line, which bears its name itself.
  var isVertical: Bool {
    if case .vertical = shape { true } else { false }
  }
}
