/// Where a condition that holds at `low` and fails at `high` changes, to the last bit.
public func bisect(_ low: Double, _ high: Double, while holds: (Double) -> Bool) -> Double {
  var (low, high) = (low, high)
  while true {
    let middle = low + 0.5 * (high - low)
    guard low < middle && middle < high else { return middle }
    if holds(middle) { low = middle } else { high = middle }
  }
}
