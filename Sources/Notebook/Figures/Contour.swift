import Elementary

/// Values of a function at the vertices of a rectangular grid.
struct ContourGrid: Sendable {
  let x: [Double]
  let y: [Double]
  /// Row by row: the value at (x[i], y[j]) is `values[j * x.count + i]`.
  let values: [Double]

  init(
    x: ClosedRange<Double>, y: ClosedRange<Double>, resolution: Int,
    _ function: (Double, Double) -> Double
  ) {
    require(resolution >= 1, "contours: at least one cell is needed")
    let steps = (0...resolution).map { Double($0) / Double(resolution) }
    let columns = steps.map { x.lowerBound + $0 * (x.upperBound - x.lowerBound) }
    let rows = steps.map { y.lowerBound + $0 * (y.upperBound - y.lowerBound) }
    (self.x, self.y) = (columns, rows)
    values = rows.flatMap { y in columns.map { x in function(x, y) } }
  }

  /// The lines on which the function, interpolated along the edges of the grid, equals `level`:
  /// marching squares (Lorensen and Cline 1987, in two dimensions).
  ///
  /// In each cell a line joins two edges whose ends lie on different sides of the level. Where all
  /// four edges are such, the cell is a saddle: whether its middle is high or low, by the value of
  /// the bilinear interpolant at its saddle point (Nielson and Hamann 1991, "The asymptotic
  /// decider"), says which pairs belong together. A cell with a value that is not finite is left
  /// out.
  func lines(at level: Double) -> [[Point]] {
    // An edge has at most two neighbours, one in the cell at either side.
    var neighbours = [[Int]](repeating: [], count: 2 * values.count)
    for row in 0..<y.count - 1 {
      for column in 0..<x.count - 1 {
        for (first, second) in segments(row: row, column: column, level: level) {
          neighbours[first].append(second)
          neighbours[second].append(first)
        }
      }
    }
    // Open lines first, from an end at the border; what then remains are closed ones.
    var lines: [[Point]] = []
    var isUsed = neighbours.map(\.isEmpty)
    let ends = neighbours.indices.filter { neighbours[$0].count == 1 }
    for start in ends + Array(neighbours.indices) where !isUsed[start] {
      var line: [Point] = []
      var edge: Int? = start
      while let current = edge {
        isUsed[current] = true
        line.append(crossing(of: current, level: level))
        edge = neighbours[current].first { !isUsed[$0] }
      }
      if neighbours[start].count == 2 { line.append(line[0]) }
      lines.append(line)
    }
    return lines
  }

  /// The pairs of edges that the level joins within a cell.
  private func segments(row: Int, column: Int, level: Double) -> [(Int, Int)] {
    let corner = row * x.count + column
    let (a, b) = (values[corner] - level, values[corner + 1] - level)
    let (d, c) = (values[corner + x.count] - level, values[corner + x.count + 1] - level)
    guard a.isFinite, b.isFinite, c.isFinite, d.isFinite else { return [] }
    // The edges around the cell, beginning below; a corner on the level counts as high.
    let (below, right) = (2 * corner, 2 * (corner + 1) + 1)
    let (above, left) = (2 * (corner + x.count), 2 * corner + 1)
    let high = [a, b, c, d].map { $0 >= 0 }
    let crossed = [
      (below, high[0] != high[1]), (right, high[1] != high[2]), (above, high[2] != high[3]),
      (left, high[3] != high[0]),
    ].filter(\.1).map(\.0)
    if crossed.count == 2 { return [(crossed[0], crossed[1])] }
    guard crossed.count == 4 else { return [] }
    // At the saddle point a bilinear function is (ac − bd) / (a + c − b − d).
    let isMiddleHigh = (a * c - b * d) / (a + c - b - d) >= 0
    return isMiddleHigh == high[0]
      ? [(below, right), (above, left)] : [(below, left), (above, right)]
  }

  /// Where the level crosses an edge: edge 2v goes right from vertex v, and edge 2v + 1 up.
  private func crossing(of edge: Int, level: Double) -> Point {
    let (row, column) = (edge / 2).quotientAndRemainder(dividingBy: x.count)
    let start = values[edge / 2] - level
    if edge.isMultiple(of: 2) {
      let fraction = start / (start - (values[edge / 2 + 1] - level))
      return Point(x[column] + fraction * (x[column + 1] - x[column]), y[row])
    }
    let fraction = start / (start - (values[edge / 2 + x.count] - level))
    return Point(x[column], y[row] + fraction * (y[row + 1] - y[row]))
  }
}

extension Mark {
  /// The lines on which a function of two variables has given values, on linear axes.
  ///
  /// - Parameter resolution: In how many cells each range is divided to search for the lines.
  public static func contours(
    x: ClosedRange<Double>, y: ClosedRange<Double>, levels: [Double], resolution: Int = 80,
    color: Color = .blue, label: String? = nil, of function: (Double, Double) -> Double
  ) -> Mark {
    let grid = ContourGrid(x: x, y: y, resolution: resolution, function)
    return Mark(.contours(levels.flatMap(grid.lines(at:))), color: color, label: label)
  }
}
