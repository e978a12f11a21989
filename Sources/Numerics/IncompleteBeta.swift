import Elementary

/// The regularised incomplete beta function,
/// $I_x(a, b) = \frac{1}{B(a, b)} \int_0^x t^{a-1} (1 - t)^{b-1} dt$, for a, b > 0 and x in [0, 1].
///
/// By its continued fraction, which converges fast below the mean of the beta distribution; above,
/// by the symmetry $I_x(a, b) = 1 - I_{1-x}(b, a)$. NaN if an argument is.
///
/// - Precondition: the fraction converges within 100,000 terms; it does up to a + b = 10⁸.
///
/// Source: *NIST Digital Library of Mathematical Functions*, 8.17.22; W. H. Press et al. (2007),
/// *Numerical Recipes*, 3rd ed., §6.4.
public func regularizedBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
  guard !x.isNaN, !a.isNaN, !b.isNaN else { return .nan }
  guard x > 0 else { return 0 }
  guard x < 1 else { return 1 }
  return x > (a + 1) / (a + b + 2)
    ? 1 - betaBelowTheMean(1 - x, b, a) : betaBelowTheMean(x, a, b)
}

private func betaBelowTheMean(_ x: Double, _ a: Double, _ b: Double) -> Double {
  let logFactor =
    Double.logGamma(a + b) - .logGamma(a) - .logGamma(b)
    + a * .log(x) + b * .logOnePlus(-x)
  return .exp(logFactor) / a
    * continuedFraction { k in
      let m = Double(k / 2)
      if k == 0 { return (1, 1) }
      return k % 2 == 0
        ? (m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)), 1)
        : (-(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)), 1)
    }
}
