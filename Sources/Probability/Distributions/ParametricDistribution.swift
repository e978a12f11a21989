import Elementary

/// A distribution of a family $q_\phi$ whose members are told apart by numbers φ, and the score
/// $\nabla_\phi \log q_\phi(z)$.
///
/// The score is all that a gradient of an expectation needs, for
/// $\nabla_\phi\, q_\phi = q_\phi \nabla_\phi \log q_\phi$ and so
/// $\nabla_\phi\, \mathbb E_{q_\phi}[f(z)] = \mathbb E_{q_\phi}[f(z)\, \nabla_\phi \log q_\phi(z)]$,
/// whether z is discrete or continuous. Its own expectation is zero.
///
/// Source: S. Mohamed, M. Rosca, M. Figurnov and A. Mnih (2020), *Journal of Machine Learning
/// Research* 21(132), §4.
public protocol ParametricDistribution<Value>: Distribution {
  /// φ, in the order that each family documents.
  var parameters: [Double] { get }

  /// The member of the same family with other parameters.
  ///
  /// - Precondition: there are as many, each in its range.
  func with(parameters: [Double]) -> Self

  /// The score $\nabla_\phi \log q_\phi(z)$, a number for each parameter.
  ///
  /// - Precondition: z is a value that the distribution can take.
  func score(at value: Value) -> [Double]
}

/// A distribution whose draws are a smooth function of noise that knows nothing of the parameters:
/// $z = g_\phi(\epsilon)$.
///
/// A gradient can then go inside the expectation and through g,
/// $\nabla_\phi\, \mathbb E_{q_\phi}[f(z)] = \mathbb E_\epsilon[(\partial g_\phi / \partial
/// \phi)^\top \nabla f(z)]$, if f is differentiable.
///
/// Source: D. P. Kingma and M. Welling (2014), *Auto-Encoding Variational Bayes*, §2.4.
public protocol ReparameterizableDistribution<Value>: ParametricDistribution {
  /// What a draw of noise is: a number, a vector.
  associatedtype Noise: Sendable

  /// Draws the noise ε.
  ///
  /// From the same stream, `value(at: noise(using:))` is the number that `sample(using:)` draws, to
  /// the last bit, so that two estimators can be compared on the same draws.
  func noise(using random: inout RandomStream) -> Noise

  /// $g_\phi(\epsilon)$.
  func value(at noise: Noise) -> Value

  /// The noise that becomes a value: the inverse of $g_\phi$.
  func noise(of value: Value) -> Noise

  /// $(\partial g_\phi(\epsilon) / \partial \phi)^\top v$, a number for each parameter.
  ///
  /// - Parameter cotangent: v, the slope $\nabla f$ at the value.
  func pullback(_ cotangent: Value, at noise: Noise) -> [Double]
}

/// Stops unless there are as many numbers as a distribution needs.
func requireCount(_ numbers: [Double], _ count: Int, _ name: String) {
  require(numbers.count == count, "\(name): \(numbers.count) numbers, where \(count) are needed")
}
