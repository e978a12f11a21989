import Numerics

extension GaussianKernels {
  /// The second moments of weighted points about given centres:
  /// $S_k = \sum_i w_{ik} (x_i - \mu_k)(x_i - \mu_k)^T$.
  ///
  /// The centre is subtracted before anything is multiplied: $\sum x x^T - \mu \mu^T$ would cancel
  /// where the data lie far from the origin. Costs n·K·d²/2 multiplications.
  ///
  /// - Parameters:
  ///   - points: n × d, a point a row.
  ///   - weights: w, n × K, a point a row.
  ///   - centres: μ, K vectors of length d.
  /// - Returns: the K matrices S, each d × d and exactly symmetric.
  static func weightedScatter(
    of points: Matrix, weights: Matrix, about centres: [[Double]]
  ) -> [Matrix] {
    requireCentres(centres, for: points, weights)
    let dimension = points.columns
    let scatter = sumOverBlocks(of: points, weights: weights, length: dimension * dimension) {
      points, weights, k, scatter in
      withScratch(ScatterSum.scratchCount(dimension: dimension)) { scratch in
        let sum = ScatterSum(dimension: dimension, scratch: scratch)
        for tile in 0..<points.tiles {
          sum.add(points[tile], weights: weights[tile], component: k, centre: centres[k])
        }
        sum.write(into: scatter)
      }
    }
    return scatter.map { Matrix(rows: dimension, columns: dimension, elements: $0) }
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

  /// $x_j - \mu_j$ for the points of a tile.
  private let deviations: Tile

  /// $w (x_j - \mu_j)$, for two coordinates at a time.
  private let weighted: Tile

  /// For each square four sums.
  private let sums: UnsafeMutablePointer<PointLanes>

  /// How many doubles of working memory the sum needs.
  static func scratchCount(dimension: Int) -> Int {
    let half = (dimension + 1) / 2
    return (2 * half + 2) * Tile.points + half * (half + 1) / 2 * 4 * PointLanes.scalarCount
  }

  init(dimension: Int, scratch: UnsafeMutablePointer<Double>) {
    let count = Self.scratchCount(dimension: dimension)
    scratch.update(repeating: 0, count: count)
    self.dimension = dimension
    evenDimension = (dimension + 1) / 2 * 2
    deviations = Tile(base: scratch)
    weighted = Tile(base: scratch + evenDimension * Tile.points)
    sums = UnsafeMutableRawPointer(scratch + (evenDimension + 2) * Tile.points)
      .assumingMemoryBound(to: PointLanes.self)
  }

  /// Adds the points of a tile.
  func add(_ points: Tile, weights: Tile, component: Int, centre: [Double]) {
    for (column, coordinate) in centre.enumerated() {
      Tile.forEachVector { i in
        deviations[column, i] = points[column, i] - coordinate
      }
    }
    var square = sums
    for row in stride(from: 0, to: evenDimension, by: 2) {
      Tile.forEachVector { i in
        let weight = weights[component, i]
        weighted[0, i] = deviations[row, i] * weight
        weighted[1, i] = deviations[row + 1, i] * weight
      }
      for column in stride(from: 0, through: row, by: 2) {
        addProducts(column, to: square)
        square += 4
      }
    }
  }

  /// Adds the products of the two weighted coordinates with two others.
  @inline(__always)
  private func addProducts(_ column: Int, to square: UnsafeMutablePointer<PointLanes>) {
    var (topLeft, topRight, bottomLeft, bottomRight) = (square[0], square[1], square[2], square[3])
    Tile.forEachVector { i in
      let (top, bottom) = (weighted[0, i], weighted[1, i])
      let (left, right) = (deviations[column, i], deviations[column + 1, i])
      topLeft.addProduct(top, left)
      topRight.addProduct(top, right)
      bottomLeft.addProduct(bottom, left)
      bottomRight.addProduct(bottom, right)
    }
    (square[0], square[1], square[2], square[3]) = (topLeft, topRight, bottomLeft, bottomRight)
  }

  /// Writes the matrix, d × d, with the lower triangle mirrored.
  func write(into scatter: UnsafeMutablePointer<Double>) {
    for row in 0..<dimension {
      for column in 0...row {
        let square = row / 2 * (row / 2 + 1) / 2 + column / 2
        let sum = sums[square * 4 + row % 2 * 2 + column % 2].sumOfLanes
        scatter[row * dimension + column] = sum
        scatter[column * dimension + row] = sum
      }
    }
  }
}
