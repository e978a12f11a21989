/// How many peaks a function has on an interval, as far as a grid of equal steps tells: nodes that
/// lie above the node before and not below the next.
///
/// - Parameter step: the distance of the nodes, less than that of any two peaks.
public func peakCount(
  of function: (Double) -> Double, over range: ClosedRange<Double>, step: Double
) -> Int {
  let heights = stride(from: range.lowerBound, through: range.upperBound, by: step).map(function)
  guard heights.count > 2 else { return 0 }
  return (1..<heights.count - 1).count { node in
    heights[node] > heights[node - 1] && heights[node] >= heights[node + 1]
  }
}
