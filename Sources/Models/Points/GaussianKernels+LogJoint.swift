import Elementary
import Numerics

/// The inner loops of Gaussian mixtures, over many points at once.
enum GaussianKernels {}

extension GaussianKernels {
  /// $c_k - \frac12 \lVert L_k^{-1} (x_i - \mu_k) \rVert^2$ for each point i and component k.
  ///
  /// With $c_k = \log \pi_k - \frac d2 \log 2\pi - \log \det L_k$ this is $\log \pi_k + \log N(x_i
  /// \mid \mu_k, L_k L_k^T)$, in nats. The mean is subtracted first, and the triangular system is
  /// solved by forward substitution, so data far from the origin lose nothing. Costs n·K·d²/2
  /// multiplications, or n·K·d with diagonal factors.
  ///
  /// - Parameters:
  ///   - points: n × d, a point a row.
  ///   - constants: c, of length K.
  ///   - means: K vectors of length d.
  ///   - factors: the $L_k$, lower triangular.
  ///   - areDiagonal: whether the factors are known to be diagonal.
  /// - Returns: n × K, a point a row.
  static func logJoint(
    of points: Matrix, constants: [Double], means: [[Double]], factors: [Matrix],
    areDiagonal: Bool
  ) -> [Double] {
    let (dimension, components) = (points.columns, constants.count)
    let means = Array(means.joined())
    // Off the diagonal negated, so that a step of the substitution is one multiply-add, and on it the
    // reciprocals.
    let solvers = factors.flatMap { factor in
      factor.elements.enumerated().map { $0 % (dimension + 1) == 0 ? 1 / $1 : -$1 }
    }
    return array(count: points.rows * components) { output in
      nonisolated(unsafe) let output = output
      forEachTile(
        of: points.elements, points: points.rows, columns: dimension,
        scratch: components + dimension
      ) { tile, scratch, range in
        let whitened = Tile(base: scratch.base + components * Tile.points)
        for k in 0..<components {
          for point in stride(from: 0, to: Tile.points, by: 2 * PointLanes.scalarCount) {
            let (first, second) = squaredLengths(
              of: tile, point, means, solvers, k, dimension, areDiagonal, whitened)
            scratch[k, point] = constants[k] - 0.5 * first
            scratch[k, point + PointLanes.scalarCount] = constants[k] - 0.5 * second
          }
        }
        scratch.store(into: output, range, columns: components)
      }
    }
  }

  /// $\lVert y \rVert^2$ with $L_k y = x - \mu_k$, for two vectors of points: each multiply-add waits
  /// for the one before it, and the second vector's fill the pause.
  @inline(__always)
  private static func squaredLengths(
    of tile: Tile, _ point: Int, _ means: UnsafePointer<Double>, _ solvers: UnsafePointer<Double>,
    _ component: Int, _ dimension: Int, _ areDiagonal: Bool, _ whitened: Tile
  ) -> (PointLanes, PointLanes) {
    let next = PointLanes.scalarCount
    let mean = means + component * dimension
    let solver = solvers + component * dimension * dimension
    var (first, second) = (PointLanes.zero, PointLanes.zero)
    for i in 0..<dimension {
      let row = solver + i * dimension
      var a = tile[i, point] - mean[i]
      var b = tile[i, point + next] - mean[i]
      for j in (areDiagonal ? i : 0)..<i {
        a.addProduct(row[j], whitened[j, 0])
        b.addProduct(row[j], whitened[j, next])
      }
      (a, b) = (a * row[i], b * row[i])
      (whitened[i, 0], whitened[i, next]) = (a, b)
      first.addProduct(a, a)
      second.addProduct(b, b)
    }
    return (first, second)
  }
}
