/// The continued fraction $\frac{a_0}{b_0 + \frac{a_1}{b_1 + \cdots}}$, whose terms are
/// `term(k)` = $(a_k, b_k)$, by the method of Lentz as modified by Thompson and Barnett; NaN if a
/// term is.
///
/// - Precondition: 100,000 terms are enough.
///
/// Source: W. J. Lentz (1976), *Applied Optics* 15, 668–671.
public func continuedFraction(_ term: (Int) -> (numerator: Double, denominator: Double)) -> Double {
  let (first, b0) = term(0)
  var c = b0 == 0 ? .leastNormalMagnitude : b0
  var d = 0.0
  var fraction = c
  for k in 1..<100_000 {
    let (a, b) = term(k)
    d = b + a * d
    c = b + a / c
    d = 1 / (d == 0 ? .leastNormalMagnitude : d)
    if c == 0 { c = .leastNormalMagnitude }
    fraction *= c * d
    if (c * d - 1).magnitude < 0x1p-51 || fraction.isNaN { return first / fraction }
  }
  fatalError(
    "continuedFraction: 100,000 terms are too few; the arguments of the function are too large")
}
