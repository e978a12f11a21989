extension Mark {
  /// The line through points, in their order.
  public static func line(
    x: [Double], y: [Double], color: Color = .blue, label: String? = nil
  ) -> Mark {
    Mark(.line(points(x, y)), color: color, label: label)
  }

  /// The graph of a function, as a line through 200 equal steps.
  public static func curve(
    over range: ClosedRange<Double>, color: Color = .blue, label: String? = nil,
    _ function: (Double) -> Double
  ) -> Mark {
    let length = range.upperBound - range.lowerBound
    let x = (0...200).map { range.lowerBound + length * Double($0) / 200 }
    return line(x: x, y: x.map(function), color: color, label: label)
  }

  /// The area between two lines: how far a measured line may be off. It belongs under its line.
  public static func band(
    x: [Double], lower: [Double], upper: [Double], color: Color = .blue, label: String? = nil
  ) -> Mark {
    Mark(.band(lower: points(x, lower), upper: points(x, upper)), color: color, label: label)
  }

  /// A dashed line: what theory predicts, such as the slope of a power law.
  public static func guide(
    x: [Double], y: [Double], color: Color = .gray, label: String? = nil
  ) -> Mark {
    Mark(.guide(points(x, y)), color: color, label: label)
  }

  /// A dashed horizontal line across the panel: an exact value.
  public static func horizontal(at y: Double, color: Color = .gray, label: String? = nil) -> Mark {
    Mark(.horizontal(y), color: color, label: label)
  }

  /// A dashed vertical line across the panel.
  public static func vertical(at x: Double, color: Color = .gray, label: String? = nil) -> Mark {
    Mark(.vertical(x), color: color, label: label)
  }

  /// Words beside a point.
  public static func note(_ text: String, x: Double, y: Double, color: Color = .gray) -> Mark {
    Mark(.note(text, Point(x, y)), color: color, labels: [])
  }
}
