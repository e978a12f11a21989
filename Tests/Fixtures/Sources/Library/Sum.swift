enum Library {
  // snippet.tiny-sum
  static func sum(_ values: [Double]) -> Double {
    values.reduce(0, +)
  }
  // snippet.end
}
