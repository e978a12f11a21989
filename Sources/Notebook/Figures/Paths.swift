import Elementary

extension Mark {
  /// Many thin lines over the same places, which darken where they meet: the fan of many runs of
  /// one experiment.
  ///
  /// ```swift
  /// .paths(x: counts, y: runs.map(\.runningMeans), label: "60 runs")
  /// ```
  ///
  /// The lines are drawn to half a pixel; a hundred places on the axis (equal ratios apart, where it
  /// is logarithmic) show all that can be seen.
  ///
  /// - Parameter y: The values of each line, as many as there are places.
  public static func paths(
    x: [Double], y: [[Double]], color: Color = .blue, label: String? = nil
  ) -> Mark {
    Mark(.paths(y.map { points(x, $0) }), color: color, label: label)
  }

  /// A staircase: each value holds from its place to the next, where the line steps up or down.
  ///
  /// ```swift
  /// .steps(x: [0, 1, 2, 3], y: [8, 3, 1], label: "gap after the M-step")
  /// ```
  ///
  /// - Parameter x: Where each value begins, and, if there is one place more than there are values,
  ///   where the last one ends.
  public static func steps(
    x: [Double], y: [Double], color: Color = .blue, label: String? = nil
  ) -> Mark {
    require(
      x.count == y.count || x.count == y.count + 1,
      "steps: \(x.count) places for \(y.count) values")
    var corners: [Point] = []
    for (index, value) in y.enumerated() {
      corners.append(Point(x[index], value))
      if index + 1 < x.count { corners.append(Point(x[index + 1], value)) }
    }
    return Mark(.line(corners), color: color, label: label)
  }
}

extension MarkDrawing {
  /// Lines each of its own, so that they darken where they meet, in tenths of a pixel.
  func paths(_ lines: [[Point]], _ paint: Paint) -> Element {
    let style = Style.thread(paint, opacity: MarkDrawing.threadOpacity(of: lines.count))
    return .clipped(
      to: plot,
      lines.map { line in
        let points = simplified(line.map(position), tolerance: 0.5)
        return .path(
          Path(through: points.map { (10 * $0).rounded(.toNearestOrAwayFromZero) / 10 }), style)
      })
  }

  /// The more lines, the fainter each; from 1 for a single line to 0.15.
  static func threadOpacity(of count: Int) -> Double {
    max(0.15, (100 / Double(max(1, count)).squareRoot()).rounded() / 100)
  }
}
