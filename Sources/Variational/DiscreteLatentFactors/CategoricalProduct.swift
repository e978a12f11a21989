import Elementary
import Probability

/// Independent categorical variables, one at each place of an observation:
/// $p(x) = \prod_i p_i(x_i)$.
///
/// It is what a decoder of categorical observations returns for one code: a picture whose pixels take
/// one of C gray levels each, a text of words from a vocabulary.
public struct CategoricalProduct: Distribution, Hashable {
  /// $\log p_i(c)$ in nats: category by category, the places of a category one after the other.
  public let logProbabilities: [Double]

  /// The number C of categories.
  public let categoryCount: Int

  /// The distribution with these logarithms of probabilities.
  ///
  /// - Precondition: they fill whole places, and at each place the probabilities add up to one within
  ///   10⁻⁹.
  public init(logProbabilities: [Double], categoryCount: Int) {
    require(
      categoryCount > 0 && !logProbabilities.isEmpty
        && logProbabilities.count.isMultiple(of: categoryCount),
      "CategoricalProduct: \(logProbabilities.count) numbers for places of \(categoryCount) categories"
    )
    self.logProbabilities = logProbabilities
    self.categoryCount = categoryCount
    for place in 0..<placeCount {
      let sum = probabilities(at: place).reduce(0, +)
      require(
        (sum - 1).magnitude < 1e-9, "CategoricalProduct: the probabilities add up to \(sum)")
    }
  }

  /// The number of places.
  public var placeCount: Int { logProbabilities.count / categoryCount }

  /// The mean category of each place, with the categories counted from 0: a picture's expected gray.
  public var means: [Double] {
    (0..<placeCount).map { place in
      probabilities(at: place).enumerated().reduce(0) { $0 + Double($1.offset) * $1.element }
    }
  }

  /// $\sum_i \log p_i(x_i)$, in nats; −∞ if a category does not exist.
  ///
  /// - Precondition: x has a category for each place.
  public func logDensity(_ x: [Int]) -> Double {
    require(
      x.count == placeCount, "CategoricalProduct: \(x.count) categories at \(placeCount) places")
    var sum = 0.0
    for (place, category) in x.enumerated() {
      guard category >= 0, category < categoryCount else { return -.infinity }
      sum += logProbabilities[category * x.count + place]
    }
    return sum
  }

  /// Draws the category of each place on its own, in order.
  public func sample(using random: inout RandomStream) -> [Int] {
    (0..<placeCount).map { random.categorical(probabilities(at: $0)) }
  }

  private func probabilities(at place: Int) -> [Double] {
    stride(from: place, to: logProbabilities.count, by: placeCount).map {
      .exp(logProbabilities[$0])
    }
  }
}
