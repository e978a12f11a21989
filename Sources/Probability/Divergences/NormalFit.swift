import Elementary
import Numerics

/// The normal distribution on the line that makes a divergence least, by pattern search over the mean
/// and the logarithm of the standard deviation: a local minimum, where there are several.
///
/// - Parameters:
///   - start: the mean to begin with; the standard deviation begins at 1.
///   - bound: where the search ends. Neither the mean nor the logarithm exceeds it in size, so that a
///     divergence that is integrated on a grid stays on the grid.
///   - divergence: what to make least, such as $KL(q \Vert p)$ as a function of q.
/// - Returns: the best distribution, its two coordinates to about 10⁻⁷.
public func normalMinimizing(
  from start: Double, bound: Double = 10, _ divergence: (Normal) -> Double
) -> Normal {
  let best = patternSearchMaximum(from: [start, 0], steps: [0.5, 0.5], precision: 1e-7) { point in
    guard point.allSatisfy({ $0.magnitude < bound }) else { return -.infinity }
    return -divergence(Normal(mean: point[0], standardDeviation: .exp(point[1])))
  }
  return Normal(mean: best.point[0], standardDeviation: .exp(best.point[1]))
}
