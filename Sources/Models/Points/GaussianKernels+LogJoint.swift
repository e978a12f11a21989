import Elementary
import Threads

/// The inner loops of Gaussian mixtures, over many points at once.
public enum GaussianKernels {}

extension GaussianKernels {
  /// The factors $L_k$ of K covariances, $\Sigma_k = L_k L_k^T$.
  public enum Factors: Sendable {
    /// Lower triangular: K × d × d numbers, of which only the lower triangles are read.
    case triangular([Double])

    /// Diagonal, as the standard deviations: K × d numbers.
    case diagonal([Double])
  }

  /// $c_k - \frac12 \lVert L_k^{-1} (x_i - \mu_k) \rVert^2$ for each point i and component k.
  ///
  /// With $c_k = \log \pi_k - \frac d2 \log 2\pi - \log \det L_k$ this is $\log \pi_k + \log N(x_i
  /// \mid \mu_k, L_k L_k^T)$, in nats. The mean is subtracted first, and the triangular system is
  /// solved by forward substitution, so data far from the origin lose nothing. Costs n·K·d²/2
  /// multiplications, or n·K·d with diagonal factors.
  ///
  /// - Parameters:
  ///   - points: n × d, a point a row.
  ///   - dimension: d, at least one.
  ///   - constants: c, of length K.
  ///   - means: K × d.
  ///   - factors: the $L_k$.
  /// - Returns: n × K, a point a row.
  public static func logJoint(
    points: [Double], dimension: Int, constants: [Double], means: [Double], factors: Factors
  ) -> [Double] {
    require(dimension > 0, "GaussianKernels.logJoint: points of \(dimension) numbers")
    let components = constants.count
    let (solvers, stride) = factors.prepared(dimension: dimension)
    require(
      points.count.isMultiple(of: dimension)
        && means.count == components * dimension && solvers.count == components * stride,
      "GaussianKernels.logJoint: the shapes do not agree")
    let blocks = PointBlocks(points: points.count / dimension)
    return arrayOfDoubles(count: blocks.points * components) { output in
      let task = LogJointTask(
        blocks: blocks, dimension: dimension, components: components, points: points,
        constants: constants, means: means, solvers: solvers, solverStride: stride, output: output)
      Workers.current.forEach(block: blocks.count) { task.run(block: $0) }
    }
  }
}

extension GaussianKernels.Factors {
  /// The numbers as the inner loop wants them, and how many belong to a component: off the diagonal
  /// negated, so that a step of the substitution is one multiply-add, and on it the reciprocals.
  fileprivate func prepared(dimension: Int) -> (numbers: [Double], stride: Int) {
    switch self {
    case .diagonal(let deviations):
      return (deviations.map { 1 / $0 }, dimension)
    case .triangular(let entries):
      let stride = dimension * dimension
      let numbers = entries.indices.map { index in
        let (i, j) = (index % stride / dimension, index % dimension)
        return i == j ? 1 / entries[index] : -entries[index]
      }
      return (numbers, stride)
    }
  }
}

/// One call of `GaussianKernels.logJoint`: a block reads what all share and writes its own rows.
private struct LogJointTask: @unchecked Sendable {
  let blocks: PointBlocks
  let dimension: Int
  let components: Int
  let points: [Double]
  let constants: [Double]
  let means: [Double]
  let solvers: [Double]
  let solverStride: Int
  let output: UnsafeMutablePointer<Double>

  func run(block: Int) {
    run(block: block, points, means, solvers)
  }

  private func run(
    block: Int, _ points: UnsafePointer<Double>, _ means: UnsafePointer<Double>,
    _ solvers: UnsafePointer<Double>
  ) {
    withScratch(dimension * Tile.points) { tile in
      withScratch(components * Tile.points) { result in
        withScratch(dimension * 2 * PointLanes.scalarCount) { whitened in
          blocks.forEachTile(of: block) { start, count in
            Tile.load(
              rows: points + start * dimension, count: count, columns: dimension, into: tile)
            for component in 0..<components {
              fill(
                result + component * Tile.points, from: tile, constant: constants[component],
                mean: means + component * dimension, solver: solvers + component * solverStride,
                whitened)
            }
            Tile.store(
              result, count: count, columns: components, intoRows: output + start * components)
          }
        }
      }
    }
  }

  /// Writes one component's column of the result's tile.
  private func fill(
    _ column: UnsafeMutablePointer<Double>, from tile: UnsafePointer<Double>, constant: Double,
    mean: UnsafePointer<Double>, solver: UnsafePointer<Double>,
    _ whitened: UnsafeMutablePointer<Double>
  ) {
    for offset in stride(from: 0, to: Tile.points, by: 2 * PointLanes.scalarCount) {
      let (first, second) =
        solverStride == dimension
        ? squaredScaledLengths(tile + offset, mean, solver)
        : squaredWhitenedLengths(tile + offset, mean, solver, whitened)
      column.set(constant - 0.5 * first, at: offset)
      column.set(constant - 0.5 * second, at: offset + PointLanes.scalarCount)
    }
  }

  /// $\lVert y \rVert^2$ with $L y = x - \mu$, for thirty-two points.
  @inline(__always)
  private func squaredWhitenedLengths(
    _ x: UnsafePointer<Double>, _ mean: UnsafePointer<Double>, _ solver: UnsafePointer<Double>,
    _ y: UnsafeMutablePointer<Double>
  ) -> (PointLanes, PointLanes) {
    let width = PointLanes.scalarCount
    var first = PointLanes.zero
    var second = PointLanes.zero
    for i in 0..<dimension {
      let row = solver + i * dimension
      var a = x.lanes(at: i * Tile.points) - mean[i]
      var b = x.lanes(at: i * Tile.points + width) - mean[i]
      for j in 0..<i {
        a.addProduct(row[j], y.lanes(at: 2 * j * width))
        b.addProduct(row[j], y.lanes(at: (2 * j + 1) * width))
      }
      a *= row[i]
      b *= row[i]
      y.set(a, at: 2 * i * width)
      y.set(b, at: (2 * i + 1) * width)
      first.addProduct(a, a)
      second.addProduct(b, b)
    }
    return (first, second)
  }

  /// $\sum_j ((x_j - \mu_j) / \sigma_j)^2$, for thirty-two points.
  @inline(__always)
  private func squaredScaledLengths(
    _ x: UnsafePointer<Double>, _ mean: UnsafePointer<Double>, _ solver: UnsafePointer<Double>
  ) -> (PointLanes, PointLanes) {
    var first = PointLanes.zero
    var second = PointLanes.zero
    for j in 0..<dimension {
      let a = (x.lanes(at: j * Tile.points) - mean[j]) * solver[j]
      let b = (x.lanes(at: j * Tile.points + PointLanes.scalarCount) - mean[j]) * solver[j]
      first.addProduct(a, a)
      second.addProduct(b, b)
    }
    return (first, second)
  }
}
