/// A polynomial whose first coefficients count to more digits than a `Double` has.
///
/// The higher powers contribute little, so plain arithmetic is enough for them; Horner's rule goes
/// over to pairs for the leading ones.
struct PairPolynomial: Sendable {
  /// The coefficients of the lowest powers, from the constant on.
  let leading: [Pair<Double>]
  /// The coefficients of the powers after those.
  let trailing: [Double]

  /// The value at x, as a pair.
  func callAsFunction(_ x: Pair<Double>) -> Pair<Double> {
    var tail = 0.0
    for coefficient in trailing.reversed() { tail = tail.times(x.high, plus: coefficient) }
    var value = Pair(high: tail, low: 0)
    for coefficient in leading.reversed() { value = coefficient + x * value }
    return value
  }
}
