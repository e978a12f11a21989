/// How often a normal number lies beyond five standard deviations, on either side.
///
/// Every statistical test fails below this p value: at any seed it cries wolf once in 1.7 million
/// runs. What it still sees is said at each test.
let fiveSigma = 5.733e-7

/// How many of `values` equal each of 0 ..< count.
func histogram(_ values: [Int], cells count: Int) -> [Int] {
  var counts = Array(repeating: 0, count: count)
  for value in values { counts[value] += 1 }
  return counts
}
