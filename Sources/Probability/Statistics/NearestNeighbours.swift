import Elementary
import Numerics

/// For each row the index of the nearest other row by Euclidean distance, the first if several are
/// equally near.
///
/// - Precondition: there are at least two rows.
/// - Complexity: O(n²d) for n rows of d numbers.
public func nearestNeighbours(of points: Matrix) -> [Int] {
  require(points.rows >= 2, "nearestNeighbours: \(points.rows) rows")
  let rows = (0..<points.rows).map(points.row)
  return rows.indices.map { i in
    var best = (index: i, squaredDistance: Double.infinity)
    for j in rows.indices where j != i {
      let distance = squaredDistance(rows[i], rows[j])
      if distance < best.squaredDistance { best = (j, distance) }
    }
    return best.index
  }
}

/// $\Vert u - v \Vert^2$.
///
/// - Precondition: the vectors have as many entries.
public func squaredDistance(_ u: [Double], _ v: [Double]) -> Double {
  require(u.count == v.count, "squaredDistance: \(u.count) entries and \(v.count)")
  return zip(u, v).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
}

/// The largest factor by which a map of points lengthens a distance,
/// $\max_{i \ne k} \Vert y_i - y_k \Vert / \Vert x_i - x_k \Vert$ over pairs with different x: at most the
/// Lipschitz constant of the map.
///
/// - Precondition: there is an image for every point.
/// - Complexity: O(n²d) for n rows of d numbers.
public func largestDistanceRatio(from points: Matrix, to images: Matrix) -> Double {
  require(
    points.rows == images.rows, "largestDistanceRatio: \(points.rows) points, \(images.rows) images"
  )
  let (x, y) = ((0..<points.rows).map(points.row), (0..<images.rows).map(images.row))
  var largest = 0.0
  for i in x.indices {
    for k in 0..<i {
      let apart = squaredDistance(x[i], x[k])
      if apart > 0 { largest = max(largest, squaredDistance(y[i], y[k]) / apart) }
    }
  }
  return largest.squareRoot()
}
