import Kernels

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
