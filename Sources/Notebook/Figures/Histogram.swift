import Elementary

/// Counts of values in intervals [i·h, (i + 1)·h) of equal width h, for successive integers i.
struct Histogram: Sendable, Equatable {
  let binWidth: Double
  /// The integer i of the first interval.
  let firstBin: Int
  let counts: [Int]

  /// - Precondition: The values are finite, and the width is positive and no less than a
  ///   10,000th of their range.
  init(of values: [Double], binWidth: Double) {
    require(values.allSatisfy(\.isFinite), "Histogram: a value is not finite")
    require(binWidth > 0 && binWidth.isFinite, "Histogram: the bin width is not positive")
    self.binWidth = binWidth
    guard let lower = values.min(), let upper = values.max() else {
      (firstBin, counts) = (0, [])
      return
    }
    let (first, last) = ((lower / binWidth).rounded(.down), (upper / binWidth).rounded(.down))
    require(last - first < 10_000, "Histogram: the bin width is too small")
    var counts = [Int](repeating: 0, count: Int(last - first) + 1)
    for value in values {
      counts[Int((value / binWidth).rounded(.down) - first)] += 1
    }
    (firstBin, self.counts) = (Int(first), counts)
  }

  /// A bin width for `values`: the smallest of the nice numbers (1, 2 or 5 times a power of ten)
  /// that is at least half as wide as Freedman and Diaconis advise, and makes at most 100 bins.
  ///
  /// Their width for n values with interquartile range IQR is 2·IQR / ∛n (Freedman and Diaconis
  /// 1981, "On the histogram as a density estimator"), so that half of it is exceeded when
  /// h³·n ≥ IQR³.
  static func binWidth(for values: [Double]) -> Double {
    require(values.allSatisfy(\.isFinite), "Histogram: a value is not finite")
    let sorted = values.sorted()
    guard let lower = sorted.first, let upper = sorted.last, lower < upper else { return 1 }
    let count = sorted.count
    let (lowerQuartile, upperQuartile) = (sorted[count / 4], sorted[3 * count / 4])

    func suffices(_ width: Double) -> Bool {
      // Each is divided before they are subtracted, since their distance may not be finite.
      let ratio = upperQuartile / width - lowerQuartile / width
      return upper / width - lower / width <= 100 && ratio * ratio * ratio <= Double(count)
    }
    var exponent = decade(of: upper / 100 - lower / 100)
    while true {
      for factor in [1, 2, 5] {
        let width = Tick(factor, exponent: exponent).value
        if suffices(width) { return width }
      }
      exponent += 1
    }
  }
}
