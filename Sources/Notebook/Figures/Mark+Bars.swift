/// A rectangle that stands on zero.
struct Bar: Sendable, Equatable {
  let left: Double
  let right: Double
  let height: Double
}

extension Mark {
  /// A bar at each place, four fifths as wide as the nearest two places are apart.
  public static func bars(
    x: [Double], heights: [Double], color: Color = .blue, label: String? = nil
  ) -> Mark {
    let sorted = x.sorted()
    let gap = zip(sorted.dropFirst(), sorted).map { $0 - $1 }.filter { $0 > 0 }.min() ?? 1
    let bars = points(x, heights).map {
      Bar(left: $0.x - 0.4 * gap, right: $0.x + 0.4 * gap, height: $0.y)
    }
    return Mark(.bars(bars), color: color, label: label)
  }

  /// How many of `values` lie in each of many intervals of equal width.
  ///
  /// - Parameters:
  ///   - binWidth: The width of the intervals, which begin at its multiples; without it, the
  ///     rule of `Histogram`.
  ///   - isDensity: The areas of the bars, not their heights, tell the share of the values, and
  ///     sum to one, so that a density can be drawn on top.
  /// - Precondition: The values are finite.
  public static func histogram(
    _ values: [Double], binWidth: Double? = nil, isDensity: Bool = false, color: Color = .blue,
    label: String? = nil
  ) -> Mark {
    let histogram = Histogram(of: values, binWidth: binWidth ?? Histogram.binWidth(for: values))
    let scale = isDensity ? 1 / (histogram.binWidth * Double(max(1, values.count))) : 1
    let bars = histogram.counts.enumerated().map { index, count in
      let edge = Double(histogram.firstBin + index) * histogram.binWidth
      return Bar(left: edge, right: edge + histogram.binWidth, height: Double(count) * scale)
    }
    return Mark(.bars(bars), color: color, label: label)
  }
}
