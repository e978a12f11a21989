// snippet.tiny-sum
  func sum(_ values: [Double]) -> Double {
    values.reduce(0, +)
  }
// snippet.end
