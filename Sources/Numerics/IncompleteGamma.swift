import Elementary

/// The regularised upper incomplete gamma function,
/// $Q(a, x) = \frac{1}{\Gamma(a)} \int_x^\infty t^{a-1} e^{-t} dt$, for a > 0 and x ≥ 0.
///
/// Below a + 1 it is one minus the power series of its complement
/// $P(a, x) = x^a e^{-x} \sum_{k \ge 0} x^k / \Gamma(a + k + 1)$; above, Legendre's continued
/// fraction, in which both converge within a few times √a terms. NaN if an argument is.
///
/// - Precondition: the terms converge within 100,000; they do up to a = 10⁸.
///
/// Source: *NIST Digital Library of Mathematical Functions*, 8.7.1 and 8.9.2; W. H. Press et al.
/// (2007), *Numerical Recipes*, 3rd ed., §6.2.
public func regularizedUpperGamma(_ a: Double, _ x: Double) -> Double {
  guard !x.isNaN, !a.isNaN else { return .nan }
  guard x > 0 else { return 1 }
  guard x.isFinite else { return 0 }
  let factor = Double.exp(a * .log(x) - x - .logGamma(a))
  if x < a + 1 {
    var (term, sum) = (1 / a, 1 / a)
    for k in 1..<100_000 {
      term *= x / (a + Double(k))
      sum += term
      if term <= 0x1p-54 * sum { return 1 - factor * sum }
    }
    fatalError("regularizedUpperGamma: a = \(a) is too large; 100,000 terms are too few")
  }
  return factor
    * continuedFraction { k in
      k == 0
        ? (1, x + 1 - a) : (-Double(k) * (Double(k) - a), x + Double(2 * k + 1) - a)
    }
}
