import Elementary

/// Something drawn in a panel, in the units of its axes: a line, a scatter of points, an ellipse.
///
/// The marks of a panel are drawn in order, each over those before it. A point that is not finite,
/// or not positive on a logarithmic axis, has no place: a line has a gap there, a scatter a point
/// less.
public struct Mark: Sendable {
  enum Shape: Sendable {
    case line([Point])
    case guide([Point])
    case band(lower: [Point], upper: [Point])
    case dots([DotGroup])
    case errorBars([ErrorBar])
    case paths([[Point]])
    case bars([Bar])
    case spans([Span], Span.Direction)
    case ellipse(Ellipse, isFilled: Bool)
    case contours([[Point]])
    case horizontal(Double)
    case vertical(Double)
    case note(String, Point)
  }

  /// A name that the panel shows beside the mark, or in its key.
  struct Label: Sendable, Equatable {
    let text: String
    let color: Color
    var shape = DotShape.disc
  }

  let shape: Shape
  let color: Color
  let labels: [Label]

  init(_ shape: Shape, color: Color, label: String?) {
    self.init(shape, color: color, labels: label.map { [Label(text: $0, color: color)] } ?? [])
  }

  init(_ shape: Shape, color: Color, labels: [Label]) {
    self.shape = shape
    self.color = color
    self.labels = labels
  }

  /// The points that the axes must show, of which the vertical has the given scale; a coordinate
  /// that does not matter is not a number.
  func extent(on scale: Axis.Scale) -> [Point] {
    switch shape {
    case .line(let points), .guide(let points): points
    case .band(let lower, let upper): lower + upper
    case .dots(let groups): groups.flatMap(\.points)
    case .bars(let bars):
      bars.flatMap { [Point($0.left, 0), Point($0.right, $0.height)] }
    case .errorBars(let bars): bars.flatMap { $0.extent(on: scale) }
    case .spans(let spans, let direction): spans.flatMap { $0.corners(direction) }
    case .ellipse(let ellipse, _): ellipse.corners
    case .contours(let lines), .paths(let lines): lines.flatMap(\.self)
    case .horizontal(let y): [Point(.nan, y)]
    case .vertical(let x): [Point(x, .nan)]
    case .note(_, let point): [point]
    }
  }

  /// Whether the mark stands on zero, which its axis must then show.
  var isGrounded: Bool {
    if case .bars = shape { true } else { false }
  }

  /// The points of two columns of equal length.
  static func points(_ x: [Double], _ y: [Double]) -> [Point] {
    require(x.count == y.count, "Mark: \(x.count) values of x, \(y.count) of y")
    return zip(x, y).map { Point($0, $1) }
  }
}
