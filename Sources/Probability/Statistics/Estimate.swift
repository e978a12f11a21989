/// A mean of independent repetitions, with what is known of its error.
///
/// It keeps three numbers, the count n, the mean $\bar x$ and the sum of squared deviations
/// $S = \sum (x_i - \bar x)^2$, and updates them draw by draw without ever subtracting two large
/// sums from each other.
///
/// Sources: B. P. Welford (1962), *Technometrics* 4, 419–420; for `merged(with:)` T. F. Chan,
/// G. H. Golub and R. J. LeVeque (1983), *The American Statistician* 37, 242–247.
public struct Estimate: Sendable, Hashable {
  /// How many repetitions there were.
  public private(set) var count = 0

  private var center = 0.0
  private var squaredDeviations = 0.0

  /// An estimate of nothing yet.
  public init() {}

  /// The estimate from these repetitions.
  public init(_ values: [Double]) {
    for value in values { add(value) }
  }

  /// Repeats an experiment and keeps the estimate.
  ///
  /// - Precondition: `repetitions` is not negative.
  public init(repetitions: Int, _ draw: () throws -> Double) rethrows {
    for _ in 0..<repetitions { add(try draw()) }
  }

  /// Takes one more repetition into account:
  /// $\bar x_n = \bar x_{n-1} + (x - \bar x_{n-1}) / n$ and
  /// $S_n = S_{n-1} + (x - \bar x_{n-1})(x - \bar x_n)$.
  public mutating func add(_ value: Double) {
    count += 1
    let deviation = value - center
    center += deviation / Double(count)
    squaredDeviations += deviation * (value - center)
  }

  /// The mean of the repetitions. NaN if there were none.
  public var mean: Double { count == 0 ? .nan : center }

  /// The unbiased variance of a single repetition, $S / (n - 1)$.
  ///
  /// NaN below two repetitions, since a single one says nothing about the spread. So are the
  /// standard error and the z score then, which makes any comparison with them fail.
  public var variance: Double {
    count < 2 ? .nan : squaredDeviations / Double(count - 1)
  }

  /// The standard deviation of a single repetition, the root of `variance`.
  public var standardDeviation: Double { variance.squareRoot() }

  /// The standard error of the mean, $s / \sqrt n$.
  public var standardError: Double { (variance / Double(count)).squareRoot() }

  /// By how many standard errors the mean lies above `exact`.
  ///
  /// If all repetitions were equal, the standard error is zero: the score is then zero where the
  /// mean is `exact` to the last bit, and infinite elsewhere.
  public func zScore(against exact: Double) -> Double {
    let difference = mean - exact
    return difference == 0 && standardError == 0 ? 0 : difference / standardError
  }

  /// The estimate from the repetitions of both.
  public func merged(with other: Estimate) -> Estimate {
    if count == 0 { return other }
    if other.count == 0 { return self }
    var merged = self
    let total = Double(count + other.count)
    let distance = other.center - center
    merged.count = count + other.count
    merged.center += distance * (Double(other.count) / total)
    merged.squaredDeviations +=
      other.squaredDeviations
      + distance * distance * (Double(count) * Double(other.count) / total)
    return merged
  }

  /// The estimate as if every repetition had been multiplied by `factor`.
  public func scaled(by factor: Double) -> Estimate {
    var scaled = self
    scaled.center *= factor
    scaled.squaredDeviations *= factor * factor
    return scaled
  }

  /// The estimate as if `offset` had been added to every repetition.
  public func shifted(by offset: Double) -> Estimate {
    var shifted = self
    shifted.center += offset
    return shifted
  }
}
