extension GaussianKernels {
  /// The second moments of weighted points about given centres:
  /// $S_k = \sum_i w_{ik} (x_i - \mu_k)(x_i - \mu_k)^T$.
  ///
  /// The centre is subtracted before anything is multiplied: $\sum x x^T - \mu \mu^T$ would cancel
  /// where the data lie far from the origin. Costs n·K·d²/2 multiplications.
  ///
  /// - Parameters:
  ///   - points: n × d, a point a row.
  ///   - dimension: d, at least one.
  ///   - weights: n × K, a point a row.
  ///   - centres: μ, K × d.
  /// - Returns: S, K × d × d, exactly symmetric.
  public static func weightedScatter(
    points: [Double], dimension: Int, weights: [Double], about centres: [Double]
  ) -> [Double] {
    requireCentres(centres, dimension: dimension)
    return sumOverBlocks(
      points: points, dimension: dimension, weights: weights,
      components: centres.count / dimension, length: dimension * dimension
    ) { block, component, scatter in
      let centre = centres[component * dimension..<(component + 1) * dimension]
      withScratch(ScatterSum.scratchCount(dimension: dimension)) { scratch in
        let sum = ScatterSum(dimension: dimension, scratch: scratch)
        for tile in 0..<block.tiles {
          for (column, coordinate) in centre.enumerated() {
            sum.setDeviations(column, of: block.coordinates(column, tile: tile), from: coordinate)
          }
          sum.addProducts(weights: block.weights(of: component, tile: tile))
        }
        sum.write(into: scatter)
      }
    }
  }
}

/// The scatter matrix of one component over one block, while it is being added up.
///
/// The matrix is covered with squares of 2 × 2 entries, from the diagonal downwards. A square's four
/// sums stay in registers over a whole tile, and each number that is loaded is used twice. An odd
/// dimension is filled up with a coordinate that is zero.
private struct ScatterSum {
  private let dimension: Int
  private let evenDimension: Int

  /// $x_j - \mu_j$ for the points of a tile, a coordinate a row.
  private let deviations: UnsafeMutablePointer<Double>

  /// $w (x_j - \mu_j)$, for two coordinates at a time.
  private let weighted: UnsafeMutablePointer<Double>

  /// For each square four sums, each in sixteen lanes.
  private let sums: UnsafeMutablePointer<Double>

  private static let sumsPerSquare = 4 * PointLanes.scalarCount

  /// How many doubles of working memory the sum needs.
  static func scratchCount(dimension: Int) -> Int {
    let half = (dimension + 1) / 2
    return (2 * half + 2) * Tile.points + half * (half + 1) / 2 * sumsPerSquare
  }

  init(dimension: Int, scratch: UnsafeMutablePointer<Double>) {
    scratch.update(repeating: 0, count: Self.scratchCount(dimension: dimension))
    self.dimension = dimension
    evenDimension = (dimension + 1) / 2 * 2
    deviations = scratch
    weighted = deviations + evenDimension * Tile.points
    sums = weighted + 2 * Tile.points
  }

  /// Puts the next tile's deviations of one coordinate into place.
  func setDeviations(
    _ column: Int, of coordinates: UnsafePointer<Double>, from centre: Double
  ) {
    let row = deviations + column * Tile.points
    for offset in stride(from: 0, to: Tile.points, by: PointLanes.scalarCount) {
      row.set(coordinates.lanes(at: offset) - centre, at: offset)
    }
  }

  /// Adds the tile's weighted products to all squares.
  func addProducts(weights: UnsafePointer<Double>) {
    var square = sums
    for row in stride(from: 0, to: evenDimension, by: 2) {
      setWeighted(row, weights)
      for column in stride(from: 0, through: row, by: 2) {
        addProducts(weighted, deviations + column * Tile.points, to: square)
        square += Self.sumsPerSquare
      }
    }
  }

  /// Puts two weighted coordinates into place.
  @inline(__always)
  private func setWeighted(_ row: Int, _ weights: UnsafePointer<Double>) {
    let rows = deviations + row * Tile.points
    for offset in stride(from: 0, to: Tile.points, by: PointLanes.scalarCount) {
      let weight = weights.lanes(at: offset)
      weighted.set(rows.lanes(at: offset) * weight, at: offset)
      weighted.set(
        rows.lanes(at: Tile.points + offset) * weight, at: Tile.points + offset)
    }
  }

  /// Adds the products of two weighted coordinates with two others.
  @inline(__always)
  private func addProducts(
    _ rows: UnsafeMutablePointer<Double>, _ columns: UnsafeMutablePointer<Double>,
    to square: UnsafeMutablePointer<Double>
  ) {
    let width = PointLanes.scalarCount
    var topLeft = square.lanes(at: 0)
    var topRight = square.lanes(at: width)
    var bottomLeft = square.lanes(at: 2 * width)
    var bottomRight = square.lanes(at: 3 * width)
    for offset in stride(from: 0, to: Tile.points, by: width) {
      let (top, bottom) = (rows.lanes(at: offset), rows.lanes(at: Tile.points + offset))
      let (left, right) = (columns.lanes(at: offset), columns.lanes(at: Tile.points + offset))
      topLeft.addProduct(top, left)
      topRight.addProduct(top, right)
      bottomLeft.addProduct(bottom, left)
      bottomRight.addProduct(bottom, right)
    }
    square.set(topLeft, at: 0)
    square.set(topRight, at: width)
    square.set(bottomLeft, at: 2 * width)
    square.set(bottomRight, at: 3 * width)
  }

  /// Writes the matrix, d × d, with the lower triangle mirrored.
  func write(into scatter: UnsafeMutablePointer<Double>) {
    for row in 0..<dimension {
      for column in 0...row {
        let square = row / 2 * (row / 2 + 1) / 2 + column / 2
        let entry = square * 4 + row % 2 * 2 + column % 2
        let sum = sums.lanes(at: entry * PointLanes.scalarCount).sumOfLanes
        scatter[row * dimension + column] = sum
        scatter[column * dimension + row] = sum
      }
    }
  }
}
