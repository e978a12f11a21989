import Elementary

/// 10ᵏ, exact for 0 ≤ k ≤ 22 and correctly rounded for −22 ≤ k < 0.
func powerOfTen(_ exponent: Int) -> Double {
  var power = 1.0
  for _ in 0..<abs(exponent) { power *= 10 }
  return exponent < 0 ? 1 / power : power
}

/// The largest k with 10ᵏ ≤ x, for a positive and finite x.
func decade(of x: Double) -> Int {
  var exponent = Int((Double.log(x) / Double.log(10)).rounded(.down))
  while powerOfTen(exponent + 1) <= x { exponent += 1 }
  while powerOfTen(exponent) > x { exponent -= 1 }
  return exponent
}

/// An integer in superscript, as in 10⁻³.
func superscript(_ integer: Int) -> String {
  let figures: [Character] = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"]
  let digits = String(integer.magnitude).compactMap(\.wholeNumberValue).map { figures[$0] }
  return (integer < 0 ? "⁻" : "") + String(digits)
}
