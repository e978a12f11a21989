import Elementary
import Numerics

// Distributions drawn at random: an identity that is claimed for every q should hold for those.

extension Categorical {
  /// A distribution drawn uniformly from all with this number of outcomes.
  ///
  /// Independent exponential draws divided by their sum are uniform on the simplex.
  ///
  /// - Precondition: there is an outcome.
  ///
  /// Source: L. Devroye (1986), *Non-Uniform Random Variate Generation*, theorem V.2.2.
  public static func random(count: Int, using random: inout RandomStream) -> Categorical {
    require(count >= 1, "Categorical.random(count: \(count)): no outcomes")
    let draws = (0..<count).map { _ in -Double.log(1 - random.uniform()) }
    let sum = draws.reduce(0, +)
    return Categorical(probabilities: draws.map { $0 / sum })
  }
}

extension MultivariateNormal {
  /// A normal distribution with a standard normal mean and the covariance $0.3\, R R^\top + 0.1\, I$,
  /// with standard normal entries of the d × d matrix R.
  ///
  /// - Precondition: the dimension is positive.
  public static func random(
    dimension: Int, using random: inout RandomStream
  ) throws(NotPositiveDefinite) -> MultivariateNormal {
    let root = Matrix(
      rows: dimension, columns: dimension, elements: random.normals(dimension * dimension))
    return try MultivariateNormal(
      mean: random.normals(dimension),
      covariance: (0.3 * (root * root.transposed) + 0.1 * .identity(dimension)).symmetrized)
  }
}
