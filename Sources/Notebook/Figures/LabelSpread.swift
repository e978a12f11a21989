/// Moves `positions` apart so that any two differ by `spacing` or more, in the order that they
/// have, with the least sum of squared moves, and then all of them into `range` if they fit.
///
/// With i the rank, pᵢ − i · spacing must not fall: the best such sequence is an isotonic
/// regression, found by pooling neighbours that are out of order (Ayer et al. 1955).
func spread(
  _ positions: [Double], spacing: Double, within range: ClosedRange<Double>
) -> [Double] {
  let order = positions.indices.sorted { (positions[$0], $0) < (positions[$1], $1) }
  var pools: [(sum: Double, count: Int)] = []
  for (rank, index) in order.enumerated() {
    pools.append((positions[index] - Double(rank) * spacing, 1))
    while let last = pools.last, let before = pools.dropLast().last,
      before.sum / Double(before.count) > last.sum / Double(last.count)
    {
      pools.removeLast(2)
      pools.append((before.sum + last.sum, before.count + last.count))
    }
  }
  let slack = range.upperBound - Double(positions.count - 1) * spacing
  var spread = positions
  var rank = 0
  for pool in pools {
    let base = max(range.lowerBound, min(slack, pool.sum / Double(pool.count)))
    for _ in 0..<pool.count {
      spread[order[rank]] = base + Double(rank) * spacing
      rank += 1
    }
  }
  return spread
}
