/// The fewest of `points` that a greedy search finds to draw the same line, off by less than
/// `tolerance` pixels (Douglas and Peucker 1973); a line of thousands of points stays small.
///
/// Stretches are kept apart where a point has no place on the page.
func simplified(_ points: [Point], tolerance: Double = 0.1) -> [Point] {
  let stretches = points.indices.split(omittingEmptySubsequences: false) { !points[$0].isFinite }
  let gap = [Point(.nan, .nan)]
  return Array(
    stretches.map {
      simplified(stretch: points[$0.startIndex..<$0.endIndex], tolerance: tolerance)
    }.joined(separator: gap))
}

private func simplified(
  stretch points: ArraySlice<Point>, tolerance: Double
) -> [Point] {
  guard points.count > 2 else { return Array(points) }
  let last = points.endIndex - 1
  var isKept = [Bool](repeating: false, count: points.count)
  var chords = [(first: points.startIndex, last: last)]
  while let (start, end) = chords.popLast() {
    isKept[start - points.startIndex] = true
    isKept[end - points.startIndex] = true
    var (worst, worstDistance) = (start, tolerance)
    for index in start..<end {
      let distance = squaredDistance(of: points[index], fromSegment: points[start], points[end])
      if distance > worstDistance * worstDistance {
        (worst, worstDistance) = (index, distance.squareRoot())
      }
    }
    if worst > start { chords += [(start, worst), (worst, end)] }
  }
  return zip(points, isKept).filter(\.1).map(\.0)
}

/// The square of the distance of a point from the straight line between two others.
private func squaredDistance(of point: Point, fromSegment start: Point, _ end: Point) -> Double {
  let (dx, dy) = (end.x - start.x, end.y - start.y)
  let (px, py) = (point.x - start.x, point.y - start.y)
  let length = dx * dx + dy * dy
  let along = length > 0 ? min(1, max(0, (px * dx + py * dy) / length)) : 0
  let (ex, ey) = (px - along * dx, py - along * dy)
  return ex * ex + ey * ey
}
