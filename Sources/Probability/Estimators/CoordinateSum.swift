import Elementary

/// A function that is a sum over coordinates, $f(z) = \sum_j h(z_j)$, under a normal distribution with
/// independent and equal coordinates: an example on which the estimators of a gradient can be compared
/// in any dimension, for their variances are closed forms.
public struct CoordinateSum: Sendable, Hashable {
  /// The summand h.
  public enum Term: Sendable, Hashable {
    /// $h(z) = z^2$.
    case quadratic

    /// $h(z) = e^z$.
    case exponential

    /// $h(z) = \cos \omega z$.
    case cosine(frequency: Double)

    /// $h(z) = 1$ for positive z, otherwise 0.
    case step

    /// h(z).
    public func value(at z: Double) -> Double {
      switch self {
      case .quadratic: z * z
      case .exponential: .exp(z)
      case .cosine(let frequency): .cos(frequency * z)
      case .step: z > 0 ? 1 : 0
      }
    }

    /// $h'(z)$; that of the step is 0 wherever it exists.
    public func slope(at z: Double) -> Double {
      switch self {
      case .quadratic: 2 * z
      case .exponential: .exp(z)
      case .cosine(let frequency): -frequency * .sin(frequency * z)
      case .step: 0
      }
    }
  }

  /// The summand.
  public let term: Term

  /// The number d of coordinates.
  public let dimension: Int

  /// The distribution of each coordinate, $N(\mu, \sigma^2)$.
  public let coordinate: Normal

  /// A sum of so many terms.
  ///
  /// - Precondition: the dimension is positive.
  public init(_ term: Term, dimension: Int, coordinate: Normal) {
    require(dimension > 0, "CoordinateSum: a dimension of \(dimension)")
    self.term = term
    self.dimension = dimension
    self.coordinate = coordinate
  }

  /// The distribution of z.
  public var distribution: DiagonalNormal {
    DiagonalNormal(
      mean: Array(repeating: coordinate.mean, count: dimension),
      standardDeviations: Array(repeating: coordinate.standardDeviation, count: dimension))
  }

  /// $f(z) = \sum_j h(z_j)$.
  public func value(at z: [Double]) -> Double { z.reduce(0) { $0 + term.value(at: $1) } }

  /// $\nabla f(z)$, whose entries are $h'(z_j)$.
  public func slope(at z: [Double]) -> [Double] { z.map(term.slope) }
}
