import Elementary

/// The usual slips in the closed form of the KL term, `klDivergenceToStandardNormal(from:)`.
///
/// Each is a formula that somebody may write by mistake. A number that equals its value tells which
/// slip was made, provided that the value differs from the right one: at the prior most do not.
public enum KLTermSlip: String, Sendable, CaseIterable {
  /// The standard deviation in the place of the variance.
  case standardDeviationForVariance = "σ for σ²"
  /// The logarithm of the standard deviation in the place of that of the variance.
  case logStandardDeviationForLogVariance = "log σ for log σ²"
  /// The square of the logarithm in the place of the logarithm of the square.
  case squaredLogarithm = "(log σ)² for log σ²"
  /// No −1.
  case lostOne = "the −1 is lost"
  /// No factor of one half.
  case lostHalf = "the ½ is lost"
  /// The mean over dimensions in the place of the sum.
  case meanForSum = "a mean for the sum"
  /// One −1 for all dimensions together.
  case singleOne = "the −1 once, not once a dimension"
  /// The divergence of the prior from q.
  case otherDirection = "the other direction, KL(p ‖ q)"

  // snippet.kl-term-slips
  /// What the slip makes of the divergence, in nats.
  public func value(at q: DiagonalNormal) -> Double {
    let d = Double(q.dimension)
    func half(_ term: (_ m: Double, _ s: Double) -> Double) -> Double {
      0.5 * zip(q.mean, q.standardDeviations).map(term).reduce(0, +)
    }
    func right(_ m: Double, _ s: Double) -> Double { s * s + m * m - 1 - .log(s * s) }
    return switch self {
    case .standardDeviationForVariance: half { m, s in s + m * m - 1 - .log(s * s) }
    case .logStandardDeviationForLogVariance: half { m, s in s * s + m * m - 1 - .log(s) }
    case .squaredLogarithm: half { m, s in s * s + m * m - 1 - .log(s) * .log(s) }
    case .lostOne: half { m, s in s * s + m * m - .log(s * s) }
    case .lostHalf: 2 * half(right)
    case .meanForSum: half(right) / d
    case .singleOne: half(right) + 0.5 * (d - 1)
    case .otherDirection: half { m, s in 1 / (s * s) + m * m / (s * s) - 1 + .log(s * s) }
    }
  }
  // snippet.end
}
