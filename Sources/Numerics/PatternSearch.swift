import Elementary

/// A local maximum of a function of a few numbers, found without derivatives.
///
/// Each coordinate is tried a step up and a step down, and the point moves wherever the function
/// rises. When no direction helps, the steps are halved, until they are a given fraction of what
/// they were, or after 100,000 rounds through the coordinates: a function without a maximum would be
/// climbed for ever.
///
/// - Parameters:
///   - start: where to begin.
///   - steps: the first step of each coordinate.
///   - precision: the fraction of the first steps at which the search ends.
/// - Returns: the best point and the function there.
/// - Precondition: there is a step for each coordinate, and the precision is positive.
///
/// Source: R. Hooke and T. A. Jeeves (1961), *Journal of the ACM* 8, 212–229.
public func patternSearchMaximum(
  from start: [Double], steps: [Double], precision: Double = 1e-6,
  of function: ([Double]) -> Double
) -> (point: [Double], value: Double) {
  require(
    steps.count == start.count && precision > 0,
    "patternSearchMaximum: \(steps.count) steps for \(start.count) coordinates")
  var best = (point: start, value: function(start))
  var scale = 1.0
  var rounds = 0
  while scale > precision && rounds < 100_000 {
    rounds += 1
    var hasRisen = false
    for coordinate in start.indices {
      for direction in [scale, -scale] {
        var point = best.point
        point[coordinate] += direction * steps[coordinate]
        let value = function(point)
        if value > best.value {
          best = (point, value)
          hasRisen = true
          break
        }
      }
    }
    if !hasRisen { scale /= 2 }
  }
  return best
}
