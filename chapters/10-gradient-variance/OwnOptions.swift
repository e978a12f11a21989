import Notebook
import Probability

/// The options by which a reader chooses a function and a distribution.
enum OwnOptions {
  static let dimension = Option.integer(
    "dimension", default: 10, in: 1...1_000, help: "the number d of coordinates of your own z")
  static let sigma = Option.number(
    "sigma", default: 1, in: 0.01...10, help: "the standard deviation of each of them")
  static let mean = Option.number(
    "mean", default: 1, in: -10...10, help: "the mean of each of them")
  static let draws = Option.integer(
    "draws", default: 100_000, in: 400...1_000_000, help: "how many draws of z are taken")
  static let function = Option<FunctionChoice>.choice(
    "function", default: .quadratic,
    help: "h in f(z) = h(z_1) + ... + h(z_d): z², e^z, cos 4z, or 1 where z > 0 and 0 elsewhere")

  static let all: [any AnyOption] = [function, dimension, mean, sigma, draws]

  /// How many numbers may be drawn.
  static let limit = 20_000_000
}

extension Notebook {
  /// The reader's function and distribution; refuses more numbers than a reader would wait for.
  func ownSum() -> CoordinateSum {
    let (dimension, draws) = (self[OwnOptions.dimension], self[OwnOptions.draws])
    guard dimension * draws <= OwnOptions.limit else {
      refuse(
        "--draws \(draws) with --dimension \(dimension) are \(dimension * draws) numbers, and "
          + "\(OwnOptions.limit) are the limit: take fewer of either")
    }
    return CoordinateSum(
      self[OwnOptions.function].term, dimension: dimension,
      coordinate: Normal(mean: self[OwnOptions.mean], standardDeviation: self[OwnOptions.sigma]))
  }

  /// Gives numbers names.
  func define(_ values: KeyValuePairs<String, Double>) {
    for (name, value) in values { define(name, value) }
  }
}

/// The functions that a reader can choose.
enum FunctionChoice: String, CaseIterable, Sendable {
  case quadratic, exponential, cosine, step

  var term: CoordinateSum.Term {
    switch self {
    case .quadratic: .quadratic
    case .exponential: .exponential
    case .cosine: .cosine(frequency: 4)
    case .step: .step
    }
  }

  /// f in words.
  var description: String {
    switch self {
    case .quadratic: "the sum of the squares of z_1 … z_d"
    case .exponential: "the sum of the exponentials of z_1 … z_d"
    case .cosine: "the sum of cos 4z_1 … cos 4z_d"
    case .step: "the number of positive coordinates"
    }
  }
}
